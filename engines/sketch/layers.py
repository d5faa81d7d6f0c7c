"""A scene as sheets of SVG, back to front, and the words that stand over it."""

from __future__ import annotations

from functools import lru_cache

from engines.sketch import posters, weather
from engines.sketch.backdrop import Backdrop, backdrop
from engines.sketch.light import light_of
from engines.sketch.scene import Scene
from engines.sketch.sky import SHEET
from engines.sketch.staging import lettered, rims, staged

STAGES = 3
"""The ground, then far things, then all."""

_PAPERS = 5
"""Sheets that the things of a cut-paper picture are on at most."""

_WASHES = {
    "night": ("#1A2560", 0.62),
    "dusk": ("#3B3470", 0.45),
    "sunset": ("#E8703A", 0.26),
    "dawn": ("#F2A58A", 0.22),
}


def sheets(scene: Scene, stage: int) -> list[str]:
    """Return the first ``stage`` of STAGES of a scene, back to front."""
    if scene.transparent:
        return standing(scene, stage)
    behind = _backdrop(scene)
    if stage == 1:
        return _cut(behind.sky, behind.ground)
    back = _cut(behind.sky, behind.far, behind.ground)
    if stage < STAGES:
        return [*back, *standing(scene, stage)]
    front = [each for each in (*_cut(behind.front), weather.overlay(scene, light_of(scene))) if each]
    return [*back, *standing(scene, stage), *front]


def standing(scene: Scene, stage: int) -> list[str]:
    """Return the sheets of things of a stage: one, but for cut paper, where they cast shadows on one another."""
    light = light_of(scene)
    things = sorted(scene.things, key=lambda thing: (thing.depth, thing.id))
    if scene.transparent:
        return ["".join(staged(scene, thing, light) for thing in things[: None if stage == STAGES else stage])]
    if stage < STAGES:
        things = [thing for thing in things if thing.depth < 0] or things[: len(things) // 2]
    drawn = [staged(scene, thing, light) for thing in things]
    if scene.style == "paper":
        many = -(-len(drawn) // _PAPERS)
        return ["".join(drawn[at : at + many]) for at in range(0, len(drawn), max(many, 1))]
    return [rims(scene, light) + "".join(drawn)]


def words(scene: Scene) -> str:
    """Return the words that stand over a finished picture, whatever its style does to the rest."""
    light = light_of(scene)
    signs = (
        "".join(lettered(scene, thing) for thing in scene.things) if scene.style not in {"", "flat", "paper"} else ""
    )
    return signs + (posters.title(scene, light) if scene.poster else "")


def over_photo(scene: Scene) -> str:
    """Return what an edit lays over a photo: a wash of light, the new things in that light, weather, words."""
    light = light_of(scene)
    tone = _WASHES.get(scene.time)
    wide = 1000 * scene.ratio
    wash = f'<rect width="{wide:.0f}" height="1000" fill="{tone[0]}" opacity="{tone[1]}"/>' if tone else ""
    things = "".join(staged(scene, thing, light) for thing in sorted(scene.things, key=lambda thing: thing.depth))
    title = posters.title(scene, light) if scene.poster else ""
    return wash + rims(scene, light) + things + weather.overlay(scene, light, on_photo=True) + title


def _cut(*parts: str) -> list[str]:
    return [sheet for part in parts for sheet in part.split(SHEET) if sheet]


@lru_cache(maxsize=2)
def _backdrop(scene: Scene) -> Backdrop:
    return backdrop(scene, light_of(scene))
