"""The main job, as people have it: make a picture, refine it by replying, see the tree."""

from __future__ import annotations

from tests.conversation.conftest import Enter
from tests.conversation.guest import labels

FOX = "a red fox and a cactus in the desert at sunset, landscape"


async def test_a_newcomer_draws_refines_undoes_and_branches(enter: Enter):
    ada = await enter("Ada")
    root = await ada.imagine(FOX)
    card = root["card"]
    assert card["kind"] == "result"
    assert card["title"] == "v1, by @Ada"
    assert card["label"].startswith("Drawn offline from clip-art")
    first = card["pictures"][0]
    assert first["width"] > first["height"]

    second = await ada.reply(root, "make it night and add a rocket")
    assert second["card"]["title"] == "v2, from v1, by @Ada"

    undone = await ada.reply(root, "undo")
    assert undone["card"]["pictures"][0]["version"] == 1

    third = await ada.reply(root, "v1 but in snow")
    assert third["card"]["title"] == "v3, from v1, by @Ada"
    tree = await ada.tree(root)
    assert [(node["version"], node["parent"], node["head"]) for node in tree] == [
        (1, None, False), (2, 1, False), (3, 1, True)]  # fmt: skip


async def test_undo_makes_the_next_reply_start_from_there(enter: Enter):
    ada = await enter()
    root = await ada.imagine(FOX)
    await ada.reply(root, "make it night")
    await ada.reply(root, "undo")
    assert (await ada.reply(root, "add a rocket"))["card"]["title"] == "v3, from v1, by @Ada"


async def test_a_picture_replied_to_is_the_one_that_is_edited(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(FOX)
    await ada.reply(root, "make it night")
    first = root["card"]["pictures"][0]["id"]
    branch = await bob.reply(root, "add a tree", replies_to=first)
    assert branch["card"]["title"] == "v3, from v1, by @Bob"


async def test_two_replies_at_once_are_both_answered_in_order_each_saying_what_it_edited(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(FOX)
    one = await ada.say("make it night", thread=root["id"])
    two = await bob.say("add a tree", thread=root["id"])
    titles = [(await ada.result(one))["card"]["title"], (await ada.result(two))["card"]["title"]]
    assert titles == ["v2, from v1, by @Ada", "v3, from v1, by @Bob"]


async def test_talk_costs_nothing_and_is_not_answered(enter: Enter):
    ada = await enter()
    root = await ada.imagine(FOX)
    before = await ada.quota()
    talk = [await ada.say(words, thread=root["id"]) for words in ("nice!", "thanks", "haha", "👍")]
    after = await ada.reply(root, "make it night")
    assert after["card"]["title"] == "v2, from v1, by @Ada"
    assert not set(talk) & set(ada.heard)
    assert (await ada.quota())["left"] == before["left"] - 1


async def test_where_it_is_unsure_easel_offers_and_spends_only_when_pressed(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(FOX)
    offer = await ada.reply(root, "hmm, the sky is a bit dull")
    assert offer["card"]["kind"] == "offer"
    assert labels(offer) == ["confirm"]
    assert (await bob.quota())["left"] == 50
    await bob.hear(offer["id"], lambda card: card["kind"] == "offer")
    pressed = await bob.answer(await bob.press(offer, "confirm"))
    assert pressed["card"]["kind"] in {"result", "refusal"}


async def test_count_makes_several_and_one_is_picked(enter: Enter):
    ada = await enter()
    root = await ada.imagine("two cats on a meadow count:3")
    assert [picture["version"] for picture in root["card"]["pictures"]] == [1, 2, 3]
    assert labels(root) == ["pick", "pick", "pick", "again_all"]
    assert (await ada.quota())["left"] == 47
    picked = await ada.reply(root, "the second one")
    assert picked["card"]["pictures"][0]["version"] == 2
    assert (await ada.reply(root, "make it night"))["card"]["title"] == "v4, from v2, by @Ada"


async def test_the_same_message_twice_makes_one_job(enter: Enter):
    ada = await enter()
    sent = "5a0f7d1e-0b7c-4a55-9a8e-2f2f2f2f2f2f"
    answers = [await ada.say(f"/imagine {FOX}", sent=sent) for _ in range(3)]
    await ada.result(answers[0])
    assert len(set(answers)) == 1
    assert (await ada.quota())["left"] == 49


async def test_the_original_is_served_byte_for_byte_and_a_thumbnail_beside_it(enter: Enter):
    ada = await enter()
    root = await ada.imagine(FOX)
    picture = root["card"]["pictures"][0]["id"]
    original = await ada.picture(picture)
    assert original == await ada.picture(picture)
    assert original.startswith(b"\x89PNG")
    assert len(await ada.picture(picture, "thumb")) < len(original)
