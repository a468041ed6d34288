"""Before anything leaves: validation, options, size, text and the streaming body. Pure."""
