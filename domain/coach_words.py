"""The words that the coach knows, English: what each element of a prompt is said with, and what weakens one.

Phrases are written in lower case; a hyphen is a space, and a plural is found by its singular.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Element(StrEnum):
    """What a prompt may say of a picture."""

    SUBJECT = "subject"
    PLACE = "place"
    LIGHT = "light"
    CAMERA = "camera"
    MOOD = "mood"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in text.split(",") if each.strip())


PLACES = _listed(
    "forest, wood, woodland, jungle, beach, shore, coast, cliff, desert, dune, city, town, village, street, alley, road, highway, path, "
    "kitchen, studio, room, bedroom, bathroom, office, workshop, garage, attic, cellar, basement, hall, hallway, corridor, staircase, "
    "sky, mountain, hill, valley, canyon, sea, ocean, lake, pond, river, stream, waterfall, underwater, reef, seabed, garden, field, "
    "meadow, park, farm, barn, orchard, vineyard, cafe, café, restaurant, bar, pub, market, bazaar, shop, store, supermarket, station, "
    "platform, airport, harbour, harbor, port, pier, dock, bridge, tunnel, library, museum, gallery, theatre, theater, stage, stadium, "
    "school, classroom, hospital, laboratory, lab, church, cathedral, temple, mosque, castle, palace, tower, ruin, cave, island, swamp, "
    "marsh, tundra, glacier, iceberg, savanna, savannah, prairie, steppe, space, orbit, planet, moon surface, background, backdrop, "
    "surroundings, setting, landscape, seascape, cityscape, skyline, rooftop, roof, balcony, terrace, courtyard, square, plaza, window, "
    "windowsill, doorway, table, tabletop, desk, counter, shelf, bench, floor, wall, grass, sand, snow, ice, water, cloud, horizon, "
    "countryside, suburb, playground, gym, pool, cabin, cottage, house, apartment, living room, greenhouse, bakery, bookshop, lobby, "
    "train, bus, subway, metro, boat, deck, ship, cockpit, tent, campsite, canvas, page, paper, interior, indoors, outdoors, outside, "
    "nest, branch, tree, mangrove, fjord, lagoon, oasis, volcano, crater, quarry, mine, factory, warehouse, foundry, forge, arena"
)
PLACING = frozenset(_listed(
    "in, on, at, inside, under, beside, behind, near, above, over, through, across, along, against, amid, among, between, beneath, "
    "within, outside, into, by, around, below, atop, onto, past, beyond, down, up, off"
))  # fmt: skip
ARTICLES = frozenset(_listed("a, an, the, his, her, its, their, my, our, this, that, some, one"))
WORN = frozenset(_listed(
    "coat, hat, dress, suit, jacket, shirt, style, sweater, scarf, uniform, armour, armor, costume, cloak, robe, hood, frame, pose, apron"
))  # fmt: skip

LIGHTS: Mapping[str, tuple[str, ...]] = {
    "golden": _listed("golden hour, sunset, sunrise, golden light, low sun, evening sun, setting sun, rising sun"),
    "dawn": _listed("dawn, daybreak, first light, morning light, morning sun, early morning"),
    "blue": _listed("blue hour, dusk, twilight"),
    "noon": _listed("harsh noon, midday, noon, midday sun, noon sun, noon light, harsh sunlight, bright sunlight, direct sunlight"),
    "overcast": _listed("overcast, overcast light, cloudy light, flat light, grey light, gray light"),
    "moon": _listed("moonlight, moonlit, starlight, starlit"),
    "candle": _listed("candlelight, candlelit, candle light, firelight, fire light, torchlight, lantern light, lanterns"),
    "neon": _listed("neon, neon light, neon lighting, neon lights, neon glow"),
    "studio": _listed("studio lighting, studio light, softbox, ring light, beauty dish, studio lights"),
    "rim": _listed("rim light, rim lighting, backlit, backlight, backlighting, back light, edge lighting"),
    "volumetric": _listed("volumetric light, volumetric lighting, god rays, light shafts, sunbeams, sun rays, light rays"),
    "soft": _listed("soft light, soft lighting, diffused light, diffuse light, window light, ambient light, natural light, natural lighting"),
    "hard": _listed("hard light, hard lighting, harsh light, harsh lighting, strobe, flash, flash photography"),
    "spot": _listed("spotlight, stage light, stage lighting, spot light"),
    "film": _listed("cinematic lighting, cinematic light, dramatic lighting, dramatic light, moody lighting, chiaroscuro, low key lighting"),
    "high": _listed("high key, high key lighting"),
    "fluorescent": _listed("fluorescent, fluorescent light, fluorescent lighting, led, led light, led lighting"),
    "storm": _listed("lightning, lightning flash"),
    "disco": _listed("disco ball, disco lights, strobe lights, laser light, lasers"),
    "bio": _listed("bioluminescent, bioluminescent light, bioluminescence, glow in the dark"),
}  # fmt: skip
"""Kinds of light: a prompt that names many of them names none."""
LIT = _listed(
    "light, lighting, lit, sunlight, sunlit, sunny, sun, night, daylight, glow, glowing, glowed, glows, shadow, shadowless, shade, "
    "rim, lamp, lantern, torch, candle, dim, dimly, morning, evening, afternoon, dappled, silhouette, silhouetted, lamplight, streetlight, "
    "bonfire, campfire, fire, moon, flare, gleam, gleaming, sheen, highlights, backlit, shaded, illuminated, bright, dark, lightning, "
    "midnight, northern lights, aurora, ray, beam, shaft, embers, headlights, brightly, darkness, headlamp, skylight"
)
CAMERA = _listed(
    "close up, closeup, macro, wide angle, wide shot, telephoto, lens, aperture, bokeh, depth of field, shallow focus, deep focus, focus, "
    "tilt shift, fisheye, aerial, bird's eye, overhead, top down, topdown, flat lay, eye level, low angle, high angle, isometric, side view, "
    "front view, profile, full body, full length, half length, waist up, head and shoulders, headshot, portrait, framing, framed, composition, "
    "composed, centred, centered, rule of thirds, foreground, viewpoint, viewed, view, perspective, panorama, panoramic, long exposure, drone, "
    "pov, point of view, from above, from below, from behind, from the side, seen from, cutaway, cross section, three quarter, "
    "shot, medium shot, symmetrical, symmetry, symmetric, film, kodak, portra, polaroid, leica, hasselblad, dslr, gopro, crop, cropped, angle, "
    "zoom, camera, vantage, off centre, off center, negative space, empty space, layout, vanishing point, silhouette, elevation, fills the frame, "
    "filling the frame, shutter, motion blur, exposure, in the distance, middle ground, frontal, head on, dutch angle, worm's eye, "
    "medium format, large format, plan view, orthographic, looking up, looking down, facing, from the left, from the right, tightly, sharp, "
    "left third, right third, lower third, upper third, margin, centre, center, half of the"
)
LENGTHS = ("mm",)
"""What follows the number of a lens."""
MOODS = _listed(
    "calm, peaceful, serene, moody, eerie, dreamy, dreamlike, cozy, cosy, nostalgic, melancholic, melancholy, wistful, gloomy, dramatic, tense, "
    "joyful, joy, joyous, happy, sad, cheerful, playful, whimsical, romantic, quiet, solemn, mysterious, mystery, haunting, haunted, festive, "
    "lively, bustling, busy, lonely, lonesome, tranquil, warm, cold, chilly, misty, foggy, rainy, stormy, snowy, hazy, dusty, steam, steaming, "
    "smoke, smoky, fog, mist, haze, rain, storm, wind, windy, windswept, mood, atmosphere, atmospheric, palette, tone, toned, pastel, muted, "
    "vibrant, faded, humid, sombre, somber, intimate, ominous, menacing, triumphant, heroic, hopeful, gentle, tender, funny, humorous, absurd, "
    "surreal, majestic, desolate, bleak, stark, elegant, luxurious, rustic, relaxed, inviting, welcoming, friendly, confident, energetic, "
    "dynamic, chaotic, silence, silent, stillness, still, drizzle, blizzard, frost, frosty, dew, damp, wet, drowsy, sleepy, restless, "
    "reverent, contemplative, thoughtful, pensive, optimistic, mischievous, proud, brooding, crisp, earthy, monochrome, minimalist, saturated, "
    "desaturated, contrast, noir, vintage, retro, mist, clean, fresh, spooky, creepy, scary, magical, enchanted, ethereal, loneliness, feeling, "
    "colours, colors, tired, weary, exhausted, laughing, smiling, grinning, weathered, uneasy, dread, wonder, awe, solitude, hushed, sleek, airy, "
    "unhurried, soft, gritty, worn, homely, dignified, stern, serious, bold, austere"
)
ACTIONS = _listed(
    "runs, run, sits, sit, stands, stand, holds, hold, walks, walk, flies, fly, jumps, leaps, leap, rides, ride, drives, drinks, eats, reads, "
    "looks, sleeps, sings, dances, plays, swims, climbs, carries, pours, fights, rises, falls, hangs, lies, leans, crosses, watches, paints, "
    "wears, opens, waits, drifts, floats, grows, stretches, curls, perched, seated, curled, asleep, stacked, parked, dressed, wrapped, covered, "
    "surrounded, tossing, kneels, crouches, works, repairs, mends, kneads, lifts, pulls, pushes, throws, catches, glides, emerges, peers, stares"
)
NOT_ACTIONS = frozenset(_listed(
    "morning, evening, painting, drawing, building, lighting, ceiling, king, ring, wing, string, spring, thing, something, anything, nothing, "
    "everything, string, stunning, amazing, breathtaking, interesting, clothing, wedding, setting, during, string, framing, rendering, shading, "
    "lettering, styling, engraving, etching, being, string, sling, viking, packaging, branding, trending, winning, award, herring, pudding, "
    "earring, railing, landing, exciting, astonishing, charming, outstanding, captivating, including, using, featuring, boring, bing"
))  # fmt: skip

PRAISE = _listed(
    "beautiful, stunning, amazing, awesome, breathtaking, gorgeous, masterpiece, best quality, top quality, high quality, highest quality, "
    "good quality, great quality, highly detailed, ultra detailed, extremely detailed, super detailed, hyper detailed, insanely detailed, "
    "very detailed, super realistic, ultra realistic, trending on artstation, artstation, award winning, incredible, wonderful, fantastic, "
    "magnificent, spectacular, mind blowing, eye catching, mesmerizing, mesmerising, captivating, exquisite, fabulous, marvelous, marvellous, "
    "outstanding, impressive, unbelievable, astonishing, jaw dropping, out of this world, state of the art, world class, cutting edge, "
    "top notch, ultra hd, uhd, hd, full hd, 8k, 4k, 16k, 8k resolution, 4k resolution, 8k uhd, perfect, flawless, epic, insane, sick, dope, "
    "lovely, pretty, super cool, very cool, really cool, so cool, very nice, really nice, so nice, very good, really good, very beautiful, "
    "really beautiful, very pretty, aesthetic, professional quality, good looking, nice looking, cool looking, wow, next level, "
    "absolutely stunning, phenomenal, sublime, viral, super professional, very professional, really professional, best ever, the best logo, "
    "the best picture, the best image, the best photo, the best poster, most beautiful, coolest, prettiest, nicest, greatest"
)
PRAISE_BEFORE = frozenset(
    _listed("nice, cool, good, great, interesting, special, unique, creative, fun, super, modern looking, unreal")
)
"""Praise where it stands before a noun, after an article or at the beginning; elsewhere it may say something."""
NOT_PRAISED = frozenset(_listed(
    "blue, green, grey, gray, white, purple, tone, tones, toned, light, palette, shade, shades, colour, colours, color, colors, air, breeze, "
    "egret, dane, wall, hall, lake, lakes, white, horned, wave, barrier, luck, morning, night, drink, stone, water, temperature, shadow, shadows, "
    "fair, teal, lighting, silver, to, summer, of, marble, heron, pyramid, expanse, for, crested"
))  # fmt: skip
INTENSIFIERS = frozenset(
    _listed("very, really, so, super, extremely, absolutely, truly, incredibly, ultra, most, just, insanely, totally")
)
NOT_CROWNED = frozenset(
    _listed("circle, symmetry, sphere, reflection, square, grid, cube, mirror, loop, ring, condition, spiral, balance")
)
"""What may be perfect in earnest."""

PHOTOS = _listed(
    "photo, photograph, photography, photorealistic, photorealism, photo realistic, hyperrealistic, snapshot, selfie, dslr, "
    "headshot, film still, raw photo"
)
GRAPHICS = _listed(
    "logo, icon, emoji, diagram, infographic, pattern, map, sticker, chart, badge, wordmark, monogram, favicon, flowchart, mockup, wireframe, "
    "typography, lettering, clip art, clipart, pictogram, coloring page, colouring page, crest, emblem, blueprint, schematic, ui, dashboard, "
    "tattoo, stencil, silhouette, comic strip, storyboard, flyer, menu, invitation, business card, letterhead, calendar, timeline, certificate"
)
DRAWN = _listed(
    "painting, illustration, drawing, sketch, cartoon, anime, comic, manga, watercolour, watercolor, gouache, oil painting, acrylic, ink, "
    "engraving, etching, woodcut, linocut, pixel art, low poly, render, vector, line art, charcoal, pastel drawing, collage, mosaic, "
    "stained glass, claymation, papercut, paper cut, origami, embroidery, mural, fresco, poster, print, screen print, risograph, lithograph, "
    "storybook, concept art, digital art, digital painting, art deco, ukiyo e, voxel, isometric, fresco, tapestry, scratchboard, silkscreen"
)
DENIES = frozenset(_listed("no, not, without, avoid, don't, dont, never, isn't, nothing"))
"""What denies the words right behind it."""
KEPT_OUT = frozenset(
    _listed(
        "text, word, words, letter, letters, lettering, writing, watermark, watermarks, logo, logos, signature, signatures, border, borders, brand, brands, "
        "branding, label, labels, caption, captions, numbers, typography, people, person, figures, figure, humans, other, extra, additional, visible, more, "
        "longer, one, two, doubt, readable, legible, frame, props, background, shadow, shadows, less, only, quite, yet, just, unlike, at, a, too, gradient, "
        "gradients, shading, outline, outlines, to, matter, end, drop, flash, cast, gap, gaps, seam, seams, overlap, overlapping"
    )
)
"""What may be denied, since nothing else says so plainly."""
WORLDS: Mapping[str, tuple[str, ...]] = {
    "sea": _listed("ship, submarine, reef, whale, octopus, pirate, shark, mermaid, sailboat, jellyfish, dolphin, diver, squid"),
    "space": _listed("astronaut, rocket, space station, spaceship, ufo, alien, satellite, planet, spacecraft, moon landing, galaxy"),
    "fable": _listed("dragon, wizard, unicorn, knight, castle, fairy, elf, witch, goblin, phoenix, ghost, vampire, zombie"),
    "food": _listed("cake, ramen, hamburger, burger, pizza, sushi, sandwich, hot dog, ice cream, doughnut, donut, taco, croissant, spaghetti"),
    "sport": _listed("sumo, tennis, boxer, sports car, race car, racing car, footballer, skateboarder, surfer, basketball, marathon, skier, gymnast"),
    "stage": _listed("ballerina, orchestra, circus, clown, opera, grand piano, piano, guitar, rock band, dj, violinist, drummer, saxophone"),
    "farm": _listed("cow, beekeeper, horse, tractor, sheep, barn, chicken, farmer, scarecrow, pig, goat"),
    "machine": _listed("robot, laptop, toaster, washing machine, computer, television, vending machine, typewriter, helicopter, tank, excavator"),
    "wild": _listed("penguin, elephant, lion, tiger, dinosaur, polar bear, giraffe, gorilla, crocodile, monkey, panda"),
    "land": _listed("volcano, waterfall, iceberg, glacier, tornado, avalanche, erupting volcano"),
    "event": _listed("wedding, birthday, school, funeral, graduation, battle, parade, football match, concert, rocket launch, picnic"),
    "town": _listed("lighthouse, skyscraper, windmill, cathedral, pyramid, eiffel tower, bridge, subway, detective, businessman, office worker"),
}  # fmt: skip
"""Worlds that things come from: three things of three worlds are three pictures."""

KINDS = frozenset(_listed(
    "picture, image, pic, drawing, photo, photograph, illustration, painting, art, artwork, render, scene, design, poster, wallpaper, "
    "something, thing, stuff, style, quality, resolution, detail, details, logo, icon, background, graphic, realistic, realism, sketch, cartoon, "
    "banner, portrait, cover, ad, flyer"
))  # fmt: skip
"""Words that name what is to be made and nothing in it."""
EMPTY = frozenset(_listed(
    "a, an, the, of, and, or, with, in, on, at, to, for, from, by, is, are, be, it, its, this, that, these, those, some, my, our, your, his, "
    "her, their, me, us, i, you, we, make, create, draw, generate, show, give, paint, please, can, could, would, like, want, need, very, really, "
    "so, just, as, into, do, does, has, have, having, there, one, but, not, no, any, all, more, much, many, also, too, im, i'd, let, get"
))  # fmt: skip
FOREIGN = frozenset(_listed(
    "der, das, und, ein, eine, einen, einem, einer, mit, auf, im, dem, den, von, ist, nicht, für, el, los, las, una, con, del, y, para, le, les, des, une, "
    "avec, dans, sur, et, du, il, della, di, e, uno, um, uma, com, na, no, em, do, da, het, een, van, met, op, och, en, med, och, ett, na, w, z"
))  # fmt: skip
"""Small words of other languages; some are English words too, and it is their number that tells."""
