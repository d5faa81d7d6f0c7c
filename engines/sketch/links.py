"""What stands how to what: relations between the things of a text, as they are read one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engines.sketch import lexicon, relations
from engines.sketch.wants import Reading, Want

_SIDES = frozenset({"left", "right", "middle"})
_CARRIED = frozenset({"hold", "head", "neck"})
_OPPOSITE = {"left_of": "right", "right_of": "left"}
_ALONE = {"behind": "far", "front": "near", "over": "up", "under": "down", "beside": "", "left_of": "left", "right_of": "right",
          "on": "up"}  # fmt: skip
"""Relations that can be said without naming the other thing, and the place that they mean where there is none."""


@dataclass(slots=True)
class Link:
    """A relation while it is read: its word, those that stand so, and what they stand so to.

    ``near`` is what was named last, where that is not those that stand so but something they have.
    ``loose``: all that follows stands so, what "and" joins as well.
    """

    word: str
    subjects: list[Want]
    targets: list[Want] = field(default_factory=list)
    near: list[Want] = field(default_factory=list)
    loose: bool = False


class Links:
    """Keeps who is spoken of, and which relation waits for its other thing."""

    def __init__(self, said: Reading) -> None:
        self.group: list[Want] = []
        self.open: Link | None = None
        self.quoted = False
        self._said = said
        self._closed: Link | None = None
        self._fronted: Link | None = None
        self._sharing: list[Want] | None = None
        self._joins: list[str] = []
        self._join = ""
        self._anchor: Want | None = None

    def join(self, text: str) -> None:
        """Note what stands before the next noun: "and" or a comma."""
        self._join = "and" if text in {"and", "or", "&", "+", "plus"} else self._join or text

    def add(self, want: Want, *, again: bool) -> None:
        """Take the next noun; ``again`` is one that was named before."""
        joined, self._join, self.quoted = self._join, "", False
        if again:
            want.det = "the"
        if self.open is not None and not any(each is want for each in self.open.subjects[-1:]):
            if any(each is want for each in self.open.subjects):
                self.open.subjects = [each for each in self.open.subjects if each is not want][-1:]
            between = self.open.word == "between"
            self._point(want)
            if not between or self.open is None:
                self.group, self._joins = [want], [""]
            return
        if again or (self.group and self._closed is not None and self._sharing is None):
            self.group, self._joins = [], []
        if self._sharing is not None and not again and want.det != "the":
            self._sharing.append(want)
        if self._fronted is not None and (joined != "and" or self._fronted.loose) and not again:
            self._fronted.subjects.append(want)
            want.relations.append((self._fronted.word, self._fronted.targets))
        self.group.append(want)
        self._joins.append(joined)
        self._closed = self._closed if self._sharing is not None else None

    def also(self, want: Want) -> None:
        """Take one of several that looks another way: it stands where they stand."""
        self._said.wants.append(want)
        self.group.append(want)
        self._joins.append("and")

    def verb(self) -> None:
        """Take a verb: it is said of the last noun alone where commas part it from those before."""
        if len(self.group) > 1 and self._joins[-1] == "," and "and" not in self._joins:
            self._alone()

    def relate(self, word: str, *, empty: bool = False) -> None:
        """Open a relation of what was spoken of last; of the place itself where ``empty``."""
        self._join = ""
        self._fronted = None
        if self.quoted:
            self.open = Link(word, [])
            return
        if self._sharing is not None and len(self.group) > 1:
            kind = relations.is_bearer(self.group[-1].art)
            if (self._joins[-1] == "," and "and" not in self._joins) or word in {"with", "hold", "wear"}:
                self._alone()
            else:
                self.group = [each for each in self.group if relations.is_bearer(each.art) == kind]
        elif len(self.group) > 1 and self._joins[-1] == "," and "and" not in self._joins:
            kind = relations.is_bearer(self.group[-1].art)
            if self.group[-2].place or any(relations.is_bearer(each.art) != kind for each in self.group):
                self._alone()
        if empty:
            self.open = Link(word, [])
            return
        self.open = Link(word, self._subjects(word), near=list(self.group))

    def _alone(self) -> None:
        last = self.group[-1]
        self.group, self._joins = [last], [""]
        if self._sharing is not None and any(each is last for each in self._sharing):
            self._sharing[:] = [each for each in self._sharing if each is not last]
            self._sharing = None
            self._closed = None

    def _subjects(self, word: str) -> list[Want]:
        """Return who a relation is said of: whoever holds or wears what was named last, not that."""
        group, closed = list(self.group), self._closed
        if closed is None or not group or not closed.subjects or not any(each is group[-1] for each in closed.targets):
            return group
        bearer = relations.is_bearer(closed.subjects[-1].art)
        beside_someone = closed.word in {"with", "hold"} and lexicon.is_person(closed.subjects[-1].art)
        pet = relations.is_bearer(group[-1].art) and lexicon.natural_height(group[-1].art) < 0.25  # noqa: PLR2004 -- small
        if word == "on" and beside_someone and pet:
            return list(closed.subjects)
        if closed.word == "with" and not bearer and relations.carries(closed.subjects[-1], group[-1]) == "in":
            return list(closed.subjects)
        carried = closed.word in {"with", "hold", "wear", "in", "head"} and not relations.is_bearer(group[-1].art)
        small = lexicon.natural_height(group[-1].art) < 0.25 or group[-1].art in lexicon.names("garments")  # noqa: PLR2004
        if word == "with" and group[-1].art in lexicon.names("tops") | lexicon.names("holders"):
            return group
        if bearer and (word in {"hold", "wear"} or (carried and small)):
            return list(closed.subjects)
        return group

    def _point(self, want: Want) -> None:
        link = self.open
        if link is None:
            return
        link.targets.append(want)
        if (
            link.near
            and link.word == "on"
            and want.art in lexicon.names("tables")
            and not any(want is each for each in link.near)
        ):
            link.subjects = link.near if any(relations.is_bearer(each.art) for each in link.subjects) else link.subjects
        if len(link.targets) == 1:
            for subject in link.subjects:
                if subject is not want:
                    subject.relations.append((link.word, link.targets))
            if not link.subjects:
                self._said.relation, self._said.target = link.word, link.targets
                self._fronted = link if link.word not in {"with", "hold", "wear", "in"} or not want.art else None
        self._sharing = link.targets if link.word in {"with", "hold"} else None
        if link.word != "between" or len(link.targets) > 1 or want.plural or want.count > 1:
            self.open, self._closed = None, link

    def pronoun(self, text: str, *, leads: bool = False) -> None:
        """Take "it", "them", "her": the thing it stands for, or one to be found in the picture.

        With ``leads``, what follows stands so to it.
        """
        self._said.it = self._said.it or text
        if self.open is None or self.open.targets:
            return
        if self.open.near and text not in {"them", "they"} and not leads:
            self.open.subjects = list(self.open.near)
        if leads and self.open.subjects:
            goal = self.open.subjects[-1]
            self.open = Link(self.open.word, [])
            self._point(goal)
            self._fronted = replace(self._fronted, loose=True) if self._fronted is not None else None
            return
        if text in {"them", "they"} and self._to_the_others():
            return
        if self.quoted and text == "it" and not self.open.subjects:
            self.open = None
            return
        several = len(self.group) > 1 and len(self.open.subjects) > 1 and bool(self._joins)
        if several and (self._joins[-1] == "," or (self.group[0].relations and not self.group[-1].relations)):
            self.open.subjects = [self.group[-1]]
        if self.open.word == "between" and text in {"them", "they"}:
            others = [each for each in self._said.wants if not any(each is one for one in self.open.subjects)]
            for other in others[-1:] if others and others[-1].count > 1 else others[-2:]:
                self._point(other)
            self.open = None
            return
        meant = self._meant(text) or Want(text, "")
        self._anchor = meant
        self._point(meant)

    def _to_the_others(self) -> bool:
        """Take "A, B and C above them" as C above A and B, unless several of something else were named."""
        link = self.open
        if link is None or len(link.subjects) < 2:  # noqa: PLR2004 -- others and one
            return False
        if any(each.count > 1 and not any(each is one for one in link.subjects) for each in self._said.wants):
            return False
        *others, last = link.subjects
        link.subjects, link.targets = [last], others
        last.relations.append((link.word, link.targets))
        self.open, self._closed = None, link
        return True

    def _meant(self, text: str) -> Want | None:
        subjects = self.open.subjects if self.open is not None else []
        others = [each for each in self._said.wants if not any(each is one for one in subjects)]
        if text in {"him", "her", "he", "she"}:
            people = [each for each in others if lexicon.is_person(each.art)]
            bearers = people or [each for each in others if relations.is_bearer(each.art)]
            return bearers[-1] if bearers else None
        if text in {"them", "they"}:
            many = [each for each in others if each.count > 1]
            return many[-1] if many else others[-1] if others else None
        closed = self._closed or self._before
        if closed is not None and closed.targets and any(each is closed.targets[0] for each in others):
            target = closed.targets[0]
            if target.det == "the" and target.art:
                return target
            carrier = next((each for each in closed.subjects if any(each is one for one in others)), None)
            return carrier or target
        return others[-1] if others else None

    @property
    def _before(self) -> Link | None:
        """Return the last relation of the last thing that has one."""
        subjects = self.open.subjects if self.open is not None else []
        for want in reversed(self._said.wants):
            if want.relations and not any(want is each for each in subjects):
                word, targets = want.relations[-1]
                return Link(word, [want], targets)
        return None

    def bear(self, how: str) -> None:
        """Put what was named last into the hand, or on the head, of whoever was named before it."""
        if not self.group:
            return
        last = self.group[-1]
        before = [each for each in self._said.wants if each is not last and relations.is_bearer(each.art)]
        closed = self._closed
        if closed is not None and closed.subjects and any(last is each for each in closed.targets):
            before = [each for each in closed.subjects if relations.is_bearer(each.art)] or before
        if before:
            owner = before[-1]
            owner.relations = [(w, [t for t in ts if t is not last]) for w, ts in owner.relations]
            owner.relations = [pair for pair in owner.relations if pair[1]]
            last.relations = [(f"={how}", [owner])]

    def fly(self, *, back: int = 1) -> None:
        """Lift what was named last, or ``back`` before, off the ground."""
        if len(self.group) >= back and not self.group[-back].place:
            self.group[-back].place = "up"

    def place(self, place: str) -> bool:
        """Put what was spoken of last at a place; return whether there was something to put there."""
        if self.quoted:
            return True
        self._end_alone()
        if not self.group:
            return False
        last = self.group[-1]
        closed = self._closed or self._before
        if (
            closed is not None
            and _OPPOSITE.get(closed.word) == place
            and not any(last is each for each in (*closed.subjects, *closed.targets))
        ):
            other = "right_of" if place == "right" else "left_of"
            last.relations.append((other, closed.targets))
            return True
        if {last.place, place} == {"left", "right"} and last.count > 1:
            half = replace(last, count=last.count // 2, place=place, relations=list(last.relations))
            last.count -= half.count
            self._said.wants.append(half)
            return True
        held = closed is not None and closed.word in {"with", "hold"} and any(last is each for each in closed.targets)
        if held and closed is not None and closed.subjects and relations.carries(closed.subjects[-1], last) in _CARRIED:
            last = closed.subjects[-1]
        if last.art in lexicon.names("garments") and closed is not None and closed.subjects:
            last = closed.subjects[-1]
        if last.place and (last.place in _SIDES) != (place in _SIDES) and not last.side:
            last.place, last.side = (last.place, place) if place in _SIDES else (place, last.place)
            return True
        if last.place:
            return False
        last.place = place
        return True

    def _end_alone(self) -> None:
        """Close a relation whose other thing is not named: "a hen behind"."""
        link = self.open
        if link is None or link.targets or link.word not in _ALONE or not link.subjects:
            return
        self.open = None
        subject = link.subjects[-1]
        others = [each for each in self._said.wants if not any(each is one for one in link.subjects)]
        if len(link.subjects) > 1:
            others = [each for each in self._said.wants if each is not subject]
        if link.word == "on" and self._closed is not None and self._closed.subjects:
            goal: Want | None = self._closed.subjects[-1]
        else:
            goal = relations.root(self._anchor) if self._anchor in others else relations.anchor(others)
        if goal is None or goal is subject:
            subject.place = subject.place or _ALONE[link.word]
            return
        self._anchor = goal
        subject.relations.append((link.word, [goal]))
        self._closed = Link(link.word, [subject], [goal])

    def end(self, *, sentence: bool, bare: bool) -> None:
        """End a clause, or the sentence; ``bare`` is one that ends with a relation."""
        if self.open is not None and self.open.targets and self.open.word != "between":
            self.open = None
        if bare:
            self._end_alone()
        if sentence:
            self.open = self._fronted = self._closed = self._sharing = None
            self.group, self._joins, self._join, self.quoted = [], [], "", False

    def drop(self, want: Want) -> None:
        """Forget a noun that was none of its own."""
        for one in self._said.wants:
            one.relations = [pair for pair in one.relations if not any(want is each for each in pair[1])]
        self._said.wants[:] = [each for each in self._said.wants if each is not want]
        keep = [at for at, each in enumerate(self.group) if each is not want]
        self.group, self._joins = [self.group[at] for at in keep], [self._joins[at] for at in keep]
        if self._sharing is not None:
            self._sharing[:] = [each for each in self._sharing if each is not want]
        closed = self._closed
        if closed is not None and any(want is each for each in closed.targets):
            closed.targets[:] = [each for each in closed.targets if each is not want]
            self.open, self._closed, self._sharing = (Link(closed.word, closed.subjects), None, None) if not closed.targets else (
                self.open, closed, self._sharing)  # fmt: skip
