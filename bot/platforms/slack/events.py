"""Messages of people: which of them speak to Easel, judged without the database, and what they ask."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.platforms.slack.calls import Origin, files_of, is_stub, made, uploads_of
from bot.platforms.slack.commands import spoken
from bot.platforms.slack.core import Core
from bot.platforms.slack.errors import SlackError
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.people import DIRECT, Raw, seat_of
from bot.platforms.slack.reception import NOTHING, Reception, Taken
from bot.platforms.slack.where import thread_key
from bot.platforms.slack.words import named, plain
from domain.call import Call, OptionValue, Upload
from domain.people import Place

log = structlog.get_logger()

MENTION = "app_mention"

_SAID = frozenset({"", "file_share", "thread_broadcast"})
_HELP = "help"
_TWIN_SECONDS = 1.5
_TWINS = 4096
_LOOK_BACK = 15
_MOST_UPLOADS = 4


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that may be for Easel: ``me`` is Easel's user there, ``root`` the Slack thread that it is in."""

    event: Raw
    me: str
    channel: str
    ts: str
    root: str
    mentioned: bool
    direct: bool

    @property
    def text(self) -> str:
        """Return what was written, with Slack's markup."""
        return str(self.event.get("text") or "")

    @property
    def words(self) -> str:
        """Return what was said, without speaking to Easel by name."""
        return plain(self.text, self.me)

    @property
    def loud(self) -> bool:
        """Return whether it is certainly said to Easel."""
        return self.mentioned or self.direct


def hear(event: Raw, me: str) -> Heard | None:
    """Return a message that may be for Easel, None for all others: at no cost, since that is nearly all of them."""
    if event.get("bot_id") or event.get("bot_profile") or event.get("hidden") or event.get("edited"):
        return None
    if (event.get("subtype") or "") not in _SAID or event.get("user") in {None, "", me, "USLACKBOT"}:
        return None
    channel, ts = str(event.get("channel") or ""), str(event.get("ts") or "")
    root = str(event.get("thread_ts") or "")
    heard = Heard(
        event,
        me,
        channel,
        ts,
        "" if root == ts else root,
        mentioned=event.get("type") == MENTION or (bool(me) and me in named(str(event.get("text") or ""))),
        direct=channel.startswith("D") or event.get("channel_type") == "im",
    )
    return heard if channel and ts and (heard.loud or heard.root) else None


