"""Ballot forms: which choices make a valid ballot; one module each."""
