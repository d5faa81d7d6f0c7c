"""``/easel show`` on Slack: what there is, by its words, with where it stands and what can be done with it."""

from __future__ import annotations

import pytest

from tests.conversation.slack_guest import Scene, slack_scene
from tests.conversation.slack_seen import everything, labels, press_whispered

scene = pytest.fixture(slack_scene)


def links(blocks) -> list[str]:
    """Return the addresses that stand in rich text."""
    sections = [part for block in blocks if block["type"] == "rich_text" for part in block["elements"]]
    return [each["url"] for part in sections for each in part["elements"] if each["type"] == "link"]


def pictures(blocks) -> int:
    return sum(each["type"] == "image" for each in blocks)


async def test_pictures_are_listed_by_their_words_with_links_and_buttons(scene: Scene):
    await scene.start()
    await scene.imagine("an owl", who=scene.olga)
    first = await scene.imagine("a boat")
    second = await scene.reply(first, "make it night")
    before = scene.fake.count("chat.getPermalink")
    scene.easel("show")
    told = await scene.fake.message_in(scene.fake.team.dm(scene.ada), lambda each: each.pictures)
    words = everything(told)
    assert "Your 2 newest pictures from #general:" in words
    assert "v2 · make it night" in words
    assert "v1 · a boat" in words
    assert "owl" not in words
    address = f"/archives/{scene.general.id}/p{first.thread_ts.replace('.', '')}"
    assert [each.endswith(address) and each.startswith("https://") for each in links(told.blocks)] == [True, True]
    assert labels(told) == ["Refine", "Show"] * 2
    assert pictures(told.blocks) == 2
    assert [each.title for each in told.pictures] == ["make it night", "a boat"]
    assert scene.fake.count("chat.getPermalink") == before + 1
    shown = await scene.press(told, "Show")
    assert "Here is v2" in everything(shown)
    assert second.pictures


async def test_in_a_private_channel_words_alone_are_shown_to_who_asks(scene: Scene):
    await scene.start()
    studio = scene.fake.channel("studio")
    await scene.imagine("a secret logo", where=studio)
    shown_before = len(scene.fake.calls)
    scene.easel("show", where=studio)
    listed = await scene.whisper("v1 · a secret logo")
    assert listed.channel_id == studio.id
    assert pictures(listed.blocks) == 0
    assert len(links(listed.blocks)) == 1
    assert labels(listed) == ["Refine", "Show"]
    await scene.fake.idle()
    assert not [each for each in scene.fake.calls[shown_before:] if each.method.startswith("files.")]
    assert not [each for each in scene.fake.team.dm(scene.ada).live if each.by_bot]
    press_whispered(scene.fake, listed, "Show")
    shown = await scene.fake.message_in(studio, lambda each: "Here is v1" in everything(each))
    assert shown.pictures


async def test_who_made_nothing_is_shown_what_others_made(scene: Scene):
    await scene.start()
    await scene.imagine("an owl", who=scene.olga)
    scene.easel("show")
    told = await scene.fake.message_in(scene.fake.team.dm(scene.ada), lambda each: each.pictures)
    assert "The newest picture here:" in everything(told)


async def test_a_deleted_picture_leaves_a_list_with_its_words(scene: Scene):
    await scene.start()
    await scene.imagine("an owl", who=scene.olga)
    second = await scene.imagine("a brown bear", who=scene.olga)
    scene.easel("show")
    told = await scene.fake.message_in(scene.fake.team.dm(scene.ada), lambda each: each.pictures)
    assert "bear" in everything(told)
    asks = await scene.pressed(second, "Delete", who=scene.olga)
    press_whispered(scene.fake, asks, "Yes, delete v1")
    await scene.fake.until(lambda: len(told.pictures) == 1, what="it leaves the list")
    assert "bear" not in everything(told)
    assert "owl" in everything(told)
    assert labels(told) == ["Refine", "Show"]
