"""What a person can ask for: one file a command, free of any platform."""
