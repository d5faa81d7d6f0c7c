"""A scene as pixels: one SVG, rasterised at exactly the size asked for. The same scene gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache

import resvg_py
from PIL import Image, PngImagePlugin

from domain.size import Size
from engines.sketch import figures, lettering, lexicon, weather
from engines.sketch.backdrop import backdrop
from engines.sketch.colours import lit, mix, replaced
from engines.sketch.light import Light, light_of
from engines.sketch.places import PLACES
from engines.sketch.scene import Scene, Thing

STAGES = 3
_PREVIEW = 512
_NIGHT_WASH = {
    "night": ("#1A2560", 0.62),
    "dusk": ("#3B3470", 0.45),
    "sunset": ("#E8703A", 0.26),
    "dawn": ("#F2A58A", 0.22),
}
_GLOWS = frozenset(
    {"drawn:lamppost", "fire", "candle", "light-bulb", "jack-o-lantern", "red-paper-lantern", "diya-lamp"}
)


def draw(scene: Scene, size: Size, photo: bytes | None = None) -> bytes:
    """Return the scene as a PNG of that size, over the photo where there is one."""
    layers = _over_photo(scene, size) if photo is not None else _layers(scene, size, STAGES)
    image = _raster(layers, scene, size)
    if photo is None and not scene.transparent:
        weather.veil(image, scene, light_of(scene))
    if photo is not None:
        image = Image.alpha_composite(under(photo, size), image)
    return png(image if scene.transparent and photo is None else image.convert("RGB"))


def preview(scene: Scene, size: Size, stage: int) -> bytes:
    """Return a small JPEG of the first ``stage`` of STAGES: the ground, then far things, then all."""
    scale = min(1.0, _PREVIEW / max(size.width, size.height))
    small = Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))
    data = io.BytesIO()
    drawn = _raster(_layers(scene, small, stage), scene, small)
    if stage == STAGES and not scene.transparent:
        weather.veil(drawn, scene, light_of(scene))
    ground = Image.new("RGBA", drawn.size, "white")
    Image.alpha_composite(ground, drawn).convert("RGB").save(data, "JPEG", quality=72)
    return data.getvalue()


def png(image: Image.Image) -> bytes:
    """Return an image as PNG that says who drew it, and no time."""
    said = PngImagePlugin.PngInfo()
    said.add_text("generator", "sketch")
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1, pnginfo=said)
    return data.getvalue()


def under(photo: bytes, size: Size) -> Image.Image:
    """Return a photo at that size: as it is where the shape agrees, else whole on a soft ground made of itself."""
    with Image.open(io.BytesIO(photo)) as opened:
        image = opened.convert("RGBA")
    whole = (size.width, size.height)
    if image.size == whole:
        return image
    if abs(image.width * size.height - image.height * size.width) <= max(image.size):
        return image.resize(whole, Image.Resampling.LANCZOS)
    ground = image.resize((32, 32), Image.Resampling.BOX).resize(whole, Image.Resampling.BICUBIC)
    scale = min(size.width / image.width, size.height / image.height)
    fit = image.resize(
        (max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS
    )
    ground.alpha_composite(fit, ((size.width - fit.width) // 2, (size.height - fit.height) // 2))
    return ground


def _raster(layers: str, scene: Scene, size: Size) -> Image.Image:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{size.height}"'
        f' viewBox="0 0 {1000 * scene.ratio:.4f} 1000" preserveAspectRatio="none">{layers}</svg>'
    )
    data = resvg_py.svg_to_bytes(svg_string=svg, width=size.width, height=size.height, skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(data))) as image:
        return image.convert("RGBA")


def _layers(scene: Scene, size: Size, stage: int) -> str:
    light = light_of(scene)
    scale = size.height / 1000
    if scene.transparent:
        things = sorted(scene.things, key=lambda thing: (thing.depth, thing.id))[: None if stage == STAGES else stage]
        return "".join(_thing(scene, thing, light, scale) for thing in things) + _poster(scene, scale)
    above, far, ground = _backdrop(scene)
    if stage == 1:
        return above + ground
    things = sorted(scene.things, key=lambda thing: (thing.depth, thing.id))
    if stage < STAGES:
        things = [thing for thing in things if thing.depth < 0] or things[: len(things) // 2]
    drawn = "".join(_thing(scene, thing, light, scale) for thing in things)
    last = weather.overlay(scene, light) + _poster(scene, scale) if stage == STAGES else ""
    return above + far + ground + drawn + last


@lru_cache(maxsize=2)
def _backdrop(scene: Scene) -> tuple[str, str, str]:
    return backdrop(scene, light_of(scene))


def _over_photo(scene: Scene, size: Size) -> str:
    """Return what an edit lays over a photo: a wash of light, the new things in that light, weather, words."""
    light = light_of(scene)
    wide = 1000 * scene.ratio
    tone = _NIGHT_WASH.get(scene.time)
    wash = f'<rect width="{wide:.0f}" height="1000" fill="{tone[0]}" opacity="{tone[1]}"/>' if tone else ""
    things = "".join(
        _thing(scene, thing, light, size.height / 1000) for thing in sorted(scene.things, key=lambda t: t.depth)
    )
    return wash + things + weather.overlay(scene, light, on_photo=True) + _poster(scene, size.height / 1000)


def _poster(scene: Scene, scale: float) -> str:
    return lettering.poster(scene, scale) if scene.poster else ""


def _thing(scene: Scene, thing: Thing, light: Light, scale: float) -> str:
    figure = figures.drawn(thing.art, thing.colour, scene.season)
    unit = 1000 * thing.height / figure.height
    wide = figure.width * unit
    left, top = 1000 * scene.ratio * thing.x - wide / 2, 1000 * (thing.y - thing.height)
    body = figures.unique_ids(figure.body, f"t{thing.id}")
    if not scene.transparent and not thing.art.startswith("sky:"):
        body = replaced(body, _lighting(scene, thing, light))
    turned = (
        f"translate({left + wide:.2f} {top:.2f}) scale({-unit:.4f} {unit:.4f})"
        if thing.flip
        else f"translate({left:.2f} {top:.2f}) scale({unit:.4f})"
    )
    drawn = f'<g transform="{turned}">{body}</g>'
    if thing.words:
        drawn += lettering.sign(thing, left, top, unit, scale)
    if scene.transparent:
        return drawn
    glow = ""
    if light.dark and thing.art in _GLOWS:
        glow = (
            f'<radialGradient id="glow{thing.id}"><stop stop-color="#FFD98A" stop-opacity=".6"/><stop offset="1" stop-color="#FFD98A" stop-opacity="0"/></radialGradient>'
            f'<circle cx="{left + wide / 2:.0f}" cy="{top + wide / 2:.0f}" r="{max(1.6 * wide, 500 * thing.height):.0f}" fill="url(#glow{thing.id})"/>'
        )
    return _shadow(scene, thing, light, wide) + drawn + glow


def _lighting(scene: Scene, thing: Thing, light: Light) -> Callable[[str], str]:
    """Return what the hour and the distance do to a thing's colours."""
    place = PLACES[scene.setting]
    strength = light.strength * (0.55 if thing.art in _GLOWS and light.dark else 0.86)
    fade = 0.0
    if not (place.indoor or place.floats or thing.air) and place.land[1] > place.land[0]:
        fade = 0.2 * min(1.0, max(0.0, (place.land[1] - thing.y) / (place.land[1] - place.land[0])))
    if scene.weather == "fog":
        fade += 0.28
    haze = light.haze if scene.setting != "underwater" else "#1F6FA8"
    return lambda colour: mix(lit(colour, light.colour, strength), haze, round(fade, 2))


