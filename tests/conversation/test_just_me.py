"""A private channel of the browser is like a direct message: nobody else listens, so plain words speak to Easel."""

from __future__ import annotations

import pytest

from tests.conversation.conftest import Enter
from tests.conversation.guest import labels

FOX = "a red fox in the desert"


async def test_a_description_is_a_picture_and_what_changes_it_goes_into_its_thread(enter: Enter):
    ada = await enter("Ada")
    await ada.go("just-me")
    fox = await ada.result(await ada.say(FOX))
    assert (fox["card"]["title"], fox["thread"]) == ("v1, by @Ada", None)
    night = await ada.result(await ada.say("make it night"))
    assert (night["card"]["title"], night["thread"]) == ("v2, from v1, by @Ada", fox["id"])
    back = await ada.answer(await ada.say("undo"))
    assert back["thread"] == fox["id"]
    assert [node["head"] for node in await ada.tree(fox)] == [True, False]
    lighthouse = await ada.result(await ada.say("a lighthouse at dawn, 16:9"))
    assert lighthouse["thread"] is None


@pytest.mark.parametrize("words", ["hello", "nice!", "what can you do?", "thanks @Ada", "lol"])
async def test_talk_is_answered_with_a_hint_and_costs_nothing(enter: Enter, words: str):
    ada = await enter("Ada")
    await ada.go("just-me")
    hint = await ada.answer(await ada.say(words))
    assert hint["card"]["kind"] == "answer"
    assert (await ada.quota())["left"] == 50


async def test_what_may_be_either_is_offered(enter: Enter):
    ada = await enter("Ada")
    await ada.go("just-me")
    await ada.result(await ada.say(FOX))
    offer = await ada.answer(await ada.say("in snow"))
    assert offer["card"]["kind"] == "offer"
    assert len(labels(offer)) == 2
    changed = await ada.result(await ada.press(offer, "confirm"))
    assert changed["card"]["pictures"]


async def test_a_change_of_nothing_says_so(enter: Enter):
    ada = await enter("Ada")
    await ada.go("just-me")
    told = await ada.answer(await ada.say("make it night"))
    assert told["card"]["kind"] in ("refusal", "offer")
    assert (await ada.quota())["left"] == 50


async def test_where_others_listen_plain_words_are_theirs(enter: Enter):
    ada = await enter("Ada")
    assert await ada.say(FOX) is None
