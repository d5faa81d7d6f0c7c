"""Furniture to sit on, and boards that bear words, drawn by hand: width, height and body in units of their own."""

from __future__ import annotations

from collections.abc import Mapping

_SOFA = (
    '<path d="M6 12Q6 3 15 3H49V30H6ZM47 3H81Q90 3 90 12V30H47Z" fill="#3F7F8A"/><path d="M9 13Q9 6 16 6H46.500V27H9ZM49.500 6H80Q87 6 87 13V27H49.500Z" fill="#4F96A2"/>'
    '<path d="M8 24H48V33H8ZM48 24H88V33H48Z" fill="#4F96A2"/><path d="M8 27.500Q8 24 12 24H44Q48 24 48 27.500ZM48 27.500Q48 24 52 24H84Q88 24 88 27.500Z" fill="#63AAB5"/>'
    '<path d="M6 33H90V39H6Z" fill="#33707A"/><path d="M48 24V33" stroke="#33707A" stroke-width=".8"/>'
    '<rect x="0" y="16" width="11" height="24" rx="5" fill="#3F7F8A"/><rect x="85" y="16" width="11" height="24" rx="5" fill="#3F7F8A"/><rect x="1.500" y="17" width="6" height="20" rx="3" fill="#4F96A2"/><rect x="86.500" y="17" width="6" height="20" rx="3" fill="#4F96A2"/>'
    '<path d="M6 40H11L10 44H7ZM85 40H90L89 44H86Z" fill="#6A4428"/>'
)
_CHALK = '<rect width="60" height="42" rx="1.500" fill="#8A5E3C"/><rect x="2.500" y="2.500" width="55" height="34" fill="#2F4F45"/><rect x="2.500" y="36.500" width="55" height="3" fill="#A87850"/>'
_BILLBOARD = (
    '<path d="M16 36V62H20V36ZM60 36V62H64V36Z" fill="#5A626C"/><path d="M18 40L62 58M62 40L18 58" stroke="#4A525C" stroke-width="1.600"/><rect width="80" height="40" rx="1" fill="#3F4650"/><rect x="2" y="2" width="76" height="36" fill="#FBF6E8"/>'
    '<path d="M14 40V44M40 40V44M66 40V44" stroke="#3F4650" stroke-width="2"/>'
)
_BANNER = '<path d="M2 4Q50 16 98 4V28Q50 40 2 28Z" fill="#D9483F"/><path d="M2 6.500Q50 18.500 98 6.500M2 25.500Q50 37.500 98 25.500" stroke="#FFE3B0" stroke-width="1" fill="none"/><rect width="3" height="44" rx="1.500" fill="#8A5E3C"/><rect x="97" width="3" height="44" rx="1.500" fill="#8A5E3C"/>'
_NEON = '<rect width="70" height="30" rx="5" fill="#14122A"/><rect x="2.500" y="2.500" width="65" height="25" rx="4" fill="none" stroke="#FF4F9A" stroke-width="3" opacity=".35"/><rect x="2.500" y="2.500" width="65" height="25" rx="4" fill="none" stroke="#FF7FB8" stroke-width="1.100"/>'

FURNITURE: Mapping[str, tuple[float, float, str]] = {
    "couch-and-lamp": (96, 44, _SOFA),
    "drawn:chalkboard": (60, 42, _CHALK),
    "drawn:billboard": (80, 62, _BILLBOARD),
    "drawn:banner": (100, 44, _BANNER),
    "drawn:neonsign": (70, 30, _NEON),
}
"""Every picture here, by the name the words have for it."""

BOARDS: Mapping[str, tuple[float, float, float, float, str, str]] = {
    "drawn:sign": (3.5, 5.5, 41, 19, "#3A2A20", "wood"),
    "drawn:chalkboard": (5, 5, 50, 29, "#F4F4EC", "chalk"),
    "drawn:billboard": (5, 4.5, 70, 31, "#2A2A38", "poster"),
    "drawn:banner": (8, 11, 84, 19, "#FFF6E0", "poster"),
    "drawn:neonsign": (6, 5, 58, 20, "#7FF0FF", "neon"),
    "placard": (3, 4, 24, 12, "#2A2A38", "poster"),
}
"""Where a picture bears words: left, top, width and height in its units, their colour, and the kind of lettering."""
