# ruff: noqa: ISC004 -- long paths of one picture stand on several lines
"""Things that the clip-art lacks, drawn by hand: width, height and body in units of their own."""

from __future__ import annotations

from collections.abc import Mapping

from engines.sketch.creatures import CREATURES
from engines.sketch.furniture import FURNITURE
from engines.sketch.handmade_nature import NATURE
from engines.sketch.handmade_places import PLACES
from engines.sketch.handmade_things import THINGS
from engines.sketch.pictures import PICTURES
from engines.sketch.scenery import SCENERY

_WOOD, _DARK_WOOD = "#B07A45", "#8A5A30"


def _fence() -> str:
    pales = "".join(f'<path d="M{x} 24 V6 L{x + 2.5} 2 L{x + 5} 6 V24Z" fill="#F1ECE2"/>' for x in range(1, 60, 8))
    return f'<rect x="0" y="9" width="60" height="3" fill="#D9D0BF"/><rect x="0" y="17" width="60" height="3" fill="#D9D0BF"/>{pales}'


def _shelf() -> str:
    spines = ("#D9604C", "#4F8FDB", "#E0A33A", "#4FA36B", "#8C6BC8", "#3FA3A8", "#C75B8E")
    books = "".join(
        f'<rect x="{3 + column * 3.6:g}" y="{row * 14 + 5 + (column * 5 + row) % 3:g}" width="3.2"'
        f' height="{10 - (column * 5 + row) % 3:g}" fill="{spines[(column * 3 + row * 2) % 7]}"/>'
        for row in range(4)
        for column in range(9)
    )
    boards = "".join(f'<rect x="1" y="{y}" width="36" height="2" fill="{_DARK_WOOD}"/>' for y in (1, 15, 29, 43, 57))
    return f'<rect width="38" height="60" rx="1" fill="{_WOOD}"/><rect x="2" y="2" width="34" height="56" fill="#6E4726"/>{books}{boards}'


