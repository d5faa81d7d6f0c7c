"""A scene under change: what an instruction means by its words, and the changes that keep the rest where it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engines.sketch import lexicon
from engines.sketch.compose import Notes
from engines.sketch.scene import Scene, Thing
from engines.sketch.wants import Want

_HERS = frozenset({"her", "she"})
_HIS = frozenset({"him", "he"})
_MANY = frozenset({"them", "they", "their"})


class Board:
    """The scene, what was last spoken of, and what could not be found."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.notes: Notes = []
        self._touched = False
        self._last: list[int] = []
        self._absent: list[str] = []
        self._locked: list[str] = []
        self._signed = ""

    def _set(self, **changes: object) -> None:
        self.scene = replace(self.scene, **changes)  # type: ignore[arg-type]  # the callers name fields
        self._touched = True

    def _find(self, want: Want) -> list[Thing]:
        """Return the things of the scene that a noun means, narrowed by colour."""
        if not want.art and want.noun:
            return self._pronoun(want.noun)
        words = set(want.noun.split())
        found = [thing for thing in self.scene.things if thing.art == want.art or thing.noun == want.noun]
        found = found or [
            thing
            for thing in self.scene.things
            if words & {thing.noun, thing.noun.rsplit(" ", 1)[-1]} or _pictured(thing.noun) == want.art
        ]
        if not found and want.art in {"person", "man", "woman", "child"}:
            found = [thing for thing in self.scene.things if lexicon.is_person(thing.art)]
            found = [thing for thing in found if want.art in {"person", _sex(thing.art)}] or (
                found if want.art in {"person", "child"} or len(found) == 1 else []
            )
        elif want.art == "person" and want.plural:
            found = [thing for thing in self.scene.things if lexicon.is_person(thing.art)]
        tinted = [thing for thing in found if want.colour and thing.colour == want.colour]
        return tinted or found

    def _pronoun(self, text: str) -> list[Thing]:
        people = [thing for thing in self.scene.things if lexicon.is_person(thing.art)]
        if text in _HERS | _HIS:
            sex = "woman" if text in _HERS else "man"
            fitting = [thing for thing in people if _sex(thing.art) == sex] or people
            return fitting[:1] or self._meant()[:1]
        if text in _MANY:
            return (
                self._meant() if len(self._last) > 1 else [t for t in self.scene.things if not t.art.startswith("sky:")]
            )
        return self._meant()

    def _meant(self) -> list[Thing]:
        """Return what "it" means: what was last spoken of, else the picture's subject."""
        by_id = {thing.id: thing for thing in self.scene.things}
        last = [by_id[each] for each in self._last if each in by_id]
        return last or list(self.scene.things[:1])

    def _lacks(self, *nouns: str) -> None:
        (self._locked if self.scene.photo else self._absent).extend(nouns)

    def _change(
        self, pairs: Sequence[Thing] | Sequence[tuple[Want, list[Thing]]], how: Callable[[Thing], Thing]
    ) -> None:
        ids: set[int] = set()
        for each in pairs:
            ids |= {each.id} if isinstance(each, Thing) else {thing.id for thing in each[1]}
        if not ids:
            return
        self._last = sorted(ids)
        self._set(things=tuple(how(thing) if thing.id in ids else thing for thing in self.scene.things))

    def _drop(self, things: Sequence[Thing]) -> None:
        gone = {thing.id for thing in things}
        if gone:
            self._set(things=tuple(thing for thing in self.scene.things if thing.id not in gone))

    def _now(self, things: Sequence[Thing]) -> list[Thing]:
        """Return things as they are by now."""
        by_id = {thing.id: thing for thing in self.scene.things}
        return [by_id[thing.id] for thing in things if thing.id in by_id]

    def _picked(self, want: Want, things: list[Thing]) -> list[Thing]:
        now = self._now(things)
        return now[-want.count :] if want.counted and (want.some or not want.plural) else now


def _pictured(noun: str) -> str:
    """Return the picture that a noun has by the words."""
    return lexicon.phrases().get(noun, {}).get("noun", "")


def _sex(art: str) -> str:
    head = str(lexicon.table("roles").get(art.partition(":")[2], art)) if art.startswith("role:") else art
    young = {
        "girl": "woman",
        "boy": "man",
        "princess": "woman",
        "prince": "man",
        "old-woman": "woman",
        "old-man": "man",
    }
    first = head.partition(" ")[0]
    if first in young:
        return young[first]
    return "woman" if first.startswith("woman") else "man" if first.startswith("man") else "person"
