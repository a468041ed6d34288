"""Zip files that people take away."""
