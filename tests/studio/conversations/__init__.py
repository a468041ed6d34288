"""Tests of studio/conversations."""
