"""A size asked for among the words of a prompt: found and taken out, where it cannot be anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.size import SizeWish
from domain.size_names import BY_NAME, USUAL_RATIOS, Taken
from domain.sizes import bare_size, read_size

_TAIL = 160
_MOST_SEGMENTS = 8
_RATIO = r"[0-9]{1,2}(?:\.[0-9]{1,2})?:[0-9]{1,2}"
_PIXELS = r"[0-9]{3,4} ?(?:x|×|✕|\*) ?[0-9]{3,4}(?: ?px| pixels)?"
_PURPOSES = "|".join(
    re.escape(name) for name in sorted(BY_NAME, key=len, reverse=True) if BY_NAME[name].exact and " " in name
)
_ASKED = "|".join(
    re.escape(name)
    for name in sorted(BY_NAME, key=len, reverse=True)
    if BY_NAME[name].taken == Taken.ASKED or BY_NAME[name].exact
)
_SHAPES = "square|landscape|portrait|widescreen|wide|tall|vertical|horizontal|panoramic|panorama|upright|ultrawide"

_FLAG = re.compile(r"(?<!\S)(?:--|—|–)(?:ar|aspect-ratio|aspect|size)[ =:] ?(\S{1,24})", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,48})[)\]]")
_PURPOSE = re.compile(rf"\b(?:as|for) (?:an? |the |my |our )?({_PURPOSES})\b(?! (?:of|from|by)\b)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;\n]|\.(?= )|\s[-–—](?= )")
_LEADS = re.compile(r"(?:as|in|for|at|with) ", re.IGNORECASE)
# What a segment may end with although it does not stand alone behind a comma.
_ENDINGS = tuple(
    re.compile(rf"(?:(?<=\s)|^){ending}$", re.IGNORECASE)
    for ending in (
        rf"(?:(?:in|as|at|with) (?:an? )?)?(?:aspect ratio )?({_RATIO}) (?:aspect ratio|aspect|ratio|format)",
        rf"(?:in|as) (?:a )?(?:aspect ratio )?({_RATIO})",
        r"((?:16:9|9:16|16:10|10:16|21:9|9:21))",
        rf"(?:(?:in|at|as) )?({_PIXELS})",
        rf"(?:in|as) (?:an? )?((?:{_SHAPES}) (?:format|orientation|mode|aspect ratio|aspect))",
        rf"as (?:an? )((?:{_SHAPES}) (?:image|picture))",
        rf"(?:as|for) (?:an? |the |my |our )({_ASKED})",
    )
)
_WHOLE = re.compile(
    rf"(?:please )?(?:make|crop|turn|resize|reframe|extend|get|format)(?: (?:it|this|that))?(?: (?:to|into|in|as))?"
    rf"(?: an?)? ({_RATIO}|{_PIXELS}|square|landscape|portrait|widescreen|ultrawide|{_PURPOSES})"
    rf"(?: (?:format|orientation|aspect ratio|image|picture))?(?:,? please)?",
    re.IGNORECASE,
)


class _Found(NamedTuple):
    start: int
    end: int
    wish: SizeWish
    stays: bool


def take_size(prompt: str) -> tuple[str, SizeWish | None]:
    """Return the prompt without the words that ask for a size, and that size; the last where there are several.

    Conservative: takes only a flag, brackets, a platform's format, a ratio or pixels, and a shape behind the last
    comma. Words that are the whole wish ("make it square") or name what is shown as well ("as a poster") stay.
    """
    if (whole := _WHOLE.fullmatch(prompt.strip(" .!")[:_TAIL])) is not None:
        return prompt, _possible(whole[1])
    found = [*_anywhere(prompt)]
    masked = prompt
    for each in found:
        masked = masked[: each.start] + " " * (each.end - each.start) + masked[each.end :]
    found += _segments(masked)
    if not found:
        return prompt, None
    left = prompt
    for each in sorted((each for each in found if not each.stays), reverse=True):
        left = left[: each.start].rstrip() + " " + left[each.end :].lstrip()
    left = re.sub(r" +(?=[,;.!?])", "", left).strip(" ,;-–—\n")
    left = re.sub(r"([,;])[,;]+", r"\1", left)
    if not any(char.isalnum() for char in left):
        return prompt, None
    return left, max(found).wish


def _anywhere(prompt: str) -> Iterator[_Found]:
    """Yield what asks for a size wherever it stands."""
    taken: list[tuple[int, int]] = []
    for pattern in (_FLAG, _BRACKETS, _PURPOSE):
        for match in pattern.finditer(prompt):
            wish = _possible(match[1]) if pattern is not _BRACKETS else _bracketed(match[1])
            if wish is not None and not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield _Found(match.start(), match.end(), wish, _stays(match[1]))


def _segments(text: str) -> Iterator[_Found]:
    """Yield the sizes among the parts between commas: shapes at the very end, numbers and formats in any part."""
    end = len(text)
    last = True
    for _ in range(_MOST_SEGMENTS):
        from_ = max(0, end - _TAIL)
        separator = None
        for separator in _SEPARATOR.finditer(text, from_, end):
            pass
        start = separator.end() if separator is not None else from_
        alone = separator is not None
        part = text[start:end]
        found = _part(part, start, alone=alone, last=last)
        if found is not None:
            begin = separator.start() if separator is not None and found.start <= start + _lead(part) else found.start
            yield found._replace(start=begin)
        elif part.strip(" .!"):
            last = False
        if separator is None:
            return
        end = separator.start()


def _part(part: str, start: int, *, alone: bool, last: bool) -> _Found | None:
    """Return the size that one part is or ends with."""
    said = part.strip(" .!")
    begin = start + part.find(said)
    if not said:
        return None
    if alone and (wish := _alone(said, last=last)) is not None:
        return _Found(begin, start + len(part), wish, _stays(said))
    for ending in _ENDINGS:
        match = ending.search(said)
        if match is not None and (wish := _possible(match[1])) is not None:
            return _Found(begin + match.start(), begin + match.end(), wish, _stays(match[1]))
    return None


def _alone(said: str, *, last: bool) -> SizeWish | None:
    """Return the size that a part between commas is as a whole."""
    wish = _possible(said)
    if wish is None:
        return None
    bare = bare_size(said)
    named = BY_NAME.get(bare)
    if named is None:
        numbers = re.fullmatch(_PIXELS, bare) is not None or bare in USUAL_RATIOS or "ratio" in said.casefold()
        turned = last and bare.split(" ")[0] in ("portrait", "landscape")
        return wish if numbers or turned else None
    asked = _LEADS.match(said) is not None or bare != said.casefold()
    if named.exact and " " in bare:
        return wish
    return wish if last and (named.taken == Taken.BARE or (named.taken == Taken.ASKED and asked)) else None


def _bracketed(said: str) -> SizeWish | None:
    named = BY_NAME.get(bare_size(said))
    if named is None and not re.fullmatch(rf"(?:.* )?(?:{_RATIO}|{_PIXELS})(?: .*)?", said, re.IGNORECASE):
        return None
    return None if named is not None and named.taken == Taken.OPTION else _possible(said)


def _possible(said: str) -> SizeWish | None:
    wish = read_size(said.strip())
    return wish if wish is not None and wish.width > 0 and wish.height > 0 else None


def _stays(said: str) -> bool:
    named = BY_NAME.get(bare_size(said))
    return named is not None and named.stays


def _lead(part: str) -> int:
    return len(part) - len(part.lstrip(" "))
