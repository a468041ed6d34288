"""Canvas, colours and noise."""
