"""Operations: the log, health, readiness, metrics, the version."""
