"""Pictures told as rows of shapes in pictures.toml: what the clip-art lacks, drawn by hand."""

from __future__ import annotations

from collections.abc import Mapping

from engines.sketch import lexicon

TONES = {
    "wood": "#B07A45", "dark": "#8A5A30", "iron": "#4A4A55", "grey": "#AEB6C0", "light": "#E6ECF1", "black": "#2E2A38",
    "red": "#E5504A", "wine": "#A8323C", "yellow": "#FFD24F", "orange": "#FF8A1F", "blue": "#3F7FC4", "sky": "#8FC8E8",
    "green": "#4FA36B", "leaf": "#2F7A45", "pink": "#F7A8C4", "violet": "#8D5AC0", "cream": "#F3E3C3", "gold": "#E3B23C",
    "tan": "#D9A86A", "white": "#F6F6F4", "brown": "#7A4A2A", "navy": "#27345C", "skin": "#F3C89B", "straw": "#E3C878",
    "stone": "#9A9187", "lime": "#9CCB5A", "teal": "#3FA3A8", "earth": "#6E4726",
}  # fmt: skip
"""Names of the colours in the rows."""


def shape(row: str) -> str:
    """Return one shape as SVG: its colour, its kind, its numbers.

    R is a rectangle (x y w h radius), C a circle (x y r), E an ellipse (x y rx ry), P a filled path, L a line (width, path).
    """
    tone, kind, rest = row.split(None, 2)
    fill = TONES[tone]
    n = rest.split()
    match kind:
        case "R":
            return f'<rect x="{n[0]}" y="{n[1]}" width="{n[2]}" height="{n[3]}" rx="{n[4] if n[4:] else 0}" fill="{fill}"/>'
        case "C":
            return f'<circle cx="{n[0]}" cy="{n[1]}" r="{n[2]}" fill="{fill}"/>'
        case "E":
            return f'<ellipse cx="{n[0]}" cy="{n[1]}" rx="{n[2]}" ry="{n[3]}" fill="{fill}"/>'
        case "P":
            return f'<path d="{rest}" fill="{fill}"/>'
        case "L":
            return (
                f'<path d="{" ".join(n[1:])}" fill="none" stroke="{fill}" stroke-width="{n[0]}"'
                ' stroke-linecap="round" stroke-linejoin="round"/>'
            )
        case _:
            raise ValueError(row)


def picture(text: str) -> tuple[float, float, str]:
    """Return the width, height and body of a row: height among others | width height | shapes | words."""
    _, size, shapes, _ = text.split("|")
    width, height = size.split()
    return float(width), float(height), "".join(shape(each.strip()) for each in shapes.split(";") if each.strip())


PICTURES: Mapping[str, tuple[float, float, str]] = {
    f"drawn:{name}": picture(text) for name, text in lexicon.table("pictures").items()
}
