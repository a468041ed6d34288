"""A visitor's input images: uploaded, chosen again, attached to a request."""
