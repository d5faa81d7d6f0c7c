"""Stars under messages: whose and of what, counted once, and nothing said about any of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.ports import Post
from tests.bot.platforms.slack.inward import PHOTO, Ear, listening
from tests.fakes.slack_people import Drop
from tests.fakes.slack_script import Fault


def quiet(ear: Ear, before: int) -> None:
    """Assert that nobody was told anything since then."""
    methods = [each.method for each in ear.fake.calls[before:]]
    assert not [each for each in methods if each.startswith("chat.")], methods
    assert ear.fake.ephemerals == []


async def test_a_star_and_its_end_are_asked_of_the_picture_that_is_shown(either: Ear) -> None:
    root = either.own_thread()
    shown = either.picture(root, "pic1")
    ada, before = either.fake.person("ada"), len(either.fake.calls)
    added = ada.react(shown, "star")
    call = await either.ran()
    assert (call.command, dict(call.options)) == ("star", {"reaction": True, "target": "pic1"})
    assert call.id == f"slack:{added.event_id}"
    assert (call.person.user_id, call.place.channel_id, call.place.private) == (ada.id, root.channel.id, False)
    assert call.place.thread_id == f"{root.channel.id}:{root.ts}"
    await either.fake.redeliver(added)
    ada.unreact(shown, "star")
    taken = await either.ran(2)
    assert (taken.command, taken.options["target"]) == ("unstar", "pic1")
    quiet(either, before)


@pytest.mark.parametrize("name", ["star2", "glowing_star"])
async def test_other_stars_are_stars(ear: Ear, name: str) -> None:
    shown = ear.picture(ear.own_thread(), "pic1")
    ear.fake.person("ben").react(shown, name)
    assert (await ear.ran()).command == "star"


async def test_other_emoji_and_other_messages_are_nobodys_business(ear: Ear) -> None:
    root = ear.own_thread()
    shown = ear.picture(root, "pic1")
    ada = ear.fake.person("ada")
    said = ada.say(ear.fake.channel("general"), "nothing to see")
    for message, name in ((shown, "heart"), (shown, "dizzy"), (said.message, "tada")):
        await ada.react(message, name).acked()
    assert ear.dispatch.claimed == {}
    # A star under words alone is looked at, and nothing comes of it.
    ada.react(said.message, "star")
    await ear.fake.until(lambda: ear.dispatch.withdrawn, what="the star under words")
    ada.unreact(said.message, "star")
    await ear.fake.until(lambda: len(ear.dispatch.withdrawn) == 2, what="its end")
    assert ear.dispatch.ran == []
    assert ear.fake.ephemerals == []


async def test_a_bots_star_counts_for_nothing(ear: Ear) -> None:
    shown = ear.picture(ear.own_thread(), "pic1")
    bot = ear.fake.team.add_person("helperbot", bot=True)
    shown.channel.members.add(bot.id)
    bot.react(shown, "star")
    await ear.fake.until(lambda: ear.dispatch.withdrawn)
    assert ear.dispatch.ran == []


async def test_a_star_under_the_root_is_for_the_result_in_its_thread(ear: Ear) -> None:
    root = ear.own_thread()
    shown = ear.picture(root, "pic1")
    posts = ear.posts.posts
    event = posts[-1].event
    posts.append(replace(posts[-1], message_id=root.ts, role="answer", pictures=()))
    assert shown.ts != root.ts
    ear.fake.person("ada").react(root, "star")
    call = await ear.ran()
    assert (call.options["target"], event in {each.event for each in posts}) == ("pic1", True)


async def test_each_picture_of_a_message_is_starred_once(ear: Ear) -> None:
    shown = ear.picture(ear.own_thread(), "pic1", "pic2", "pic3")
    added = ear.fake.person("ada").react(shown, "star")
    await ear.ran(3)
    await ear.fake.redeliver(added)
    found = {each.id: each.options["target"] for each in ear.dispatch.ran}
    own = f"slack:{added.event_id}"
    assert found == {own: "pic1", f"{own}:1": "pic2", f"{own}:2": "pic3"}


async def test_a_list_for_one_person_is_no_picture(ear: Ear) -> None:
    dm = ear.fake.team.dm(ear.fake.person("ada"))
    listed = ear.say(dm, "The newest:")
    ear.posts.posts.append(
        Post(ear.team, dm.id, listed.ts, "slack:list", "whisper:answer", None, ("pic1", "pic2"), final=True)
    )
    ear.fake.person("ada").react(listed, "star")
    await ear.fake.until(lambda: ear.dispatch.withdrawn)
    assert ear.dispatch.ran == []


async def test_a_star_under_somebodys_photo_saves_it_as_theirs(either: Ear) -> None:
    general = either.fake.channel("general")
    either.fake.person("ada").say(general, "earlier")
    said = either.fake.person("ben").say(general, "look", files=[PHOTO, Drop("notes.txt", b"words")])
    before = len(either.fake.calls)
    either.fake.person("ada").react(said.message, "star")
    call = await either.ran()
    ben = either.fake.person("ben")
    assert (call.command, [each.name for each in call.uploads]) == ("save", ["cat.png"])
    assert dict(call.options) == {"reaction": True, "author": ben.id, "author_name": "ben"}
    assert (call.place.channel_id, call.place.thread_id, call.place.private) == (general.id, None, False)
    quiet(either, before)


async def test_ones_own_photo_in_somebodys_thread_is_saved(ear: Ear) -> None:
    general, ada = ear.fake.channel("general"), ear.fake.person("ada")
    root = ada.say(general, "a thread")
    said = ada.say(general, "look", thread=root.message, files=[PHOTO])
    ada.react(said.message, "star")
    call = await ear.ran()
    assert (call.command, [each.name for each in call.uploads]) == ("save", ["cat.png"])
    assert dict(call.options) == {"reaction": True}


async def test_who_may_not_use_easel_is_not_told_so() -> None:
    async with listening(guests=False) as ear:
        shown = ear.picture(ear.own_thread(), "pic1")
        gus = ear.fake.person("gus")
        gus.react(shown, "star")
        await ear.fake.until(lambda: ear.dispatch.withdrawn)
        # Now it is known who that is: nothing more is asked.
        await gus.react(shown, "star2").acked()
        assert (ear.dispatch.ran, ear.fake.ephemerals, len(ear.dispatch.claimed)) == ([], [], 1)


async def test_a_message_that_slack_does_not_show_saves_nothing(ear: Ear) -> None:
    said = ear.fake.person("ben").say(ear.fake.channel("general"), "look", files=[PHOTO])
    ear.fake.fault("conversations.replies", Fault("error", error="missing_scope"))
    ear.fake.person("ada").react(said.message, "star")
    call = await ear.ran()
    # It is answered by nothing: there is no such picture.
    assert (call.command, call.uploads, call.options["reaction"]) == ("star", (), True)
    assert call.options["target"] == f"{said.message.channel.id}:{said.ts}"


async def test_a_star_that_was_claimed_by_a_process_that_died_is_completed(ear: Ear) -> None:
    shown = ear.picture(ear.own_thread(), "pic1")
    ear.fake.person("ada").react(shown, "star")
    await ear.ran()
    (claimed,) = ear.dispatch.claimed.values()
    again = await ear.dispatch.complete(claimed)
    assert (again.command, again.options["target"], again.pending) == ("star", "pic1", "")
    ear.posts.posts.clear()
    assert await ear.dispatch.complete(replace(claimed, command="unstar")) is None
    assert ear.fake.ephemerals == []


async def test_save_to_library_takes_easels_own_picture(either: Ear) -> None:
    shown = either.picture(either.own_thread(), "pic1", "pic2")
    await either.fake.person("ada").message_shortcut("save_image", shown).acked()
    call = await either.ran()
    assert (call.command, call.shown, call.uploads) == ("save", ("pic1", "pic2"), ())
    assert "reaction" not in call.options


async def test_save_to_library_takes_anybodys_photo(ear: Ear) -> None:
    said = ear.fake.person("ben").say(ear.fake.channel("general"), "look", files=[PHOTO])
    await ear.fake.person("ada").message_shortcut("save_image", said.message).acked()
    call = await ear.ran()
    assert (call.command, [each.name for each in call.uploads]) == ("save", ["cat.png"])
    assert dict(call.options) == {"author": ear.fake.person("ben").id, "author_name": "ben"}
    (claimed,) = ear.dispatch.claimed.values()
    again = await ear.dispatch.complete(claimed)
    assert (again.uploads, dict(again.options)) == (call.uploads, dict(call.options))


async def test_save_to_library_without_a_picture_says_so(ear: Ear) -> None:
    said = ear.fake.person("ben").say(ear.fake.channel("general"), "no picture")
    await ear.fake.person("ada").message_shortcut("save_image", said.message).acked()
    await ear.told_alone("no picture in that message")
    assert ear.dispatch.ran == []


async def test_groups_come_with_who_asks_and_are_asked_for_once(ear: Ear) -> None:
    ada, ben = ear.fake.person("ada"), ear.fake.person("ben")
    brand, press = ear.fake.team.add_group("brand", ada), ear.fake.team.add_group("press", ada, ben)
    general = ear.fake.channel("general")
    await ada.command("/easel", "quota", general).acked()
    assert (await ear.ran()).person.groups == (brand.id, press.id)
    await ben.command("/easel", "quota", general).acked()
    assert (await ear.ran(2)).person.groups == (press.id,)
    assert ear.fake.count("usergroups.list") == 1
    for told in brand.hold(ben):
        await told.acked()
    await ben.command("/easel", "quota", general).acked()
    assert (await ear.ran(3)).person.groups == (brand.id, press.id)
    assert ear.fake.count("usergroups.list") == 2


async def test_without_the_right_to_know_nobody_is_in_a_group() -> None:
    async with listening(wrong=True) as ear:
        ear.fake.team.token_row.scopes.discard("usergroups:read")
        ada = ear.fake.person("ada")
        ear.fake.team.add_group("brand", ada)
        for count in (1, 2):
            await ada.command("/easel", "quota", ear.fake.channel("general")).acked()
            assert (await ear.ran(count)).person.groups == ()
        assert len(ear.fake.calls_of("usergroups.list")) == 1
