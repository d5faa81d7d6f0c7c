"""From Easel's cards to Slack, by calls of its API alone: a worker with no connection to Slack tells as well."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

import structlog

from bot.platforms.slack.albums import Albums
from bot.platforms.slack.announcing import Announcer
from bot.platforms.slack.api import SlackApi
from bot.platforms.slack.draw import Drawn, Picture, draw, gathers, lists, status_of
from bot.platforms.slack.endings import Endings
from bot.platforms.slack.errors import Denied, Gone, Outside, Revoked, SlackError
from bot.platforms.slack.files import NoFiles, Share, SlackFiles
from bot.platforms.slack.homes import Homes
from bot.platforms.slack.journal import Journal, Slot
from bot.platforms.slack.keeping import Keeping
from bot.platforms.slack.language import say_in
from bot.platforms.slack.links import Links
from bot.platforms.slack.poster import Poster, Sheet
from bot.platforms.slack.progress import Frame, Lanes
from bot.platforms.slack.removal import FILE, Removal
from bot.platforms.slack.rooms import Rooms
from bot.platforms.slack.runs import Runs
from bot.platforms.slack.views import window
from bot.platforms.slack.where import Where, thread_key
from bot.platforms.slack.whispers import Whispers
from bot.ports import News, Notes, Pictures, Post, Posts, Say, Saying, Target, Vault
from domain.call import Call
from domain.card import Card, CardKind, Progress, Shown
from domain.clock import Clock

log = structlog.get_logger()

_FRAMES = 1024
QUIET = 3.0
"""Seconds that a job in a thread may take before a message of its own says that it is at work."""
_LONGEST = 1800.0
"""Seconds that the end of a job may wait for its turn, before it is begun anew."""

PreviewLink = Callable[[str, str], str | None]
"""Returns a public https address of a running job's frame: ``(job id, frame)``; None where there is none."""


