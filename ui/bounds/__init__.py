"""Bounds on what one client may take of a server that others use, too."""
