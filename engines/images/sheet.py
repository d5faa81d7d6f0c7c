"""Contact sheets: many small pictures in justified rows, each with its caption, as a PNG or as the pages of a PDF."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from domain.errors import Broken
from engines.images.faults import TooLarge, Unreadable, guarded
from engines.images.source import open_source

_Colour = tuple[int, int, int]

_FONTS = Path(__file__).parent / "fonts"
_DISPLAY = "bricolage-grotesque-latin-wght-normal"
_TEXT, _TEXT_MORE = "instrument-sans-latin-wght-normal", "instrument-sans-latin-ext-wght-normal"
_LATIN = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x100), 0x152, 0x153, *range(0x2013, 0x2027), 0x20AC, 0x2122))
_LATIN_MORE = frozenset(
    (*range(0x100, 0x152), *range(0x154, 0x180), *range(0x218, 0x21C), *range(0x1E80, 0x1E86), 0x1E9E)
)
"""What each file of the text face has: letters beyond both are left out, since a box says less than nothing."""
_PAPER, _INK, _SOFT, _LINE = (251, 250, 247), (28, 27, 31), (112, 108, 118), (226, 222, 214)
_WELL = (240, 237, 230)
"""Stands behind pictures, and is seen through what is transparent."""
_STATES = {
    "draft": (168, 162, 158),
    "review": (37, 99, 235),
    "changes": (217, 119, 6),
    "approved": (22, 128, 61),
    "retired": (120, 53, 15),
}
_GAP, _MARGIN = 28, 72
_CAPTION = 94
_HEAD, _FOOT = 132, 44
_WIDE, _HIGH = 2000, 1414
"""Pixels of a page: the shape of A4 on its side."""
_ROW = 330
_PAGE_ROW = 300
_FEWEST_WIDE = 200
_HEAVY, _BOLD, _PLAIN = 700, 600, 400
_BASE = 84
"""Where the heading stands."""
_DPI = 171


class Tile(NamedTuple):
    """One picture: its bytes, what it is called, who made which version, its state and the word for that."""

    data: bytes
    title: str
    note: str
    state: str
    state_word: str


class Heading(NamedTuple):
    """What stands above the pictures: the title, a line about it, and on the right where and when it was made."""

    title: str
    line: str
    corner: str


class _Placed(NamedTuple):
    tile: Tile
    image: Image.Image
    x: int
    width: int


class _Row(NamedTuple):
    height: int
    placed: tuple[_Placed, ...]


def sheet_png(heading: Heading, tiles: Sequence[Tile]) -> bytes:
    """Return all pictures on one page as a PNG, as long as it has to be.

    Raise Broken("engine_garbage") where a picture cannot be decoded.
    """
    rows = _rows(_opened(tiles), _ROW)
    height = _HEAD + sum(row.height + _CAPTION for row in rows) + _MARGIN
    page = Image.new("RGB", (_WIDE, max(height, _HEAD + _MARGIN)), _PAPER)
    _fill(page, heading, rows)
    out = io.BytesIO()
    page.save(out, "PNG", compress_level=6)
    return out.getvalue()


def sheet_pdf(heading: Heading, tiles: Sequence[Tile]) -> bytes:
    """Return all pictures on as many pages as it takes, as a PDF. Raise as ``sheet_png`` does."""
    pages = []
    split = _paged(_rows(_opened(tiles), _PAGE_ROW))
    for number, rows in enumerate(split, start=1):
        page = Image.new("RGB", (_WIDE, _HIGH), _PAPER)
        _fill(page, heading, rows)
        if len(split) > 1:
            pen, said = ImageDraw.Draw(page), f"{number} / {len(split)}"
            face = _Face(19, _PLAIN)
            face.write(pen, (_WIDE - _MARGIN - face.length(said), _HIGH - 28), said, _SOFT)
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=_DPI, quality=88, title=heading.title)
    return out.getvalue()


def _opened(tiles: Sequence[Tile]) -> list[tuple[Tile, Image.Image]]:
    try:
        with guarded():
            return [(each, _flat(open_source(each.data).pixels(_WIDE))) for each in tiles]
    except (Unreadable, TooLarge) as error:
        raise Broken("engine_garbage", detail=str(error)) from error


def _flat(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    ground = Image.new("RGB", image.size, _WELL)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _rows(opened: Sequence[tuple[Tile, Image.Image]], usual: int) -> list[_Row]:
    """Return the pictures in rows that are as wide as the page, each about ``usual`` pixels high."""
    room = _WIDE - 2 * _MARGIN
    rows: list[_Row] = []
    line: list[tuple[Tile, Image.Image]] = []
    for each in opened:
        line.append(each)
        if _natural(line, usual) >= room:
            rows.append(_row(line, room, _height(line, room)))
            line = []
    if line:
        rows.append(_row(line, room, min(usual, _height(line, room))))
    return rows


def _ratio(image: Image.Image) -> float:
    """Return a picture's shape, within what a row can bear: a banner or a ribbon is shown smaller than its cell."""
    return min(max(image.width / image.height, 0.5), 3.0)


def _natural(line: Sequence[tuple[Tile, Image.Image]], height: int) -> float:
    return sum(_ratio(image) * height for _, image in line) + _GAP * (len(line) - 1)


def _height(line: Sequence[tuple[Tile, Image.Image]], room: int) -> int:
    return round((room - _GAP * (len(line) - 1)) / sum(_ratio(image) for _, image in line))


