"""Recipes: how a picture was made, as JSON and inside of image files."""
