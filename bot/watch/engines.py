"""An engine that is watched from outside: it behaves as the one in it."""

from __future__ import annotations

import asyncio
from time import perf_counter

from bot.ports.watch import Called, Watch
from domain.errors import BadRequest, Broken, Busy, EngineError, NoAccess, Refused
from engines.base import Engine, EngineState, Made, Partial, Request, Stated

_KINDS: tuple[tuple[type[EngineError], str], ...] = (
    (Busy, "busy"),
    (Refused, "refused"),
    (BadRequest, "bad_request"),
    (NoAccess, "no_access"),
    (Broken, "broken"),
)
CANCELLED, UNEXPECTED = "cancelled", "unexpected"


class WatchedEngine:
    """Implements Engine."""

    def __init__(self, engine: Engine, watch: Watch) -> None:
        self._engine = engine
        self._watch = watch

    @property
    def name(self) -> str:
        """Return its name."""
        return self._engine.name

    async def make(self, request: Request, partial: Partial) -> Made:
        """Make one picture, and say how that went."""
        began, outcome, cost = perf_counter(), CANCELLED, 0
        try:
            made = await self._engine.make(request, partial)
            outcome, cost = "made", made.cost
        except asyncio.CancelledError:
            raise
        except Exception as error:
            outcome = next((name for kind, name in _KINDS if isinstance(error, kind)), UNEXPECTED)
            raise
        else:
            return made
        finally:
            self._watch.called(
                Called(
                    self._engine.name,
                    request.model.id,
                    request.operation,
                    request.job_id,
                    request.index,
                    outcome,
                    perf_counter() - began,
                    cost,
                )
            )

    def state(self) -> EngineState:
        """Return how it is, as far as it says."""
        return self._engine.state() if isinstance(self._engine, Stated) else EngineState()

    async def close(self) -> None:
        """Let go of connections and processes."""
        await self._engine.close()
