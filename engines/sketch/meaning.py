"""Which of its meanings a word has, told from the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engines.sketch import lexicon, relations
from engines.sketch.framing import framed
from engines.sketch.links import Links
from engines.sketch.tokens import Token
from engines.sketch.wants import Reading, Want

_MATERIALS = frozenset({"brick", "stone", "rock", "ice", "wood", "straw", "chocolate", "candy"})
_DOING = frozenset(
    {
        "fish",
        "drink",
        "cook",
        "bowl",
        "sail",
        "camp",
        "plant",
        "hammer",
        "book",
        "watch",
        "train",
        "ship",
        "box",
        "duck",
        "bat",
        "ring",
        "saw",
        "kite",
        "ski",
        "toast",
        "chase",
        "iron",
        "fly",
        "drum",
        "pick",
        "plow",
        "rest",
        "pan",
        "picnic",
    }
)
"""Nouns that are verbs after "to"."""
_PARENTS = frozenset({"mother", "father", "mum", "mom", "dad", "parent"})
_SPATIAL = frozenset({"front", "behind", "over", "under", "left_of", "right_of"})
_ENTERED = frozenset({"cave"})
"""Places that are a thing only where something stands before them or behind."""
LIMBS = frozenset(
    {"wings", "horns", "tail", "ears", "eyes", "nose", "mouth", "beard", "hair", "face", "legs",
     "arms", "hands", "paws", "claws", "teeth", "stripes", "dots", "head", "shadow", "reflection"}
)  # fmt: skip
"""Parts that are not drawn by themselves, and named where something is said to have them."""


class Meaning:
    """The noun phrase that is being read, and what a word can mean in it."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = framed(tokens)
        self._said = Reading()
        self._links = Links(self._said)
        self._unknown: list[str] = []
        self._place = ""
        self._sky = False
        self._skipped = -1
        self._parted = False
        self._fresh()

    def _fresh(self) -> None:
        self._count = 0
        self._colour = ""
        self._size = 0.0
        self._det = ""
        self._no = False
        self._more = self._some = False
        self._adjacent: Want | None = None

    def _peek(self, at: int) -> Token:
        return self._tokens[at] if 0 <= at < len(self._tokens) else Token("", {"break": ""})

    def _is_colour(self, at: int, token: Token) -> bool:
        if "colour" not in token:
            return False
        if "noun" not in token:
            return True
        after = self._peek(at + 1)
        return not self._det or bool({"noun", "size", "colour"} & after.kinds.keys())

    def _is_noun(self, at: int, token: Token) -> bool:
        """Decide between a thing and its other meanings: clouds are weather unless someone counts or paints them."""
        if self._no and ({"weather", "time"} & token.kinds.keys()):
            return False
        if "weather" in token:
            return bool(self._count or self._size or self._colour or self._det == "a")
        if "setting" in token:
            led = self._peek(at - 1).kinds.keys() | self._peek(at - 2).kinds.keys()
            plain = not ({"relation", "glue"} & led) and self._det != "the" and token.text not in _ENTERED
            return plain or self._stood_by(at)
        if token.kinds.get("noise") == "verbs" and self._adjacent is not None:
            return False
        if token.text in LIMBS:
            return bool(self._count) and self._links.open is None
        if self._only_describes(at, token):
            return False
        plain = not ({"empty", "command", "place"} & token.kinds.keys()) and token.kinds.get("glue") != "polite"
        return plain or bool(self._det or self._count)

    def _only_describes(self, at: int, token: Token) -> bool:
        """Return whether a noun is a verb, a material or an age here: "to fish", "brick house", "baby elephant"."""
        after = self._peek(at + 1)
        if token.text in _DOING and self._peek(at - 1).text == "to":
            return True
        if "noun" not in after:
            return False
        return token.text in _MATERIALS or ("size" in token and relations.is_bearer(after.kinds["noun"]))

    def _stood_by(self, at: int) -> bool:
        """Return whether something stands behind or in front of a place: that is one of the things then."""
        near = [self._peek(at - step).kinds.get("relation") for step in (1, 2)]
        return bool(set(near) & _SPATIAL)

    def _at_table(self, at: int) -> bool:
        """Return whether someone is at a desk or a table, not at a place."""
        after = (self._peek(at + step) for step in (1, 2, 3))
        return bool(self._links.group) and any(token.kinds.get("noun") in lexicon.names("tables") for token in after)

    def _is_paper(self, at: int) -> bool:
        """Return whether a card or a poster is one of the things, not the picture itself."""
        named = bool(self._links.group) or self._links.open is not None
        after = self._peek(at + 1)
        return named and bool(self._det or self._count or self._colour) and after.text != "with" and "noun" not in after

    def _joins_on(self, at: int) -> bool:
        """Return whether the noun before only describes this one."""
        adjacent = self._adjacent
        return (
            adjacent is not None
            and not adjacent.plural
            and "noun" in self._peek(at - 1)
            and (bool(adjacent.det) or adjacent.counted)
        )

    def _is_thing(self, at: int, token: Token) -> bool:
        """Return whether a word that is mostly a verb ends a noun phrase: "a red sail"."""
        bound = {"break", "join", "relation"} & self._peek(at + 1).kinds.keys()
        led = bool(self._colour or self._size) or self._det in {"a", "an"}
        return bool(bound) and led and self._adjacent is None and len(token.kinds) == 1

    def _each(self, at: int, token: Token) -> bool:
        """Take "one red and one blue" of several that were named; return whether it was that."""
        if self._skipped == at and at > 0:
            return True
        colour, after = self._peek(at + 1), self._peek(at + 2)
        last = self._links.group[-1] if self._links.group else None
        if token.text != "one" or "colour" not in colour or {"noun", "size", "colour"} & after.kinds.keys():
            return False
        if last is None or last.count < 2 or (last.colour and not self._parted):  # noqa: PLR2004 -- several
            return False
        self._skipped = at + 1
        if self._parted:
            last.count -= 1
            one = replace(last, count=1, colour=colour.kinds["colour"], relations=list(last.relations))
            self._links.also(one)
        else:
            last.colour = colour.kinds["colour"]
            self._parted = True
        return True

    def _fronts(self, at: int) -> bool:
        """Return whether "on it" begins what follows: "a barrel, on it two glasses"."""
        ahead = {"det", "number", "colour", "size", "noun"} & self._peek(at + 1).kinds.keys()
        return (
            bool(ahead)
            and "relation" in self._peek(at - 1)
            and bool({"break", "join"} & self._peek(at - 2).kinds.keys())
        )

    def _parent(self, at: int) -> str:
        """Return the picture of an animal's mother or father: another of its kind."""
        if self._peek(at - 1).text != "its" or self._peek(at).text not in _PARENTS or not self._said.wants:
            return ""
        young = self._said.wants[-1].art
        return young if relations.is_bearer(young) and not lexicon.is_person(young) else ""

    def _leads(self, at: int) -> bool:
        """Return whether a noun follows within its phrase."""
        for step in (1, 2, 3):
            token = self._peek(at + step)
            if "noun" in token or "break" in token or "join" in token:
                return "noun" in token
        return False
