"""One file, one gateway, data only: each module here offers a constant `GATEWAY`."""
