import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from domain.operation import Quality
from domain.size import Size
from engines.base import Input, Request
from engines.catalog import Catalog
from engines.openai import OpenAIEngine, OpenAIModerator, OpenAISettings
from tests.fakes.openai import KEY, FakeOpenAI

CATALOG = Catalog.load()


@dataclass
class Time:
    """A clock that only sleeping moves; ``slept`` are the waits asked for."""

    seconds: float = 0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Operator:
    """What the operator was told."""

    told: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __call__(self, code, params) -> None:
        self.told.append((code, dict(params)))

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.told]


class Frames(list[bytes]):
    """A partial callback that keeps what it is given."""

    async def __call__(self, frame: bytes) -> None:
        self.append(frame)


def png(width: int = 64, height: int = 64, mode: str = "RGB", kind: str = "PNG", color: Any = 0) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, (width, height), color).save(kept, kind)
    return kept.getvalue()


def request(model: str = "gpt-image-2.5-flare", **more: Any) -> Request:
    fields = {
        "operation": "generate",
        "words": "a red fox at sunset",
        "model": CATALOG.models[model],
        "size": Size(1024, 1024),
        "quality": Quality.LOW,
        "job_id": "job-1",
        "person_hash": "a" * 64,
    }
    return Request(**(fields | more))


def edit(**more: Any) -> Request:
    return request(**({"operation": "edit", "words": "make it night", "inputs": (Input(png(), "image/png"),)} | more))


@pytest.fixture
async def fake():
    async with FakeOpenAI() as server:
        yield server


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def operator():
    return Operator()


@pytest.fixture
async def engine_with(fake, time, operator):
    """A maker of engines on the fake; each is closed at the end."""
    made: list[OpenAIEngine | OpenAIModerator] = []

    def make(kind: Callable[[OpenAISettings], Any] = OpenAIEngine, **changes: Any) -> Any:
        settings = {
            "api_key": KEY,
            "base_url": fake.base_url,
            "clock": time.now,
            "monotonic": time.monotonic,
            "sleep": time.sleep,
            "operator": operator,
        }
        made.append(kind(OpenAISettings(**(settings | changes))))
        return made[-1]

    yield make
    for each in made:
        await each.close()


@pytest.fixture
def engine(engine_with):
    return engine_with()
