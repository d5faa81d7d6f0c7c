"""Around the pictures: settings, privacy, walls, restarts, health."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conversation.conftest import Enter, easel, settings_for
from tests.conversation.guest import Guest, Json

FOX = "a red fox in the desert"


def fields(message: Json) -> dict[str, str]:
    return {field["name"]: field["value"] for field in message["card"]["fields"]}


async def ask(guest: Guest, words: str) -> Json:
    return await guest.answer(await guest.say(words))


async def test_a_person_sets_what_they_prefer(enter: Enter):
    ada = await enter()
    assert fields(await ask(ada, "/settings size:portrait"))["Your size"] == "portrait"
    shown = (await ada.imagine(FOX))["card"]["pictures"][0]
    assert shown["height"] > shown["width"]
    assert fields(await ask(ada, "/settings size:default"))["Your size"] == "default"


async def test_an_administrator_sets_the_teams_quota(enter: Enter):
    boss, ada = await enter("Boss", admin_password="boss"), await enter("Ada")
    await ask(boss, "/settings team_daily_images:1")
    await ada.imagine(FOX)
    assert "You have used today's one picture" in (await ask(ada, f"/imagine {FOX}"))["card"]["text"]


async def test_pictures_are_made_only_where_an_administrator_allows_it(enter: Enter):
    boss, ada = await enter("Boss", admin_password="boss"), await enter("Ada")
    await ask(boss, "/settings team_channels:studio")
    assert "not made in this channel" in (await ask(ada, f"/imagine {FOX}"))["card"]["text"]


async def test_models_and_help_say_what_there_is(enter: Enter):
    ada = await enter()
    assert list(fields(await ask(ada, "/models"))) == ["sketch (used unless you say otherwise)"]
    assert "/imagine" in fields(await ask(ada, "/help"))


async def test_what_is_private_is_seen_by_its_owner_alone(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    await ada.go("just-me")
    root = await ada.imagine(FOX)
    picture = root["card"]["pictures"][0]["id"]
    assert await ada.status(f"/pictures/{picture}/original") == 200
    assert await bob.status(f"/pictures/{picture}/original") == 404
    assert root["id"] not in bob.heard
    # Not even its maker sees it outside that channel.
    await ada.go("general")
    assert "no picture here yet" in (await ask(ada, "/show"))["card"]["text"]
    assert "not here" in (await ask(ada, f"/show {picture}"))["card"]["text"]


async def test_a_person_takes_their_data_along_and_then_it_is_gone(enter: Enter):
    ada, bob = await enter("Ada Lovelace"), await enter("Bob")
    root = await ada.imagine("a zebra in the desert")
    picture = root["card"]["pictures"][0]["id"]
    card = await ask(ada, "/privacy")
    export = await ada.answer(await ada.press(card, "export_me"))
    file = export["card"]["file"].removeprefix("upload:")
    assert await bob.status(f"/uploads/{file}") == 404
    everything = json.dumps(json.loads(await ada.download(f"/uploads/{file}")))
    assert "a zebra in the desert" in everything

    sure = await ada.answer(await ada.press(card, "ask_erase"))
    await ada.answer(await ada.press(sure, "erase_me"))
    assert await bob.status(f"/pictures/{picture}/original") == 404
    # The newest message is one that Carol hears too.
    await bob.say("hello")
    late = await enter("Carol")
    await late.hear_all()
    assert "zebra" not in json.dumps(late.heard)
    assert "Lovelace" not in json.dumps(late.heard)
    await ada.go("just-me")


async def test_several_pictures_are_made_again_as_many(enter: Enter):
    ada = await enter("Ada")
    root = await ada.imagine(f"{FOX} count:2")
    again = await ada.result(await ada.press(root, "again_all"))
    assert again["card"]["title"] == "v3-v4, by @Ada"
    for picture in again["card"]["pictures"]:
        offer = await ada.answer(await ada.say(f"/delete {picture['id']}"))
        await ada.answer(await ada.press(offer, "delete_sure"))
    refused = await ada.answer(await ada.press(again, "again_all"))
    assert "v3 was deleted" in refused["card"]["text"]


async def test_after_a_restart_everything_is_there_and_old_buttons_work(tmp_path: Path):
    async with easel(settings_for(tmp_path)) as address:
        ada = await Guest.enter(address, "Ada")
        root = await ada.imagine(FOX)
        await ada.reply(root, "make it night")
        await ada.leave()
    async with easel(settings_for(tmp_path)) as address:
        ada = await Guest.enter(address, "Ada")
        again = await ada.result(await ada.press(root, "again"))
        assert again["card"]["title"] == "v3, by @Ada"
        assert (await ada.reply(root, "v2 but in snow"))["card"]["title"] == "v4, from v2, by @Ada"
        assert [node["version"] for node in await ada.tree(root)] == [1, 2, 3, 4]
        await ada.leave()


async def test_it_says_that_it_lives_and_is_ready(enter: Enter):
    ada = await enter()
    assert await ada.status("/healthz") == 200
    assert await ada.status("/readyz") == 200


async def test_a_deleted_picture_leaves_the_pages_that_are_open(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(f"{FOX} count:2")
    one, two = (each["id"] for each in root["card"]["pictures"])
    await bob.hear(root["id"], lambda card: len(card["pictures"]) == 2)
    offer = await ada.answer(await ada.say(f"/delete {one}"))
    await ada.answer(await ada.press(offer, "delete_sure"))
    left = await bob.hear(root["id"], lambda card: [each["id"] for each in card["pictures"]] == [two])
    assert one not in json.dumps(left["card"]["buttons"])
    await ada.hear(offer["id"], lambda card: card["buttons"] == [])
    last = await ada.answer(await ada.say(f"/delete {two}"))
    await ada.answer(await ada.press(last, "delete_sure"))
    gone = await bob.hear(root["id"], lambda card: card["pictures"] == [])
    assert (gone["card"]["text"], gone["card"]["buttons"]) == ("This picture was deleted.", [])
