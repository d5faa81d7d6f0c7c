"""The tables of what weakens a prompt: what contradicts what, what to say in place of a denial, what asks for exact text."""

from __future__ import annotations

from collections.abc import Mapping


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in text.split(",") if each.strip())


_REAL = _listed(
    "photorealistic, photorealism, photo realistic, hyperrealistic, hyper realistic, ultra realistic, lifelike photo"
)
_WATER = _listed("watercolour, watercolor, watercolour painting, watercolor painting, gouache")
_OIL = _listed("oil painting, oil paint, oil on canvas, impasto")
_PIXEL = _listed("pixel art, 8 bit, 16 bit")
_RENDER = _listed("3d render, 3d rendering, 3d rendered, octane render, cgi, unreal engine")
_FLAT = _listed(
    "flat vector, vector art, vector illustration, flat design, flat illustration, flat colours, flat colors"
)
_TOON = _listed("cartoon, anime, manga, comic book, cel shaded, chibi")
_LINE = _listed("line art, line drawing, pencil sketch, pencil drawing, charcoal sketch, charcoal drawing")
_CLAY = _listed("claymation, clay model, stop motion")

CONFLICTS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (_REAL, (*_WATER, *_OIL, *_PIXEL, *_FLAT, *_TOON, *_LINE, *_CLAY, "abstract", "impressionist", "stained glass", "low poly")),
    (_RENDER, (*_WATER, *_OIL, *_PIXEL, *_FLAT, *_LINE, "hand drawn", "polaroid")),
    (_PIXEL, (*_WATER, *_OIL, *_FLAT, *_LINE, "vector", "smooth gradients")),
    (_WATER, (*_OIL, *_FLAT, "vector", *_CLAY)),
    (_OIL, (*_FLAT, *_TOON, *_CLAY, "vector", "line art")),
    (("candid",), _listed("studio, studio portrait, studio shot, studio lighting, posed, staged, formal portrait")),
    (
        _listed("minimalist, minimal, minimalistic, minimalism"),
        _listed("ornate, cluttered, maximalist, baroque, intricate, busy, rococo, highly detailed, packed with, crammed, extremely detailed"),
    ),
    (
        _listed("black and white, monochrome, monochromatic, grayscale, greyscale"),
        _listed("vibrant colours, vibrant colors, colourful, colorful, neon colours, neon colors, rainbow, full colour, full color, "
                "bright colours, bright colors, vivid colours, vivid colors, vibrant, saturated colours, saturated colors, technicolor"),
    ),
    (_listed("flat, flat design, flat vector"), _listed("3d render, 3d rendering, 3d, photorealistic")),
    (("macro", "macro shot", "extreme close up"), _listed("aerial, wide angle, panorama, panoramic, drone shot, bird's eye, wide shot, aerial view")),
    (("close up", "closeup", "extreme close up"), _listed("wide shot, aerial, aerial view, full body, full body shot, full length, panorama, drone shot, wide angle landscape")),
    (_listed("top down, overhead, bird's eye, flat lay, aerial view"), _listed("low angle, eye level, worm's eye, from below")),
    (("low angle", "worm's eye"), ("high angle", "bird's eye", "from above")),
    (("symmetrical", "perfectly symmetrical"), ("asymmetrical", "asymmetric")),
    (_listed("shallow depth of field, blurred background, blurry background"), _listed("everything in focus, deep focus, everything sharp, deep depth of field")),
    (_listed("soft light, soft lighting, diffused light"), _listed("harsh light, harsh lighting, hard light, hard lighting, harsh shadows, hard shadows")),
    (_listed("midday, noon, midday sun, high noon, daytime, broad daylight, sunny day, bright sunny"), _listed("night, midnight, nighttime, moonlit, moonlight, starry night")),
    (_listed("empty street, deserted, empty, abandoned"), _listed("crowded, bustling, packed with people, busy crowd")),
    (_listed("high key, high key lighting"), _listed("low key, low key lighting")),
    (_listed("sunrise, dawn"), _listed("sunset, dusk")),
    (_listed("bright and cheerful, cheerful, joyful, happy"), _listed("gloomy, bleak, sinister, terrifying, depressing, ominous")),
    (_listed("calm, serene, peaceful, tranquil"), _listed("chaotic, frantic, explosive, violent")),
    (_listed("hand drawn, hand painted"), _listed("photorealistic, photograph, 3d render")),
    (_listed("medieval painting, renaissance, baroque"), _listed("vaporwave, cyberpunk, minimalist")),
    (_listed("muted colours, muted colors, muted palette, pastel, pastel colours, pastel colors"), _listed("neon colours, neon colors, vivid colours, vivid colors, oversaturated, garish")),
)  # fmt: skip
"""What one picture cannot be at once, side by side."""
MIXED = frozenset(_listed("photo, photograph, dslr photo, dslr"))
"""What a picture is taken to be only where it stands in a list of styles, or right beside another one."""
DRAWN_TOO = frozenset(
    {*_WATER, *_OIL, *_PIXEL, *_FLAT, *_TOON, *_LINE, *_CLAY, "3d render", "vector", "painting", "illustration"}
)
TOOLS = frozenset(_listed("set, paint, paints, brush, brushes, palette, pencil, pencils, kit, class, tin, artist, painter, museum, studio, mug, sticker, "
                          "poster, character, hero, book, books, tattoo, mural, on, hanging, lying"))  # fmt: skip
