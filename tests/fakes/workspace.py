"""A workspace in memory and an Easel that draws tiny pictures, for tests of the browser platform alone."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PIL import Image, ImageDraw

from bot.platforms.browser.outbound import BrowserOutbound
from bot.ports import Channel, File, Message, QuotaLeft, Target
from domain.call import Call, Upload
from domain.card import Ask, Button, Card, CardKind, Field, Progress, Shown, Style, Version
from domain.command import CommandSpec, Option, OptionKind
from domain.errors import BadInput, EaselError, NotFound
from domain.people import Person, Place, Viewer

SPECS = (
    CommandSpec(
        "imagine",
        "Make a picture from words",
        (
            Option("prompt", "What to draw", required=True),
            Option("size", "Shape or pixels", choices=("square", "landscape", "portrait", "16:9")),
            Option("count", "How many", OptionKind.NUMBER, least=1, most=4),
            Option("quality", "How much care", choices=("low", "medium", "high")),
            Option("transparent", "Without a background", OptionKind.FLAG),
            Option("reference", "Pictures to go by", OptionKind.IMAGE),
        ),
        words="prompt",
    ),
    CommandSpec("quota", "See what is left today"),
    CommandSpec("help", "See what Easel can do"),
    CommandSpec("settings", "Change the team's settings", administrators=True),
    *(CommandSpec(name, name, listed=False) for name in ("reply", "vary", "edit", "details", "cancel", "delete")),
)
WORDS = {"quota_spent": "Nothing is left of today's pictures."}


def png(width: int = 96, height: int = 64, shade: int = 0) -> bytes:
    """Return a small landscape as a PNG; ``shade`` makes it another one."""
    image = Image.new("RGB", (width, height), (246 - shade * 20 % 200, 196, 150 + shade * 30 % 100))
    pen = ImageDraw.Draw(image)
    pen.ellipse((width * 0.62, height * 0.2, width * 0.62 + height * 0.3, height * 0.5), fill=(250, 236, 205))
    pen.polygon([(0, height), (0, height * 0.7), (width * 0.35, height * 0.45), (width * 0.7, height)], (140, 74, 52))
    pen.polygon(
        [(width * 0.3, height), (width * 0.75, height * 0.55), (width, height * 0.7), (width, height)], (94, 50, 44)
    )
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def explain(error: Exception, _locale: str) -> Card:
    """Return a card that names the error's code and parameters."""
    if isinstance(error, EaselError):
        said = WORDS.get(error.code, f"{error.code} {error.params or ''}".strip())
        return Card(CardKind.REFUSAL, said)
    return Card(CardKind.REFUSAL, "Something broke on our side.")


