"""Formats by their own rules: image headers, sizes, times, addresses; encodings beside them."""
