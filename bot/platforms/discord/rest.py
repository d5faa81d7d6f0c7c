"""What is said to Discord over REST, and what its refusals mean."""

from __future__ import annotations

import asyncio
import io
import unicodedata
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, cast

import discord

from bot.platforms.discord.components import targets, view_of
from bot.platforms.discord.connection import Connection
from bot.platforms.discord.draw import Drawn
from bot.platforms.discord.files import Attached
from bot.ports import Post

_SECONDS, _SECONDS_WITH_FILES = 15.0, 40.0
_BESIDE, _FEW = 29, 2
_NEWEST = 50
_ORIGINAL = cast("int", "@original")
_ARCHIVE_AFTER: Final = 1_440

_UNKNOWN_CHANNEL, _UNKNOWN_GUILD, _UNKNOWN_MESSAGE, _UNKNOWN_WEBHOOK, _UNKNOWN_INTERACTION = (
    10003,
    10004,
    10008,
    10015,
    10062,
)
_TOO_LARGE, _TOKEN_ENDED, _ARCHIVED, _NO_HISTORY, _HAS_THREAD = 40005, 50027, 50083, 160002, 160004
_UNAUTHORIZED, _BAD_REQUEST, _FORBIDDEN, _NOT_FOUND, _TOO_LARGE_STATUS = 401, 400, 403, 404, 413
# A direct message that is refused, a kind of channel that takes no messages, a locked thread.
_CLOSED = frozenset({50007, 50008, 50024, 160005})


class Refusal(Exception):
    """Discord will not do it, however often it is asked."""


class MessageGone(Refusal):
    """The message was deleted."""


class PlaceClosed(Refusal):
    """The channel or thread is gone, locked, or not open to the bot. ``denied`` where a permission would open it."""

    def __init__(self, *, denied: bool) -> None:
        super().__init__()
        self.denied = denied


class Archived(Refusal):
    """The thread is archived: what is in it cannot be changed before somebody speaks there."""


class HookDead(Refusal):
    """The interaction's webhook works no more."""


