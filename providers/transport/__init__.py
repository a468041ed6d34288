"""The network: posting exactly once, downloading a result URL safely, redacting the key."""
