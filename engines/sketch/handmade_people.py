"""People by what they do: a clip-art head on a drawn body, with apron, hat and tool."""

from __future__ import annotations

from functools import cache

from engines.sketch import lexicon
from engines.sketch.bodies import Drawn
from engines.sketch.colours import mix

_SKIN = "#FFC83D"
_HEAD = 16.0
_MIDDLE = 16.0


@cache
def role(art: str, colour: str = "") -> Drawn:
    """Return the person of a row of roles.toml; ``colour`` is that of their clothes, a hex value."""
    head, shirt, trousers, apron, hat, tool, _ = (
        each.strip() for each in lexicon.table("roles")[art.partition(":")[2]].split("|")
    )
    known = lexicon.art()[head]
    x0, y0, x1, y1 = known.box
    young = head in {"child", "girl", "boy"}
    wide = 18.0 if young else _HEAD
    scale = wide / (x1 - x0)
    tall = (y1 - y0) * scale
    lift = 9.0 if hat else 2.0
    top = lift + tall - 2.2
    cloth, length, leg = colour or shirt, (12.0 if young else 17.0), (11.0 if young else 17.0)
    hip = top + length
    foot = hip + leg
    face = f'<g transform="translate({_MIDDLE - wide / 2 - x0 * scale:.2f} {lift - y0 * scale:.2f}) scale({scale:.4f})">{known.body}</g>'
    body = _limbs(top, hip, foot, cloth, trousers) + (_apron(top, hip, apron) if apron else "")
    if art == "role:knight":
        body += f'<path d="M12 {top + 4:.1f} H20 V{hip + 3:.1f} H12Z" fill="#B5372F"/><path d="M15 {top + 6:.1f} h2 v3 h3 v2 h-3 v5 h-2 v-5 h-3 v-2 h3Z" fill="#F2E9D8"/>'
    if art == "role:referee":
        body += "".join(
            f'<rect x="{x}" y="{top + 2:.1f}" width="1.6" height="{length - 2:.1f}" fill="#FFFFFF"/>'
            for x in (11, 14.2, 17.4, 20)
        )
    worn = _hat(hat, lift, wide) if hat else ""
    held = _held(tool, hip) if tool else ""
    return 44.0, foot, f'<g transform="translate(2 0)">{body}{face}{worn}{held}</g>'


def _limbs(top: float, hip: float, foot: float, cloth: str, trousers: str) -> str:
    edge = mix(cloth, "#000000", 0.16)
    legs = "".join(
        f'<rect x="{x:g}" y="{hip - 2:.1f}" width="4.6" height="{foot - hip:.1f}" rx="1.5" fill="{trousers}"/>'
        f'<path d="M{x - 1.2 * (x < _MIDDLE - 1):.1f} {foot:.1f} v-1.6 q2.9 -2.6 5.8 0 v1.6Z" fill="#3B3340"/>'
        for x in (11.0, 16.4)
    )
    return (
        f'{legs}<rect x="13.7" y="{top - 1:.1f}" width="4.6" height="4" fill="{mix(_SKIN, "#B06A00", 0.25)}"/>'
        f'<path d="M10.5 {top + 3.2:.1f} L6.6 {hip - 1:.1f}" stroke="{edge}" stroke-width="4" stroke-linecap="round"/>'
        f'<path d="M21.5 {top + 3.2:.1f} L26.4 {hip - 4:.1f}" stroke="{edge}" stroke-width="4" stroke-linecap="round"/>'
        f'<path d="M11.5 {top + 1:.1f} H20.5 Q23 {top + 1:.1f} 23 {top + 4:.1f} L22 {hip:.1f} H10 L9 {top + 4:.1f}'
        f' Q9 {top + 1:.1f} 11.5 {top + 1:.1f}Z" fill="{cloth}"/>'
        f'<rect x="10" y="{hip - 1.2:.1f}" width="12" height="1.6" fill="{edge}"/>'
        f'<circle cx="6.4" cy="{hip + 0.8:.1f}" r="2.1" fill="{_SKIN}"/><circle cx="27.2" cy="{hip - 2.6:.1f}" r="2.1" fill="{_SKIN}"/>'
    )


