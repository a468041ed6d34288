"""The stages of one painting, in order."""
