"""What GPT Image is told: the person's words as they are, and around them what an edit must keep."""

from __future__ import annotations

import re

MOST_LETTERS = 32_000
"""The longest prompt the vendor takes."""

KEEP = (
    "Keep everything this does not touch exactly as it is: the identity, faces and poses of people and things, "
    "their places and sizes, the framing and viewpoint, the light, the palette, the style and any lettering."
)
KEEP_AROUND_MASK = "Change only what the mask marks. Leave everything outside it as it is, its contrast and colour too."
NOTHING_EXTRA = "Add no watermark, logo or words that are not asked for."
LETTERING = "Write the words in quotation marks exactly as they stand, each once."
CLEAR = (
    "Show the subject alone on a fully transparent background: no backdrop, no checkerboard pattern, no cast shadow."
)

_QUOTED = re.compile(r"\"[^\"\n]+\"|“[^”\n]+”|«[^»\n]+»|„[^“”\n]+[“”]|「[^」\n]+」")


def prompt_for(
    operation: str,
    words: str,
    *,
    inputs: int = 0,
    masked: bool = False,
    transparent: bool = False,
    strong: bool = False,
) -> str:
    """Return the prompt of one call; ``inputs`` counts the pictures sent, the base first.

    The words stand in it unchanged. Where what surrounds them would make it too long, they stand alone.
    """
    words = words.strip()
    match operation:
        case "edit":
            lines = _edit(words, inputs, masked=masked)
        case "vary":
            lines = _vary(words, strong=strong)
        case _:
            lines = _generate(words, inputs)
    if _QUOTED.search(words):
        lines.append(LETTERING)
    if transparent:
        lines.append(CLEAR)
    if operation != "generate":
        lines.append(NOTHING_EXTRA)
    whole = "\n".join(lines)
    return whole if len(whole) <= MOST_LETTERS else words


def _generate(words: str, references: int) -> list[str]:
    if not references:
        return [words]
    use = (
        f"{_images(1, references)} given for reference ({_numbers(references)}): take from {_them(references)} what these words ask for, "
        "such as the subject, the style or the setting, and make a new picture."
    )
    return [words, use]


def _edit(words: str, inputs: int, *, masked: bool) -> list[str]:
    lines = ["Edit Image 1. Make this one change:", words]
    if inputs > 1:
        lines.append(
            f"{_images(2, inputs)} given for reference ({_numbers(inputs - 1)}): take from {_them(inputs - 1)} only what the change asks for. "
            "The result is Image 1, changed."
        )
    lines.append(KEEP_AROUND_MASK if masked else KEEP)
    return lines


def _vary(words: str, *, strong: bool) -> list[str]:
    made_from = ["Image 1 was made from these words:", words] if words else []
    if strong:
        take = (
            "Make a bold new take on Image 1: the same subject and idea, with another composition, viewpoint, "
            "light and palette."
        )
    else:
        take = (
            "Make another take on Image 1: the same subject, style, palette and mood, with the details, poses and "
            "arrangement a little different, as if it were the next picture of a series."
        )
    return [take, *made_from]


def _images(first: int, last: int) -> str:
    return f"Image {first} is" if first == last else f"Images {first} to {last} are"


def _numbers(count: int) -> str:
    """Return how the words call so many references."""
    return "reference image 1" if count == 1 else f"reference images 1 to {count}"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
