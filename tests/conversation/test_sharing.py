"""A picture on its way through a team: reviewed, approved, shared, shown, linked to another team, taken along."""

from __future__ import annotations

import asyncio
import io
import json
import uuid
import zipfile
from collections.abc import Callable

import pytest

from tests.conversation.conftest import Enter
from tests.conversation.guest import Guest, Json, labels
from tests.patience import PATIENCE

FOX = "a red fox in the desert"


def picture(message: Json) -> str:
    found: str = message["card"]["pictures"][0]["id"]
    return found


async def act(guest: Guest, command: str, target: str, words: str = "", thread: Json | None = None) -> Json:
    """Press a button that a card of the library would have; return Easel's answer."""
    body = {
        "id": str(uuid.uuid4()), "channel": guest._channel, "command": command, "target": target, "words": words,
    }  # fmt: skip
    if thread is not None:
        body["thread"] = thread["thread"] or thread["id"]
    return await guest.answer((await guest._json("POST", "/api/press", json=body))["answer"])


async def heard(guest: Guest, fits: Callable[[Json], bool]) -> Json:
    """Return a message of Easel's that nobody asked for, once it is there."""
    found: list[Json] = []

    def there() -> bool:
        found[:] = [each for each in guest.heard.values() if each["card"] and fits(each)]
        return bool(found)

    async with guest._news:
        await asyncio.wait_for(guest._news.wait_for(there), PATIENCE)
    return found[0]


def titled(text: str) -> Callable[[Json], bool]:
    return lambda message: text in (message["card"]["title"] or "")


def saying(text: str) -> Callable[[Json], bool]:
    return lambda message: text in (message["card"]["text"] or "")


async def test_a_picture_is_reviewed_changed_and_approved_in_its_thread(enter: Enter):
    ada, boss = await enter("Ada"), await enter("Bo", admin_password="boss")
    root = await ada.imagine(FOX)
    fox = picture(root)
    asked = await act(ada, "to_review", fox)
    assert "in review" in asked["card"]["text"]
    news = await heard(boss, saying("asks for review of v1"))
    assert news["thread"] == root["id"]
    assert labels(news) == ["approve", "ask_changes"]

    silent = await boss.answer(await boss.press(news, "ask_changes"))
    assert "Say what should be changed" in silent["card"]["text"]
    await boss.answer(await boss.press(news, "ask_changes", words="smaller ears @everyone <@1>"))
    wish = await heard(ada, saying("asks for changes to v1"))
    assert "“smaller ears everyone”" in wish["card"]["text"]
    assert wish["thread"] == root["id"]

    refused = await act(ada, "approve", fox)
    assert "Only those whom the team has named" in refused["card"]["text"]
    done = await act(boss, "approve", fox)
    assert "approved" in done["card"]["text"]
    await heard(ada, saying("approved v1"))
    again = await act(boss, "to_review", fox)
    assert "cannot become" in again["card"]["text"]

    told = await act(ada, "details", fox)
    rows = {each["name"]: each["value"] for each in told["card"]["fields"]}
    assert rows["State"] == "Approved"
    history = [each["value"] for each in told["card"]["fields"] if "by @" in each["value"]]
    assert history == [
        "In review, by @Ada",
        "Changes asked, by @Bo: smaller ears @everyone <@1>",
        "Approved, by @Bo",
    ]

    kept = await act(ada, "delete", fox)
    assert "approved" in kept["card"]["text"]
    assert (await act(ada, "delete_sure", fox))["card"]["kind"] == "refusal"
    assert await ada.picture(fox)
    await act(boss, "delete_sure", fox)
    assert await ada.status(f"/pictures/{fox}/original") == 404


async def test_who_may_approve_is_said_by_name(enter: Enter):
    ada, boss = await enter("Ada"), await enter("Bo", admin_password="boss")
    fox = picture(await ada.imagine(FOX))
    nobody = await boss.answer(await boss.say('/settings team_approvers:"@Nobody"'))
    assert "“Nobody”" in nobody["card"]["text"]
    saved = await boss.answer(await boss.say('/settings team_approvers:"@Ada"'))
    rows = {each["name"]: each["value"] for each in saved["card"]["fields"]}
    assert rows["Team: who approves"] == "Ada"
    assert "is approved" in (await act(ada, "approve", fox))["card"]["text"]
    assert (await act(ada, "retire", fox))["card"]["text"].startswith("v1 is retired")


