"""A reading becomes a scene, with notes of what could not be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.errors import Refused
from engines.sketch import layout, lexicon, stances
from engines.sketch.balance import balanced
from engines.sketch.creatures import CREATURES
from engines.sketch.furniture import BOARDS
from engines.sketch.handmade_nature import NATURE
from engines.sketch.handmade_places import PLACES as OUTSIDE
from engines.sketch.layout import Frame
from engines.sketch.light import orb_of
from engines.sketch.newcomers import most_beside
from engines.sketch.places import PLACES
from engines.sketch.read import read
from engines.sketch.reveal import revealed
from engines.sketch.scene import MOST_THINGS, Scene, Thing
from engines.sketch.tokens import MOST_WORDS, poster_words, tokens
from engines.sketch.wants import Reading, Want

Notes = list[tuple[str, dict[str, str]]]

MOST_OF_ONE = 24
PALETTES = 5
_SHOWN = 6
_LETTERS = 60
_STAND = frozenset({"front", "behind", "beside", "under", "against"})
_SKY = frozenset({"sky", "skies"})
SIGNS_OFF = frozenset({"title", "headline", "words", "text", "caption", "banner"})
"""Words that tell a printed thing from a scene with a sign in it."""
SIGNS = ("sign", "billboard", "signpost", "placard", "signboard", "notice", "board")
_ROOMS = frozenset({"kitchen", "bathroom", "bedroom", "office", "classroom", "library"})
"""Places that a thing's own name tells: a kitchen counter stands in one."""
_CLOSE, _CLOSEST = 0.56, 3.0
_WALLED = frozenset({"classroom", "office"})
_BOARDS = frozenset({"drawn:chalkboard", "drawn:whiteboard"})
"""What takes the place of the board on the wall of these rooms."""

