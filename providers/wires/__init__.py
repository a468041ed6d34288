"""The protocols: images, chat, and the demo painter."""
