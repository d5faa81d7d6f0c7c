"""The catalogue: which models there are, what became of retired ones, and the operator's own servers."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.errors import BadInput
from domain.model import Model
from engines.rows import CatalogFile, Server

Note = tuple[str, Mapping[str, str]]

ENDING_SOON = timedelta(days=30)

_BUNDLED = Path(__file__).with_name("catalog.toml")
_SHOWN = 60


class CatalogError(ValueError):
    """A catalogue file cannot be used; the message names the row and key, and never repeats a value."""


@dataclass(frozen=True, slots=True)
class Retired:
    """A model no longer offered: the day its vendor shuts it down, and what takes its place."""

    id: str
    ends: date
    successor: str


class Catalog:
    """The rows, checked against each other: every successor exists and no chain of them is a circle."""

    def __init__(self, models: Iterable[Model], retired: Iterable[Retired], servers: Iterable[Server]) -> None:
        self.models: Mapping[str, Model] = {model.id: model for model in models}
        self.retired: Mapping[str, Retired] = {row.id: row for row in retired}
        self.servers: Mapping[str, Server] = {server.name: server for server in servers}
        self._check()

    @classmethod
    def load(cls, path: Path | None = None, extra_rows_toml: str | None = None) -> Catalog:
        """Read the bundled catalogue, or ``path``, and lay an operator's TOML over it.

        Raise CatalogError where either is no TOML or a row does not fit, OSError where ``path`` cannot be read.
        """
        rows = _toml((path or _BUNDLED).read_text(encoding="utf-8"))
        if extra_rows_toml:
            rows = _laid_over(rows, _toml(extra_rows_toml))
        try:
            file = CatalogFile.model_validate(rows)
            retired = [Retired(id_, row.ends, row.successor) for id_, row in file.retired.items()]
            return cls(file.all_models(), retired, file.all_servers())
        except ValidationError as error:
            raise CatalogError(_in_words(error)) from None

    def get(self, id_: str) -> Model | None:
        """Return the model of that exact id, ended or not."""
        return self.models.get(id_)

    def resolve(self, name: str, today: date, engines: Collection[str] | None = None) -> tuple[Model, tuple[Note, ...]]:
        """Return the model a person means by an id or a title, and what there is to say of it.

        A model past its end becomes its successor, with the note ``model_replaced``. Raise BadInput where no such
        model is known (``model_unknown``, or ``model_unknown_close`` with the nearest name) or where it ended with
        no successor (``model_ended``). ``engines`` limits the names that an error offers.
        """
        asked = name.strip()
        found = self._named(asked)
        offered = [model.id for model in self.available(engines, today)]
        known = ", ".join(offered)
        if found is None:
            close = get_close_matches(asked.casefold(), offered, n=1, cutoff=0.5)
            if close:
                raise BadInput("model_unknown_close", asked=asked[:_SHOWN], close=close[0], known=known)
            raise BadInput("model_unknown", asked=asked[:_SHOWN], known=known)
        ended: date | None = None
        row = found
        while isinstance(row, Retired) or row.ended(today):
            ended = ended or row.ends
            if not row.successor:
                raise BadInput("model_ended", asked=found.id, ended=str(ended), known=known)
            row = self.retired.get(row.successor) or self.models[row.successor]
        if ended is None:
            return row, ()
        return row, (("model_replaced", {"asked": found.id, "used": row.id, "ended": ended.isoformat()}),)

    def available(self, engines: Collection[str] | None, today: date) -> tuple[Model, ...]:
        """Return the models of those engines (None: of all) that have not ended, in the file's order."""
        return tuple(
            model
            for model in self.models.values()
            if (engines is None or model.engine in engines) and not model.ended(today)
        )

    def warnings(self, today: date, named: Iterable[str] = ()) -> tuple[Note, ...]:
        """Return what the operator should know: offered models, and those ``named``, ended or ending in 30 days.

        Notes are ``model_has_ended`` and ``model_ends_soon``, each with ``model``, ``ends`` and ``successor``.
        """
        rows: dict[str, Model | Retired] = dict(self.models)
        for name in named:
            found = self._named(name.strip())
            if found is not None:
                rows.setdefault(found.id, found)
        told: list[Note] = []
        for row in rows.values():
            if row.ends is None or row.ends > today + ENDING_SOON:
                continue
            over = row.ends <= today if isinstance(row, Retired) else row.ended(today)
            params = {"model": row.id, "ends": row.ends.isoformat(), "successor": row.successor or ""}
            told.append(("model_has_ended" if over else "model_ends_soon", params))
        return tuple(told)

    def _named(self, name: str) -> Model | Retired | None:
        wanted = name.casefold()
        for model in self.models.values():
            if wanted in {model.id.casefold(), model.title.casefold()}:
                return model
        return next((row for row in self.retired.values() if row.id.casefold() == wanted), None)

    def _check(self) -> None:
        rows: dict[str, Model | Retired] = {**self.retired, **self.models}
        both = self.models.keys() & self.retired.keys()
        if both:
            raise CatalogError(f"both offered and retired: {', '.join(sorted(both))}")
        for row in rows.values():
            seen = {row.id}
            at = row
            while at.successor:
                if at.successor not in rows:
                    raise CatalogError(f"{at.id}: its successor {at.successor} is no row")
                if at.successor in seen:
                    raise CatalogError(f"{row.id}: its successors lead in a circle")
                seen.add(at.successor)
                at = rows[at.successor]


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(f"no valid TOML: {error}") from None


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _laid_over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _in_words(error: ValidationError) -> str:
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(str(part) for part in fault['loc']) or 'file'}: {fault['msg']}" for fault in faults)
