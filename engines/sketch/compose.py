"""A reading becomes a scene, with notes of what could not be drawn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from domain.errors import Refused
from engines.sketch import layout, lexicon
from engines.sketch.layout import Frame
from engines.sketch.read import Reading, Want, read
from engines.sketch.scene import MOST_THINGS, Scene, Thing
from engines.sketch.tokens import MOST_WORDS, poster_words, tokens

Notes = list[tuple[str, dict[str, str]]]

MOST_OF_ONE = 24
PALETTES = 5
_SHOWN = 6
_LETTERS = 60
SIGNS = ("sign", "billboard", "signpost", "placard", "signboard", "notice", "board")
_CLOSE, _CLOSEST = 0.46, 3.0

_HABITAT = (
    ("space", {"rocket", "astronaut", "ringed-planet", "satellite", "alien", "flying-saucer", "comet", "robot",
               "alien-monster", "globe-showing-europe-africa", "man-astronaut", "woman-astronaut"}),
    ("room", {"couch-and-lamp", "bed", "chair", "television", "drawn:table", "drawn:shelf", "drawn:rug", "laptop",
              "desktop-computer", "open-book", "books", "musical-keyboard", "bathtub", "door", "window"}),
    ("street", {"automobile", "bus", "taxi", "police-car", "fire-engine", "ambulance", "motorcycle", "delivery-truck",
                "drawn:lamppost", "tram", "trolleybus", "motor-scooter", "racing-car", "articulated-lorry"}),
    ("snow", {"penguin", "polar-bear", "snowman", "skier", "snowboarder", "sled", "santa-claus", "ice-skate"}),
    ("desert", {"cactus", "camel", "two-hump-camel", "scorpion"}),
    ("savanna", {"lion", "giraffe", "zebra", "elephant", "rhinoceros", "hippopotamus"}),
    ("beach", {"palm-tree", "crab", "beach-with-umbrella", "spiral-shell", "person-surfing", "drawn:lighthouse"}),
    ("forest", {"deer", "bear", "owl", "hedgehog", "moose", "mushroom"}),
)  # fmt: skip


def compose(words: str, seed: int, ratio: float, *, transparent: bool = False) -> tuple[Scene, Notes]:
    """Return the scene of a prompt, and notes. Raise Refused where nothing in it can be drawn."""
    poster, rest = poster_words(words)
    found, cut = tokens(rest)
    said = read(found)
    notes = told(said)
    if cut:
        notes.append(("sketch_long", {"words": str(MOST_WORDS)}))
    if not (said.wants or poster or (said.surroundings and not transparent)):
        raise Refused("sketch_nothing", words=shown(said.missing) or clipped(rest))
    wants = dressed(said.wants)
    setting = said.setting or habitat(wants, poster=poster)
    rng = random.Random(seed)  # noqa: S311 -- a drawing, not a secret
    arts = {want.art for want in wants}
    time = said.time or ("night" if arts & {"sky:moon", "sky:stars"} and "sky:sun" not in arts else "day")
    unwanted = {token.kinds.get("weather") for token in said.unwanted}
    scene = Scene(
        setting=setting,
        time="night" if setting == "space" else time,
        weather=said.weather or "clear",
        season=said.season,
        palette=rng.randrange(PALETTES),
        seed=seed,
        ratio=round(ratio, 4),
        poster=poster,
        clouds="cloudy" not in unwanted,
        transparent=transparent,
    )
    if poster and any(token.text in SIGNS for token in found):
        wants.insert(0, Want("sign", "drawn:sign", det="a"))
    wants, fewer = bounded(wants, MOST_THINGS)
    notes += fewer
    frame = frame_of(scene, zoom=zoom(wants, ratio))
    scene = replace(scene, things=arrange(wants, frame))
    signs = [thing for thing in scene.things if thing.art == "drawn:sign" and poster]
    if signs:
        lettered = tuple(replace(t, words=poster) if t is signs[0] else t for t in scene.things)
        scene = replace(scene, things=lettered, poster="")
    return scene, notes


def frame_of(scene: Scene, zoom: float | None = None) -> Frame:
    """Return the frame of a scene; how close the view is shows in the things that are there."""
    if zoom is None:
        shares = sorted(
            thing.height / layout.height_at(thing.art, thing.y, 1.0, Frame(scene.setting, scene.ratio, scene.seed))
            for thing in scene.things
            if not thing.art.startswith("sky:")
        )
        zoom = min(max(shares[len(shares) // 2], 0.6), _CLOSEST) if shares else 1.0
    return Frame(scene.setting, scene.ratio, scene.seed, zoom)


def told(said: Reading) -> Notes:
    """Return the notes of what a reading names and a sketch has not."""
    notes: Notes = []
    if said.missing:
        notes.append(("sketch_missing", {"words": shown(said.missing)}))
    if said.styles:
        notes.append(("sketch_style", {"words": shown(said.styles)}))
    return notes


def shown(words: Sequence[str]) -> str:
    """Return words for a note: each once, a handful at most."""
    each = list(dict.fromkeys(clipped(word) for word in words if word.strip()))
    return ", ".join(each[:_SHOWN]) + (" …" if len(each) > _SHOWN else "")


def clipped(text: str) -> str:
    """Return a text short enough for a sentence."""
    plain = " ".join("".join(each if each.isprintable() else " " for each in text[: 4 * _LETTERS]).split())
    return plain if len(plain) <= _LETTERS else plain[: _LETTERS - 1].rstrip() + "…"


def habitat(wants: Sequence[Want], *, poster: str = "") -> str:
    """Return the setting that suits what is wanted, where none is said."""
    arts = [want.art for want in wants]
    if not arts:
        return "studio" if poster else "field"
    total = sum(want.count for want in wants if want.art in lexicon.names("deep"))
    if all(art in lexicon.names("deep") for art in arts):
        return "underwater" if total > 1 or arts[0] not in {"whale", "dolphin"} else "sea"
    if any(art in lexicon.names("water") for art in arts):
        only = all(art in lexicon.names("water") | lexicon.names("air") for art in arts)
        return "sea" if only else "lake"
    for setting, homes in _HABITAT:
        if arts[0] in homes:
            return setting
    if all(art in lexicon.names("air") for art in arts):
        return "sky"
    known = lexicon.art().get(arts[0])
    kind = known.kind if known else "object"
    return {"food": "kitchen", "object": "studio", "activity": "studio", "smiley": "studio"}.get(kind, "field")


def dressed(wants: list[Want]) -> list[Want]:
    """Return the wants with garments turned into the colour of who wears them."""
    kept = list(wants)
    for want in wants:
        for word, targets in list(want.relations):
            worn = [each for each in targets if each.art in lexicon.names("garments")]
            if lexicon.is_person(want.art) and worn and word in {"in", "head", "beside"}:
                want.relations.remove((word, targets))
                want.colour = want.colour or next((each.colour for each in worn if each.colour), "")
                kept = [each for each in kept if not any(each is one for one in worn)]
    return kept


def bounded(wants: Sequence[Want], room: int) -> tuple[list[Want], Notes]:
    """Return the wants, no more things than fit into a picture, and a note where they are fewer than asked."""
    asked = sum(want.count for want in wants)
    left = room
    kept = []
    for number, want in enumerate(wants):
        want.count = max(min(want.count, MOST_OF_ONE, left - min(len(wants) - number - 1, left // 2)), 0)
        left -= want.count
        if want.count:
            kept.append(want)
    drawn = sum(want.count for want in kept)
    return kept, [("sketch_fewer", {"asked": str(asked), "drawn": str(drawn)})] if drawn < asked else []


def zoom(wants: Sequence[Want], ratio: float) -> float:
    """Return how close the view is: small things alone come near, crowds move away."""
    sizes = [(lexicon.natural_height(want.art) * want.size, want) for want in wants if not want.art.startswith("sky:")]
    if not sizes:
        return 1.0
    tallest = max(size for size, _ in sizes)
    close: float = min((_CLOSE / tallest) ** 0.85, _CLOSEST) if tallest < _CLOSE else 1.0
    spread = sum(size * close * min(want.count, MOST_OF_ONE) for size, want in sizes)
    allowed = max(1.3 * ratio, 0.55)
    return float(round(close * min(1.0, (allowed / spread) ** 0.75), 3))


def arrange(wants: Sequence[Want], frame: Frame, before: Sequence[Thing] = (), first_id: int = 1) -> tuple[Thing, ...]:
    """Return the things of the wants, placed beside those that are there ``before``."""
    _make_room(wants)
    sharing: dict[tuple[str, int], list[int]] = {}
    for want in wants:
        for word, targets in want.relations:
            sharing.setdefault((word, id(targets[0])), []).extend([id(want)] * want.count)
    placed: dict[int, list[Thing]] = {}
    done: list[Thing] = []
    waiting = [want for want in wants if not want.relations] + [want for want in wants if want.relations]
    while waiting:
        ready = next((w for w in waiting if all(id(t) in placed for _, ts in w.relations for t in ts)), waiting[0])
        waiting = [want for want in waiting if want is not ready]
        main = ready is wants[0] and not before and ready.count == 1
        group: list[Thing] = []
        for at in range(ready.count):
            art = _one_of(ready.art, at, ready.count)
            thing = Thing(
                first_id + len(done) + at, art, ready.noun, 0.5, 0.9, 0.1, 0.9, colour=tint(art, ready.colour)
            )
            thing = layout.put(thing, ready.size, [*before, *done, *group], frame, where=ready.place, main=main)
            for word, targets in ready.relations:
                near = [placed[id(each)][0] for each in targets if id(each) in placed]
                above = bool(near) and near[0].art.startswith("sky:") and word in {"under", "beside"}
                if near and not above:
                    all_ = sharing[word, id(targets[0])]
                    thing = layout.relate(
                        thing,
                        word,
                        near,
                        frame,
                        at=all_.index(id(ready)) + at,
                        of=len(all_),
                        others=[*before, *done, *group],
                    )
            group.append(thing)
        placed[id(ready)] = group
        done += group
    return tuple(sorted((*before, *done), key=lambda thing: thing.id))


_MIXED = {
    "child": ("girl", "boy", "child"),
    "person": ("woman", "man", "person", "old-woman", "woman-curly-hair", "man-beard"),
}


def _one_of(art: str, at: int, count: int) -> str:
    """Return who stands for several people: not the same one over again."""
    mixed = _MIXED.get(art)
    return mixed[at % len(mixed)] if mixed and count > 1 else art


def _make_room(wants: Sequence[Want]) -> None:
    """Send what others stand beside to the side that leaves them room."""
    for want in wants:
        for word, targets in want.relations:
            sides = {"left_of": ["right"], "right_of": ["left"], "between": ["left", "right"]}.get(word, [])
            for target, side in zip(targets, sides, strict=False):
                target.place = target.place or side


def tint(art: str, colour: str) -> str:
    """Return the colour a picture is to be painted, empty where it has it by nature."""
    natural = str(lexicon.table("natural").get(art, "")).split(", ")
    return "" if colour in natural else colour
