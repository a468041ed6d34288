"""The Gradio tabs: layout, callbacks, form."""