class FakeWorkspace:
    """Implements Workspace and Cards."""

    def __init__(self, start: datetime) -> None:
        self.now = start
        self.members: dict[str, Person] = {}
        self.rooms: dict[str, tuple[Channel, str | None]] = {}
        self.messages: dict[str, Message] = {}
        self.final: set[str] = set()
        self.files: dict[str, tuple[bytes, str]] = {}
        self.pictures: dict[str, tuple[bytes, str]] = {}
        self.previews: dict[tuple[str, str], bytes] = {}
        self.versions: dict[str, list[Version]] = {}
        self.used = 0
        self.broken: Exception | None = None
        self._seq = 0
        self._position = 0
        self._news = asyncio.Condition()

    def clock(self) -> datetime:
        return self.now

    async def arrive(self, person: Person) -> None:
        self.members[person.user_id] = person
        self.rooms.setdefault("general", (Channel("general", "general", topic="Make something together"), None))

    async def people(self, team_id: str) -> tuple[Person, ...]:
        return tuple(self.members.values())

    async def channels(self, person: Person) -> tuple[Channel, ...]:
        if self.broken:
            raise self.broken
        return tuple(room for room, owner in self.rooms.values() if owner in (None, person.id))

    async def add_channel(self, person: Person, name: str, *, private: bool) -> Channel:
        if not name:
            raise BadInput("channel_name_unusable")
        channel_id = f"{name.casefold().replace(' ', '-')}" + (f"-{person.user_id}" if private else "")
        self.rooms.setdefault(channel_id, (Channel(channel_id, name, private), person.id if private else None))
        return self.rooms[channel_id][0]

    async def post(self, person: Person, message: Message) -> Message:
        if message.id not in self.messages:
            await self._put(message)
        return self.messages[message.id]

    async def show(self, message: Message, *, final: bool, first: bool) -> None:
        if message.id in self.messages and (first or (message.id in self.final and not final)):
            return
        if final:
            self.final.add(message.id)
        await self._put(message)

    async def _put(self, message: Message) -> None:
        old = self.messages.get(message.id)
        self._seq += 1
        if old is None:
            self._position += 1
        position, replies = (self._position, 0) if old is None else (old.position, old.replies)
        self.messages[message.id] = replace(message, seq=self._seq, position=position, replies=replies)
        root = self.messages.get(message.thread_id or "")
        if root is not None and old is None:
            self._seq += 1
            self.messages[root.id] = replace(root, replies=root.replies + 1, seq=self._seq)
        async with self._news:
            self._news.notify_all()

    def _seen(self, person: Person, message: Message) -> bool:
        owner = self.rooms[message.channel_id][1]
        return owner in (None, person.id) and message.private_to in (None, person.id)

    async def page(
        self,
        person: Person,
        channel_id: str,
        *,
        thread_id: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[Message, ...]:
        found = [
            message
            for message in self.messages.values()
            if message.channel_id == channel_id
            and self._seen(person, message)
            and (before is None or message.position < before)
            and (message.thread_id is None if thread_id is None else thread_id in (message.id, message.thread_id))
        ]
        return tuple(sorted(found, key=lambda message: message.position)[-limit:])

    async def since(self, person: Person, after: int, *, limit: int = 200) -> tuple[Message, ...]:
        found = [message for message in self.messages.values() if message.seq > after and self._seen(person, message)]
        return tuple(sorted(found, key=lambda message: message.seq)[:limit])

    async def latest(self) -> int:
        return self._seq

    async def changed(self, after: int, *, seconds: float) -> None:
        async with self._news:
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait_for(lambda: self._seq > after)
            except TimeoutError:
                return

    async def tree(self, viewer: Viewer, thread_id: str) -> tuple[Version, ...]:
        return tuple(self.versions.get(thread_id, ()))

    async def picture(self, viewer: Viewer, picture_id: str, *, rendition: str | None = None) -> File:
        data, channel_id = self.pictures.get(picture_id, (b"", ""))
        if not data or (self.rooms[channel_id][1] and viewer.channel_id != channel_id):
            raise NotFound("picture_unknown")
        return _file(data, "image/png", "Fuchs & Kaktus “v1”.png")

    async def upload(self, viewer: Viewer, source: str) -> File:
        if source not in self.files:
            raise NotFound("upload_unknown")
        data, name = self.files[source]
        return _file(data, "image/png", name)

    async def preview(self, viewer: Viewer, job_id: str, frame: str) -> File:
        data = self.previews.get((job_id, frame))
        if data is None:
            raise NotFound("preview_unknown")
        return _file(data, "image/png", "preview.png")

    async def keep(self, person: Person, place: Place, name: str, data: bytes) -> Upload:
        if not data.startswith(b"\x89PNG"):
            raise BadInput("upload_no_picture", name=name)
        source = f"u{len(self.files) + 1}"
        self.files[source] = (data, name)
        return Upload(name, len(data), source)

    async def quota(self, person: Person) -> QuotaLeft:
        midnight = self.now.astimezone(UTC).replace(hour=0, minute=0) + timedelta(days=1)
        return QuotaLeft(50 - self.used, 50, midnight)


class FakeDispatch:
    """Answers calls as Easel would; with ``stepped``, a test lets a job go on, frame by frame, by ``step``."""

    def __init__(self, workspace: FakeWorkspace, *, stepped: bool = False, width: int = 96, height: int = 64) -> None:
        self.workspace = workspace
        self.outbound = BrowserOutbound(workspace, workspace.clock)
        self.calls: list[Call] = []
        self.stepped = stepped
        self.size = (width, height)
        self._claimed: set[str] = set()
        self._steps: asyncio.Semaphore = asyncio.Semaphore(0)
        self._tasks: set[asyncio.Task[None]] = set()

    async def claim(self, call: Call) -> bool:
        fresh = call.id not in self._claimed
        self._claimed.add(call.id)
        return fresh

    def run(self, call: Call) -> None:
        self.calls.append(call)
        task = asyncio.get_running_loop().create_task(self._answer(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def step(self) -> None:
        self._steps.release()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _answer(self, call: Call) -> None:
        if call.command in {"imagine", "reply", "vary", "edit"}:
            await self._draw(call)
        elif call.command == "quota":
            card = Card(CardKind.ANSWER, f"{50 - self.workspace.used} of 50 pictures are left today.", private=True)
            await self.outbound.answer(call, card)
        elif call.command == "details":
            fields = (Field("Model", "sketch"), Field("Size", "96 x 64"), Field("Words", "a red fox"))
            await self.outbound.answer(
                call, Card(CardKind.ANSWER, "", title="Details of v1", fields=fields, private=True)
            )
        else:
            said = f"There is no /{call.options['unknown']}." if "unknown" in call.options else f"Did {call.command}."
            await self.outbound.answer(call, Card(CardKind.ANSWER, said))

    async def _draw(self, call: Call) -> None:
        target = Target(f"job-{len(self.calls)}", call.answer_to["thread"], call.person, call.place, call.answer_to)
        job = target.job_id
        cancel = (Button("cancel", job, "Cancel", Style.QUIET),)

        def going(text: str, stage: str, **more: int | str | None) -> Card:
            progress = Progress(job, stage, **more)
            return Card(CardKind.PROGRESS, text, title=call.words, progress=progress, buttons=cancel)

        await self.outbound.answer(call, going("2 pictures come first", "waiting", position=2, seconds=20))
        await self._next()
        for frame in ("1", "2"):
            self.workspace.previews[job, frame] = png(*self.size, shade=int(frame))
            await self.outbound.progress(target, going("Drawing", "make", seconds=8, preview=frame))
            await self._next()
        self.workspace.used += 1
        await self.outbound.deliver(target, self._result(call, target))

    async def _next(self) -> None:
        if self.stepped:
            await self._steps.acquire()

    def _result(self, call: Call, target: Target) -> Card:
        tree = self.workspace.versions.setdefault(target.thread_id, [])
        head = next((version for version in tree if version.head), None)
        base = next((version for version in tree if version.picture_id == call.replies_to), head)
        number = len(tree) + 1
        picture = f"p-{target.job_id}"
        self.workspace.pictures[picture] = (png(*self.size, shade=number * 2), call.place.channel_id)
        tree[:] = [replace(version, head=False) for version in tree]
        said = call.words or "another like it"
        tree.append(Version(picture, number, base and base.version, said, call.person.name, head=True))
        text = f"v{number}" + (f", from v{base.version}" if base else "") + f", by @{call.person.name}"
        shown = Shown(picture, number, "0" * 64, "image/png", *self.size, f"A picture of {said}", f"v{number}")
        return Card(
            CardKind.RESULT,
            text,
            title=said,
            pictures=(shown,),
            notes=("The size was rounded to 96 x 64.",),
            label="Drawn offline from clip-art; no image model is configured",
            buttons=(
                Button("vary", picture, "Vary", Style.PRIMARY, hint="Another like this one"),
                Button("edit", picture, "Change…", asks=Ask("What should change?", "make the sky more dramatic")),
                Button("details", picture, "Details", Style.QUIET),
                Button("delete", picture, "Delete", Style.DANGER),
            ),
        )


def _file(data: bytes, kind: str, name: str) -> File:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 4096):
            yield data[at : at + 4096]

    return File(chunks(), kind, len(data), name)


async def well() -> Mapping[str, str]:
    return {}
