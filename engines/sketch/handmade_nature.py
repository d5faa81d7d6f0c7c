# ruff: noqa: ISC004 -- long paths of one picture stand on several lines
"""Plants, animals and land that the clip-art lacks: width, height and body in units of their own."""

from __future__ import annotations

from collections.abc import Mapping

_BARK, _LEAF, _DARK_LEAF = "#7A5636", "#4FA35A", "#2F7A42"


def _bamboo() -> str:
    stalks = ""
    for x, top in ((6, 8), (16, 0), (26, 14)):
        stalks += f'<rect x="{x}" y="{top}" width="4.400" height="{70 - top}" rx="1.500" fill="#6FB04F"/>'
        stalks += "".join(
            f'<rect x="{x - 0.6:g}" y="{y}" width="5.600" height="1.400" rx=".7" fill="#4C8A38"/>'
            for y in range(top + 9, 68, 11)
        )
        stalks += "".join(
            f'<path d="M{x + 2} {y} q{8 * side} -7 {13 * side} -1 q{-7 * side} 4 {-13 * side} 1Z" fill="#4FA048"/>'
            for y, side in ((top + 6, 1), (top + 17, -1), (top + 28, 1))
        )
    return stalks


def _blossoms(tones: tuple[str, ...], fruit: str = "") -> str:
    crown = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{tones[n % len(tones)]}"/>'
        for n, (x, y, r) in enumerate(
            (
                (14, 26, 12),
                (42, 26, 12),
                (28, 15, 14),
                (20, 34, 10),
                (37, 35, 10),
                (28, 27, 12),
                (18, 17, 9),
                (40, 16, 9),
            )
        )
    )
    dots = (
        "".join(
            f'<circle cx="{(n * 17) % 44 + 7}" cy="{(n * 11) % 32 + 8}" r="1.900" fill="{fruit}"/>' for n in range(13)
        )
        if fruit
        else ""
    )
    return f'<path d="M25 66 Q27 48 24 38 H32 Q30 48 32 66Z" fill="{_BARK}"/><path d="M27 46 L18 36 M29 46 L39 36" stroke="{_BARK}" stroke-width="2.500"/>{crown}{dots}'