class Unfit(Refusal):
    """The message itself is not taken: its files are too large, or something in it is not allowed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be. ``files`` None leaves those of the message as they are; ``ping`` is who may be pinged."""

    drawn: Drawn
    files: tuple[Attached, ...] | None = ()
    ping: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that was posted. ``fresh`` where it is what was asked for, not one of the same nonce from before."""

    message_id: str
    fresh: bool = True


class Rest:
    """Speaks to Discord, by the bot's token or by an interaction's webhook; every request ends in bounded time.

    Raises Refusal for what will not change, and whatever the library raises for what may pass.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def post(self, channel: str, draft: Draft, *, nonce: str, reply: str = "") -> Sent:
        """Post a message, replying without a ping; the same nonce within minutes is the same message."""
        try:
            return await self._post(channel, draft, nonce, reply)
        except discord.HTTPException as error:
            # What it would reply to is gone, not readable, or no message that can be replied to.
            if not reply or not (error.code == _NO_HISTORY or error.status == _BAD_REQUEST):
                raise _meaning(error) from error
        try:
            return await self._post(channel, draft, nonce, "")
        except discord.HTTPException as error:
            raise _meaning(error) from error

    async def edit(self, channel: str, message: str, draft: Draft) -> None:
        """Make a message what the draft says, by the bot's token."""
        client = await self._connection.ready()
        partial = client.get_partial_messageable(int(channel)).get_partial_message(int(message))
        async with _said(draft):
            await partial.edit(**_edited(draft))

    async def leave_out(self, post: Post, pictures: Collection[str]) -> None:
        """Take some of a message's pictures out of it, with the buttons that name them; its words stay.

        Its attachments are its pictures, in their order; as many as are to stay have stayed at an earlier try. Where they
        number otherwise, all of them go.
        """
        client = await self._connection.ready()
        partial = client.get_partial_messageable(int(post.channel_id)).get_partial_message(int(post.message_id))
        async with _said():
            message = await partial.fetch()
            left = [id_ for id_ in post.pictures if id_ not in pictures]
            kept = message.attachments
            if len(kept) == len(post.pictures):
                kept = [each for each, id_ in zip(kept, post.pictures, strict=True) if id_ in left]
            elif len(kept) != len(left):
                kept = []
            view = discord.ui.View.from_message(message, timeout=None)
            for item in list(view.children):
                if isinstance(item, discord.ui.Button) and targets([item.custom_id or ""]) & set(pictures):
                    view.remove_item(item)
            view.stop()
            await partial.edit(attachments=kept, view=view if view.children else None)

    async def archive(self, thread: str, *, archived: bool) -> None:
        """Archive a thread of ours, or open it again."""
        client = await self._connection.ready()
        async with _said():
            await client.http.edit_channel(int(thread), archived=archived)

    async def rename(self, thread: str, name: str) -> None:
        """Give a thread of ours another name."""
        client = await self._connection.ready()
        async with _said():
            await client.http.edit_channel(int(thread), name=name)

    async def delete(self, channel: str, message: str) -> None:
        """Delete a message of ours."""
        client = await self._connection.ready()
        async with _said():
            await client.get_partial_messageable(int(channel)).get_partial_message(int(message)).delete()

    async def open_thread(self, channel: str, message: str, name: str) -> bool:
        """Open a public thread on a message, whose id it has; False where there was one already."""
        client = await self._connection.ready()
        try:
            async with _said():
                # The library's own way needs the guild in its cache, which a worker has not.
                await client.http.start_thread_with_message(
                    int(channel), int(message), name=name, auto_archive_duration=_ARCHIVE_AFTER
                )
        except Unfit as error:
            cause = error.__cause__
            if isinstance(cause, discord.HTTPException) and cause.code == _HAS_THREAD:
                return False
            raise PlaceClosed(denied=False) from error
        return True

    async def find(self, channel: str, marks: Iterable[str], *, besides: str = "") -> tuple[str, frozenset[str]] | None:
        """Return our own newest message, of a channel's last fifty, with buttons that name some of ``marks``, and which.

        The message ``besides`` is not looked at. None as well where the channel cannot be read.
        """
        client = await self._connection.ready()
        own, wanted = None if client.user is None else client.user.id, frozenset(marks)
        try:
            async with _said():
                async for message in client.get_partial_messageable(int(channel)).history(limit=_NEWEST):
                    named = targets(_custom_ids(message)) & wanted
                    if message.author.id == own and named and str(message.id) != besides:
                        return str(message.id), named
        except Refusal:
            return None
        return None

    async def hook_edit(self, app: str, token: str, draft: Draft, message: str = "") -> str:
        """Make the deferred response, or a followup, what the draft says; return its message id."""
        hook = await self._hook(app, token)
        async with _said(draft, hook=True):
            edited = await hook.edit_message(int(message) if message else _ORIGINAL, **_edited(draft))
        return str(edited.id)

    async def hook_send(self, app: str, token: str, draft: Draft) -> str:
        """Say something to the asker alone; return its message id. Repeated, it is said again."""
        hook = await self._hook(app, token)
        async with _said(draft, hook=True):
            sent = await hook.send(**_made(draft), ephemeral=True, wait=True)
        return str(sent.id)

    async def hook_delete(self, app: str, token: str, message: str = "") -> None:
        """Delete the deferred response, by its message id where that is known."""
        hook = await self._hook(app, token)
        async with _said(hook=True):
            await hook.delete_message(int(message) if message else _ORIGINAL)

    async def _hook(self, app: str, token: str) -> discord.Webhook:
        hook = discord.Webhook.partial(int(app), token, client=await self._connection.ready())
        # Only an application's webhook may say something to one person alone.
        hook.type = discord.WebhookType.application
        return hook

    async def _post(self, channel: str, draft: Draft, nonce: str, reply: str) -> Sent:
        client = await self._connection.ready()
        place = client.get_partial_messageable(int(channel))
        made = _made(draft)
        if reply:
            made["reference"] = discord.MessageReference(
                message_id=int(reply), channel_id=int(channel), fail_if_not_exists=False
            )
        async with asyncio.timeout(_patience(draft)):
            message = await place.send(**made, nonce=nonce, mention_author=False)
        return Sent(str(message.id), _is(message, draft))


