"""Tokens into what is wanted: nouns with their count, colour, size, place and relations, and what is around them."""

from __future__ import annotations

from collections.abc import Sequence

from engines.sketch import lexicon, relations
from engines.sketch.meaning import LIMBS, Meaning
from engines.sketch.tokens import Token
from engines.sketch.wants import Reading, Want

PLURAL = 3
"""How many are drawn of a plural without a number."""
_ENDS = frozenset(".;:!?\n")
_DOZENS = frozenset({12, 100, 1000, 1000000})

_THE = frozenset({"the", "this", "that", "these", "those", "its", "his", "her", "their"})
_SKY = frozenset({"sky", "skies", "background", "backdrop", "walls", "paper"})
_IT = frozenset({"it", "them", "him", "they", "he", "she"})
_CROSSING = frozenset({"crossing", "crosses", "cross"})
_FLYING = frozenset({"flies", "flying", "fly", "floating", "floats", "hovering", "soaring", "soars", "hovers"})


class Reader(Meaning):
    """Goes through tokens once; the state is that of the noun phrase it stands in."""

    def read(self) -> Reading:
        """Return what the tokens say."""
        for at, token in enumerate(self._tokens):
            if not self._each(at, token):
                self._take(at, token)
        self._end_phrase()
        self._links.end(sentence=True, bare="relation" in self._peek(len(self._tokens) - 1))
        if self._place and not (self._said.place or self._said.wants):
            self._said.place = self._place
        if self._sky and self._said.colour and not self._said.sky:
            self._said.sky, self._said.colour = self._said.colour, ""
        self._said.wants = relations.settled(self._said.wants)
        return self._said

    def _take(self, at: int, token: Token) -> None:  # noqa: C901, PLR0912, PLR0915 -- one case a kind of word, in order
        if "missing" in token:
            self._name_missing(token.kinds["missing"])
        elif self._is_colour(at, token):
            self._colour, self._adjacent = token.kinds["colour"], None
        elif token.text == "paper" and self._colour and not self._det:
            self._empty(at, token)
        elif "noun" in token and self._is_noun(at, token):
            self._noun(at, token)
        elif token.text in _CROSSING and self._links.group and self._leads(at):
            self._end_phrase()
            self._links.relate("over")
        elif self._around(at, token):
            self._end_phrase(keep=True)
        elif "activity" in token and self._activity(token.kinds["activity"]):
            self._links.verb()
        elif "more" in token and "det" not in token:
            self._more = True
            if "number" in token:
                self._count = 1
        elif "bodily" in token:
            self._end_phrase()
            self._links.bear(token.kinds["bodily"])
        elif "printed" in token and self._is_paper(at):
            self._noun(at, Token(token.text, {"noun": token.kinds["printed"]}, token.plural))
        elif "relation" in token:
            self._end_phrase()
            word = token.kinds["relation"]
            if self._links.group or self._links.quoted or word != "in":
                self._links.relate(word, empty=self._of_place(at, token))
        elif "place" in token:
            self._end_phrase()
            self._put(token.kinds["place"])
        elif "number" in token:
            self._number(at, token)
        elif "size" in token:
            self._end_unknown()
            self._size, self._adjacent = lexicon.size_factor(token.kinds["size"]), None
        elif "no" in token:
            self._end_phrase()
            self._no = True
        elif "det" in token and not self._is_pronoun(at, token):
            self._end_phrase(keep=True)
            self._det = "the" if token.text in _THE else token.text
        elif "style" in token:
            self._said.style = token.kinds["style"] or self._said.style
            if not token.kinds["style"]:
                self._said.styles.append(token.text)
            self._drop_adjacent(at)
        elif "join" in token or "break" in token:
            self._end_phrase(keep="join" in token and self._no)
            self._links.join(token.text)
            self._links.quoted = self._links.quoted or token.text == "“"
            self._links.end(sentence=token.text in _ENDS, bare="relation" in self._peek(at - 1))
        elif token.text == "of":
            self._of(at)
        elif token.kinds:
            self._other(at, token)
        else:
            self._unknown_word(at, token)

    def _of_place(self, at: int, token: Token) -> bool:
        """Return whether a relation is said of the place itself: "mountains behind the bridge"."""
        bare = token.kinds["relation"] == "behind" and bool({"break", "join"} & self._peek(at - 2).kinds.keys())
        return "setting" in self._peek(at - 1) and ("full" in token.text or bare)

    def _is_pronoun(self, at: int, token: Token) -> bool:
        """Return whether "her" stands alone: "in front of her"."""
        after = self._peek(at + 1)
        alone = bool({"break", "join", "glue", "relation"} & after.kinds.keys()) and "det" not in after
        if token.text == "her" and alone:
            self._end_phrase()
            self._links.pronoun("her")
            return True
        return False

    def _other(self, at: int, token: Token) -> None:
        if token.kinds.get("glue") == "pronouns":
            self._end_phrase()
            if token.text in _IT:
                self._links.pronoun(token.text, leads=self._fronts(at))
        elif "empty" in token:
            self._empty(at, token)
        elif (
            token.kinds.get("noise") in {"verbs", "adjectives"} and token.text in _FLYING and self._adjacent is not None
        ):
            self._end_phrase()
            self._links.verb()
            owned = "of" in {self._peek(at - 2).text, self._peek(at - 3).text}
            self._links.fly(back=2 if owned else 1)
        elif token.kinds.get("noise") == "verbs" and self._is_thing(at, token):
            self._unknown.append(token.text)
        elif token.kinds.get("noise") == "verbs":
            self._end_phrase()
            self._links.verb()
        elif token.text == "at" and self._at_table(at):
            self._end_phrase()
            self._links.relate("behind")
        elif token.text == "around" and self._links.group and self._leads(at):
            self._end_phrase()
            self._links.relate("beside")
        elif token.kinds.get("noise") != "adjectives":
            self._end_phrase()

    def _empty(self, at: int, token: Token) -> None:
        """Take a word about the picture itself: what stands before it says which kind it is."""
        if token.text in _SKY:
            self._sky = True
            if self._colour:
                self._said.sky = self._colour
            elif not self._unknown:
                self._said.colour = ""
        link = self._links.open
        if token.text in LIMBS and link is not None and not link.targets:
            self._said.missing.append(token.text)
            self._links.open = None
        if token.text in lexicon.names("papers"):
            self._end_unknown(drop=True)
            self._drop_adjacent(at)
        self._end_unknown()
        self._fresh()

    def _drop_adjacent(self, at: int) -> None:
        """Forget a noun right before "banner" or "style": it says what kind."""
        before = self._peek(at - 1)
        if (
            self._adjacent is not None
            and "noun" in before
            and before.kinds["noun"] == self._adjacent.art
            and not self._adjacent.det
        ):
            self._links.drop(self._adjacent)

    def _number(self, at: int, token: Token) -> None:
        value = int(token.kinds["number"])
        after = self._peek(at + 1)
        last = self._links.group[-1] if self._links.group else None
        bracket = self._peek(at - 1).text == "(" and after.text == ")"
        loose = (
            self._adjacent is not None
            and token.text.isdecimal()
            and bool({"break", "relation", "join"} & after.kinds.keys())
        )
        if last is not None and not last.counted and (bracket or loose) and at > 0:
            last.count, last.counted = value, True
            return
        self._end_unknown()
        self._count = self._count * value if self._count and (value in _DOZENS or self._count in _DOZENS) else value
        self._said.number = self._count

    def _of(self, at: int) -> None:
        """Take "of": "a bowl of soup" is soup, "a basket of apples" holds them."""
        want = self._adjacent
        if want is None or self._count:
            self._some = bool(self._count) and self._peek(at + 1).text in {"the", "them", "these", "those"}
            return
        known = any("noun" in self._peek(at + step) for step in (1, 2, 3))
        measure = self._peek(at - 1).text in lexicon.names("measures") or want.noun in lexicon.names("measures")
        if want.art in lexicon.names("holders") and not (measure and known):
            self._end_phrase()
            self._links.relate("with")
        elif measure and known:
            self._links.drop(want)
            self._fresh()
            self._det, self._count = want.det, want.count if want.counted else 0
            self._colour, self._size = want.colour, want.size if want.size != 1 else 0.0
        else:
            self._end_phrase()

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
            self._links.open = None
            return True
        if "weather" in kinds:
            self._said.weather = kinds["weather"]
            return True
        if "setting" in kinds and "relation" not in kinds:
            self._setting(at, token)
            return True
        return False

    def _setting(self, at: int, token: Token) -> None:
        """Take a setting; the first that is said stays, and "office desk" or "forest path" name two things."""
        led = {"relation", "glue"} & (self._peek(at - 2).kinds.keys() | self._peek(at - 1).kinds.keys() - {"det"})
        self._said.known = self._det == "the" and not (led - {"det"} and "det" not in self._peek(at - 2))
        if self._det != "the" or not self._said.setting:
            self._said.setting = token.kinds["setting"]
            props = str(lexicon.table("props").get(token.text.replace(" ", "_"), ""))
            pairs = [each.strip().partition(" ") for each in props.split(",") if each.strip()]
            self._said.props = [Want(noun, art) for art, _, noun in pairs]
        if "snowy" in token.text.split():
            self._said.weather = self._said.weather or "snow"
        after = self._peek(at + 1)
        if not ("noun" in after and self._links.open is not None):
            self._links.open = None

    def _noun(self, at: int, token: Token) -> None:
        if self._no:
            self._said.unwanted.append(token)
            self._end_unknown(drop=True)
            return
        noun = str(lexicon.table("called").get(called(token), called(token)))
        parent = self._parent(at)
        art, self._det = (parent, "a") if parent else (token.kinds["noun"], self._det)
        if self._adjacent is not None and self._joins_on(at):
            noun = f"{self._adjacent.noun} {noun}"
            self._modifier(self._adjacent)
        plain = PLURAL + (lexicon.is_person(art))
        want = Want(
            noun,
            art,
            self._count or (plain if token.plural else 1),
            bool(self._count),
            token.plural,
            self._colour or token.kinds.get("own", ""),
            self._size or 1.0,
            "",
            self._det,
            self._more,
        )
        want.some = self._some
        want, again = self._known(want)
        place, self._place = self._place, ""
        want.place = want.place or place
        self._unknown = []
        if not again:
            self._said.wants.append(want)
        self._links.add(want, again=again)
        self._fresh()
        self._adjacent = want

    def _known(self, want: Want) -> tuple[Want, bool]:
        """Return the same thing where it was named before: "the cat", or a bare "cat"."""
        wholes = str(lexicon.table("parts").get(want.noun, "")).split(", ")
        if want.det == "the" or (want.plural and not want.det and not want.counted):
            whole = next((each for each in reversed(self._said.wants) if each.art in wholes), None)
            if whole is not None:
                return whole, True
        bare = not (want.det or want.counted or want.plural or want.colour or want.more)
        if want.det != "the" and not bare:
            return want, False
        subjects = self._links.open.subjects if self._links.open is not None else []
        for each in self._said.wants:
            head = each.noun.split()[-1] == want.noun.split()[-1]
            alike = each.art == want.art or (want.det == "the" and head and " " not in want.noun)
            one = not want.plural or (want.det == "the" and each.count > 1 and not want.counted)
            same = alike and one and (head or not bare)
            if same and not any(each is one for one in subjects[-1:]):
                return each, True
        return want, False

    def _modifier(self, want: Want) -> None:
        """Take back a noun that only described the next one, and name it as not drawn."""
        self._links.drop(want)
        self._det, self._count = want.det, want.count if want.counted else 0
        self._colour, self._size = self._colour or want.colour, self._size or (want.size if want.size != 1 else 0)
        self._said.missing.append(want.noun)

    def _activity(self, activity: str) -> bool:
        changed = False
        for want in self._links.group:
            picture = lexicon.doing(want.art, activity)
            if picture is not None:
                want.art, changed = picture, True
        return changed

    def _put(self, place: str) -> None:
        if self._place or not self._links.place(place):
            self._place = place
        if not self._said.wants:
            self._said.place = place

    def _unknown_word(self, at: int, token: Token) -> None:
        alone = bool(self._det or self._count) and {"break", "join", "relation"} & self._peek(at + 1).kinds.keys()
        if lexicon.is_noise(token.text) and not (alone and self._adjacent is None):
            if self._adjacent is not None:
                self._end_phrase()
                self._links.verb()
            return
        if self._adjacent is not None:
            after = self._peek(at + 1)
            verb = token.text.endswith("s") and not self._adjacent.plural
            if verb or (
                {"det", "number", "relation"} & after.kinds.keys() and not token.plural and not self._adjacent.det
            ):
                self._end_phrase()
                self._links.verb()
                return
            compound = self._adjacent
            if not lexicon.is_person(compound.art):
                self._links.drop(compound)
                self._unknown = [compound.noun]
            self._adjacent = None
        self._unknown.append(token.text)

    def _name_missing(self, phrase: str) -> None:
        if not self._no:
            self._said.missing.append(" ".join([*self._unknown, phrase]))
        self._unknown = []
        self._links.open = None
        self._fresh()

    def _end_unknown(self, *, drop: bool = False) -> None:
        if self._unknown and not drop and not self._no:
            self._said.missing.append(" ".join(self._unknown))
            self._links.open = None
        self._unknown = []

    def _end_phrase(self, *, keep: bool = False) -> None:
        """Close a noun phrase: what described no noun is said of the last one, or of something not named."""
        if self._unknown:
            self._end_unknown()
            self._colour, self._size = "", 0.0
        no = self._no
        if self._adjacent is None and (self._colour or self._size):
            group = self._links.group
            for want in group:
                want.colour = want.colour or self._colour
                want.size = self._size if self._size and want.size == 1 else want.size
            if not group:
                self._said.colour = self._colour or self._said.colour
                self._said.size = self._size or self._said.size
        more, count, some = self._more, self._count, self._some
        self._fresh()
        self._no = no and keep
        if keep:
            self._more, self._count, self._some = more, count, some


def called(token: Token) -> str:
    """Return the noun as it was said, in the singular."""
    single = lexicon.singular(token.text.rsplit(" ", 1)[-1]) if token.plural else None
    return " ".join((*token.text.rsplit(" ", 1)[:-1], single)) if single else token.text


def read(tokens: Sequence[Token]) -> Reading:
    """Return what the tokens say."""
    return Reader(tokens).read()
