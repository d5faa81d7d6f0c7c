"""The team's library through the browser workspace: found, starred, named, used by its name, tagged, collected."""

from __future__ import annotations

import uuid

from tests.conversation.conftest import Enter
from tests.conversation.guest import Guest, Json
from tests.fakes.openai import FakeOpenAI
from tests.fakes.pictures import encoded, scene

CACTUS = "a cactus in the desert"
FOX = "a red fox in the snow"


async def ask(guest: Guest, words: str) -> Json:
    return await guest.answer(await guest.say(words))


async def press(guest: Guest, message: Json, command: str, number: int = 1, *, words: str = "") -> Json:
    """Press the ``number``-th button of a command, on a card that stands in no thread of Easel's."""
    fitting = [each for each in message["card"]["buttons"] if each["command"] == command]
    body = {
        "id": str(uuid.uuid4()),
        "channel": message["channel"],
        "command": command,
        "target": fitting[number - 1]["target"],
        "words": words,
    }
    answer = (await guest._json("POST", "/api/press", json=body))["answer"]
    return await guest.answer(answer)


def commands(message: Json) -> list[str]:
    return [button["command"] for button in message["card"]["buttons"]]


def captions(message: Json) -> list[str]:
    return [picture["caption"] for picture in message["card"]["pictures"]]


def fields(message: Json) -> dict[str, str]:
    return {field["name"]: field["value"] for field in message["card"]["fields"]}


