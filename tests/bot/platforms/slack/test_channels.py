"""The channel that a person means: found by what they wrote, and only where they and Easel may speak."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.channels import Channels
from bot.platforms.slack.homes import Homes
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.people import Seat
from bot.platforms.slack.tokens import OneToken
from domain.clock import system_clock
from domain.errors import NotAllowed, NotFound
from domain.people import Person, Platform, Team
from tests.bot.platforms.memory import MemoryNotes
from tests.fakes.slack_clock import PATIENT
from tests.fakes.slack_server import FakeSlack


class NoPosts:
    async def showing(self, team_id, pictures):
        return ()


@dataclass
class Street:
    fake: FakeSlack
    channels: Channels
    homes: Homes

    def who(self, name: str, *, narrow: bool = False) -> Person:
        team = Team(Platform.SLACK, self.fake.team.id)
        return Person(team, self.fake.person(name).id, name, narrow=narrow)


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with FakeSlack(timing=PATIENT) as fake:
        api = SlackApi(OneToken(fake.bot_token), api_url=fake.api_url)
        homes = Homes(MemoryNotes(), NoPosts(), system_clock)  # type: ignore[arg-type]
        yield Street(fake, Channels(api, homes), homes)
        await api.close()
        assert fake.refused == []


@pytest.mark.parametrize(
    "written", ["<#{id}|general>", "<#{id}>", "#{id}", "{id}", "#general", " general ", "#General"]
)
async def test_a_channel_is_found_however_it_is_written(street: Street, written: str) -> None:
    general = street.fake.channel("general")
    place = await street.channels.find(street.who("ada"), written.format(id=general.id))
    assert (place.channel_id, place.channel_name, place.private) == (general.id, "general", False)


async def test_a_private_channel_is_for_who_is_in_it(street: Street) -> None:
    studio = street.fake.channel("studio")
    place = await street.channels.find(street.who("ada"), "#studio")
    assert (place.channel_id, place.private) == (studio.id, True)
    studio.members.discard(street.fake.person("ben").id)
    for written in ("#studio", f"<#{studio.id}|>"):
        with pytest.raises(NotFound, match="channel_unknown"):
            await street.channels.find(street.who("ben"), written)


async def test_a_private_channel_without_easel_is_not_there(street: Street) -> None:
    hidden = street.fake.team.add_channel("hidden", kind="private", bot=False)
    for written in ("#hidden", f"<#{hidden.id}|hidden>"):
        with pytest.raises(NotFound, match="channel_unknown"):
            await street.channels.find(street.who("ada"), written)


async def test_a_guest_reaches_the_channels_that_they_are_in(street: Street) -> None:
    assert (await street.channels.find(street.who("gus", narrow=True), "#general")).channel_name == "general"
    with pytest.raises(NotFound, match="channel_unknown"):
        await street.channels.find(street.who("gus", narrow=True), "#random")
    assert (await street.channels.find(street.who("ada"), "#random")).channel_name == "random"


async def test_an_archived_channel_says_so_and_one_in_use_comes_first(street: Street) -> None:
    street.fake.team.add_channel("launch", archived=True)
    with pytest.raises(NotAllowed, match="channel_archived"):
        await street.channels.find(street.who("ada"), "#launch")
    used = street.fake.team.add_channel("launch")
    assert (await street.channels.find(street.who("ada"), "#launch")).channel_id == used.id


@pytest.mark.parametrize(
    "written", ["#nowhere", "", "#", "C0NOTTHERE1", "<#C0NOTTHERE1|x>", "<@U0EASEL0001>", "x" * 500]
)
async def test_what_is_no_channel_is_not_there(street: Street, written: str) -> None:
    with pytest.raises(NotFound, match="channel_unknown"):
        await street.channels.find(street.who("ada"), written)


async def test_a_direct_message_is_no_place_to_show_things(street: Street) -> None:
    group = street.fake.team.mpim(street.fake.person("ada"), street.fake.person("ben"))
    with pytest.raises(NotFound, match="channel_unknown"):
        await street.channels.find(street.who("ada"), group.id)


async def test_a_channel_is_found_among_more_than_a_page_of_them(street: Street) -> None:
    for number in range(600):
        street.fake.team.add_channel(f"c{number}")
    assert (await street.channels.find(street.who("ada"), "#c599")).channel_name == "c599"
    assert street.fake.count("conversations.list") == 2


async def test_an_organisations_token_says_which_workspace_is_meant() -> None:
    async with FakeSlack(timing=PATIENT) as fake:
        fake.team.enterprise = "E0GRID00001"
        token = fake.add_org_token("E0GRID00001")
        api = SlackApi(OneToken(token), api_url=fake.api_url)
        homes = Homes(MemoryNotes(), NoPosts(), system_clock)  # type: ignore[arg-type]
        person = Person(Team(Platform.SLACK, fake.team.id), fake.person("ada").id, "ada")
        grid = Installation("E0GRID00001", token, enterprise="E0GRID00001")
        await homes.met(Seat(grid, fake.team.id, person, stranger=False))
        place = await Channels(api, homes).find(person, "#general")
        assert place.channel_name == "general"
        voice = await homes.of(person.team)
        assert (voice.team, voice.workspace) == ("E0GRID00001", fake.team.id)
        other = await homes.of(replace(person.team, external_id="T0OTHER0001"))
        assert (other.team, other.workspace) == ("T0OTHER0001", "")
        await api.close()
        assert fake.refused == []
