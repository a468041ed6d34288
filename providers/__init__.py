"""Gateways and their models: a request in, typed events out.

Knows nothing of runs, people or pages.
"""
