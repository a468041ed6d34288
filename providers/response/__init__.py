"""One parser for every response shape, and the events, links and verdict that come of it."""
