"""Scores sketches against labels written beforehand: what a prompt or an edit asks for, checked in the scene it makes."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import Refused
from engines.sketch import lexicon
from engines.sketch.compose import compose
from engines.sketch.edit import edit
from engines.sketch.scene import Scene, Thing
from tests.engines.sketch.seen import RATIO, SEED, hidden, pictured, share, stands

HERE = Path(__file__).parent
MOST_HIDDEN = 0.8
KINDS = (
    "named", "drawn", "counts", "colours", "places", "sizes", "setting", "weather", "time", "season", "style", "text",
    "gone", "kept", "extra", "misnamed",
)  # fmt: skip
"""What is checked. ``extra`` is a thing nobody asked for, ``misnamed`` a note of a missing thing that is none."""

SCENERY = {
    "hills": {"hill", "meadow"},
    "mountains": {"mountain", "peak", "valley"},
    "mountainlake": {"mountain", "lake", "water"},
    "street": {"street", "road", "building", "skyline"},
    "city": {"skyline", "building", "skyscraper", "city", "road"},
    "stage": {"stage", "curtain"},
    "forest": {"tree", "forest"},
    "lake": {"lake", "water", "river", "pond"},
    "sea": {"sea", "wave", "water"},
    "beach": {"beach", "sand", "sea", "wave"},
    "harbour": {"harbour", "quay", "water", "sea"},
    "castle": {"castle", "wall"},
    "cave": {"wall"},
    "station": {"platform", "track"},
    "library": {"bookshelf", "shelf"},
    "classroom": {"blackboard", "wall"},
    "bedroom": {"window", "wall"},
    "room": {"wall", "floor"},
    "cafe": {"wall", "window"},
    "kitchen": {"wall", "window"},
    "village": {"village"},
    "island": {"island", "sea", "water"},
    "field": {"grass"},
    "meadow": {"grass"},
    "park": {"grass"},
    "garden": {"grass"},
    "farm": {"barn", "field"},
    "pitch": {"pitch"},
}
"""What a setting's own backdrop shows, as seen in its pictures."""

SETTINGS = {
    "living room": {"room"}, "café": {"cafe"}, "city street": {"street"}, "street": {"street"}, "dungeon": {"cave", "dungeon"},
    "wheat field": {"field", "wheatfield", "farm"}, "pond": {"lake", "pond"}, "snowy village": {"village"},
    "train station": {"station"}, "football field": {"pitch"}, "mountain lake": {"mountainlake"}, "forest": {"forest"},
    "building site": {"field"}, "moon": {"moon"}, "Mars": {"planet"}, "snowy forest": {"forest"}, "pumpkin field": {"field"},
}  # fmt: skip
PROPS = {
    "building site": ("crane", "cone"),
    "playground": ("slide", "swing"),
    "fairground": ("ferris wheel", "carousel"),
    "graveyard": ("gravestone",),
}
"""What shows the place, though nobody names it."""
TIMES = {
    "morning": {"morning", "dawn"}, "noon": {"noon", "day"}, "afternoon": {"afternoon", "day"},
    "evening": {"evening", "sunset", "dusk"},
}  # fmt: skip
STYLES = {"paper cut": "paper", "ink": "ink", "night neon": "neon", "watercolour": "watercolour", "flat": "flat"}


@dataclass(slots=True)
class Card:
    """The outcome of one prompt or edit: each check by kind, and what fails."""

    words: str
    checks: Counter[str] = field(default_factory=Counter)
    fails: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def check(self, kind: str, held: bool, said: str) -> None:
        self.checks[kind] += 1
        if not held:
            self.fails[kind].append(said)


def rows(name: str, kind: str) -> list[dict]:
    """Return the labelled prompts or edits of a file beside this one; none where it is not there."""
    path = HERE / name
    return tomllib.loads(path.read_text()).get(kind, []) if path.exists() else []


