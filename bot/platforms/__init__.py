"""Chat systems: one folder each, files named like their neighbours'."""
