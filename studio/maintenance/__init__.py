"""Retention, deletion and verification of what is stored."""
