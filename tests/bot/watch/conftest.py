from __future__ import annotations

from tests.bot.jobs.conftest import anywhere, here, logged

__all__ = ["anywhere", "here", "logged"]
