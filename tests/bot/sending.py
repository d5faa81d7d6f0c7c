"""A whole Easel whose worker counts what it is asked: where pictures are made fit to be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from bot.pictures import ChatPictures
from bot.wiring import Parts, parts
from commands.studio import Studio
from engines.worker import Worker
from tests.conversation.conftest import settings_for
from tests.storage.sample import settle_in


class Counting:
    """A worker that counts what it is asked."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.runs = 0

    async def run(self, *args: Any, **more: Any) -> Any:
        self.runs += 1
        return await self._worker.run(*args, **more)


class Links:
    def link(self, picture_id: str) -> str | None:
        return f"https://easel.example/{picture_id}"


async def easel_of(tmp_path: Path) -> AsyncIterator[Parts]:
    async with parts(settings_for(tmp_path)) as all_parts:
        await settle_in(all_parts.studio.database)
        yield all_parts


def worker_of(easel: Parts) -> Counting:
    return Counting(easel.studio.worker)


def studio_of(easel: Parts, worker: Counting) -> Studio:
    return replace(easel.studio, worker=cast("Worker", worker))


def pictures_of(studio: Studio) -> ChatPictures:
    return ChatPictures(studio, Links())
