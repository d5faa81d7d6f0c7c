"""What is asked belongs where it is asked: nothing said in private is written into a thread that others see."""

from __future__ import annotations

from tests.conversation.conftest import Enter
from tests.conversation.guest import Json

FOX = "a red fox in the desert"


def picture(message: Json, number: int = 0) -> str:
    found: str = message["card"]["pictures"][number]["id"]
    return found


async def test_a_public_picture_refined_in_private_stays_private(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(FOX)
    await bob.go("just-me")
    shown = await bob.answer(await bob.say(f"/show {picture(root)}"))
    secret = await bob.answer(await bob.press(shown, "edit", words="add a purple unicorn"))
    assert secret["card"]["title"] == "v2, from v1, by @Bob"
    assert [node["version"] for node in await ada.tree(root)] == [1]
    assert await ada.status(f"/pictures/{picture(secret)}/original") == 404
    assert (await ada.reply(root, "make it night"))["card"]["title"] == "v2, from v1, by @Ada"


async def test_the_head_of_a_thread_is_not_moved_from_elsewhere(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(FOX)
    night = await ada.reply(root, "make it night")
    await bob.go("just-me")
    shown = await bob.answer(await bob.say(f"/show {picture(night)}"))
    refused = await bob.answer(await bob.press(shown, "back"))
    assert "another thread" in refused["card"]["text"]
    assert (await ada.reply(root, "add a tree"))["card"]["title"] == "v3, from v2, by @Ada"


async def test_a_picture_of_another_thread_is_copied_into_the_one_where_it_is_refined(enter: Enter):
    ada = await enter()
    one = await ada.imagine(FOX)
    two = await ada.imagine("two cats on a meadow")
    mixed = await ada.reply(one, "make it night", replies_to=picture(two))
    assert mixed["card"]["title"] == "v3, from v2, by @Ada"
    parents = {node["version"]: node["parent"] for node in await ada.tree(one)}
    assert parents == {1: None, 2: None, 3: 2}
    assert [node["version"] for node in await ada.tree(two)] == [1]
    assert (await ada.reply(one, "add a tree"))["card"]["title"] == "v4, from v3, by @Ada"


async def test_an_offer_is_taken_once_by_each(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(FOX)
    offer = await ada.reply(root, "could be night")
    assert offer["card"]["kind"] == "offer", offer["card"]
    await ada.result(await ada.press(offer, "confirm"))
    again = await ada.answer(await ada.press(offer, "confirm"))
    assert "done this already" in again["card"]["text"]
    assert (await ada.quota())["left"] == 48
    await bob.hear(offer["id"], lambda card: card["kind"] == "offer")
    await bob.result(await bob.press(offer, "confirm"))
    assert (await bob.quota())["left"] == 49


async def test_pictures_side_by_side_are_picked_by_their_place_even_later(enter: Enter):
    ada = await enter()
    root = await ada.imagine(f"{FOX} count:3")
    await ada.reply(root, "make it night")
    assert (await ada.reply(root, "the third one"))["card"]["pictures"][0]["version"] == 3
    assert (await ada.answer(await ada.say("/back v2", thread=root["id"])))["card"]["pictures"][0]["version"] == 2


async def test_a_version_is_named_as_words_or_as_an_option(enter: Enter):
    ada = await enter()
    root = await ada.imagine(f"{FOX} count:2")
    for words in ("/details v2", "/details picture:v2"):
        assert (await ada.reply(root, words))["card"]["title"] == "v2"


async def test_stopping_twice_tells_the_truth_twice(enter: Enter):
    ada = await enter()
    root = await ada.imagine(FOX)
    assert "Nothing of yours" in (await ada.reply(root, "cancel"))["card"]["text"]


async def test_a_deleted_upload_is_gone_with_its_file(enter: Enter):
    ada = await enter()
    source = await ada.upload(await ada.picture(picture(await ada.imagine(FOX))), "photo.png")
    root = await ada.answer(await ada.say("", uploads=[source]))
    sure = await ada.answer(await ada.press(root, "delete"))
    await ada.answer(await ada.press(sure, "delete_sure"))
    assert await ada.status(f"/uploads/{source}") == 404