def _apron(top: float, hip: float, tone: str) -> str:
    shade = mix(tone, "#000000", 0.14)
    return (
        f'<path d="M12.6 {top + 4:.1f} H19.4 L20 {top + 8:.1f} L22 {top + 9.5:.1f} V{hip + 6:.1f} Q16 {hip + 8:.1f} 10 {hip + 6:.1f} V{top + 9.5:.1f} L12 {top + 8:.1f}Z" fill="{tone}"/>'
        f'<path d="M12.6 {top + 4:.1f} L12.2 {top:.1f} M19.4 {top + 4:.1f} L19.8 {top:.1f}" stroke="{tone}" stroke-width="1"/>'
        f'<path d="M13 {hip - 1:.1f} h6 v4 h-6Z" fill="{shade}"/>'
    )


def _hat(said: str, lift: float, wide: float) -> str:
    """Return a hat on a head whose top is ``lift`` down: in units of 16 to the head's width."""
    kind, _, tone = said.partition(" ")
    dark = mix(tone, "#000000", 0.22)
    shapes = {
        "cap": f'<path d="M-7.6 5 Q-7.6 -2.500 0 -2.500 Q7.6 -2.500 7.6 5Z" fill="{tone}"/><path d="M-7.6 4 H11.500 Q11 6 7.6 6 H-7.6Z" fill="{dark}"/>',
        "peaked": f'<path d="M-9 -1 Q0 -6 9 -1 L7.500 4 H-7.500Z" fill="{tone}"/><path d="M-7.6 3 H7.6 V5.400 H-7.6Z" fill="#27345C"/><path d="M-7 5 Q0 9 7 5Z" fill="#1E2333"/><circle cx="0" cy="2.600" r="1.500" fill="#E3B23C"/>',
        "helmet": f'<path d="M-8.400 5 Q-8.400 -4 0 -4 Q8.400 -4 8.400 5Z" fill="{tone}"/><path d="M-10 4.200 H10 V6.200 H-10Z" fill="{dark}"/><path d="M-1.300 -3.900 h2.600 V4.200 h-2.600Z" fill="{dark}"/>',
        "toque": f'<path d="M-6.500 -1 Q-11 -2 -9 -6 Q-7 -9.500 -3 -8 Q0 -11 3.500 -8 Q8.500 -9 9 -5 Q10 -1.500 6.500 -1 L6.500 5 H-6.500Z" fill="{tone}"/><path d="M-6.500 2.600 H6.500 V5 H-6.500Z" fill="#DDE1E8"/>',
        "crown": f'<path d="M-7 4 L-8.500 -5 L-4 -1 L0 -7 L4 -1 L8.500 -5 L7 4Z" fill="{tone}"/><path d="M-7 2 H7 V4.500 H-7Z" fill="{dark}"/><circle cx="0" cy="-6" r="1.200" fill="#E5342B"/>',
        "tricorn": f'<path d="M-12 3 Q-9 -3 -4 -3 Q0 -8 4 -3 Q9 -3 12 3 Q0 -1 -12 3Z" fill="{tone}"/><path d="M-12 3 Q0 -1 12 3 Q0 6 -12 3Z" fill="{dark}"/><circle cx="0" cy="-1.600" r="1.700" fill="#F4F1EA"/>',
        "horned": f'<path d="M-8 4 Q-13 2 -13 -7 Q-10 -2 -6.500 -1Z M8 4 Q13 2 13 -7 Q10 -2 6.500 -1Z" fill="#F1E6CC"/><path d="M-8 5 Q-8 -4 0 -4 Q8 -4 8 5Z" fill="{tone}"/><path d="M-8.400 3.400 H8.400 V6 H-8.400Z" fill="{dark}"/>',
        "beanie": f'<path d="M-7.800 5 Q-8 -5 0 -5 Q8 -5 7.800 5Z" fill="{tone}"/><path d="M-8.200 2.400 H8.200 V6 H-8.200Z" fill="{dark}"/>',
        "straw": f'<ellipse cx="0" cy="3.400" rx="13" ry="2.800" fill="{dark}"/><ellipse cx="0" cy="2.800" rx="13" ry="2.500" fill="{tone}"/><path d="M-6.500 3 Q-6 -5 0 -5 Q6 -5 6.500 3Z" fill="{tone}"/><path d="M-6.500 1.200 H6.500 V3 H-6.500Z" fill="#B5484F"/>',
        "knight": f'<path d="M-9 14 V3 Q-9 -5 0 -5 Q9 -5 9 3 V14 Q0 18 -9 14Z" fill="{tone}"/><path d="M-7 6 H7 V8.600 H-7Z" fill="#23262E"/><path d="M-.700 -5 h1.400 V16 h-1.400Z" fill="{dark}"/><path d="M0 -5 Q3 -12 10 -7 Q5 -6 1.500 -3Z" fill="#C0392B"/>',
        "beret": f'<ellipse cx="-1" cy="1" rx="9.500" ry="4.400" fill="{tone}"/><path d="M-7 3 H7 V5 H-7Z" fill="{dark}"/>',
        "bandana": f'<path d="M-8 5 Q-8 -3 0 -3 Q8 -3 8 5 Q0 2 -8 5Z" fill="{tone}"/><path d="M7 4 L12 7 L10 2Z" fill="{dark}"/>',
        "hood": f'<path d="M-10 14 Q-11 -5 0 -6 Q11 -5 10 14 Q8 4 0 2.500 Q-8 4 -10 14Z" fill="{tone}"/>',
        "cowboy": f'<path d="M-14 1 Q-9 6 0 5.400 Q9 6 14 1 Q10 3 7 2 Q6 -6 3 -5 Q0 -3.500 -3 -5 Q-6 -6 -7 2 Q-10 3 -14 1Z" fill="{tone}"/><path d="M-7 .500 H7 V2.600 H-7Z" fill="{dark}"/>',
        "pointed": f'<path d="M-8 5 Q-3 -3 2 -9 Q5 -3 8 5Z" fill="{tone}"/><path d="M-8.400 3.600 H8.400 V6 H-8.400Z" fill="{dark}"/>',
        "tophat": f'<path d="M-6.500 4 V-8 H6.500 V4Z" fill="{tone}"/><path d="M-10.500 3 H10.500 V5.400 H-10.500Z" fill="{tone}"/><path d="M-6.500 .400 H6.500 V3 H-6.500Z" fill="#E3B23C"/>',
        "headset": f'<path d="M-8.500 9 Q-10 -3.500 0 -3.500 Q10 -3.500 8.500 9" fill="none" stroke="{tone}" stroke-width="2"/><rect x="-10.500" y="6" width="4" height="6" rx="1.500" fill="{tone}"/><rect x="6.500" y="6" width="4" height="6" rx="1.500" fill="{tone}"/>',
        "goggles": f'<rect x="-7" y="5" width="14" height="5.400" rx="2.600" fill="#23262E"/><rect x="-5.800" y="6" width="5" height="3.400" rx="1.500" fill="{tone}"/><rect x=".800" y="6" width="5" height="3.400" rx="1.500" fill="{tone}"/>',
    }
    return f'<g transform="translate({_MIDDLE} {lift + 1:.1f}) scale({wide / 16:.3f})">{shapes[kind]}</g>'


