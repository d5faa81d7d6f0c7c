"""Where words call a picture by its name: ``@logo``, or the plain name in quotes where it is not lettering."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import BadInput
from domain.library import LEAST_HANDLE, MOST_HANDLE, Kind, handle_of

MOST_CALLED = 12
"""Names that are looked at in one text."""

_JOINS = "-_."
_AT = re.compile(r"(?<![^\W_])(?<![@/.:+\-_<&])@(?=[^\s@<])")
_QUOTED = re.compile(
    r"\"(?! )([^\"\n]{2,60})(?<! )\"|“([^“”\n]{2,60})”|„([^„“”\n]{2,60})[“”]|«([^«»\n]{2,60})»|「([^「」\n]{2,60})」"
    r"|(?<!\w)'([^'\n]{2,60})'(?!\w)|(?<!\w)\u2018([^\u2018\u2019\n]{2,60})\u2019(?!\w)"
)
_LETTERING = (
    r"say|says|saying|said|read|reads|reading|write|writes|writing|written|spell|spells|spelling|spelled|spelt|quote|quotes|quoting"
    r"|word|words|wording|text|texts|phrase|letters|lettering|lettered|title|titled|headline|heading|caption|captioned|captions"
    r"|label|labeled|labelled|slogan|tagline|motto|inscription|inscribed|engraved|embroidered|stamped|printed|message|sign"
    r"|banner|signature|signed|called|named|entitled|typography|typed|font|logotype"
    r"|sagt|sagen|liest|lautet|lauten|steht|stehen|wort|worte|worten|wörter|wörtern|schriftzug|aufschrift|schrift|beschriftet"
    r"|beschriftung|titel|betitelt|überschrift|spruch|geschrieben|schreib|schreibe|namens|genannt"
    r"|dit|disant|lit|lisant|mot|mots|texte|titre|titré|intitulé|intitulée|écrit|écrite|écris|légende|inscrit|nommé|nommée"
    r"|dice|diga|diciendo|lee|lea|palabra|palabras|texto|título|titulado|titulada|escrito|escrita|escribe|lema|rótulo|letrero"
    r"|llamado|llamada|diz|dizendo|lê|palavra|palavras|intitulado|intitulada|escreva|legenda|chamado|chamada|frase"
)
_FILLER = r"the|a|an|of|is|as|to|be|it|that|with|in|out|exactly|just|only|big|bold|large|der|die|das|den|le|la|les|el|los|o|os|as"
_BEFORE = re.compile(rf"(?<!\w)(?:{_LETTERING})(?:[ ]+(?:{_FILLER})){{0,3}}[ ]*[:=,]?[ ]*$")
_LETTERED = (
    r"(?:(?:in|as|with) (?:\w+ ){0,3}?(?:letters?|lettering|text|type|typeface|fonts?|script|caps|capitals|bold|italics?"
    r"|writing|handwriting|calligraphy)"
    r"|(?:is |are |be )?(?:written|lettered|spelled|spelt|printed in|engraved|embroidered)"
    r"|in (?:\w+ )?(?:buchstaben|schrift|großbuchstaben|lettres|letras|majuscules|mayúsculas|maiúsculas))"
)
_AFTER = re.compile(rf"^(?:[ ,]*{_LETTERED}(?!\w)|という|って|と書|の文字|と表示|と入れ)")
_AND = re.compile(r"^\s*(?:,|&|/|\+|and|or|over|above|below|then|und|oder|et|ou|y|o|e|と|や|、)?\s*$")
_OURS = re.compile(r"(?<!\w)(?:the|our|my|your|their|this|that)\s+$", re.IGNORECASE)
_DETERMINED = re.compile(
    r"(?<!\w)(?:the|our|my|your|their|his|her|its|this|that|a|an|der|die|das|den|dem|unser|unsere|unserem|le|la|les|notre"
    r"|el|los|las|nuestro|nuestra|o|os|as|nosso|nossa)\s+[\"“„«\u2018']?$",
    re.IGNORECASE,
)
_AROUND = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」", "\u2018": "\u2019", "'": "'"}
_MOST_BEFORE = 120


@dataclass(frozen=True, slots=True)
class Calling:
    """A place in a text where a picture may be called by name: from ``start`` to before ``end``, with its marks.

    ``handles`` are what may be meant, the longest first, each with where it would end. ``sure`` after an at-sign: it is
    called so, or nothing is; in quotes it is called only where such a name exists.
    """

    start: int
    handles: tuple[tuple[str, int], ...]
    sure: bool

    @property
    def handle(self) -> str:
        """Return the longest of what may be meant."""
        return self.handles[0][0]


@dataclass(frozen=True, slots=True)
class Called:
    """A name that is called in a text, from ``start`` to before ``end``; ``number`` of its reference, None for none."""

    start: int
    end: int
    handle: str
    kind: Kind
    number: int | None = None


def callings(words: str) -> tuple[Calling, ...]:
    """Return where words may call pictures by their names, in their order. Exact lettering in quotes calls nothing."""
    if "@" not in words and not any(mark in words for mark in _AROUND):
        return ()
    found = [calling for match in _AT.finditer(words) if (calling := _at(words, match.start())) is not None]
    taken = [(each.start, each.handles[0][1]) for each in found]
    literal_end = -1
    for match in _QUOTED.finditer(words):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if _lettering(words, match, literal_end):
            literal_end = match.end()
            continue
        handle = _handle(next(group for group in match.groups() if group is not None))
        if handle:
            found.append(Calling(match.start(), ((handle, match.end()),), sure=False))
    return tuple(sorted(found, key=lambda each: each.start))[:MOST_CALLED]


def spoken(words: str, called: Iterable[Called]) -> str:
    """Return the words as an engine is told them: each name by what it is, and the number of its reference."""
    text = words
    for each in _last_first(called):
        plain = _plain(each, determined=_DETERMINED.search(words[: each.start]) is not None)
        text = text[: each.start] + plain + text[each.end :]
    return text


def marked(words: str, called: Iterable[Called]) -> str:
    """Return the words with each name that is called after an at-sign in quotes: so it speaks to nobody."""
    text = words
    for each in _last_first(called):
        inside = text[each.start : each.end]
        if inside.startswith("@"):
            text = f"{text[: each.start]}“{inside}”{text[each.end :]}"
    return text


def _last_first(called: Iterable[Called]) -> list[Called]:
    return sorted(called, key=lambda each: each.start, reverse=True)


def _plain(called: Called, *, determined: bool) -> str:
    title = " ".join(part for part in re.split(r"[-_.]+", called.handle) if part)
    said = called.kind is Kind.PRODUCT or called.kind.value in title.split()
    kind = "" if said else f" {called.kind.value}"
    number = "" if called.number is None else f" (reference image {called.number})"
    return f"{'' if determined else 'the '}{title}{kind}{number}"


def _at(words: str, start: int) -> Calling | None:
    end = start + 1
    while end < len(words) and end - start <= MOST_HANDLE and _in_handle(words[end]):
        end += 1
    run = words[start + 1 : end]
    handles: list[tuple[str, int]] = []
    for length in range(len(run), LEAST_HANDLE - 1, -1):
        # A script without spaces goes on where the name ends; another ends at a join.
        whole = length == len(run) or run[length] in _JOINS or not run.isascii()
        handle = _handle(run[:length]) if whole and run[length - 1] not in _JOINS else ""
        if handle:
            handles.append((handle, start + 1 + length))
    if not handles:
        return None
    opened = words[start - 1 : start]
    if opened in _AROUND and words[end : end + 1] in {_AROUND[opened], "”"}:
        # Its own marks belong to it.
        return Calling(start - 1, tuple((handle, at + 1 if at == end else at) for handle, at in handles), sure=True)
    return Calling(start, tuple(handles), sure=True)


def _handle(text: str) -> str:
    try:
        return handle_of(text)
    except BadInput:
        return ""


def _in_handle(letter: str) -> bool:
    return letter in _JOINS or unicodedata.category(letter)[0] in "LMN"


def _lettering(words: str, match: re.Match[str], literal_end: int) -> bool:
    """Return whether a quoted text is to be seen as letters: so it says, or it stands beside one that is."""
    before = words[max(0, match.start() - _MOST_BEFORE) : match.start()]
    inside = match.group()[1:-1]
    if literal_end >= 0 and _AND.match(words[literal_end : match.start()].casefold()):
        return True
    if _BEFORE.search(before.casefold()) or _AFTER.search(words[match.end() : match.end() + _MOST_BEFORE].casefold()):
        return True
    return inside.isupper() and _OURS.search(before) is None
