"""Skies, land, water, cities and other worlds."""
