"""The process that serves: uvicorn, and how it stops."""
