"""Formats by their own rules: image headers, base64, server-sent events, compression."""
