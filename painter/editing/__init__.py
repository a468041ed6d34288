"""Edits of the pictures that were given."""
