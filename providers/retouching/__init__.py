"""Edits by rule, no AI model: words it knows become steps on the pictures that were given."""
