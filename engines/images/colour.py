"""Colours: whatever a file holds, as RGB or RGBA with 8 bits a channel, in sRGB."""

from __future__ import annotations

import io
from functools import cache
from itertools import chain, product
from typing import cast

from PIL import Image, ImageChops, ImageCms

_CLOSE = 2
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_MODES = {"RGB ": "RGB", "CMYK": "CMYK", "GRAY": "L"}


def to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """Return the picture as RGB, or RGBA where any pixel is transparent; a profile that fits it is honoured."""
    image, alpha = _apart(image)
    profile, mode = _profile(icc)
    if profile is not None and mode == image.mode == "CMYK":
        image = _through(image, profile, "CMYK")
    elif profile is not None and mode == image.mode == "L":
        image = _through(image, profile, "L")
    else:
        image = image.convert("RGB")
        if profile is not None and mode == "RGB":
            image = _through(image, profile, "RGB")
    if alpha is not None and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def is_srgb(icc: bytes | None) -> bool:
    """Return whether a profile changes nothing that can be seen; so says none, and one that cannot be used."""
    profile, mode = _profile(icc)
    if profile is None or mode != "RGB":
        return profile is None
    steps = range(0, 256, 51)
    shades = bytes(chain.from_iterable(product(steps, steps, steps)))
    colours = Image.frombytes("RGB", (len(steps) ** 3, 1), shades)
    apart = ImageChops.difference(_through(colours, profile, "RGB"), colours)
    return all(most <= _CLOSE for _, most in cast("tuple[tuple[int, int], ...]", apart.getextrema()))


def flattened(image: Image.Image) -> Image.Image:
    """Return the picture on white."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _apart(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Return the colours as L, RGB or CMYK, and the alpha where there is one."""
    if image.mode.startswith("I"):
        return _from_16_bits(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return image.convert("RGB"), image.getchannel("A")
    if image.mode in {"1", "L"}:
        return image.convert("L"), None
    return (image if image.mode in {"RGB", "CMYK"} else image.convert("RGB")), None


def _from_16_bits(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Take the upper 8 bits; Pillow's own conversion would cut off at 255."""
    import numpy as np  # noqa: PLC0415 -- ten megabytes, which the bot's own process has no use for

    values = np.asarray(image)
    grey = Image.fromarray((values >> 8).astype(np.uint8))
    key = image.info.get("transparency")
    if not isinstance(key, int):
        return grey, None
    return grey, Image.fromarray(np.where(values == key, 0, 255).astype(np.uint8))


def _profile(icc: bytes | None) -> tuple[ImageCms.ImageCmsProfile | None, str]:
    """Return a profile and the mode of picture that it fits."""
    if not icc:
        return None, ""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        mode = _MODES.get(profile.profile.xcolor_space, "")
        if mode:
            # A profile may open and be of no use: it shows when it is tried.
            _through(Image.new(mode, (1, 1)), profile, mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None, ""
    return (profile, mode) if mode else (None, "")


def _through(image: Image.Image, profile: ImageCms.ImageCmsProfile, mode: str) -> Image.Image:
    transform = ImageCms.buildTransform(profile, _srgb(), mode, "RGB", _INTENT, _FLAGS)
    return ImageCms.applyTransform(image, transform) or image


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
