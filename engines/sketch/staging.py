# ruff: noqa: PLR0917 -- where, how large and in what colour stand first in every shape
"""One thing where it stands, as SVG: in the scene's light, with its shadow, its rim of light and its reflection."""

from __future__ import annotations

from collections.abc import Callable

from engines.sketch import figures, lettering, lexicon
from engines.sketch.colours import lit, mix, replaced
from engines.sketch.light import Light
from engines.sketch.places import PLACES
from engines.sketch.scene import Scene, Thing

_GLOWS = frozenset(
    {"drawn:lamppost", "fire", "candle", "light-bulb", "jack-o-lantern", "red-paper-lantern", "diya-lamp", "drawn:neonsign",
     "drawn:lantern", "drawn:lamp", "drawn:fireplace"}
)  # fmt: skip
_SHADE = "#140E2C"
_SMALL = 0.05
"""A thing lower than this casts no long shadow."""

_WATER = frozenset({"sea", "lake", "harbour", "mountainlake", "beach", "island"})
_STREETS = frozenset({"street", "city", "market", "station"})


def staged(scene: Scene, thing: Thing, light: Light) -> str:
    """Return a thing with all that its light does."""
    figure = figures.of(thing, scene)
    unit = 1000 * thing.height / figure.height
    wide = figure.width * unit
    left, top = 1000 * scene.ratio * thing.x - wide / 2, 1000 * (thing.y - thing.height)
    turned = (
        f"translate({left + wide:.2f} {top:.2f}) scale({-unit:.4f} {unit:.4f})"
        if thing.flip
        else f"translate({left:.2f} {top:.2f}) scale({unit:.4f})"
    )
    body = figures.unique_ids(figure.body, f"t{thing.id}")
    words = lettering.sign(thing, left, top, unit) if thing.words and scene.style in {"", "flat", "paper"} else ""
    if scene.transparent:
        return f'<g transform="{turned}">{body}</g>{words}'
    if not thing.art.startswith("sky:"):
        body = replaced(body, _lighting(scene, thing, light))
    drawn = f'<g{_rim(scene, thing, light)}><g transform="{turned}">{body}</g></g>{words}'
    if thing.art.startswith("sky:"):
        return drawn
    return _under(scene, thing, light, wide, drawn, turned, figure.body) + drawn + _glow(thing, light, left, wide)


def lettered(scene: Scene, thing: Thing) -> str:
    """Return the words that a thing bears, where they stand in the picture."""
    if not thing.words:
        return ""
    figure = figures.of(thing, scene)
    unit = 1000 * thing.height / figure.height
    left = 1000 * scene.ratio * thing.x - figure.width * unit / 2
    return lettering.sign(thing, left, 1000 * (thing.y - thing.height), unit, scene.style)


def rims(scene: Scene, light: Light) -> str:
    """Return the filter that lights the edge of things on the side of a low sun, moon or spotlight."""
    side = -1.0 if light.orb[0] < 0.5 else 1.0  # noqa: PLR2004 -- the light comes from the left
    tone, share = ("#CFE0FF", 0.5) if light.moon else ("#FFE2A8", 0.75) if light.low else ("#FFFFFF", 0.3)
    dark = 0.3 if light.low or light.moon else 0.2
    return (
        (
            '<filter id="rim" x="-4%" y="-4%" width="108%" height="108%" color-interpolation-filters="sRGB">'
            f'<feOffset in="SourceAlpha" dx="{-side * 3.2:.1f}" dy="2.6" result="a"/><feComposite in="SourceAlpha" in2="a" operator="out" result="e"/>'
            f'<feFlood flood-color="{tone}" flood-opacity="{share}"/><feComposite in2="e" operator="in" result="rim"/>'
            f'<feGaussianBlur in="SourceAlpha" stdDeviation="13"/><feOffset dx="{side * 21:.1f}" dy="-17" result="b"/><feComposite in="SourceAlpha" in2="b" operator="out" result="f"/>'
            f'<feFlood flood-color="{_SHADE}" flood-opacity="{dark}"/><feComposite in2="f" operator="in" result="form"/>'
            '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="form"/><feMergeNode in="rim"/></feMerge></filter>'
        )
        if _shaped(scene)
        else ""
    )


def _shaped(scene: Scene) -> bool:
    """Return whether things get form from light: not where a style draws form itself."""
    return scene.style in {"", "flat"} and not scene.transparent


def _rim(scene: Scene, thing: Thing, light: Light) -> str:
    if not _shaped(scene) or thing.height < _SMALL * 1.4 or light.overcast:
        return ""
    return ' filter="url(#rim)"'


