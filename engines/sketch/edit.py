"""An instruction changes a scene; whatever it does not mention stays exactly where it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from domain.errors import Refused
from engines.sketch import layout, lexicon, moves
from engines.sketch.clauses import Clause, clauses
from engines.sketch.compose import (
    MOST_OF_ONE,
    SIGNS,
    Notes,
    arrange,
    bounded,
    clipped,
    dressed,
    frame_of,
    shown,
    told,
)
from engines.sketch.places import PLACES
from engines.sketch.read import Reading, Want
from engines.sketch.scene import MOST_THINGS, Scene, Thing
from engines.sketch.tokens import poster_words

_BIGGER, _SMALLER = 1.4, 0.7
_TEXT = ("text", "words", "word", "title", "caption", "poster", "lettering", "banner", "message")
_OFF = {"clouds": "cloudy", "cloud": "cloudy"}
_LEFT, _RIGHT = 0.35, 0.65


def edit(scene: Scene, instruction: str) -> tuple[Scene, Notes]:
    """Return the scene after an instruction, and notes. Raise Refused where nothing of it is understood."""
    return Editor(scene).apply(instruction)


class Editor:
    """Applies the clauses of one instruction in order; ``it`` means what was last spoken of."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.notes: Notes = []
        self._touched = False
        self._last: list[int] = []
        self._absent: list[str] = []
        self._locked: list[str] = []

    def apply(self, instruction: str) -> tuple[Scene, Notes]:
        """Return the scene after the instruction, and notes of what could not be done."""
        words, rest = poster_words(instruction)
        if words:
            self._letter(words, sign=any(each in SIGNS for each in rest.casefold().split()))
        for clause in clauses(rest):
            self.notes += told(clause.said)
            self._clause(clause)
        if self._absent:
            self.notes.append(("sketch_not_there", {"words": shown(self._absent)}))
        if self._locked:
            self.notes.append(("sketch_photo_kept", {"words": shown(self._locked)}))
        if not self._touched:
            missing = [params["words"] for key, params in self.notes if key == "sketch_missing"]
            if self._locked:
                raise Refused("sketch_photo_only_adds", words=shown(self._locked))
            raise Refused("sketch_nothing_edit", words=shown(missing or self._absent) or clipped(rest))
        return self.scene, self.notes

    def _set(self, **changes: object) -> None:
        self.scene = replace(self.scene, **changes)  # type: ignore[arg-type]  # the callers name fields
        self._touched = True

    def _letter(self, words: str, *, sign: bool) -> None:
        signs = [thing for thing in self.scene.things if thing.words]
        if sign and not signs:
            first = self.scene.next_id
            self._add([Want("sign", "drawn:sign", det="a")], Reading())
            signs = [thing for thing in self.scene.things if thing.id >= first]
        if signs:
            self._change([signs[0]], lambda thing: replace(thing, words=words))
        else:
            self._set(poster=words)

    def _clause(self, clause: Clause) -> None:
        said = clause.said
        if clause.command == "replace" and clause.before is not None:
            self._replace(clause.before, said)
            return
        if clause.command == "remove":
            self._remove(clause)
            return
        self._surround(said)
        for token in said.unwanted:
            self._without(token.text, token.kinds)
        targets, fresh = self._sort(clause)
        if clause.command == "only" and targets:
            self._only(said)
            return
        if clause.command == "fewer":
            self._fewer(targets, said)
            return
        if clause.command == "flip" and (targets or said.it):
            self._change(targets or self._meant(), lambda thing: replace(thing, flip=not thing.flip))
            return
        if clause.command == "make" and len(targets) == 1 and len(fresh) == 1 and fresh[0].det in {"a", "an"}:
            self._replace(Reading(wants=[targets[0][0]]), Reading(wants=fresh))
            return
        self._adjust(clause, targets)
        if fresh:
            self._add(fresh, said)

    def _surround(self, said: Reading) -> None:
        """Change setting, time, weather and season as far as they were said."""
        if said.setting and said.setting != self.scene.setting:
            self._move_house(said.setting)
        changes = {"time": said.time, "weather": said.weather, "season": said.season}
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
                if name != "season" and value not in {"day", "clear", "cloudy"}
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

    def _without(self, text: str, values: Mapping[str, str]) -> None:
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

    def _find(self, want: Want) -> list[Thing]:
        """Return the things of the scene that a noun means, narrowed by colour, side and number."""
        words = set(want.noun.split())
        found = [
            thing
            for thing in self.scene.things
            if thing.art == want.art or thing.noun == want.noun or words & {thing.noun, thing.noun.rsplit(" ", 1)[-1]}
        ]
        if lexicon.is_person(want.art) and want.art == "person" and not found:
            found = [thing for thing in self.scene.things if lexicon.is_person(thing.art)]
        tinted = [thing for thing in found if want.colour and thing.colour == want.colour]
        return tinted or found

    def _meant(self) -> list[Thing]:
        """Return what "it" means: what was last spoken of, else the picture's subject."""
        by_id = {thing.id: thing for thing in self.scene.things}
        last = [by_id[each] for each in self._last if each in by_id]
        return last or list(self.scene.things[:1])

    def _lacks(self, *nouns: str) -> None:
        (self._locked if self.scene.photo else self._absent).extend(nouns)

    def _sort(self, clause: Clause) -> tuple[list[tuple[Want, list[Thing]]], list[Want]]:
        """Tell apart what is there already and what is new."""
        there: list[tuple[Want, list[Thing]]] = []
        fresh: list[Want] = []
        anchors = {id(target) for want in clause.said.wants for _, targets in want.relations for target in targets}
        for want in dressed(clause.said.wants):
            found = self._find(want)
            new = want.more or (clause.command == "add" and want.det != "the" and id(want) not in anchors)
            new = new or (clause.command in {"", "put"} and (want.det in {"a", "an"} or want.counted))
            if found and not new:
                there.append((want, found))
            elif (want.det == "the" and not found and clause.command in {"move", "grow", "shrink", "make", "flip"}) or (
                clause.command in {"move", "grow", "shrink", "fewer", "flip", "only"} and not found
            ):
                self._lacks(want.noun)
            else:
                fresh.append(want)
        return there, fresh

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

    def _adjust(self, clause: Clause, there: list[tuple[Want, list[Thing]]]) -> None:
        """Move, scale and recolour what is there."""
        said = clause.said
        anchors = {id(target) for want, _ in there for _, targets in want.relations for target in targets}
        by_want = {id(want): things for want, things in there}
        subjects = [(want, things) for want, things in there if id(want) not in anchors]
        if not subjects and (
            said.it or said.colour or said.size or said.place or clause.command in {"grow", "shrink", "move"}
        ):
            whole = said.surroundings and not (said.colour or said.size or said.place)
            meant = [] if whole else (list(self.scene.things) if clause.whole else self._meant())
            if meant:
                subjects = [(Want("", "", colour=said.colour, size=said.size or 1.0, place=said.place), meant)]
        factor = _BIGGER if clause.command == "grow" else _SMALLER if clause.command == "shrink" else 1.0
        for want, things in subjects:
            picked = self._picked(want, things)
            self._last = [thing.id for thing in picked]
            size = factor if factor != 1 else (said.size or want.size)
            if clause.twice:
                size = 2.0 if factor > 1 else 0.5
            if size != 1:
                self._change(picked, partial(moves.scaled, factor=size))
            colour = said.colour or (want.colour if clause.command != "move" else "")
            if colour:
                self._change(picked, partial(moves.painted, colour=colour))
            place = want.place or said.place or (subjects[-1][0].place if clause.command == "move" else "")
            if place:
                self._change(picked, partial(moves.moved, place=place, frame=frame_of(self.scene)))
            relations = [(word, by_want[id(t[0])]) for word, t in want.relations if id(t[0]) in by_want]
            for word, targets in relations:
                self._relate(picked, word, targets)

    def _picked(self, want: Want, things: list[Thing]) -> list[Thing]:
        by_id = {thing.id: thing for thing in self.scene.things}
        now = [by_id[thing.id] for thing in things if thing.id in by_id]
        return now if want.plural or not want.counted else now[-want.count :]

    def _relate(self, things: Sequence[Thing], word: str, targets: Sequence[Thing]) -> None:
        frame, of = frame_of(self.scene), len(things)
        place = {thing.id: at for at, thing in enumerate(things)}
        self._change(
            things,
            lambda thing: layout.relate(thing, word, targets, frame, at=place[thing.id], of=of, free=word == "head"),
        )

    def _remove(self, clause: Clause) -> None:
        said = clause.said
        if clause.whole and not said.wants:
            self._set(things=())
            return
        for token in said.unwanted:
            self._without(token.text, token.kinds)
        if clause.text and self.scene.poster:
            self._set(poster="")
        for want in said.wants:
            self._remove_one(want, want.place or said.place)
        if not said.wants:
            for kind, value in (("weather", said.weather), ("season", said.season)):
                if value:
                    self._without(value, {kind: value})
            if said.it and not (said.weather or said.season):
                self._drop(self._meant())

    def _remove_one(self, want: Want, place: str) -> None:
        found = self._find(want)
        if not found:
            self._without(want.noun, {"noun": want.art})
            return
        one = want.counted or (want.det in {"a", "an"} and not want.plural)
        if place:
            found = [(max if place == "right" else min)(found, key=lambda thing: thing.x)]
        self._drop(found[-want.count :] if one else found)

    def _drop(self, things: Sequence[Thing]) -> None:
        gone = {thing.id for thing in things}
        if gone:
            self._set(things=tuple(thing for thing in self.scene.things if thing.id not in gone))

    def _only(self, said: Reading) -> None:
        for want in said.wants:
            found = self._find(want)
            self._drop(found[want.count :])
            if want.count > len(found):
                self._add([replace(want, count=want.count - len(found), det="a")], said)
            self._touched = True

    def _fewer(self, there: list[tuple[Want, list[Thing]]], said: Reading) -> None:
        for _, things in there:
            self._drop(things[len(things) - max(1, (said.number or len(things) // 2)) :])

    def _replace(self, before: Reading, after: Reading) -> None:
        """Put something else in the place of what was, or give it the colour, setting or hour that was said."""
        found = [thing for want in before.wants for thing in self._find(want)]
        if not before.wants and before.it:
            found = self._meant() if after.wants else found
        self._surround(after)
        if not after.wants:
            colour = after.colour
            if colour and (found or before.it):
                self._change(found or self._meant(), partial(moves.painted, colour=colour))
            return
        if not found:
            self._lacks(*(want.noun for want in before.wants))
            if not before.wants:
                self._add(after.wants, after)
            return
        want = after.wants[0]
        frame = frame_of(self.scene)
        if want.plural or want.counted:
            room = min(want.count, MOST_OF_ONE)
            spot = found[0]
            self._drop(found)
            self._add(
                [
                    replace(
                        want,
                        count=room,
                        det="a",
                        place="left" if spot.x < _LEFT else "right" if spot.x > _RIGHT else "",
                    )
                ],
                after,
            )
            return

        self._change(found, lambda thing: moves.instead(thing, want, frame))

    def _add(self, wants: list[Want], said: Reading) -> None:
        wants, fewer = bounded(wants, max(MOST_THINGS - len(self.scene.things), 0))
        self.notes += fewer
        if not wants:
            self._touched = self._touched or bool(fewer)
            return
        for want in wants:
            like = self._find(want)
            if want.more and like:
                want.colour = want.colour or like[0].colour
            want.place = want.place or (said.place if len(wants) == 1 else "")
        if any(want.art == "sky:moon" for want in wants) and self.scene.time == "day" and not self.scene.photo:
            self._set(time="night")
        frame = frame_of(self.scene)
        first = self.scene.next_id
        there = {id(t): self._find(t) for want in wants for _, targets in want.relations for t in targets}
        known = {key: things for key, things in there.items() if things and not any(id(want) == key for want in wants)}
        plain = [
            replace(want, relations=[pair for pair in want.relations if id(pair[1][0]) not in known]) for want in wants
        ]
        remade = {id(want): made for want, made in zip(wants, plain, strict=True)}
        for made in plain:
            made.relations = [
                (word, [remade.get(id(each), each) for each in targets]) for word, targets in made.relations
            ]
        things = arrange(plain, frame, self.scene.things, first)
        self._set(things=things)
        self._last = [thing.id for thing in things if thing.id >= first]
        for want in wants:
            for word, targets in want.relations:
                anchors = [found[0] for each in targets if (found := known.get(id(each)))]
                if anchors:
                    new = [thing for thing in self.scene.things if thing.id >= first and thing.noun == want.noun]
                    self._relate(new, word, anchors)
