"""The end of a job: the result in the thread and its root closed, or what went wrong; each step may be repeated."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import structlog

from bot.platforms.slack.albums import Albums
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.draw import Drawn, draw, draw_root
from bot.platforms.slack.errors import PASSING, Denied, Gone, Misfit, Outside, Revoked, SlackError
from bot.platforms.slack.journal import Journal, Slot
from bot.platforms.slack.language import say_in
from bot.platforms.slack.poster import Poster, Sheet
from bot.platforms.slack.rooms import Rooms
from bot.platforms.slack.runs import Runs
from bot.platforms.slack.where import Where, thread_key
from bot.platforms.slack.whispers import Whispers
from bot.ports import Notes, Post, Posts, Say, Saying, Target
from domain.card import Card, CardKind
from domain.clock import Clock

log = structlog.get_logger()

_ANSWER_WAIT = 20.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 1.0
_RETURNS = 7200.0
"""How many seconds the end of a job is kept to be told by a workspace whose token works again."""


class Endings:
    """Tells how a job ended, in the place where it was asked for."""

    def __init__(
        self,
        *,
        api: SlackApi,
        posts: Posts,
        journal: Journal,
        poster: Poster,
        whispers: Whispers,
        rooms: Rooms,
        runs: Runs,
        albums: Albums,
        notes: Notes,
        saying: Saying,
        clock: Clock,
    ) -> None:
        self._api = api
        self._posts = posts
        self._journal = journal
        self._poster = poster
        self._whispers = whispers
        self._rooms = rooms
        self._runs = runs
        self._albums = albums
        self._notes = notes
        self._saying = saying
        self._clock = clock

    async def tell(self, target: Target, where: Where, card: Card, *, status_at: str) -> None:
        """Show the end; ``status_at`` is the thread whose status is to be taken away if nothing is said there."""
        answer = await self._answer(where)
        say = await self._say(target, where, answer)
        lost = ""
        try:
            if card.kind is CardKind.RESULT:
                await self._result(target, where, card, say, answer)
            else:
                await self._refusal(target, where, card, say, answer)
                await self._quieten(where, status_at)
        except Revoked as error:
            log.warning("slack_disconnected", event_id=where.event, method=error.method, error=error.code)
            lost = say("chat.disconnected")
            await self._disconnected(target, where, card, say, lost)
            if await self._may_return(where):
                raise
        except (Gone, Denied, Outside) as error:
            log.warning("slack_place_lost", event_id=where.event, method=error.method, error=error.code)
            private = target.place.private
            lost = say("chat.place_lost_private" if private else "chat.place_lost")
            if isinstance(error, Outside):
                lost = say("chat.invite_made")
            elif card.kind is CardKind.RESULT and await self._directly(target, where, card, say):
                lost = ""
            if lost:
                await self._elsewhere(target, where, card, say, lost)
            await self._abandon(where, card, say)
        await self._runs.end(where, card, say, lost=lost)

    async def overtaken(self, where: Where, answer: Post) -> None:
        """Take "on it" away again where the end was told while it waited for its turn, and knew of no such message."""
        kept = await self._posts.find(where.event, "answer")
        if kept is not None and kept.final and not kept.message_id:
            await self._drop(where, answer)

    async def _answer(self, where: Where) -> Post | None:
        """Return the answer's message; another process may still be saying it. None where that takes too long."""
        watch = self._api.watch
        began, pause = watch.now(), _FIRST_PAUSE
        while True:
            found = await self._posts.find(where.event, "answer")
            if found is not None or watch.now() - began > _ANSWER_WAIT:
                return found
            if await self._whispers.said(where, "outside"):
                return None
            await watch.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _say(self, target: Target, where: Where, answer: Post | None) -> Say:
        thread = target.place.thread_id or (answer.thread if answer is not None else None)
        if thread is None and where.root:
            thread = thread_key(where.channel, where.root)
        return await say_in(self._posts, self._saying, target.person.team.id, thread)

    async def _result(self, target: Target, where: Where, card: Card, say: Say, answer: Post | None) -> None:
        result = await self._posts.find(where.event, "result")
        if result is None:
            if not where.root and answer is None:
                answer = await self._root(target, where, card, say)
            result = await self._in_thread(target, where, card, say, answer)
        answer = await self._latest(where, answer)
        if answer is None:
            # Nobody says "on it" from here on.
            answer = Post(result.team_id, result.channel_id, "", where.event, "answer", result.thread)
        if answer.final:
            return
        if answer.message_id:
            await self._close(where, answer, draw_root(card, target.person.name, say))
        await self._posts.keep(replace(answer, pictures=result.pictures, final=True))

    async def _latest(self, where: Where, answer: Post | None) -> Post | None:
        """Return the answer's message, which may have come while the end waited for its turn."""
        if answer is not None and answer.message_id:
            return answer
        return await self._posts.find(where.event, "answer") or answer

    async def _root(self, target: Target, where: Where, card: Card, say: Say) -> Post:
        """Make the root that nobody has made, as it stands at the end."""
        team_id = target.person.team.id
        slot = Slot(where.event, "answer", where.team, team_id, where.channel)
        drawn = draw_root(card, target.person.name, say)
        post = await self._rooms.enter(
            where, lambda: self._journal.post(slot, drawn.payload, final=True), public=not target.place.private
        )
        await self._posts.bind(team_id, where.event, thread_key(post.channel_id, post.message_id))
        return post

    async def _in_thread(self, target: Target, where: Where, card: Card, say: Say, answer: Post | None) -> Post:
        root = where.root or (answer.message_id if answer is not None else "")
        channel = where.channel if where.root or answer is None else answer.channel_id
        slot = Slot(where.event, "result", where.team, target.person.team.id, channel, root)
        thread = target.place.thread_id or (thread_key(channel, root) if root else None)
        # Whoever opened the thread is called into it, once.
        mention = "" if where.root or where.direct else where.user
        sheet = Sheet(card, say, mention, thread=thread)
        return await self._poster.reach(where, slot, sheet, public=not target.place.private)

    async def _close(self, where: Where, answer: Post, drawn: Drawn) -> None:
        """Take "on it" away: the message in a thread goes, a root says where the result is."""
        if where.root:
            try:
                await self._api.call(where.team, "chat.delete", channel=answer.channel_id, ts=answer.message_id)
            except PASSING:
                raise
            except SlackError as error:
                log.info("slack_answer_not_deleted", event_id=where.event, error=error.code)
                if error.code == "message_not_found":
                    return
            else:
                return
        await self._edit(where, answer, drawn)

    async def _edit(self, where: Where, answer: Post, drawn: Drawn) -> bool:
        """Make a message say something else; return whether it is still there."""
        for payload in (drawn.payload, drawn.bare):
            try:
                await self._api.call(
                    where.team, "chat.update", channel=answer.channel_id, ts=answer.message_id, **payload
                )
            except PASSING:
                raise
            except Misfit:
                continue
            except SlackError as error:
                log.info("slack_answer_not_edited", event_id=where.event, error=error.code)
                return False
            return True
        return False

    async def _refusal(self, target: Target, where: Where, card: Card, say: Say, answer: Post | None) -> None:
        answer = await self._latest(where, answer)
        if answer is not None and answer.final:
            return
        team_id = target.person.team.id
        drawn = draw(card, say)
        if answer is None:
            answer = Post(team_id, where.channel, "", where.event, "answer", target.place.thread_id)
        if not where.root and not where.direct and (not answer.message_id or self._whispers.alive(where)):
            told = await self._whispers.say(where, team_id, drawn, part="end")
            if told and answer.message_id and await self._alone(where, answer):
                await self._drop(where, answer)
                await self._posts.keep(replace(answer, final=True))
                return
            if told and not answer.message_id:
                await self._posts.keep(replace(answer, final=True))
                return
        if answer.message_id and await self._edit(where, answer, drawn):
            await self._posts.keep(replace(answer, final=True))
            return
        slot = Slot(where.event, "answer:end", where.team, team_id, where.channel, where.root)
        await self._journal.post(slot, drawn.payload, final=True, thread=target.place.thread_id)
        await self._posts.keep(replace(answer, final=True))

    async def _alone(self, where: Where, root: Post) -> bool:
        """Return whether nobody has spoken under a root of ours."""
        try:
            page = await self._api.call(
                where.team, "conversations.replies", channel=root.channel_id, ts=root.message_id, limit=2
            )
        except SlackError as error:
            log.info("slack_thread_not_read", event_id=where.event, error=error.code)
            return isinstance(error, Gone)
        return len(page.get("messages") or ()) <= 1

    async def _drop(self, where: Where, root: Post) -> None:
        try:
            await self._api.call(where.team, "chat.delete", channel=root.channel_id, ts=root.message_id)
        except PASSING:
            raise
        except SlackError as error:
            log.info("slack_root_left", event_id=where.event, error=error.code)

    async def _quieten(self, where: Where, status_at: str) -> None:
        if not status_at:
            return
        try:
            await self._api.spare(
                where.team,
                "assistant.threads.setStatus",
                keep=0.0,
                channel_id=where.channel,
                thread_ts=status_at,
                status="",
            )
        except SlackError as error:
            log.info("slack_status_left", event_id=where.event, error=error.code)

    async def _directly(self, target: Target, where: Where, card: Card, say: Say) -> bool:
        """Give the asker alone what cannot be shown in its place; return whether there was a way."""
        try:
            album = await self._albums.bring(where, card, say)
            # What was made in a private channel is nothing that can be worked on elsewhere.
            drawn = draw(
                card,
                say,
                pictures=album.pictures,
                notes=(say("chat.place_lost_here"), *album.notes),
                buttons=not target.place.private,
                link=album.link,
            )
            shown = tuple(each.shown.picture_id for each in album.pictures)
            return bool(shown) and await self._whispers.say(
                where, target.person.team.id, drawn, part="lost", ephemeral=False, pictures=shown
            )
        except (Gone, Denied, Outside, Misfit) as error:
            log.info("slack_not_sent_directly", event_id=where.event, error=error.code)
            return False

    async def _disconnected(self, target: Target, where: Where, card: Card, say: Say, lost: str) -> None:
        """Tell the asker, by the event's own address, that no token works here any more."""
        made = card.kind is CardKind.RESULT
        drawn = Drawn(lost) if made else draw(card, say)
        with contextlib.suppress(Revoked):
            await self._whispers.say(where, target.person.team.id, drawn, part="disconnected" if made else "end")

    async def _may_return(self, where: Where) -> bool:
        """Return whether it is not long ago that the workspace was lost: the end is told once it is back."""
        key, now = f"slack:disconnected:{where.event}", self._clock().timestamp()
        since = await self._notes.read(key)
        if since is None:
            await self._notes.write(key, f"{now:.0f}")
        return since is None or now - float(since) < _RETURNS

    async def _abandon(self, where: Where, card: Card, say: Say) -> None:
        """Have "on it" say, where it can still be edited, that nothing follows it there."""
        answer = await self._posts.find(where.event, "answer")
        if answer is None or answer.final or not answer.message_id:
            return
        drawn = Drawn(say("chat.place_lost")) if card.kind is CardKind.RESULT else draw(card, say)
        if await self._edit(where, answer, drawn):
            await self._posts.keep(replace(answer, final=True))

    async def _elsewhere(self, target: Target, where: Where, card: Card, say: Say, lost: str) -> None:
        """Tell the asker what cannot be told in its place, if there is a way; ``lost`` is what is said of a result."""
        drawn = Drawn(lost) if card.kind is CardKind.RESULT else draw(card, say)
        try:
            told = await self._whispers.say(where, target.person.team.id, drawn, part="end")
        except Revoked:
            told = False
        if not told:
            log.warning("slack_nobody_told", event_id=where.event)
