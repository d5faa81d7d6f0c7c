"""The HTTP face of a process: what every route shares."""
