"""Flags: what people write behind a prompt who come from other image tools, ``--ar 16:9 --no text --s 250``.

What exists here is read; the rest is named, so that it can be told. None of it is left among the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from domain.errors import BadInput
from domain.operation import Quality
from domain.plan import parse_quality
from domain.size import SizeWish
from domain.size_words import read_size


@dataclass(frozen=True, slots=True)
class Flags:
    """What is left of the words, and what their flags asked for; of one said twice the last counts.

    ``without`` is what must not be in the picture. ``unknown`` are the flags that do not exist here, each once, as
    they were written but for addresses.
    """

    words: str
    size: SizeWish | None = None
    quality: str = ""
    count: int | None = None
    seed: int | None = None
    transparent: bool = False
    model: str = ""
    without: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def worded(self, words: str) -> str:
        """Return words with what the picture must be without."""
        return f"{words}, without {' and '.join(self.without)}" if self.without and words else words


class _Takes(Enum):
    """What follows a flag."""

    SIZE = auto()
    WIDTH = auto()
    HEIGHT = auto()
    QUALITY = auto()
    COUNT = auto()
    SEED = auto()
    MODEL = auto()
    TRANSPARENT = auto()
    WITHOUT = auto()
    ONE = auto()
    """One word, whatever it is."""
    NUMBERS = auto()
    """Numbers and addresses, where there are any."""
    DRAFT = auto()


_KNOWN = {
    **dict.fromkeys(("ar", "aspect", "aspect-ratio", "aspectratio", "ratio", "size"), _Takes.SIZE),
    **dict.fromkeys(("w", "width"), _Takes.WIDTH),
    **dict.fromkeys(("h", "height"), _Takes.HEIGHT),
    **dict.fromkeys(("q", "quality"), _Takes.QUALITY),
    **dict.fromkeys(("n", "count", "number", "repeat", "r"), _Takes.COUNT),
    "seed": _Takes.SEED,
    **dict.fromkeys(("model", "m"), _Takes.MODEL),
    **dict.fromkeys(("transparent", "alpha"), _Takes.TRANSPARENT),
    **dict.fromkeys(("no", "without", "neg", "negative"), _Takes.WITHOUT),
    "draft": _Takes.DRAFT,
    **dict.fromkeys(("style", "sampler", "scheduler", "profile", "p", "mode", "preset"), _Takes.ONE),
    **dict.fromkeys(
        ("s", "stylize", "chaos", "c", "v", "version", "niji", "tile", "iw", "sref", "cref"), _Takes.NUMBERS
    ),
    **dict.fromkeys(("oref", "sw", "cw", "ow", "sv", "weird", "stop", "raw", "hd", "fast", "relax"), _Takes.NUMBERS),
    **dict.fromkeys(("turbo", "video", "motion", "exp", "steps", "cfg", "scale", "test", "loop"), _Takes.NUMBERS),
}
_LONG = "|".join(sorted((name for name in _KNOWN), key=len, reverse=True))
# Two hyphens begin a flag whatever its name; the dash that a phone makes of them only one that is known, since a dash
# stands between words as well.
_FLAG = re.compile(
    rf"(?<![^\s,;:=])(?:--([a-z][a-z0-9_-]{{0,23}})|[\u2013\u2014]({_LONG}))(?![\w\u2013\u2014-])[=:]?", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"\n]{0,400}"|\u201c[^\u201c\u201d\n]{0,400}\u201d')
_VALUE = re.compile(r"[ \t]{0,4}([^\s,;\"\u201c\u201d\u2013\u2014-][^\s,;\"\u201c\u201d]{0,300})")
_NUMBER = re.compile(
    r"[ \t]{0,4}(?:\d[\d.:]{0,12}|https?://[^\s\"\u201c\u201d]{1,300}|random)(?=[\s,;.!?]|$)", re.IGNORECASE
)
_WITHOUT = re.compile(
    r"[^\n\"\u201c\u201d]{0,200}?(?=\s(?:--[a-z]|[\u2013\u2014])|[\n\"\u201c\u201d]|$)", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S*", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|;|\band\b|\bor\b|\|)\s*")
_MARKS = re.compile(r" +(?=[,;.!?])")
_SPACES = re.compile(r"[ \t]{2,}")
_MOST_READ = 60
_MOST_NUMBERS = 8
_MOST_UNKNOWN = 8
_SHOWN = 24
_MOST_COUNT = 9_999
_SEEDS = 2**32
_MOST_SIDE = 1_000_000
_HALF, _TWICE = 0.5, 2.0
"""What other tools call a low and a high quality, as numbers."""


def take_flags(text: str) -> Flags:
    """Return the words without their flags, and what the flags asked for.

    What stands in quotes is left alone, and so is a dash that is no flag's. Taking twice takes nothing more. Takes
    time linear in the text's length.
    """
    if "--" not in text and "\u2014" not in text and "\u2013" not in text:
        return Flags(text)
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    spans: list[tuple[int, int]] = []
    flags = Flags(text)
    width = height = 0
    for name, start, at in _found(text, quoted):
        if spans and start < spans[-1][1]:
            continue
        takes = _KNOWN.get(name, _Takes.NUMBERS)
        end, said = _after(text, at, takes)
        if len(spans) < _MOST_READ:
            flags, end = _read(flags, takes, said, (at, end), text[start:end])
            width = (_whole(said, _MOST_SIDE) or 0) if takes is _Takes.WIDTH else width
            height = (_whole(said, _MOST_SIDE) or 0) if takes is _Takes.HEIGHT else height
        spans.append((start, end))
    if not spans:
        return Flags(text)
    if width and height:
        flags = replace(flags, size=SizeWish(width, height, exact=True, said=f"{width}x{height}"))
    elif width or height:
        flags = _unknown(flags, f"--w {width}" if width else f"--h {height}")
    return replace(flags, words=_words(text, spans))


def _found(text: str, quoted: list[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    """Yield the name of each flag outside of quotes, where it starts and where its value may begin."""
    spans = iter([*quoted, (len(text) + 1, len(text) + 1)])
    first, last = next(spans)
    for found in _FLAG.finditer(text):
        while found.start() >= last:
            first, last = next(spans)
        if found.start() < first:
            yield (found[1] or found[2]).casefold(), found.start(), found.end()


def _after(text: str, at: int, takes: _Takes) -> tuple[int, str]:
    """Return where a flag ends with its value, and the value."""
    if takes in (_Takes.TRANSPARENT, _Takes.DRAFT):
        return at, ""
    if takes is _Takes.WITHOUT:
        found = _WITHOUT.match(text, at)
        return (found.end(), found[0]) if found else (at, "")
    if takes is _Takes.NUMBERS and text[at - 1] != "=":
        end = at
        for _ in range(_MOST_NUMBERS):
            number = _NUMBER.match(text, end)
            if number is None:
                break
            end = number.end()
        return end, text[at:end].strip()
    found = _VALUE.match(text, at)
    return (found.end(1), found[1].rstrip(".!?")) if found else (at, "")


def _read(flags: Flags, takes: _Takes, said: str, value: tuple[int, int], shown: str) -> tuple[Flags, int]:
    """Return what a flag adds, and where it ends: a value that is none of its kind may be a word of the prompt."""
    at, end = value
    match takes:
        case _Takes.SIZE if (wish := _size(said)) is not None:
            return replace(flags, size=wish), end
        case _Takes.QUALITY if (quality := _quality(said)) is not None:
            return replace(flags, quality=quality), end
        case _Takes.COUNT if (count := _whole(said, _MOST_COUNT)) is not None:
            return replace(flags, count=count), end
        case _Takes.SEED if (seed := _whole(said, _SEEDS - 1)) is not None:
            return replace(flags, seed=seed), end
        case _Takes.MODEL if said:
            return replace(flags, model=said), end
        case _Takes.WIDTH | _Takes.HEIGHT if _whole(said, _MOST_SIDE):
            return flags, end
        case _Takes.TRANSPARENT:
            return replace(flags, transparent=True), at
        case _Takes.DRAFT:
            return replace(flags, quality=Quality.LOW), at
        case _Takes.WITHOUT if names := [each for each in _LIST.split(said.strip(" .!,")) if each]:
            return replace(flags, without=tuple(dict.fromkeys((*flags.without, *names)))), end
        case _:
            kept = takes in (_Takes.ONE, _Takes.NUMBERS) or any(char.isdigit() for char in said)
            name = shown if kept else shown[: len(shown) - (end - at)]
            return _unknown(flags, name), end if kept else at


def _unknown(flags: Flags, shown: str) -> Flags:
    line = " ".join(_ADDRESS.sub("", shown).replace("\u2014", "--").replace("\u2013", "--").split()).rstrip("=:")
    line = line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
    if line in flags.unknown or len(flags.unknown) >= _MOST_UNKNOWN:
        return flags
    return replace(flags, unknown=(*flags.unknown, line))


def _size(said: str) -> SizeWish | None:
    wish = read_size(said)
    return wish if wish is not None and wish.width > 0 and wish.height > 0 else None


def _quality(said: str) -> str | None:
    """Return a quality's name; None for what names none. Numbers are those of other tools, 1 the usual."""
    try:
        number = float(said)
    except ValueError:
        try:
            return parse_quality(said).value if said else None
        except BadInput:
            return None
    return Quality.LOW if number <= _HALF else Quality.HIGH if number >= _TWICE else "auto"


def _whole(said: str, most: int) -> int | None:
    digits = said[:_SHOWN]
    return min(int(digits), most) if digits.isascii() and digits.isdigit() else None


def _words(text: str, spans: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts.append(text[at:start])
        at = end
    left = " ".join([*parts, text[at:]])
    return _MARKS.sub("", _SPACES.sub(" ", left)).strip(" \t\n,;")
