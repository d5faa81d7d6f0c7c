"""The coach: what a prompt says and does not say, what weakens it, and how it could be put better.

Everything here is rules over tables, in English. Quoted text, names and numbers are never changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.coach_changes import Change, Fault, Found
from domain.coach_elements import Kind, Reading, read
from domain.coach_find import faults
from domain.coach_read import flags_at
from domain.coach_words import Element
from domain.enrich import Enriched, enrich

MOST_SUGGESTIONS = 3
LONGEST = 2_000
"""A longer prompt is not judged unasked: who writes so much has thought of it."""
_GRAVE = frozenset({Fault.TEXT, Fault.CONFLICT, Fault.BARE, Fault.COMPETING, Fault.OVERLOAD})
_SLIGHT = frozenset({Fault.NEGATIVE, Fault.PRAISE})
_HALF = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing to do better: a fault or a missing element, the words that show it, and what to say instead."""

    code: str
    said: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What there is to say of a prompt. ``rewritten`` is the whole of it with every suggestion taken.

    ``weak`` prompts are worth a hint. Of one that is not ``english`` nothing is said.
    """

    prompt: str
    present: tuple[Element, ...]
    missing: tuple[Element, ...]
    suggestions: tuple[Suggestion, ...]
    rewritten: str
    weak: bool
    english: bool = True


def coach(prompt: str) -> Advice:
    """Return what there is to say of a prompt; the same words are always told the same."""
    reading = read(prompt[: flags_at(prompt)])
    if not reading.is_english and not _is_one_noun(reading):
        return Advice(prompt, (), (), (), prompt, weak=False, english=False)
    found = faults(reading)[:MOST_SUGGESTIONS]
    suggestions = [Suggestion(each.fault, _shown(each), each.instead) for each in found]
    told = {Element.CAMERA} if any(each.fault is Fault.LENS for each in found) else set()
    room = MOST_SUGGESTIONS - len(suggestions)
    asked = [each for each in reading.missing if each not in told][:room]
    mended = _changed(prompt, [change for each in found for change in each.changes])
    wanted = {*asked, *told}
    if any(each.fault is Fault.BARE for each in found):
        wanted |= set(reading.missing)
    better: Enriched = enrich(mended, wanted)
    for element in asked:
        only = enrich(mended, {element})
        suggestions.append(Suggestion(element, instead=only.additions[0] if only.additions else ""))
    return Advice(
        prompt, reading.present, reading.missing, tuple(suggestions), better.text, weak=_is_weak(reading, found)
    )


def is_weak(prompt: str) -> bool:
    """Return whether a prompt is worth a hint that nobody asked for: sooner silent than wrong."""
    if len(prompt) > LONGEST:
        return False
    reading = read(prompt[: flags_at(prompt)])
    return reading.is_english and _is_weak(reading, faults(reading))


def _is_weak(reading: Reading, found: list[Found]) -> bool:
    kinds = {each.fault for each in found}
    if kinds & _GRAVE:
        return True
    if reading.is_rich:
        return False
    slight = sum(len(each.said) for each in found if each.fault in _SLIGHT)
    thin = len(reading.missing) >= _HALF or reading.kind is Kind.GRAPHIC
    return slight > 1 or (slight == 1 and thin) or (Fault.LENS in kinds and thin)


def _is_one_noun(reading: Reading) -> bool:
    """Return whether there is too little to tell the language by, and nothing that is not English."""
    return len(reading.tokens) <= 1 and all(token.word.isascii() for token in reading.tokens)


def _shown(found: Found) -> str:
    return ", ".join(dict.fromkeys(found.said))


def _changed(text: str, changes: list[Change]) -> str:
    """Return the text with the changes made; of two that overlap the first."""
    parts: list[str] = []
    at = 0
    for change in sorted(changes, key=lambda each: (each.start, each.end)):
        if change.start < at:
            continue
        parts.extend((text[at : change.start], change.text))
        at = change.end
    changed = "".join([*parts, text[at:]]).strip(" ,")
    return changed or text
