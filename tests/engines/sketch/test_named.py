"""Whatever noun a phrase has, it is drawn or named as missing: nothing is dropped without a word."""

import random

import pytest

from domain.errors import Refused
from engines.sketch import lexicon
from engines.sketch.compose import compose
from tests.engines.sketch.hundred import RATIO, SEED, is_drawn, is_named

FRAMES = (
    "a {0}", "the {0} and a {1}", "two {0}s beside a tree", "a cat with a {0}", "a red {0}, a {1}", "a {0} on a table",
    "a {0} under a {1}", "a big {0} behind the house", "I would like a {0} next to a {1}, please", "a dog, a {0} and a {1} at night",
    "watercolour of a {0} in the forest", "one {0}. Also a small blue {1}.", "a woman holding a {0}", "a {0} to the left of a {1}",
)  # fmt: skip
NONSENSE = (
    "florp",
    "quibbet",
    "zanthrop",
    "mervole",
    "blickard",
    "tumpkin",
    "gravilex",
    "snorblat",
    "wuzzock",
    "drimple",
)


def drawn_words():
    """Return single words with a picture of their own and no other meaning."""
    return sorted(word for word, kinds in lexicon.phrases().items()
                  if set(kinds) == {"noun"} and word.isalpha() and not word.endswith("s") and kinds["noun"] not in lexicon.names("garments"))  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_each_noun_is_drawn_or_named(seed):
    rng = random.Random(seed)
    known = drawn_words()
    lost = []
    for _ in range(60):
        words = [rng.choice(NONSENSE if rng.random() < 0.4 else known) for _ in range(2)]
        prompt = rng.choice(FRAMES).format(*words)
        said = [word for word in words if word in prompt.split() or any(word in part for part in prompt.split())]
        try:
            scene, notes = compose(prompt, SEED, RATIO)
        except Refused as refused:
            missing = refused.params["words"]
            lost += [(prompt, word) for word in said if word not in missing]
            continue
        there = " ".join([thing.noun for thing in scene.things])
        for word in said:
            if not (is_drawn(scene, word) or is_named(notes, word) or word in there):
                lost.append((prompt, word))
    assert not lost
