"""Bodies for clip-art that shows a head or a bust: sitting animals, standing people."""

from __future__ import annotations

import re
from zlib import crc32

from engines.sketch.colours import mix, replaced

Box = tuple[float, float, float, float]
Drawn = tuple[float, float, str]

_SKIN = "#FFC83D"
_SHIRTS = ("#4F8FDB", "#D9604C", "#4FA36B", "#8C6BC8", "#E0A33A", "#3FA3A8", "#C75B8E")
_TROUSERS = ("#3F4A6B", "#5B5048", "#4A5C52", "#56486B")


def _head(body: str, box: Box, x: float, y: float, width: float) -> tuple[str, float]:
    """Return a picture scaled to a width with its painted box at x, y; and its height."""
    scale = width / (box[2] - box[0])
    moved = f"translate({x - box[0] * scale:.3f} {y - box[1] * scale:.3f}) scale({scale:.4f})"
    return f'<g transform="{moved}">{body}</g>', (box[3] - box[1]) * scale


def animal(head: str, box: Box, fur: str, belly: str, *, paw: str, tail: str, dark: bool) -> Drawn:
    """Return a sitting animal with that head; ``dark`` limbs have the colour of the paws."""
    limb = paw if dark else fur
    shade = mix(fur, "#000000", 0.14)
    parts = []
    if tail in {"long", "ring", "tuft"}:
        parts.append(
            f'<path d="M27 46 C39 47 41 35 36 29 C34.5 26.5 31 28.5 32.5 31.5 C34 35.5 32 40 25 40Z" fill="{shade}"/>'
        )
        if tail == "long":
            parts.append(
                f'<path d="M37.6 33.6 C37 31 36.7 30 36 29 C34.5 26.5 31 28.5 32.5 31.5 C32.9 32.6 33 33.4 33 34Z" fill="{belly}"/>'
            )
        if tail == "tuft":
            parts.append(f'<circle cx="34.3" cy="29.5" r="3.4" fill="{paw}"/>')
        if tail == "ring":
            parts += [f'<path d="M{a} {b} L{c} {d}" stroke="{paw}" stroke-width="2.4"/>' for a, b, c, d in
                      ((32.6, 31.8, 37, 30.6), (33, 36.6, 38.2, 37.2), (30.6, 40.4, 34.4, 44))]  # fmt: skip
    elif tail == "stub":
        parts.append(f'<circle cx="30" cy="44" r="3" fill="{shade}"/>')
    parts += [
        f'<ellipse cx="11" cy="46" rx="6.6" ry="4.6" fill="{mix(limb, "#000000", 0.1)}"/>',
        f'<ellipse cx="27" cy="46" rx="6.6" ry="4.6" fill="{mix(limb, "#000000", 0.1)}"/>',
        f'<path d="M19 20 C29 20 31 38 30 45 C29.5 49.5 8.500 49.5 8 45 C7 38 9 20 19 20Z" fill="{fur}"/>',
        f'<path d="M19 27 C24.500 27 26 38 25 44.500 C24.500 48 13.500 48 13 44.500 C12 38 13.500 27 19 27Z" fill="{belly}"/>',
        f'<path d="M13 33 C16 33 17.500 36 17.500 40 V47 C17.500 50 11.500 50 11.500 47 V38Z" fill="{limb}"/>',
        f'<path d="M25 33 C22 33 20.500 36 20.500 40 V47 C20.500 50 26.500 50 26.500 47 V38Z" fill="{limb}"/>',
        f'<ellipse cx="14.500" cy="48" rx="3.600" ry="2.200" fill="{paw}"/>',
        f'<ellipse cx="23.500" cy="48" rx="3.600" ry="2.200" fill="{paw}"/>',
    ]
    face, _ = _head(head, box, 5, 0, 28)
    return 40, 50.2, "".join(parts) + face


