from __future__ import annotations

import asyncio
import uuid

import pytest
from structlog.testing import capture_logs

from bot.platforms.browser.inbound import MOST_TEXT, answer_id
from domain.errors import StorageBusy
from tests.bot.platforms.browser.studio import Studio, Visitor
from tests.fakes.workspace import png


async def root_of(house: Studio, ada: Visitor, text: str = "/imagine a red fox") -> str:
    _, said = await ada.say(text)
    while said["answer"] not in house.workspace.final:
        await house.workspace.changed(await house.workspace.latest(), seconds=1)
    return said["answer"]


async def test_a_command_becomes_a_call_with_words_and_options(house: Studio, ada: Visitor) -> None:
    message = str(uuid.uuid4())
    status, said = await ada.say("/imagine a red fox, landscape size:16:9 count:2 transparent:yes", id=message)
    assert status == 202
    (call,) = house.dispatch.calls
    assert call.id == f"browser:ada:{message}"
    assert (call.command, call.words) == ("imagine", "a red fox, landscape")
    assert call.options == {"size": "16:9", "count": 2, "transparent": True}
    assert (call.person.id, call.place.channel_id, call.place.thread_id) == ("browser:workspace/ada", "general", None)
    assert call.answer_to == {"message": said["answer"], "thread": said["answer"]}
    assert house.workspace.messages[message].text.startswith("/imagine")


async def test_the_same_message_again_is_one_message_and_one_call(house: Studio, ada: Visitor) -> None:
    message = str(uuid.uuid4())
    answers = await asyncio.gather(*(ada.say("/imagine a fox", id=message) for _ in range(5)))
    assert {status for status, _ in answers} == {202}
    assert len({said["answer"] for _, said in answers}) == 1
    assert len(house.dispatch.calls) == 1
    assert [each.author_id for each in house.workspace.messages.values()].count("browser:workspace/ada") == 1


async def test_somebody_elses_message_id_is_refused(house: Studio, ada: Visitor, ben: Visitor) -> None:
    message = str(uuid.uuid4())
    await ada.say("hello", id=message)
    status, answer = await ben.say("/imagine a fox", id=message)
    assert (status, answer["card"]["text"]) == (409, "id_taken")
    assert not house.dispatch.calls


async def test_people_talk_in_a_channel_without_easel(house: Studio, ada: Visitor, ben: Visitor) -> None:
    status, said = await ada.say("what a morning")
    assert (status, said["answer"]) == (202, None)
    _, page = await ben.ask("GET", "/api/messages?channel=general")
    assert [(each["text"], each["author"]["name"], each["author"]["me"]) for each in page["messages"]] == [
        ("what a morning", "Ada", False)
    ]
    assert not house.dispatch.calls


async def test_easel_is_asked_by_name(house: Studio, ada: Visitor) -> None:
    await ada.say("@Easel, a fox in the snow")
    (call,) = house.dispatch.calls
    assert (call.command, call.words) == ("imagine", "a fox in the snow")


async def test_small_talk_with_easel_is_no_picture(house: Studio, ada: Visitor) -> None:
    for text, command in (("hi", "talk"), ("what's my quota?", "quota"), ("make it night", "reply"), ("", "help")):
        await ada.say(f"@Easel {text}")
        assert house.dispatch.calls[-1].command == command


async def test_a_reply_in_a_thread_goes_to_the_picture_replied_to(house: Studio, ada: Visitor, ben: Visitor) -> None:
    root = await root_of(house, ada)
    status, said = await ada.say("@ben okri make it night", thread=root, replies_to="p-job-1")
    assert status == 202
    call = house.dispatch.calls[-1]
    assert (call.command, call.words, call.replies_to) == ("reply", "@ben okri make it night", "p-job-1")
    assert call.addressed == ("ben-okri",)
    assert call.place.thread_id == root
    assert call.answer_to == {"message": said["answer"], "thread": root}
    _, page = await ben.ask("GET", f"/api/messages?channel=general&thread={root}")
    assert page["messages"][0]["id"] == root
    assert page["messages"][1]["thread"] == root


async def test_an_unknown_command_asks_for_help(house: Studio, ada: Visitor) -> None:
    for text, name in (("/imagin a fox", "imagin"), ("/reply hello", "reply"), ("/", "")):
        await ada.say(text)
        call = house.dispatch.calls[-1]
        assert (call.command, call.options) == ("help", {"unknown": name})


async def test_files_start_a_picture_unless_they_are_shown_to_somebody(
    house: Studio, ada: Visitor, ben: Visitor
) -> None:
    status, kept = await ada.ask("POST", "/api/uploads?channel=general&name=../../fox.png", png())
    assert (status, kept) == (201, {"name": "fox.png", "size": len(png()), "source": "u1"})
    await ada.say("add a hat", uploads=["u1"])
    call = house.dispatch.calls[-1]
    assert (call.command, call.words) == ("edit", "add a hat")
    assert [(each.name, each.size, each.source) for each in call.uploads] == [("fox.png", len(png()), "u1")]
    await ada.say("", uploads=["u1"])
    assert (house.dispatch.calls[-1].command, house.dispatch.calls[-1].words) == ("edit", "")
    _, said = await ada.say("@Ben Okri look at this", uploads=["u1"])
    assert said["answer"] is None
    assert len(house.dispatch.calls) == 2


async def test_an_upload_that_is_not_there_is_refused(house: Studio, ada: Visitor) -> None:
    status, answer = await ada.say("look", uploads=["u9"])
    assert (status, answer["card"]["text"]) == (404, "upload_unknown")
    status, answer = await ada.say("look", uploads=[f"u{n}" for n in range(9)])
    assert (status, answer["card"]["kind"]) == (400, "refusal")
    assert not house.workspace.messages


