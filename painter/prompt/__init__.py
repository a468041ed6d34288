"""From a prompt's words to what is to be painted."""
