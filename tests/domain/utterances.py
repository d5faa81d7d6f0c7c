"""Scores the reading of wishes on a labelled table of utterances: ``python -m tests.domain.utterances open|held``.

An utterance is read as the thread would hear it, under a card that offers four pictures. A chain is right where its
kinds are the labelled ones in the labelled order; a part of them is wrong.

An intent is every chain but a plain edit (``refine`` alone) and ``unsure``: operations and talk alike. Precision is the
share of predicted intents that are right; recall is the share of labelled intents that are found. ``unsure`` spends
nothing and asks: predicted where the label is refine, talk or unsure it is neutral, left out of both figures; where an
operation was labelled it is a miss. ``operations`` are the same two figures with talk left out of the intents.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.wish import WishKind
from domain.wish_chains import read_wishes
from domain.wish_named import label

HERE = Path(__file__).parent
PICTURES = 4
_REFINE, _UNSURE, _TALK = (WishKind.REFINE.value,), (WishKind.UNSURE.value,), (WishKind.TALK.value,)


@dataclass(frozen=True, slots=True)
class Reading:
    """One utterance: what is labelled, what was read."""

    text: str
    wanted: tuple[str, ...]
    read: tuple[str, ...]
    picture: str
    named: str

    @property
    def right(self) -> bool:
        return self.wanted == self.read

    @property
    def neutral(self) -> bool:
        return self.read == _UNSURE and self.wanted in (_REFINE, _TALK, _UNSURE)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall of intents, from 0 to 1, and how many readings each is of."""

    predicted: int
    labelled: int
    precision: float
    recall: float


def readings(name: str) -> list[Reading]:
    """Return the readings of the table of that name, ``open`` or ``held``."""
    table = tomllib.loads((HERE / f"utterances_{name}.toml").read_text(encoding="utf-8"))
    return [_reading(each) for each in table["utterance"]]


def score(read: Sequence[Reading], *, talk: bool = True) -> Score:
    """Return the score of intents; ``talk`` counts among them or not."""
    predicted = [each for each in read if _intent(each.read, talk=talk)]
    labelled = [each for each in read if _intent(each.wanted, talk=talk) and not each.neutral]
    return Score(len(predicted), len(labelled), _share(predicted), _share(labelled))


def report(name: str) -> Iterator[str]:
    """Yield lines with counts and figures alone, no text of the table."""
    read = readings(name)
    neutral = sum(each.neutral and not each.right for each in read)
    yield f"{name}: {len(read)} utterances, {sum(each.right for each in read)} read as labelled, {neutral} neutral"
    for what, talk in (("intents", True), ("operations", False)):
        each = score(read, talk=talk)
        yield (
            f"{what}: precision {each.precision:.1%} of {each.predicted} predicted, recall {each.recall:.1%} of"
            f" {each.labelled} labelled"
        )
    spent = sum(each.wanted == _TALK and each.read not in (_TALK, _UNSURE) for each in read)
    pictures = [each for each in read if each.picture]
    yield f"talk acted on: {spent}; pictures named right: {sum(e.picture == e.named for e in pictures)} of {len(pictures)}"


def _intent(kinds: tuple[str, ...], *, talk: bool) -> bool:
    return kinds not in (_REFINE, _UNSURE) and (talk or kinds != _TALK)


def _share(counted: Sequence[Reading]) -> float:
    return sum(each.right for each in counted) / len(counted) if counted else 1.0


def _reading(row: dict[str, Any]) -> Reading:
    wishes = read_wishes(row["text"], addressed=row["mention"], direct=row["direct"], picture_count=PICTURES)
    kinds = tuple(wish.kind.value for wish in wishes.chain)
    return Reading(row["text"], tuple(row["wishes"]), kinds, row["picture"], label(wishes.named))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in report(sys.argv[1]))
