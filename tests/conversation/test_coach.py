"""The coach in the browser workspace: a hint, the advice behind it, and an improved prompt that becomes a picture."""

from __future__ import annotations

from tests.conversation.conftest import Enter
from tests.conversation.guest import labels


def rows(message: dict[str, object]) -> dict[str, str]:
    card = message["card"]
    assert isinstance(card, dict)
    return {field["name"]: field["value"] for field in card["fields"]}


async def test_from_a_hint_to_a_better_picture(enter: Enter):
    ada = await enter()
    root = await ada.imagine("a cat")
    assert root["card"]["kind"] == "result"
    # What was hinted at while it was drawn stays as a button, and is not said over the picture.
    assert "coach_job" in labels(root)
    assert not any("tips" in note for note in root["card"]["notes"])
    left = (await ada.quota())["left"]
    told = await ada.answer(await ada.press(root, "coach_job"))
    assert told["private"]
    assert rows(told)["Rewritten"].startswith("a cat, ")
    assert (await ada.quota())["left"] == left
    better = await ada.result(await ada.press(told, "coach_use"))
    assert better["card"]["kind"] == "result"
    assert (await ada.quota())["left"] == left - 1
    # Nobody is told twice.
    other = await ada.imagine("a dog")
    assert "coach_job" not in labels(other)


async def test_stop_hinting(enter: Enter):
    ada = await enter()
    told = await ada.answer(await ada.say("/coach a beautiful dog"))
    assert told["private"]
    assert labels(told) == ["coach_use", "coach_keep", "coach_stop"]
    await ada.answer(await ada.press(told, "coach_stop"))
    assert "coach_job" not in labels(await ada.imagine("a cat"))
    shown = await ada.answer(await ada.say("/settings"))
    assert rows(shown)["Your hints"] == "off"


async def test_a_private_tip_is_seen_by_nobody_else(enter: Enter):
    ada, bob = await enter(), await enter("Bob")
    told = await ada.answer(await ada.say("/coach a beautiful dog"))
    await bob.hear_all()
    assert told["id"] not in bob.heard


async def test_an_improved_prompt_is_used_edited_or_not(enter: Enter):
    ada = await enter()
    left = (await ada.quota())["left"]
    offered = await ada.answer(await ada.say("/imagine a lighthouse on a cliff improve:yes"))
    assert rows(offered)["Yours"] == "a lighthouse on a cliff"
    assert "⟨" in rows(offered)["Improved"]
    assert (await ada.quota())["left"] == left
    used = await ada.result(await ada.press(offered, "improve_use"))
    assert used["card"]["kind"] == "result"
    assert used["card"]["text"].startswith("a lighthouse on a cliff, ")
    edited = await ada.result(await ada.press(offered, "improve_edit", words="a red boat at sea"))
    assert edited["card"]["text"] == "a red boat at sea"
    kept = await ada.result(await ada.press(offered, "improve_keep"))
    assert kept["card"]["text"] == "a lighthouse on a cliff"
    assert (await ada.quota())["left"] == left - 3
