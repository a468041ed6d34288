"""Uploads: streamed from the request into the data folder, and stored as a visitor's own."""
