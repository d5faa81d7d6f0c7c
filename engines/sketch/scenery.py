"""Trees and houses in the manner of the backdrops, drawn by hand: width, height and body in units of their own."""

from __future__ import annotations

import random
from collections.abc import Mapping

from engines.sketch import growth


def _tree() -> str:
    return growth.tree(random.Random(5), 50, 100, 100, "#44911B", trunk="#7A5233")  # noqa: S311 -- a drawing, not a secret


def _palm() -> str:
    return growth.palm(random.Random(8), 44, 118, 92, "#3F9A4A", trunk="#A8794C", lean=0.1)  # noqa: S311


def _house() -> str:
    walls = (
        '<path d="M18 44H82V96H18Z" fill="#F3E3C3"/><path d="M62 44H82V96H62Z" fill="#DCC39A"/><path d="M70 8H79V34H70Z" fill="#B5654A"/><path d="M68.500 6H80.500V10H68.500Z" fill="#8F4A38"/>'
        '<path d="M50 10L92 47H8Z" fill="#D8483A"/><path d="M50 10L92 47H70L50 26Z" fill="#B5362E"/><path d="M8 47L50 10L92 47L88 50L50 17L12 50Z" fill="#9A2C28"/>'
    )
    door = '<path d="M42 96V72Q50 64 58 72V96Z" fill="#7A4A30"/><path d="M44 96V73Q50 67 50 67V96Z" fill="#8F5A3C"/><circle cx="55" cy="84" r="1.300" fill="#F2D27A"/><path d="M38 96H62V99H38Z" fill="#B9AE9C"/>'
    panes = "".join(
        f'<rect x="{x}" y="58" width="14" height="16" fill="#FFFFFF"/><rect x="{x + 1.5}" y="59.500" width="11" height="13" fill="#8CC4E0"/><path d="M{x + 6.3} 59.500h1.400v13h-1.400ZM{x + 1.5} 65h11v1.300h-11Z" fill="#FFFFFF"/><path d="M{x - 1.5} 74h17v2.600h-17Z" fill="#C98F6A"/><path d="M{x - 3} 58h2.600v16H{x - 3}ZM{x + 14.4} 58h2.600v16h-2.600Z" fill="#5E8F6A"/>'
        for x in (23.5, 63)
    )
    loft = '<circle cx="50" cy="38" r="5.600" fill="#FFFFFF"/><circle cx="50" cy="38" r="4.200" fill="#8CC4E0"/><path d="M49.400 33.800h1.200v8.400h-1.200ZM45.800 37.400h8.400v1.200h-8.400Z" fill="#FFFFFF"/>'
    shrubs = f'<path d="{growth.rounds(((15, 95, 6), (23, 96, 5), (78, 96, 5), (86, 95, 6.5)))}" fill="#3F7F45"/><path d="{growth.rounds(((14, 93, 3.4), (85, 92.500, 3.8)))}" fill="#5FA058"/>'
    return walls + door + panes + loft + shrubs


_ROBOT = (
    '<path d="M22 62V84H17V88H29V84H28V62ZM36 62V84H35V88H47V84H42V62Z" fill="#8A93A3"/><path d="M15 84h16v6H15ZM33 84h16v6H33Z" fill="#5F6878"/>'
    '<path d="M8 40Q2 50 6 62" stroke="#8A93A3" stroke-width="5" fill="none" stroke-linecap="round"/><path d="M56 40Q62 50 58 62" stroke="#8A93A3" stroke-width="5" fill="none" stroke-linecap="round"/><circle cx="6" cy="63" r="4.500" fill="#5F6878"/><circle cx="58" cy="63" r="4.500" fill="#5F6878"/>'
    '<rect x="12" y="34" width="40" height="31" rx="7" fill="#C3CAD6"/><rect x="40" y="34" width="12" height="31" rx="6" fill="#A6AFBE"/><rect x="19" y="41" width="18" height="13" rx="2.500" fill="#2E3A52"/><path d="M21.500 50l4 -5l3 3l5 -5" stroke="#5FE3C8" stroke-width="1.600" fill="none"/><circle cx="44" cy="44" r="2.400" fill="#F2645A"/><circle cx="44" cy="51" r="2.400" fill="#F7C84A"/>'
    '<rect x="27" y="29" width="10" height="6" fill="#8A93A3"/><rect x="10" y="8" width="44" height="23" rx="9" fill="#D6DCE6"/><rect x="41" y="8" width="13" height="23" rx="8" fill="#B6BFCD"/><rect x="15" y="12" width="34" height="14" rx="6" fill="#27324A"/><circle cx="24" cy="19" r="3.600" fill="#6FE0FF"/><circle cx="40" cy="19" r="3.600" fill="#6FE0FF"/><circle cx="25" cy="18" r="1.200" fill="#FFFFFF"/><circle cx="41" cy="18" r="1.200" fill="#FFFFFF"/>'
    '<path d="M31 8V2h2v6Z" fill="#8A93A3"/><circle cx="32" cy="2.600" r="2.600" fill="#F2645A"/><path d="M6 14h4v10H6ZM54 14h4v10h-4Z" fill="#8A93A3"/>'
)

SCENERY: Mapping[str, tuple[float, float, str]] = {
    "deciduous-tree": (100, 100, _tree()),
    "palm-tree": (100, 118, _palm()),
    "evergreen-tree": (60, 100, growth.pine(30, 100, 98, "#3A7F4C")),
    "robot": (64, 90, _ROBOT),
    "house": (100, 100, _house()),
}
"""Every picture here, by the name the words have for it."""

MAINS = {"deciduous-tree": "#44911B", "palm-tree": "#3F9A4A", "evergreen-tree": "#3A7F4C", "house": "#D8483A",
         "robot": "#C3CAD6"}  # fmt: skip
"""The colour that a wish for colour, or a season, changes."""
