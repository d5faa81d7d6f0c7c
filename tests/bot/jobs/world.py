"""A studio of real parts with an engine that does as it is told, for the tests of jobs."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from bot.jobs.kit import Kit, Pace
from bot.jobs.story import tell
from bot.ports import Target
from commands.studio import Defaults, Studio
from commands.submit import Draft, submit
from commands.words import saying
from domain.call import Call
from domain.card import Card
from domain.errors import EngineError
from domain.job import Job, Output
from domain.ledger import Entry
from domain.operation import Edit, Generate, Operation, Quality, Settings, Source
from domain.people import Person, Place, Platform, Team
from domain.picture import Picture
from domain.size import Size
from engines.base import Input, Made, Moderator, Partial, Request
from engines.catalog import Catalog
from engines.worker import Worker
from storage import jobs, ledger, outputs, pictures, threads
from storage.assets import Assets
from storage.database import Database
from storage.queue import Caps, release_next
from tests.clock import same_day
from tests.patience import PATIENCE

TEAM = Team(Platform.BROWSER, "workspace")
PLACE = Place("general", "general")
PRICED = "gpt-image-2"
FREE = "sketch"
COST = 4_000

Behaviour = Callable[[Request, Partial], Awaitable[Made]]


def person(name: str, team: Team = TEAM) -> Person:
    return Person(team, name, name)


def made(request: Request, *, cost: int = COST) -> Made:
    data = f"picture {request.job_id} {request.index} {request.words}".encode()
    return Made(data, "image/png", request.size.width, request.size.height, cost=cost)


class Scripted:
    """An engine that behaves as its script says; without one it makes a picture at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.requests: list[Request] = []
        self.at_work = 0
        self.most_at_work = 0
        self.script: Behaviour | None = None

    async def make(self, request: Request, partial: Partial) -> Made:
        self.requests.append(request)
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            return made(request) if self.script is None else await self.script(request, partial)
        finally:
            self.at_work -= 1

    async def close(self) -> None:
        """Has nothing to let go of."""


