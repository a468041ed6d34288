"""Content credentials (C2PA) of image files, read and not verified."""