async def test_what_was_made_is_found_by_its_words(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    await ada.imagine(CACTUS)
    await ada.imagine(FOX)
    found = await ask(bob, "/library cactus")
    assert found["private"]
    assert captions(found) == [f"1 · {CACTUS} · Ada"]
    assert commands(found) == ["use", "library_show", "share_to", "star", "library_one"]
    assert found["id"] not in ada.heard
    assert captions(await ask(bob, "/library")) == [f"1 · {FOX} · Ada", f"2 · {CACTUS} · Ada"]
    assert captions(await ask(bob, "/library person:Ada ratio:square fox")) == [f"1 · {FOX} · Ada"]
    assert captions(await ask(bob, "@easel library cactus")) == [f"1 · {CACTUS} · Ada"]
    assert captions(await ask(bob, "/library by:bob")) == []
    nothing = await ask(bob, "/library mine:yes")
    assert "Nothing was found for is:mine" in nothing["card"]["text"]
    assert "by:ada" in fields(nothing)["Filters"]


async def test_pages_are_turned_by_buttons_of_who_asked(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    await ada.imagine(f"{CACTUS} count:4")
    await ada.imagine(f"{CACTUS} count:2")
    long = 'cactus desert by:"Ada" ratio:square before:2099-01-01 since:2020-01-01 is:draft'
    for words in ("cactus", long):
        first = await ask(ada, f"/library {words}")
        assert len(captions(first)) == 4
        assert commands(first)[-1] == "library_page"
        older = await press(ada, first, "library_page")
        assert len(captions(older)) == 2
        newer = await press(ada, older, "library_page")
        assert [each["id"] for each in newer["card"]["pictures"]] == [each["id"] for each in first["card"]["pictures"]]
        seen = {each["id"] for card in (first, older) for each in card["card"]["pictures"]}
        assert len(seen) == 6
        assert all(len(button["target"]) <= 85 for button in first["card"]["buttons"])
    # The long search is a note of Ada's own.
    stolen = await press(bob, {**first, "channel": first["channel"]}, "library_page")
    assert "search again" in stolen["card"]["text"]


async def test_what_is_private_is_found_in_its_channel_alone(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    await ada.go("just-me")
    root = await ada.imagine(CACTUS)
    picture = root["card"]["pictures"][0]["id"]
    assert "This is @secret now" in (await ada.reply(root, "name it secret"))["card"]["text"]
    assert len(captions(await ask(ada, "/library cactus"))) == 1
    await ada.go("general")
    for guest in (ada, bob):
        assert captions(await ask(guest, "/library cactus")) == []
        assert captions(await ask(guest, "/library named:yes")) == []
        assert "Nothing is called @secret" in (await ask(guest, "/asset unname secret"))["card"]["text"]
        button = {"card": {"buttons": [{"command": "use", "target": picture}]}, "channel": guest._channel}
        assert "not in the library" in (await press(guest, button, "use"))["card"]["text"]


async def test_stars_are_counted_once_a_person(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(CACTUS)
    assert "one star" in (await ada.reply(root, "star it"))["card"]["text"]
    starred = await press(bob, root, "star")
    assert "2 stars" in starred["card"]["text"]
    assert "2 stars" in (await press(bob, root, "star"))["card"]["text"]
    assert captions(await ask(bob, "/library starred")) == [f"1 · {CACTUS} · Ada · ★ 2"]
    assert "One star is left" in (await press(bob, starred, "unstar"))["card"]["text"]
    assert captions(await ask(bob, "/library starred:yes")) == []
    assert "already" in (await ada.reply(root, "save it"))["card"]["text"]


async def test_using_a_picture_begins_a_thread_with_a_copy(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    await ada.imagine("a tree under the moon")
    found = await ask(bob, "/library tree")
    used = await press(bob, found, "use")
    assert used["card"]["title"] == "v1, a copy of @Ada's picture"
    assert commands(used)[0] == "edit"
    # The thread is everybody's, though the gallery was Bob's alone.
    await ada.hear(used["id"], lambda card: card["title"] == "v1, a copy of @Ada's picture")
    again = await bob.reply(used, "add a rocket")
    assert again["card"]["title"] == "v2, from v1, by @Bob"
    details = await bob.reply(used, "details v2")
    assert "a tree under the moon" in fields(details)["Made from"]
    shown = await press(bob, found, "library_show")
    assert shown["card"]["text"] == "Here is v1."
    await ada.hear(shown["id"], lambda card: card["text"] == "Here is v1.")


async def test_an_upload_is_saved_once_and_is_its_authors(enter: Enter):
    ada = await enter("Ada")
    source = await ada.upload(encoded(scene(320, 240), "PNG"), "kitchen.png")
    await ada.answer(await ada.say("", uploads=[source]))
    found = await ask(ada, "/library kitchen")
    assert captions(found) == ["1 · kitchen.png · Ada"]


async def test_a_name_means_its_newest_version(enter: Enter):
    ada = await enter("Ada")
    root = await ada.imagine("a rocket over the sea")
    named = await ada.reply(root, "save this as @logo")
    assert named["card"]["title"] == "@logo"
    await ada.reply(root, "add a moon")
    # The same descent: a new version, without asking.
    assert "version 2 of @logo" in (await ada.reply(root, "name it logo"))["card"]["text"]
    other = await ada.imagine(CACTUS)
    offer = await ada.reply(other, "name it logo")
    assert offer["card"]["kind"] == "offer"
    assert [button["label"] for button in offer["card"]["buttons"]] == ["Make it @logo"]
    assert "version 3 of @logo" in (await press(ada, offer, "name_newest"))["card"]["text"]
    listed = await ask(ada, "/asset action:list kind:logo")
    assert fields(listed) == {"@logo": "logo, 3 versions, draft"}
    assert captions(listed) == [f"1 · {CACTUS} · Ada · @logo"]
    assert "@brandmark" in (await ask(ada, "/asset rename logo brandmark"))["card"]["text"]
    assert "Nothing is called @brandmark any more" in (await ask(ada, "/asset unname brandmark"))["card"]["text"]
    assert "Nothing has a name here yet" in (await ask(ada, "/asset"))["card"]["text"]


async def test_tags_and_collections(enter: Enter):
    ada = await enter("Ada")
    root = await ada.imagine(CACTUS)
    assert "#autumn #sale" in (await ada.reply(root, "tag it sale, autumn"))["card"]["text"]
    assert len(captions(await ask(ada, "/library tag:sale"))) == 1
    assert "#autumn" in (await ada.reply(root, "untag it autumn"))["card"]["text"]
    assert captions(await ask(ada, "/library tag:autumn")) == []
    assert "“Spring Launch”" in (await ada.reply(root, "put it in the collection Spring Launch"))["card"]["text"]
    assert len(captions(await ask(ada, '/library collection:"spring launch"'))) == 1
    one = await press(ada, await ask(ada, "/library cactus"), "library_one")
    assert fields(one)["Collections"] == "Spring Launch"
    assert fields(one)["Tags"] == "#sale"
    picture = root["card"]["pictures"][0]["id"]
    assert "cover" in (await ask(ada, f'/asset cover picture:{picture} name:"Spring Launch"'))["card"]["text"]
    assert "not in" in (await ask(ada, f'/asset uncollect picture:{picture} name:"Spring Launch"'))["card"]["text"]


async def test_a_named_picture_goes_along_as_a_reference(enter_openai: Enter, openai: FakeOpenAI):
    ada, bob = await enter_openai("Ada"), await enter_openai("Bob")
    root = await ada.imagine("a fox as a logo")
    await ada.reply(root, "name it logo")
    mug = await bob.imagine("put @logo on a mug")
    assert "@logo (v1, draft) is reference 1." in mug["card"]["notes"]
    sent = next(each for each in reversed(openai.seen) if "/images/" in each.route)
    assert "put the logo (reference image 1) on a mug" in sent.fields["prompt"]
    assert len(sent.files) == 1
    reply = await bob.result((await bob.reply(mug, "add @logo"))["id"])
    assert reply["card"]["title"] == "v2, from v1, by @Bob"
    sent = next(each for each in reversed(openai.seen) if "/images/" in each.route)
    assert "add the logo (reference image 1)" in sent.fields["prompt"]
    assert len(sent.files) == 2
