"""Drafts that nobody keeps go, after a warning and never without one, and nothing of them is left on the disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.news import Newsroom, Pace
from bot.retention import tend
from domain.errors import NotAllowed
from domain.picture import Picture
from storage import pictures, stars
from tests.fakes.s3 import KEY_ID, REGION, SECRET, s3_server
from tests.library_stage import ADA, BOSS, Stage, library_stage

DAY = timedelta(days=1)


def on_disk(folder: Path, digest: str) -> list[str]:
    """Return what of the bytes with that digest stands in a folder."""
    return [str(each) for each in folder.rglob("*") if each.is_file() and digest in str(each)]


async def later(stage: Stage, days: float, *, tell: bool = True) -> Stage:
    """Let the house be kept so many days later, and the news be told."""
    then = stage.at(stage.parts.studio.clock() + days * DAY)
    await tend(then.studio, then.outbounds, _nothing)
    if tell:
        await Newsroom(then.studio, then.outbounds, "one", Pace()).tell()
    return then


def _nothing() -> None:
    pass


async def alive(stage: Stage, picture: Picture) -> bool:
    async with stage.studio.database.read() as tx:
        return not next(
            each for each in await pictures.of_thread(tx, picture.thread_id) if each.id == picture.id
        ).deleted


async def set_days(stage: Stage, days: str = "30") -> None:
    await stage.picture(BOSS, colour="blue", thread="bo")
    await stage.ask(BOSS, "settings", team_draft_days=days)


async def test_a_draft_goes_after_a_warning_and_its_bytes_with_it(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        await set_days(stage)
        fox = await stage.picture()
        await stage.studio.assets.put_rendition(fox.digest, "thumb", b"small")
        assert len(on_disk(tmp_path, fox.digest)) == 2
        await later(stage, 25)
        assert not stage.outbound.told
        await later(stage, 26.5)
        warnings = [each for each in stage.outbound.told.values() if each.thread == "t1"]
        assert len(warnings) == 1
        assert "deleted in 3 days" in warnings[0].card.text
        await later(stage, 29.4)
        assert await alive(stage, fox)
        await later(stage, 30.5)
        assert not await alive(stage, fox)
        assert on_disk(tmp_path, fox.digest) == []
        assert fox.id in stage.outbound.removed
        assert len([each for each in stage.outbound.told.values() if each.thread == "t1"]) == 1


async def test_nothing_of_it_is_left_in_the_bucket(tmp_path: Path):
    (tmp_path / "s3").mkdir()
    with s3_server(tmp_path / "s3") as server:
        s3 = {"assets_url": f"s3://{server.bucket}/easel", "s3_endpoint": server.endpoint, "s3_region": REGION,
              "s3_key_id": KEY_ID, "s3_secret": SECRET}  # fmt: skip
        async with library_stage(tmp_path, **s3) as stage:
            await set_days(stage)
            fox = await stage.picture()
            await stage.studio.assets.put_rendition(fox.digest, "thumb", b"small")
            await later(stage, 28)
            await later(stage, 32)
            assert not await stage.studio.assets.has(fox.digest)
            assert await stage.studio.assets.get_rendition(fox.digest, "thumb") is None


async def test_bytes_that_another_picture_needs_stay(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        await set_days(stage)
        fox = await stage.picture()
        same = await stage.picture(thread="t2")
        await _keep_by_star(stage, same)
        await later(stage, 28)
        await later(stage, 32)
        assert (await alive(stage, fox), await alive(stage, same)) == (False, True)
        assert await stage.studio.assets.has(fox.digest)


async def _keep_by_star(stage: Stage, picture: Picture) -> None:
    async with stage.studio.database.begin() as tx:
        await stars.star(tx, ADA, picture.id, stage.studio.clock())


async def _keep_by_button(stage: Stage, picture: Picture) -> None:
    await stage.ask(ADA, "keep_drafts", target=picture.thread_id)


async def _keep_by_review(stage: Stage, picture: Picture) -> None:
    await stage.ask(ADA, "to_review", target=picture.id)


@pytest.mark.parametrize("keep", [_keep_by_star, _keep_by_button, _keep_by_review])
async def test_what_somebody_keeps_after_the_warning_stays(tmp_path: Path, keep: Callable[..., object]):
    async with library_stage(tmp_path) as stage:
        await set_days(stage)
        fox = await stage.picture()
        await later(stage, 28)
        await keep(stage, fox)  # type: ignore[misc]
        await later(stage, 32)
        assert await alive(stage, fox)


async def test_who_was_down_for_long_warns_first(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        await set_days(stage)
        fox = await stage.picture()
        await later(stage, 300)
        assert await alive(stage, fox)
        await later(stage, 302)
        assert await alive(stage, fox)
        await later(stage, 303.5)
        assert not await alive(stage, fox)


async def test_a_warning_of_long_ago_counts_no_more(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        await set_days(stage)
        fox = await stage.picture()
        await later(stage, 28)
        await later(stage, 60)
        assert await alive(stage, fox)
        assert len([each for each in stage.outbound.told.values() if each.thread == "t1"]) == 2
        await later(stage, 63.5)
        assert not await alive(stage, fox)


async def test_what_nobody_could_be_warned_of_stays(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        await set_days(stage)
        fox = await stage.picture()
        for day in (28, 29, 32, 40):
            stage.outbound.faults[:] = [NotAllowed("channel_not_allowed")] * 9
            await later(stage, day)
        assert await alive(stage, fox)
        await later(stage, 41, tell=False)
        await later(stage, 46, tell=False)
        assert await alive(stage, fox)


async def test_drafts_stay_where_no_days_are_set(tmp_path: Path):
    async with library_stage(tmp_path) as stage:
        fox = await stage.picture()
        await later(stage, 3000)
        await later(stage, 3010)
        assert await alive(stage, fox)
        assert stage.outbound.told == {}
