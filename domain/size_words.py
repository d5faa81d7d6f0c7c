"""Sizes in words: what people say where a size is asked for, and what they add to a prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from math import floor
from typing import NamedTuple

from domain.errors import BadInput
from domain.size import SizeWish
from domain.size_names import BY_NAME, USUAL_RATIOS, Named, Taken
from domain.size_paper import PRINTED, SHEET, read_paper
from domain.text import clean

_MOST_ASKED = 1_000_000
_MOST_TEXT = 240
_MOST_RAW = 2_000
_MOST_TRIED = 200
_SAID_LIMIT = 60
# "8 by 10" and "24x36" are ratios of prints, "64x64" are pixels.
_MOST_RATIO_TERM = 36
_LEAST_SIDE = 64

_PAIR = re.compile(
    r"(-?[0-9]+(?:\.[0-9]+)?) ?(?:px|pixels?)? ?(x|\u00d7|✕|\*|by|:|/|to) ?(-?[0-9]+(?:\.[0-9]+)?) ?(?:px|pixels?)?"
)
_ONE = re.compile(r"([0-9]{2,5}) ?(?:px|pixels?)?")
_LEAD = re.compile(
    r"(?:(?:as|in|on|for|at|with|make it) )?(?:an? |the |my |our )?(?:aspect ratio |size |format )?(?:of )?"
)
_TRAIL = re.compile(r"(?: (?:aspect ratio|ratio|aspect|format|orientation|mode|size|sized|image|picture|please))*")
_TURNED = ("portrait", "landscape")
_TAIL = 160
_MOST_SEGMENTS = 8
_MOST_JOINS = 12
_SAME = 0.02
_RATIO = r"[0-9]{1,2}(?:\.[0-9]{1,2})?:[0-9]{1,2}"
_USUAL = "|".join(re.escape(ratio) for ratio in sorted(USUAL_RATIOS))
_PIXELS = r"[0-9]{3,4} ?(?:x|\u00d7|✕|\*) ?[0-9]{3,4}(?: ?px| pixels)?"
_PURPOSES = "|".join(
    re.escape(name)
    for name in sorted(BY_NAME, key=len, reverse=True)
    if BY_NAME[name].exact and " " in name and BY_NAME[name].taken == Taken.BARE
)
_ASKED = "|".join(
    re.escape(name)
    for name in sorted(BY_NAME, key=len, reverse=True)
    if not name[1:].isdigit()
    and (BY_NAME[name].taken == Taken.ASKED or (BY_NAME[name].taken == Taken.BARE and BY_NAME[name].exact))
)
# "waiting for a banner" asks for none.
_NOT_FOR = "".join(
    rf"(?<!\b{verb} )"
    for verb in ("looking", "reaching", "searching", "waiting", "asking", "paying", "fighting", "fit")
)
_SHAPES = "square|landscape|portrait|widescreen|wide|tall|vertical|horizontal|panoramic|panorama|upright|ultrawide"

_BEFORE_MARKS = re.compile(r"(?<! ) +(?=[,;.!?])")
_PRINTED = re.compile(rf"({PRINTED})", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,48})[)\]]")
_PURPOSE = re.compile(
    rf"\b(?:as|{_NOT_FOR}for) (?:an? |the |my |our )?({_PURPOSES})\b(?! (?:of|from|by)\b)", re.IGNORECASE
)
_SEPARATOR = re.compile(r"[,;\n]|\.(?= )|\s[-\u2013\u2014](?= )")
_LEADS = re.compile(r"(?:as|in|for|at|with) ", re.IGNORECASE)
# What a segment may end with although it does not stand alone behind a comma.
_ENDINGS = tuple(
    re.compile(rf"(?:(?<=\s)|^){ending}$", re.IGNORECASE)
    for ending in (
        rf"(?:(?:in|as|at|with) (?:an? )?)?(?:aspect ratio )?({_RATIO}) (?:aspect ratio|aspect|ratio|format)",
        rf"(?:in|as) (?:a )?({_USUAL})",
        r"((?:16:9|9:16|16:10|10:16|21:9|9:21))",
        rf"(?:(?:in|at|as) )?({_PIXELS})",
        rf"(?:in|as) (?:an? )?((?:{_SHAPES}) (?:format|orientation|mode|aspect ratio|aspect))",
        rf"as (?:an? )((?:{_SHAPES}) (?:image|picture))",
        rf"(?:as|{_NOT_FOR}for) (?:an? |the |my |our )({_ASKED})",
        rf"({SHEET})",
    )
)
_WHOLE = re.compile(
    r"(?:please )?(?:(?:make|turn|get|format) (?:it|this|that)|(?:crop|resize|reframe|extend)(?: (?:it|this|that))?)"
    r"(?: (?:to|into|in|as))?(?: an?)? (.{1,100}?)(?:,? please)?",
    re.IGNORECASE,
)
_MADE = re.compile(
    rf"(?:{_RATIO}|{_PIXELS}|square|landscape|portrait|widescreen|ultrawide|{_PURPOSES}|story|reel|{PRINTED}|{SHEET})"
    r"(?: (?:format|orientation|aspect ratio|image|picture))?",
    re.IGNORECASE,
)
_SURE = re.compile(rf"(?:{_USUAL}|{_PIXELS}|{PRINTED})(?: .*)?", re.IGNORECASE)
_JOINS = re.compile(r"(?:, ?| )(?:and |or |then )?")


class _Found(NamedTuple):
    start: int
    end: int
    wish: SizeWish
    stays: bool
    other: SizeWish | None = None


class Sized(NamedTuple):
    """What is left of a prompt without the words that ask for a size; the size; and ``other``, which it contradicts.

    ``bare``: the prompt was these words alone, and all of them are left.
    """

    words: str
    wish: SizeWish | None = None
    other: SizeWish | None = None
    bare: bool = False


def parse_size(text: str) -> SizeWish:
    """Return the size that the words ask for: pixels, a ratio, a shape or a name.

    Raise BadInput ``size_unknown`` for words that name none, ``size_impossible`` for a side of zero or less.
    """
    said = clean(text[:_MOST_RAW])
    wish = read_size(said) if len(text) <= _MOST_RAW else None
    if wish is None:
        raise BadInput("size_unknown", asked=said[:_SAID_LIMIT])
    if wish.width <= 0 or wish.height <= 0:
        raise BadInput("size_impossible", asked=wish.said)
    return wish


def read_size(said: str) -> SizeWish | None:
    """Return the size that the cleaned words are, None where they are none; a side may be zero or less."""
    if len(said) > _MOST_TEXT:
        return None
    bare = bare_size(said)
    if (wish := _numbers(bare)) is not None:
        return replace(wish, said=said[:_SAID_LIMIT])
    if (named := BY_NAME.get(bare)) is not None:
        return _wish(named, said)
    if (wish := read_paper(bare)) is not None:
        return replace(wish, said=said[:_SAID_LIMIT], name=_spelt(said, wish.name))
    for turn in _TURNED:
        rest = bare.removeprefix(f"{turn} ") if bare.startswith(f"{turn} ") else bare.removesuffix(f" {turn}")
        if rest != bare and (inner := read_size(rest)) is not None:
            short, long = sorted((inner.width, inner.height))
            width, height = (short, long) if turn == "portrait" else (long, short)
            return replace(inner, width=width, height=height, said=said[:_SAID_LIMIT])
    return None


def bare_size(said: str) -> str:
    """Return the words in lower case without what only leads to a size: ``as a … format``."""
    text = " ".join(said.casefold().split()).strip(" .!,;")
    if text in BY_NAME or len(text) > _MOST_TEXT:
        return text
    lead = _LEAD.match(text)
    text = text[lead.end() :] if lead else text
    for end in (at for at, char in enumerate(text) if char == " "):
        if _TRAIL.fullmatch(text, end):
            return text[:end]
    return text


def take_size(prompt: str) -> tuple[str, SizeWish | None]:
    """Return the prompt without the words that ask for a size, and that size: the two first of ``sized``."""
    return sized(prompt)[:2]


def sized(prompt: str) -> Sized:
    """Return what a prompt says of a size; the last counts where there are several.

    Conservative: takes only brackets, a platform's format, a sheet for print, a ratio or pixels, and a shape behind
    the last comma. Words that are the whole wish ("make it square") or name what is shown as well ("as a poster")
    stay. Takes time linear in the prompt's length.
    """
    if len(prompt) < _TAIL and (whole := _whole(prompt.strip(" .!"))) is not None:
        return whole._replace(words=prompt)
    found = [*_anywhere(prompt)]
    masked = list(prompt)
    for each in found:
        masked[each.start : each.end] = " " * (each.end - each.start)
    found += _segments("".join(masked))
    if not found:
        return Sized(prompt)
    found.sort()
    left = _without(prompt, [each for each in found if not each.stays])
    left = _BEFORE_MARKS.sub("", left).strip(" ,;:-\u2013\u2014\n")
    left = re.sub(r"([,;])[,;]+", r"\1", left)
    wish, other = _last([wish for each in found for wish in (each.other, each.wish) if wish is not None])
    if not any(char.isalnum() for char in left):
        sure = any(each.wish.exact or _SURE.fullmatch(bare_size(each.wish.said)) for each in found)
        return Sized(prompt, wish, other, bare=True) if sure else Sized(prompt)
    return Sized(left, wish, other)


def _whole(prompt: str) -> Sized | None:
    """Return the sizes that a prompt consists of, None where it is more, or may be something to draw."""
    made = _WHOLE.fullmatch(prompt)
    if made is not None:
        wishes = _several(made[1])
        return Sized("", *_last(wishes)) if wishes and _MADE.match(made[1]) else None
    said = prompt.casefold().removesuffix(" please").strip(" ,")
    wishes = _several(prompt[: len(said)] if len(said) <= len(prompt) else said)
    named = BY_NAME.get(bare_size(said))
    sure = len(wishes) > 1 or (
        bool(wishes)
        and ((named is None and any(char.isdigit() for char in said)) or (named is not None and _is_place(named, said)))
    )
    return Sized("", *_last(wishes), bare=True) if sure else None


def _is_place(named: Named, said: str) -> bool:
    """Return whether a name alone can only be where a picture goes, not what is to be drawn."""
    return named.exact and not named.stays and (" " in bare_size(said) or _LEADS.match(said) is not None)


def _several(said: str) -> list[SizeWish]:
    """Return the size that the words are, or the two."""
    if (wish := _possible(said)) is not None:
        return [wish]
    for join in islice(_JOINS.finditer(said), _MOST_JOINS):
        first, second = _possible(said[: join.start()]), _possible(said[join.end() :])
        if first is not None and second is not None:
            return [first, second]
    return []


def _last(wishes: Sequence[SizeWish]) -> tuple[SizeWish, SizeWish | None]:
    """Return the wish that counts, and the latest of those before that it contradicts.

    Exact pixels count where a later shape only repeats theirs.
    """
    wish, other = wishes[-1], None
    for each in reversed(wishes[:-1]):
        if not same_size(each, wish):
            other = other or each
        elif each.exact and not wish.exact and other is None:
            wish = each
    return wish, other


def same_size(one: SizeWish, two: SizeWish) -> bool:
    """Return whether two wishes do not contradict each other: of one shape, and not both exact with other pixels."""
    if one.exact and two.exact:
        return (one.width, one.height) == (two.width, two.height)
    across, down = one.width * two.height, one.height * two.width
    return abs(across - down) <= _SAME * down


def _without(prompt: str, taken: Sequence[_Found]) -> str:
    """Return the prompt without what was taken, a space in each place."""
    parts = []
    at = 0
    for each in taken:
        parts.append(prompt[at : each.start].strip() if at else prompt[: each.start].rstrip())
        at = max(at, each.end)
    last = prompt[at:].lstrip() if at else prompt
    return " ".join([*(part for part in parts if part), last])


def _anywhere(prompt: str) -> Iterator[_Found]:
    """Yield what asks for a size wherever it stands."""
    taken = bytearray(len(prompt))
    for pattern in (_BRACKETS, _PRINTED, _PURPOSE):
        for match in islice(pattern.finditer(prompt), _MOST_TRIED):
            wish = _possible(match[1]) if pattern is not _BRACKETS else _bracketed(match[1])
            start, end = match.span()
            if wish is not None and not any(taken[start:end]):
                taken[start:end] = b"x" * (end - start)
                yield _Found(match.start(), match.end(), wish, _stays(match[1]))


def _segments(text: str) -> Iterator[_Found]:
    """Yield the sizes among the parts between commas: shapes at the very end, numbers and formats in any part."""
    end = len(text)
    last = True
    for _ in range(_MOST_SEGMENTS):
        from_ = max(0, end - _TAIL)
        separator = max(_SEPARATOR.finditer(text, from_, end), key=lambda match: match.start(), default=None)
        start = separator.end() if separator is not None else from_
        alone = separator is not None
        part = text[start:end]
        found = _part(part, start, alone=alone, last=last)
        if found is not None:
            begin = separator.start() if separator is not None and found.start <= start + _lead(part) else found.start
            yield found._replace(start=begin)
            if begin == found.start and alone and (before := _alone(text[start:begin].strip(), last=last)) is not None:
                # "a fox, square 16:9": what stands before the ending is a size as well.
                yield _Found(separator.start() if separator else start, begin, before, stays=False)
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
    if alone and last and len(two := _several(said)) > 1 and not any(_stays(each.said) for each in two):
        return _Found(begin, start + len(part), two[1], stays=False, other=two[0])
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
        numbers = numbers or "print" in bare or bare.endswith(("dpi", "ppi"))
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


def _numbers(text: str) -> SizeWish | None:
    """Return the wish that two numbers make, or one for a square."""
    if (one := _ONE.fullmatch(text)) is not None:
        side = int(one[1])
        return SizeWish(side, side, exact=True, said=text) if side >= _LEAST_SIDE else None
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return None
    first, second = _amount(pair[1]), _amount(pair[3])
    if first <= 0 or second <= 0:
        return SizeWish(min(0, floor(first)), min(0, floor(second)), exact=True, said=text)
    if pair[2] in (":", "/", "to") or max(first, second) <= _MOST_RATIO_TERM:
        ratio = (first / second).limit_denominator(1000) or Fraction(1, 1000)
        return SizeWish(ratio.numerator, ratio.denominator, exact=False, said=text)
    return SizeWish(max(1, round(first)), max(1, round(second)), exact=True, said=text)


def _amount(digits: str) -> Fraction:
    """Return a number as it was written, held to a million: beyond that all are as impossible."""
    whole = digits.lstrip("-0").partition(".")[0]
    amount = Fraction(_MOST_ASKED) if len(whole) > len(str(_MOST_ASKED)) else Fraction(digits.lstrip("-"))
    return -amount if digits.startswith("-") else min(amount, Fraction(_MOST_ASKED))


def _wish(named: Named, said: str) -> SizeWish:
    name = _spelt(said, bare_size(said)) if named.exact else ""
    return SizeWish(named.width, named.height, named.exact, said[:_SAID_LIMIT], name)


def _spelt(said: str, name: str) -> str:
    """Return the name as it was written."""
    at = said.casefold().find(name) if name else -1
    return (said[at : at + len(name)] if at >= 0 else name)[:_SAID_LIMIT]
