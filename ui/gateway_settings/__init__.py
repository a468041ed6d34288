"""The providers page: what each gateway offers, and what a visitor adds to it."""
