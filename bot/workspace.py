"""The browser workspace on Easel's storage: what the browser platform is handed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Collection
from dataclasses import replace

from bot.ports import Channel, File, Message, QuotaLeft
from bot.recent import Recent
from bot.renditions import Renditions
from commands import cards
from commands.quota import left_today
from commands.studio import Studio
from commands.uploads import KEPT, OWN_CHANNEL, keep
from commands.words import FALLBACK, saying
from domain.call import Upload
from domain.card import Version
from domain.errors import BadInput, NotFound
from domain.ledger import renews_at
from domain.people import Person, Place, Team, Viewer
from domain.text import clean
from engines.images import rendition
from storage import jobs, links, messages, originals, people, pictures, threads, uploads
from storage.changes import Changes
from storage.messages import KeptChannel, KeptMessage

_FIRST_CHANNEL = "general"
_CHANNELS_SECONDS = 2.0
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_RENDITIONS = {"thumb": 320, "view": 1600}
_RENDITION_TYPE = "image/webp"


class BrowserWorkspace:
    """Channels, messages and files of the browser workspace. Implements the ports Workspace and Cards."""

    def __init__(self, studio: Studio, team: Team, changes: Changes) -> None:
        self._studio = studio
        self._team = team
        self._changes = changes
        self._recent = Recent(self._read)
        self._channels: dict[str, tuple[float, tuple[Channel, ...]]] = {}
        self._renditions = Renditions(studio)

    async def arrive(self, person: Person) -> None:
        """Remember the person's name; make the workspace's first channel where there is none."""
        now = self._studio.clock()
        async with self._studio.database.begin() as tx:
            await people.remember(tx, person, now)
            first = KeptChannel(f"{self._team.id}:c:{_FIRST_CHANNEL}", self._team.id, _FIRST_CHANNEL, "", None, now)
            await messages.add_channel(tx, first)
            own = KeptChannel(f"{self._team.id}:p:{person.user_id}", self._team.id, "just-me", "", person.id, now)
            await messages.add_channel(tx, own)
        self._channels.pop(person.id, None)

    async def people(self, team_id: str) -> tuple[Person, ...]:
        """Return everyone who has ever arrived in a team."""
        if team_id != self._team.id:
            return ()
        async with self._studio.database.read() as tx:
            names = await people.members(tx, team_id)
        return tuple(Person(self._team, user_id, name) for user_id, name in names.items())

    async def channels(self, person: Person) -> tuple[Channel, ...]:
        """Return the channels that the person sees, the public ones first."""
        return await self._channels_of(person.id)

    async def _channels_of(self, person_id: str) -> tuple[Channel, ...]:
        # Asked at every message and every change. What another process adds is seen a moment later.
        now = asyncio.get_running_loop().time()
        until, known = self._channels.get(person_id, (0.0, ()))
        if now < until:
            return known
        async with self._studio.database.read() as tx:
            kept = await messages.channels_of(tx, self._team.id, person_id)
        known = tuple(Channel(each.id, each.name, each.owner_id is not None, each.topic) for each in kept)
        self._channels[person_id] = now + _CHANNELS_SECONDS, known
        return known

    async def add_channel(self, person: Person, name: str, *, private: bool) -> Channel:
        """Make a channel, or return the one of that name. Raise BadInput where the name will not do."""
        slug = "-".join(clean(name).casefold().split()).lstrip("#")
        if not _NAME.fullmatch(slug):
            raise BadInput("channel_name", name=name[:40])
        owner = person.id if private else None
        channel_id = f"{self._team.id}:p:{person.user_id}:{slug}" if private else f"{self._team.id}:c:{slug}"
        kept = KeptChannel(channel_id, self._team.id, slug, "", owner, self._studio.clock())
        async with self._studio.database.begin() as tx:
            await people.remember(tx, person, self._studio.clock())
            await messages.add_channel(tx, kept)
        self._channels.clear()
        # One of that name may have been there under another id.
        named = [each for each in await self.channels(person) if each.name == slug and each.private == private]
        return named[0]

    async def room(self, person: Person, asked: str) -> Place:
        """Return the channel that a person means by its name or id. Raise NotFound where it is not there, or not theirs."""
        name = asked.strip().removeprefix("<").removesuffix(">").lstrip("#").casefold()
        for each in await self.channels(person):
            if name in {each.name.casefold(), each.id.casefold()}:
                return Place(each.id, each.name, each.private)
        raise NotFound("channel_unknown")

    async def post(self, person: Person, message: Message) -> Message:
        """Keep a person's message; the same id again changes nothing. Raise NotFound for a channel not theirs."""
        await self._enter(person, message.channel_id)
        async with self._studio.database.begin(urgent=True) as tx:
            await messages.put(tx, self._kept(message), only_new=True, final=True)
            kept = await messages.get(tx, message.id)
        return message if kept is None else _message(kept)

    async def show(self, message: Message, *, final: bool, first: bool) -> None:
        """Keep Easel's message under its id; see the port Cards."""
        async with self._studio.database.begin() as tx:
            await messages.put(tx, self._kept(message), only_new=first, final=final)

    async def remove(self, team_id: str, pictures: Collection[str]) -> None:
        """Take deleted pictures out of every message that shows them; see the port Cards."""
        async with self._studio.database.begin() as tx:
            await messages.remove(tx, team_id, pictures, saying(FALLBACK)("chat.deleted"))

    async def page(
        self,
        person: Person,
        channel_id: str,
        *,
        thread_id: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[Message, ...]:
        """Return the newest messages of a channel (roots) or thread (root and replies), oldest first."""
        await self._enter(person, channel_id)
        async with self._studio.database.read() as tx:
            kept = await messages.page(
                tx, self._team.id, person.id, channel_id, thread_id=thread_id, before=before, limit=limit
            )
        return tuple(_message(each) for each in kept)

    async def since(self, person: Person, after: int, *, limit: int = 200) -> tuple[Message, ...]:
        """Return what changed after ``after`` in any channel that the person sees, in the order of ``seq``."""
        seen = {channel.id for channel in await self.channels(person)}
        recent = await self._recent.since(after, await self.latest())
        if recent is None:
            async with self._studio.database.read() as tx:
                recent = await messages.since(tx, self._team.id, person.id, seen, after=after, limit=limit)
        return tuple(_message(each) for each in recent if messages.readable(each, self._team.id, person.id, seen))[
            :limit
        ]

    async def latest(self) -> int:
        """Return the newest ``seq``."""
        known = self._changes.newest
        if known is not None:
            return known
        hearings = self._changes.hearings
        async with self._studio.database.read() as tx:
            newest = await messages.latest(tx)
        self._changes.read(newest, hearings=hearings)
        return newest

    async def changed(self, after: int, *, seconds: float) -> None:
        """Return as soon as there may be something newer than ``after``, after ``seconds`` at most."""
        waiting = asyncio.ensure_future(self._changes.wait(seconds=seconds))
        try:
            # Begin to wait first: what is committed before that would wake nobody.
            await asyncio.sleep(0)
            if await self.latest() <= after:
                await waiting
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)

    async def _read(self, after: int, limit: int) -> list[KeptMessage]:
        async with self._studio.database.read() as tx:
            return await messages.tail(tx, self._team.id, after=after, limit=limit)

    async def tree(self, viewer: Viewer, thread_id: str) -> tuple[Version, ...]:
        """Return the versions of the thread under that root message; none where it has none yet."""
        inside = await self._from_outside(viewer)
        async with self._studio.database.read() as tx:
            bound = await threads.of_platform(tx, self._team.id, thread_id)
            if bound is None:
                return ()
            thread = await threads.seen(tx, inside, bound.id)
            if thread is None:
                return ()
            return cards.tree(await pictures.of_thread(tx, thread.id), thread.head_id)

    async def picture(self, viewer: Viewer, picture_id: str, *, rendition: str | None = None) -> File:
        """Open a picture's original, or a rendition (``thumb``, ``view``, ``exact``); see the port Workspace."""
        inside = await self._from_outside(viewer)
        async with self._studio.database.read() as tx:
            picture = await pictures.seen(tx, inside, picture_id)
            if picture is None:
                picture = await links.borrowed(tx, inside, picture_id)
            whole = await originals.of_picture(tx, picture_id) if rendition == "exact" else None
        if picture is None or picture.deleted:
            raise NotFound("picture_unknown")
        suffix = picture.media_type.removeprefix("image/")
        name = f"easel-v{picture.version}-{picture.id[:8]}.{suffix}"
        if whole is not None and whole.target is not None:
            data = await self._renditions.exact(whole)
            return File(_once(data), picture.media_type, len(data), whole.name)
        if rendition is None or rendition == "exact":
            return await self._whole(picture.digest, picture.media_type, name)
        data = await self._rendered(picture.digest, rendition)
        return File(_once(data), _RENDITION_TYPE, len(data), f"{rendition}.webp")

    async def upload(self, viewer: Viewer, source: str) -> File:
        """Open an upload that was kept, for who may see it. Raise NotFound for anybody else."""
        upload_id = source.removeprefix(KEPT)
        inside = await self._from_outside(viewer)
        async with self._studio.database.read() as tx:
            kept = await uploads.seen(tx, inside, upload_id)
        if kept is None:
            raise NotFound("upload_gone", name="")
        return await self._whole(kept.digest, kept.media_type, kept.name)

    async def preview(self, viewer: Viewer, job_id: str, frame: str) -> File:
        """Open the latest partial frame of a running job. Raise NotFound where there is none."""
        inside = await self._from_outside(viewer)
        async with self._studio.database.read() as tx:
            job = await jobs.get(tx, job_id)
            seen = None if job is None else await threads.seen(tx, inside, job.thread_id)
        index = frame.partition("-")[0]
        data = await self._studio.assets.get_preview(job_id, int(index)) if seen and index.isdecimal() else None
        if data is None:
            raise NotFound("picture_unknown")
        return File(_once(data), "image/jpeg", len(data), "preview.jpg")

    async def keep(self, person: Person, place: Place, name: str, data: bytes) -> Upload:
        """Check, normalise and keep an upload. Raise BadInput where it is no picture that can be used."""
        await self._enter(person, place.channel_id)
        kept = await keep(self._studio, person, place, name, data)
        return Upload(name, len(data), KEPT + kept.id)

    async def quota(self, person: Person) -> QuotaLeft:
        """Return what is left of the person's quota."""
        now = self._studio.clock()
        async with self._studio.database.read() as tx:
            left, limit = await left_today(tx, self._studio, person)
        return QuotaLeft(left, limit, renews_at(now))

    async def _enter(self, person: Person, channel_id: str) -> None:
        if channel_id not in {channel.id for channel in await self.channels(person)}:
            raise NotFound("channel_unknown")

    async def _from_outside(self, viewer: Viewer) -> Viewer:
        """Return the viewer as one who reads on a page, outside of any channel, with their private ones in hand."""
        private = [channel.id for channel in await self._channels_of(viewer.person_id) if channel.private]
        return replace(viewer, theirs=(*private, OWN_CHANNEL + viewer.person_id))

    async def _whole(self, digest: str, media_type: str, name: str) -> File:
        stored = await self._studio.assets.stream(digest)
        return File(stored.chunks, media_type, stored.size, name)

    async def _rendered(self, digest: str, name: str) -> bytes:
        if name not in _RENDITIONS:
            raise NotFound("picture_unknown")
        return await self._renditions.get(digest, name, rendition, _RENDITIONS[name], _RENDITION_TYPE)

    def _kept(self, message: Message) -> KeptMessage:
        return KeptMessage(
            id=message.id,
            team_id=self._team.id,
            channel_id=message.channel_id,
            thread_id=message.thread_id,
            author_id=message.author_id,
            author_name=message.author_name,
            text=message.text,
            created_at=message.created_at,
            card=message.card,
            uploads=message.uploads,
            replies_to=message.replies_to,
            private_to=message.private_to,
            deleted=message.deleted,
        )


def _message(kept: KeptMessage) -> Message:
    return Message(
        id=kept.id,
        channel_id=kept.channel_id,
        thread_id=kept.thread_id,
        author_id=kept.author_id,
        author_name=kept.author_name,
        text=kept.text,
        created_at=kept.created_at,
        card=kept.card,
        uploads=kept.uploads,
        replies_to=kept.replies_to,
        private_to=kept.private_to,
        deleted=kept.deleted,
        position=kept.position,
        seq=kept.seq,
        replies=kept.replies,
    )


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
