"""Composing a count around any voting rule: what is decided, pots, floors, quotas, and what is left."""
