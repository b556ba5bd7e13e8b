"""Caps: the most that a laureate receives; one module each."""
