"""The studio, tried on a real SQLite file and real pictures on disk."""
