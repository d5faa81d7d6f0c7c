"""Makes engines/sketch/clipart/art.json.gz from the unpacked npm package @iconify-json/fluent-emoji-flat.

Run ``npm pack --ignore-scripts @iconify-json/fluent-emoji-flat``, unpack it, and give this script the folder that
holds icons.json and metadata.json. Each picture is kept with the box its paint fills and the colour it has most of.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from collections import Counter
from pathlib import Path

import resvg_py
from PIL import Image

TARGET = Path(__file__).parents[1] / "engines" / "sketch" / "clipart" / "art.json.gz"
KINDS = {
    "Activities": "activity",
    "Animals & Nature": "nature",
    "Food & Drink": "food",
    "Objects": "object",
    "People & Body": "person",
    "Smileys & Emotion": "smiley",
    "Travel & Places": "place",
}
SYMBOLS_KEPT = {"peace-symbol", "musical-note", "musical-notes", "yin-yang", "recycling-symbol", "trident-emblem"}
TONES = re.compile(r"-(light|dark|medium|medium-light|medium-dark)$")
NO_NOUN = re.compile(
    r"-(thirty|oclock|button|suit)$|^(no|eight-spoked|index|backhand|rightwards|leftwards|selfie|middle-finger)-?"
    r"|symbol|exclamation|question-mark|speech-bubble|cl-|^(zzz|collision|dizzy|dashing-away|speaking-head)$"
)
SCENERY = re.compile(
    r"^(sun(rise|set)|cityscape|night-with|bridge-at|desert$|national-park|fogg?|motorway|milky-way|cloud|sun-behind|sun$"
    r"|first-quarter|last-quarter|full-moon|new-moon|crescent-moon|waning|waxing|sun-with|hole$|rainbow$|water-wave|bubbles)"
)
"""Whole scenes and skies in a square: the sketch draws its own."""

SHORT = re.compile(r'="#([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])"')
SIDE = 64
SEEN = 128
LEVELS = 24


def svg(body: str, height: int) -> str:
    """Return one picture as a whole SVG."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 {height}">{body}</svg>'


def measured(body: str, height: int) -> tuple[list[float], str]:
    """Return the painted box, in the picture's units, and the colour of the largest painted area."""
    data = resvg_py.svg_to_bytes(svg_string=svg(body, height), width=SIDE, skip_system_fonts=True)
    image = Image.open(io.BytesIO(bytes(data))).convert("RGBA")
    box = image.getchannel("A").point(lambda alpha: 255 * (alpha > LEVELS)).getbbox()
    if box is None:
        raise SystemExit("a picture is empty")
    colours = [f"#{each.upper()}" for each in re.findall(r'(?:fill|stroke)="#([0-9A-Fa-f]{6})"', body)]
    known = {colour: tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5)) for colour in colours}
    areas: Counter[str] = Counter()
    for *rgb, alpha in image.get_flattened_data():
        if alpha > SEEN and known:
            areas[min(known, key=lambda c: sum((a - b) ** 2 for a, b in zip(known[c], rgb, strict=True)))] += 1
    unit = 32 / SIDE
    return [round(value * unit, 2) for value in box], areas.most_common(1)[0][0] if areas else "#888888"


def main(folder: Path) -> None:
    """Write the data file from the package unpacked in ``folder``."""
    icons = json.loads((folder / "icons.json").read_text())["icons"]
    categories = json.loads((folder / "metadata.json").read_text())["categories"]
    kind_of = {name: KINDS[category] for category, names in categories.items() if category in KINDS for name in names}
    kind_of |= dict.fromkeys(SYMBOLS_KEPT, "object")
    art = {}
    for name in sorted(icons):
        if (
            name not in kind_of
            or SCENERY.search(name)
            or TONES.search(name)
            or (NO_NOUN.search(name) and name not in SYMBOLS_KEPT)
        ):
            continue
        body, height = SHORT.sub(r'="#\1\1\2\2\3\3"', icons[name]["body"]), icons[name].get("height", 32)
        box, main_colour = measured(body, height)
        art[name] = {"kind": kind_of[name], "box": box, "main": main_colour, "body": body}
    text = json.dumps(art, separators=(",", ":"), sort_keys=True)
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(art)} pictures, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
