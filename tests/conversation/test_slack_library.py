"""The team's library on Slack: starred, named, found, used again, saved, shared and approved."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.conversation.slack_guest import BOTH, Scene, either_scene, slack_scene
from tests.conversation.slack_seen import everything, labels, photo, press_whispered
from tests.fakes.openai import EDITS
from tests.fakes.slack_people import Person
from tests.fakes.slack_world import Channel, Message, walk
from tests.patience import PATIENCE

scene = pytest.fixture(slack_scene)
either = pytest.fixture(either_scene, params=BOTH)

STAR, DETAILS = "star", "Details"


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.slack.people._GROUPS_SECONDS", PATIENCE)


def picture_of(message: Message) -> str:
    """Return the id of the picture that a message's buttons are about."""
    return next(iter(message.buttons)).split(":", 2)[2]


async def stars(scene: Scene, message: Message, count: int) -> None:
    """Wait until a picture has so many stars, as its details tell."""
    wanted = re.compile(rf"Stars\s+{count}\b") if count else re.compile(r"\A(?!.*Stars)", re.DOTALL)
    async with asyncio.timeout(PATIENCE):
        while not wanted.search(everything(await scene.pressed(message, DETAILS, who=scene.olga))):
            pass


async def gallery(scene: Scene, typed: str, *, who: Person | None = None, where: Channel | None = None) -> Message:
    """Look into the library and return the gallery, which comes in a direct message."""
    person = who or scene.ada
    dm = scene.fake.team.dm(person)
    before = {each.ts for each in dm.live}
    await scene.easel(f"library {typed}".strip(), who=person, where=where).acked()
    return await scene.fake.message_in(dm, lambda each: each.ts not in before and each.pictures)


async def in_time(scene: Scene, typed: str) -> Message:
    """Look into the library until something is found there, and return the gallery."""
    dm = scene.fake.team.dm(scene.ada)
    before = {each.ts for each in dm.live}

    def answered() -> Message | bool | None:
        found = next((each for each in dm.live if each.ts not in before and each.pictures), None)
        return found or any("Nothing was found" in everything(each) for each in scene.fake.ephemerals[scene.seen :])

    async with asyncio.timeout(PATIENCE):
        while True:
            await scene.easel(f"library {typed}").acked()
            found = await scene.fake.until(answered)
            if isinstance(found, Message):
                return found


async def said_alone(scene: Scene, typed: str, words: str, *, who: Person | None = None, where: Channel | None = None):
    """Type a command and return what its asker alone is told."""
    await scene.easel(typed, who=who, where=where).acked()
    return await scene.whisper(words, who=who)


async def test_stars_are_counted_once_a_person_and_can_be_taken_back(either: Scene):
    await either.start()
    either.ben.locale = "en-US"
    made = await either.imagine("a red fox")
    said = len([each for each in either.general.live if each.by_bot])
    either.ada.react(made, STAR)
    either.ben.react(made, "star2")
    either.ben.react(made, STAR)
    await stars(either, made, 2)
    either.ada.unreact(made, STAR)
    await stars(either, made, 1)
    # The root shows no picture, and is what people see in the channel.
    either.ada.react(either.general.messages[made.thread_ts], "glowing_star")
    await stars(either, made, 2)
    assert len([each for each in either.general.live if each.by_bot]) == said


async def test_a_picture_is_named_found_used_and_put_into_a_new_one(either: Scene):
    await either.start()
    made = await either.imagine("a red fox on a shield")
    await either.imagine("a blue boat")
    await said_alone(either, f"asset name logo picture:{picture_of(made)}", "This is @logo now")
    found = await gallery(either, "shield")
    assert "@logo" in everything(found)
    assert "boat" not in everything(found)
    assert labels(found) == ["Use 1", "Show 1", "Share 1", "Star 1", "Details 1"]
    used = await either.press(found, "Use 1")
    assert "begins here" in everything(used)
    assert (used.channel.kind, used.thread_ts, len(used.pictures)) == ("im", None, 1)
    night = await either.reply(used, "make it night")
    assert "v2, from v1" in everything(night)
    mug = await either.imagine("put @logo on a mug")
    assert "@logo (v1, draft) is reference 1." in everything(mug)
    # Made from the one it names, as the refinement before it was.
    assert either.openai.count(EDITS) == 2


async def test_a_picture_is_named_in_its_thread(scene: Scene):
    await scene.start()
    made = await scene.imagine("a red fox on a shield")
    scene.mark()
    scene.say(made, "name it crest")
    await scene.whisper("This is @crest now")


async def test_pages_of_a_gallery_follow_each_other(scene: Scene):
    await scene.start()
    for number in range(5):
        await scene.imagine(f"a boat number {number}")
    first = await gallery(scene, "boat")
    assert len(first.pictures) == 4
    assert [each for each in labels(first) if each in {"Older", "Newer"}] == ["Older"]
    older = await scene.press(first, "Older")
    assert "boat number 0" in everything(older)
    assert [each for each in labels(older) if each in {"Older", "Newer"}] == ["Newer"]