NATURE: Mapping[str, tuple[float, float, str]] = {
    "drawn:iceberg": (100, 56, '<path d="M30 30 L38 12 L46 16 L57 1 L68 13 L74 9 L86 30Z" fill="#D9F0FA"/><path d="M57 1 L50 20 L56 30 H86 L74 9 L68 13Z" fill="#B7DCEF"/><path d="M74 9 L70 30 H86Z" fill="#A3CFE8"/>'
                      '<path d="M3 31 L18 25 H84 L97 31 L92 50 L84 56 H14 L6 48Z" fill="#CFEAF7"/><path d="M3 31 L18 25 H84 L97 31 L70 34 L40 33Z" fill="#FFFFFF"/><path d="M70 34 L97 31 L92 50 L84 56 H66Z" fill="#A9D3EA"/>'
                      '<path d="M24 33 L30 56 H14 L6 48 L3 31Z" fill="#DFF3FB"/><path d="M6 48 L92 50 L84 56 H14Z" fill="#FFFFFF" opacity=".45"/>'),
    "drawn:cypress": (18, 70, f'<rect x="7.500" y="60" width="3" height="10" fill="{_BARK}"/><path d="M9 0 Q17 24 16 46 Q15 62 9 64 Q3 62 2 46 Q1 24 9 0Z" fill="{_DARK_LEAF}"/>'
                      '<path d="M9 0 Q13 26 11 62 Q15 61 16 46 Q17 24 9 0Z" fill="#256636"/>'),
    "drawn:bamboo": (36, 70, _bamboo()),
    "drawn:branch": (80, 22, f'<path d="M0 12 Q24 5 46 10 T80 6 L79 10 Q60 15 46 15 Q24 12 0 18Z" fill="{_BARK}"/><path d="M50 10 Q56 3 64 1" stroke="{_BARK}" stroke-width="2" fill="none"/>'
                     '<path d="M62 2 q8 -4 10 1 q-5 5 -10 -1Z M70 8 q8 -1 9 5 q-7 2 -9 -5Z M24 10 q-1 -8 6 -9 q3 7 -6 9Z M38 15 q7 0 8 6 q-7 3 -8 -6Z M10 15 q6 2 5 7 q-7 0 -5 -7Z" fill="#57A85C"/>'),
    "drawn:lilypad": (60, 16, '<path d="M30 8 L58 4 A30 8 0 1 1 50 2Z" fill="#3E9A4E"/><path d="M30 8 L55 5 A27 6.500 0 1 1 48 3Z" fill="#5DBB63"/><path d="M30 8 L6 7 M30 8 L16 13 M30 8 L40 14 M30 8 L20 3" stroke="#3E9A4E" stroke-width=".8"/>'),
    "drawn:seaweed": (30, 50, '<path d="M8 50 Q2 38 8 28 T8 4 Q14 16 10 28 T12 50Z" fill="#2F8A57"/><path d="M18 50 Q14 40 19 30 T18 12 Q25 22 21 32 T22 50Z" fill="#3FA868"/><path d="M25 50 Q23 42 26 36 T26 24 Q31 32 28 40 T29 50Z" fill="#2F8A57"/>'),
    "drawn:starfish": (40, 38, '<path d="M20 1 Q24 11 26 13 L39 15 Q30 21 28 24 L32 37 Q23 31 20 30 Q17 31 8 37 L12 24 Q10 21 1 15 L14 13 Q16 11 20 1Z" fill="#F2803A"/><g fill="#FFC08A"><circle cx="20" cy="20" r="2"/><circle cx="20" cy="11" r="1.300"/>'
                       '<circle cx="29" cy="17" r="1.300"/><circle cx="11" cy="17" r="1.300"/><circle cx="26" cy="29" r="1.300"/><circle cx="14" cy="29" r="1.300"/></g>'),
    "drawn:seahorse": (28, 48, '<path d="M12 2 Q20 0 21 8 L27 11 Q26 14 21 14 Q22 20 23 26 Q23 38 14 40 Q6 42 7 35 Q8 31 12 33 Q10 36 13 36 Q18 34 17 28 Q10 26 9 18 Q8 12 11 9Z" fill="#F2A33A"/>'
                       '<path d="M9 18 Q3 20 4 27 Q9 26 11 24Z" fill="#E0802E"/><circle cx="17" cy="8" r="1.400" fill="#2B2B33"/><path d="M12 2 L10 0 M15 1 L15 -1 M9 6 L6 5" stroke="#E0802E" stroke-width="1.500"/>'),
    "drawn:dragonfly": (50, 34, '<g fill="#BFE6F5" opacity=".9"><ellipse cx="14" cy="9" rx="13" ry="4.500" transform="rotate(14 14 9)"/><ellipse cx="37" cy="9" rx="13" ry="4.500" transform="rotate(-14 37 9)"/><ellipse cx="16" cy="17" rx="11" ry="3.800" transform="rotate(-10 16 17)"/>'
                        '<ellipse cx="35" cy="17" rx="11" ry="3.800" transform="rotate(10 35 17)"/></g><path d="M24 8 H27 L26.500 33 H24.500Z" fill="#2C9AA0"/><circle cx="25.500" cy="6" r="4" fill="#1F7F86"/><circle cx="23" cy="4" r="2" fill="#7A3B6B"/><circle cx="28" cy="4" r="2" fill="#7A3B6B"/>'),
    "drawn:tadpole": (34, 14, '<path d="M12 7 Q20 2 26 8 T34 5 Q29 12 24 10 Q18 8 12 10Z" fill="#3E4A3A"/><ellipse cx="9" cy="7" rx="9" ry="6.500" fill="#4A5A44"/><circle cx="4.500" cy="5" r="1.500" fill="#FFFFFF"/><circle cx="4.200" cy="5" r=".8" fill="#1B1B1B"/>'),
    "drawn:pigeon": (40, 32, '<path d="M30 16 L40 12 L38 20 L30 22Z" fill="#6F7885"/><path d="M8 8 Q8 1 14 2 Q19 3 18 10 Q28 10 32 18 Q30 28 20 28 Q9 27 8 16Z" fill="#9AA3B0"/><path d="M9 9 Q14 14 18 10 Q18 16 13 17 Q9 15 9 9Z" fill="#5FA08A"/>'
                     '<path d="M16 15 Q28 13 32 18 Q26 25 18 22Z" fill="#7D8694"/><path d="M22 21 L30 18 M20 18 L31 16" stroke="#565E6B" stroke-width="1.500"/><path d="M8 7 L3 9 L8 10Z" fill="#E0A33A"/><circle cx="12" cy="6" r="1.300" fill="#E5622B"/><path d="M17 28 V32 M22 28 V32" stroke="#D9605A" stroke-width="1.500"/>'),
    "drawn:seagull": (60, 26, '<path d="M28 15 Q18 0 0 4 Q12 6 20 16Z" fill="#C5CCD6"/><path d="M34 15 Q44 0 60 4 Q48 6 40 16Z" fill="#C5CCD6"/><path d="M0 4 Q5 3 8 4 L4 6Z M60 4 Q55 3 52 4 L56 6Z" fill="#3B3F48"/><path d="M17 14 Q24 10 34 12 Q44 14 50 20 Q36 26 24 21 Q16 19 17 14Z" fill="#FFFFFF"/>'
                      '<path d="M17 14 L10 17 L17 18Z" fill="#F2A12E"/><circle cx="20.500" cy="14.500" r="1.100" fill="#222222"/>'),
    "drawn:ostrich": (44, 64, '<path d="M16 46 L14 62 M26 46 L28 62" stroke="#D9A08A" stroke-width="2.400"/><path d="M11 63 h6 M26 63 h6" stroke="#B5806A" stroke-width="2"/><path d="M14 30 Q10 12 12 4" stroke="#E0B0A0" stroke-width="3.400" fill="none"/><ellipse cx="24" cy="36" rx="16" ry="12" fill="#3A3440"/>'
                      '<path d="M36 30 Q46 26 43 38 Q38 44 34 40Z" fill="#FFFFFF"/><circle cx="12" cy="4.500" r="3.800" fill="#E0B0A0"/><path d="M9 4 L2 6 L9 7Z" fill="#E0A33A"/><circle cx="11.500" cy="3.600" r="1" fill="#222222"/>'),
    "drawn:toucan": (44, 40, '<path d="M26 20 L34 40 H28 L21 28Z" fill="#23232B"/><ellipse cx="24" cy="18" rx="10" ry="13" fill="#23232B"/><path d="M18 8 Q24 6 26 12 Q26 20 19 20 Q15 15 18 8Z" fill="#FFF3C4"/><path d="M17 8 Q4 4 0 14 Q2 20 6 15 Q11 13 18 15Z" fill="#FF9A2E"/><path d="M0 14 Q2 20 6 15 Q3 14 4 11Z" fill="#2B2B33"/>'
                     '<circle cx="21" cy="9" r="2.400" fill="#4F9BE0"/><circle cx="21" cy="9" r="1.200" fill="#111111"/>'),
    "drawn:stork": (40, 64, '<path d="M20 40 V62 M25 40 V62" stroke="#E5573A" stroke-width="1.600"/><path d="M17 63 h5 M24 63 h5" stroke="#E5573A" stroke-width="1.600"/><path d="M14 34 Q10 20 14 8" stroke="#FFFFFF" stroke-width="4" fill="none"/><ellipse cx="24" cy="33" rx="13" ry="9" fill="#FFFFFF"/>'
                    '<path d="M26 28 Q40 30 40 40 Q30 42 24 36Z" fill="#2B2B33"/><circle cx="14" cy="8" r="4" fill="#FFFFFF"/><path d="M11 7 L0 13 L11 10Z" fill="#E5573A"/><circle cx="13.500" cy="7" r=".9" fill="#222222"/>'),
    "drawn:grass": (40, 26, '<path d="M4 26 Q5 12 0 6 Q9 12 8 26Z M12 26 Q12 8 9 0 Q17 10 16 26Z M20 26 Q22 10 27 2 Q26 14 24 26Z M28 26 Q31 14 38 8 Q33 18 32 26Z" fill="#5AA84E"/><path d="M8 26 Q8 14 5 8 Q13 16 12 26Z M24 26 Q26 14 32 6 Q29 18 28 26Z" fill="#418A3C"/>'),
    "drawn:cherrytree": (56, 66, _blossoms(("#F9BFD3", "#F5A3C0", "#FCD3E0", "#F7B2CB"), "#FFFFFF")),
    "drawn:appletree": (56, 66, _blossoms(("#57A85A", "#4A9A4E", "#64B466"), "#E5342B")),
    "drawn:hill": (120, 44, '<path d="M0 44 Q28 0 62 2 Q96 2 120 44Z" fill="#6FB35A"/><path d="M62 2 Q96 2 120 44 H70 Q86 20 62 2Z" fill="#5A9E4A"/><path d="M30 26 q2 -5 3 0 M48 16 q2 -5 3 0 M74 22 q2 -5 3 0 M90 32 q2 -5 3 0" stroke="#3F7F38" stroke-width="1.200" fill="none"/>'),
    "drawn:mountain": (120, 76, '<path d="M0 76 L36 18 L50 36 L72 2 L120 76Z" fill="#7C8796"/><path d="M72 2 L120 76 H78 L70 40Z" fill="#626C7A"/><path d="M72 2 L88 27 L80 24 L75 32 L70 24 L60 30 L57 25Z M36 18 L46 31 L40 30 L36 36 L31 30 L27 32Z" fill="#FFFFFF"/>'),
    "drawn:waterfall": (50, 70, '<path d="M0 14 Q6 4 14 10 V64 H0Z M50 10 Q44 2 36 10 V64 H50Z" fill="#7A7268"/><path d="M0 26 L8 20 L14 32 V44 L4 40Z M50 30 L42 24 L36 36 V50 L46 44Z" fill="#655D54"/><path d="M13 8 Q25 3 37 8 V64 H13Z" fill="#7CC7EC"/>'
                        '<path d="M17 8 V62 M24 6 V64 M31 8 V62" stroke="#D9F2FF" stroke-width="2.500" opacity=".8"/><ellipse cx="25" cy="65" rx="25" ry="5" fill="#BFE6F7"/><ellipse cx="25" cy="64" rx="15" ry="3" fill="#FFFFFF"/>'),
    "drawn:firefly": (24, 24, '<circle cx="12" cy="14" r="10" fill="#F7F08A" opacity=".35"/><ellipse cx="8" cy="9" rx="5" ry="2.400" fill="#D9E6F0" transform="rotate(30 8 9)"/><ellipse cx="16" cy="9" rx="5" ry="2.400" fill="#D9E6F0" transform="rotate(-30 16 9)"/><ellipse cx="12" cy="9" rx="2.400" ry="4" fill="#3B3340"/><ellipse cx="12" cy="15" rx="3" ry="4" fill="#F5E04A"/>'),
    "drawn:pumpkin": (44, 38, '<path d="M20 8 Q20 2 26 0 L28 3 Q24 4 25 9Z" fill="#5A8A3A"/><ellipse cx="11" cy="23" rx="10" ry="14" fill="#E8801F"/><ellipse cx="33" cy="23" rx="10" ry="14" fill="#E8801F"/><ellipse cx="22" cy="23" rx="11" ry="15" fill="#F7932E"/><path d="M15 11 Q10 23 15 36 M29 11 Q34 23 29 36" stroke="#D46F14" stroke-width="1.400" fill="none"/>'),
    "drawn:flowerbed": (70, 26, '<path d="M2 26 Q4 16 35 15 Q66 16 68 26Z" fill="#6B4A32"/>' + "".join(
        f'<path d="M{x} 22 V{y}" stroke="#3F8F4A" stroke-width="1.500"/><circle cx="{x}" cy="{y}" r="4" fill="{tone}"/><circle cx="{x}" cy="{y}" r="1.500" fill="#FFE27A"/>'
        for x, y, tone in ((9, 11, "#E5504A"), (20, 6, "#F7B2CB"), (31, 9, "#8C6BD0"), (42, 5, "#FFD24F"), (53, 9, "#E5504A"), (62, 12, "#F7B2CB")))),
    "drawn:haybale": (48, 32, '<rect x="2" y="4" width="44" height="28" rx="6" fill="#E3BC57"/><path d="M6 10 H40 M4 17 H44 M6 24 H42" stroke="#C79A3A" stroke-width="1.600" stroke-dasharray="7 3"/><path d="M15 4 V32 M33 4 V32" stroke="#A9793A" stroke-width="2"/>'),
    "drawn:vegetables": (50, 30, '<path d="M8 16 Q2 6 12 2 Q20 0 20 10Z" fill="#4FA35A"/><path d="M4 26 L22 12 L26 17 L8 29 Q3 30 4 26Z" fill="#F2872E"/><circle cx="33" cy="19" r="10" fill="#E5442E"/><path d="M28 10 L33 12 L38 9 L36 14 L30 14Z" fill="#3F8F4A"/><ellipse cx="43" cy="22" rx="6.500" ry="8" fill="#7A4FA0"/><path d="M42 13 h4 l-1 4 h-3Z" fill="#3F8F4A"/>'),
    "drawn:fruit": (52, 34, '<circle cx="15" cy="13" r="8" fill="#E5342B"/><circle cx="28" cy="10" r="8" fill="#FF9A2E"/><path d="M34 18 Q48 14 50 2 Q40 2 34 10Z" fill="#FFD84A"/><circle cx="38" cy="14" r="5" fill="#7A4FA0"/><circle cx="33" cy="16" r="5" fill="#8C5FB5"/><path d="M15 5 q1 -4 5 -4" stroke="#5B7A3A" stroke-width="1.500" fill="none"/>'
                    '<path d="M2 17 H50 Q48 32 34 34 H18 Q4 32 2 17Z" fill="#B07A45"/><path d="M2 17 H50 L49 21 H3Z" fill="#8A5A30"/>'),
}  # fmt: skip
"""Every plant, animal and piece of land made by hand."""