"""What follows a style that is a thing in the picture."""
DENIALS = frozenset(_listed("no, not, without, avoid, never, nothing, instead, than, isn't, don't, non, from, between, turning, becoming, into, to, contrast"))  # fmt: skip
"""What stands before a style that is not wished, or turns into another."""

IN_PLACE: Mapping[str, str] = {
    **dict.fromkeys(_listed("cloud, clouds"), "clear sky"),
    **dict.fromkeys(_listed("people, person, human, humans, crowd, crowds, pedestrians, tourists, one"), "empty surroundings"),
    **dict.fromkeys(_listed("car, cars, traffic, vehicles"), "quiet empty roads"),
    **dict.fromkeys(_listed("background, backdrop"), "plain white background"),
    **dict.fromkeys(_listed("blur, blurriness, blurring"), "sharp focus throughout"),
    **dict.fromkeys(_listed("shadow, shadows"), "even, shadowless light"),
    **dict.fromkeys(_listed("color, colour, colors, colours"), "black and white tones"),
    **dict.fromkeys(_listed("bright colors, bright colours, vivid colors, vivid colours"), "muted colours"),
    **dict.fromkeys(_listed("dark colors, dark colours"), "light colours"),
    "wind": "still air",
    "rain": "dry weather",
    "snow": "bare ground",
    "ice": "open water",
    **dict.fromkeys(_listed("tree, trees"), "open treeless ground"),
    **dict.fromkeys(_listed("leaf, leaves"), "bare branches"),
    **dict.fromkeys(_listed("building, buildings, houses, skyscrapers"), "open, undeveloped land"),
    **dict.fromkeys(_listed("clutter, mess, junk, litter, trash, garbage"), "tidy, clear surfaces"),
    "furniture": "bare, unfurnished space",
    **dict.fromkeys(_listed("noise, grain"), "clean, smooth detail"),
    **dict.fromkeys(_listed("smile, smiles, smiling"), "a serious expression"),
    "glasses": "clear, uncovered eyes",
    "makeup": "bare, natural skin",
    **dict.fromkeys(_listed("beard, moustache, facial hair"), "a clean-shaven face"),
    "hair": "a bald head",
    **dict.fromkeys(_listed("hat, hats"), "a bare head"),
    "shoes": "bare feet",
    **dict.fromkeys(_listed("sun, sunlight, sunshine"), "overcast sky"),
    **dict.fromkeys(_listed("light, lights"), "deep darkness"),
    **dict.fromkeys(_listed("darkness, dark areas"), "bright, even light"),
    **dict.fromkeys(_listed("wave, waves, ripples"), "calm, flat water"),
    **dict.fromkeys(_listed("flower, flowers"), "plain green foliage"),
    **dict.fromkeys(_listed("animal, animals, birds"), "a still, empty landscape"),
    **dict.fromkeys(_listed("border, borders, frame, frames"), "edge-to-edge composition"),
    **dict.fromkeys(_listed("reflection, reflections, glare"), "matte surfaces"),
    **dict.fromkeys(_listed("star, stars"), "plain dark sky"),
    **dict.fromkeys(_listed("fog, mist, haze, smoke"), "clear air"),
    **dict.fromkeys(_listed("weapons, weapon, guns"), "empty hands"),
    **dict.fromkeys(_listed("wrinkles, wrinkle, creases"), "smooth surfaces"),
    **dict.fromkeys(_listed("water, puddles"), "dry ground"),
    **dict.fromkeys(_listed("grass, plants"), "bare earth"),
    **dict.fromkeys(_listed("distortion, distortions, deformities, extra fingers, extra limbs, bad anatomy, bad hands"), "natural, correct anatomy"),
    **dict.fromkeys(_listed("gradients, gradient, shading"), "flat, solid colours"),
    **dict.fromkeys(_listed("details, fine details"), "simple shapes"),
    **dict.fromkeys(_listed("modern things, modern objects, modern buildings"), "period-correct objects"),
    **dict.fromkeys(_listed("power lines, wires, cables"), "unobstructed sky"),
    **dict.fromkeys(_listed("cartoon, cartoons, anime"), "realistic rendering"),
    **dict.fromkeys(_listed("sad faces, sadness, frowning"), "cheerful faces"),
}  # fmt: skip
"""What to ask for in place of what is not to be there."""
IN_PLACE_OF_STATES: Mapping[str, str] = {
    **dict.fromkeys(_listed("blurry, blurred, out of focus, fuzzy"), "in sharp focus"),
    **dict.fromkeys(_listed("dark, gloomy, dim"), "brightly lit"),
    **dict.fromkeys(_listed("bright, overexposed"), "softly lit"),
    "boring": "lively",
    **dict.fromkeys(_listed("scary, creepy, spooky"), "friendly"),
    **dict.fromkeys(_listed("crowded, packed"), "sparsely filled"),
    **dict.fromkeys(_listed("cluttered, messy, busy"), "tidy and simple"),
    **dict.fromkeys(_listed("cartoonish, cartoony, fake, artificial, fake looking, plastic"), "natural and realistic"),
    **dict.fromkeys(_listed("realistic, photorealistic"), "stylised"),
    **dict.fromkeys(_listed("colorful, colourful, saturated"), "muted in colour"),
    **dict.fromkeys(_listed("sad, angry"), "cheerful"),
    **dict.fromkeys(_listed("smiling, happy"), "serious"),
    **dict.fromkeys(_listed("ugly, weird, deformed, distorted"), "well proportioned"),
    **dict.fromkeys(_listed("modern, futuristic"), "old-fashioned"),
    **dict.fromkeys(_listed("old, old looking"), "young"),
    **dict.fromkeys(_listed("big, large, huge"), "small"),
    **dict.fromkeys(_listed("complicated, complex, detailed"), "simple"),
    **dict.fromkeys(_listed("childish, cute"), "grown-up"),
    **dict.fromkeys(_listed("cold"), "warm"),
}
DENYING: tuple[str, ...] = _listed(
    "no, without, without any, avoid, avoid any, with no, with no visible, there are no, there is no, free of"
)
FORBIDDING: tuple[str, ...] = _listed(
    "don't include, do not include, don't show, do not show, don't add, do not add, don't draw, do not draw, don't put, do not put, "
    "don't want, do not want, don't have, do not have, don't use, do not use, dont include, dont show, dont add, dont want, dont draw, "
    "i don't want, i do not want, i dont want, never show, please no, leave out, must not have, must not show, should not have, "
    "shouldn't have, should not include, not include, doesn't have, does not have, exclude, dont put, dont use"
)
STATING: tuple[str, ...] = _listed("not, not too, not so, not very, don't make it, do not make it, dont make it, don't make it too, do not make it too, "
                                   "dont make it too, not looking, not look, must not be, should not be, shouldn't be, isn't, is not, can't be")  # fmt: skip
