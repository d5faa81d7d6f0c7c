"""The sketch engine: makes, edits and varies drawings in the worker process, at no cost."""

from __future__ import annotations

from domain.errors import BadRequest
from engines.base import Made, Partial, Request
from engines.sketch.orders import Order, known_scene, perform
from engines.worker import Worker

LEAST_EDGE, MOST_EDGE = 64, 4096
_SECONDS = 60.0
_STEP = 7918
"""Between the seeds of the pictures of one job, which come one apart: together a prime, so that they do not fall on
another job's and differ in the column, nearness, light and palette that a seed stands for."""


class SketchEngine:
    """Performs generate, edit and vary without any model. The worker may be shared; ``close`` ends its process."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    @property
    def name(self) -> str:
        """Return the name that its model is filed under."""
        return "sketch"

    async def make(self, request: Request, partial: Partial) -> Made:
        """Draw one picture; the ground, the far things and the whole come as partial frames.

        Raise Refused where nothing in the words can be drawn or understood, BadRequest for a size out of bounds.
        """
        size = request.size
        if not (LEAST_EDGE <= size.width <= MOST_EDGE and LEAST_EDGE <= size.height <= MOST_EDGE):
            raise BadRequest("sketch_size", least=LEAST_EDGE, most=MOST_EDGE)
        base = request.inputs[0] if request.operation in {"edit", "vary"} and request.inputs else None
        order = Order(
            operation=request.operation,
            words=request.words,
            size=size,
            seed=request.seed + _STEP * request.index,
            strong=request.strong,
            transparent=request.transparent,
            scene=base.scene if base else None,
            photo=base.data if base and known_scene(base.scene) is None else None,
            references=len(request.inputs) - (base is not None),
        )
        sketch = await self._worker.run(perform, order, seconds=_SECONDS, on_frame=partial)
        return Made(
            data=sketch.data,
            media_type="image/png",
            width=size.width,
            height=size.height,
            notes=tuple(sketch.notes),
            scene=sketch.scene,
            facts={"generator": "sketch"},
        )

    async def close(self) -> None:
        """End the worker's process."""
        await self._worker.close()
