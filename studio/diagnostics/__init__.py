"""Diagnostics of a gateway: what is wrong, and the one change that mends it. Free."""
