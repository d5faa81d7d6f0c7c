"""What the library's pages ask for, as types: everything that comes is somebody's guess until it was read here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import BadInput
from domain.search import Search, narrowed, search_of

MOST_WORDS = 4_000
"""Characters of a comment or a name; the commands say what is too long for each."""

FILTERS = ("by", "in", "model", "tag", "collection", "is", "ratio", "colour", "since", "before")
FLAGS = ("starred", "mine", "named")
PAGE = 60

Id = Annotated[str, Field(pattern=r"^[\w.:/-]+$", max_length=128)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


BodyT = TypeVar("BodyT", bound=_Body)


class Token(_Body):
    """A link that somebody followed."""

    token: str = Field(max_length=1_000)


class Act(_Body):
    """What a visitor does with a picture; ``id`` is made in the browser, so that sending again changes nothing."""

    id: uuid.UUID
    act: Id
    words: str = Field("", max_length=MOST_WORDS)


class Window(_Body):
    """From where on a page of the gallery goes."""

    after: int | None = Field(None, ge=0, lt=2**63)
    limit: int = Field(PAGE, ge=1, le=120)


class Typed(_Body):
    """What is typed, and what would complete it."""

    what: Id
    typed: str = Field("", max_length=80)


def read(kind: type[BodyT], data: bytes) -> BodyT:
    """Return a request's JSON as its type. Raise BadInput where it is another."""
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        raise _unreadable(error) from None


def query(kind: type[BodyT], given: Mapping[str, str]) -> BodyT:
    """Return the parts of a query string that the type has. Raise BadInput where one is another."""
    try:
        return kind.model_validate({name: given[name] for name in kind.model_fields if name in given})
    except ValidationError as error:
        raise _unreadable(error) from None


def search_in(given: Mapping[str, str]) -> Search:
    """Return the search that a query string is. Raise BadInput where a filter's value is none of its kind."""
    found = search_of(given.get("q", ""))
    for name in FILTERS:
        if given.get(name, "").strip():
            found = narrowed(found, name, given[name][:80])
    for name in FLAGS:
        if given.get(name) == "1":
            found = narrowed(found, "is", name)
    return found


def _unreadable(error: ValidationError) -> BadInput:
    return BadInput("request_unreadable", detail=str(error.errors(include_input=False, include_url=False)))