_LARGE = frozenset(
    {"guitar", "violin", "drawn:cello", "accordion", "drum", "fishing-pole", "bow-and-arrow", "drawn:spear", "broom"}
)
_PLAYED = frozenset({"guitar", "violin", "accordion", "drum", "drawn:cello", "package", "books", "abacus"})


def _held(tool: str, hip: float) -> str:
    """Return a tool in the right hand; instruments and boxes before the body."""
    from engines.sketch.figures import drawn  # noqa: PLC0415 -- figures draws people by this module

    figure = drawn(tool)
    tall = (26.0 if tool == "drawn:cello" else 20.0) if tool in _LARGE else 11.0
    if tool == "drawn:spear":
        tall = 44.0
    if tool == "drawn:sword":
        tall = 19.0
    scale = tall / max(figure.height, figure.width)
    high, wide = figure.height * scale, figure.width * scale
    x, y = 27.2, hip - 2.6
    if tool in _PLAYED:
        x, y = 17.5, hip - 4
    left, top = x - wide / 2, y - high * (0.5 if tool in _PLAYED else 0.72 if tool != "drawn:sword" else 0.86)
    hand = "" if tool in _PLAYED else f'<circle cx="27.2" cy="{hip - 2.6:.1f}" r="2.1" fill="{_SKIN}"/>'
    return f'<g transform="translate({left:.2f} {top:.2f}) scale({scale:.4f})">{figure.body}</g>{hand}'
