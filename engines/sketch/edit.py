"""An instruction changes a scene; whatever it does not mention stays exactly where it was."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from domain.errors import Refused
from engines.sketch import lexicon, moves
from engines.sketch.clauses import Clause, clauses
from engines.sketch.compose import MOST_OF_ONE, Notes, clipped, frame_of, shown, tint, told
from engines.sketch.scene import Scene, Thing
from engines.sketch.tokens import Token, poster_words
from engines.sketch.wants import Reading, Want
from engines.sketch.wholes import Wholes

_BIGGER, _SMALLER = 1.4, 0.7
_LEFT, _RIGHT = 0.35, 0.65
_STANDS = frozenset({"behind", "front", "beside", "left_of", "right_of", "on", "over", "under"})


def edit(scene: Scene, instruction: str) -> tuple[Scene, Notes]:
    """Return the scene after an instruction, and notes. Raise Refused where nothing of it is understood."""
    return Editor(scene).apply(instruction)


class Editor(Wholes):
    """Applies the clauses of one instruction in order; ``it`` means what was last spoken of."""

    def apply(self, instruction: str) -> tuple[Scene, Notes]:
        """Return the scene after the instruction, and notes of what could not be done."""
        words, rest = poster_words(instruction)
        if words:
            self._letter(words, rest)
        if self._whole_instruction(rest):
            return self.scene, self.notes
        for clause in clauses(rest):
            self.notes += told(clause.said)
            self._clause(clause)
        if self._signed:
            signs = [thing for thing in self.scene.things if thing.art == "drawn:sign" and not thing.words]
            if not signs:
                first = self.scene.next_id
                self._add([Want("sign", "drawn:sign", det="a")], Reading())
                signs = [thing for thing in self.scene.things if thing.id >= first]
            self._change(signs[:1], lambda thing: replace(thing, words=self._signed))
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

    def _clause(self, clause: Clause) -> None:  # noqa: C901, PLR0912 -- one case a kind of clause
        said = clause.said
        if clause.keep is not None:
            self._keep_only(clause.keep)
            return
        if clause.command == "replace" and clause.before is not None:
            self._replace(clause.before, said)
            return
        if clause.command == "swap":
            self._swap(said)
            return
        if clause.command == "remove":
            self._remove(clause)
            return
        self._surround(said)
        for token in said.unwanted:
            self._without(token)
        self._dress(said)
        targets, fresh = self._sort(clause)
        if clause.command == "only" and targets:
            self._only(said)
            return
        if clause.command == "fewer":
            self._fewer(targets, said)
            return
        if clause.doubled and targets:
            for want, things in targets:
                self._add([replace(want, count=len(things), counted=True, more=True, relations=[])], said)
            return
        if clause.command == "flip" and (targets or said.it):
            self._change(targets or self._meant(), lambda thing: replace(thing, flip=not thing.flip))
            return
        new = fresh[0] if len(fresh) == 1 and fresh[0].det in {"a", "an"} else None
        plain = new is not None and not (targets or new.relations or said.surroundings)
        if clause.command in {"make", "replace"} and said.it and new is not None and plain:
            self._replace(Reading(it=said.it), Reading(wants=[new]))
            return
        if clause.command == "make" and len(targets) == 1 and new is not None and not new.relations:
            self._replace(Reading(wants=[targets[0][0]]), Reading(wants=fresh))
            return
        counted = [
            (want, things) for want, things in targets if want.counted and want.count > 1 and _sets(clause, want)
        ]
        if counted:
            self._only(replace(said, wants=[want for want, _ in counted]))
            targets = [pair for pair in targets if pair not in counted]
        self._adjust(clause, targets)
        if fresh:
            self._add(fresh, said, give=clause.give)

    def _dress(self, said: Reading) -> None:
        """Give "his shirt" its colour on whoever is there: worn things are no things of the scene."""
        people = [thing for thing in self.scene.things if lexicon.is_person(thing.art)]
        for want in [each for each in said.wants if each.art in lexicon.names("garments") and each.det == "the"]:
            colour = want.colour or said.colour
            if not colour or not people or want.relations or self._find(want):
                continue
            fitting = [thing for thing in people if thing.id in self._last] or people[:1]
            worn = replace(want, colour=colour, wears=[f"{colour} {want.noun}"])
            self._change(fitting, lambda thing, worn=worn: _clad(thing, worn))  # type: ignore[misc]  # binds
            said.wants = [each for each in said.wants if each is not want]
            said.colour = ""

    def _keep_only(self, keep: Reading) -> None:
        """Take out everything but what is named."""
        kept = {thing.id for want in keep.wants for thing in self._find(want)}
        if not kept:
            self._lacks(*(want.noun for want in keep.wants))
            return
        self._drop([thing for thing in self.scene.things if thing.id not in kept])
        self._touched = True

    def _swap(self, said: Reading) -> None:
        """Let two things change places."""
        found = [self._find(want)[:1] for want in said.wants]
        pair = [things[0] for things in found if things]
        if not said.wants:
            on_ground = [thing for thing in self.scene.things if not thing.art.startswith("sky:")]
            pair = on_ground if len(on_ground) == 2 else []  # noqa: PLR2004 -- a pair
        if len(pair) != 2:  # noqa: PLR2004 -- a pair
            self._lacks(*(want.noun for want, things in zip(said.wants, found, strict=True) if not things))
            return
        one, other = pair
        places = {one.id: other, other.id: one}
        level = one.air == other.air

        def change(thing: Thing) -> Thing:
            to = places[thing.id]
            return replace(thing, x=to.x, y=to.y, depth=to.depth) if level else replace(thing, x=to.x)

        self._change(pair, change)

    def _sort(self, clause: Clause) -> tuple[list[tuple[Want, list[Thing]]], list[Want]]:
        """Tell apart what is there already and what is new."""
        there: list[tuple[Want, list[Thing]]] = []
        fresh: list[Want] = []
        anchors = {id(target) for want in clause.said.wants for _, targets in want.relations for target in targets}
        for want in list(clause.said.wants):
            found = self._find(want)
            if want.det == "the" and id(want) in anchors and not found and self._whole(want):
                continue
            new = want.more or (clause.command == "add" and want.det != "the" and id(want) not in anchors)
            new = new or (clause.command in {"", "put"} and want.det in {"a", "an"} and id(want) not in anchors)
            new = new or (clause.command == "put" and want.counted)
            if found and not new:
                there.append((want, found))
            elif (want.det == "the" and not found and clause.command in {"move", "grow", "shrink", "make", "flip"}) or (
                clause.command in {"move", "grow", "shrink", "fewer", "flip", "only"} and not found
            ):
                self._lacks(want.noun)
            else:
                fresh.append(want)
        return there, fresh

    def _adjust(  # noqa: C901, PLR0912 -- one case a kind of change
        self, clause: Clause, there: list[tuple[Want, list[Thing]]]
    ) -> None:
        """Move, scale and recolour what is there."""
        said = clause.said
        anchors = {id(target) for want in said.wants for _, targets in want.relations for target in targets}
        anchors |= {id(target) for target in said.target}
        subjects = [(want, things) for want, things in there if id(want) not in anchors]
        alone = said.colour or said.size or said.place or clause.command in {"grow", "shrink", "move"}
        linked = bool(said.target) and said.relation != "in"
        follows = (
            clause.command == "add"
            and linked
            and said.relation in _STANDS
            and len(anchors) == len(said.wants)
            and not said.missing
        )
        if not subjects and (follows or said.it or alone or (linked and clause.command in {"put", "move"})):
            whole = said.surroundings and not (said.colour or said.size or said.place or said.target)
            meant = [] if whole else (list(self.scene.things) if clause.whole else self._pronoun(said.it or "it"))
            if said.target:
                goal = {thing.id for thing in self._targets(said.target)}
                rest = [thing for thing in self.scene.things if thing.id not in goal]
                meant = [thing for thing in meant if thing.id not in goal] or rest[-1:]
            if meant and (alone or linked):
                aim = [(said.relation, said.target)] if linked else []
                own = Want("", "", colour=said.colour, size=said.size or 1.0, place=said.place, relations=aim)
                subjects = [(own, meant)]
            elif meant and said.number and not said.wants:
                like = meant[0]
                self._only(Reading(wants=[Want(like.noun, like.art, count=said.number, counted=True, plural=True)]))
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
                to = moves.moved_together(self._now(picked), place, frame_of(self.scene))
                self._change(picked, lambda thing, to=to: to.get(thing.id, thing))  # type: ignore[misc]  # binds
                if want.side:
                    self._change(picked, partial(moves.moved, place=want.side, frame=frame_of(self.scene)))
            if want.wears:
                self._change(picked, lambda thing, want=want: _clad(thing, want))  # type: ignore[misc]  # binds
            for word, targets in want.relations:
                goal_things = [thing for thing in self._targets(targets) if thing not in picked]
                if goal_things:
                    self._relate(picked, word, goal_things)

    def _remove(self, clause: Clause) -> None:
        said = clause.said
        if clause.whole and not said.wants:
            self._set(things=())
            return
        for token in said.unwanted:
            self._without(token)
        if clause.text and self.scene.poster:
            self._set(poster="")
        for want in said.wants:
            self._remove_one(want, want.place or said.place)
        if not said.wants:
            for kind, value in (("weather", said.weather), ("season", said.season)):
                if value:
                    self._without(Token(value, {kind: value}))
            if said.it and not (said.weather or said.season):
                self._drop(self._pronoun(said.it))

    def _remove_one(self, want: Want, place: str) -> None:
        found = self._find(want)
        if not found:
            self._without(Token(want.noun, {"noun": want.art}))
            return
        one = want.counted or (want.det in {"a", "an"} and not want.plural)
        if place:
            found = [(max if place == "right" else min)(found, key=lambda thing: thing.x)]
        self._drop(found[-want.count :] if one else found)

    def _only(self, said: Reading) -> None:
        for want in said.wants:
            found = self._find(want)
            self._drop(found[want.count :])
            if want.count > len(found):
                more = replace(want, count=want.count - len(found), det="a", more=bool(found), place="")
                self._add([more], Reading())
            self._last = [thing.id for thing in self._find(want)]
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
        if after.wants and not before.wants and (after.time or after.setting or after.weather or after.season):
            self._add(after.wants, after)
            return
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
        if want.counted or len(found) == 1 < want.count:
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


def _sets(clause: Clause, want: Want) -> bool:
    """Return whether a number says how many there shall be, not how many more."""
    return clause.command in {"", "make"} and not want.more and not want.relations and not want.colour


def _clad(thing: Thing, want: Want) -> Thing:
    kinds = {each.rpartition(" ")[2] for each in want.wears}
    kept = [each for each in thing.wears.split(", ") if each and each.rpartition(" ")[2] not in kinds]
    worn = ", ".join(dict.fromkeys([*kept, *want.wears]))
    return replace(thing, wears=worn, colour=tint(thing.art, want.colour) or thing.colour)
