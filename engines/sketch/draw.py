"""A scene as pixels: one SVG, rasterised at exactly the size asked for. The same scene gives the same bytes."""

from __future__ import annotations

import io
import re

import resvg_py
from PIL import Image, PngImagePlugin

from domain.size import Size
from engines.sketch import layers, lettering, paper, styles, weather
from engines.sketch.light import light_of
from engines.sketch.scene import Scene

STAGES = layers.STAGES
_PREVIEW = 512


def draw(scene: Scene, size: Size, photo: bytes | None = None) -> bytes:
    """Return the scene as a PNG of that size, over the photo where there is one."""
    if photo is not None:
        image = Image.alpha_composite(under(photo, size), _raster(layers.over_photo(scene), scene, size))
    else:
        image = _picture(scene, size, layers.STAGES)
    return png(image if scene.transparent and photo is None else image.convert("RGB"))


def preview(scene: Scene, size: Size, stage: int) -> bytes:
    """Return a small JPEG of the first ``stage`` of STAGES: the ground, then far things, then all."""
    scale = min(1.0, _PREVIEW / max(size.width, size.height))
    small = Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))
    data = io.BytesIO()
    drawn = _picture(scene, small, stage)
    ground = Image.new("RGBA", drawn.size, "white")
    Image.alpha_composite(ground, drawn).convert("RGB").save(data, "JPEG", quality=72)
    return data.getvalue()


def _picture(scene: Scene, size: Size, stage: int) -> Image.Image:
    """Return the first ``stage`` of STAGES as pixels, in the scene's style."""
    whole = (size.width, size.height)
    at = Size(*styles.worked(scene.style, *whole))
    sheets = layers.sheets(scene, stage)
    if scene.style == "paper" and not scene.transparent:
        cut = (_raster(paper.coloured(sheet, scene), scene, at) for sheet in sheets)
        image = paper.laid(cut, (at.width, at.height), light_of(scene))
    else:
        image = _raster("".join(sheets), scene, at)
    if not scene.transparent and scene.style in {"", "flat"}:
        weather.veil(image, scene, light_of(scene))
    if scene.style in styles.FOCUSED and stage > 1 and scene.things:
        focus = _raster("".join(layers.standing(scene, stage)), scene, at).getchannel("A")
    else:
        focus = None
    image = styles.finished(image, scene.style, scene.seed, focus, transparent=scene.transparent)
    if image.size != whole:
        image = image.resize(whole, Image.Resampling.LANCZOS)
    words = layers.words(scene) if stage == layers.STAGES else ""
    return Image.alpha_composite(image, _raster(words, scene, size)) if words else image


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


_OPACITY = re.compile(r'(<(?:path|circle|ellipse|rect)\b[^<>]*?) opacity="([^"]*)"')


def _raster(body: str, scene: Scene, size: Size) -> Image.Image:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{size.height}"'
        f' viewBox="0 0 {1000 * scene.ratio:.4f} 1000" preserveAspectRatio="none">{body}</svg>'
    )
    svg = _OPACITY.sub(r'\1 fill-opacity="\2" stroke-opacity="\2"', svg)  # an opacity is a layer of its own, and slow
    faces = lettering.files() if "<text" in body else None
    data = resvg_py.svg_to_bytes(
        svg_string=svg, width=size.width, height=size.height, skip_system_fonts=True, font_files=faces
    )
    with Image.open(io.BytesIO(bytes(data))) as image:
        return image.convert("RGBA")