async def test_a_button_asks_what_it_says(house: Studio, ada: Visitor) -> None:
    root = await root_of(house, ada)
    press = {
        "id": str(uuid.uuid4()), "channel": "general", "thread": root, "command": "edit",
        "target": "p-job-1", "words": "more stars", "options": {"strong": True},
    }  # fmt: skip
    status, answer = await ada.ask("POST", "/api/press", press)
    again = await ada.ask("POST", "/api/press", press)
    assert again == (status, answer) == (202, {"answer": answer_id(f"browser:ada:{press['id']}")})
    call = house.dispatch.calls[-1]
    assert len(house.dispatch.calls) == 2
    assert (call.command, call.words) == ("edit", "more stars")
    assert call.options == {"target": "p-job-1", "strong": True}
    assert call.place.thread_id == root


async def test_a_button_without_a_command_is_refused(house: Studio, ada: Visitor) -> None:
    press = {"id": str(uuid.uuid4()), "channel": "general", "command": "format-disk", "target": "x"}
    status, answer = await ada.ask("POST", "/api/press", press)
    assert (status, answer["card"]["text"]) == (404, "button_unknown")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"id": "x", "channel": "general", "text": "hi"}',
        b'{"id": "6a1f5c1c-7d0e-4a8e-9d3f-0c9a6f0a3b11", "channel": "general", "text": 5}',
        b'{"id": "6a1f5c1c-7d0e-4a8e-9d3f-0c9a6f0a3b11", "channel": "general", "text": "\\ud800"}',
        b'{"id": "6a1f5c1c-7d0e-4a8e-9d3f-0c9a6f0a3b11", "channel": "general", "text": "hi", "admin": true}',
        b'{"id": "6a1f5c1c-7d0e-4a8e-9d3f-0c9a6f0a3b11", "channel": "a/b\\u0000", "text": "hi"}',
    ],
)
async def test_what_is_no_message_is_refused(house: Studio, ada: Visitor, body: bytes) -> None:
    status, answer = await ada.ask("POST", "/api/messages", body)
    assert status == 400
    assert answer["card"]["text"].startswith("request_unreadable")
    assert not house.workspace.messages


async def test_long_empty_and_dirty_text(house: Studio, ada: Visitor) -> None:
    assert (await ada.say("x" * (MOST_TEXT + 1)))[0] == 413
    assert (await ada.say("x" * 2_000_000))[0] == 413
    assert (await ada.say(" \x00\n "))[0] == 400
    status, said = await ada.say("x" * MOST_TEXT)
    assert status == 202
    _, said = await ada.say("a\x00b\x1b[31mc\r\nd\te")
    assert said["message"]["text"] == "ab[31mc\nd\te"


async def test_channels_private_ones_are_their_owners(house: Studio, ada: Visitor, ben: Visitor) -> None:
    status, made = await ada.ask("POST", "/api/channels", {"name": "Just me", "private": True})
    assert status == 201
    channel = made["channel"]["id"]
    assert channel in {each["id"] for each in (await ada.ask("GET", "/api/channels"))[1]["channels"]}
    assert channel not in {each["id"] for each in (await ben.ask("GET", "/api/channels"))[1]["channels"]}
    await ada.say("/imagine a secret", channel=channel)
    assert house.dispatch.calls[-1].place.private
    while not house.workspace.pictures:
        await house.workspace.changed(await house.workspace.latest(), seconds=1)
    for path in (f"/api/messages?channel={channel}", f"/pictures/p-job-1?channel={channel}", "/pictures/p-job-1"):
        assert (await ben.ask("GET", path))[0] == 404
    assert (await ben.say("hello", channel=channel))[0] == 404
    async with ada.http.get(f"{ada.base}/pictures/p-job-1?channel={channel}") as response:
        assert response.status == 200


async def test_a_thread_that_is_not_there_is_refused(house: Studio, ada: Visitor) -> None:
    status, answer = await ada.say("hello", thread="nowhere")
    assert (status, answer["card"]["text"]) == (404, "thread_unknown")


async def test_the_tree_of_a_thread(house: Studio, ada: Visitor) -> None:
    root = await root_of(house, ada)
    _, tree = await ada.ask("GET", f"/api/tree?channel=general&thread={root}")
    first = {"picture": "p-job-1", "version": 1, "parent": None, "words": "a red fox", "person": "Ada"}
    assert tree["versions"] == [{**first, "head": True, "deleted": False}]


async def test_a_private_answer_is_its_askers(ada: Visitor, ben: Visitor) -> None:
    await ada.say("/quota")
    await ben.say("hello")
    _, hers = await ada.ask("GET", "/api/messages?channel=general")
    _, his = await ben.ask("GET", "/api/messages?channel=general")
    assert [each["private"] for each in hers["messages"] if each["author"]["easel"]] == [True]
    assert not any(each["author"]["easel"] for each in his["messages"])


async def test_storage_that_fails_is_said_with_an_incident(house: Studio, ada: Visitor) -> None:
    house.workspace.broken = StorageBusy("locked")
    status, answer = await ada.say("hello")
    assert status == 503
    assert len(answer["card"]["incident"]) == 8
    house.workspace.broken = RuntimeError("a secret detail")
    with capture_logs() as logs:
        status, answer = await ada.say("hello")
    assert status == 500
    assert [each["incident"] for each in logs if each["event"] == "request_failed"] == [answer["card"]["incident"]]
    assert answer["card"]["text"] == "Something broke on our side."
    assert len(answer["card"]["incident"]) == 8
    assert "secret" not in str(answer)