HANDMADE: Mapping[str, tuple[float, float, str]] = {
    "sky:sun": (40, 40, '<circle cx="20" cy="20" r="20" fill="#FFE27A" opacity=".25"/><circle cx="20" cy="20" r="15"'
                ' fill="#FFE27A" opacity=".45"/><circle cx="20" cy="20" r="11" fill="#FFD84A"/>'),
    "sky:moon": (40, 40, '<circle cx="20" cy="20" r="19" fill="#FFF6D8" opacity=".14"/><circle cx="20" cy="20" r="13"'
                 ' fill="#FFF3CC"/><circle cx="16" cy="16" r="2.6" fill="#E9D9A6"/><circle cx="24" cy="22" r="3.4" fill="#E9D9A6"/>'
                 '<circle cx="17" cy="26" r="1.8" fill="#E9D9A6"/>'),
    "sky:rainbow": (100, 52, "".join(
        f'<path d="M{4 + k * 3} 52 A{46 - k * 3} {46 - k * 3} 0 0 1 {96 - k * 3} 52" fill="none" stroke="{tone}" stroke-width="3.2" opacity=".72"/>'
        for k, tone in enumerate(("#E8504A", "#F2934A", "#F7D65A", "#6FC06A", "#4F9BE0", "#8C6BD0")))),
    "sky:cloud": (60, 28, '<path d="M12 28 a11 11 0 0 1 -1 -21 a14 14 0 0 1 26 -3 a12 12 0 0 1 14 8 a8.500 8.500 0 0 1 0 16Z"'
                  ' fill="#FFFFFF" opacity=".92"/><path d="M12 28 a11 11 0 0 1 -9 -6 q20 5 55 -3 a8.500 8.500 0 0 1 -7 9Z"'
                  ' fill="#C9D8E8" opacity=".6"/>'),
    "sky:stars": (60, 30, "".join(
        f'<circle cx="{(n * 37) % 58 + 1}" cy="{(n * 23) % 28 + 1}" r="{0.35 + n % 3 * 0.25:g}" fill="#FFFBE6"/>' for n in range(28))),
    "drawn:table": (60, 32, f'<path d="M7 8 L5 32 H9 L11 8Z M53 8 L55 32 H51 L49 8Z" fill="{_DARK_WOOD}"/>'
                    f'<path d="M15 8 L14 27 H17 L18 8Z M45 8 L46 27 H43 L42 8Z" fill="#6E4726"/>'
                    f'<rect x="1" y="2" width="58" height="5" rx="2" fill="{_WOOD}"/><rect x="4" y="7" width="52" height="3" fill="{_DARK_WOOD}"/>'),
    "drawn:fence": (60, 24, _fence()),
    "drawn:bush": (44, 28, '<path d="M4 28 a10 10 0 0 1 3 -17 a13 13 0 0 1 22 -5 a11 11 0 0 1 11 22Z" fill="#3F8F4A"/>'
                   '<path d="M9 28 a8 8 0 0 1 3 -12 a9 9 0 0 1 15 -2 a9 9 0 0 1 7 14Z" fill="#56A85A"/>'),
    "drawn:sign": (48, 46, f'<rect x="9" y="20" width="4" height="26" fill="{_DARK_WOOD}"/><rect x="35" y="20" width="4" height="26"'
                   f' fill="{_DARK_WOOD}"/><rect x="0" y="2" width="48" height="26" rx="2.500" fill="{_DARK_WOOD}"/>'
                   '<rect x="1.500" y="3.500" width="45" height="23" rx="1.500" fill="#F3E3C3"/>'),
    "drawn:bridge": (90, 34, '<path d="M0 14 Q45 -6 90 14 V34 H76 A31 22 0 0 0 14 34 H0Z" fill="#9A9187"/>'
                     '<path d="M0 14 Q45 -6 90 14 V18 Q45 -2 0 18Z" fill="#B9B0A4"/><path d="M14 34 A31 22 0 0 1 76 34"'
                     ' fill="none" stroke="#7F766D" stroke-width="2"/>'),
    "drawn:lighthouse": (30, 76, '<path d="M8 26 H22 L26 74 H4Z" fill="#F4F1EA"/><path d="M7.300 36 H22.700 L23.600 47 H6.400Z M5.700 57'
                         ' H24.300 L25.200 68 H4.800Z" fill="#D8434A"/><rect x="5" y="23" width="20" height="4" rx="1" fill="#4A4A55"/>'
                         '<rect x="9" y="13" width="12" height="10" fill="#FFE58A"/><path d="M7 13 L15 3 L23 13Z" fill="#D8434A"/>'
                         '<rect x="12.500" y="62" width="5" height="12" fill="#5B4636"/><path d="M2 76 Q15 69 28 76Z" fill="#7D766C"/>'),
    "drawn:windmill": (56, 76, '<path d="M20 34 H36 L41 76 H15Z" fill="#EDE3D0"/><path d="M19 34 Q28 20 37 34Z" fill="#8A4B38"/>'
                       '<rect x="25" y="62" width="7" height="14" fill="#6E4726"/><g transform="translate(28 31) rotate(20)" fill="#C9A676">'
                       '<rect x="-1" y="-30" width="2" height="60"/><rect x="-30" y="-1" width="60" height="2"/>'
                       '<path d="M1 -30 H7 V-7 H1Z M30 1 V7 H7 V1Z M-1 30 H-7 V7 H-1Z M-30 -1 V-7 H-7 V-1Z" opacity=".85"/></g>'),
    "drawn:hotairballoon": (44, 62, '<path d="M22 0 C42 0 47 20 40 31 C35 39 29 43 27 48 H17 C15 43 9 39 4 31 C-3 20 2 0 22 0Z" fill="#E5504A"/>'
                            '<path d="M22 0 C31 0 34 20 31 31 C29 39 26 43 25 48 H19 C18 43 15 39 13 31 C10 20 13 0 22 0Z" fill="#FFD24F"/>'
                            '<path d="M17 48 L18.500 54 M27 48 L25.500 54" stroke="#6E4726" stroke-width="1"/>'
                            '<rect x="17" y="53" width="10" height="9" rx="1.500" fill="#A06B3B"/><rect x="16" y="52" width="12" height="2.500" rx="1" fill="#7F5229"/>'),
    "drawn:bench": (56, 26, f'<rect x="5" y="12" width="4" height="14" fill="#4A4A55"/><rect x="47" y="12" width="4" height="14" fill="#4A4A55"/>'
                    f'<rect x="2" y="1" width="52" height="4" rx="1.500" fill="{_WOOD}"/><rect x="2" y="7" width="52" height="4" rx="1.500" fill="{_WOOD}"/>'
                    f'<rect x="0" y="14" width="56" height="4" rx="1.500" fill="{_DARK_WOOD}"/>'),
    "drawn:lamppost": (14, 70, '<rect x="5.800" y="14" width="2.400" height="54" fill="#3D4048"/><path d="M3 70 q4 -6 8 0Z" fill="#3D4048"/>'
                       '<circle cx="7" cy="8" r="7" fill="#FFE58A" opacity=".35"/><path d="M4 14 L2.500 5 H11.500 L10 14Z" fill="#FFE9A3"/>'
                       '<path d="M1.500 5 L7 0 L12.500 5Z" fill="#3D4048"/>'),
    "drawn:flag": (30, 44, '<rect x="1" y="0" width="2.200" height="44" rx="1" fill="#8A8F99"/><path d="M3.200 2 Q10 -1 16 3 T29 3 V18 Q22 21 16 18 T3.200 17Z" fill="#D8434A"/>'),
    "drawn:rug": (90, 14, '<ellipse cx="45" cy="7" rx="45" ry="7" fill="#B5534A"/><ellipse cx="45" cy="7" rx="38" ry="5.200" fill="#D98A6A"/>'
                  '<ellipse cx="45" cy="7" rx="30" ry="3.600" fill="#B5534A"/>'),
    "drawn:shelf": (38, 60, _shelf()),
    "drawn:pond": (90, 20, '<ellipse cx="45" cy="10" rx="45" ry="10" fill="#5E9C58"/><ellipse cx="45" cy="10" rx="42" ry="8.600" fill="#3F93C8"/>'
                   '<path d="M20 8 h16 M48 12 h22 M40 5.500 h12" stroke="#9AD3F0" stroke-width="1" stroke-linecap="round"/>'),
    **FURNITURE, **SCENERY, **THINGS, **NATURE, **PLACES, **PICTURES, **CREATURES,
}  # fmt: skip
"""Every picture made by hand, by the name the words have for it."""
