"""The story of a job without a durable engine under it: what is made, charged and said."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.calls import priced
from bot.jobs.settle import picture_id
from domain.card import CardKind
from domain.errors import BadRequest, Broken, Busy, NoAccess, Refused, StorageBusy, StorageFull
from domain.job import JobState
from engines.base import Made, Partial, Request
from storage import jobs, outputs, people, pictures, threads
from storage.people import TeamSettings
from tests.bot.jobs.world import COST, FREE, PRICED, TEAM, Judge, Slept, World, made, person, world


def failing(*errors: Exception | None):
    """A script that raises these, one a call by its index, and makes the others."""

    async def script(request: Request, partial: Partial) -> Made:
        error = errors[request.index] if request.index < len(errors) else None
        if error is not None:
            raise error
        return made(request)

    return script


async def test_a_job_is_made_settled_and_told(anywhere: World) -> None:
    job_id = await anywhere.told_story("a red fox")
    job = await anywhere.job(job_id)
    assert (job.state, job.told, job.charged) == (JobState.DELIVERED, True, False)
    (picture,) = await anywhere.pictures(job_id)
    assert picture.id == picture_id(job_id, 0)
    assert (picture.version, picture.cost, picture.words) == (1, COST, "a red fox")
    assert picture.alt == "AI-generated image: a red fox"
    assert await anywhere.kit.studio.assets.get(picture.digest) == made(anywhere.engine.requests[0]).data
    assert (await anywhere.entries(job_id))["settle"] == (1, COST)
    assert "release" not in await anywhere.entries(job_id)
    assert await anywhere.left() == 99
    card = anywhere.told.card(job_id)
    assert card.kind is CardKind.RESULT
    assert [shown.picture_id for shown in card.pictures] == [picture.id]
    assert card.title == "v1, by @ada"
    async with anywhere.database.read() as tx:
        thread = await threads.get(tx, job.thread_id)
    assert thread is not None
    assert thread.head_id == picture.id


async def test_the_engine_is_asked_for_what_was_planned(here: World) -> None:
    job_id = await here.told_story("a red fox", count=2)
    first, second = sorted(here.engine.requests, key=lambda request: request.index)
    assert (first.job_id, first.operation, first.words, first.model.id) == (job_id, "generate", "a red fox", PRICED)
    assert second.seed == first.seed + 1
    assert first.person_hash == hmac.new(b"salt", person("ada").id.encode(), sha256).hexdigest()
    assert "ada" not in first.person_hash


async def test_an_edit_gets_the_bytes_and_scene_of_its_base_and_says_its_parent(here: World) -> None:
    async def with_scene(request: Request, partial: Partial) -> Made:
        return replace(made(request), scene=f"scene of {request.words}")

    here.engine.script = with_scene
    first = (await here.pictures(await here.told_story("a fox")))[0]
    job_id = await here.edit(first, "make it night")
    await here.release()
    await here.tell(job_id)
    asked = here.engine.requests[-1]
    assert asked.inputs[0].data == await here.kit.studio.assets.get(first.digest)
    assert asked.inputs[0].scene == "scene of a fox"
    assert asked.seed == 7
    (picture,) = await here.pictures(job_id)
    assert (picture.version, picture.parent_id, picture.scene) == (2, first.id, "scene of make it night")
    assert picture.alt == "AI-generated image: a fox; make it night"
    assert here.told.card(job_id).title == "v2, from v1, by @ada"


async def test_of_four_calls_one_fails_and_three_are_charged(anywhere: World) -> None:
    anywhere.engine.script = failing(None, Broken("engine_broken"), None, None)
    job_id = await anywhere.told_story(count=4)
    assert (await anywhere.job(job_id)).state is JobState.DELIVERED
    assert [picture.version for picture in await anywhere.pictures(job_id)] == [1, 2, 3]
    assert (await anywhere.entries(job_id))["settle"] == (3, 3 * COST)
    assert await anywhere.left() == 97
    assert anywhere.engine.most_at_work == 4 or len(anywhere.engine.requests) == 4


async def test_a_call_that_may_have_been_billed_counts_though_it_brought_nothing(here: World) -> None:
    here.engine.script = failing(None, Broken("engine_broken", billed=True))
    job_id = await here.told_story(count=2)
    each = (await here.job(job_id)).estimate // 2
    assert (await here.entries(job_id))["settle"] == (2, COST + each)
    assert len(here.told.card(job_id).pictures) == 1


async def test_a_refusal_is_told_and_released(anywhere: World) -> None:
    anywhere.engine.script = failing(Refused("refused_safety"))
    job_id = await anywhere.told_story()
    job = await anywhere.job(job_id)
    assert (job.state, job.reason, job.charged, job.told) == (JobState.REFUSED, "refused_safety", False, True)
    assert set(await anywhere.entries(job_id)) == {"reserve", "release"}
    assert await anywhere.left() == 100
    assert anywhere.told.card(job_id).kind is CardKind.REFUSAL
    assert "Nothing was charged" in anywhere.told.card(job_id).text


async def test_a_refusal_that_was_billed_is_charged_and_says_so(here: World) -> None:
    here.engine.script = failing(Refused("refused_safety", billed=True), BadRequest("bad_request"))
    job_id = await here.told_story(count=2)
    job = await here.job(job_id)
    assert (job.state, job.reason, job.charged) == (JobState.REFUSED, "refused_safety", True)
    assert (await here.entries(job_id))["settle"] == (1, job.estimate // 2)
    assert await here.left() == 99
    assert "It was charged" in here.told.card(job_id).text


async def test_a_busy_engine_is_asked_again_when_it_said(here: World) -> None:
    slept = here.kit.pace.sleep
    assert isinstance(slept, Slept)
    answers = [Busy(retry_after=7.0), Busy()]

    async def script(request: Request, partial: Partial) -> Made:
        if answers:
            raise answers.pop(0)
        return made(request)

    here.engine.script = script
    job_id = await here.told_story()
    assert (await here.job(job_id)).state is JobState.DELIVERED
    assert slept.seconds == [7.0, 10.0]
    assert [output.attempts for output in await here.outputs(job_id)] == [1]


@pytest.mark.parametrize(("asked", "calls"), [(1.0, 3), (500.0, 1)])
async def test_an_engine_that_stays_busy_refuses_the_job_and_charges_nothing(
    here: World, asked: float, calls: int
) -> None:
    async def script(request: Request, partial: Partial) -> Made:
        raise Busy(retry_after=asked)

    here.engine.script = script
    job_id = await here.told_story()
    job = await here.job(job_id)
    assert (job.state, job.reason, job.charged) == (JobState.REFUSED, "engine_busy", False)
    assert len(here.engine.requests) == calls


@pytest.mark.parametrize(("model", "charged"), [(PRICED, True), (FREE, False)])
async def test_what_nobody_foresaw_is_told_with_an_incident(
    here: World, logged: list[Any], model: str, charged: bool
) -> None:
    here.engine.script = failing(ZeroDivisionError("oops"))
    job_id = await here.told_story(model=model)
    job = await here.job(job_id)
    assert (job.state, job.reason, job.charged) == (JobState.REFUSED, "unexpected", charged)
    assert job.incident in {entry.get("incident") for entry in logged if entry.get("exc_info")}
    card = here.told.card(job_id)
    assert card.incident == job.incident
    assert "oops" not in card.text


async def test_a_full_disk_ends_the_job_and_releases_it(anywhere: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(data: bytes) -> str:
        raise StorageFull

    monkeypatch.setattr(anywhere.kit.studio.assets, "put", full)
    job_id = await anywhere.told_story()
    job = await anywhere.job(job_id)
    assert (job.state, job.reason, job.charged) == (JobState.REFUSED, "storage_full", False)
    assert set(await anywhere.entries(job_id)) == {"reserve", "release"}
    assert "no room" in anywhere.told.card(job_id).text


async def test_bytes_are_kept_though_the_storage_is_away_for_a_moment(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = here.kit.studio.assets.put
    away = [StorageBusy("gone"), StorageBusy("gone")]

    async def putting(data: bytes) -> str:
        if away:
            raise away.pop()
        return await put(data)

    monkeypatch.setattr(here.kit.studio.assets, "put", putting)
    monkeypatch.setattr("bot.jobs.patience._FIRST", 0.001)
    job_id = await here.told_story()
    assert (await here.job(job_id)).state is JobState.DELIVERED
    assert len(here.engine.requests) == 1


async def test_a_model_that_is_gone_is_no_charge(here: World) -> None:
    here.kit.engines.pop("openai")  # type: ignore[attr-defined]
    job_id = await here.told_story()
    job = await here.job(job_id)
    assert (job.state, job.reason, job.charged) == (JobState.REFUSED, "model_gone", False)


async def test_a_base_that_is_gone_refuses_the_edit(here: World) -> None:
    first = (await here.pictures(await here.told_story("a fox")))[0]
    job_id = await here.edit(first, "make it night")
    await here.release()
    await here.kit.studio.assets.delete(first.digest)
    calls = len(here.engine.requests)
    await here.tell(job_id)
    job = await here.job(job_id)
    assert (job.state, job.reason, job.charged) == (JobState.REFUSED, "asset_missing", False)
    assert len(here.engine.requests) == calls


async def test_telling_it_again_changes_nothing(anywhere: World) -> None:
    job_id = await anywhere.told_story(count=2)
    before = await anywhere.entries(job_id), await anywhere.pictures(job_id)
    await anywhere.tell(job_id)
    assert (await anywhere.entries(job_id), await anywhere.pictures(job_id)) == before
    assert len(anywhere.engine.requests) == 2
    anywhere.told.card(job_id)


async def test_after_a_crash_only_what_is_missing_is_made(anywhere: World) -> None:
    job_id = await anywhere.ask(count=3)
    await anywhere.release()
    reached = asyncio.Event()

    async def stuck(request: Request, partial: Partial) -> Made:
        if request.index != 1:
            return made(request)
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError

    anywhere.engine.script = stuck
    telling = asyncio.create_task(anywhere.tell(job_id))
    await reached.wait()
    await anywhere.some_made(job_id, 2)
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    anywhere.engine.script = None
    await anywhere.tell(job_id)
    assert sorted(request.index for request in anywhere.engine.requests) == [0, 1, 1, 2]
    assert len(await anywhere.pictures(job_id)) == 3
    assert (await anywhere.entries(job_id))["settle"] == (3, 3 * COST)


@pytest.mark.parametrize(("model", "charged"), [(PRICED, True), (FREE, False)])
async def test_a_call_is_begun_twice_at_most(here: World, model: str, charged: bool) -> None:
    job_id = await here.ask(model=model)
    await here.release()
    async with here.database.begin() as tx:
        await outputs.begin(tx, job_id, 0)
        await outputs.begin(tx, job_id, 0)
    await here.tell(job_id)
    job = await here.job(job_id)
    assert (job.state, job.reason, job.charged) == (JobState.REFUSED, "attempts_spent", charged)
    assert here.engine.requests == []


async def test_a_crash_before_the_ledger_closes_does_not_change_what_is_recorded(here: World) -> None:
    job_id = await here.told_story()
    job = await here.job(job_id)
    async with here.database.begin() as tx:
        again = await jobs.settle(tx, job, await pictures.of_job(tx, job_id), billed=0, dollars=1, now=job.created_at)
    assert [picture.id for picture in again] == [picture_id(job_id, 0)]
    assert (await here.entries(job_id))["settle"] == (1, COST)


async def test_a_delivery_that_fails_leaves_the_job_untold(here: World) -> None:
    here.told.failing = [ConnectionError("gone")]
    job_id = await here.ask()
    await here.release()
    with pytest.raises(ConnectionError):
        await here.tell(job_id)
    assert [job.id for job in await here.unfinished()] == [job_id]
    await here.tell(job_id)
    assert (await here.job(job_id)).told
    assert len(here.engine.requests) == 1


async def test_what_was_deleted_before_it_was_told_is_not_shown(here: World) -> None:
    here.told.failing = [ConnectionError("gone")]
    job_id = await here.ask()
    await here.release()
    with pytest.raises(ConnectionError):
        await here.tell(job_id)
    (picture,) = await here.pictures(job_id)
    async with here.database.begin() as tx:
        await pictures.delete(tx, picture.thread_id, picture.id)
    await here.tell(job_id)
    card = here.told.card(job_id)
    assert (card.kind, card.pictures) == (CardKind.REFUSAL, ())


async def test_a_broken_step_is_told_as_an_incident(
    here: World, logged: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise LookupError("secret words")

    monkeypatch.setattr("bot.jobs.settle.picture_id", broken)
    job_id = await here.told_story("secret words")
    job = await here.job(job_id)
    assert (job.state, job.reason, job.charged, job.told) == (JobState.REFUSED, "unexpected", True, True)
    assert job.incident in {entry.get("incident") for entry in logged if entry.get("exc_info")}
    assert (await here.entries(job_id))["settle"] == (1, COST)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        (Refused("moderation_flagged"), "moderation_flagged"),
        (NoAccess("engine_key"), "moderation_unavailable"),
    ],
)
async def test_flagged_words_are_refused_before_anything_is_made(
    sqlite_url: str, tmp_path: Path, verdict: Refused | NoAccess, reason: str
) -> None:
    async with world(sqlite_url, tmp_path, moderator=Judge(verdict)) as here:
        job_id = await here.told_story("gore")
        job = await here.job(job_id)
        assert (job.state, job.reason, job.charged) == (JobState.REFUSED, reason, False)
        assert here.engine.requests == []
        assert await here.left() == 100
        assert here.told.card(job_id).kind is CardKind.REFUSAL


async def test_a_busy_moderator_is_asked_again_and_then_the_job_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    judge = Judge(Busy(), Busy(), Busy(), Busy())
    async with world(sqlite_url, tmp_path, moderator=judge) as here:
        job_id = await here.told_story()
        assert (await here.job(job_id)).reason == "moderation_unavailable"
        assert len(judge.asked) == 3
        judge.errors = [Busy()]
        assert (await here.job(await here.told_story())).state is JobState.DELIVERED


async def test_a_team_may_switch_moderation_off(sqlite_url: str, tmp_path: Path) -> None:
    judge = Judge(Refused("moderation_flagged"))
    async with world(sqlite_url, tmp_path, moderator=judge) as here:
        job_id = await here.ask()
        async with here.database.begin() as tx:
            await people.set_team(tx, TEAM.id, TeamSettings(moderation=False))
        await here.release()
        await here.tell(job_id)
        assert (await here.job(job_id)).state is JobState.DELIVERED
        assert judge.asked == []


async def test_only_models_without_a_price_are_free(here: World) -> None:
    models = here.kit.studio.catalog.models
    assert {model.engine for model in models.values() if not priced(model)} == {"sketch"}
    assert priced(None)
