"""Every word that a person reads, in one catalogue: a file a language, English the one that is complete."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from importlib import resources

Say = Callable[..., str]
"""Says a key of the catalogue in one language, its parameters filled in."""

FALLBACK = "en"


def _read() -> Mapping[str, Mapping[str, str]]:
    tables: dict[str, Mapping[str, str]] = {}
    for file in resources.files("commands.words").iterdir():
        if file.name.endswith(".toml"):
            flat: dict[str, str] = {}
            _flatten(tomllib.loads(file.read_text("utf-8")), "", flat)
            tables[file.name.removesuffix(".toml")] = flat
    return tables


def _flatten(table: Mapping[str, object], prefix: str, into: dict[str, str]) -> None:
    for name, value in table.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{prefix}{name}.", into)
        else:
            into[prefix + name] = str(value)


# Read at import: a language is asked for by strangers, and no request waits for a file.
_TABLES = _read()


def languages() -> Mapping[str, Mapping[str, str]]:
    """Return the words of every language but the fallback, only those that it has itself."""
    return {locale: table for locale, table in _TABLES.items() if locale != FALLBACK}


def keys(locale: str = FALLBACK) -> frozenset[str]:
    """Return every key of a language."""
    return frozenset(_TABLES[locale])


def saying(locale: str) -> Say:
    """Return what speaks a language: ``say("result.from", version=4)``.

    A region falls back to its language, that to another region's, and all to English. With ``n`` the form ``key.one`` or ``key.other`` is taken
    where there are such. An unknown key is a mistake of ours: KeyError.
    """
    language = locale.split("-", maxsplit=1)[0]
    regions = sorted(each for each in _TABLES if each.startswith(f"{language}-"))
    tables = [_TABLES[each] for each in dict.fromkeys((locale, language, *regions, FALLBACK)) if each in _TABLES]

    def say(key: str, **params: object) -> str:
        form = f"{key}.one" if params.get("n") == 1 else f"{key}.other"
        for table in tables:
            template = table.get(form, table.get(key))
            if template is not None:
                return template.format_map(_Params(params))
        raise KeyError(key)

    return say


class _Params(dict[str, object]):
    """A parameter that nobody gave must not break the words around it."""

    def __missing__(self, key: str) -> str:
        """Return something readable."""
        del key
        return "?"


def knows(key: str) -> bool:
    """Return whether the catalogue has the key."""
    return key in _TABLES[FALLBACK]
