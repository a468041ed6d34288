"""Texts of people and of other servers, made usable: addresses, names, JSON, words."""
