"""From an instruction's words to edits."""
