"""Incremental decoders: SSE events, base64 to files, text deltas, markdown images."""