class Told:
    """An outbound that writes down what it is told."""

    def __init__(self) -> None:
        self.progressed: list[tuple[str, Card]] = []
        self.delivered: list[tuple[str, Card]] = []
        self.heard = asyncio.Event()
        self.failing: list[Exception] = []
        self.deaf = False

    async def answer(self, _call: Call, _card: Card) -> None:
        raise AssertionError("jobs answer no calls")

    async def progress(self, target: Target, card: Card) -> None:
        if self.deaf:
            raise ConnectionError("deaf")
        self.progressed.append((target.job_id, card))
        self._hear()

    async def deliver(self, target: Target, card: Card) -> None:
        if self.failing:
            raise self.failing.pop(0)
        self.delivered.append((target.job_id, card))
        self._hear()

    def card(self, job_id: str) -> Card:
        """The one card that a job ended with."""
        cards = [card for told, card in self.delivered if told == job_id]
        assert len(cards) == 1, cards
        return cards[0]

    def stages(self, job_id: str) -> list[str]:
        return [card.progress.stage for told, card in self.progressed if told == job_id and card.progress]

    def _hear(self) -> None:
        self.heard.set()
        self.heard = asyncio.Event()

    async def until(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait until the condition holds, looking whenever something is told."""
        async with asyncio.timeout(seconds):
            while not condition():
                await self.heard.wait()


@dataclass
class World:
    """The parts together, and short ways to ask for things."""

    kit: Kit
    engine: Scripted
    told: Told
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def database(self) -> Database:
        return self.kit.studio.database

    def with_pace(self, **pace: object) -> World:
        return replace(self, kit=replace(self.kit, pace=replace(self.kit.pace, **pace)))  # type: ignore[arg-type]

    async def ask(
        self,
        words: str = "a red fox",
        *,
        who: str = "ada",
        count: int = 1,
        model: str = PRICED,
        operation: Operation | None = None,
        thread: str | None = None,
        team: Team = TEAM,
    ) -> str:
        """Ask for pictures as a command would; return the job's id."""
        studio = self.kit.studio
        row = studio.catalog.models[model]
        number = next(self.numbers)
        message = f"m{number}-{uuid4().hex[:8]}"
        call = Call(
            id=f"call-{message}",
            person=person(who, team),
            place=replace(PLACE, thread_id=thread),
            command="imagine",
            received_at=studio.clock(),
            words=words,
            answer_to={"message": message, "thread": thread or message},
        )
        settings = Settings(row.id, Size(1024, 1024), Quality.LOW)
        answer = await submit(call, studio, Draft(operation or Generate(words, settings), row, count))
        assert answer.job_id is not None
        return answer.job_id

    async def edit(self, picture: Picture, words: str, **more: object) -> str:
        """Ask for an edit of a picture in its thread."""
        async with self.database.read() as tx:
            thread = await threads.get(tx, picture.thread_id)
        assert thread is not None
        base = Source(picture.digest, picture.media_type, picture.id)
        settings = Settings(PRICED, Size(1024, 1024), Quality.LOW, seed=7)
        return await self.ask(
            words,
            operation=Edit(words, base, settings),
            thread=thread.platform_thread_id,
            **more,  # type: ignore[arg-type]
        )

    async def release(self) -> list[str]:
        async with self.database.begin() as tx:
            return await release_next(self.database, tx, self.kit.studio.caps, now=self.kit.studio.clock())

    async def tell(self, job_id: str) -> None:
        """Tell a job's story with no durable engine under it."""

        async def plainly(step: Callable[..., Awaitable[None]], told: str, *more: str) -> None:
            await step(self.kit, told, *more)

        await tell(self.kit, plainly, job_id)

    async def told_story(self, words: str = "a red fox", **more: object) -> str:
        """Ask, release and tell."""
        job_id = await self.ask(words, **more)  # type: ignore[arg-type]
        assert job_id in await self.release()
        await self.tell(job_id)
        return job_id

    async def job(self, job_id: str) -> Job:
        async with self.database.read() as tx:
            found = await jobs.get(tx, job_id)
        assert found is not None
        return found

    async def pictures(self, job_id: str) -> list[Picture]:
        async with self.database.read() as tx:
            return await pictures.of_job(tx, job_id)

    async def outputs(self, job_id: str) -> list[Output]:
        async with self.database.read() as tx:
            return list((await outputs.of_job(tx, job_id)).values())

    async def entries(self, job_id: str) -> dict[str, tuple[int, int]]:
        """The ledger of a job: pictures and micro-dollars by kind."""
        async with self.database.read() as tx:
            rows: list[Entry] = list(await ledger.entries(tx, job_id=job_id))
        kinds = dict.fromkeys(row.kind.value for row in rows)
        return {kind: (_of(rows, kind, "pictures"), _of(rows, kind, "micro_dollars")) for kind in kinds}

    async def left(self, who: str = "ada") -> int:
        async with self.database.read() as tx:
            limit = self.kit.studio.defaults.daily_images
            return await ledger.left_of(tx, person_id=person(who).id, limit=limit, now=self.kit.studio.clock())

    async def until(self, condition: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
        """Wait until the database says so."""
        async with asyncio.timeout(seconds):
            while not await condition():  # noqa: ASYNC110 -- a database wakes nobody
                await asyncio.sleep(0.01)

    async def some_made(self, job_id: str, number: int = 1) -> None:
        """Wait until so many of a job's calls are made."""

        async def enough() -> bool:
            return sum(output.digest is not None for output in await self.outputs(job_id)) >= number

        await self.until(enough)

    async def unfinished(self) -> list[Job]:
        async with self.database.read() as tx:
            return await jobs.unfinished(tx)


def _of(rows: list[Entry], kind: str, unit: str) -> int:
    (amount,) = [row.amount for row in rows if row.kind.value == kind and row.unit.value == unit]
    return amount


class Slept:
    """A sleep that takes no time and remembers how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


class Judge:
    """A moderator that raises what it is given, one after the other, and then nothing."""

    def __init__(self, *errors: EngineError) -> None:
        self.errors = list(errors)
        self.asked: list[str] = []

    async def check(self, words: str, _inputs: tuple[Input, ...]) -> None:
        self.asked.append(words)
        if self.errors:
            raise self.errors.pop(0)


@asynccontextmanager
async def world(
    url: str,
    folder: Path,
    *,
    moderator: Moderator | None = None,
    caps: Caps | None = None,
    pace: Pace | None = None,
    daily: int = 100,
) -> AsyncIterator[World]:
    """Open a world on a migrated database."""
    database = Database.open(url, patience=PATIENCE)
    engine, told = Scripted("scripted"), Told()
    assets = await asyncio.to_thread(Assets.open, str(folder / "assets"))
    catalog = await asyncio.to_thread(Catalog.load)
    await asyncio.to_thread(saying, "en")
    studio = Studio(
        database=database,
        assets=assets,
        catalog=catalog,
        worker=Worker(),
        engines=frozenset({"openai", "sketch"}),
        caps=caps or Caps(person=4, default_engine=8, engines={}),
        defaults=Defaults(PRICED, daily, moderation=True),
        clock=same_day,
        new_id=lambda: uuid4().hex,
        fetchers={},
    )
    kit = Kit(
        studio=studio,
        engines={"openai": engine, "sketch": engine},
        moderator=moderator,
        outbounds=dict.fromkeys(Platform, told),
        salt=b"salt",
        worker_id=uuid4().hex,
        pace=pace or Pace(sleep=Slept(), frames=0.0),
    )
    try:
        yield World(kit, engine, told)
    finally:
        await studio.worker.close()
        await database.close()