_TONES = (
    ("#FFD7C2", "#F4C6AD", "#E5AF93"),
    ("#EEBFAA", "#E4B29A", "#D19479"),
    ("#F0C9A0", "#E3B585", "#C9935F"),
    ("#C68D7B", "#BB806E", "#AB6A55"),
    ("#A9745A", "#99644C", "#824F3A"),
    ("#7A4F42", "#6C4337", "#54322A"),
)
_HAIR = ("#2B2326", "#4A2F24", "#6B4226", "#8A5A2E", "#D9A441", "#B5532A", "#1E1A20", "#5A3A2A")
_SKIN_PARTS = {"#FFC83D": 0, "#FDBB11": 1, "#ED9200": 2}


def toned(body: str, pick: int) -> str:
    """Return a person with natural skin and hair; ``pick`` says which."""
    skin = _TONES[pick % len(_TONES)]
    choice = _HAIR[:4] if pick % len(_TONES) > 2 else _HAIR  # noqa: PLR2004 -- dark skins have dark hair
    hair = choice[pick // 7 % len(choice)]
    change = {each: skin[at] for each, at in _SKIN_PARTS.items()}
    change |= {"#F1A11E": hair, "#F59F00": mix(hair, "#000000", 0.2), "#D37034": mix(hair, "#000000", 0.15)}
    change[mix(_SKIN, "#B06A00", 0.25)] = skin[2]
    return replaced(body, lambda colour: change.get(colour.upper(), colour))


def person(art: str, head: str, box: Box, cloth: str, *, pose: str = "", wears: str = "") -> Drawn:
    """Return a person with that head, dressed in a colour and garments, standing or in a pose."""
    pick = crc32(art.encode())
    shirt = cloth or _SHIRTS[pick % len(_SHIRTS)]
    young = art in {"child", "boy", "girl"}
    skirt = art.startswith(("woman", "old-woman", "girl", "mrs"))
    if wears:
        skirt = (skirt or bool(_DRESS.search(wears))) and not _TROUSERED.search(wears)
    if art in {"baby", "baby-angel"}:
        return _baby(head, box, cloth or "#9AD0F0")
    if art in {"santa-claus", "mrs-claus", "mx-claus"}:
        shirt = cloth or "#D8343B"
    trousers = mix(shirt, "#000000", 0.25) if "claus" in art else _TROUSERS[pick // 7 % len(_TROUSERS)]
    wide = 19.0 if young else 16.0
    face, tall = _head(head, box, 16 - wide / 2, 0, wide)
    top = tall - 2.2
    length = 12.0 if young else 17.0
    hip, foot = top + length, top + length + (11 if young else 17)
    edge = mix(shirt, "#000000", 0.16)
    parts = [
        f'<rect x="13.700" y="{top - 1:g}" width="4.600" height="4" fill="{mix(_SKIN, "#B06A00", 0.25)}"/>',
        f'<path d="M10.500 {top + 3.2:g} L6.600 {hip - 1:g}" stroke="{edge}" stroke-width="4" stroke-linecap="round"/>',
        f'<path d="M21.500 {top + 3.2:g} L25.400 {hip - 1:g}" stroke="{edge}" stroke-width="4" stroke-linecap="round"/>',
        f'<circle cx="6.400" cy="{hip + 0.8:g}" r="2.100" fill="{_SKIN}"/>',
        f'<circle cx="25.600" cy="{hip + 0.8:g}" r="2.100" fill="{_SKIN}"/>',
    ]
    leg = _SKIN if skirt else trousers
    if pose:
        return (
            32,
            hip + (7 if pose == "sit" else 9),
            "".join(parts) + _seat(hip, leg, shirt if skirt else trousers, pose) + _torso(top, hip, shirt, edge) + face,
        )
    parts += [
        f'<rect x="{x:g}" y="{hip - 2:g}" width="4.200" height="{foot - hip:g}" rx="1.500" fill="{leg}"/>'
        f'<path d="M{x - 1.2 * (x < 15):g} {foot:g} v-1.600 q2.700 -2.600 5.400 0 v1.600Z" fill="#3B3340"/>'  # noqa: PLR2004
        for x in (11.2, 16.6)
    ]
    if skirt:
        knee = hip + (foot - hip) * 0.5
        parts.append(
            f'<path d="M11 {top + 1:g} H21 Q23 {top + 3:g} 21.500 {top + 9:g} L25 {knee:g} Q16 {knee + 2.4:g} 7 {knee:g}'
            f' L10.500 {top + 9:g} Q9 {top + 3:g} 11 {top + 1:g}Z" fill="{shirt}"/>'
        )
    else:
        parts.append(_torso(top, hip, shirt, edge))
    over = _garments(wears, top, hip, foot, shirt) if wears else ""
    return 32, foot, _cape(wears, top, foot, shirt) + "".join(parts) + over + face


_DRESS = re.compile(r"dress|gown|sari|skirt|robe|frock")
_TROUSERED = re.compile(r"trousers|jeans|suit|tuxedo|shorts|coat|jacket|uniform|vest")
_LONG = re.compile(r"coat|kimono|robe")


def _cape(wears: str, top: float, foot: float, shirt: str) -> str:
    if "cape" not in wears and "cloak" not in wears:
        return ""
    tone = mix(shirt, "#000000", 0.1)
    return f'<path d="M10.500 {top + 1:g} H21.500 L28.500 {foot - 2:g} Q16 {foot + 1:g} 3.500 {foot - 2:g}Z" fill="{tone}"/>'


def _garments(wears: str, top: float, hip: float, foot: float, shirt: str) -> str:
    """Return what is worn over the shirt: a coat, an apron, the lapels of a suit."""
    edge, out = mix(shirt, "#000000", 0.22), ""
    if _LONG.search(wears):
        low = hip + (foot - hip) * 0.62
        out += (
            f'<path d="M10.800 {top + 1:g} H21.200 Q23.400 {top + 1.5:g} 23.200 {top + 5:g} L24.600 {low:g} H7.400 L8.800 {top + 5:g} Q8.600 {top + 1.5:g} 10.800 {top + 1:g}Z" fill="{shirt}"/>'
            f'<path d="M16 {top + 5:g} V{low:g}" stroke="{edge}" stroke-width=".8"/><path d="M12.500 {top + 1:g} L16 {top + 6.5:g} L19.500 {top + 1:g} L17.600 {top + 1:g} L16 {top + 3.6:g} L14.400 {top + 1:g}Z" fill="{edge}"/>'
            + "".join(f'<circle cx="17.500" cy="{y:g}" r=".55" fill="{edge}"/>' for y in (top + 9, top + 13))
        )
    elif "suit" in wears or "tuxedo" in wears or "jacket" in wears:
        out += (
            f'<path d="M13 {top + 1:g} H19 L16 {top + 8.5:g}Z" fill="#FFFFFF"/><path d="M15.300 {top + 2:g} H16.700 L17.200 {top + 7:g} L16 {top + 8.5:g} L14.800 {top + 7:g}Z" fill="#B5342E"/>'
            f'<path d="M11.500 {top + 1:g} H13 L16 {top + 8.5:g} L14 {top + 6:g}Z M20.500 {top + 1:g} H19 L16 {top + 8.5:g} L18 {top + 6:g}Z" fill="{edge}"/>'
        )
    if "apron" in wears:
        out += f'<path d="M12.500 {top + 4:g} H19.500 V{top + 9:g} Q22.500 {top + 10:g} 22 {hip + 7:g} H10 Q9.500 {top + 10:g} 12.500 {top + 9:g}Z" fill="#FBF6EA"/><path d="M9.500 {top + 10:g} H22.500" stroke="#D9CDB8" stroke-width=".9"/>'
    return out


def _torso(top: float, hip: float, shirt: str, edge: str) -> str:
    return (
        f'<path d="M11.500 {top + 1:g} H20.500 Q23 {top + 1:g} 23 {top + 4:g} L22 {hip:g} H10 L9 {top + 4:g}'
        f' Q9 {top + 1:g} 11.500 {top + 1:g}Z" fill="{shirt}"/>'
        f'<rect x="10" y="{hip - 1.2:g}" width="12" height="1.600" fill="{edge}"/>'
    )


def _seat(hip: float, leg: str, cloth: str, pose: str) -> str:
    """Return the legs of someone who sits facing us, or who rides and shows one leg."""
    dark = mix(cloth, "#000000", 0.18)
    if pose == "ride":
        return f'<path d="M10.500 {hip - 2:g}h11q2 4 -1 9q-2 4 -2.600 9h-4.600q-.4 -8 -2.800 -11Z" fill="{dark}"/><path d="M13.800 {hip + 15:g}q2.400 -1.400 5 0l3 3.200q-5 1.600 -8.400 .2Z" fill="#3B3340"/>'
    shoes = "".join(
        f'<path d="M{x - 3.2:g} {hip + 7:g}v-1.800q3.200 -2.600 6.400 0v1.800Z" fill="#3B3340"/>' for x in (11.4, 20.6)
    )
    shins = "".join(
        f'<rect x="{x - 2.1:g}" y="{hip - 0.4:g}" width="4.200" height="6.600" rx="1.500" fill="{leg}"/>'
        for x in (11.4, 20.6)
    )
    laps = "".join(
        f'<rect x="{x - 3:g}" y="{hip - 3.4:g}" width="6" height="6.200" rx="3" fill="{dark}"/>' for x in (11.6, 20.4)
    )
    return shins + shoes + laps


def _baby(head: str, box: Box, cloth: str) -> Drawn:
    face, tall = _head(head, box, 6, 0, 20)
    top = tall - 2
    body = (
        f'<ellipse cx="16" cy="{top + 7:g}" rx="8.500" ry="8" fill="{cloth}"/>'
        f'<ellipse cx="9.500" cy="{top + 13:g}" rx="4.200" ry="2.600" fill="{cloth}"/>'
        f'<ellipse cx="22.500" cy="{top + 13:g}" rx="4.200" ry="2.600" fill="{cloth}"/>'
        f'<circle cx="6.500" cy="{top + 12.5:g}" r="2.200" fill="{_SKIN}"/>'
        f'<circle cx="25.500" cy="{top + 12.5:g}" r="2.200" fill="{_SKIN}"/>'
    )
    return 32, top + 15.6, body + face


_ROBES = ("judge", "student", "mage", "princess", "vampire", "veil", "elf", "supervillain", "superhero")
_TROUSER_OF = {"astronaut": "#D9DCE6", "cook": "#4A4A55", "farmer": "#2F6FB5", "firefighter": "#8E1B2C", "ninja": "#321B41",
               "health-worker": "#5C87B8", "police-officer": "#174D8C", "pilot": "#321B41", "guard": "#321B41",
               "construction-worker": "#4A5C7A", "santa-claus": "#D8343B"}  # fmt: skip


def legs(art: str, bust: str, box: Box, cloth: str, *, pose: str = "") -> Drawn:
    """Return a bust with the rest of the person under it, standing or in a pose."""
    base = box[3]
    role = art.partition("-")[2] if art.startswith(("man-", "woman-", "person-")) else art
    if any(each in art for each in _ROBES):
        colour = cloth or {"princess": "#8D65C5", "mage": "#0084CE", "veil": "#F3EEF8"}.get(
            next((each for each in _ROBES if each in art), ""), "#3A2B45"
        )
        below = f'<path d="M8.500 {base - 4:g} H23.500 L27.500 {base + 15:g} Q16 {base + 18:g} 4.500 {base + 15:g}Z" fill="{colour}"/>'
        return box[2] - box[0], base + 16.4 - box[1], _shifted(below + bust, box)
    colour = _TROUSER_OF.get(role, _TROUSERS[crc32(role.encode()) % len(_TROUSERS)])
    if pose:
        below = _seat(base, colour, colour, pose)
        return box[2] - box[0], base + (7 if pose == "sit" else 9) - box[1], _shifted(below + bust, box)
    shoe = "#B9BCC8" if "astronaut" in art else "#33303C"
    below = "".join(
        f'<rect x="{x:g}" y="{base - 2:g}" width="6.400" height="17" rx="2" fill="{colour}"/>'
        f'<path d="M{x - 1.4 * (x < 12):g} {base + 16.4:g} v-2 q3.900 -3.200 7.800 0 v2Z" fill="{shoe}"/>'  # noqa: PLR2004
        for x in (9.2, 16.4)
    )
    return box[2] - box[0], base + 16.4 - box[1], _shifted(below + bust, box)


def _shifted(body: str, box: Box) -> str:
    return f'<g transform="translate({-box[0]:g} {-box[1]:g})">{body}</g>'
