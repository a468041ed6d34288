"""The life of a run: plan, tasks, record, state, persistence, outcome, subscribers."""
