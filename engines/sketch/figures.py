"""Things as SVG: clip-art cropped to its paint, bodies for heads, and what is drawn by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from zlib import crc32

from engines.sketch import lexicon
from engines.sketch.bodies import animal, legs, person, toned
from engines.sketch.colours import painter, replaced
from engines.sketch.handmade import HANDMADE
from engines.sketch.handmade_people import role
from engines.sketch.scene import Scene, Thing
from engines.sketch.scenery import MAINS

_SLAB = re.compile(r'<path fill="#00a6ed"[^>]*/>')
_BLACKBOARD = re.compile(r'<path fill="#(?:ffce7c|e19747|44911b)"[^>]*/>')
_ID = re.compile(r'(id="|#|url\(#)(SVG\w+)')


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of a thing in its own units, standing on its lower edge."""

    width: float
    height: float
    body: str


def aspect(art: str, pose: str = "") -> float:
    """Return a picture's width to its height."""
    figure = drawn(art, pose=pose)
    return figure.width / figure.height


def of(thing: Thing, scene: Scene) -> Figure:
    """Return the picture of a thing of a scene; people differ in skin and hair, and stay the same when drawn again."""
    tone = crc32(f"{scene.seed}/{thing.id}/{thing.art}".encode()) if lexicon.is_person(thing.art) else 0
    colour = thing.colour or ("orange" if scene.setting == "underwater" and thing.art == "fish" else "")
    figure = drawn(thing.art, colour, scene.season, thing.pose, thing.wears)
    return replace(figure, body=toned(figure.body, tone)) if tone else figure


@lru_cache(maxsize=512)
def drawn(art: str, colour: str = "", season: str = "", pose: str = "", wears: str = "") -> Figure:
    """Return the picture of a thing, painted in a colour, trees as the season has them, people posed and dressed."""
    if art.startswith("role:"):
        return Figure(*role(art, lexicon.colour_value(colour) if colour else ""))
    if art in HANDMADE:
        width, height, body = HANDMADE[art]
        first = re.search(r"#[0-9A-Fa-f]{6}", body)
        main = lexicon.table("mains").get(art) or MAINS.get(art) or (first[0] if first else "#888888")
        return Figure(width, height, _painted(_seasonal(art, body, season), main, colour))
    known = lexicon.art().get(art)
    if known is None:
        return Figure(1, 1, "")
    if art in lexicon.table("bodies"):
        fur, belly, paw, tail, *limbs = lexicon.table("bodies")[art].split()
        width, height, body = animal(known.body, known.box, fur, belly, paw=paw, tail=tail, dark=bool(limbs))
        return Figure(width, height, _painted(body, fur, colour))
    if lexicon.is_person(art):
        made = _person(art, known, colour, pose, wears)
        if made is not None:
            return made
    x0, y0, x1, y1 = known.box
    whole = known.body
    if art == "sailboat":  # the clip-art brings a slab of water along: settings have their own
        whole, y1 = _SLAB.sub("", whole), 27.0
    body = _painted(_seasonal(art, whole, season), lexicon.table("mains").get(art, known.main), colour)
    return Figure(x1 - x0, y1 - y0, f'<g transform="translate({-x0:g} {-y0:g})">{body}</g>')


def _painted(body: str, main: str, colour: str) -> str:
    if not colour:
        return body
    return replaced(body, painter(main, lexicon.colour_value(colour)))


def _seasonal(art: str, body: str, season: str) -> str:
    change: Callable[[str], str] | None = None
    if art == "deciduous-tree" and season in {"autumn", "winter", "spring"}:
        leaves = {"autumn": "#E0762A", "winter": "#DCE7EE", "spring": "#F5A9C8"}[season]
        change = painter(MAINS[art], leaves)
    elif art == "evergreen-tree" and season == "winter":
        change = painter(MAINS[art], "#8FB5A5")
    return replaced(body, change) if change else body


_SKIN_AND_HAIR = frozenset({"#FFC83D", "#FF822D", "#E39D89", "#FFB02E", "#F3AD61"})
_HEADS = frozenset(
    ("man", "woman", "person", "child", "boy", "girl", "baby", "old-man", "old-woman", "older-person", "santa-claus",
     "mrs-claus", "mx-claus", "baby-angel")
)  # fmt: skip
_HEAD_ENDS = ("-hair", "-bald", "-beard", "-turban", "-headscarf")


def _person(art: str, known: lexicon.Art, colour: str, pose: str, wears: str) -> Figure | None:
    cloth = lexicon.colour_value(colour) if colour else ""
    if art in _HEADS or art.endswith(_HEAD_ENDS):
        width, height, body = person(art, known.body, known.box, cloth, pose=pose, wears=wears)
        return Figure(width, height, body)
    if known.box[3] >= 28.5 and known.box[3] - known.box[1] > 24 and _is_bust(art):  # noqa: PLR2004 -- cut off at the chest
        body = known.body if known.main in _SKIN_AND_HAIR else _painted(known.body, known.main, colour)
        box = known.box
        if art.endswith("teacher"):  # the clip-art brings a blackboard along: classrooms have their own
            body, box = _BLACKBOARD.sub("", known.body), (box[0] + 2.6, box[1], box[2] - 2.6, box[3])
        width, height, body = legs(art, body, box, cloth, pose=pose)
        return Figure(width, height, body)
    return None


_WHOLE = re.compile(
    r"running|walking|standing|kneeling|swimming|surfing|biking|rowing|golfing|wheelchair|lotus|dancing|cartwheel|bouncing"
    r"|fairy|merpeople|climbing|levitating|lifting|handball|polo|wrestling|bunny|skier|snowboarder|cane|steamy|bed|bath"
    r"|fencing|bowing|hugging|troll|zombie|genie|selfie|guard-dog"
)


def _is_bust(art: str) -> bool:
    return not _WHOLE.search(art)


def unique_ids(body: str, mark: str) -> str:
    """Return a body whose ids no other body in the same SVG has."""
    return _ID.sub(rf"\1\2{mark}", body) if "SVG" in body else body
