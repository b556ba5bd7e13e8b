"""The public data as JSON, read-only: the same gate as the pages."""
