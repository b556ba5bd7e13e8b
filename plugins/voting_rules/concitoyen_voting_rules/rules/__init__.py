"""Voting rules: from ballots to laureates; one module each."""
