"""Slack: the platform."""
