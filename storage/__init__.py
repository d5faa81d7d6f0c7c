"""What is remembered: one database in two dialects, and bytes by their SHA-256."""
