"""Draws without any model: words become a scene of clip-art, and a scene can be refined."""
