"""The SQLite database: its schema, what writes it and every query that reads it."""
