"""Many at once: a page that shows several pictures in all their sizes, while others go on talking."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

from tests.conversation.conftest import Enter

PICTURES = 4
REQUESTS = 40
KINDS = ("thumb", "view", "original")


async def test_a_page_full_of_pictures_comes_whole_and_keeps_nobody_waiting(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(f"a red fox in the desert count:{PICTURES}")
    shown = [picture["id"] for picture in root["card"]["pictures"]]
    assert len(shown) == PICTURES
    paths = [f"/pictures/{shown[n % PICTURES]}/{KINDS[n // PICTURES % len(KINDS)]}" for n in range(REQUESTS)]
    assert len(set(paths)) == PICTURES * len(KINDS)

    page = asyncio.gather(*(ada.status(path) for path in paths))
    began = time.monotonic()
    assert await bob.say("what a fox") is None
    # On a slow machine it takes longer, and the page longer still.
    quick = time.monotonic() - began < 2 or not page.done()
    assert Counter(await page) == {200: REQUESTS}
    assert quick


async def test_two_pictures_asked_for_at_once_both_come_every_time(enter: Enter):
    ada = await enter()
    root = await ada.imagine("a red fox in the desert count:2")
    paths = [f"/pictures/{picture['id']}/thumb" for picture in root["card"]["pictures"]]
    for _ in range(30):
        assert await asyncio.gather(*(ada.status(path) for path in paths)) == [200, 200]