ANY = frozenset(_listed("any, a, an, the, visible, other, extra, more, of"))

BEARERS = frozenset(_listed(
    "sign, signs, signpost, poster, banner, billboard, placard, label, shirt, t, tshirt, tee, mug, cup, card, logo, bubble, cake, sticker, screen, note, "
    "cover, caption, letters, lettering, tombstone, gravestone, cap, hat, neon, board, chalkboard, blackboard, whiteboard, book, flag, headline, "
    "title, plaque, badge, tattoo, graffiti, storefront, awning, window, door, bottle, box, bag, tote, ticket, newspaper, page, text, typography, "
    "marquee, menu, doormat, pin, button, plate, envelope, letter, invitation, flyer, packaging, hoodie, jersey, sweatshirt"
))  # fmt: skip
"""What bears text."""
SAYING: tuple[str, ...] = _listed(
    "that says, which says, saying, says, say, that reads, which reads, reading, reads, that say, spelling, spelling out, that spells"
)
"""What text follows where something that bears text stands before it."""
NAMING: tuple[str, ...] = _listed(
    "with the text, with text saying, the text, with the words, the words, with the word, the word, with the slogan, the slogan, "
    "with the headline, the headline, with the title, titled, labeled, labelled, captioned, with the caption, the caption, "
    "with the name, with the message, the message, with the phrase, the phrase, the tagline, with the tagline, with the quote, "
    "with the inscription, emblazoned with, engraved with the words, with text, add the text, write, add text saying, text that says, the logo text"
)
"""What text follows in any case."""
NO_TEXT = frozenset(_listed(
    "a, an, the, about, in, on, of, is, are, and, at, should, must, to, that, for, with, it, its, his, her, their, above, below, under, only, be, large, "
    "small, bold, centred, centered, aligned, across, from, by, has, sits, set, or, runs, goes, placed, appears, area, block, legible, readable, as, "
    "written, overlay, box, blocks, rendered, size, clearly, left, right, top, bottom, near, beside, stands, fills, here, along, crisp, over, remains, "
    "grace, something, nothing, anything, goodbye, how, down, space, lines, line, editable, reads, says, read, page, print"
))  # fmt: skip
"""What follows where it is no text that is quoted but is spoken of."""
LETTERED = frozenset(_listed(
    "letters, letter, lettering, font, type, typeface, script, serif, neon, caps, capitals, handwriting, calligraphy, chalk, bold, cursive, gold, white, "
    "red, black, yellow, blue, green, big, large, huge, small, block, the, a, its, their"
))  # fmt: skip
"""What text is written in, or stands on."""
EXACT_ENDS = frozenset(
    _listed(
        "in, on, at, above, below, under, over, across, beside, hanging, written, with, by, behind, near, next, while, for"
    )
)
