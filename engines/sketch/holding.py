"""What is held, ridden and sat upon, and how."""

from __future__ import annotations

from engines.sketch import lexicon
from engines.sketch.figures import drawn
from engines.sketch.scene import Thing

MOUNTS = frozenset(
    {"horse", "donkey", "camel", "two-hump-camel", "cow", "ox", "zebra", "pig", "ewe", "goat", "wolf", "deer", "elephant", "bison",
     "water-buffalo", "llama", "turtle", "rhinoceros", "hippopotamus", "tiger", "leopard", "dragon", "giraffe", "kangaroo",
     "dolphin", "whale", "crocodile", "swan", "sauropod", "t-rex", "unicorn", "carousel-horse", "motorcycle", "motor-scooter",
     "bicycle", "moose", "mammoth", "ram", "dog", "boar", "goose", "duck", "ostrich"}
)  # fmt: skip
SEATS = frozenset(
    {
        "couch-and-lamp",
        "chair",
        "seat",
        "drawn:bench",
        "bed",
        "drawn:table",
        "drawn:rug",
        "toilet",
        "drawn:sofa",
        "drawn:armchair",
        "drawn:stool",
        "drawn:throne",
    }
)
CARRIERS = frozenset(
    {"drawn:bridge", "wood", "drawn:log", "fork-and-knife-with-plate", "drawn:jetty", "drawn:plank", "drawn:tray", "drawn:branch", "drawn:dam",
     "drawn:raft", "drawn:stretcher", "drawn:mat", "drawn:picnic", "drawn:cliff", "drawn:checkout",
     "drawn:iceberg"}
)  # fmt: skip
"""What is made long enough for all that stands on it."""
_UPRIGHT = frozenset(
    {"teddy-bear", "penguin", "snowman", "snowman-without-snow", "robot", "alien", "monkey", "gorilla", "owl", "kangaroo", "rabbit", "mouse",
     "orangutan", "ghost", "otter", "beaver", "chipmunk", "hedgehog"}
)  # fmt: skip
_HANDY = 0.17
HELD = {
    "umbrella": (0.8, True), "closed-umbrella": (0.5, False), "balloon": (0.75, True), "kite": (0.5, True),
    "fishing-pole": (0.7, True), "drawn:flag": (0.7, True), "guitar": (0.45, False), "bouquet": (0.3, False),
    "red-paper-lantern": (0.3, False), "hot-beverage": (0.15, False), "teacup-without-handle": (0.13, False),
    "open-book": (0.24, False), "closed-book": (0.2, False), "violin": (0.36, False), "broom": (0.6, False),
    "placard": (0.6, True), "magic-wand": (0.3, False), "soft-ice-cream": (0.22, False), "wine-glass": (0.18, False),
    "beer-mug": (0.17, False), "rose": (0.3, False), "tulip": (0.28, False), "sunflower": (0.32, False), "dagger": (0.34, False),
    "mobile-phone": (0.14, False), "camera": (0.16, False), "luggage": (0.34, False), "backpack": (0.3, False),
    "wrapped-gift": (0.28, False), "teddy-bear": (0.34, False), "trophy": (0.26, False), "lollipop": (0.22, False),
}  # fmt: skip
"""How large a thing in the hand is beside who holds it, and whether it is held up by its lower end."""


def carries(thing: Thing, target: Thing, *, asked: bool) -> bool:
    """Return whether a target can have a thing in its hand."""
    small = lexicon.natural_height(thing.art) <= _HANDY or thing.art in HELD
    known = lexicon.art().get(thing.art)
    alive = known is not None and known.kind in {"nature", "person", "smiley"} and thing.art not in HELD
    able = lexicon.is_person(target.art) or target.art in lexicon.table("bodies") or target.art in _UPRIGHT
    return small and not alive and (able or asked) and not thing.art.startswith("sky:")


def pose_on(art: str, seat: str) -> str:
    """Return how a person is on something: standing where it is neither ridden nor sat upon."""
    if not lexicon.is_person(art) or drawn(art, pose="sit").height == drawn(art).height:
        return ""
    return "ride" if seat in MOUNTS else "sit" if seat in SEATS and seat != "drawn:table" else ""
