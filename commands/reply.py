"""A reply in a thread: which wish it is, about which picture; talk between people costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands import cards, waiting
from commands.aim import Aim, aim, thread_of
from commands.cancel import cancel
from commands.edit import edit_upload
from commands.history import side_by_side
from commands.offers import SEPARATOR
from commands.quota import quota
from commands.shown import pointed
from commands.spec import spec
from commands.steps import helped, take_steps
from commands.studio import Answer, Studio
from commands.uploads import take, usable
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Style
from domain.errors import BadInput, NotFound
from domain.wish import Wish, WishKind
from domain.wish_chains import read_wishes
from storage import jobs
from storage.uploads import KeptUpload

REPLY = spec("reply", listed=False, costs=True)

_TITLE = 60
_OFFERED = frozenset({WishKind.UNSURE, WishKind.TALK, WishKind.CANCEL})
"""What is offered as an edit rather than done, wherever in a chain it stands."""


async def reply(call: Call, studio: Studio) -> Answer:
    """Do what a message in a thread wishes; answer nothing where it is talk, offer where it is unsure."""
    if call.flag("photo"):
        raise BadInput("photo_missing")
    call = await pointed(call, studio)
    direct = call.replies_to is not None or call.flag("direct")
    chain = read_wishes(
        call.words,
        addressed=bool(call.addressed),
        has_upload=bool(usable(call)),
        direct=direct,
        picture_count=await _offered(call, studio),
    ).chain
    wish = chain[0]
    if _is_talk(call, wish, direct=direct):
        return Answer(None)
    if wish.kind is WishKind.CANCEL:
        after = wish.words or ", ".join(each.words for each in chain[1:] if each.words)
        return await _cancel(call, studio, replace(wish, words=after))
    if wish.kind in (WishKind.QUOTA, WishKind.HELP) and len(chain) == 1:
        return await quota(call, studio) if wish.kind is WishKind.QUOTA else helped(call)
    kept = await take(call, studio)
    aimed = await _aimed(call, studio, wish)
    if aimed is None:
        return await _empty_thread(call, studio, kept)
    if kept and not call.words.strip():
        await waiting.put(call, studio, aimed.thread, kept[0])
        return _offer_upload(call, aimed, kept[0])
    offered = next((each for each in chain if each.kind in _OFFERED), None)
    answer = _offer(call, aimed) if offered else await take_steps(call, studio, chain, aimed, kept)
    return _named(call, answer, aimed) if call.flag("newest") else answer


def _is_talk(call: Call, wish: Wish, *, direct: bool) -> bool:
    """Return whether a message wants nothing of Easel; files that are no pictures make it no wish."""
    if usable(call):
        return False
    if call.uploads and (not direct or call.words.strip()):
        return wish.kind is WishKind.TALK or (wish.kind is WishKind.UNSURE and not direct)
    return wish.kind is WishKind.TALK and not call.uploads


def _named(call: Call, answer: Answer, aimed: Aim) -> Answer:
    """Return the answer with which picture it is about, since nobody was in its thread when they spoke."""
    if answer.card is None:
        return answer
    note = saying(call.locale)("notes.newest", title=cards.quoted(aimed.thread.title, _TITLE))
    return replace(answer, card=replace(answer.card, notes=(note, *answer.card.notes)))


async def _offered(call: Call, studio: Studio) -> int:
    """Return how many pictures were made side by side with the thread's head, so that "the second" has a meaning."""
    async with studio.database.read() as tx:
        try:
            aimed = await aim(tx, call)
        except NotFound:
            return 1
    return max(1, len(side_by_side(aimed)))


async def _cancel(call: Call, studio: Studio, wish: Wish) -> Answer:
    """Stop what is being made; with nothing to stop, words that may be an edit are offered as one."""
    try:
        return await cancel(call, studio)
    except NotFound as error:
        aimed = await _aimed(call, studio, wish) if wish.words and error.code == "nothing_to_cancel" else None
        if aimed is None:
            raise
        return _offer(call, aimed)


async def _aimed(call: Call, studio: Studio, wish: Wish) -> Aim | None:
    """Return the picture that the wish is about; None in a thread that has none yet."""
    try:
        async with studio.database.read() as tx:
            return await aim(tx, call, version=wish.version)
    except NotFound as error:
        if error.code == "thread_empty":
            return None
        raise


async def _empty_thread(call: Call, studio: Studio, kept: Sequence[KeptUpload]) -> Answer:
    """Say that the first picture is still forming, or take an upload as the first."""
    async with studio.database.read() as tx:
        thread = await thread_of(tx, call)
        forming = await jobs.open_of_thread(tx, thread.id)
    if kept and not forming:
        return await edit_upload(call, studio, kept)
    raise NotFound("still_forming" if forming else "thread_empty")


def _offer(call: Call, aimed: Aim) -> Answer:
    say = saying(call.locale)
    version = aimed.picture.version
    button = Button(
        "confirm", f"{aimed.picture.id}{SEPARATOR}{call.id}", say("button.confirm", version=version), Style.QUIET
    )
    text = say("offer.edit", version=version, words=cards.quoted(call.words, _TITLE))
    return Answer(Card(CardKind.OFFER, text, buttons=(button,)))


def _offer_upload(call: Call, aimed: Aim, upload: KeptUpload) -> Answer:
    say = saying(call.locale)
    button = Button("rebase", upload.id, say("button.rebase"), Style.QUIET)
    return Answer(Card(CardKind.OFFER, say("offer.upload", version=aimed.picture.version), buttons=(button,)))
