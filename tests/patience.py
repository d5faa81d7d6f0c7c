"""How long the tests wait for what must come."""

from __future__ import annotations

PATIENCE = 60.0
"""Seconds: only a test that fails waits as long, so it is ample for a machine that is twenty times slower than ours."""
