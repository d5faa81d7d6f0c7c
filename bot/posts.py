"""Easel's own messages on chat platforms, in its storage."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.ports import Bound, Post, Remains
from domain.clock import Clock
from domain.people import Platform
from domain.picture import Thread
from storage import pictures as picture_rows
from storage import posts, threads
from storage.database import Database
from storage.posts import KeptPost


class ChatPosts:
    """Implements the port Posts, for every chat platform and every process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def find(self, event: str, role: str) -> Post | None:
        """Return the message that plays a role in the answer of an event."""
        async with self._database.read() as tx:
            return _post(await posts.find(tx, event, role))

    async def keep(self, post: Post) -> None:
        """Keep a message by its event and role; one that is not final never unmakes one."""
        kept = KeptPost(
            event=post.event,
            role=post.role,
            team_id=post.team_id,
            channel_id=post.channel_id,
            message_id=post.message_id,
            thread=post.thread,
            pictures=post.pictures,
            final=post.final,
            owner=post.owner,
        )
        async with self._database.begin() as tx:
            await posts.keep(tx, kept, self._clock())

    async def at(self, team_id: str, channel_id: str, message_id: str) -> Post | None:
        """Return what a message of that team is, None where it is not Easel's."""
        async with self._database.read() as tx:
            return _post(await posts.at(tx, team_id, channel_id, message_id))

    async def showing(self, team_id: str, pictures: Collection[str]) -> tuple[Post, ...]:
        """Return the team's messages that show any of the pictures, each once, in no certain order."""
        found: dict[tuple[str, str], Post] = {}
        async with self._database.read() as tx:
            for picture_id in pictures:
                for each in await posts.showing(tx, team_id, picture_id):
                    found[each.event, each.role] = _known(each)
        return tuple(found.values())

    async def bind(self, team_id: str, call_id: str, thread: str) -> None:
        """Say which platform thread holds the Easel thread that a call began, if it began one; may be repeated."""
        async with self._database.begin() as tx:
            await threads.bind(tx, team_id, call_id, thread)

    async def thread(self, team_id: str, thread: str) -> Bound | None:
        """Return the Easel thread that a platform thread belongs to, None where it is none of Easel's."""
        async with self._database.read() as tx:
            found = await threads.spoken_of(tx, team_id, thread)
            if found is None and (home := await posts.home(tx, team_id, thread)) is not None:
                found = await threads.spoken_of(tx, team_id, home)
        return None if found is None else _bound(*found)

    async def remains(self, team_id: str, thread: str, pictures: Collection[str]) -> Remains | None:
        """Return what is left of the Easel thread bound to a platform thread; None where there is none."""
        async with self._database.read() as tx:
            found = await threads.of_platform(tx, team_id, thread)
            return None if found is None else Remains(*await picture_rows.remains(tx, found.id, pictures))

    async def latest(self, team_id: str, channel_id: str) -> Bound | None:
        """Return the newest thread of a channel."""
        async with self._database.read() as tx:
            found = await threads.latest(tx, team_id, channel_id)
        return None if found is None else _bound(*found)

    async def recent(self, platform: Platform, since: datetime, *, limit: int) -> tuple[Bound, ...]:
        """Return the threads in which Easel spoke since then, the latest first."""
        async with self._database.read() as tx:
            return tuple(_bound(*each) for each in await threads.spoken_in(tx, platform, since, limit=limit))


def _post(kept: KeptPost | None) -> Post | None:
    return None if kept is None else _known(kept)


def _known(kept: KeptPost) -> Post:
    return Post(
        team_id=kept.team_id,
        channel_id=kept.channel_id,
        message_id=kept.message_id,
        event=kept.event,
        role=kept.role,
        thread=kept.thread,
        pictures=kept.pictures,
        final=kept.final,
        owner=kept.owner,
    )


def _bound(thread: Thread, locale: str) -> Bound:
    return Bound(
        thread.team_id, thread.channel_id, thread.platform_thread_id, thread.private, locale, thread.created_at
    )
