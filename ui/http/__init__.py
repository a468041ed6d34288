"""Address, path prefix, page root, compression, refusals: what a proxy in front touches."""
