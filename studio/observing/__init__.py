"""Observation of calls: which request a call came of, and what is told of it when it ends."""