_HABITAT = (
    ("space", {"rocket", "astronaut", "ringed-planet", "satellite", "alien", "flying-saucer", "comet", "robot",
               "alien-monster", "globe-showing-europe-africa", "man-astronaut", "woman-astronaut"}),
    ("room", {"couch-and-lamp", "bed", "chair", "television", "drawn:table", "drawn:shelf", "drawn:rug", "laptop",
              "desktop-computer", "open-book", "books", "musical-keyboard", "bathtub"}),
    ("street", {"automobile", "bus", "taxi", "police-car", "fire-engine", "ambulance", "motorcycle", "delivery-truck",
                "drawn:lamppost", "tram", "trolleybus", "motor-scooter", "racing-car", "articulated-lorry"}),
    ("snow", {"penguin", "polar-bear", "snowman", "skier", "snowboarder", "sled", "santa-claus", "ice-skate"}),
    ("desert", {"cactus", "camel", "two-hump-camel", "scorpion"}),
    ("savanna", {"lion", "giraffe", "zebra", "elephant", "rhinoceros", "hippopotamus"}),
    ("beach", {"palm-tree", "crab", "beach-with-umbrella", "spiral-shell", "person-surfing", "drawn:lighthouse"}),
    ("farm", {"cow", "pig", "horse", "chicken", "rooster", "ewe", "goat", "tractor", "farmer", "drawn:barn", "drawn:haybale", "ox"}),
    ("stage", {"singer", "drawn:drumkit", "role:guitarist", "role:drummer", "role:dj", "drawn:spotlight"}),
    ("office", {"drawn:desk", "printer", "office-worker", "file-cabinet", "role:boss", "role:secretary"}),
    ("market", {"drawn:stall", "role:vendor"}),
    ("forest", {"tent", "drawn:bonfire", "deer", "bear", "owl", "hedgehog", "moose", "mushroom"}),
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
    wants = list(said.wants)
    there = {want.art for want in wants}
    people = any(lexicon.is_person(art) for art in there)
    wants += [prop for prop in said.props if prop.art not in there and not (people and lexicon.is_person(prop.art))]
    printed = bool(poster) and any(token.text in lexicon.names("papers") | SIGNS_OFF for token in found)
    rooms = [
        want.noun.partition(" ")[0] for want in wants if want.noun.partition(" ")[0] in _ROOMS and " " in want.noun
    ]
    setting = (
        said.setting
        or ("" if printed or not rooms else rooms[0])
        or ("studio" if printed or (said.sky and not wants) else habitat(wants, poster=poster))
    )
    if said.weather == "snow" and not (wants or said.setting or printed):
        setting = "snow"
    if setting == "studio" and said.sky and any(token.text in _SKY for token in found) and not printed:
        setting = "field"
    stood_by = {id(t) for want in wants for word, ts in want.relations if word in _STAND for t in ts}
    for want in wants:
        want.art = suited(want, wants, setting)
        if (
            PLACES[setting].indoor
            and want.art in lexicon.names("hanging")
            and not (setting in _WALLED and want.art in _BOARDS)
            and not (want.relations or id(want) in stood_by)
        ):
            want.place = want.place or "up"
    arts = {want.art for want in wants}
    time = said.time or ("night" if arts & {"sky:moon", "sky:stars"} and "sky:sun" not in arts else "day")
    unwanted = {token.kinds.get("weather") for token in said.unwanted}
    scene = Scene(
        setting=setting,
        time="night" if setting == "space" else time,
        weather=said.weather or "clear",
        season=said.season,
        palette=seed % PALETTES,
        seed=seed,
        ratio=round(ratio, 4),
        poster=poster,
        style=said.style,
        sky=said.sky,
        clouds="cloudy" not in unwanted,
        transparent=transparent,
    )
    _shared(wants)
    bearing = {want.art for want in wants} & BOARDS.keys()
    if poster and any(token.text in SIGNS for token in found) and not bearing:
        wants.insert(0, Want("sign", "drawn:sign", det="a"))
    wants, fewer = bounded(wants, MOST_THINGS)
    notes += fewer
    boards = {"drawn:sign"} if printed else BOARDS.keys()
    borne = any(want.art in boards for want in wants)
    frame = frame_of(replace(scene, poster="") if borne else scene, zoom=zoom(wants, ratio, layout.close(seed)))
    scene = replace(scene, things=layout.fitted(arrange(wants, frame), frame))
    signs = [thing for thing in scene.things if thing.art in boards and poster]
    if signs:
        lettered = tuple(replace(t, words=poster) if t is signs[0] else t for t in scene.things)
        scene = replace(scene, things=lettered, poster="")
    elif poster:
        scene = replace(scene, things=balanced(scene.things, wants, frame))
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
    top = layout.TITLE if scene.poster else 0.0
    return Frame(scene.setting, scene.ratio, scene.seed, zoom, top, orb=orb_of(scene))


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
    if "drawn:iceberg" in arts:
        return "sea"
    if any(art in lexicon.names("water") for art in arts):
        only = all(art in lexicon.names("water") | lexicon.names("air") for art in arts)
        return "sea" if only else "lake"
    if "drawn:skyline" in arts:
        return "city"
    for art in arts:
        home = next((setting for setting, homes in _HABITAT if art in homes), "")
        if home and (home not in {"room", "office"} or art == arts[0] or art in lexicon.names("seats")):
            return home
    if all(art in lexicon.names("air") for art in arts):
        return "sky"
    known = lexicon.art().get(arts[0])
    outside = arts[0] in NATURE or arts[0] in CREATURES or arts[0] in OUTSIDE or lexicon.is_person(arts[0])
    kind = known.kind if known else "person" if outside else "object"
    return {"food": "kitchen", "object": "studio", "activity": "studio", "smiley": "studio"}.get(kind, "field")


def _shared(wants: Sequence[Want]) -> None:
    """Give each of several people one of what they have, and nobody more than two hands."""
    for want in wants:
        sitters = sum(each.count for each in wants for word, ts in each.relations if word == "on" and ts[0] is want)
        if sitters > 1 and want.plural and not want.counted and want.art in lexicon.names("seats"):
            want.count = sitters
        for word, targets in want.relations:
            if word in {"hold", "head", "neck"} and not want.counted and (want.plural or targets[0].count > 1):
                want.count = targets[0].count if targets[0].count > 1 else min(want.count, 1 if word != "hold" else 2)


def suited(want: Want, wants: Sequence[Want], setting: str) -> str:
    """Return the picture that a word means among these things: a mouse beside a laptop is none that runs."""
    said = str(lexicon.table("senses").get(want.art, ""))
    for sense in said.split("; ") if said else ():
        art, _, around = sense.partition(": ")
        context = {setting} | {other.art for other in wants if other is not want}
        if context & set(around.split(", ")):
            return art
    return want.art


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


def zoom(wants: Sequence[Want], ratio: float, view: float = 1.0) -> float:
    """Return how close the view is: small things alone come near, crowds move away; ``view`` is by how much it varies."""
    sizes = [(lexicon.natural_height(want.art) * want.size, want) for want in wants if not want.art.startswith("sky:")]
    if not sizes:
        return 1.0
    tallest = max(size for size, _ in sizes)
    close: float = min((_CLOSE / tallest) ** 0.85, _CLOSEST) if tallest < _CLOSE else 1.0
    close *= view
    spread = sum(size * close * min(want.count, MOST_OF_ONE) for size, want in sizes)
    allowed = max(1.3 * ratio, 0.55)
    return float(round(close * min(1.0, (allowed / spread) ** 0.75), 3))


def arrange(  # noqa: C901 -- what is ready, its things, what they stand by
    wants: Sequence[Want], frame: Frame, before: Sequence[Thing] = (), first_id: int = 1
) -> tuple[Thing, ...]:
    """Return the things of the wants, placed beside those that are there ``before``."""
    _make_room(wants)
    sharing: dict[tuple[str, int], list[int]] = {}
    for want in wants:
        for word, targets in want.relations:
            sharing.setdefault((word, id(targets[0])), []).extend([id(want)] * want.count)
    placed: dict[int, list[Thing]] = {}
    done: list[Thing] = []
    told_where = any(want.place or want.side for want in wants)
    waiting = [want for want in wants if not want.relations] + [want for want in wants if want.relations]
    for want in wants:
        want.relations = [pair for pair in want.relations if all(each.art for each in pair[1])]
    while waiting:
        ready = next(
            (w for w in waiting if all(id(t) in placed for _, ts in w.relations for t in ts if t.art)), waiting[0]
        )
        waiting = [want for want in waiting if want is not ready]
        main = not (done or before) and ready.count == 1 and (ready is wants[0] or not told_where)
        sitters = [
            (want.art, want.count, want.size)
            for want in waiting
            for word, targets in want.relations
            if word == "on" and any(each is ready for each in targets)
        ]
        factor = ready.size * layout.roomy(ready.art, sitters)
        room = replace(frame, most=most_beside(ready, before)) if before and not sitters else frame
        group: list[Thing] = []
        for at in range(ready.count):
            art = _one_of(ready.art, at, ready.count)
            thing = Thing(
                first_id + len(done) + at,
                art,
                ready.noun,
                0.5,
                0.9,
                0.1,
                0.9,
                colour=tint(art, ready.colour),
                wears=", ".join(ready.wears),
            )
            others = [*before, *done, *group]
            thing = layout.put(
                thing,
                factor,
                others,
                room,
                where=("left", "right")[at % 2] if ready.place == "apart" else ready.place,
                main=main,
                least=1.0 if ready.relations or art.startswith("sky:") else 0.46 if ready.size == 1 else 0.68,
            )
            on_wall = frame.setting in _WALLED and art in _BOARDS and not (ready.relations or ready.place)
            thing = layout.hung(thing, frame) if on_wall else thing
            if ready.side and ready.place != ready.side:
                thing = replace(thing, x={"left": 0.2, "right": 0.8}.get(ready.side, 0.5))
            for word, targets in sorted(ready.relations, key=lambda pair: pair[0] not in _FIRST):
                mates = sharing.get((word, id(targets[0])), [id(ready)])
                seat = mates.index(id(ready)) + at if word == "on" else at
                near, each_own = _near(word, targets, placed, seat, len(mates) if word == "on" else ready.count)
                above = bool(near) and near[0].art.startswith("sky:") and word in {"under", "beside"}
                if near and not above:
                    all_ = sharing.get((word, id(targets[0])), [id(ready)])
                    posts = len(placed.get(id(targets[0]), ())) or 1
                    rows = -(-ready.count // posts) if word in _STAND else 1
                    place = (at // posts, rows) if each_own else (all_.index(id(ready)) + at, len(all_))
                    thing = stances.relate(thing, word, near, frame, at=place[0], of=place[1], others=others)
            group.append(thing)
        group = group if ready.relations else layout.levelled(group)
        placed[id(ready)] = group
        done += group
    words = {thing.id: {word for word, _ in want.relations} for want in wants for thing in placed[id(want)]}
    bound = {id(t) for want in wants for word, ts in want.relations if word in _BOUND for t in ts}
    still = {thing.id for want in wants if id(want) in bound for thing in placed[id(want)]}
    riders: dict[int, set[int]] = {}
    for want in wants:
        for word, targets in want.relations:
            for carrier in placed.get(id(targets[0]), ()) if word in _RIDES else ():
                riders.setdefault(carrier.id, set()).update(thing.id for thing in placed[id(want)])
    shown_ = revealed(
        (*before, *done),
        frame,
        movable=words.keys() - still,
        riders=riders,
        behind={each for each, said in words.items() if said & _STAY},
        fixed={each for each, said in words.items() if said & _FIRST or said & _STAY},
    )
    return tuple(sorted(shown_, key=lambda thing: thing.id))


_FIRST = frozenset({"on", "in", "hold", "head", "neck"})
"""Relations that say what carries a thing; the others move it along that."""
_BOUND = frozenset({"left_of", "right_of", "between"})
_RIDES = _FIRST | {"over", "under"}
_STAY = frozenset({"behind", "under", "between", "over", "left_of", "right_of"})


def _near(
    word: str, targets: Sequence[Want], placed: Mapping[int, list[Thing]], at: int, count: int
) -> tuple[list[Thing], bool]:
    """Return the things that the ``at``-th of ``count`` stands to, and whether each has one of its own."""
    known = [placed[id(each)] for each in targets if placed.get(id(each))]
    if not known:
        return [], False
    things = known[0]
    if word == "between" and len(known) == 1 and len(things) > 1:
        ends = sorted(things, key=lambda thing: thing.x)
        middle = len(ends) // 2
        return [ends[middle - 1], ends[middle]], False
    if len(things) > 1 and (count > 1 or word in {"hold", "head", "neck"}) and word in _FIRST:
        return [things[at % len(things)]], count <= len(things)
    if len(things) > 1 and count > 1 and word in _STAND:
        return [things[at % len(things)]], True
    return [each[0] for each in known], False


_MIXED = {
    "child": ("girl", "boy", "child"),
    "person": ("woman", "man", "person", "old-woman", "woman-curly-hair", "man-beard"),
}


def _one_of(art: str, at: int, count: int) -> str:
    """Return who stands for several people: not the same one over again."""
    mixed = _MIXED.get(art)
    return mixed[at % len(mixed)] if mixed and count > 1 else art


def _make_room(wants: Sequence[Want]) -> None:
    """Send what others stand beside to the side that leaves them room; part those that something stands between."""
    for want in wants:
        for word, targets in want.relations:
            sides = {"left_of": ["right"], "right_of": ["left"], "between": ["left", "right"]}.get(word, [])
            if word == "between" and len(targets) == 1:
                sides = ["apart"]
                targets[0].relations = [pair for pair in targets[0].relations if pair[0] != "beside"]
            if {"left_of", "right_of"} <= {
                each for other in wants for each, ts in other.relations if ts[0] is targets[0]
            }:
                sides = ["middle"]
            for target, side in zip(targets, sides, strict=False):
                carried = any(each in _FIRST for each, _ in target.relations)
                target.place = target.place or ("" if carried else side)


def tint(art: str, colour: str) -> str:
    """Return the colour a picture is to be painted, empty where it has it by nature."""
    natural = str(lexicon.table("natural").get(art, "")).split(", ")
    return "" if colour in natural else colour
