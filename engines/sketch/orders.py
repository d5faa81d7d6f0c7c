"""What the bot's process tells the worker's to draw, and what comes back: none of the drawing is imported here.

It takes tens of megabytes, which only the worker's process needs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.size import Size
from engines.sketch.scene import Scene

_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Order:
    """What the worker process is told: no more of a request than drawing needs. ``photo`` has no scene to draw from."""

    operation: str
    words: str
    size: Size
    seed: int
    strong: bool = False
    transparent: bool = False
    scene: str | None = None
    photo: bytes | None = None
    references: int = 0


@dataclass(frozen=True, slots=True)
class Sketch:
    """What comes back: the PNG, its scene and what is to be said of it."""

    data: bytes
    scene: str
    notes: list[tuple[str, dict[str, str]]]

    def __post_init__(self) -> None:
        """Raise ValueError for what ``perform`` never returns: a worker that decodes is not trusted."""
        if not self.data.startswith(_PNG) or any(not code.startswith("sketch_") for code, _ in self.notes):
            raise ValueError("no drawing")
        try:
            Scene.from_json(self.scene)
        except RecursionError:
            raise ValueError("no scene") from None


def known_scene(text: str | None) -> Scene | None:
    """Return the scene of that text, None where it holds none that can be drawn from."""
    try:
        scene = Scene.from_json(text) if text else None
    except ValueError:
        return None
    return None if scene is None or scene.photo else scene


def perform(order: Order, emit: Callable[[bytes], None]) -> Sketch:
    """Draw one order, showing its stages on the way: for the worker process."""
    from engines.sketch import studio  # noqa: PLC0415 -- as said above

    return studio.perform(order, emit)
