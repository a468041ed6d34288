"""Requests before they are sent: validation, options, size, text, streaming body. Pure."""
