"""Discord: the platform."""
