"""The layers that a request crosses before any route: guard, cookie, login, Gradio allow-list."""
