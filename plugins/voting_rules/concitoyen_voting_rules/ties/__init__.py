"""Criteria between candidates that have the same votes; one module each."""
