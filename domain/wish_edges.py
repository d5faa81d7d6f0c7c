"""What leads into a wish and trails behind it without changing it: manners, and words that only join."""

from __future__ import annotations

import re

from domain.wish_words import REQUESTS

_LEADS = tuple(
    sorted(
        {
            *REQUESTS,
            *("now ", "then ", "ok ", "okay ", "so ", "just ", "also ", "and ", "but ", "yes ", "yeah ", "hey ", "hi ", "oh ", "hmm ", "um "),
            *("nah ", "actually ", "sorry ", "lol ", "oops ", "ugh ", "alright ", "go ahead and "),
            *("would you mind ", "i need ", "we need ", "need you to ", "i need you to ", "help me to ", "help me ", "help us ", "you can ", "next ", "first ", "finally "),
            *("can i please ", "could i ", "can i ", "could we please ", "can we please ", "may i ", "quick one ", "wait ", "gimme "),
            *("i'd love to see ", "i'd love ", "would love ", "would like ", "i'd rather ", "let me ", "let's just ", "time to ", "try to ", "try and "),
            *("it would be great to ", "any chance of ", "any chance you could ", "any chance we can ", "is it possible to ", "are you able to ", "do me a favour and ", "do me a favor and ", "mind "),
            *("but please ", "final thing ", "last thing ", "one more thing ", "easel "),
        },
        key=len,
        reverse=True,
    )
)  # fmt: skip
_TRAILS = (
    *(" please", " pls", " plz", " thanks", " thx", " ty", " thanks a lot", " thank you", " cheers", " for me", " for us", " real quick", " quickly"),
    *(" then", " now", " too", " as well", " asap", " easel", " btw", " instead", " right", " ok", " okay", " pretty please", " quick", " if you can", " if possible"),
    *(" you know", " haha", " lol", " next", " actually", " would you", " will you", " can you", " for a sec", " mate", " afterwards"),
)  # fmt: skip

_SIDES = ("the right", "left and right", "and right")
_WHOLE = ("i'm", "i've", "what's", "that's", "where's", "how's", "don't", "can't")
_SPELT = {"u": "you", "ur": "your"} | {each.replace("'", ""): each for each in _WHOLE}
_SHORT = re.compile(rf"(?<![\w'])(?:{'|'.join(_SPELT)})(?![\w'])")


def respelt(folded: str) -> str:
    """Return a folded piece with the short spellings of chat written out."""
    return _SHORT.sub(lambda match: _SPELT[match[0]], folded)


def stripped_of_manners(folded: str) -> tuple[str, bool]:
    """Return a folded piece without what leads into it and trails behind it, and whether it was led by a request."""
    led = False
    for _ in range(4):
        if not folded.startswith(_LEADS):
            break
        lead = next(each for each in _LEADS if folded.startswith(each))
        led = led or lead in REQUESTS or lead.startswith(("can ", "could ", "would ", "any ", "is it", "are you"))
        folded = folded[len(lead) :].lstrip(" ,")
    for _ in range(3):
        if not folded.endswith(_TRAILS) or folded.endswith(_SIDES):
            break
        trail = next(each for each in _TRAILS if folded.endswith(each))
        folded = folded[: -len(trail)].rstrip(" ,")
    return folded, led
