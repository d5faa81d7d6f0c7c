"""Small checks that a body's fields are made of. A schema maps each field that may stand there to its check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.fakes.discord_errors import form

Check = Callable[[Any, str], None]
Schema = Mapping[str, Check]


def fields(body: Any, path: str, schema: Schema, *, required: Iterable[str] = ()) -> None:
    """Refuse a body that is no object, has a field that is not in the schema, lacks one, or has a wrong one."""
    if not isinstance(body, dict):
        raise form(path, "Only dictionaries may be used in a DictType")
    for name, value in body.items():
        if name not in schema:
            raise form(_join(path, name), "This field is not known")
        schema[name](value, _join(path, name))
    for name in required:
        if body.get(name) is None:
            raise form(_join(path, name), "This field is required")


def _join(path: str, name: Any) -> str:
    return f"{path}.{name}" if path else str(name)


def words(most: int, least: int = 0, *, null: bool = False) -> Check:
    """Text of a length."""

    def check(value: Any, path: str) -> None:
        if value is None and null:
            return
        if not isinstance(value, str):
            raise form(path, "Could not interpret as string.")
        if not least <= len(value) <= most:
            raise form(path, f"Must be between {least} and {most} in length.")

    return check


def whole(least: int, most: int, *, null: bool = False) -> Check:
    """A whole number between two."""

    def check(value: Any, path: str) -> None:
        if value is None and null:
            return
        if isinstance(value, bool) or not isinstance(value, int):
            raise form(path, f"Value {value!r} is not int.")
        if not least <= value <= most:
            raise form(path, f"int value should be between {least} and {most}.")

    return check


def one_of(*values: Any, null: bool = False) -> Check:
    """One of these values."""

    def check(value: Any, path: str) -> None:
        if (value is None and null) or (value in values and not isinstance(value, bool)):
            return
        raise form(path, f"Value must be one of {values}.")

    return check


def yes_no(value: Any, path: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise form(path, "Must be either true or false.")


def snowflake(value: Any, path: str) -> None:
    """An id, as text or as a number."""
    whole_number = isinstance(value, int) and not isinstance(value, bool)
    if not (whole_number or (isinstance(value, str) and value.isdigit())) or not 0 <= int(value) < 2**63:
        raise form(path, f"Value {value!r} is not snowflake.")


def anything(value: Any, path: str) -> None:
    """Whatever it is."""


def number(value: Any, path: str) -> None:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise form(path, "Could not interpret as float.")


def listing(check: Check, most: int, least: int = 0, *, null: bool = False) -> Check:
    """A list of such things."""

    def check_all(value: Any, path: str) -> None:
        if value is None and null:
            return
        if not isinstance(value, list):
            raise form(path, "Only iterables may be used in a ListType")
        if not least <= len(value) <= most:
            raise form(path, f"Must be between {least} and {most} in length.")
        for index, each in enumerate(value):
            check(each, _join(path, index))

    return check_all


def record(schema: Schema, *, required: Iterable[str] = (), null: bool = False) -> Check:
    """An object of these fields."""
    needed = tuple(required)

    def check(value: Any, path: str) -> None:
        if value is not None or not null:
            fields(value, path, schema, required=needed)

    return check


def link(*schemes: str, most: int = 2048) -> Check:
    """An address of one of these schemes."""

    def check(value: Any, path: str) -> None:
        words(most, 1)(value, path)
        if not value.startswith(tuple(f"{each}://" for each in schemes)) or value.endswith("://"):
            raise form(path, f"Scheme must be one of {schemes}.")

    return check


def optional(check: Check) -> Check:
    """That, or null."""

    def check_some(value: Any, path: str) -> None:
        if value is not None:
            check(value, path)

    return check_some


def query(given: Mapping[str, str], schema: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    """Return a query's parameters read; refuse one that is not known or cannot be read."""
    read = {}
    for name, value in given.items():
        if name not in schema:
            raise form(name, "This query parameter is not known")
        try:
            read[name] = schema[name](value)
        except ValueError as error:
            raise form(name, f"Value {value!r} will not do.") from error
    return read


def switch(value: str) -> bool:
    """Read a query's true or false."""
    if value.lower() not in {"0", "1", "true", "false"}:
        raise ValueError(value)
    return value.lower() in {"1", "true"}
