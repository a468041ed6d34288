"""Incremental decoders: bytes to SSE events, base64 to files, text to deltas and image links."""
