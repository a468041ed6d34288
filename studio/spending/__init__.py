"""Spending on the server's own keys, which everybody here shares."""
