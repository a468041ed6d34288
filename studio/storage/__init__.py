"""SQLite and the folder of a call. Nothing above it knows SQL or file names."""
