"""Edits of given pictures, pixel by pixel."""
