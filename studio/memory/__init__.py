"""The memory that pictures take while they are opened: a budget, and work within it."""
