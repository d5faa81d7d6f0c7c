"""Plain data from the worker's child, held against the types that a job's function says it returns."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from engines.worker_wire import Garbled, is_number, is_text

Blobs = Sequence[bytes]


@lru_cache(maxsize=64)
def returned(function: Callable[..., object]) -> Any:
    """Return the type that a function says it returns. Raise TypeError where it does not say."""
    hints = get_type_hints(function)
    if "return" not in hints:
        raise TypeError(f"{function.__qualname__} does not say what it returns")
    return hints["return"]


def fit(value: Any, blobs: Blobs, hint: Any) -> Any:
    """Return the value as that type; raise Garbled where it is none.

    Known are None, bool, int, float, str, bytes (by number among ``blobs``), Literal, unions, list, tuple, dict and
    Mapping with text keys, named tuples and dataclasses, whose own checks hold too. Raise TypeError for other types.
    """
    if hint is None or hint is type(None) or hint in (bool, int, float, str, bytes):
        return _simple(value, blobs, hint)
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _literal(value, inside)
    if origin in (Union, types.UnionType):
        return _one_of(value, blobs, inside)
    if origin is list:
        return [fit(each, blobs, inside[0]) for each in _items(value)]
    if origin is tuple:
        return _tuple(_items(value), blobs, inside)
    if origin in (dict, Mapping):
        return {_simple(name, blobs, str): fit(each, blobs, inside[1]) for name, each in _named(value).items()}
    if isinstance(hint, type) and (dataclasses.is_dataclass(hint) or _fields(hint)):
        return _built(value, blobs, hint)
    raise TypeError(f"{hint} does not cross from the worker's child")


def _simple(value: Any, blobs: Blobs, hint: Any) -> Any:
    if hint is None or hint is type(None):
        if value is None:
            return None
    elif hint is bytes:
        if type(value) is int and 0 <= value < len(blobs):
            return blobs[value]
    elif hint is str:
        if isinstance(value, str) and is_text(value):
            return value
    elif hint is bool:
        if isinstance(value, bool):
            return value
    elif is_number(value) and (hint is float or isinstance(value, int)):
        return float(value) if hint is float else value
    raise Garbled("another type")


def _literal(value: Any, choices: tuple[Any, ...]) -> Any:
    for choice in choices:
        if type(value) is type(choice) and value == choice:
            return choice
    raise Garbled("none of the choices")


def _one_of(value: Any, blobs: Blobs, hints: tuple[Any, ...]) -> Any:
    for hint in hints:
        try:
            return fit(value, blobs, hint)
        except Garbled:
            continue
    raise Garbled("none of the types")


def _tuple(items: list[Any], blobs: Blobs, hints: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(hints) == 2 and hints[1] is Ellipsis:  # noqa: PLR2004 -- tuple[X, ...]
        return tuple(fit(each, blobs, hints[0]) for each in items)
    if len(items) != len(hints):
        raise Garbled("another length")
    return tuple(fit(each, blobs, hint) for each, hint in zip(items, hints, strict=True))


def _built(value: Any, blobs: Blobs, hint: type) -> Any:
    hints, names = get_type_hints(hint), _fields(hint)
    given = dict(zip(names, value, strict=False)) if isinstance(value, list) and len(value) == len(names) else value
    if set(_named(given)) != set(names):
        raise Garbled("other fields")
    parts = {name: fit(given[name], blobs, hints[name]) for name in names}
    try:
        return hint(**parts)
    except ValueError as error:
        raise Garbled(str(error)) from None


def _fields(hint: Any) -> tuple[str, ...]:
    if dataclasses.is_dataclass(hint):
        return tuple(each.name for each in dataclasses.fields(hint))
    return getattr(hint, "_fields", ()) if issubclass(hint, tuple) else ()


def _items(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise Garbled("no list")


def _named(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise Garbled("no mapping")
