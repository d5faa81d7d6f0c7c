"""Messages of people: which of them speak to Easel, judged without the database, and what they ask."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog

from bot.platforms.slack.calls import Origin, files_of, given_of, is_stub, made
from bot.platforms.slack.core import Core
from bot.platforms.slack.errors import SlackError
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.pending import Pending, said_of
from bot.platforms.slack.people import DIRECT, Raw, seat_of
from bot.platforms.slack.reception import NOTHING, Complete, Reception, Taken
from bot.platforms.slack.where import read_key, thread_key
from bot.platforms.slack.words import named, plain
from domain.call import Call, OptionValue, Upload
from domain.openings import aims, begin
from domain.people import Place
from domain.spoken import Spoken

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
        heard = hear(body["event"], _me(body, home))
        if heard is None or not _says_something(heard):
            return NOTHING
        origin = self._origin(heard, body, context, home)
        refused = self._reception.refusal(origin.seat)
        if refused is not None and heard.loud:
            return Taken(after=lambda: self._refuse(heard, origin, refused))
        call = self._call(heard, origin)
        met = self._join(call.id, heard)
        pending = Pending.of(origin, loud=heard.loud, message=heard.event, me=heard.me)
        half = files_of(heard.event) and heard.event.get("type") != MENTION and not met
        # What is neither said to us nor in a thread of ours is nobody's: the one statement finds out, too.
        return await self._reception.accept(
            call,
            origin,
            self._complete(heard, origin),
            busy=None,
            known=not heard.loud,
            pending=pending,
            again=partial(self._leave, call, heard) if half and heard.loud else None,
        )

    async def resume(self, call: Call, pending: Pending, origin: Origin) -> Call | None:
        """Complete a message that was claimed by a process that has gone; None where it is not to be answered."""
        heard = hear(pending.message or {}, pending.me)
        if heard is None:
            return None
        return await self._reception.resume(call, origin, self._complete(heard, origin), loud=pending.loud)

    def _complete(self, heard: Heard, origin: Origin) -> Complete:
        async def complete(claimed: Call) -> Call:
            whole = await self._whole(claimed, heard)
            return await self._completed(self._call(whole, origin), whole, origin)

        return complete

    async def _leave(self, call: Call, heard: Heard) -> None:
        """Leave a message's files to the process that has the mention of us in it, and may have been told of none."""
        await self._core.notes.write(_half(call), json.dumps(said_of(heard.event)))

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
        uploads = given_of(heard.event, origin.seat)
        said = Spoken("reply", heard.words, _direct(heard, uploads)) if heard.root else self._asked(heard, uploads)
        return made(
            origin,
            self._core.vault,
            id=f"slack:{origin.seat.home.id}:{heard.channel}:{heard.ts}",
            command=said.command,
            place=place,
            received_at=self._core.clock(),
            locale=self._reception.locale(origin.seat),
            words=said.words,
            options=said.options,
            uploads=uploads,
            addressed=tuple(each for each in named(heard.text) if each != heard.me),
        )

    async def _completed(self, call: Call, heard: Heard, origin: Origin) -> Call:
        """Return the call with all that is known now: who and where, what stubs are, whose thread it is."""
        call = await self._reception.look(call, origin)
        call = replace(call, uploads=await self._files(heard.event, origin))
        team, here = call.person.team.id, call.place.thread_id
        if here is None:
            return await self._begun(call, heard)
        bound = await self._core.posts.thread(team, here)
        if bound is not None:
            # What is said under a result that had to stand outside of its thread is said in that thread, and is
            # answered here.
            call = replace(call, place=replace(call.place, thread_id=bound.thread))
        shown = await self._shown(heard, team)
        if len(shown) > 1:
            call = replace(call, shown=shown)
        elif shown and bound is None:
            # The picture of another thread, shown here: what is made of it begins one of ours under the same root.
            call = replace(call, replies_to=shown[0])
        if heard.loud and not call.words and not call.uploads:
            return replace(call, command=_HELP, options={})
        if not heard.loud or bound is not None or shown:
            return call
        # People's own thread: what they ask of us there begins one of ours under the same root.
        uploads = call.uploads or (await self._before(heard, origin) if heard.mentioned else ())
        return await self._begun(replace(call, uploads=uploads), heard)

    async def _begun(self, call: Call, heard: Heard) -> Call:
        """Return what is asked outside of any thread of Easel's; said to it alone, it may be about the newest picture."""
        latest = None
        if heard.direct and not call.uploads:
            latest = await self._core.posts.latest(call.person.team.id, heard.channel)
        said = self._asked(heard, call.uploads, newest="" if latest is None else latest.thread)
        place, answer_to = replace(call.place, thread_id=None), call.answer_to
        if latest is not None and aims(said, tuple(self._core.specs.values())):
            place = replace(place, thread_id=latest.thread)
            answer_to = {**answer_to, "root": read_key(latest.thread)[1] or answer_to["root"]}
        return replace(
            call, command=said.command, words=said.words, options=said.options, place=place, answer_to=answer_to
        )

    async def _shown(self, heard: Heard, team: str) -> tuple[str, ...]:
        """Return the pictures that the root of a thread shows where they are of other threads."""
        post = await self._core.posts.at(team, heard.channel, heard.root)
        own = post is not None and post.thread in (None, thread_key(heard.channel, heard.root))
        return post.pictures if post is not None and own else ()

    def _asked(self, heard: Heard, uploads: tuple[Upload, ...], *, newest: str = "") -> Spoken:
        """Return what is asked outside of any thread of Easel's."""
        if uploads:
            return Spoken("edit", heard.words)
        return begin(heard.words, tuple(self._core.specs.values()), newest=newest)

    async def _files(self, message: Raw, origin: Origin) -> tuple[Upload, ...]:
        """Return the files of a message with what Slack says of stubs."""
        found: list[Raw] = []
        for file in message.get("files") or ():
            about = file
            if is_stub(file):
                seat = origin.seat
                try:
                    answer = await self._core.api.call(seat.home.id, "files.info", file=str(file["id"]), **seat.scope)
                except SlackError as error:
                    # It is looked up once more when it is read, and whoever sent it is told then.
                    log.info("slack_stub_unknown", error=error.code)
                else:
                    about = answer.get("file") or file
            found.append(about)
        return given_of({"files": found}, origin.seat)

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
                **origin.seat.scope,
            )
        except SlackError as error:
            log.info("slack_thread_unread", error=error.code)
            return ()
        for message in reversed(page.get("messages") or ()):
            files = files_of(message)
            if files and not message.get("bot_id"):
                given = await self._files({"files": files[:_MOST_UPLOADS]}, origin)
                return tuple(each for each in given if not each.fault)
        return ()

    def _join(self, id_: str, heard: Heard) -> bool:
        """Note that a message has come, and whether its other half is waited for; return whether it met that here."""
        if heard.event.get("type") == MENTION:
            if not files_of(heard.event) and id_ not in self._twins:
                self._twins[id_] = asyncio.get_running_loop().create_future()
                while len(self._twins) > _TWINS:
                    self._twins.popitem(last=False)
            return False
        twin = self._twins.get(id_)
        if twin is not None and not twin.done():
            twin.set_result(heard.event)
        return twin is not None

    async def _whole(self, call: Call, heard: Heard) -> Heard:
        """Return a message with all that Slack sends of it: what a mention leaves out stands in its other half.

        That comes here, or to another process, which leaves a note of it.
        """
        if heard.event.get("type") != MENTION or files_of(heard.event):
            return heard
        twin = self._twins.get(call.id)
        if twin is not None:
            try:
                async with asyncio.timeout(_TWIN_SECONDS):
                    return replace(heard, event=await asyncio.shield(twin))
            except TimeoutError:
                pass
            finally:
                self._twins.pop(call.id, None)
        left = await self._core.notes.read(_half(call))
        return heard if left is None else replace(heard, event=json.loads(left))


def _half(call: Call) -> str:
    return f"{call.person.id}|slack:half:{call.id}"


def _says_something(heard: Heard) -> bool:
    return bool(heard.words or heard.mentioned or files_of(heard.event) or (heard.direct and heard.event.get("files")))


def _direct(heard: Heard, uploads: tuple[Upload, ...]) -> dict[str, OptionValue]:
    """Return whether a reply is certainly said to Easel; alone with it, a file that it cannot use is, too."""
    unusable = bool(uploads) and all(each.fault for each in uploads)
    return {"direct": True} if heard.mentioned or (heard.direct and unusable) else {}


def _me(body: Raw, home: Installation) -> str:
    """Return who Easel is where this was said: the workspaces of an organisation may each know it by another id."""
    first: Raw = next(iter(body.get("authorizations") or ()), {}) if home.whole else {}
    return str(first.get("user_id") or "") if first.get("is_bot") else home.bot_user
