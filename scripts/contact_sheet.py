"""Draws the labelled prompts and edits of the sketch engine's tests into contact sheets: docs/sketches/*.webp.

Run it as ``python scripts/contact_sheet.py [folder]``; the sheets are small enough to be kept with the code.
"""

from __future__ import annotations

import io
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from domain.errors import Refused  # noqa: E402 -- after the path is set
from domain.size import Size  # noqa: E402
from engines.sketch.compose import compose  # noqa: E402
from engines.sketch.draw import draw  # noqa: E402
from engines.sketch.edit import edit  # noqa: E402
from engines.sketch.scene import Scene  # noqa: E402

SEED = 5
LABELS = ("open", "closed", "third")
_WIDE, _HIGH = 360, 240
_CAPTION, _GAP = 58, 12
_PAPER, _INK, _NOTE = "#FBFAF7", "#2B2A33", "#A5502E"
_ROWS, _LINES = 5, 3


def picture(scene: Scene) -> Image.Image:
    """Return a scene at the size of a sheet's cell."""
    data = draw(scene, Size(2 * _WIDE, 2 * _HIGH))
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB").resize((_WIDE, _HIGH), Image.Resampling.LANCZOS)


def noted(notes: list[tuple[str, dict[str, str]]]) -> str:
    """Return what the notes say was not drawn."""
    return "; ".join(f"not drawn: {params['words']}" for key, params in notes if key == "sketch_missing")


def prompt_cell(words: str) -> tuple[list[Image.Image], str, str]:
    """Return the picture of a prompt, its caption and what was not drawn."""
    try:
        scene, notes = compose(words, SEED, _WIDE / _HIGH)
    except Refused as refused:
        return [Image.new("RGB", (_WIDE, _HIGH), "#DDDDDD")], words, f"refused: {refused.code}"
    return [picture(scene)], words, noted(notes)


def edit_cell(prompt: str, words: str) -> tuple[list[Image.Image], str, str]:
    """Return a picture before and after an edit, the caption and what was not drawn."""
    scene, _ = compose(prompt, SEED, _WIDE / _HIGH)
    try:
        after, notes = edit(scene, words)
    except Refused as refused:
        return [picture(scene), picture(scene)], f"{prompt}  >  {words}", f"refused: {refused.code}"
    return [picture(scene), picture(after)], f"{prompt}  >  {words}", noted(notes)


def sheet(cells: list[tuple[list[Image.Image], str, str]], columns: int) -> Image.Image:
    """Return cells in columns, each with its caption below."""
    wide = max(len(images) for images, _, _ in cells) * _WIDE
    rows = -(-len(cells) // columns)
    page = Image.new("RGB", (columns * (wide + _GAP) + _GAP, rows * (_HIGH + _CAPTION + _GAP) + _GAP), _PAPER)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(ROOT / "engines" / "sketch" / "fonts" / "fredoka.ttf"), 13)
    for at, (images, caption, note) in enumerate(cells):
        left = _GAP + at % columns * (wide + _GAP)
        top = _GAP + at // columns * (_HIGH + _CAPTION + _GAP)
        for number, image in enumerate(images):
            page.paste(image, (left + number * _WIDE, top))
        if len(images) > 1:
            pen.line((left + _WIDE, top, left + _WIDE, top + _HIGH), fill=_PAPER, width=6)
        letters = wide // 6 - 4
        lines = textwrap.wrap(" ".join(caption.split()), letters)
        if len(lines) > _LINES:
            lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1]} ..."]
        for number, line in enumerate(lines):
            pen.text((left, top + _HIGH + 3 + 14 * number), line, font=font, fill=_INK)
        if note:
            pen.text((left, top + _HIGH + 3 + 14 * len(lines)), note[:letters], font=font, fill=_NOTE)
    return page


def main(folder: Path, files: list[Path]) -> None:
    """Draw every sheet of the labelled files into the folder, in place of those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.webp"):
        old.unlink()
    total = 0
    for file in files:
        labels: dict[str, Any] = tomllib.loads(file.read_text())
        name = file.stem.replace("hundred_", "")
        prompts = [prompt_cell(row["words"]) for row in labels.get("prompt", ())]
        edits = [edit_cell(row["prompt"], row["words"]) for row in labels.get("edit", ())]
        for kind, cells, columns in (("prompts", prompts, 4), ("edits", edits, 2)):
            for first in range(0, len(cells), columns * _ROWS):
                path = folder / f"{name}-{kind}-{first // (columns * _ROWS) + 1}.webp"
                sheet(cells[first : first + columns * _ROWS], columns).save(path, quality=60, method=6)
                total += path.stat().st_size
                print(path.name, path.stat().st_size // 1024, "KiB")
    print("together", total // 1024, "KiB")


if __name__ == "__main__":
    tests = ROOT / "tests" / "engines" / "sketch"
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "sketches",
        [
            path
            for path in (tests / "hundred_open.toml", tests / "hundred_closed.toml", tests / "hundred_third.toml")
            if path.exists()
        ],
    )
