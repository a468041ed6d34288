"""Conversations of chat: their turns, and what the next one changes and recalls."""
