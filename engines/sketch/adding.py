"""New things come into a picture beside those that are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from engines.sketch import lexicon, moves, relations, stances
from engines.sketch.around import Around
from engines.sketch.compose import arrange, bounded, frame_of, tint
from engines.sketch.newcomers import most_beside
from engines.sketch.scene import MOST_THINGS, Thing
from engines.sketch.wants import Reading, Want


class Adding(Around):
    """Adds things, and puts them where the words say."""

    def _whole(self, want: Want) -> list[Thing]:
        """Return what a part belongs to: the branch of the tree that is there."""
        wholes = str(lexicon.table("parts").get(want.noun, "")).split(", ")
        return [thing for thing in self.scene.things if thing.art in wholes]

    def _targets(self, targets: Sequence[Want]) -> list[Thing]:
        """Return the things that relations point to, a part's whole for the part."""
        found: list[Thing] = []
        for want in targets:
            things = self._find(want) or self._whole(want)
            found += things if len(targets) == 1 else things[:1]
        return found

    def _relate(self, things: Sequence[Thing], word: str, targets: Sequence[Thing]) -> None:
        frame, of = frame_of(self.scene), len(things)
        place = {thing.id: at for at, thing in enumerate(things)}
        self._change(
            things,
            lambda thing: stances.relate(thing, word, targets, frame, at=place[thing.id], of=of, free=word == "head"),
        )

    def _add(  # noqa: C901 -- what is new, where it goes, and what it goes by
        self, wants: list[Want], said: Reading, *, give: bool = False
    ) -> None:
        wants, fewer = bounded(wants, max(MOST_THINGS - len(self.scene.things), 0))
        self.notes += fewer
        if not wants:
            self._touched = self._touched or bool(fewer)
            return
        for want in wants:
            like = self._find(want)
            if want.more and like:
                want.colour = want.colour or like[0].colour
                if not (want.relations or want.place or said.target):
                    self._alike(want, like)
                    continue
            if give and said.it and not want.relations and self._meant():
                owner = self._meant()[0]
                how = relations.carries(Want(owner.noun, owner.art), want) or "beside"
                want.relations.append((how, [Want("it", "")]))
            want.place = want.place or (said.place if len(wants) == 1 else "")
        wants = [want for want in wants if want.count]
        if not wants:
            return
        if any(want.art == "sky:moon" for want in wants) and self.scene.time == "day" and not self.scene.photo:
            self._set(time="night")
        frame = frame_of(self.scene)
        first = self.scene.next_id
        own = {id(want) for want in wants}
        there = {
            id(t): self._find(t) or self._whole(t)
            for want in wants
            for _, targets in want.relations
            for t in targets
            if id(t) not in own
        }
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
                anchors = [found for each in targets if (found := known.get(id(each)))]
                if anchors:
                    goal = [found[0] for found in anchors] if len(anchors) > 1 else anchors[0][:2]
                    new = [thing for thing in self.scene.things if thing.id >= first and thing.noun == want.noun]
                    most = most_beside(want, [thing for thing in self.scene.things if thing.id < first])
                    self._change(new, partial(moves.to_scale, other=goal[0], size=want.size, most=most))
                    self._relate(self._now(new), word, goal)

    def _alike(self, want: Want, like: Sequence[Thing]) -> None:
        """Add more of what is there, beside those that are."""
        frame = frame_of(self.scene)
        for _ in range(want.count):
            now = self._find(replace(want, colour="")) or list(like)
            new = moves.another(self.scene.next_id, now, self.scene.things, frame)
            self._set(things=(*self.scene.things, replace(new, colour=tint(new.art, want.colour) or new.colour)))
            self._last = [*self._last, new.id] if self._last else [new.id]
        want.count = 0
