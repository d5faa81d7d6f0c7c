"""Tokens into what is wanted: nouns with their count, colour, size, place and relations, and what is around them."""

from __future__ import annotations

from dataclasses import dataclass, field

from engines.sketch import lexicon
from engines.sketch.tokens import Token

PLURAL = 3
"""How many are drawn of a plural without a number."""

_HATS = "hats"
_PEOPLE_PLURAL = 4


@dataclass(slots=True, eq=False)
class Want:
    """Something to draw. ``relations`` are pairs of a word and the wants it points to; ``det`` is a, the or nothing."""

    noun: str
    art: str
    count: int = 1
    counted: bool = False
    plural: bool = False
    colour: str = ""
    size: float = 1.0
    place: str = ""
    det: str = ""
    more: bool = False
    relations: list[tuple[str, list[Want]]] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a text says. ``colour``, ``size`` and ``place`` stand alone in it, said of something it does not name."""

    wants: list[Want] = field(default_factory=list)
    setting: str = ""
    time: str = ""
    weather: str = ""
    season: str = ""
    unwanted: list[Token] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    colour: str = ""
    size: float = 0.0
    place: str = ""
    number: int = 0
    it: bool = False
    relation: str = ""

    @property
    def surroundings(self) -> bool:
        """Return whether a setting, time, weather or season was said."""
        return bool(self.setting or self.time or self.weather or self.season)


class Reader:
    """Goes through tokens once; the state is that of the noun phrase it stands in."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._said = Reading()
        self._group: list[Want] = []
        self._open: tuple[str, list[Want], list[Want]] | None = None
        self._unknown: list[str] = []
        self._place = ""
        self._fresh()

    def _fresh(self) -> None:
        self._count = 0
        self._colour = ""
        self._size = 0.0
        self._det = ""
        self._no = False
        self._more = False
        self._adjacent: Want | None = None

    def read(self) -> Reading:
        """Return what the tokens say."""
        for at, token in enumerate(self._tokens):
            self._take(at, token)
        self._end_phrase()
        if self._place and not self._said.place:
            self._set_place(self._place)
        self._said.relation = self._open[0] if self._open is not None and not self._open[2] else ""
        return self._said

    def _peek(self, at: int) -> Token:
        return self._tokens[at] if 0 <= at < len(self._tokens) else Token("", {"break": ""})

    def _take(self, at: int, token: Token) -> None:  # noqa: C901, PLR0912 -- one case a kind of word, in order
        if "missing" in token:
            self._name_missing(token.kinds["missing"])
        elif self._is_colour(at, token):
            self._colour, self._adjacent = token.kinds["colour"], None
        elif "noun" in token and self._is_noun(at, token):
            self._noun(token)
        elif self._around(at, token):
            self._end_phrase(keep=True)
        elif "activity" in token and self._activity(token.kinds["activity"]):
            pass
        elif "more" in token and "det" not in token:
            self._more = True
            if "number" in token:
                self._count = 1
        elif "relation" in token:
            self._end_phrase()
            if self._group or token.kinds["relation"] != "in":
                self._open = (token.kinds["relation"], list(self._group), [])
        elif "place" in token:
            self._end_phrase()
            self._put(token.kinds["place"])
        elif "number" in token:
            self._end_unknown()
            self._count = self._count * int(token.kinds["number"]) or int(token.kinds["number"])
            self._said.number = self._count
        elif "size" in token:
            self._end_unknown()
            self._size, self._adjacent = lexicon.size_factor(token.kinds["size"]), None
        elif "no" in token:
            self._end_phrase()
            self._no = True
        elif "det" in token:
            self._end_phrase(keep=True)
            self._det = "the" if token.text in {"the", "this", "that", "these", "those", "its"} else token.text
        elif "style" in token:
            self._said.styles.append(token.kinds["style"])
        elif "join" in token or "break" in token:
            self._end_phrase(keep="join" in token and self._no)
            if token.text in {".", ";", "!", "?", "\n"}:
                self._open = None
        elif token.text == "of" and self._count:
            pass
        elif token.kinds:
            self._other(token)
        else:
            self._unknown_word(at, token)

    def _other(self, token: Token) -> None:
        if token.kinds.get("glue") == "pronouns":
            self._end_phrase()
            if token.text in {"it", "them", "him", "her"}:
                self._said.it = True
                if self._open is not None and self._said.wants:
                    self._point_to(self._said.wants[0])
        elif "empty" in token:
            self._end_unknown()
            self._fresh()
        elif token.kinds.get("noise") != "adjectives":
            self._end_phrase()

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
            return not ({"relation", "glue"} & led) and self._det != "the"
        if token.kinds.get("noise") == "verbs" and self._adjacent is not None:
            return False
        return not ({"empty", "command", "place"} & token.kinds.keys()) or bool(self._det or self._count)

    def _around(self, at: int, token: Token) -> bool:
        kinds = token.kinds
        before = self._peek(at - 1)
        if self._no and {"weather", "setting", "time", "season"} & kinds.keys():
            self._said.unwanted.append(token)
            return True
        if "time" in kinds:
            self._said.time = kinds["time"]
            return True
        if "season" in kinds:
            if token.text == "fall" and not ({"glue", "relation"} & before.kinds.keys()):
                return False
            self._said.season = kinds["season"]
            return True
        led = {"relation", "glue"} & (before.kinds.keys() | self._peek(at - 2).kinds.keys())
        if token.text == "snow" and led and before.text not in {"make", "it"}:
            self._said.setting = self._said.setting or "snow"
            self._open = None
            return True
        if "weather" in kinds:
            self._said.weather = kinds["weather"]
            return True
        if "setting" in kinds and "relation" not in kinds:
            self._said.setting = kinds["setting"]
            self._open = None
            return True
        return False

    def _noun(self, token: Token) -> None:
        if self._no:
            self._said.unwanted.append(token)
            self._end_unknown(drop=True)
            return
        if self._adjacent is not None and self._adjacent.det and not self._adjacent.plural:
            self._modifier(self._adjacent)
        name = token.kinds["noun"]
        plain = PLURAL + (lexicon.is_person(name))
        count = self._count or (plain if token.plural else 1)
        single = lexicon.singular(token.text.rsplit(" ", 1)[-1]) if token.plural else None
        noun = " ".join((*token.text.rsplit(" ", 1)[:-1], single)) if single else token.text
        want = Want(
            noun,
            name,
            count,
            bool(self._count),
            token.plural,
            self._colour,
            self._size or 1.0,
            "",
            self._det,
            self._more,
        )
        if want.det == "the":
            subjects = self._open[1] if self._open is not None else []
            same = next((w for w in self._said.wants if w.art == name and not token.plural and w not in subjects), None)
            if same is not None:
                want = same
        place, self._place = self._place, ""
        want.place = want.place or place
        self._unknown = []
        if not any(each is want for each in self._said.wants):
            self._said.wants.append(want)
        if self._open is not None and self._open[1] != [want]:
            self._point_to(want)
            self._group = [want]
        else:
            self._group.append(want)
        self._fresh()
        self._adjacent = want

    def _modifier(self, want: Want) -> None:
        """Take back a noun that only described the next one, and name it as not drawn."""
        self._said.wants = [each for each in self._said.wants if each is not want]
        self._group = [each for each in self._group if each is not want]
        if self._open is not None:
            self._open = (self._open[0], self._open[1], [each for each in self._open[2] if each is not want])
            for subject in self._open[1]:
                subject.relations = [pair for pair in subject.relations if want not in pair[1]]
        self._det, self._count = want.det, want.count if want.counted else 0
        self._colour, self._size = self._colour or want.colour, self._size or (want.size if want.size != 1 else 0)
        self._said.missing.append(want.noun)

    def _point_to(self, want: Want) -> None:
        if self._open is None:
            return
        word, subjects, targets = self._open
        if word == "head" and want.art in lexicon.names(_HATS):
            for subject in subjects:
                want.relations.append(("head", [subject]))
            self._open = None
            return
        if word == "beside" and want.art in lexicon.names(_HATS) and subjects:
            want.relations.append(("head", [subjects[-1]]))
            self._open = None
            return
        targets.append(want)
        if len(targets) == 1:
            for subject in subjects:
                if subject is not want:
                    subject.relations.append((word, targets))
            if not subjects:
                self._said.relation = word
        if word != "between" or len(targets) > 1:
            self._open = None

    def _activity(self, activity: str) -> bool:
        changed = False
        for want in self._group:
            picture = lexicon.doing(want.art, activity)
            if picture is not None:
                want.art, changed = picture, True
        return changed

    def _put(self, place: str) -> None:
        if self._group and not self._group[-1].place and not self._place:
            self._group[-1].place = place
            self._open = None
        else:
            self._place = place
        if not self._said.wants:
            self._set_place(place)

    def _set_place(self, place: str) -> None:
        self._said.place = place

    def _unknown_word(self, at: int, token: Token) -> None:
        if lexicon.is_noise(token.text):
            if self._adjacent is not None:
                self._end_phrase()
            return
        if self._adjacent is not None:
            after = self._peek(at + 1)
            verb = token.text.endswith("s") and not self._adjacent.plural
            if verb or (
                {"det", "number", "relation"} & after.kinds.keys() and not token.plural and not self._adjacent.det
            ):
                self._end_phrase()
                return
            compound = self._adjacent
            self._said.wants = [each for each in self._said.wants if each is not compound]
            self._group = [each for each in self._group if each is not compound]
            self._unknown = [compound.noun]
            self._adjacent = None
        self._unknown.append(token.text)

    def _name_missing(self, phrase: str) -> None:
        if not self._no:
            self._said.missing.append(phrase)
        self._unknown = []
        self._open = None
        self._fresh()

    def _end_unknown(self, *, drop: bool = False) -> None:
        if self._unknown and not drop and not self._no:
            self._said.missing.append(" ".join(self._unknown))
            self._open = None
        self._unknown = []

    def _end_phrase(self, *, keep: bool = False) -> None:
        """Close a noun phrase: what described no noun is said of the last one, or of something not named."""
        if self._unknown:
            self._end_unknown()
            self._colour, self._size = "", 0.0
        no = self._no
        if self._adjacent is None and (self._colour or self._size):
            for want in self._group:
                want.colour = want.colour or self._colour
                want.size = self._size if self._size and want.size == 1 else want.size
            if not self._group:
                self._said.colour = self._colour or self._said.colour
                self._said.size = self._size or self._said.size
        more, count = self._more, self._count
        self._fresh()
        self._no = no and keep
        if keep:
            self._more, self._count = more, count


def read(tokens: list[Token]) -> Reading:
    """Return what the tokens say."""
    return Reader(tokens).read()
