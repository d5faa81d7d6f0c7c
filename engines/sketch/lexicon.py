"""The words the sketch engine knows, and the clip-art it has for them."""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LONGEST = 6
"""Words in the longest phrase."""

_SUFFIXES = ("ly", "ing", "ed", "ous", "ful", "less", "ish", "esque", "able", "ible", "like", "est", "ward", "wards")
_SHORT = 4
_NOT_NAMES = frozenset({"black-cat", "houses", "camping"})
"""Pictures whose own names say another thing, painted or several times."""
_GENDERS = ("woman", "man", "person")


@dataclass(frozen=True, slots=True)
class Art:
    """One clip-art picture on a ground of 32 by 32: the box its paint fills, its main colour, its SVG."""

    kind: str
    box: tuple[float, float, float, float]
    main: str
    body: str


@cache
def art() -> Mapping[str, Art]:
    """Return every clip-art picture by its name."""
    data = json.loads(gzip.decompress((HERE / "clipart" / "art.json.gz").read_bytes()))
    return {name: Art(each["kind"], tuple(each["box"]), each["main"], each["body"]) for name, each in data.items()}


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return one table of words.toml or speech.toml."""
    found: Mapping[str, Any] = _tables()[name]
    return found


FILES = ("words.toml", "more.toml", "speech.toml", "roles.toml", "pictures.toml", "creatures.toml")


@cache
def _tables() -> Mapping[str, Any]:
    """Return every table of every file; lists that several files have under one key are one list."""
    found: dict[str, dict[str, Any]] = {}
    for file in FILES:
        for name, content in tomllib.loads((HERE / file).read_text()).items():
            rows = found.setdefault(name, {})
            rows.update({key: f"{rows[key]}, {value}" if key in rows else value for key, value in content.items()})
    return found


def names(of: str, key: str = "names") -> frozenset[str]:
    """Return a list of a table as a set."""
    return _names(of, key)


@cache
def _names(of: str, key: str) -> frozenset[str]:
    return frozenset(_listed(table(of)[key]))


def _listed(text: str) -> Iterator[str]:
    return (each for each in (part.strip() for part in text.split(",")) if each)


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """Return what each phrase can mean: kind of word to value, such as ``{"noun": "fox"}``."""
    found: dict[str, dict[str, str]] = {}
    for phrase, kind, value in (*_speech(), *_meanings(), *_nouns()):
        found.setdefault(phrase, {})[kind] = value
    return found


def _speech() -> Iterator[tuple[str, str, str]]:
    glue = {"determiners": "det", "negations": "no", "joiners": "join"}
    for kind, text in table("glue").items():
        yield from ((phrase, glue.get(kind, "glue"), kind) for phrase in _listed(text))
    yield from ((phrase, "empty", phrase) for phrase in _listed(table("empty")["nouns"]))
    for of in ("adjectives", "verbs", "adverbs"):
        yield from ((phrase, "noise", of) for phrase in names(of))
    for command, text in table("commands").items():
        yield from ((phrase, command, command) for phrase in _listed(text))


def _meanings() -> Iterator[tuple[str, str, str]]:
    for of, kind in _KINDS.items():
        for value, text in table(of).items():
            said = text.partition(";")[2] if of in {"colours", "sizes"} else text
            own = (value,) if of in {"colours", "times"} else ()
            yield from ((phrase, kind, value) for phrase in (*own, *_listed(said)))
    for value, text in table("styles").items():
        yield from ((phrase, "style", "" if value == "other" else value) for phrase in _listed(text))


def _nouns() -> Iterator[tuple[str, str, str]]:
    """Yield the pictures' own names first: what people say goes before them."""
    yield from ((name.replace("-", " "), "noun", name) for name in art() if name not in _NOT_NAMES)
    for name, text in table("nouns").items():
        yield from ((phrase, "noun", name) for phrase in _listed(text))
    for name, text in table("roles").items():
        yield from ((phrase, "noun", f"role:{name}") for phrase in _listed(text.rsplit("|", 1)[-1]))
    for of in ("pictures", "creatures"):
        for name, text in table(of).items():
            yield from ((phrase, "noun", f"drawn:{name}") for phrase in _listed(text.rsplit("|", 1)[-1]))
    for phrase, text in table("kinds").items():
        yield from ((phrase, "noun", text.partition(" ")[0]), (phrase, "own", text.partition(" ")[2]))
    yield from ((phrase, "missing", phrase) for phrase in names("missing"))