def _lighting(scene: Scene, thing: Thing, light: Light) -> Callable[[str], str]:
    """Return what the hour and the distance do to a thing's colours."""
    place = PLACES[scene.setting]
    strength = light.strength * (0.45 if thing.art in _GLOWS and light.dark else 0.66 if light.dark else 0.8)
    fade = 0.0
    if not (place.indoor or place.floats or thing.air) and place.land[1] > place.land[0]:
        fade = 0.2 * min(1.0, max(0.0, (place.land[1] - thing.y) / (place.land[1] - place.land[0])))
    if scene.weather == "fog":
        fade += 0.28
    haze = light.haze if scene.setting != "underwater" else "#1F6FA8"
    return lambda colour: mix(lit(colour, light.colour, strength), haze, round(fade, 2))


def _under(scene: Scene, thing: Thing, light: Light, wide: float, drawn: str, turned: str, body: str) -> str:
    """Return what lies at a thing's foot: its reflection, the shadow it casts, and the dark where it touches."""
    place = PLACES[scene.setting]
    x, y = 1000 * scene.ratio * thing.x, 1000 * thing.y
    if place.floats or (thing.air and not (scene.setting in _WATER and thing.art in lexicon.names("water"))):
        return ""
    afloat = place.water is not None and thing.art in lexicon.names("water") and scene.setting != "underwater"
    if afloat and thing.y <= place.water[1] + 0.02:  # type: ignore[index]  # not None where afloat
        return _mirrored(drawn, y, 0.3) + (
            f'<ellipse cx="{x:.0f}" cy="{y - 2:.0f}" rx="{wide * 0.56:.0f}" ry="{wide * 0.04 + 3:.0f}" fill="#0E3F66" opacity=".3"/>'
            f'<path d="M{x - wide * 0.6:.0f} {y + 5:.0f}q{wide * 0.3:.0f} {6 + wide * 0.02:.0f} {wide * 1.2:.0f} 0" stroke="#FFFFFF" stroke-width="4" fill="none" opacity=".5" stroke-linecap="round"/>'
        )
    if thing.y < place.horizon and (scene.setting == "underwater" or place.indoor):  # it swims, or hangs on the wall
        return ""
    out = ""
    wet = scene.weather in {"rain", "storm"} and scene.setting in _STREETS
    if wet or scene.setting == "stage":
        out += _mirrored(drawn, y, 0.2 if wet else 0.1)
    name = f"shade{thing.id}"
    contact = (
        f'<radialGradient id="{name}"><stop stop-color="{_SHADE}" stop-opacity=".55"/><stop offset=".6" stop-color="{_SHADE}" stop-opacity=".3"/><stop offset="1" stop-color="{_SHADE}" stop-opacity="0"/></radialGradient>'
        f'<ellipse cx="{x:.1f}" cy="{y - 2:.1f}" rx="{wide * 0.52:.1f}" ry="{min(max(wide * 0.07, 5), 26):.1f}" fill="url(#{name})"/>'
    )
    if light.overcast or thing.height < _SMALL or place.indoor:
        return out + contact
    return out + _cast(scene, thing, light, body, turned) + contact


def _cast(scene: Scene, thing: Thing, light: Light, body: str, turned: str) -> str:
    """Return the silhouette that sun or moon throws towards the viewer, longer when they stand low."""
    x, y = 1000 * scene.ratio * thing.x, 1000 * thing.y
    apart = (thing.x - light.orb[0]) * scene.ratio
    lean = max(-1.5, min(1.5, 1.3 * apart)) * (1.5 if light.low else 1.0)
    squash = 0.42 if light.low else 0.24
    dark = figures.unique_ids(replaced(body, lambda _: _SHADE), f"s{thing.id}")
    share = 0.34 if light.low else 0.24 if light.moon else 0.22
    return f'<g transform="translate({x:.1f} {y - 3:.1f}) matrix(1 0 {-lean * squash:.3f} {-squash:.3f} 0 0) translate({-x:.1f} {-y:.1f})" opacity="{share}"><g transform="{turned}">{dark}</g></g>'


def _mirrored(drawn: str, y: float, share: float) -> str:
    plain = drawn.replace(' filter="url(#rim)"', "")
    return f'<g transform="translate(0 {2 * y:.1f}) scale(1 -1)" opacity="{share}">{plain}</g>'


def _glow(thing: Thing, light: Light, left: float, wide: float) -> str:
    if not light.dark or thing.art not in _GLOWS:
        return ""
    y, r = 1000 * (thing.y - 0.8 * thing.height), max(1.6 * wide, 600 * thing.height)
    return (
        f'<radialGradient id="glow{thing.id}"><stop stop-color="#FFD98A" stop-opacity=".62"/><stop offset="1" stop-color="#FFD98A" stop-opacity="0"/></radialGradient>'
        f'<circle cx="{left + wide / 2:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="url(#glow{thing.id})"/>'
    )
