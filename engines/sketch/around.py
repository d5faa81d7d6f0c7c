"""What an instruction does to the place, the light, the weather, the style and the words of a picture."""

from __future__ import annotations

import re
from dataclasses import replace

from engines.sketch import layout
from engines.sketch.board import Board
from engines.sketch.compose import SIGNS, frame_of
from engines.sketch.places import PLACES
from engines.sketch.read import called
from engines.sketch.tokens import Token
from engines.sketch.wants import Reading, Want

_TAKES = frozenset({"remove", "delete", "drop", "erase", "without", "no"})
_MORE_TEXT = frozenset(
    {"also", "add", "below", "underneath", "under", "subtitle", "too", "additionally", "beneath", "plus"}
)
_TEXT = (
    "text",
    "words",
    "word",
    "title",
    "caption",
    "poster",
    "lettering",
    "message",
    "writing",
    "letters",
    "headline",
    "subtitle",
)
_OFF = {"clouds": "cloudy", "cloud": "cloudy"}


class Around(Board):
    """Changes what is around the things."""

    def _letter(self, words: str, rest: str) -> None:
        """Write words: on a sign where one is meant, in place of a line that is named, else as the picture's title."""
        said = set(re.findall(r"[a-z]+", rest.casefold()))
        lines, there = words.split("\n"), self.scene.poster.split("\n") if self.scene.poster else []
        signs = [thing for thing in self.scene.things if thing.words]
        if _TAKES & said and all(line in there for line in lines):
            self._set(poster="\n".join(line for line in there if line not in lines))
            return
        if len(lines) > 1 and (lines[0] in there or any(thing.words == lines[0] for thing in signs)):
            self._change([t for t in signs if t.words == lines[0]], lambda thing: replace(thing, words=lines[1]))
            self._set(poster="\n".join(lines[1] if line == lines[0] else line for line in there))
            return
        if said & set(SIGNS) and not signs and "board" not in said:
            self._signed = words
            return
        if signs and not (there and said & {"title", "headline", "poster"}):
            self._change([signs[0]], lambda thing: replace(thing, words=words))
        elif there and (said & _MORE_TEXT or (len(there) > 1 and said & {"subtitle", "date", "bottom", "second"})):
            keep = there[:1] if said & {"subtitle", "second", "date"} else there
            self._set(poster="\n".join([*keep, words]))
        elif len(there) > 1 and said & {"title", "headline", "heading"}:
            self._set(poster="\n".join([words, *there[1:]]))
        else:
            self._set(poster=words)

    def _surround(self, said: Reading) -> None:
        """Change setting, time, weather and season as far as they were said."""
        if said.setting and said.setting != self.scene.setting and not said.known:
            self._move_house(said.setting)
        changes = {
            "time": said.time, "weather": said.weather, "season": said.season, "style": said.style, "sky": said.sky,
        }  # fmt: skip
        changes = {name: value for name, value in changes.items() if value}
        if self.scene.photo:
            wish = (
                said.season
                or ("day" if said.time == "day" else "")
                or ("clear" if said.weather in {"clear", "cloudy"} else "")
            )
            if wish:
                self._locked.append(wish)
            changes = {
                name: value
                for name, value in changes.items()
                if name not in {"season", "sky"} and value not in {"day", "clear", "cloudy"}
            }
        if changes:
            self._set(**changes)

    def _move_house(self, setting: str) -> None:
        if self.scene.photo:
            self._locked.append(setting)
            return
        old, new = PLACES[self.scene.setting], PLACES[setting]
        self._set(setting=setting)
        if setting == "space":
            self._set(time="night")
        frame = frame_of(self.scene, 1.0)
        moved = []
        for thing in self.scene.things:
            low, high = layout.band(thing.art, frame)
            if thing.air or low <= thing.y <= high or new.floats or thing.art.startswith("sky:"):
                moved.append(thing)
                continue
            share = (thing.y - old.land[0]) / max(old.land[1] - old.land[0], 0.01)
            foot = round(low + (high - low) * min(max(share, 0.0), 1.0), 4)
            moved.append(replace(thing, y=foot, depth=round(thing.depth + foot - thing.y, 4)))
        self._set(things=tuple(moved))

    def _without(self, token: Token) -> None:
        text, values = called(token), token.kinds
        if text in _TEXT and self.scene.poster:
            self._set(poster="")
            return
        if self.scene.photo:
            self._locked.append(text)
            return
        things = self._find(Want(text, values.get("noun", text), plural=True))
        if things:
            gone = {thing.id for thing in things}
            self._set(things=tuple(thing for thing in self.scene.things if thing.id not in gone))
        elif text in _OFF or values.get("weather") == "cloudy" or values.get("noun") == "sky:cloud":
            weather = "clear" if self.scene.weather == "cloudy" else self.scene.weather
            self._set(clouds=False, weather=weather)
        elif values.get("noun") in {"sky:sun", "sky:moon"}:
            self._set(orb=False)
        elif values.get("weather") == self.scene.weather:
            self._set(weather="clear")
        elif values.get("season") == self.scene.season and self.scene.season:
            self._set(season="")
        else:
            self._absent.append(text)