def _is(message: discord.Message, draft: Draft) -> bool:
    """Return whether a message is what was drafted, not what another process said under the same nonce."""
    wanted = {f"e:{button.command}:{button.target}" for button in draft.drawn.buttons}
    return len(message.attachments) == len(draft.files or ()) and set(_custom_ids(message)) == wanted


def _custom_ids(message: discord.Message) -> list[str]:
    rows = [row.children for row in message.components if isinstance(row, discord.ActionRow)]
    return [each.custom_id for row in rows for each in row if isinstance(each, discord.Button) and each.custom_id]


def _made(draft: Draft) -> dict[str, Any]:
    """Return a new message as the library takes it."""
    view, embed = view_of(draft.drawn.buttons, draft.drawn.link), _embed(draft.drawn)
    made: dict[str, Any] = {
        "content": draft.drawn.content,
        "suppress_embeds": embed is None,
        "allowed_mentions": _mentions(draft),
    }
    files = [_file(each) for each in draft.files or ()]
    more = {"view": view, "embed": embed, "files": files}
    return made | {name: value for name, value in more.items() if value}


def _edited(draft: Draft) -> dict[str, Any]:
    """Return a changed message as the library takes it: whatever the draft lacks is taken away, but kept files."""
    embed = _embed(draft.drawn)
    edited: dict[str, Any] = {
        "content": draft.drawn.content,
        "view": view_of(draft.drawn.buttons, draft.drawn.link),
        "embeds": [embed] if embed else [],
        "allowed_mentions": _mentions(draft),
    }
    return edited if draft.files is None else edited | {"attachments": [_file(each) for each in draft.files]}


def _mentions(draft: Draft) -> discord.AllowedMentions:
    mentions = discord.AllowedMentions.none()
    if draft.ping:
        mentions.users = [discord.Object(int(draft.ping))]
    return mentions


def _file(each: Attached) -> discord.File:
    return discord.File(io.BytesIO(each.data), filename=each.name, description=each.alt or None)


def _embed(drawn: Drawn) -> discord.Embed | None:
    if not drawn.rows:
        return None
    embed = discord.Embed()
    long = [_columns(value) > _BESIDE for _, value in drawn.rows]
    # Rows of which some stand alone and some beside each other are hard to read.
    beside = sum(long) <= _FEW
    for (name, value), is_long in zip(drawn.rows, long, strict=True):
        embed.add_field(name=name, value=value, inline=beside and not is_long)
    return embed


def _columns(text: str) -> int:
    """Return how wide a text is in letters of the Latin script."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _patience(draft: Draft | None) -> float:
    return _SECONDS_WITH_FILES if draft is not None and draft.files else _SECONDS


@asynccontextmanager
async def _said(draft: Draft | None = None, *, hook: bool = False) -> AsyncIterator[None]:
    """Bound a request in time, and say what a refusal of it means."""
    try:
        async with asyncio.timeout(_patience(draft)):
            yield
    except discord.HTTPException as error:
        raise _meaning(error, hook=hook) from error


def _meaning(error: discord.HTTPException, *, hook: bool = False) -> Exception:
    """Return what an error of Discord's means; itself where it may pass."""
    status, code = error.status, error.code
    if code == _UNKNOWN_MESSAGE:
        return MessageGone()
    if code in {_UNKNOWN_WEBHOOK, _TOKEN_ENDED, _UNKNOWN_INTERACTION} or (
        hook and status in {_UNAUTHORIZED, _NOT_FOUND}
    ):
        return HookDead()
    if code == _ARCHIVED:
        return Archived()
    if code in {_UNKNOWN_CHANNEL, _UNKNOWN_GUILD} or code in _CLOSED or status == _NOT_FOUND:
        return PlaceClosed(denied=False)
    if code == _TOO_LARGE or status == _TOO_LARGE_STATUS:
        return Unfit()
    if status == _FORBIDDEN:
        return PlaceClosed(denied=True)
    return Unfit() if status == _BAD_REQUEST else error
