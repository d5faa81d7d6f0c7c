"""Colours: recolouring clip-art, and the light of an hour."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Callable
from functools import lru_cache

RGB = tuple[float, float, float]

_HEX = re.compile(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")
_HUE_NEAR = 0.11
_GREY = 0.18
_DARK, _LIGHT = 0.16, 0.93


def rgb(value: str) -> RGB:
    """Return a hex colour's parts from 0 to 1."""
    digits = value.lstrip("#")
    if len(digits) == 3:  # noqa: PLR2004 -- the short form
        digits = "".join(each * 2 for each in digits)
    return int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255


def hexed(parts: RGB) -> str:
    """Return parts from 0 to 1 as a hex colour."""
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02X}" for part in parts)


@lru_cache(maxsize=4096)
def mix(one: str, other: str, share: float) -> str:
    """Return a colour on the way from one to the other."""
    a, b = rgb(one), rgb(other)
    return hexed((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share))


@lru_cache(maxsize=4096)
def lit(colour: str, light: str, strength: float) -> str:
    """Return a colour as that light shows it."""
    a, b = rgb(colour), rgb(light)
    shown = (a[0] * b[0], a[1] * b[1], a[2] * b[2])
    return mix(colour, hexed(shown), strength)


def replaced(svg: str, change: Callable[[str], str]) -> str:
    """Return an SVG with each of its colours changed."""
    return _HEX.sub(lambda match: change(match[0]), svg)


def painter(main: str, wanted: str) -> Callable[[str], str]:
    """Return what paints a picture: colours akin to its main one take the wanted hue and keep their shading."""
    hue, light, colourful = colorsys.rgb_to_hls(*rgb(main))
    new_hue, new_light, new_colourful = colorsys.rgb_to_hls(*rgb(wanted))
    grey = colourful < _GREY or light > _LIGHT or light < _DARK

    def paint(colour: str) -> str:
        h, l, s = colorsys.rgb_to_hls(*rgb(colour))  # noqa: E741 -- hue, lightness, saturation
        akin = (s < _GREY or l > _LIGHT) and abs(l - light) < 0.45 if grey else s >= _GREY and _near(h, hue)  # noqa: PLR2004
        if not akin or (l < _DARK and not grey):
            return colour
        shade = min(max(new_light + 0.8 * (l - light), 0.05), 0.97)
        vivid = new_colourful if grey else new_colourful * min(s / max(colourful, 0.05), 1.15)
        return hexed(colorsys.hls_to_rgb(new_hue, shade, min(vivid, 1.0)))

    return paint


def _near(one: float, other: float) -> bool:
    apart = abs(one - other)
    return min(apart, 1 - apart) < _HUE_NEAR
