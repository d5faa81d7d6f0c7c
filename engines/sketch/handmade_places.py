# ruff: noqa: ISC004 -- long paths of one picture stand on several lines
"""Buildings, vehicles and street furniture that the clip-art lacks: width, height and body in units of their own."""

from __future__ import annotations

from collections.abc import Mapping

_WOOD, _DARK = "#B07A45", "#8A5A30"


def _bricks(wide: int, tall: int) -> str:
    lines = "".join(f"M0 {y}H{wide}" for y in range(7, tall, 7))
    joints = "".join(f"M{x + 6 * (row % 2)} {row * 7}v7" for row in range(tall // 7) for x in range(6, wide, 12))
    return f'<path d="{lines}{joints}" stroke="#000000" stroke-opacity=".16" stroke-width="1"/>'


def _skyline() -> str:
    out = ""
    for n, (x, wide, top) in enumerate(
        (
            (0, 16, 30),
            (14, 14, 12),
            (30, 18, 22),
            (46, 12, 2),
            (60, 18, 18),
            (76, 14, 8),
            (92, 18, 26),
            (108, 14, 16),
            (120, 20, 32),
        )
    ):
        tone = ("#6B7A99", "#59678A", "#7C8AA8")[n % 3]
        out += f'<rect x="{x}" y="{top}" width="{wide}" height="{70 - top}" fill="{tone}"/>'
        out += "".join(
            f'<rect x="{x + 2.5 + c * 4.5:g}" y="{y}" width="2" height="2.600" fill="#FFE9A3" opacity="{0.9 if (c + y + n) % 3 else 0.35}"/>'
            for c in range(int((wide - 3) // 4.5))
            for y in range(top + 4, 66, 6)
        )
    return out


def _awning(y: int, wide: int) -> str:
    return "".join(
        f'<path d="M{k * wide / 8 + 3:.1f} {y} L{(k + 1) * wide / 8 + 3:.1f} {y} L{(k + 1) * (wide + 6) / 8:.1f} {y + 14} q{-(wide + 6) / 16:.1f} 6 {-(wide + 6) / 8:.1f} 0Z" fill="{("#E5504A", "#FFF6E8")[k % 2]}"/>'
        for k in range(8)
    )


PLACES: Mapping[str, tuple[float, float, str]] = {
    "drawn:wall": (120, 56, '<rect width="120" height="56" fill="#C98A6A"/>' + _bricks(120, 56) + '<rect y="0" width="120" height="4" fill="#A56E52"/>'),
    "drawn:stall": (76, 64, f'<path d="M5 14 H8 V64 H5Z M68 14 H71 V64 H68Z" fill="{_DARK}"/><rect x="8" y="14" width="60" height="26" fill="#F6E7C8"/>{_awning(0, 70)}<rect x="1" y="40" width="74" height="5" rx="1" fill="{_WOOD}"/><path d="M3 45 H73 V62 H3Z" fill="#9A6636"/><path d="M3 50 H73 M3 56 H73" stroke="#7F5229" stroke-width="1"/>'),
    "drawn:awning": (76, 18, _awning(0, 70)),
    "drawn:gate": (60, 56, '<path d="M2 8 H12 V56 H2Z M48 8 H58 V56 H48Z" fill="#9A9187"/><path d="M0 4 H14 V9 H0Z M46 4 H60 V9 H46Z" fill="#B9B0A4"/><path d="M12 18 Q30 4 48 18" fill="none" stroke="#33363F" stroke-width="2.400"/><path d="M15 17 V56 M20 14 V56 M25 12 V56 M30 11 V56 M35 12 V56 M40 14 V56 M45 17 V56 M12 30 H48 M12 50 H48" stroke="#33363F" stroke-width="1.800"/>'),
    "drawn:stairs": (56, 44, "".join(f'<rect x="{k * 8}" y="{38 - k * 6}" width="{56 - k * 8}" height="{6 + 6 * k}" fill="{("#B9B0A4", "#A79E92")[k % 2]}"/><rect x="{k * 8}" y="{38 - k * 6}" width="{56 - k * 8}" height="1.500" fill="#D3CBC0"/>' for k in range(7))),
    "drawn:column": (22, 64, '<rect x="0" y="0" width="22" height="5" fill="#E9E4DA"/><rect x="2" y="5" width="18" height="4" fill="#D3CCBF"/><rect x="4" y="9" width="14" height="46" fill="#F1ECE2"/><path d="M7 9 V55 M11 9 V55 M15 9 V55" stroke="#CFC8BA" stroke-width="1.400"/><rect x="2" y="55" width="18" height="4" fill="#D3CCBF"/><rect x="0" y="59" width="22" height="5" fill="#E9E4DA"/>'),
    "drawn:tower": (34, 88, '<path d="M5 26 H29 V88 H5Z" fill="#B9AFA2"/><path d="M17 0 L32 26 H2Z" fill="#8A4B38"/><circle cx="17" cy="36" r="7" fill="#FFF8E7"/><path d="M17 31 V36 L21 38" stroke="#33363F" stroke-width="1.400" fill="none"/><path d="M13 52 Q17 46 21 52 V60 H13Z M13 88 V76 Q17 70 21 76 V88Z" fill="#5B4636"/><path d="M5 46 H29 M5 66 H29" stroke="#968C7F" stroke-width="1.500"/>'),
    "drawn:cottage": (64, 50, '<path d="M8 22 H56 V50 H8Z" fill="#A06B3B"/><path d="M8 27 H56 M8 33 H56 M8 39 H56 M8 45 H56" stroke="#7F5229" stroke-width="1.300"/><path d="M0 24 L32 2 L64 24 L60 27 L32 8 L4 27Z" fill="#5B4636"/><path d="M8 24 L32 8 L56 24Z" fill="#8A5A30"/><path d="M46 4 h6 v11 l-6 -4Z" fill="#8F8378"/><path d="M27 50 V33 H38 V50Z" fill="#5B3A22"/><rect x="13" y="31" width="10" height="9" fill="#FFE9A3"/><rect x="42" y="31" width="10" height="9" fill="#FFE9A3"/><path d="M18 31v9M13 35.500h10M47 31v9M42 35.500h10" stroke="#5B4636" stroke-width="1.200"/>'),
    "drawn:barn": (66, 56, '<path d="M6 26 V56 H60 V26 L50 10 L33 2 L16 10Z" fill="#B53A34"/><path d="M2 28 L14 8 L33 0 L52 8 L64 28 L60 29 L50 12 L33 4 L16 12 L6 29Z" fill="#5B4636"/><path d="M22 56 V32 H44 V56Z" fill="#8F2A26"/><path d="M22 32 H44 V56 H22Z M22 32 L44 56 M44 32 L22 56" fill="none" stroke="#FFF6E8" stroke-width="2"/><rect x="28" y="14" width="10" height="10" fill="#FFF6E8"/><path d="M33 14v10M28 19h10" stroke="#B53A34" stroke-width="1.400"/>'),
    "drawn:skyline": (140, 70, _skyline()),
    "drawn:trafficlight": (18, 66, '<rect x="7.500" y="34" width="3" height="32" fill="#33363F"/><rect x="2" y="0" width="14" height="36" rx="4" fill="#33363F"/><circle cx="9" cy="7" r="4" fill="#E5342B"/><circle cx="9" cy="18" r="4" fill="#FFC82E"/><circle cx="9" cy="29" r="4" fill="#35A853"/>'),
    "drawn:hydrant": (22, 32, '<path d="M6 8 Q6 1 11 1 Q16 1 16 8Z" fill="#C12A24"/><rect x="4" y="7" width="14" height="3" rx="1" fill="#E5342B"/><rect x="6" y="10" width="10" height="18" fill="#E5342B"/><rect x="1" y="14" width="20" height="6" rx="2" fill="#C12A24"/><circle cx="11" cy="17" r="3" fill="#F2C230"/><rect x="3" y="28" width="16" height="4" rx="1" fill="#C12A24"/>'),
    "drawn:cone": (24, 28, '<path d="M10 0 H14 L20 24 H4Z" fill="#FF7A1F"/><path d="M8 9 H16 L17.500 15 H6.500Z" fill="#FFFFFF"/><rect x="0" y="24" width="24" height="4" rx="1" fill="#E5601F"/>'),
    "drawn:phonebox": (28, 62, '<rect x="1" y="2" width="26" height="60" rx="2" fill="#D8343B"/><path d="M3 2 Q14 -3 25 2Z" fill="#B5262B"/><rect x="4" y="5" width="20" height="4" fill="#FFF6E8"/><path d="M5 13 H13 V56 H5Z M15 13 H23 V56 H15Z" fill="#BFE3F2"/><path d="M5 21h18M5 29h18M5 37h18M5 45h18" stroke="#D8343B" stroke-width="1.600"/>'),
    "drawn:vending": (34, 58, '<rect x="1" y="0" width="32" height="58" rx="2" fill="#3F6FB5"/><rect x="4" y="5" width="18" height="38" fill="#DFF0F7"/>' + "".join(f'<rect x="{5.5 + c * 5.5:g}" y="{8 + r * 9}" width="3.400" height="6" rx="1" fill="{("#E5504A", "#FFD24F", "#4FA36B")[(c + r) % 3]}"/>' for r in range(4) for c in range(3)) + '<rect x="25" y="12" width="5" height="8" fill="#23262E"/><circle cx="27.500" cy="26" r="1.500" fill="#FFD24F"/><rect x="6" y="47" width="16" height="6" fill="#23262E"/>'),
    "drawn:turbine": (50, 88, '<path d="M24 30 H27 L29 88 H22Z" fill="#E9EEF2"/><g fill="#FFFFFF" stroke="#C3CCD5" stroke-width=".6"><path d="M25.500 29 Q22 14 25.500 0 Q29 14 25.500 29Z"/><path d="M25.500 29 Q40 32 50 43 Q36 42 25.500 29Z"/><path d="M25.500 29 Q15 42 1 43 Q11 32 25.500 29Z"/></g><circle cx="25.500" cy="29" r="2.600" fill="#AEB9C4"/>'),
    "drawn:solar": (60, 34, '<path d="M10 2 H58 L50 26 H2Z" fill="#2F5D9A"/><path d="M22 2 L14 26 M34 2 L26 26 M46 2 L38 26 M7.500 10 H55.500 M4.800 18 H52.800" stroke="#BFD9F2" stroke-width="1.200"/><path d="M14 26 V34 M40 26 V34" stroke="#7A828D" stroke-width="2.400"/>'),
    "drawn:submarine": (80, 40, '<path d="M34 14 V5 H52 L55 14Z" fill="#E0B21E"/><path d="M44 5 V0 H50 V2" stroke="#5A5F6B" stroke-width="2" fill="none"/><path d="M16 12 H58 Q78 13 78 26 Q78 39 58 40 H22 Q10 38 8 28 L2 34 V18 L8 24 Q9 13 16 12Z" fill="#FFD22E"/><path d="M8 28 Q10 38 22 40 H58 Q76 39 78 27 Q60 33 40 33 Q20 33 8 28Z" fill="#E0B21E"/>'
                        '<g fill="#4A5566"><circle cx="30" cy="24" r="5.500"/><circle cx="45" cy="24" r="5.500"/><circle cx="60" cy="24" r="5.500"/></g><g fill="#9AD8F5"><circle cx="30" cy="24" r="3.800"/><circle cx="45" cy="24" r="3.800"/><circle cx="60" cy="24" r="3.800"/></g>'),
    "drawn:pirateship": (84, 80, '<path d="M27 6 H29.500 V62 H27Z M52 2 H54.500 V62 H52Z" fill="#6B4A2E"/><path d="M14 14 Q26 18 42 14 Q38 26 42 38 Q26 42 14 38 Q18 26 14 14Z M40 10 Q54 14 70 10 Q65 24 70 40 Q54 44 40 40 Q45 24 40 10Z" fill="#F3EBDA"/><path d="M52 2 L68 5 L52 9Z" fill="#23202B"/><circle cx="55" cy="23" r="5" fill="#2B2630"/><circle cx="53" cy="22.500" r="1.300" fill="#FFFFFF"/><circle cx="57" cy="22.500" r="1.300" fill="#FFFFFF"/><path d="M49 31 L61 27 M49 27 L61 31" stroke="#2B2630" stroke-width="1.600"/>'
                         '<path d="M2 50 L14 54 H66 L82 46 Q80 72 66 80 H18 Q6 72 2 50Z" fill="#8A5226"/><path d="M5 60 H79 L77 65 H7Z" fill="#6B3E1C"/><g fill="#2E2226"><rect x="20" y="68" width="6" height="5"/><rect x="34" y="68" width="6" height="5"/><rect x="48" y="68" width="6" height="5"/></g>'),
    "drawn:raft": (70, 18, "".join(f'<rect x="{2 + k * 11}" y="4" width="10" height="12" rx="4" fill="{("#A5743F", "#94652F")[k % 2]}"/>' for k in range(6)) + '<path d="M0 7 H70 V9.500 H0Z M0 12 H70 V14.500 H0Z" fill="#D9C08A"/>'),
    "drawn:gondola": (90, 30, '<path d="M2 4 Q8 4 10 14 Q40 22 76 14 Q82 4 88 2 L86 8 Q84 22 70 26 H26 Q8 24 2 4Z" fill="#23202B"/><path d="M36 16 H54 V10 Q45 6 36 10Z" fill="#B52F3A"/><path d="M10 15 Q40 24 77 15 L76 18 Q40 27 12 18Z" fill="#D9A53A"/>'),
    "drawn:digger": (84, 50, '<rect x="22" y="38" width="42" height="12" rx="6" fill="#33363F"/><circle cx="29" cy="44" r="3.500" fill="#8A96A3"/><circle cx="43" cy="44" r="3.500" fill="#8A96A3"/><circle cx="57" cy="44" r="3.500" fill="#8A96A3"/><path d="M30 20 H62 Q68 24 68 36 H26Z" fill="#F2B92E"/><path d="M32 10 H48 V26 H30Z" fill="#D99C1E"/><path d="M34 13 H45 V23 H33Z" fill="#BFE3F2"/><path d="M30 26 L16 6 L20 3 L36 22Z M16 6 L6 24 L3 22 L13 2Z" fill="#D99C1E"/><path d="M0 22 L10 26 L8 36 Q2 36 0 30Z" fill="#5A5F6B"/>'),
    "drawn:crane": (70, 92, '<path d="M16 14 H24 V92 H16Z" fill="#F2B92E"/><path d="M16 20 L24 30 L16 40 L24 50 L16 60 L24 70 L16 80 L24 90" stroke="#B5821A" stroke-width="1.500" fill="none"/><path d="M0 14 H70 V19 H0Z" fill="#F2B92E"/><path d="M20 2 L66 14 M20 2 L4 14" stroke="#7A5A12" stroke-width="1.200"/><path d="M18 2 h4 v12 h-4Z" fill="#D99C1E"/><path d="M56 19 V50" stroke="#4A4A55" stroke-width="1.200"/><path d="M53 50 h6 v5 q-3 4 -6 0Z" fill="#4A4A55"/><rect x="0" y="19" width="10" height="8" fill="#7A828D"/><rect x="10" y="88" width="20" height="4" fill="#7A828D"/>'),
    "drawn:pyramid": (100, 62, '<path d="M50 0 L100 62 H0Z" fill="#E3BE77"/><path d="M50 0 L100 62 H62Z" fill="#C49A52"/><path d="M41 11 H54 M32 22 H57 M23 33 H59 M15 44 H60 M6 55 H62" stroke="#B58C46" stroke-width="1"/>'),
    "drawn:igloo": (70, 40, '<path d="M4 40 Q4 2 38 2 Q68 2 68 40Z" fill="#EAF5FB"/><path d="M7 26 H66 M14 14 H60 M30 3 V14 M46 3 V14 M22 14 V26 M38 14 V26 M54 14 V26 M60 26 V40 M46 26 V40" stroke="#B5D3E5" stroke-width="1.300"/><path d="M2 40 V32 Q2 20 16 20 Q30 20 30 32 V40Z" fill="#D3E8F4"/><path d="M8 40 V33 Q8 26 16 26 Q24 26 24 33 V40Z" fill="#3A4A63"/>'),
    "drawn:scarecrow": (46, 62, f'<path d="M21.500 30 H24.500 V62 H21.500Z M2 26 H44 V29 H2Z" fill="{_DARK}"/><path d="M8 22 H38 L40 31 H32 V48 H14 V31 H6Z" fill="#4F7FB5"/><path d="M18 34h6v6h-6Z" fill="#E5A33A"/><circle cx="23" cy="15" r="8" fill="#EBCB88"/><path d="M8 10 H38 L31 7 L28 0 H18 L15 7Z" fill="#A5743F"/><circle cx="20" cy="15" r="1.200" fill="#2B2B33"/><circle cx="26" cy="15" r="1.200" fill="#2B2B33"/><path d="M19 19 q4 3 8 0" stroke="#2B2B33" stroke-width="1" fill="none"/><path d="M6 24 l-6 2 l5 2 l-4 3 l6 -1Z M40 24 l6 2 l-5 2 l4 3 l-6 -1Z" fill="#E3BC57"/>'),
    "drawn:well": (46, 56, '<path d="M4 30 H42 L40 56 H6Z" fill="#9A9187"/><path d="M4 30 H42 V35 H4Z" fill="#B9B0A4"/><path d="M5 42 H41 M6 49 H40 M16 35 V42 M30 35 V42 M22 42 V49 M34 42 V49" stroke="#7F766D" stroke-width="1.200"/><path d="M8 14 H11 V30 H8Z M35 14 H38 V30 H35Z" fill="#8A5A30"/><path d="M23 0 L44 14 H2Z" fill="#A5532F"/><path d="M23 14 V24" stroke="#6B5540" stroke-width="1"/><path d="M19 23 H27 L26 30 H20Z" fill="#8A5A30"/>'),
    "drawn:cart": (66, 40, f'<path d="M4 10 H54 L50 28 H10Z" fill="{_WOOD}"/><path d="M5 15 H53 M8 21 H51" stroke="{_DARK}" stroke-width="1.500"/><path d="M52 14 L66 8 V11 L52 18Z" fill="{_DARK}"/><circle cx="20" cy="30" r="9.500" fill="none" stroke="#5B3A22" stroke-width="2.600"/><circle cx="42" cy="30" r="9.500" fill="none" stroke="#5B3A22" stroke-width="2.600"/><path d="M20 21v18M11 30h18M42 21v18M33 30h18" stroke="#5B3A22" stroke-width="1.400"/>'),
    "drawn:jetty": (90, 26, f'<path d="M0 4 H90 V10 H0Z" fill="{_WOOD}"/><path d="M8 4v6M18 4v6M28 4v6M38 4v6M48 4v6M58 4v6M68 4v6M78 4v6" stroke="{_DARK}" stroke-width="1"/><path d="M6 10 H11 V26 H6Z M30 10 H35 V26 H30Z M55 10 H60 V26 H55Z M79 10 H84 V26 H79Z" fill="{_DARK}"/>'),
    "drawn:carousel": (76, 72, '<path d="M38 0 V6" stroke="#8A5A30" stroke-width="2"/><path d="M38 0 L46 3 L38 6Z" fill="#E5504A"/><path d="M38 6 L74 24 H2Z" fill="#E5504A"/><path d="M38 6 L20 24 H2Z M38 6 L47 24 H29Z M38 6 L74 24 H60Z" fill="#FFF6E8"/><path d="M2 24 H74 V30 q-6 4 -12 0 q-6 4 -12 0 q-6 4 -12 0 q-6 4 -12 0 q-6 4 -12 0 q-6 4 -12 0Z" fill="#FFD24F"/><path d="M34 30 H42 V62 H34Z" fill="#C58AC0"/><path d="M13 31 V62 M26 31 V62 M51 31 V62 M63 31 V62" stroke="#E3B23C" stroke-width="1.600"/>'
                       + "".join(f'<path d="M{x} {y} q-5 -1 -6 4 l2 2 l3 -2 l1 4 l-1 7 h2 l2 -6 h5 l2 6 h2 l-1 -8 q3 -1 2 -5 q-2 3 -5 2Z" fill="{tone}"/>' for x, y, tone in ((11, 40, "#FFFFFF"), (24, 44, "#8FC8E8"), (49, 42, "#F7B2CB"), (62, 39, "#E9C46A")))
                       + '<path d="M2 62 H74 L70 72 H6Z" fill="#8C6BC8"/><path d="M2 62 H74 V66 H2Z" fill="#6B4FA5"/>'),
    "drawn:tank": (80, 40, '<rect x="4" y="24" width="66" height="16" rx="8" fill="#3B4430"/><circle cx="13" cy="32" r="4.500" fill="#7A8660"/><circle cx="26" cy="32" r="4.500" fill="#7A8660"/><circle cx="39" cy="32" r="4.500" fill="#7A8660"/><circle cx="52" cy="32" r="4.500" fill="#7A8660"/><circle cx="62" cy="32" r="4" fill="#7A8660"/><path d="M8 18 H66 L70 26 H4Z" fill="#66734A"/><path d="M22 6 H48 L54 18 H18Z" fill="#566340"/><path d="M49 9 H80 V12 H50Z" fill="#46523A"/>'),
}  # fmt: skip
"""Every building, vehicle and piece of street furniture made by hand."""
