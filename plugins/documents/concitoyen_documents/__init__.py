"""Prints the documents of an edition: accessible, archival PDF from templates and data."""