class SlackOutbound:
    """Tells people on Slack. Each message stands once, whichever process says it, and however often.

    ``quiet`` are the seconds that a job in a thread may take before a message says that it is at work. ``site`` is the address of
    Easel's own pages, empty where there is none.
    """

    def __init__(
        self,
        api: SlackApi,
        *,
        posts: Posts,
        notes: Notes,
        pictures: Pictures,
        saying: Saying,
        vault: Vault,
        clock: Clock,
        preview_link: PreviewLink | None = None,
        quiet: float | None = None,
        site: str = "",
    ) -> None:
        self._api = api
        self._posts = posts
        self._saying = saying
        self._preview_link = preview_link
        self._site = site.rstrip("/")
        self._journal = Journal(api, posts, notes, clock)
        self._whispers = Whispers(api, self._journal, notes, vault, clock)
        files = SlackFiles(api, notes)
        self._albums = Albums(files, pictures)
        self._removing: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._removal = Removal(api, files, posts, saying)
        self._rooms = Rooms(api)
        self._links = Links(api)
        self._lanes = Lanes(api, posts)
        self._quiet = QUIET if quiet is None else quiet
        self._frames: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._held: set[asyncio.Task[None]] = set()
        self._ends = Keeping(seconds=_LONGEST)
        self._poster = Poster(api, self._journal, self._albums, self._rooms)
        self._announcer = Announcer(self._poster, Homes(notes, posts, clock), saying)
        self._runs = Runs(api, posts, notes)
        self._endings = Endings(
            api=api,
            posts=posts,
            journal=self._journal,
            poster=self._poster,
            whispers=self._whispers,
            rooms=self._rooms,
            runs=self._runs,
            albums=self._albums,
            notes=notes,
            saying=saying,
            clock=clock,
        )

    async def close(self) -> None:
        """Drop what is on its way: progress for good; the end of a job is told by whoever is asked next."""
        held = set(self._held)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        await self._ends.stop()
        await self._lanes.stop()

    async def answer(self, call: Call, card: Card) -> None:
        """Answer a call: to everyone where it was asked, or to the asker alone; what a job has said since stays."""
        where = Where.of(call.answer_to)
        say = self._saying(call.locale)
        if where.view and await self._in_window(where, card, say):
            return
        try:
            where = await self._whispers.placed(where)
            if card.private or not where.channel:
                await self._apart(call, where, card, say)
            else:
                await self._publicly(call, where, card, say)
        except (Gone, Denied, Outside, Revoked) as error:
            log.warning("slack_answer_nowhere", event_id=where.event, method=error.method, error=error.code)
            await self._last_resort(call, where, card, say)
        if card.progress is None:
            await self._runs.end(where, card, say)

    async def progress(self, target: Target, card: Card) -> None:
        """Show how far a job is, soon and seldom; a frame that finds no message yet, or the end, is dropped."""
        self._offer(Where.of(target.answer_to), card, target.person.name)

    def _offer(self, where: Where, card: Card, person: str) -> None:
        async def drawn(post: Post, elapsed: int) -> Drawn:
            say = await say_in(self._posts, self._saying, post.team_id, post.thread)
            shown = card if where.root else _asked_by(card, person, say)
            if elapsed and not (card.progress and card.progress.seconds):
                shown = replace(shown, text=f"{card.text} {say('chat.elapsed', n=elapsed)}".strip())
            return draw(shown, say, pictures=self._forming(card, say))

        self._lanes.offer(where, Frame(status_of(card), drawn, card))

    async def deliver(self, target: Target, card: Card) -> None:
        """Show the end of a job; what was shown of it before stays, and what is missing follows.

        A place that is gone for good is no error: the picture stays in the library, and the asker is told elsewhere
        where there is a way. Cut off, it goes on, and is joined when it is asked for again.
        """
        where = Where.of(target.answer_to)
        await self._ends.join(where.event, lambda: self._deliver(target, where, card))

    async def _deliver(self, target: Target, where: Where, card: Card) -> None:
        status_at = await self._lanes.close(where.event)
        try:
            where = await self._whispers.placed(where)
        except Revoked as error:
            log.warning("slack_place_lost", event_id=where.event, method=error.method, error=error.code)
            return
        await self._endings.tell(target, where, card, status_at=status_at)

    async def announce(self, news: News) -> None:
        """Say something in a channel, or a thread of it, by its key once; a public channel is joined first where need be.

        Raise NotFound or NotAllowed where Easel cannot speak there, and whatever else must be tried again.
        """
        await self._announcer.tell(news)

    async def remove(self, team_id: str, pictures: tuple[str, ...]) -> None:
        """Take deleted pictures out of every message that shows them; raises the first of what may pass, at the end."""
        failed: Exception | None = None
        showing = await self._posts.showing(team_id, pictures)
        for post in showing:
            try:
                async with self._removing.setdefault(post.event, asyncio.Lock()):
                    await self._removal.take(post, pictures)
            except Exception as error:  # noqa: BLE001 -- the other messages are not to wait for it
                failed = failed or error
        for thread in {post.thread for post in showing if post.thread}:
            try:
                await self._removal.strip(team_id, thread)
            except Exception as error:  # noqa: BLE001 -- the other threads are not to wait for it
                failed = failed or error
        if failed is not None:
            raise failed

    async def _publicly(self, call: Call, where: Where, card: Card, say: Say) -> None:
        team_id = call.person.team.id
        found = await self._posts.find(where.event, "answer")
        if found is None and self._quiet and where.root and card.progress is not None and not card.progress.position:
            found = await self._held_back(call, where, card, say)
        elif found is None:
            shown = card if where.root else _asked_by(card, call.person.name, say)
            sheet = Sheet(shown, say, thread=call.place.thread_id, final=card.progress is None)
            slot = Slot(where.event, "answer", where.team, team_id, where.channel, where.root)
            try:
                found = await self._poster.reach(where, slot, sheet, public=not call.place.private)
            except Outside:
                words = _outside(call, card)
                await self._whispers.say(where, team_id, Drawn(say(words)), part="outside")
                return
            if card.progress is not None:
                await self._endings.overtaken(where, found)
        if call.place.thread_id is None and (found.message_id or where.root):
            await self._posts.bind(team_id, call.id, thread_key(found.channel_id, where.root or found.message_id))

    async def _in_window(self, where: Where, card: Card, say: Say) -> bool:
        """Show an answer in the window that waits for it; return whether it is all there, and not to be said too."""
        whole = not (card.pictures or card.file or card.progress)
        drawn = draw(card, say, site=self._site) if whole else Drawn(say("chat.sent_directly"))
        view = window(card.title if whole else "", drawn, say)
        try:
            await self._api.call(
                where.team, "views.update", view_id=where.view, view=view, team_id=where.workspace or None
            )
        except SlackError as error:
            log.info("slack_window_gone", event_id=where.event, error=error.code)
            return False
        return whole

    async def _held_back(self, call: Call, where: Where, card: Card, say: Say) -> Post:
        """Promise "on it" in a thread, and say it in a while: the thread's status tells it at once and disturbs nobody.

        Who follows the thread is told of each message in it; what is done soon needs none but its result.
        """
        thread = call.place.thread_id or thread_key(where.channel, where.root)
        post = Post(call.person.team.id, where.channel, "", where.event, "answer", thread, owner=where.team)
        await self._posts.keep(post)
        self._offer(where, card, call.person.name)
        task = asyncio.get_running_loop().create_task(self._say_in_a_while(call, where, card, say, thread))
        self._held.add(task)
        task.add_done_callback(self._held.discard)
        return post

    async def _say_in_a_while(self, call: Call, where: Where, card: Card, say: Say, thread: str) -> None:
        await self._api.watch.sleep(self._quiet)
        kept = await self._posts.find(where.event, "answer")
        if kept is None or kept.final:
            return
        slot = Slot(where.event, "answer", where.team, call.person.team.id, where.channel, where.root)
        sheet = Sheet(self._lanes.newest(where.event) or card, say, thread=thread, final=False)
        try:
            post = await self._poster.reach(where, slot, sheet, public=not call.place.private)
        except SlackError as error:
            log.info("slack_progress_unsaid", event_id=where.event, error=error.code)
            return
        self._lanes.spoke(where.event, draw(sheet.card, say))
        await self._endings.overtaken(where, post)
        # Another process may have noted the end just when this was noted.
        await self._api.watch.sleep(self._quiet)
        await self._endings.overtaken(where, post)

    async def _apart(self, call: Call, where: Where, card: Card, say: Say) -> None:
        team_id = call.person.team.id
        if card.file:
            await self._hand_over(call, where, card, say)
            return
        in_turn = lists(card) or gathers(card)
        if not card.pictures or (card.kind is CardKind.ANSWER and not in_turn):
            # A picture that is named or saved stands before the asker already: it needs words alone.
            drawn = draw(replace(card, pictures=()), say, site=self._site)
            if not await self._whispers.say(where, team_id, drawn, part="answer"):
                log.warning("slack_nobody_told", event_id=where.event)
            return
        links = await self._links.of(where, card)
        if call.place.private and not where.direct:
            # What was made in a private channel is shown nowhere else, and Slack shows it here to no one alone.
            drawn = draw(replace(card, pictures=card.pictures if in_turn else ()), say, links=links)
            await self._whispers.say(where, team_id, drawn, part="answer")
            return
        # Slack shows a picture that nobody was shown before in no ephemeral message.
        album = await self._albums.bring(where, card, say)
        drawn = draw(card, say, pictures=album.pictures, notes=album.notes, link=album.link, links=links)
        shown = tuple(each.shown.picture_id for each in album.pictures)
        told = await self._whispers.say(where, team_id, drawn, part="answer", ephemeral=False, pictures=shown)
        if not where.direct:
            words = Drawn(say("chat.sent_directly" if told else "chat.no_files"))
            await self._whispers.say(where, team_id, words, part="pointer")

    async def _last_resort(self, call: Call, where: Where, card: Card, say: Say) -> None:
        """Tell the asker alone what the place does not take any more; a job goes on and is told at its end."""
        if card.progress is not None:
            return
        try:
            await self._whispers.say(where, call.person.team.id, draw(replace(card, pictures=()), say), part="answer")
        except (Gone, Denied, Outside, Revoked) as error:
            log.warning("slack_nobody_told", event_id=where.event, error=error.code)

    async def _hand_over(self, call: Call, where: Where, card: Card, say: Say) -> None:
        """Give the asker a file: a link that they alone see, else the file itself where they asked, or to them alone."""
        team_id = call.person.team.id
        words = replace(card, pictures=())
        link = self._albums.link(card, say)
        if link is not None:
            await self._whispers.say(where, team_id, draw(words, say, link=link), part="answer")
            return
        theirs = not card.pictures
        channel = await self._whispers.direct(where) if theirs or not where.channel else where.channel
        place = Share(channel or "", where.root if channel == where.channel else "", draw(words, say).text)
        try:
            if channel is None:
                instead: str | None = say("chat.no_files")
            else:
                instead = await self._rooms.enter(
                    where,
                    lambda: self._albums.hand_over(where, card, place, say),
                    public=not call.place.private and not theirs,
                )
        except (NoFiles, Outside, Gone):
            instead = say("chat.no_files")
        if instead is None and not theirs:
            kept = Post(team_id, place.channel, "", where.event, FILE, None, (card.file,), final=True, owner=where.team)
            await self._posts.keep(kept)
        if instead is None and channel != where.channel:
            instead = say("chat.sent_directly")
        if instead is not None:
            await self._whispers.say(where, team_id, Drawn(instead), part="answer")

    def _forming(self, card: Card, say: Say) -> tuple[Picture, ...]:
        progress = card.progress
        if self._preview_link is None or progress is None or progress.preview is None:
            return ()
        key = progress.job_id, progress.preview
        # One address for a frame: a link that is signed anew is another picture to Slack.
        url = self._frames.get(key) or self._preview_link(*key)
        # Slack fetches it itself: only what the world may reach, and safely.
        if not url or not url.startswith("https://"):
            return ()
        self._frames[key] = url
        while len(self._frames) > _FRAMES:
            self._frames.popitem(last=False)
        return (Picture(_frame(progress, say("chat.draft", title=card.title or "…")), url=url),)


def _frame(progress: Progress, alt: str) -> Shown:
    return Shown(progress.job_id, 0, "", "image/jpeg", 0, 0, alt or "…")


def _asked_by(card: Card, person: str, say: Say) -> Card:
    """Return a root's card with who asked, unless it says so: on Slack nobody sees the command that was typed."""
    if f"@{person}" in card.title:
        return card
    return replace(card, notes=(say("chat.asked_by", person=person), *card.notes))


def _outside(call: Call, card: Card) -> str:
    """Return the key of what is said where Easel is no member."""
    if call.place.channel_name == "directmessage":
        return "chat.no_direct"
    return "chat.invite" if card.progress is None else "chat.invite_waiting"
