"""An encoded picture, opened: nothing is decoded before its header has been judged."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from engines.images.boxes import check_boxes, check_items
from engines.images.colour import to_srgb
from engines.images.faults import TooLarge, Unreadable, guarded
from engines.images.jpeg import read_jpeg
from engines.images.kinds import AVIF, BMP, GIF, HEIC, JPEG, PNG, WEBP, kind_of, read_webp
from engines.images.png import read_png

MOST_PIXELS = 50_000_000
MOST_EDGE = 20_000
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_PLAIN: dict[str, type[ImageFile]] = {GIF: GifImageFile, AVIF: AvifImageFile, BMP: BmpImageFile}

Judge = Callable[[int, int], None]
"""Raises TooLarge for a width and a height that are not decoded."""


@dataclass(frozen=True, slots=True)
class Source:
    """An opened picture, its pixels not yet decoded.

    ``lean`` is the same file with nothing but the picture, where it can be kept as it is: 8 bits RGB or RGBA.
    ``stored`` is its size before it is turned, ``lossy`` tells how it was encoded, ``frames`` how many it shows.
    """

    kind: str
    image: ImageFile
    stored: tuple[int, int] = (0, 0)
    lean: bytes | None = None
    icc: bytes | None = None
    orientation: int = 1
    frames: int = 1
    lossy: bool = False
    has_alpha: bool = False
    whole: bool = True

    @property
    def size(self) -> tuple[int, int]:
        """Return width and height as the picture is to be seen."""
        width, height = self.stored
        return (height, width) if self.orientation in _SIDEWAYS else (width, height)

    def pixels(self, longest: int) -> Image.Image:
        """Decode: RGB or RGBA in sRGB, turned as it is to be seen, reduced to ``longest``. Raise Unreadable."""
        with guarded():
            size = fitted(self.stored, longest)
            if self.kind == JPEG:
                self.image.draft(None, size)
            self.image.load()
            image = to_srgb(self.image, self.icc)
            if image.size != size:
                image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
            if self.orientation in _TURNS:
                image = image.transpose(_TURNS[self.orientation])
            image.info = {}
            return image


def fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return the size with its longer edge at most ``longest``, in proportion; never larger."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def open_source(data: bytes, *, most_pixels: int = MOST_PIXELS, most_edge: int = MOST_EDGE) -> Source:
    """Open a picture by its bytes. Raise Unreadable, or TooLarge before anything of that size is set aside."""
    kind = kind_of(data)

    def judge(width: int, height: int) -> None:
        if max(width, height) > most_edge or width * height > most_pixels:
            raise TooLarge(width, height)

    with guarded():
        if kind == PNG:
            source = _png(data, judge)
        elif kind == JPEG:
            source = _jpeg(data, judge)
        elif kind == WEBP:
            source = _webp(data, judge)
        elif kind == HEIC:
            # Only where it is decoded: the bot's own process has no use for it.
            from pi_heif import HeifImageFile  # type: ignore[import-untyped]  # noqa: PLC0415 -- and it ships no types

            check_boxes(data)
            check_items(data)
            # The decoder turns it; what its Exif says of that is to be ignored.
            source = Source(HEIC, HeifImageFile(io.BytesIO(data)), lossy=True)
        elif kind in _PLAIN:
            source = _plain(kind, data)
        else:
            raise Unreadable("of no known kind")
        judge(*source.image.size)
        icc = source.icc or source.image.info.get("icc_profile")
        alpha = source.has_alpha or source.image.has_transparency_data
        return replace(source, stored=source.image.size, icc=icc, has_alpha=alpha)


def _png(data: bytes, judge: Judge) -> Source:
    png = read_png(data)
    judge(png.width, png.height)
    image = PngImageFile(io.BytesIO(png.lean))
    if (key := png.transparent()) is not None:
        image.info["transparency"] = key
    return Source(
        PNG,
        image,
        lean=png.lean if png.whole and png.usual else None,
        icc=png.icc,
        orientation=_orientation(png.exif),
        frames=png.frames,
        has_alpha=png.has_alpha,
        whole=png.whole,
    )


def _jpeg(data: bytes, judge: Judge) -> Source:
    jpeg = read_jpeg(data)
    judge(jpeg.width, jpeg.height)
    image = JpegImageFile(io.BytesIO(jpeg.lean))
    return Source(
        JPEG,
        image,
        lean=jpeg.lean if jpeg.whole and image.mode == "RGB" else None,
        icc=jpeg.icc,
        orientation=_orientation(jpeg.exif),
        lossy=True,
        whole=jpeg.whole,
    )


def _webp(data: bytes, judge: Judge) -> Source:
    webp = read_webp(data)
    # Its decoder sets aside the whole canvas as soon as it opens.
    judge(webp.width, webp.height)
    if not webp.whole:
        raise Unreadable("shorter than it says", truncated=True)
    image = WebPImageFile(io.BytesIO(data))
    return Source(
        WEBP,
        image,
        orientation=_orientation(image.info.get("exif")),
        frames=image.n_frames,
        lossy=not webp.lossless,
        has_alpha=webp.has_alpha,
    )


def _plain(kind: str, data: bytes) -> Source:
    if kind == AVIF:
        check_boxes(data)
    image = _PLAIN[kind](io.BytesIO(data))
    orientation = _orientation(image.info.get("exif"))
    return Source(kind, image, orientation=orientation, frames=_frames(image), lossy=kind == AVIF)


def _orientation(exif: bytes | None) -> int:
    """Return how Exif says the picture is turned, 1 where it does not say so or makes no sense."""
    if not exif:
        return 1
    read = Image.Exif()
    try:
        read.load(exif)
        turned = read.get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 -- it raises anything on hostile bytes, and the picture may still be whole
        return 1
    return turned if turned in _TURNS else 1


def _frames(image: ImageFile) -> int:
    """Return 1, or 2 for more: counting them all would read the whole file."""
    try:
        return 2 if getattr(image, "is_animated", False) else 1
    except Exception:  # noqa: BLE001 -- a broken second frame does not spoil the first
        image.seek(0)
        return 1