def one(word: str) -> str:
    """Return a word's singular, as far as endings tell."""
    irregular = {"people": "person", "children": "child", "men": "man", "women": "woman", "mice": "mouse", "geese": "goose",
                 "knives": "knife", "leaves": "leaf", "shelves": "shelf", "wolves": "wolf", "cacti": "cactus",
                 "loaves": "loaf", "feet": "foot"}  # fmt: skip
    if word in irregular:
        return irregular[word]
    for end, instead in (("ies", "y"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("sses", "ss"), ("oes", "o")):
        if word.endswith(end) and len(word) > len(end) + 1:
            return word[: -len(end)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) and len(word) > 3 else word


def words_of(text: str) -> list[str]:
    return [one(word) for word in text.casefold().replace("'-", "-").replace("-", " ").split()]


def means(said: str, label: str) -> bool:
    """Return whether what a thing is called is what the label names: the head agrees and no word of it is lost."""
    have, want = words_of(said), words_of(label)
    if have == want:
        return True
    inside = set(want) <= set(have)
    return inside and (have[-1] == want[-1] or "of" in have or (have[-1] in {"player", "pot"} and len(have) > 1))


def found(scene: Scene, label: str) -> list[Thing]:
    """Return the things of a scene that are what the label names, by what they are called and how they are drawn."""
    exact = [thing for thing in scene.things if words_of(thing.noun) == words_of(label)]
    loose = [thing for thing in scene.things if means(thing.noun, label)]
    return [thing for thing in exact or loose if pictured(thing)]


def worn(scene: Scene, label: str) -> list[Thing]:
    return [
        thing
        for thing in scene.things
        for each in getattr(thing, "wears", "").split(", ")
        if each and means(each, label)
    ]


def seen_around(scene: Scene, label: str) -> bool:
    """Return whether the backdrop itself shows what the label names."""
    around = SCENERY.get(scene.setting, set())
    dark = scene.time == "night" and scene.weather in {"clear", "wind"}
    return (
        one(label) in around
        or (label == "star" and (dark or scene.setting == "space"))
        or (label == "moon" and dark and scene.orb)
        or (label == "sun" and scene.time not in {"night", "dusk"} and scene.orb)
        or (label == "lightning" and scene.weather == "storm")
        or label == scene.weather
    )


def is_drawn(scene: Scene, label: str) -> bool:
    things = found(scene, label)
    if things:
        return min(hidden(scene, thing) for thing in things) <= MOST_HIDDEN
    return bool(worn(scene, label)) or seen_around(scene, label)


def is_named(notes: list, label: str) -> bool:
    """Return whether a note says that it is missing."""
    said = [words for key, params in notes if key == "sketch_missing" for words in params["words"].split(", ")]
    return any(set(words_of(label)) <= set(words_of(each)) for each in said)


def placed(scene: Scene, row: list[str], all_rows: list[list[str]]) -> bool:
    subject, how, target = row
    have = found(scene, subject)
    if target == "centre":
        side = {"left of": lambda x: x < 0.47, "right of": lambda x: x > 0.53}[how]
        return bool(have) and all(side(thing.x) for thing in have)
    if not have:
        return how in {"behind", "above"} and seen_around(scene, subject) and bool(found(scene, target))
    if how == "between":
        names = {each[2] for each in all_rows if each[0] == subject and each[1] == "between"}
        posts = [[thing.x for thing in found(scene, name)] for name in names]
        if not all(posts):
            return False
        low, high = (min(posts[0]), max(posts[0])) if len(posts) == 1 else sorted(sum(p) / len(p) for p in posts)
        return all(low < thing.x < high for thing in have)
    others = found(scene, target)
    if not others:
        if not seen_around(scene, target):
            return False
        return how in {"on", "in front of", "under"} or (how == "above" and all(thing.air for thing in have))
    crowd = all if how in {"on", "above"} and target != "wall" else any
    return crowd(any(stands(a, how, b) for b in others if a is not b) for a in have)


def has_colour(scene: Scene, label: str, colour: str) -> bool:
    if label in {"background", "sky", "wall"} and getattr(scene, "sky", "") == colour:
        return True
    if label == "background" and colour == "white" and scene.setting == "studio":
        return True
    least = 0.1
    return any(share(thing, scene.season, colour) >= least for thing in (*found(scene, label), *worn(scene, label)))


_SIZES = ("tiny", "small", "little", "big", "large", "huge", "giant", "enormous", "tall", "long", "short", "great")


def sized(scene: Scene, label: str, size: str, prompt: str) -> bool:
    """Return whether a thing is larger or smaller than it is in the same prompt without its size."""
    plain = " ".join(word for word in prompt.split() if word not in _SIZES)
    other, _ = compose(plain, SEED, RATIO)
    have, usual = found(scene, label), found(other, label)
    if have and not usual:
        like = next((each for each in scene.things if not means(each.noun, label) and not each.air), None)
        if like is None:
            return False
        share = have[0].height / like.height / (lexicon.natural_height(have[0].art) / lexicon.natural_height(like.art))
        return share < 0.92 if size in {"tiny", "small", "little", "short"} else share > 1.08
    if not have or not usual:
        return False

    def measure(thing: Thing, of: Scene) -> float:
        rest = [each.height for each in of.things if not means(each.noun, label) and not each.air]
        return thing.height / max(rest) if rest else thing.height

    factor = measure(have[0], scene) / measure(usual[0], other)
    return factor < 0.92 if size in {"tiny", "small", "little", "short"} else factor > 1.08


def around(card: Card, scene: Scene, label: dict, notes: list) -> None:
    """Check setting, weather, time, season, style and text."""
    if "setting" in label:
        name = label["setting"]
        known = lexicon.phrases().get(name, {}).get("setting")
        fits = bool(found(scene, name)) or scene.setting in (SETTINGS.get(name) or ({known} if known else set()))
        card.check("setting", fits or is_named(notes, name), f"{name}: {scene.setting}")
    if "weather" in label:
        want = {"sunny": {"clear", "sunny"}, "cloudy": {"cloudy"}}.get(label["weather"], {label["weather"]})
        held = scene.weather in want or (label["weather"] == "snow" and scene.setting == "snow")
        card.check("weather", held, f"{label['weather']}: {scene.weather}")
    if "time" in label:
        want = TIMES.get(label["time"], {label["time"]})
        card.check("time", scene.time in want, f"{label['time']}: {scene.time}")
    if "season" in label:
        card.check("season", scene.season == label["season"], f"{label['season']}: {scene.season}")
    if "style" in label:
        card.check("style", (scene.style or "flat") == STYLES[label["style"]], f"{label['style']}: {scene.style}")
    lines = [*scene.poster.split("\n"), *(thing.words for thing in scene.things)]
    for text in label.get("text", ()):
        card.check("text", text in lines, f"{text!r} not in {[line for line in lines if line]}")
    if "text" not in label:
        extra = [line for line in lines if line]
        if extra:
            card.check("text", False, f"unasked {extra}")


def content(card: Card, scene: Scene, label: dict, notes: list, prompt: str) -> None:
    """Check nouns, counts, colours, places and sizes."""
    for noun in label["nouns"]:
        drawn = is_drawn(scene, noun)
        card.check("named", drawn or is_named(notes, noun), noun)
        card.check("drawn", drawn, noun)
    for noun, count in label.get("counts", {}).items():
        seen = [thing for thing in found(scene, noun) if hidden(scene, thing) <= MOST_HIDDEN]
        card.check(
            "counts",
            len(seen) == len(found(scene, noun)) == count,
            f"{noun} {count}: {len(seen)} of {len(found(scene, noun))} seen",
        )
    for noun, colour in label.get("colours", {}).items():
        card.check("colours", has_colour(scene, noun, colour), f"{noun} {colour}")
    for row in label.get("places", ()):
        if any(is_named(notes, each) and not found(scene, each) for each in (row[0], row[2])):
            continue
        card.check("places", placed(scene, row, label["places"]), " ".join(row))
    for noun, size in label.get("sizes", {}).items():
        if size not in {"bigger", "smaller"}:
            card.check("sizes", sized(scene, noun, size, prompt), f"{noun} {size}")
    asked = [
        *label["nouns"],
        label.get("setting", ""),
        *PROPS.get(label.get("setting", ""), ()),
        *(each[0] for each in label.get("places", ())),
    ]
    strange = [t.noun for t in scene.things if not t.words and not any(means(t.noun, each) for each in asked if each)]
    card.check("extra", not strange, ", ".join(strange))
    allowed = {word for each in asked for word in words_of(each)}
    said = [words for key, params in notes if key == "sketch_missing" for words in params["words"].split(", ")]
    wrong = [each for each in said if not set(words_of(each)) & allowed]
    card.check("misnamed", not wrong, ", ".join(wrong))


def score_prompt(row: dict, scene: Scene | None = None, notes: list | None = None) -> Card:
    """Return the card of a prompt; of another scene in its place where one is given."""
    card = Card(row["words"])
    if scene is None:
        try:
            scene, notes = compose(row["words"], SEED, RATIO)
        except Refused as refused:
            scene, notes = Scene(ratio=RATIO), []
            card.check("named", False, f"refused {refused.params}")
    content(card, scene, row, notes or [], row["words"])
    around(card, scene, row, notes or [])
    return card


def score_edit(row: dict, after: Scene | None = None) -> Card:
    """Return the card of an edit; of another outcome in its place where one is given."""
    card = Card(f"{row['prompt']} → {row['words']}")
    before, notes = compose(row["prompt"], SEED, RATIO)
    if after is None:
        try:
            after, more = edit(before, row["words"])
            notes = [*notes, *more]
        except Refused as refused:
            after = before
            notes = [*notes, ("sketch_missing", refused.params)]
            told = any(is_named(notes[-1:], noun) and not is_drawn(before, noun) for noun in row["after"]["nouns"])
            card.check("named", told, f"refused {refused.params}")
    label = row["after"]
    content(card, after, label, notes, row["prompt"])
    around(card, after, label, notes)
    for noun, size in label.get("sizes", {}).items():
        if size in {"bigger", "smaller"}:
            old, new = found(before, noun), found(after, noun)
            grown = bool(old and new) and (
                new[0].height > 1.1 * old[0].height if size == "bigger" else new[0].height < 0.9 * old[0].height
            )
            card.check("sizes", grown, f"{noun} {size}")
    for noun in row.get("gone", ()):
        lines = [*after.poster.split("\n"), *(thing.words for thing in after.things)]
        there = bool(found(after, noun)) or noun in lines or noun == after.weather
        card.check("gone", not there, noun)
    moved = {each for place in label.get("places", ()) for each in (place[0], place[2])}
    free = moved | set(label.get("sizes", {})) | set(label.get("counts", {}))
    now = {thing.id: thing for thing in after.things}
    for noun in row.get("kept", ()):
        old = [thing for thing in before.things if means(thing.noun, noun)]
        same = [now.get(thing.id) for thing in old]
        exact = noun in free or before.setting != after.setting
        held = bool(old) and all(
            new is not None and (exact or (new.x, new.y, new.height) == (thing.x, thing.y, thing.height))
            for thing, new in zip(old, same, strict=True)
        )
        if noun in free:
            held = bool(old) and any(same)
        if not old:
            held = is_drawn(after, noun) or is_named(notes, noun) or noun in after.poster.split("\n")
        card.check("kept", held, noun)
    return card


def table(cards: list[Card]) -> str:
    """Return the share of checks that hold, by kind, and each failure."""
    lines = []
    for kind in KINDS:
        total = sum(card.checks[kind] for card in cards)
        bad = sum(len(card.fails[kind]) for card in cards)
        if total:
            lines.append(f"{kind:9} {total - bad:4} of {total:4}  {100 * (total - bad) / total:5.1f} %")
    whole = sum(not card.fails["named"] for card in cards)
    drawn = sum(not card.fails["drawn"] for card in cards)
    lines.append(f"all nouns drawn or named in {whole} of {len(cards)}; all drawn in {drawn}")
    for card in cards:
        fails = {kind: said for kind, said in card.fails.items() if said}
        if fails:
            lines.append(f"- {card.words[:110]!r}")
            lines += [f"    {kind}: {'; '.join(said)}" for kind, said in fails.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    for file in ("hundred_open.toml", "hundred_closed.toml", "hundred_third.toml"):
        for kind, score in (("prompt", score_prompt), ("edit", score_edit)):
            cards = [score(row) for row in rows(file, kind)]
            if cards:
                print(f"\n== {file} {kind}s\n{table(cards)}")  # noqa: T201 -- a report
