"""Makes engines/sketch/fonts/ from unpacked npm packages @fontsource/*: one TrueType file a face, Latin with extensions.

Run ``npm pack --ignore-scripts @fontsource/NAME`` for each face in FACES, unpack each into FOLDER/NAME, and give this
script the folder; it needs the Python packages fonttools and brotli. Beside the faces it writes their licences and
coverage.json, which says what letters each has.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[1] / "engines" / "sketch" / "fonts"
FACES = {
    "anton": 400,
    "abril-fatface": 400,
    "lobster": 400,
    "alfa-slab-one": 400,
    "fredoka": 600,
    "righteous": 400,
    "bangers": 400,
    "limelight": 400,
    "tilt-neon": 400,
    "josefin-sans": 600,
}
"""Each face and the weight that is taken of it."""


def unpacked(path: Path, folder: Path) -> Path:
    """Return a compressed face as a plain TrueType file in a folder."""
    font = TTFont(path)
    font.flavor = None
    for table in ("GSUB", "GPOS", "GDEF", "DSIG", "STAT"):
        if table in font and table != "GPOS":
            del font[table]
    made = folder / f"{path.stem}.ttf"
    font.save(made)
    return made


def main(packages: Path) -> None:
    """Write faces, licences and coverage from the packages unpacked in a folder."""
    TARGET.mkdir(exist_ok=True)
    work = packages / "_ttf"
    work.mkdir(exist_ok=True)
    coverage: dict[str, list[list[int]]] = {}
    for name, weight in FACES.items():
        files = packages / name / "package" / "files"
        parts = [files / f"{name}-{subset}-{weight}-normal.woff2" for subset in ("latin", "latin-ext")]
        plain = [str(unpacked(part, work)) for part in parts if part.exists()]
        font = Merger().merge(plain) if len(plain) > 1 else TTFont(plain[0])
        family = name.replace("-", " ").title()
        for record in list(font["name"].names):
            if record.nameID in {16, 17, 21, 22, 25}:
                font["name"].removeNames(record.nameID)
        for number, said in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))):
            font["name"].setName(said, number, 3, 1, 0x409)
            font["name"].setName(said, number, 1, 0, 0)
        font["OS/2"].usWeightClass = 400
        data = io.BytesIO()
        font.save(data)
        (TARGET / f"{name}.ttf").write_bytes(data.getvalue())
        shutil.copy(packages / name / "package" / "LICENSE", TARGET / f"LICENSE-{name}.txt")
        ranges: list[list[int]] = []
        for code in sorted(TTFont(io.BytesIO(data.getvalue())).getBestCmap()):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
        coverage[name] = ranges
    (TARGET / "coverage.json").write_text(json.dumps(coverage, separators=(",", ":"), sort_keys=True) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
