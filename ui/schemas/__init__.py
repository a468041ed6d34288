"""The JSON of the API: schemas, serialisation in the viewer's language, errors."""
