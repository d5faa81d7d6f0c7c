"""Instructions that name no thing: colours that change places, and numbers of what there are several of."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from engines.sketch import lexicon
from engines.sketch.adding import Adding
from engines.sketch.compose import MOST_OF_ONE
from engines.sketch.scene import Thing
from engines.sketch.tokens import tokens
from engines.sketch.wants import Reading, Want

_COLOURS = re.compile(r"\b(?:swap|switch|exchange|trade)\b.{0,20}\bcolou?rs\b", re.IGNORECASE)
_HALF = re.compile(r"\bhalf as many\b|\bhalf of them\b|\bhalve the number\b", re.IGNORECASE)
_TURNS = re.compile(r"\b(?:he|she|it|they)(?:'s| is|'re| are)? (?:turning|turns|going to be|will be)\b", re.IGNORECASE)
_LEAVE = re.compile(r"\b(?:leave|keep)\s+(?:just |only )?([a-z]+|\d+)(?:\s+please)?\W*$", re.IGNORECASE)
_BRIGHTER = re.compile(r"\b(?:brighter|less (?:dark|gloomy|dim)|(?:not so|too) dark|more light)\b", re.IGNORECASE)
_DARKER = re.compile(r"\b(?:darker|less bright|(?:not so|too) bright|gloomier)\b", re.IGNORECASE)
_HOURS = ("night", "dusk", "sunset", "day")
"""Hours by how light they are."""


class Wholes(Adding):
    """Does what an instruction says of the picture without naming a thing of it."""

    def _whole_instruction(self, text: str) -> bool:
        """Do the instruction if it is one of these; return whether it was."""
        if _COLOURS.search(text):
            return self._swap_colours()
        if not self.scene.photo and self._light(text):
            return True
        several = Counter(thing.art for thing in self.scene.things if not thing.art.startswith("sky:"))
        art, there = several.most_common(1)[0] if several else ("", 0)
        if there < 2:  # noqa: PLR2004 -- several
            return False
        if _HALF.search(text):
            return self._number(art, max(there // 2, 1))
        found = tokens(text)[0]
        left = _LEAVE.search(text)
        some = tokens(left[1])[0] if left else []
        if some and "number" in some[0]:
            return self._number(art, min(int(some[0].kinds["number"]), MOST_OF_ONE))
        named = any("noun" in token and "glue" not in token for token in found)
        number = next((int(token.kinds["number"]) for token in found if "number" in token), 0)
        return bool(number and not named and _TURNS.search(text)) and self._number(art, min(number, MOST_OF_ONE))

    def _light(self, text: str) -> bool:
        """Make the hour one step brighter or darker, or a dull day clear, where that is all that is said."""
        step = 1 if _BRIGHTER.search(text) else -1 if _DARKER.search(text) else 0
        telling = {"noun", "time", "weather", "colour", "setting"}
        if not step or any(telling & token.kinds.keys() for token in tokens(text)[0]):
            return False
        at = _HOURS.index(self.scene.time) if self.scene.time in _HOURS else len(_HOURS) - 2
        if 0 <= at + step < len(_HOURS) and self.scene.setting != "space":
            self._set(time=_HOURS[at + step])
            return True
        if step > 0 and self.scene.weather not in {"clear", "wind"}:
            self._set(weather="clear")
            return True
        return False

    def _number(self, art: str, number: int) -> bool:
        things = [thing for thing in self.scene.things if thing.art == art]
        self._drop(things[number:])
        if number > len(things):
            like = things[0]
            self._add([Want(like.noun, art, count=number - len(things), counted=True, det="a", more=True)], Reading())
        self._spread(art)
        self._touched = True
        return True

    def _spread(self, art: str) -> None:
        """Part those that stand level as evenly as before, now that they are more or fewer."""
        things = [thing for thing in self.scene.things if thing.art == art]
        if max(thing.y for thing in things) - min(thing.y for thing in things) > 0.02:  # noqa: PLR2004 -- not in a row
            return
        low, high = min(thing.x for thing in things), max(thing.x for thing in things)
        step = (high - low) / max(len(things) - 1, 1)
        spots = {thing.id: round(low + step * at, 4) for at, thing in enumerate(things)}
        self._change(things, lambda thing: replace(thing, x=spots[thing.id]))

    def _swap_colours(self) -> bool:
        tinted = [thing for thing in self.scene.things if _colour(thing)]
        if len(tinted) < 2:  # noqa: PLR2004 -- a pair
            return False
        one, other = tinted[:2]
        to = {one.id: _colour(other), other.id: _colour(one)}
        self._change([one, other], lambda thing: replace(thing, colour=to[thing.id]))
        return True


def _colour(thing: Thing) -> str:
    """Return the colour that a thing was painted, or has by nature."""
    return thing.colour or str(lexicon.table("natural").get(thing.art, "")).partition(",")[0]