_KINDS = {
    "settings": "setting",
    "times": "time",
    "weather": "weather",
    "seasons": "season",
    "colours": "colour",
    "sizes": "size",
    "numbers": "number",
    "relations": "relation",
    "places": "place",
    "activities": "activity",
    "bodily": "bodily",
    "printed": "printed",
}


def singular(word: str) -> str | None:
    """Return the singular of a word that may be a plural, None where it can be none."""
    irregular = table("irregular").get(word)
    if irregular is not None:
        return None if irregular == word else str(irregular)
    known = phrases()
    for end, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(end) and len(word) > len(end) + 1 and not word.endswith("ss"):
            short = word[: -len(end)] + instead
            if known.get(short, {}).get("noun"):
                return short
    return (
        word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORT - 1 else None
    )


def is_noise(word: str) -> bool:
    """Return whether a word unknown by itself looks like a verb, adjective or adverb."""
    return (len(word) > _SHORT and word.endswith(_SUFFIXES)) or len(word) == 1


def colour_value(name: str) -> str:
    """Return a colour's hex value."""
    return str(table("colours")[name]).partition(";")[0]


def size_factor(name: str) -> float:
    """Return by how much a size word scales."""
    return float(str(table("sizes")[name]).partition(";")[0])


@cache
def heights() -> Mapping[str, float]:
    """Return how tall each picture stands, in parts of the frame, where the table says so."""
    said = {name: int(size) / 100 for size, text in table("height").items() for name in _listed(text)}
    drawn = {
        f"drawn:{name}": int(text.partition("|")[0]) / 100
        for of in ("pictures", "creatures")
        for name, text in table(of).items()
    }
    return {**said, **drawn, **_people_heights()}


def _people_heights() -> Mapping[str, float]:
    """Return how tall those are that are known by what they do: as any person, pupils as children."""
    return {
        f"role:{name}": 0.28 if name in {"pupil", "gnome", "leprechaun", "skater"} else 0.34 for name in table("roles")
    }


_BY_KIND = {"food": 0.11, "person": 0.34, "place": 0.34, "nature": 0.18, "smiley": 0.16}


def natural_height(name: str) -> float:
    """Return how tall a picture stands among others, in parts of the frame's height."""
    said = heights().get(name)
    if said is not None:
        return said
    known = art().get(name)
    kind = known.kind if known else "object"
    if kind == "person" and not is_person(name):
        return 0.14
    return _BY_KIND.get(kind, 0.14)


@cache
def _people() -> frozenset[str]:
    roles = {name.partition("-")[2] for name in art() if name.startswith(_GENDERS) and "-" in name}
    whole = {name for name in art() if name.partition("-")[0] in _GENDERS}
    others = {"boy", "girl", "child", "baby", "old-man", "old-woman", "older-person", "santa-claus", "mrs-claus",
              "mx-claus", "prince", "princess", "ninja", "skier", "snowboarder", "baby-angel", "pregnant-woman",
              "pregnant-man", "pregnant-person", "troll"}  # fmt: skip
    return frozenset((whole | others | roles) & set(art()))


def is_person(name: str) -> bool:
    """Return whether a picture shows a person."""
    return name in _people() or name.startswith("role:")


def doing(name: str, activity: str) -> str | None:
    """Return the picture of that person at an activity, None where there is none."""
    gender = {"man": "man", "old-man": "man", "boy": "man", "woman": "woman", "old-woman": "woman", "girl": "woman"}
    wanted = f"{gender.get(name, 'person')}-{activity}"
    return wanted if is_person(name) and wanted in art() else None
