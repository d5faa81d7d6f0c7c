"""Deleted pictures leave the messages that showed them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

import structlog

from bot.platforms.discord.draw import Drawn
from bot.platforms.discord.rest import Archived, Draft, Refusal, Rest
from bot.ports import Post, Posts, Saying

log = structlog.get_logger()


class Removal:
    """Takes pictures out of messages by the bot's token; what only an interaction's webhook reached is let go."""

    def __init__(self, rest: Rest, posts: Posts, saying: Saying) -> None:
        self._rest = rest
        self._posts = posts
        self._saying = saying

    async def take(self, known: Post, pictures: Collection[str]) -> None:
        """Take the pictures out of a message, as it is now; one that showed nothing else says that it is deleted.

        A message that is gone, or out of reach for good, is let be.
        """
        post = await self._posts.find(known.event, known.role) or known
        left = tuple(each for each in post.pictures if each not in pictures)
        if left == post.pictures:
            return
        try:
            if left:
                await self._reach(post, lambda: self._rest.leave_out(post, frozenset(pictures)))
                # Its attachments are counted by what it shows.
                await self._posts.keep(replace(post, pictures=left))
            else:
                draft = Draft(Drawn((await self._words(post))("chat.deleted")))
                await self._reach(post, lambda: self._rest.edit(post.channel_id, post.message_id, draft))
        except Refusal as refusal:
            log.info("discord_picture_not_removed", why=type(refusal).__name__, role=post.role)

    async def unname(self, head: Post) -> None:
        """Take the words out of a thread's name where whoever began it is forgotten; ``head`` is what it hangs on."""
        thread = head.thread
        if thread is None or thread != head.message_id:
            return
        left = await self._posts.remains(head.team_id, thread, head.pictures)
        if left is None or not left.forgotten:
            return
        say = await self._words(head)
        inside = replace(head, channel_id=thread)
        try:
            await self._reach(inside, lambda: self._rest.rename(thread, say("chat.root_forgotten")))
        except Refusal as refusal:
            log.info("discord_thread_not_renamed", why=type(refusal).__name__)

    async def _reach(self, post: Post, change: Callable[[], Awaitable[None]]) -> None:
        """Change a message; one in an archived thread with the thread open for as long as it takes."""
        try:
            await change()
        except Archived:
            await self._rest.archive(post.channel_id, archived=False)
            try:
                await change()
            finally:
                await self._rest.archive(post.channel_id, archived=True)

    async def _words(self, post: Post) -> Callable[..., str]:
        bound = None if post.thread is None else await self._posts.thread(post.team_id, post.thread)
        return self._saying("en" if bound is None else bound.locale)
