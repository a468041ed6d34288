"""Tests of studio/canvas."""
