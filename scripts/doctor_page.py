"""Writes docs/doctor.md: every finding of ``easel doctor`` that asks for something, and its mend, from the catalogue.

Run it as ``python scripts/doctor_page.py`` after changing the words; a test holds the page to them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from commands.words import keys, saying  # noqa: E402 -- after the path is set

PAGE = ROOT / "docs" / "doctor.md"
PARTS = {
    "Any part": ("check",),
    "settings": ("setting", "settings", "value", "env"),
    "data": ("data", "disk", "secret"),
    "database": ("database",),
    "pictures": ("assets",),
    "models": ("catalog", "model"),
    "openai": ("openai",),
    "A server of your own": ("server",),
    "address": ("port", "host", "password", "metrics", "public"),
    "processes": ("mode", "worker"),
    "discord": ("discord",),
    "slack": ("slack",),
    "clock": ("clock",),
}
"""The parts in the doctor's order, and how the codes of their findings begin."""

_HEAD = """\
# easel doctor

`make doctor` (`easel doctor` where Easel is installed as a package) examines a set-up from outside and changes nothing.
It looks at everything at once, gives each check ten seconds, and says of each part what it found:

- `ok`: nothing to do.
- `note`: Easel works, with less of it; the line below says how to have the rest.
- `FAIL`: this keeps the part from working; the line below says how it is mended.

The exit code is 0 where nothing says `FAIL`, and 1 elsewhere. It may be run beside a running Easel. No secret is printed.
`easel doctor --mode serve` and `--mode work` examine one half of many machines. `easel run`, `serve`, `work` and
`manifest` refuse settings that they cannot read in the same words, with exit code 2.

What is written *like this* is filled in.
"""


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield the part, what is the case and how it is mended, for each finding that asks for something."""
    say, named = saying("en"), {name: f"*{name}*" for name in _parameters()}
    codes = sorted(key.removeprefix("doctor.") for key in keys() if key.startswith("doctor."))
    for part, beginnings in PARTS.items():
        for code in codes:
            words = say(f"doctor.{code}", **named)
            if code.partition("_")[0] in beginnings and code != "discord_invite" and "\n" in words:
                is_, mend = words.split("\n")
                yield part, is_, mend


def page() -> str:
    """Return the whole page."""
    written, at = [_HEAD], ""
    for part, is_, mend in rows():
        if part != at:
            written.append(f"\n## {part}\n\n| it says | mend |\n|---|---|\n")
            at = part
        written.append(f"| {_cell(is_)} | {_cell(mend)} |\n")
    return "".join(written)


def _parameters() -> set[str]:
    text = (ROOT / "commands" / "words" / "en.toml").read_text("utf-8")
    return set(re.findall(r"\{(\w+)\}", text))


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
