"""What the worker process runs: an order becomes a scene, partial frames and a PNG."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from engines.sketch import draw, layout
from engines.sketch.compose import PALETTES, Notes, compose, frame_of
from engines.sketch.edit import edit
from engines.sketch.layout import Frame
from engines.sketch.lettering import strange
from engines.sketch.orders import Order, Sketch, known_scene
from engines.sketch.scene import Scene, Thing

_TIMES = ("day", "dawn", "sunset", "dusk", "night")


def perform(order: Order, emit: Callable[[bytes], None]) -> Sketch:
    """Draw one order, showing its stages on the way."""
    scene, notes = scened(order)
    if order.references:
        notes = [*notes, ("sketch_references", {})]
    letters = strange("".join((scene.poster, *(thing.words for thing in scene.things))))
    if letters:
        notes = [*notes, ("sketch_letters", {"letters": letters[:20]})]
    if scene.photo and order.photo is not None:
        data = draw.draw(scene, order.size, order.photo)
        emit(data)
        return Sketch(data, Scene(photo=True, seed=scene.seed, ratio=scene.ratio).to_json(), notes)
    for stage in range(1, draw.STAGES + 1):
        emit(draw.preview(scene, order.size, stage))
    return Sketch(draw.draw(scene, order.size), scene.to_json(), notes)


def scened(order: Order) -> tuple[Scene, Notes]:
    """Return the scene of an order, and notes. Raise Refused where nothing in its words can be done."""
    ratio = order.size.width / order.size.height
    known = known_scene(order.scene)
    if order.operation == "vary" and known is not None:
        return varied(known, order.seed, ratio, strong=order.strong), []
    if order.operation == "edit" and (known is not None or order.photo is not None):
        base = known or Scene(photo=True, seed=order.seed)
        return edit(replace(base, ratio=round(ratio, 4), transparent=order.transparent and not base.photo), order.words)
    return compose(order.words, order.seed, ratio, transparent=order.transparent)


def varied(scene: Scene, seed: int, ratio: float, *, strong: bool) -> Scene:
    """Return the same things in other places and other light; ``strong`` at another hour too."""
    rng = random.Random(f"{seed}/vary")  # noqa: S311 -- a drawing, not a secret
    fresh = replace(
        scene, seed=seed, ratio=round(ratio, 4), palette=(scene.palette + 1 + rng.randrange(PALETTES - 1)) % PALETTES
    )
    if strong and scene.setting != "space":
        fresh = replace(fresh, time=rng.choice([time for time in _TIMES if time != scene.time]))
    before, after = frame_of(scene), frame_of(fresh, frame_of(scene).zoom)
    placed: dict[int, Thing] = {}
    for thing in scene.things:
        if not _carried(thing, before):
            share = thing.height / max(layout.height_at(thing.art, thing.y, 1.0, before), 0.01)
            placed[thing.id] = layout.put(thing, min(share, 3.0), list(placed.values()), after, least=1.0)
    for thing in scene.things:
        if thing.id not in placed:
            placed[thing.id] = _with_carrier(thing, scene, placed, after)
    return replace(fresh, things=tuple(placed[thing.id] for thing in scene.things))


def _carried(thing: Thing, frame: Frame) -> bool:
    """Return whether a thing is off the ground because something carries it."""
    return thing.air and not layout.in_air(thing.art, frame)


def _with_carrier(thing: Thing, scene: Scene, placed: dict[int, Thing], frame: Frame) -> Thing:
    carriers = [other for other in scene.things if other.id in placed and other.id != thing.id]
    if not carriers:
        return layout.put(thing, 1.0, [], frame)
    old = min(carriers, key=lambda other: abs(other.x - thing.x) + abs(other.depth - thing.depth))
    new = placed[old.id]
    scale = new.height / old.height
    return replace(
        thing,
        x=round(min(max(new.x + (thing.x - old.x) * scale, 0.0), 1.0), 4),
        y=round(new.y + (thing.y - old.y) * scale, 4),
        height=round(thing.height * scale, 4),
        depth=round(new.depth + thing.depth - old.depth, 4),
    )
