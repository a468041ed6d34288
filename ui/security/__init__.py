"""The layers around every route: guard, cookie, login, Gradio allow-list."""