async def test_somebodys_photo_is_saved_by_the_shortcut_and_by_a_star(either: Scene):
    await either.start()
    said = either.ben.say(either.general, "our new sign", files=[photo(name="harbour-sign.png")])
    either.mark()
    await either.ada.message_shortcut("save_image", said.message).acked()
    await either.whisper("Saved to the library, marked as an upload")
    found = await gallery(either, "harbour")
    assert "ben" in everything(found)
    other = either.olga.say(either.general, "another", files=[photo("red", name="lighthouse.png")])
    either.ada.react(other.message, STAR)
    assert "olga" in everything(await in_time(either, "lighthouse starred:yes"))
    assert [each for each in either.general.live if each.by_bot] == []


async def test_what_is_private_is_found_in_its_channel_alone(scene: Scene):
    await scene.start()
    studio = scene.fake.channel("studio")
    made = await scene.imagine("a secret owl", where=studio)
    await said_alone(scene, "library owl", "Nothing was found")
    await scene.easel("library owl", where=studio).acked()
    listed = await scene.whisper("secret owl")
    assert listed.channel_id == studio.id
    assert labels(listed)[:2] == ["Use 1", "Show 1"]
    assert not [each for each in scene.fake.team.dm(scene.ada).live if each.by_bot]
    press_whispered(scene.fake, listed, "Use 1")
    begun = await scene.fake.message_in(studio, lambda each: "begins here" in everything(each))
    assert begun.thread_ts is None
    await said_alone(scene, f"share picture:{picture_of(made)} to:#general", "stays in it", where=studio)
    name = f"asset name night-owl picture:{picture_of(made)}"
    await said_alone(scene, name, "works in this channel alone", where=studio)
    await said_alone(scene, name, "not here, or not for this place")
    assert "was read as plain words" in everything(await scene.imagine("@night-owl on a mug"))
    assert len(scene.results()) == 1


async def test_a_guest_finds_what_was_made_in_their_channel(scene: Scene):
    await scene.start()
    gus = scene.fake.person("gus")
    design = scene.fake.team.add_channel("design", members=[scene.ada])
    await scene.imagine("a green owl", where=design)
    await scene.imagine("a green boat")
    found = await gallery(scene, "green", who=gus)
    assert "boat" in everything(found)
    assert "owl" not in everything(found)
    await said_alone(scene, "library owl", "Nothing was found", who=gus)
    await said_alone(scene, f"asset name mine picture:{picture_of(scene.results()[0])}", "Guests can look", who=gus)


async def test_a_picture_is_shared_to_another_channel_once(either: Scene):
    await either.start()
    launch = either.fake.team.add_channel("launch", members=[either.ada, either.ben], bot=False)
    made = await either.imagine("a red fox")
    await said_alone(
        either, f'share picture:{picture_of(made)} to:#launch note:"look at this"', "on its way to #launch"
    )
    shared = await either.fake.message_in(launch, lambda each: each.pictures)
    assert "ada shares a picture" in everything(shared)
    assert "look at this" in everything(shared)
    assert labels(shared) == ["Refine", "Details"]
    refined = await either.refine(shared, "make it night")
    assert refined.channel is launch
    assert refined.pictures
    view = await either.window(either.ada.press(await gallery(either, "fox"), "Share 1"))
    either.mark()
    either.ada.submit(view, {"v:words": "#nowhere hello"})
    await either.whisper("not there, or not yours")
    assert len([each for each in launch.live if "shares a picture" in everything(each)]) == 1


async def test_who_is_in_a_group_of_approvers_approves(either: Scene):
    await either.start()
    either.ben.locale = "en-US"
    group = either.fake.team.add_group("brand")
    await said_alone(either, "settings team_approvers:@brand", group.id, who=either.olga)
    made = await either.imagine("a red fox")
    details = await either.pressed(made, DETAILS, who=either.ben)
    assert "Approve" not in labels(details)
    for told in group.hold(either.ben):
        await told.acked()
    found = await gallery(either, "fox", who=either.ben)
    one = await either.press(found, "Details 1", who=either.ben)
    assert "Approve" in labels(one)
    await either.pressed(one, "Approve", who=either.ben)
    news = await either.fake.message_in(either.general, lambda each: "approved v1" in everything(each), thread=made)
    assert "ben" in everything(news)
    assert "approved" in everything(await gallery(either, "is:approved"))


async def test_home_leads_into_the_library(scene: Scene):
    await scene.start(public_url="https://easel.example.com", browser_password="a long enough one")
    await scene.imagine("a red fox")
    await scene.ada.open_home().acked()
    home = await scene.fake.until(lambda: scene.fake.home(scene.ada))
    assert {"Library", "Open its pages"} <= set(labels(home))
    dm = scene.fake.team.dm(scene.ada)
    await scene.window(scene.ada.press(home, "Library"))
    assert "Use 1" in labels(await scene.fake.message_in(dm, lambda each: each.pictures))
    scene.ada.close()
    view = await scene.window(scene.ada.press(home, "Open its pages"))
    await scene.fake.until(lambda: "Your way into the library" in everything(view))
    (link,) = [each["url"] for each in walk(view.blocks) if each.get("type") == "link"]
    assert link.startswith("https://easel.example.com/library/")
