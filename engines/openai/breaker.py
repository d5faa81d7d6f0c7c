"""The breaker: after a fault that only the operator can mend, calls fail at once until one probe succeeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.clock import Clock
from domain.errors import NoAccess
from engines.base import Trip
from engines.openai.settings import Operator

ACCOUNT = "account"
"""The scope of faults that stop every model; a model's own scope is its id."""

COOL_DOWNS: Mapping[str, timedelta] = {
    "engine_quota": timedelta(minutes=5),
    "engine_billing": timedelta(minutes=15),
    "engine_key": timedelta(minutes=5),
    "engine_unverified": timedelta(minutes=15),
    "engine_denied": timedelta(minutes=15),
    "model_gone": timedelta(hours=1),
}


@dataclass(slots=True)
class _Trip:
    code: str
    params: Mapping[str, Any]
    until: datetime
    probing: bool = False


@dataclass(slots=True)
class Admission:
    """One call's leave to go ahead; ``proven`` is set once the vendor has shown that access is well."""

    scopes: tuple[str, ...]
    proven: bool = False
    probes: list[_Trip] = field(default_factory=list)


class Breaker:
    """Open, it raises NoAccess; cooled down, it lets one call through at a time until one proves access."""

    def __init__(self, engine: str, clock: Clock, operator: Operator) -> None:
        self._engine = engine
        self._clock = clock
        self._operator = operator
        self._trips: dict[str, _Trip] = {}

    def check(self, model: str) -> None:
        """Raise NoAccess where calls for ``model`` fail at once now."""
        now = self._clock()
        for scope in (ACCOUNT, model):
            trip = self._trips.get(scope)
            if trip is not None and (trip.probing or now < trip.until):
                raise NoAccess(trip.code, **trip.params)

    @contextmanager
    def admit(self, model: str) -> Iterator[Admission]:
        """Take the probe of a cooled-down breaker, or raise NoAccess; close the breaker if access was proven."""
        self.check(model)
        admission = Admission((ACCOUNT, model))
        for scope in admission.scopes:
            trip = self._trips.get(scope)
            if trip is not None:
                trip.probing = True
                admission.probes.append(trip)
        try:
            yield admission
        finally:
            for trip in admission.probes:
                trip.probing = False
            if admission.proven:
                self._close(admission)

    def trip(self, scope: str, code: str, params: Mapping[str, str]) -> None:
        """Open for the code's cool-down; tell the operator, but not twice of the same until it closed again."""
        known = self._trips.get(scope)
        self._trips[scope] = _Trip(code, params, self._clock() + COOL_DOWNS[code])
        if known is None or known.code != code:
            self._operator(code, {"engine": self._engine, **params})

    @property
    def trips(self) -> tuple[Trip, ...]:
        """Return what it is open for; past ``until`` one call at a time is let through to prove access."""
        return tuple(Trip(scope, trip.code, trip.until) for scope, trip in self._trips.items())

    def _close(self, admission: Admission) -> None:
        for scope in admission.scopes:
            trip = self._trips.get(scope)
            if trip is not None and trip in admission.probes:
                del self._trips[scope]
                self._operator("engine_recovered", {"engine": self._engine, **trip.params})
