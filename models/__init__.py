"""Image models, whoever serves them: capabilities, size tables, families."""
