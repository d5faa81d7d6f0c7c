"""The roles of who asks go along with every call: a team may name roles for who approves."""

from __future__ import annotations

from tests.bot.platforms.discord.inward import Ear


async def test_roles_go_along_with_commands_and_messages(ear: Ear):
    leads, makers = (ear.fake.role(ear.guild, name) for name in ("Leads", "Makers"))
    for role in (leads, makers):
        ear.fake.give(ear.mira, role)
    typed = await ear.call(ear.fake.slash(ear.mira, ear.channel, "quota").id)
    said = await ear.call(ear.fake.say(ear.mira, ear.channel, "a fox", mention=[ear.fake.app]).id)
    for call in (typed, said):
        assert set(call.person.groups) == {str(leads.id), str(makers.id)}


async def test_who_has_no_role_has_no_group(ear: Ear):
    call = await ear.call(ear.fake.slash(ear.leo, ear.channel, "quota").id)
    assert call.person.groups == ()


async def test_outside_of_guilds_there_are_none(ear: Ear):
    ear.fake.give(ear.mira, ear.fake.role(ear.guild, "Leads"))
    call = await ear.call(ear.fake.slash(ear.mira, ear.fake.dm(ear.mira), "quota").id)
    assert call.person.groups == ()
