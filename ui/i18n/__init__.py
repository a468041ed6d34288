"""Every text that people read, in English and Chinese."""
