"""Two teams on two platforms let pictures flow to each other, as each side says, and not a moment longer."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.news import Newsroom
from commands.link import TRIES
from domain.errors import BadInput, EaselError, NotAllowed, NotFound
from domain.library import Collection
from domain.people import Person
from domain.picture import Picture
from storage import collections, lineage, links, pictures, search, threads
from storage.database import Tx
from tests.library_stage import ACME, ADA, BOSS, ORBIT, ZOE, Stage, library_stage

YAN = Person(ORBIT, "U1", "Yan")
GUEST = Person(ORBIT, "U2", "Gus", narrow=True)


async def code_of(stage: Stage) -> str:
    answer = await stage.ask(BOSS, "link_code", target="")
    assert answer.card is not None
    found = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", answer.card.text)
    assert found is not None
    return found[0]


async def linked(stage: Stage) -> None:
    answer = await stage.ask(ZOE, "link", code=await code_of(stage))
    assert answer.card is not None
    assert "Linked with Acme" in answer.card.text


async def approved(stage: Stage, **where: object) -> Picture:
    fox = await stage.picture(**where)  # type: ignore[arg-type]
    place = {"channel": fox_channel(where), "private": bool(where.get("private"))}
    await stage.ask(BOSS, "approve", target=fox.id, **place)
    return fox


def fox_channel(where: dict[str, object]) -> str:
    return str(where.get("channel", "c1"))


async def sees(stage: Stage, person: Person, picture: Picture) -> bool:
    async with stage.studio.database.read() as tx:
        return await search.entry(tx, person.at("elsewhere"), picture.id) is not None


async def refused(stage: Stage, person: Person, command: str, **options: str) -> EaselError:
    with pytest.raises(EaselError) as error:
        await stage.ask(person, command, **options)
    return error.value


async def test_what_each_side_says_flows_and_nothing_else(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox, draft = await approved(stage), await stage.picture(thread="t2")
        secret = await approved(stage, thread="t3", channel="c9", private=True)
        await linked(stage)
        assert not await sees(stage, YAN, fox)
        await stage.ask(BOSS, "link", team="orbit", flow="approved")
        assert [await sees(stage, YAN, each) for each in (fox, draft, secret)] == [True, False, False]
        assert not await sees(stage, GUEST, fox)
        await stage.ask(BOSS, "link_flow", target=f"nothing|{ORBIT.id}")
        assert not await sees(stage, YAN, fox)


async def test_a_collection_flows_and_a_private_channels_does_not(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox, hen = await stage.picture(), await stage.picture(thread="t2")
        await linked(stage)
        async with stage.studio.database.begin() as tx:
            for channel, name in (("", "launch"), ("c9", "secrets")):
                await collect(tx, stage, channel, name, fox)
        said = await stage.ask(BOSS, "link", flow="collection:Launch")
        assert said.card is not None
        assert "“launch”" in said.card.text
        assert (await sees(stage, YAN, fox), await sees(stage, YAN, hen)) == (True, False)
        with pytest.raises(NotAllowed, match="flow_private"):
            await stage.ask(BOSS, "link", channel="c9", private=True, flow="collection:secrets")
        assert (await refused(stage, BOSS, "link", flow="collection:nowhere")).code == "collection_unknown"
        assert (await refused(stage, BOSS, "link", flow="everything")).code == "flow_unknown"
        assert (await refused(stage, BOSS, "link", team="Mars", flow="nothing")).code == "link_team"


async def collect(tx: Tx, stage: Stage, channel: str, name: str, picture: Picture) -> None:
    now = stage.studio.clock()
    draft = Collection(stage.studio.new_id(), ACME.id, channel, name, name, None, BOSS.id, now)
    kept = await collections.ensure(tx, draft)
    await collections.add(tx, kept.id, [picture.id], BOSS.id, now)


async def test_unlinking_stops_the_flow_at_once_from_either_side(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await approved(stage)
        await linked(stage)
        await stage.ask(BOSS, "link", flow="approved")
        assert await sees(stage, YAN, fox)
        sure = await stage.ask(ZOE, "unlink", target=ACME.id)
        assert sure.card is not None
        assert [each.command for each in sure.card.buttons] == ["unlink_sure"]
        await stage.ask(ZOE, "unlink_sure", target=ACME.id)
        assert not await sees(stage, YAN, fox)
        again = await stage.ask(ZOE, "unlink_sure", target=ACME.id)
        assert again.card is not None
        assert "Nothing flows" in again.card.text
        assert (await refused(stage, BOSS, "link", flow="approved")).code == "link_none"
        assert (await refused(stage, BOSS, "link_flow", target=f"approved|{ORBIT.id}")).code == "link_gone"


async def test_a_team_that_vanished_lends_nothing(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await approved(stage)
        await linked(stage)
        await stage.ask(BOSS, "link", flow="approved")
        async with stage.studio.database.begin() as tx:
            await links.leave(tx, ACME.id)
        assert not await sees(stage, YAN, fox)
        listed = await stage.ask(ZOE, "link")
        assert listed.card is not None
        assert listed.card.fields == ()


async def test_a_code_is_good_once_for_a_quarter_of_an_hour_and_for_the_other_side(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        await stage.picture(BOSS)
        code = await code_of(stage)
        assert (await refused(stage, BOSS, "link", code=code)).code == "link_self"
        code = await code_of(stage)
        late = stage.at(stage.studio.clock() + timedelta(minutes=16))
        assert (await refused(late, ZOE, "link", code=code)).code == "link_code"
        code = await code_of(stage)
        await stage.ask(ZOE, "link", code=code.lower().replace("-", " "))
        assert (await refused(stage, ZOE, "link", code=code)).code == "link_code"


async def test_codes_cannot_be_guessed(tmp_path: Path):
    async with library_stage(tmp_path) as opened:
        # Tries are counted by the hour.
        stage = opened.at(opened.studio.clock())
        code = await code_of(stage)
        for number in range(TRIES):
            assert (await refused(stage, ZOE, "link", code=f"ABCD-EF{number:02}")).code == "link_code"
        assert (await refused(stage, ZOE, "link", code=code)).code == "link_tries"
        later = stage.at(stage.studio.clock() + timedelta(hours=1, minutes=1))
        assert (await refused(later, ZOE, "link", code=code)).code == "link_code"


@pytest.mark.parametrize("command", ["link", "link_code", "link_flow", "unlink", "unlink_sure"])
async def test_links_are_for_administrators(tmp_path: Path, command: str):
    async with library_stage(tmp_path) as stage:
        error = await refused(stage, ADA, command, target=ORBIT.id, code="ABCD-EFGH")
        assert isinstance(error, NotAllowed)
        assert error.code == "administrators_only"


async def test_a_lent_picture_is_shared_with_credit_until_it_flows_no_more(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await approved(stage)
        await linked(stage)
        assert isinstance(await refused(stage, YAN, "share", target=fox.id, to="#art"), NotFound)
        await stage.ask(BOSS, "link", flow="approved")
        answer = await stage.ask(YAN, "share", target=fox.id, to="#art", note="from our friends")
        assert answer.news
        room = Newsroom(stage.studio, stage.outbounds, "one")
        await room.tell()
        (news,) = [each for each in stage.outbound.told.values() if each.team == ORBIT]
        assert news.card.notes[0] == "v1, made by @Ada of Acme"
        await stage.ask(YAN, "share", target=fox.id, to="#art")
        await stage.ask(BOSS, "unlink_sure", target=ORBIT.id)
        await room.tell()
        told = [each.card.text for each in stage.outbound.told.values() if each.team == ORBIT]
        assert told[-1] == "@Yan: v1 was not shared, since it is not there to be seen any more."
        assert isinstance(await refused(stage, YAN, "approve", target=fox.id), NotFound)


async def test_nobody_judges_what_is_lent(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await approved(stage)
        await linked(stage)
        await stage.ask(BOSS, "link", flow="approved")
        for command in ("approve", "retire", "to_review"):
            assert isinstance(await refused(stage, ZOE, command, target=fox.id), NotFound | BadInput)
        assert await sees(stage, YAN, fox)


async def test_a_lent_picture_is_shown_on_pages_of_the_workspace_while_it_flows(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture(YAN)
        await stage.ask(ZOE, "approve", target=fox.id)
        await stage.picture(ADA, colour="blue", thread="t2")
        await linked(stage)
        workspace, viewer = stage.parts.workspace, ADA.at("c1")
        with pytest.raises(NotFound, match="picture_unknown"):
            await workspace.picture(viewer, fox.id)
        await stage.ask(ZOE, "link", flow="approved")
        file = await workspace.picture(viewer, fox.id)
        assert b"".join([chunk async for chunk in file.chunks]).startswith(b"\x89PNG")
        await stage.ask(BOSS, "unlink_sure", target=ORBIT.id)
        with pytest.raises(NotFound, match="picture_unknown"):
            await workspace.picture(viewer, fox.id)


async def test_a_lent_picture_is_refined_as_a_fork(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await approved(stage)
        await linked(stage)
        await stage.ask(BOSS, "link", flow="approved")
        answer = await stage.ask(YAN, "edit", target=fox.id, instruction="add a purple tree")
        assert answer.job_id is not None
        async with stage.studio.database.read() as tx:
            thread = await threads.of_platform(tx, ORBIT.id, "m")
            assert thread is not None
            (copy,) = await pictures.of_thread(tx, thread.id)
            family = await lineage.family(tx, YAN.at("c1"), copy.id)
        assert (copy.team_id, copy.operation, copy.digest) == (ORBIT.id, "copy", fox.digest)
        known = {(each.picture.id, each.parent_id, each.copied) for each in family}
        assert known == {(fox.id, None, False), (copy.id, fox.id, True)}
