"""Which channel a person means, and who may speak there: told by Discord, over REST."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.platforms.discord.rooms import Rooms
from domain.errors import EaselError, NotAllowed, NotFound
from domain.people import Person, Place, Platform, Team
from tests.bot.platforms.discord.speaking import World
from tests.fakes.discord_world import User

ROUTES = (
    "GET /guilds/{guild}",
    "GET /guilds/{guild}/channels",
    "GET /guilds/{guild}/members/{user}",
)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


def person(world: World, user: User | None = None) -> Person:
    user = user or world.mira
    return Person(Team(Platform.DISCORD, str(world.guild.id)), str(user.id), user.name)


async def refused(world: World, asked: str, user: User | None = None) -> EaselError:
    with pytest.raises(EaselError) as error:
        await Rooms(world.connection).find(person(world, user), asked)
    return error.value


async def test_a_channel_is_found_by_mention_name_and_id(world: World):
    other = world.fake.channel(world.guild, "marketing")
    rooms = Rooms(world.connection)
    wanted = Place(str(other.id), "marketing")
    for asked in (other.mention, "#marketing", "marketing", " #Marketing ", str(other.id)):
        assert await rooms.find(person(world), asked) == wanted
    # Said once, it holds for a while.
    assert [world.fake.count(route) for route in ROUTES] == [1, 1, 2]


async def test_a_private_channel_is_one_and_only_for_who_sees_it(world: World):
    leo = world.fake.user("leo", guilds=[world.guild])
    board = world.fake.channel(world.guild, "board", private=True, members=[world.mira, world.fake.app])
    assert await Rooms(world.connection).find(person(world), "#board") == Place(str(board.id), "board", private=True)
    error = await refused(world, "#board", leo)
    assert isinstance(error, NotFound)
    assert error.code == (await refused(world, "#nowhere", leo)).code == "channel_unknown"


async def test_roles_open_and_close_channels(world: World):
    role = world.fake.role(world.guild, "Leads")
    board = world.fake.channel(world.guild, "board", private=True, members=[world.fake.app])
    world.fake.allow(board, role, "VIEW_CHANNEL")
    assert (await refused(world, "#board")).code == "channel_unknown"
    world.fake.give(world.mira, role)
    assert (await Rooms(world.connection).find(person(world), "#board")).private
    world.fake.deny(board, world.mira, "SEND_MESSAGES")
    error = await refused(world, "#board")
    assert isinstance(error, NotAllowed)
    assert (error.code, error.params) == ("channel_closed", {"channel": "board"})


@pytest.mark.parametrize("lacking", ["VIEW_CHANNEL", "SEND_MESSAGES", "ATTACH_FILES"])
async def test_where_easel_may_not_show_pictures_nothing_is_shared(world: World, lacking: str):
    world.fake.deny(world.channel, world.fake.app, lacking)
    error = await refused(world, "#art")
    assert isinstance(error, NotAllowed)
    assert (error.code, error.params) == ("channel_closed_easel", {"channel": "art"})


async def test_administrators_and_the_owner_go_everywhere(world: World):
    board = world.fake.channel(world.guild, "board", private=True, members=[world.fake.app])
    boss = world.fake.user("boss", guilds=[world.guild])
    world.fake.give(boss, world.fake.role(world.guild, "Admins", "ADMINISTRATOR"))
    assert world.guild.owner is not None
    for user in (boss, world.guild.owner):
        assert (await Rooms(world.connection).find(person(world, user), board.mention)).channel_id == str(board.id)


async def test_of_channels_of_one_name_the_open_one_is_meant(world: World):
    shut, opened = (world.fake.channel(world.guild, "general") for _ in range(2))
    world.fake.deny(shut, world.guild, "SEND_MESSAGES")
    assert (await Rooms(world.connection).find(person(world), "#general")).channel_id == str(opened.id)


async def test_what_takes_no_messages_is_no_room(world: World):
    forum = world.fake.channel(world.guild, "questions", kind="forum")
    voice = world.fake.channel(world.guild, "lounge", kind="voice")
    assert (await refused(world, forum.mention)).code == "channel_unknown"
    assert (await Rooms(world.connection).find(person(world), voice.mention)).channel_id == str(voice.id)


async def test_another_guilds_channel_is_not_there(world: World):
    elsewhere = world.fake.guild("Others")
    theirs = world.fake.channel(elsewhere, "secret")
    assert (await refused(world, theirs.mention)).code == "channel_unknown"


async def test_who_left_and_where_easel_left_have_no_rooms(world: World):
    world.fake.leave(world.guild, world.mira)
    assert (await refused(world, "#art")).code == "channel_unknown"
    world.fake.leave(world.guild, world.fake.app)
    assert (await refused(world, "#art", world.guild.owner)).code == "channel_unknown"


async def test_outside_of_guilds_there_are_no_other_channels(world: World):
    alone = Person(Team(Platform.DISCORD, f"dm:{world.mira.id}"), str(world.mira.id), "mira")
    with pytest.raises(NotFound, match="share_nowhere"):
        await Rooms(world.connection).find(alone, "#art")


@pytest.mark.parametrize(
    "asked", ["", "#", "<#>", "<#12", "<@1>", "9" * 400, "#art\n#art", "<#" + "1" * 30 + ">", "%_"]
)
async def test_what_names_no_channel_finds_none(world: World, asked: str):
    assert (await refused(world, asked)).code == "channel_unknown"
