"""The protocols: images, chat, the demo painter; and a request as code."""
