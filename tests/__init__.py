"""The tests mirror the rooms; browser journeys live under tests/browser."""
