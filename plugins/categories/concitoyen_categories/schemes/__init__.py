"""Schemes: which category a proposal is in; one module each."""
