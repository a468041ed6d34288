"""Runs, storage, images and references: everything around a call that costs money."""
