"""The store: rows, repositories, units of work and migrations; SQLite by default, PostgreSQL by URL."""
