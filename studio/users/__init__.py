"""Users in the database: accounts, passwords, sessions, and what each person owns."""
