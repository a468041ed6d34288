"""SVG: read without trusting it, and drawn as pixels by a process of its own."""
