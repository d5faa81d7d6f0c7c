"""The same conversation through GPT Image: the real SDK against a fake OpenAI that keeps every rule."""

from __future__ import annotations

import asyncio

import pytest

from tests.conversation.conftest import Enter
from tests.conversation.guest import Guest
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_script import Step

FOX = "a red fox and a cactus in the desert at sunset, landscape"


def asked(openai: FakeOpenAI) -> list[str]:
    return [seen.route.rsplit("/", 1)[-1] for seen in openai.seen if "/images/" in seen.route]


async def test_a_picture_is_made_refined_and_branched(enter_openai: Enter, openai: FakeOpenAI):
    ada = await enter_openai()
    root = await ada.imagine(FOX)
    assert root["card"]["title"] == "v1, by @Ada"
    assert root["card"]["label"] == ""
    assert (await ada.reply(root, "make it night and add a rocket"))["card"]["title"] == "v2, from v1, by @Ada"
    await ada.reply(root, "undo")
    assert (await ada.reply(root, "v1 but in snow"))["card"]["title"] == "v3, from v1, by @Ada"
    assert asked(openai) == ["generations", "edits", "edits"]
    assert openai.refused == []


async def test_partial_pictures_come_before_the_picture(enter_openai: Enter, openai: FakeOpenAI):
    openai.script(Step("stall"))
    ada = await enter_openai()
    answer = await ada.say(f"/imagine {FOX}")
    forming = await ada.hear(answer, lambda card: bool((card["progress"] or {}).get("preview")))
    progress = forming["card"]["progress"]
    frame = await ada.download(f"/previews/{progress['job']}/{progress['preview']}")
    assert frame.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF"))
    openai.release()
    await ada.result(answer)


async def test_the_original_keeps_its_provenance(enter_openai: Enter):
    ada = await enter_openai()
    root = await ada.imagine(FOX)
    assert b"caBX" in await ada.picture(root["card"]["pictures"][0]["id"])


async def test_what_it_cost_is_told(enter_openai: Enter):
    ada = await enter_openai()
    root = await ada.imagine(FOX)
    details = await ada.answer(await ada.press(root, "details"))
    fields = {field["name"]: field["value"] for field in details["card"]["fields"]}
    assert fields["Cost"].startswith("$0.0")
    assert fields["Model"].startswith("gpt-image-2")


@pytest.mark.parametrize(
    ("step", "says", "charged"),
    [
        (Step("moderation_blocked"), "safety system", True),
        (Step("insufficient_quota"), "no credit", False),
        (Step("unauthorized"), "key", False),
        (Step("cut"), "line to the engine broke", True),
        (Step("garbage"), "no picture", True),
    ],
    ids=["blocked", "no credit", "bad key", "cut", "garbage"],
)
async def test_a_failure_says_what_happened_and_whether_it_was_charged(
    enter_openai: Enter, openai: FakeOpenAI, step: Step, says: str, charged: bool
):
    openai.script(step)
    ada = await enter_openai()
    root = await ada.imagine(FOX)
    assert root["card"]["kind"] == "refusal"
    assert says in root["card"]["text"]
    assert ("It was charged" in root["card"]["text"]) is charged
    assert (await ada.quota())["left"] == (49 if charged else 50)


async def test_flagged_words_are_refused_before_anything_is_drawn(enter_openai: Enter, openai: FakeOpenAI):
    openai.script(Step("flagged"), route="moderations")
    ada = await enter_openai()
    root = await ada.imagine("something violent")
    assert "flagged" in root["card"]["text"]
    assert asked(openai) == []
    assert (await ada.quota())["left"] == 50


async def test_a_running_picture_is_cancelled_and_the_person_told_that_it_was_charged(
    enter_openai: Enter, openai: FakeOpenAI
):
    openai.script(Step("hang"))
    ada = await enter_openai()
    answer = await ada.say(f"/imagine {FOX}")
    card = await ada.hear(answer, lambda card: (card["progress"] or {}).get("stage") == "make")
    await openai.until(1)
    await ada.press(card, "cancel")
    ended = await ada.result(answer)
    assert ended["card"]["title"] == "Cancelled"
    assert "It was charged" in ended["card"]["text"]


async def test_a_waiting_picture_is_cancelled_for_nothing(enter_openai: Enter, openai: FakeOpenAI):
    openai.script(*[Step(held=True)] * 4)
    ada = await enter_openai()
    held = [await ada.say(f"/imagine {FOX} {number}") for number in range(4)]
    waiting = await ada.say(f"/imagine {FOX} last")
    card = await ada.hear(waiting, lambda card: card["kind"] == "progress")
    await openai.until(4)
    await ada.press(card, "cancel")
    ended = await ada.result(waiting)
    assert "Nothing was charged" in ended["card"]["text"]
    assert (await ada.quota())["left"] == 46
    openai.release()
    await asyncio.gather(*(ada.result(each) for each in held))


async def test_one_person_with_many_does_not_delay_the_others(enter_openai: Enter, openai: FakeOpenAI):
    openai.script(*[Step(held=True)] * 4)
    busy = await enter_openai("Busy")
    many = [await busy.say(f"/imagine {FOX} {number}") for number in range(12)]
    await openai.until(4)
    others: list[Guest] = [await enter_openai(f"Guest{number}") for number in range(3)]
    theirs = [await guest.say(f"/imagine {FOX}") for guest in others]
    await asyncio.gather(*(guest.result(answer) for guest, answer in zip(others, theirs, strict=True)))
    assert openai.count() == 7
    openai.release()
    await asyncio.gather(*(busy.result(each) for each in many))
    assert openai.count() == 15
