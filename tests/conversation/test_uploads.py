"""Pictures that people bring: the base of a thread of their own, a reference in one that is there."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from tests.conversation.conftest import Enter
from tests.conversation.guest import labels
from tests.fakes.openai import FakeOpenAI

FOX = "a red fox in the desert"


def photo(colour: str = "teal") -> bytes:
    out = BytesIO()
    Image.new("RGB", (768, 512), colour).save(out, "JPEG")
    return out.getvalue()


async def test_a_photo_with_words_starts_a_thread_and_is_its_base(enter_openai: Enter, openai: FakeOpenAI):
    ada = await enter_openai()
    source = await ada.upload(photo(), "garden.jpg")
    root = await ada.result(await ada.say("add a red balloon", uploads=[source]))
    assert root["card"]["title"] == "v2, from v1, by @Ada"
    tree = await ada.tree(root)
    assert [(node["version"], node["parent"], node["head"]) for node in tree] == [(1, None, False), (2, 1, True)]
    assert openai.seen[-1].route.endswith("/edits")
    assert [name for name, *_ in openai.seen[-1].files] == ["image[]"]
    assert (await ada.quota())["left"] == 49


async def test_a_photo_alone_starts_a_thread_and_costs_nothing(enter_openai: Enter):
    ada = await enter_openai()
    root = await ada.answer(await ada.say("", uploads=[await ada.upload(photo(), "garden.jpg")]))
    assert root["card"]["title"] == "v1, uploaded by @Ada"
    assert (await ada.quota())["left"] == 50
    assert (await ada.reply(root, "make it night"))["card"]["title"] == "v2, from v1, by @Ada"


async def test_a_photo_in_a_thread_is_a_reference_and_may_become_the_base(enter_openai: Enter, openai: FakeOpenAI):
    ada = await enter_openai()
    root = await ada.imagine(FOX)
    source = await ada.upload(photo(), "scarf.jpg")
    worn = await ada.reply(root, "give the fox this scarf", uploads=[source])
    assert worn["card"]["title"] == "v2, from v1, by @Ada"
    assert any("is a reference" in note for note in worn["card"]["notes"])
    assert len(openai.seen[-1].files) == 2
    assert "rebase" in labels(worn)

    based = await ada.result(await ada.press(worn, "rebase"))
    assert based["card"]["title"] == "v4, from v3, by @Ada"
    assert len(openai.seen[-1].files) == 1
    parents = {node["version"]: node["parent"] for node in await ada.tree(root)}
    assert parents == {1: None, 2: 1, 3: None, 4: 3}


async def test_a_photo_without_words_in_a_thread_is_only_offered(enter_openai: Enter):
    ada = await enter_openai()
    root = await ada.imagine(FOX)
    offer = await ada.reply(root, "", uploads=[await ada.upload(photo(), "scarf.jpg")])
    assert offer["card"]["kind"] == "offer"
    assert (await ada.quota())["left"] == 49
    based = await ada.answer(await ada.press(offer, "rebase"))
    assert based["card"]["title"] == "v2, uploaded by @Ada"
    assert (await ada.reply(root, "make it night"))["card"]["title"] == "v3, from v2, by @Ada"


async def test_references_of_a_new_picture_are_sent_along(enter_openai: Enter, openai: FakeOpenAI):
    ada = await enter_openai()
    sources = [await ada.upload(photo(colour), f"{colour}.jpg") for colour in ("teal", "red")]
    root = await ada.result(await ada.say(f"/imagine {FOX} in these colours", uploads=sources))
    assert root["card"]["title"] == "v1, by @Ada"
    assert len(openai.seen[-1].files) == 2


async def test_another_persons_private_upload_cannot_be_used(enter_openai: Enter):
    ada, bob = await enter_openai("Ada"), await enter_openai("Bob")
    await ada.go("just-me")
    source = await ada.upload(photo(), "secret.jpg")
    assert await ada.status(f"/uploads/{source}") == 200
    assert await bob.status(f"/uploads/{source}") == 404
