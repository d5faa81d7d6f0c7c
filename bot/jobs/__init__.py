"""Durable jobs: the story of a job, who tells it, and what happens after a crash."""