class Messages:
    """Takes messages in. A message of a channel and a mention of us may be one and the same: it is answered once."""

    def __init__(self, core: Core, reception: Reception) -> None:
        self._core = core
        self._reception = reception
        self._twins: OrderedDict[str, asyncio.Future[Raw]] = OrderedDict()

    async def take(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Have a message answered where it speaks to Easel; the same one again changes nothing."""
        heard = hear(body["event"], home.bot_user)
        if heard is None or not (heard.words or heard.mentioned or files_of(heard.event)):
            return NOTHING
        origin = self._origin(heard, body, context, home)
        refused = self._reception.refusal(origin.seat)
        if refused is not None and heard.loud:
            return Taken(after=lambda: self._refuse(heard, origin, refused))
        call = self._call(heard, origin)
        self._join(call.id, heard)

        async def complete(claimed: Call) -> Call:
            whole = await self._whole(claimed.id, heard)
            return await self._completed(self._call(whole, origin), whole, origin)

        # What is neither said to us nor in a thread of ours is nobody's: the one statement finds out, too.
        return await self._reception.accept(call, origin, complete, busy=None, known=not heard.loud, loud=heard.loud)

    async def _refuse(self, heard: Heard, origin: Origin, words: str) -> None:
        """Tell whoever spoke to us why nothing happens: once, however often and as what their message arrives."""
        if await self._core.notes.once(f"slack:refused:{origin.seat.home.id}:{heard.channel}:{heard.ts}"):
            await self._reception.teller.tell(origin, words)

    def _origin(self, heard: Heard, body: Raw, context: Mapping[str, Any], home: Installation) -> Origin:
        kind = heard.event.get("channel_type")
        return Origin(
            seat_of(body, context, home, user=str(heard.event["user"])),
            "message",
            heard.channel,
            # What is said to Easel alone is answered under it: there, nobody else's channel is filled.
            root=heard.root or (heard.ts if heard.direct else ""),
            reply=heard.ts,
            public=None if kind is None else kind == "channel",
        )

    def _call(self, heard: Heard, origin: Origin) -> Call:
        """Return what a message asks as far as it tells itself: one in a thread is taken for a reply."""
        place = Place(
            heard.channel,
            DIRECT if heard.direct else "",
            private=origin.public is not True,
            thread_id=thread_key(heard.channel, heard.root) if heard.root else None,
        )
        uploads = uploads_of(files_of(heard.event), origin.seat)
        command, words, options = self._asked(heard, uploads)
        if heard.root and not self._spoken(heard, uploads):
            command, words, options = "reply", heard.words, {"direct": True} if heard.mentioned else {}
        return made(
            origin,
            self._core.vault,
            id=f"slack:{origin.seat.home.id}:{heard.channel}:{heard.ts}",
            command=command,
            place=place,
            received_at=self._core.clock(),
            locale=self._reception.locale(origin.seat),
            words=words,
            options=options,
            uploads=uploads,
            addressed=tuple(each for each in named(heard.text) if each != heard.me),
        )

    async def _completed(self, call: Call, heard: Heard, origin: Origin) -> Call:
        """Return the call with all that is known now: who and where, what stubs are, whose thread it is."""
        call = await self._reception.look(call, origin)
        files = await self._files(files_of(heard.event), origin)
        call = replace(call, uploads=uploads_of(files, origin.seat))
        if call.place.thread_id is None:
            command, words, options = self._asked(heard, call.uploads)
            return replace(call, command=command, words=words, options=options)
        if not heard.loud or call.command != "reply":
            return call
        if await self._core.posts.thread(call.person.team.id, call.place.thread_id) is not None:
            if not call.words and not call.uploads:
                return replace(call, command=_HELP, options={})
            return call
        # People's own thread: what they ask of us there begins one of ours under the same root.
        uploads = call.uploads or (await self._before(heard, origin) if heard.mentioned else ())
        command, words, options = self._asked(heard, uploads)
        place = replace(call.place, thread_id=None)
        return replace(call, command=command, words=words, uploads=uploads, options=options, place=place)

    def _spoken(self, heard: Heard, uploads: tuple[Upload, ...]) -> tuple[str, str, dict[str, OptionValue]] | None:
        """Return the command that is said to Easel, None where words are all there is."""
        return spoken(heard.words, self._core.specs) if heard.loud and not uploads else None

    def _asked(self, heard: Heard, uploads: tuple[Upload, ...]) -> tuple[str, str, dict[str, OptionValue]]:
        """Return command, words and options of what is asked outside of any thread of Easel's."""
        said = self._spoken(heard, uploads)
        if said is not None:
            return said
        if uploads:
            return "edit", heard.words, {}
        return ("imagine", heard.words, {}) if heard.words else (_HELP, "", {})

    async def _files(self, files: tuple[Raw, ...], origin: Origin) -> tuple[Raw, ...]:
        """Return the files with what Slack says of stubs, without those that are no pictures."""
        found: list[Raw] = []
        for file in files:
            about = file
            if is_stub(file):
                try:
                    answer = await self._core.api.call(origin.seat.home.id, "files.info", file=str(file["id"]))
                except SlackError as error:
                    # It is looked up once more when it is read, and whoever sent it is told then.
                    log.info("slack_stub_unknown", error=error.code)
                else:
                    about = answer.get("file") or file
            found.append(about)
        return files_of({"files": found})

    async def _before(self, heard: Heard, origin: Origin) -> tuple[Upload, ...]:
        """Return the pictures last shown in people's own thread before Easel was called into it; one look at most."""
        try:
            page = await self._core.api.call(
                origin.seat.home.id,
                "conversations.replies",
                channel=heard.channel,
                ts=heard.root,
                latest=heard.ts,
                limit=_LOOK_BACK,
            )
        except SlackError as error:
            log.info("slack_thread_unread", error=error.code)
            return ()
        for message in reversed(page.get("messages") or ()):
            files = files_of(message)
            if files and not message.get("bot_id"):
                return uploads_of(await self._files(files[:_MOST_UPLOADS], origin), origin.seat)
        return ()

    def _join(self, id_: str, heard: Heard) -> None:
        """Note that a message has come, and whether its other half is waited for."""
        if heard.event.get("type") == MENTION:
            if not files_of(heard.event) and id_ not in self._twins:
                self._twins[id_] = asyncio.get_running_loop().create_future()
                while len(self._twins) > _TWINS:
                    self._twins.popitem(last=False)
            return
        twin = self._twins.get(id_)
        if twin is not None and not twin.done():
            twin.set_result(heard.event)

    async def _whole(self, id_: str, heard: Heard) -> Heard:
        """Return a message with all that Slack sends of it: what a mention leaves out stands in its other half."""
        twin = self._twins.get(id_)
        if heard.event.get("type") != MENTION or twin is None:
            return heard
        try:
            async with asyncio.timeout(_TWIN_SECONDS):
                return replace(heard, event=await asyncio.shield(twin))
        except TimeoutError:
            return heard
        finally:
            self._twins.pop(id_, None)