async def test_a_picture_is_shared_to_another_channel_and_refined_there(enter: Enter):
    ada, bob = await enter("Ada"), await enter("Bob")
    root = await ada.imagine(FOX)
    night = await ada.reply(root, "make it night")
    await bob._json("POST", "/api/channels", json={"name": "art", "private": False})
    done = await ada.answer(await ada.say("/share v2 #art what about @everyone this?", thread=root["id"]))
    assert done["card"]["text"] == "v2 is on its way to #art."
    shared = await heard(bob, titled("@Ada shares a picture"))
    assert shared["card"]["text"] == "what about everyone this?"
    assert shared["card"]["notes"][0] == "v2 (from v1), made by @Ada"
    assert picture(shared) == picture(night)
    assert shared["thread"] is None
    assert labels(shared) == ["edit", "details"]
    await bob.go("art")
    forked = await bob.result(await bob.press(shared, "edit", words="add a purple tree"))
    assert forked["thread"] == shared["id"]
    assert [each["version"] for each in await ada.tree(root)] == [1, 2]
    assert (await bob.reply(shared, "add a lake"))["card"]["title"] == "v3, from v2, by @Bob"


async def test_what_was_made_in_private_stays_there(enter: Enter):
    ada = await enter("Ada")
    await ada.go("just-me")
    root = await ada.imagine(FOX)
    refused = await ada.answer(await ada.say("/share v1 #general look", thread=root["id"]))
    assert "private channel, and stays in it" in refused["card"]["text"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/share v1", "Say which channel"),
        ("/share v1 #nowhere hi", "That channel is not there"),
        ("/share v9 #general hi", "v9"),
        (f"/share v1 #general {'x' * 600}", "That note is too long"),
        ("/export", "Say which collection"),
        ("/export nothing-there as:pdf", "no such collection"),
        ("/export words:unicorn as:zip", "There is no picture in it"),
        ("/link", "Only an administrator"),
    ],
)
async def test_bad_input_is_answered_plainly(enter: Enter, line: str, said: str):
    ada = await enter("Ada")
    root = await ada.imagine(FOX)
    answer = await ada.answer(await ada.say(line, thread=root["id"]))
    assert answer["card"]["kind"] == "refusal"
    assert said in answer["card"]["text"]


async def test_approved_pictures_are_shown_once_where_the_team_says(enter: Enter):
    ada, boss = await enter("Ada"), await enter("Bo", admin_password="boss")
    await boss._json("POST", "/api/channels", json={"name": "showcase", "private": False})
    await boss.answer(await boss.say("/settings team_showcase:#showcase team_showcase_approved:on"))
    root = await ada.imagine(FOX)
    fox = picture(root)
    for command, words in (("approve", ""), ("ask_changes", "hm"), ("approve", "")):
        assert (await act(boss, command, fox, words))["card"]["kind"] == "answer"
    shown = await heard(ada, titled("From the team: by @Ada"))
    assert picture(shown) == fox
    assert shown["card"]["notes"] == ["Approved by the team"]
    await heard(ada, saying("asks for changes"))
    await ada.hear_all()
    assert sum(titled("From the team")(each) for each in ada.heard.values() if each["card"]) == 1


async def test_what_a_search_finds_is_taken_along(enter: Enter):
    ada = await enter("Ada")
    root = await ada.imagine(FOX)
    await ada.reply(root, "make it night")
    ready = await ada.answer(await ada.say("/export words:fox as:zip"))
    file = ready["card"]["file"].removeprefix("upload:")
    data = await ada.download(f"/uploads/{file}?channel={ada._channel}")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("manifest.json"))
        assert [each["version"] for each in told["pictures"]] == [2, 1]
        for each in told["pictures"]:
            assert archive.read(each["file"]) == await ada.picture(each["id"])
    night, fox = told["pictures"]
    assert night["parent"] == fox["id"]
    assert (night["prompt"], fox["prompt"]) == ("make it night", FOX)
    assert night["made_by"] == "Ada"
    assert await ada.status(f"/uploads/{file[:-3]}AAA") == 404
    for kind, begins in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        sheet = await ada.answer(await ada.say(f"/export words:fox as:{kind}"))
        kept = sheet["card"]["file"].removeprefix("upload:")
        assert (await ada.download(f"/uploads/{kept}")).startswith(begins)
