"""Measured figures beside their floors: ``make bench``."""
