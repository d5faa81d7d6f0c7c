"""What waits to be said is said once, tried again where it fails, and given up with a word to who shared it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.news import Newsroom, Pace
from commands.share import SHARED
from domain.errors import NotAllowed, NotFound, StorageBusy
from storage import decisions, shares, workers
from storage.shares import MOST_TRIES
from tests.library_stage import ADA, BOSS, Stage, library_stage
from tests.patience import PATIENCE

QUICK = Pace(every=0.05, first=0.01, longest=0.02)


def newsroom(stage: Stage, holder: str = "one", pace: Pace = QUICK) -> Newsroom:
    return Newsroom(stage.studio, stage.outbounds, holder, pace)


async def untold(stage: Stage) -> list[str]:
    async with stage.studio.database.read() as tx:
        return [each.id for each in await shares.untold(tx, limit=10)]


async def test_a_share_is_told_once(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture()
        answer = await stage.ask(ADA, "share", target=fox.id, to="#art", note="look")
        assert answer.news
        await newsroom(stage).tell()
        await newsroom(stage, "two").tell()
        assert stage.outbound.tries == 1
        (news,) = stage.outbound.told.values()
        assert (news.channel_id, news.thread, news.card.text) == ("art", None, "look")
        assert news.card.pictures[0].picture_id == fox.id
        assert await untold(stage) == []


async def test_what_fails_is_tried_again_in_the_background(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture()
        stage.outbound.faults += [StorageBusy(), RuntimeError("down"), TimeoutError()]
        room = newsroom(stage)
        room.start()
        await stage.ask(ADA, "share", target=fox.id, to="#art")
        room.kick()
        async with asyncio.timeout(PATIENCE):
            await stage.outbound.spoken.wait()
        assert stage.outbound.tries == 4
        await room.close()


async def test_what_fails_waits_longer_each_time(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture()
        await stage.ask(ADA, "share", target=fox.id, to="#art")
        stage.outbound.faults += [RuntimeError("down")]
        room = newsroom(stage, pace=Pace(first=3600.0, longest=3600.0))
        await room.tell()
        await room.tell()
        assert stage.outbound.tries == 1
        assert len(await untold(stage)) == 1


async def test_where_easel_may_not_speak_the_sharer_is_told_at_once(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        for fault in (NotAllowed("channel_not_allowed"), NotFound("channel_unknown")):
            fox = await stage.picture()
            stage.outbound.faults.append(fault)
            await stage.ask(ADA, "share", target=fox.id, to="#secret", note="psst")
            await newsroom(stage).tell()
        assert await untold(stage) == []
        for news in stage.outbound.told.values():
            assert news.channel_id == "c1"
            assert news.card.text.startswith("@Ada: v")
            assert "could not be shared" in news.card.text
            assert "psst" not in news.card.text
        assert len(stage.outbound.told) == 2


async def test_what_fails_for_good_is_given_up_with_a_word(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture()
        stage.outbound.faults += [RuntimeError("down")] * MOST_TRIES
        await stage.ask(ADA, "share", target=fox.id, to="#art")
        room = newsroom(stage, pace=Pace(first=0.0))
        for _ in range(MOST_TRIES):
            await room.tell()
        (news,) = stage.outbound.told.values()
        assert "though I tried for a while" in news.card.text
        await room.tell()
        assert stage.outbound.tries == MOST_TRIES + 1


async def test_a_picture_that_is_gone_is_not_told_of(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture()
        await stage.ask(ADA, "share", target=fox.id, to="#art")
        await stage.ask(ADA, "delete_sure", target=fox.id)
        await newsroom(stage).tell()
        assert not [key for key in stage.outbound.told if key.startswith(SHARED)]


async def test_one_process_at_a_time_tells_a_teams_news(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture()
        await stage.ask(ADA, "share", target=fox.id, to="#art")
        async with stage.studio.database.begin() as tx:
            assert await workers.take_lease(tx, f"news:{ADA.team.id}", "two", stage.studio.clock(), seconds=60)
        await newsroom(stage, "one").tell()
        assert stage.outbound.tries == 0
        await newsroom(stage, "two").tell()
        assert stage.outbound.tries == 1


async def test_a_decision_is_told_in_the_pictures_thread(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture(thread="t7", channel="c7", private=True)
        await stage.ask(ADA, "to_review", target=fox.id, channel="c7", private=True)
        await stage.ask(BOSS, "ask_changes", target=fox.id, comment="smaller", channel="c7", private=True)
        await newsroom(stage).tell()
        review, changes = stage.outbound.told.values()
        assert (review.channel_id, review.thread) == (changes.channel_id, changes.thread) == ("c7", "t7")
        assert "“smaller”" in changes.card.text
        async with stage.studio.database.read() as tx:
            assert [each.comment for each in await decisions.history(tx, fox.id)] == ["", "smaller"]
