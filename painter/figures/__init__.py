"""The subjects that can be painted, one drawing each."""