def _shadow(scene: Scene, thing: Thing, light: Light, wide: float) -> str:
    """Return a soft shadow at the foot, and one that falls away from sun or moon."""
    place = PLACES[scene.setting]
    if thing.air or place.floats or thing.art.startswith("sky:"):
        return ""
    x, y = 1000 * scene.ratio * thing.x, 1000 * thing.y
    if place.water is not None and thing.art in lexicon.names("water") and scene.setting != "underwater":
        return f'<ellipse cx="{x:.0f}" cy="{y - 3:.0f}" rx="{wide * 0.56:.0f}" ry="{wide * 0.05 + 3:.0f}" fill="#0E3F66" opacity=".32"/>'
    if scene.setting == "underwater" and thing.y < place.horizon:
        return ""
    name = f"shade{thing.id}"
    soft = f'<radialGradient id="{name}"><stop stop-color="#160F26" stop-opacity=".5"/><stop offset=".6" stop-color="#160F26" stop-opacity=".3"/><stop offset="1" stop-color="#160F26" stop-opacity="0"/></radialGradient>'
    contact = f'<ellipse cx="{x:.1f}" cy="{y - 2:.1f}" rx="{wide * 0.5:.1f}" ry="{max(wide * 0.075, 5):.1f}" fill="url(#{name})"/>'
    if place.indoor or light.overcast or thing.height < 0.05:  # noqa: PLR2004 -- too small to cast one
        return soft + contact
    away = 1 if thing.x > light.orb[0] else -1
    long = thing.height * 1000 * (0.85 if light.low else 0.42)
    cast = (
        f'<ellipse rx="{(wide * 0.6 + long) / 2:.1f}" ry="{max(wide * 0.1, 7):.1f}" fill="url(#{name})" opacity="{0.5 if light.moon else 0.75}"'
        f' transform="translate({x + away * long * 0.42:.1f} {y + 0.03 * long:.1f}) skewX({-away * 24})"/>'
    )
    return soft + cast + contact
