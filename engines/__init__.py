"""Who makes pictures: one port, one catalogue, several engines."""
