"""Encodings of streams: base64, server-sent events, compression."""
