"""Parts of `bench/vote.py`: a town whose vote is open, its server, and those who vote there."""
