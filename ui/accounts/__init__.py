"""Accounts: login, sessions, roles, the account page, galleries carried elsewhere."""
