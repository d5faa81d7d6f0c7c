"""A look at a picture: what its colours are, and a print by which what looks alike is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.errors import Broken
from domain.search import Look
from engines.images.colour import flattened
from engines.images.faults import TooLarge, Unreadable, guarded
from engines.images.source import open_source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

_EDGE = 96
_GRID, _KEPT = 32, 8
_FLAT = 1.5
"""Below this all of a picture's waves are noise: it has no structure to be known by."""
_LEAST_SHARE, _MOST_COLOURS = 0.11, 3
_DULL = 0.06
"""How much of a look a grey catches, where another colour catches more by its chroma."""

# In OKLab: lightness from 0 to 1, chroma from 0 to about 0.3, hue in degrees.
_BLACK, _WHITE = 0.24, 0.93
_GREY_CHROMA, _TINTED_CHROMA = 0.028, 0.045
_HUES = (
    (12.0, "pink"),
    (38.0, "red"),
    (75.0, "orange"),
    (114.0, "yellow"),
    (163.0, "green"),
    (212.0, "teal"),
    (282.0, "blue"),
    (325.0, "purple"),
    (360.0, "pink"),
)
"""Where each hue ends."""
_OLIVE, _ROSE = 100.0, 350.0
_DARK, _PALE, _GLOW = 0.62, 0.8, 0.155


def look(data: bytes) -> Look:
    """Return what a picture looks like: at most three colours by the area they take, and its print.

    Raise Broken("engine_garbage") where it cannot be decoded.
    """
    try:
        image = open_source(data).pixels(_EDGE)
        with guarded():
            return Look(len(data), _colours(image), _print(flattened(image)))
    except (Unreadable, TooLarge) as error:
        raise Broken("engine_garbage", detail=str(error)) from error


def _colours(image: Image.Image) -> tuple[str, ...]:
    import numpy as np  # noqa: PLC0415 -- ten megabytes, which the bot's own process has no use for

    pixels = np.asarray(image.convert("RGBA"), dtype=np.float64).reshape(-1, 4)
    pixels = pixels[pixels[:, 3] > 127, :3]  # noqa: PLR2004 -- what is mostly transparent is no colour of the picture's
    if not len(pixels):
        return ()
    lab = _oklab(pixels / 255)
    colours, which = np.unique(_named(lab), return_inverse=True)
    # What glows is seen before what is dull: a red car in the rain is red.
    seen = np.bincount(which.ravel(), weights=_DULL + np.hypot(lab[:, 1], lab[:, 2]))
    shares = sorted(zip(seen / seen.sum(), colours.tolist(), strict=True), reverse=True)
    kept = [name for share, name in shares if share >= _LEAST_SHARE] or [shares[0][1]]
    return tuple(kept[:_MOST_COLOURS])


def _named(lab: NDArray[np.float64]) -> NDArray[np.str_]:
    """Return what a person calls each colour."""
    import numpy as np  # noqa: PLC0415 -- see above

    light, chroma = lab[:, 0], np.hypot(lab[:, 1], lab[:, 2])
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    ends = [end for end, _ in _HUES]
    called: NDArray[np.str_] = np.array([name for _, name in _HUES])
    names: NDArray[np.str_] = called[np.searchsorted(ends, hue, side="right").clip(max=len(ends) - 1)]
    # A dark orange is brown, a pale one too unless it glows; a dark yellow is green, a light red pink, a dark pink purple.
    dull = (hue >= _HUES[1][0] - 8) & (hue < _OLIVE) & ((light < _DARK) | ((light < _PALE) & (chroma < _GLOW / 2)))
    names[dull & (chroma < _GLOW)] = "brown"
    names[(hue >= _OLIVE) & (hue < _HUES[3][0]) & (light < _DARK)] = "green"
    names[(names == "red") & (light > _PALE - 0.08)] = "pink"
    names[(names == "pink") & (hue > _HUES[7][0]) & (hue < _ROSE) & (light < _DARK)] = "purple"
    grey = (chroma < _GREY_CHROMA) | ((chroma < _TINTED_CHROMA) & (light < 0.5))  # noqa: PLR2004
    names[grey] = "grey"
    names[(light > _WHITE) & (chroma < _TINTED_CHROMA)] = "white"
    names[(light < _BLACK) & (chroma < 2 * _TINTED_CHROMA)] = "black"
    return names


def _oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sRGB as OKLab, in which what looks equally different is equally far apart."""
    import numpy as np  # noqa: PLC0415 -- see above

    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 -- sRGB's own
    to_lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    lab: NDArray[np.float64] = np.cbrt(linear @ to_lms.T) @ to_lab.T
    return lab


def _print(image: Image.Image) -> int | None:
    """Return 64 bits that say which of a picture's broadest waves are strong; they stay when it is scaled or recoded."""
    import numpy as np  # noqa: PLC0415 -- see above

    grey = np.asarray(image.convert("L").resize((_GRID, _GRID)), dtype=np.float64)
    steps = np.arange(_GRID)
    waves = np.cos(np.pi * (2 * steps[None, :] + 1) * steps[:, None] / (2 * _GRID))[: _KEPT + 1]
    strengths = (waves @ grey @ waves.T) / _GRID
    # Without the evenly grey part, and in an order in which the four parts of the print are equally coarse.
    broad = strengths[:_KEPT, :_KEPT].T.ravel()
    broad[0] = strengths[_KEPT, 0]
    if np.abs(broad).max() < _FLAT:
        return None
    bits = broad > np.median(broad)
    return int("".join("1" if bits[index::4][place] else "0" for index in range(4) for place in range(16)), 2)
