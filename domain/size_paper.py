"""Sizes in print: sheets by name and measures in millimetres or inches, made pixels by how many go into an inch."""

from __future__ import annotations

import re

from domain.size import Size, SizeWish
from domain.size_table import PAPER

_MM = {"mm": 1.0, "cm": 10.0}
_INCH = 25.4
_LEAST_DPI, _MOST_DPI = 30, 2400
_MOST_MM = 100_000.0

_SERIES = r"(?:din |iso )?(?:[a][0-6]|b[456])"
_US = r"us (?:letter|legal|tabloid)"
_PLAIN = r"(?:letter|legal|tabloid)"
_UNIT = r"(?:mm|cm|millimet(?:er|re)s?|centimet(?:er|re)s?|inch(?:es)?|in)"
_MEASURE = rf"[0-9]{{1,4}}(?:\.[0-9]{{1,2}})? ?(?:{_UNIT} ?)?(?:x|\u00d7|by) ?[0-9]{{1,4}}(?:\.[0-9]{{1,2}})? ?{_UNIT}"
_KIND = r"(?: (?:portrait|landscape|format|size|paper|sheet|print|page))"
_DPI = r"[0-9]{2,4} ?(?:dpi|ppi)"
_FOR = r"(?:for print(?:ing)?[,:]? (?:(?:on|in|at|as) )?|to print (?:on|in|at) |(?:as|in|at|on|for) (?:an? )?)"
_CLEAR = rf"(?:{_SERIES}|{_US}|{_MEASURE}|{_PLAIN}(?= (?:size|format|paper)))"
_AFTER = rf",? (?:(?:at|in|with|@) ?)?{_DPI}(?: (?:portrait|landscape)\b)?"

PRINTED = rf"(?<!audi )(?<!\w)(?:{_FOR}?{_CLEAR}|(?:for print(?:ing)? |(?:as|in|for) ){_PLAIN}){_KIND}{{0,3}}{_AFTER}"
"""What asks for a size wherever it stands, since it says how finely it is printed: "A5 at 300 dpi"."""
SHEET = (
    rf"for print(?:ing)?[,:]? (?:(?:on|in|at|as) )?{_CLEAR}{_KIND}{{0,2}}"
    rf"|(?:as|in|for) (?:{_SERIES}|{_US}){_KIND}{{0,2}}"
    rf"|(?:as|in|for) an? (?:{_SERIES}|{_US}|{_PLAIN})(?: (?:format|size|sheet|page|print))"
)
"""What asks for a size at the end of what is said."""

_READ = re.compile(
    rf"(?:(?:for )?print(?:ed|ing)?[,:]? (?:(?:on|in|at|as) )?)?(?P<early>{_DPI},? )?"
    rf"(?:(?:din |iso |us )?(?P<name>[a][0-6]|b[456]|letter|legal|tabloid)|(?P<measure>{_MEASURE}))"
    rf"(?P<kind>{_KIND}{{0,3}})(?:,? (?:(?:at|in|with|@) ?)?(?P<dpi>{_DPI}))?(?P<turn> (?:portrait|landscape))?"
)
_PLAINLY = re.compile(_PLAIN)


def read_paper(said: str) -> SizeWish | None:
    """Return the size of a sheet or a measure: exact pixels where it says how many go into an inch, else its shape.

    ``said`` is in lower case. None for what is neither, and for a resolution that nothing is printed in.
    """
    found = _READ.fullmatch(said)
    if found is None:
        return None
    dpi = found["early"] or found["dpi"]
    if dpi is None and _PLAINLY.fullmatch(said):
        return None
    width, height = PAPER[found["name"]] if found["name"] else _millimetres(found["measure"])
    turned = f"{found['kind']}{found['turn'] or ''}"
    if "landscape" in turned or "portrait" in turned:
        width, height = sorted((width, height), reverse="landscape" in turned)
    if not 0 < width <= _MOST_MM or not 0 < height <= _MOST_MM:
        return None
    if dpi is None:
        shape = Size(max(1, round(width * 10)), max(1, round(height * 10)))
        terms = shape.ratio.split(":")
        return SizeWish(int(terms[0]), int(terms[1]), exact=False, said=said)
    fine = int(re.sub(r"[^0-9]", "", dpi))
    if not _LEAST_DPI <= fine <= _MOST_DPI:
        return None
    across, down = (max(1, round(side / _INCH * fine)) for side in (width, height))
    start = found.start("early") if found["early"] else found.start("name" if found["name"] else "measure")
    return SizeWish(across, down, exact=True, said=said, name=said[start:])


def _millimetres(measure: str) -> tuple[float, float]:
    unit = re.sub(r"[^a-z ]", "", measure).replace("by", "").replace("x", "").split()[-1]
    each = _MM["mm"] if unit.startswith("mi") else _MM["cm"] if unit.startswith("ce") else _MM.get(unit, _INCH)
    first, second = (float(number) for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", measure))
    return first * each, second * each
