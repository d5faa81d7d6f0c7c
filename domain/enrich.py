"""Enriching a prompt: what it does not say is added behind what it says, by the five elements and its purpose.

The same words are always enriched alike. What a person wrote stays as it is, letter by letter, at the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from domain.coach_elements import Kind, Reading, read
from domain.coach_read import Phrases, flags_at
from domain.coach_words import Element
from domain.size_words import take_size

OPENS, CLOSES = "⟨", "⟩"
"""Stand around what was added: a mark that every platform shows as it is."""


@dataclass(frozen=True, slots=True)
class Enriched:
    """A prompt and what was added to it: ``additions`` stand behind it, and before the ``flags``, or words of size, that it ends in."""

    prompt: str
    additions: tuple[str, ...]
    flags: str = ""

    @property
    def text(self) -> str:
        """Return the enriched prompt."""
        return self.prompt + self._tail("", "") + self.flags

    @property
    def marked(self) -> str:
        """Return it with marks around what was added."""
        return self.prompt + self._tail(OPENS, CLOSES) + self.flags

    def _tail(self, opens: str, closes: str) -> str:
        if not self.additions:
            return ""
        added = ", ".join(self.additions)
        if self.prompt.endswith((".", "!", "?", "\n", ":", ";")):
            return f" {opens}{added[0].upper()}{added[1:]}.{closes}"
        return (
            f", {opens}{added}{closes}" if self.prompt and not self.prompt.endswith(",") else f" {opens}{added}{closes}"
        )


def unmarked(text: str) -> str:
    """Return words without the marks, for who copied them with a marked prompt."""
    return text.replace(OPENS, "").replace(CLOSES, "")


_WHERE: Mapping[str, Phrases] = {
    "space": Phrases(
        ("outer space", "planet", "orbit", "galaxy", "astronaut", "spaceship", "rocket", "alien", "spacecraft")
    ),
    "water": Phrases(
        (
            "underwater",
            "reef",
            "seabed",
            "fish",
            "shark",
            "whale",
            "octopus",
            "jellyfish",
            "dolphin",
            "mermaid",
            "turtle",
        )
    ),
    "food": Phrases(
        (
            "cake",
            "bread",
            "pizza",
            "burger",
            "coffee",
            "tea",
            "soup",
            "salad",
            "sushi",
            "pasta",
            "breakfast",
            "food",
            "dish",
            "fruit",
            "apple",
            "pie",
            "sandwich",
            "ramen",
            "croissant",
            "cookie",
            "pancake",
            "cocktail",
            "ice cream",
        )
    ),
    "product": Phrases(
        (
            "product",
            "bottle",
            "perfume",
            "sneaker",
            "shoe",
            "watch",
            "phone",
            "laptop",
            "headphone",
            "bag",
            "mug",
            "lamp",
            "chair",
        )
    ),
    "indoors": Phrases(
        (
            "kitchen",
            "room",
            "bedroom",
            "office",
            "workshop",
            "library",
            "cafe",
            "café",
            "restaurant",
            "bar",
            "museum",
            "studio",
            "bakery",
            "shop",
            "indoors",
            "interior",
            "sofa",
            "desk",
            "attic",
            "living room",
            "classroom",
            "laboratory",
        )
    ),
    "person": Phrases(
        (
            "man",
            "woman",
            "girl",
            "boy",
            "child",
            "person",
            "people",
            "portrait",
            "face",
            "chef",
            "doctor",
            "teacher",
            "dancer",
            "grandmother",
            "grandfather",
            "baby",
            "couple",
            "knight",
            "wizard",
            "witch",
            "king",
            "queen",
            "team",
            "musician",
        )
    ),
}
_ADDING: Mapping[Element, Mapping[str, tuple[str, ...]]] = {
    Element.SUBJECT: {
        "person": ("looking up from what they are doing", "caught mid-gesture", "turning towards the viewer"),
        "food": ("freshly made, with visible texture",),
        "product": ("shown whole, its material clearly visible",),
        "": ("shown whole, with clear texture and detail", "as the one clear subject, its texture visible"),
    },
    Element.PLACE: {
        "space": ("against a dense field of stars",),
        "water": ("above a reef that fades into blue depth",),
        "food": ("on a worn wooden table", "on a pale linen cloth"),
        "product": ("on a plain seamless backdrop", "on a smooth stone slab before a plain wall"),
        "person": ("before a simple, softly blurred background", "in a quiet street at the edge of town"),
        "indoors": ("in a lived-in room with a few plain objects",),
        "": ("in an open meadow with low hills behind", "on a quiet path between old trees", "on a rocky shore"),
    },
    Element.LIGHT: {
        "space": ("lit by one distant star, the far side in shadow",),
        "water": ("lit by pale rays from the surface",),
        "food": ("soft window light from the left", "soft side light with gentle shadows"),
        "product": ("large soft light from the left, gentle shadow on the right",),
        "indoors": ("soft window light from one side", "warm lamplight with soft shadows"),
        "person": ("soft light from one side", "warm light from the left, shadows falling to the right"),
        "": (
            "soft light from the left with long shadows",
            "warm low light from one side",
            "even light under a pale sky",
        ),
    },
    Element.CAMERA: {
        "photo": ("50mm lens at eye level, shallow focus", "85mm lens, the subject sharp, the rest soft"),
        "food": ("close view from slightly above", "seen from a low angle, near"),
        "product": ("seen slightly from above, the whole object in frame",),
        "person": ("framed from the waist up at eye level", "full figure, seen at eye level"),
        "": ("seen at eye level, the subject a third from the left", "seen from slightly below, with room above"),
    },
    Element.MOOD: {
        "space": ("vast and silent",),
        "food": ("warm, inviting colours", "fresh and clean in colour"),
        "product": ("calm and clean, in two or three muted colours",),
        "person": ("warm and unhurried", "quiet and confident"),
        "": ("a calm, quiet mood in muted colours", "a warm and gentle mood", "a crisp, fresh mood in clear colours"),
    },
}
_PURPOSES: tuple[tuple[Phrases, str], ...] = (
    (
        Phrases(("logo", "wordmark", "emblem", "monogram")),
        "simple flat shapes in two colours, centred with clear space around",
    ),
    (
        Phrases(("icon", "favicon", "emoji", "app icon", "sticker", "badge", "pictogram")),
        "one bold shape with a clean outline, readable when very small",
    ),
    (Phrases(("thumbnail",)), "one large subject and strong contrast, readable when small"),
    (Phrases(("header", "banner")), "the subject to one side, calm empty space on the other"),
    (Phrases(("wallpaper",)), "large calm areas behind the icons"),
    (Phrases(("poster", "flyer", "book cover", "album cover")), "a clear hierarchy with quiet room for the title"),
    (Phrases(("infographic", "diagram", "chart", "flowchart")), "few short labels, even spacing, one accent colour"),
    (Phrases(("pattern",)), "evenly spaced shapes that repeat without a seam"),
    (Phrases(("product shot", "product photo")), "the product alone, sharp from edge to edge"),
)
_SAID_ALREADY = frozenset(
    {
        "space",
        "spacing",
        "centred",
        "centered",
        "outline",
        "flat",
        "contrast",
        "hierarchy",
        "seamless",
        "margin",
        "minimal",
        "simple",
    }
)


def enrich(prompt: str, wanted: Collection[Element] | None = None) -> Enriched:
    """Return a prompt with what it does not say; with only the ``wanted`` elements where they are named.

    Words of another language are left as they are, since what is added is English.
    """
    body = prompt[: flags_at(prompt)].rstrip()
    flags = prompt[len(body) :]
    reading = read(body)
    if not reading.is_english:
        return Enriched(body, (), flags)
    missing = [each for each in reading.missing if wanted is None or each in wanted]
    where = next((name for name, phrases in _WHERE.items() if phrases.all(reading.tokens)), "")
    seed = sha256(" ".join(token.word for token in reading.tokens).encode("utf-8", "replace")).digest()
    additions = [_addition(each, where, reading, seed) for each in missing]
    if wanted is None:
        additions.extend(_purpose(reading))
    return _sized(Enriched(body, tuple(additions), flags))


def _sized(better: Enriched) -> Enriched:
    """Return it with the words that name a size still at the end, where only there they are read so."""
    size = take_size(better.prompt)[1]
    if size is None or not better.additions or take_size(better.text)[1] == size:
        return better
    head, comma, last = better.prompt.rpartition(",")
    moved = replace(better, prompt=head, flags=f"{comma}{last}{better.flags}")
    return moved if head and take_size(moved.text)[1] == size else replace(better, additions=())


def _addition(element: Element, where: str, reading: Reading, seed: bytes) -> str:
    table = _ADDING[element]
    name = "photo" if element is Element.CAMERA and reading.kind is Kind.PHOTO else where
    choices = table.get(name, table[""])
    return choices[seed[list(Element).index(element)] % len(choices)]


def _purpose(reading: Reading) -> list[str]:
    """Return what the picture's use asks for, where nothing of that kind is said."""
    if any(token.word in _SAID_ALREADY for token in reading.tokens):
        return []
    return [words for phrases, words in _PURPOSES if phrases.all(reading.tokens)][:1]
