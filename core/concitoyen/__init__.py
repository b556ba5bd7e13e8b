"""Concitoyen: a plugin-based governance engine for participatory budgets."""