def _row(line: Sequence[tuple[Tile, Image.Image]], room: int, height: int) -> _Row:
    placed, at = [], float(_MARGIN)
    for tile, image in line:
        width = _ratio(image) * height
        right = min(round(at + width), _MARGIN + room)
        placed.append(_Placed(tile, image, round(at), right - round(at)))
        at += width + _GAP
    return _Row(height, tuple(placed))


def _paged(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Return the rows on pages."""
    pages: list[list[_Row]] = [[]]
    left = _HIGH - _HEAD - _FOOT
    for row in rows:
        needed = row.height + _CAPTION
        if pages[-1] and needed > left:
            pages.append([])
            left = _HIGH - _HEAD - _FOOT
        pages[-1].append(row)
        left -= needed
    return pages


def _fill(page: Image.Image, heading: Heading, rows: Sequence[_Row]) -> None:
    pen = ImageDraw.Draw(page)
    title, line = _Face(46, _HEAVY, display=True), _Face(23, _PLAIN)
    corner = line.cut(heading.corner, _WIDE // 3)
    line.write(pen, (_WIDE - _MARGIN - line.length(corner), _BASE), corner, _SOFT)
    shown = title.cut(heading.title, _WIDE // 2)
    title.write(pen, (_MARGIN, _BASE), shown, _INK)
    gap = 22 if shown else 0
    line.write(pen, (_MARGIN + title.length(shown) + gap, _BASE), line.cut(heading.line, _WIDE // 5), _SOFT)
    pen.line((_MARGIN, _BASE + 26, _WIDE - _MARGIN, _BASE + 26), _LINE, 2)
    top = _HEAD
    for row in rows:
        for placed in row.placed:
            _draw(page, pen, placed, top, row.height)
        top += row.height + _CAPTION


def _draw(page: Image.Image, pen: ImageDraw.ImageDraw, placed: _Placed, top: int, height: int) -> None:
    box = (placed.x, top, placed.x + placed.width, top + height)
    scale = min(placed.width / placed.image.width, height / placed.image.height)
    size = (max(1, round(placed.image.width * scale)), max(1, round(placed.image.height * scale)))
    image = placed.image.resize(size, Image.Resampling.LANCZOS)
    if abs(size[0] - placed.width) > 1 or abs(size[1] - height) > 1:
        pen.rounded_rectangle(box, 10, _WELL)
    at = (placed.x + (placed.width - size[0]) // 2, top + (height - size[1]) // 2)
    page.paste(image, at, _rounded(size))
    bold, plain = _Face(23, _BOLD), _Face(19, _PLAIN)
    under = top + height + 34
    bold.write(pen, (placed.x, under), bold.cut(placed.tile.title, placed.width), _INK)
    _draw_note(pen, placed, under + 28, plain)


def _draw_note(pen: ImageDraw.ImageDraw, placed: _Placed, y: int, face: _Face) -> None:
    """Write who made which version and, where there is room for it, the state; its dot always."""
    colour = _STATES.get(placed.tile.state, _SOFT)
    pen.ellipse((placed.x, y - 12, placed.x + 11, y - 1), colour)
    at, word = placed.x + 19.0, _known(placed.tile.state_word)
    if word and placed.width >= _FEWEST_WIDE:
        face.write(pen, (at, y), word, colour)
        at += face.length(word) + 14
    face.write(pen, (at, y), face.cut(placed.tile.note, placed.x + placed.width - at), _SOFT)


def _rounded(size: tuple[int, int]) -> Image.Image:
    double = (size[0] * 2, size[1] * 2)
    mask = Image.new("L", double, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, double[0] - 1, double[1] - 1), 20, 255)
    return mask.resize(size, Image.Resampling.LANCZOS)


class _Face:
    """A face in one size and weight, over the files that its letters are spread over."""

    def __init__(self, size: int, weight: int, *, display: bool = False) -> None:
        self._base = _file(_DISPLAY if display else _TEXT, size, weight)
        self._more = _file(_TEXT_MORE, size, weight)

    def length(self, text: str) -> float:
        """Return how wide a text is, in pixels."""
        return sum(font.getlength(run) for font, run in self._runs(text))

    def write(self, pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, colour: _Colour) -> None:
        """Write a text whose first line stands on the baseline ``at``."""
        x, y = at
        for font, run in self._runs(text):
            pen.text((x, y), run, colour, font, anchor="ls")
            x += font.getlength(run)

    def cut(self, text: str, room: float) -> str:
        """Return as much of the text as there is room for."""
        whole = _known(text)
        if self.length(whole) <= room:
            return whole
        while whole and self.length(f"{whole.rstrip()}…") > room:
            whole = whole[:-1]
        return f"{whole.rstrip()}…" if whole else ""

    def _runs(self, text: str) -> list[tuple[ImageFont.FreeTypeFont, str]]:
        grouped = groupby(text, key=lambda letter: ord(letter) in _LATIN_MORE)
        return [(self._more if more else self._base, "".join(run)) for more, run in grouped]


@cache
def _file(name: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(_FONTS / f"{name}.woff2", size)
    font.set_variation_by_axes([weight])
    return font


def _known(text: str) -> str:
    """Return the text on one line, without letters that the face does not have."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return " ".join("".join(each for each in composed if ord(each) in _LATIN | _LATIN_MORE).split())
