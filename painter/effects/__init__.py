"""Weather and styles over a finished painting."""
