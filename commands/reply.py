"""A reply in a thread: which wish it is, about which picture; talk between people costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands import cards, waiting
from commands.aim import Aim, aim, thread_of
from commands.cancel import cancel
from commands.edit import edit_picture, edit_upload
from commands.forward import go_forward
from commands.history import go_back, nth_of_newest, pick_picture, show_card, side_by_side
from commands.offers import SEPARATOR
from commands.shown import pointed
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.uploads import take, usable
from commands.vary import again_picture, vary_picture
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Style
from domain.errors import BadInput, NotFound
from domain.picture import before
from domain.wishes import Wish, WishKind, read_wish
from storage import jobs
from storage.uploads import KeptUpload

REPLY = spec("reply", listed=False)

_TITLE = 60


async def reply(call: Call, studio: Studio) -> Answer:
    """Do what a message in a thread wishes; answer nothing where it is talk, offer where it is unsure."""
    if call.flag("photo"):
        raise BadInput("photo_missing")
    call = await pointed(call, studio)
    direct = call.replies_to is not None or call.flag("direct")
    wish = read_wish(
        call.words,
        addressed=bool(call.addressed),
        has_upload=bool(usable(call)),
        direct=direct,
        picture_count=await _offered(call, studio),
    )
    if _is_talk(call, wish, direct=direct):
        return Answer(None)
    if wish.kind is WishKind.CANCEL:
        return await _cancel(call, studio, wish)
    kept = await take(call, studio)
    aimed = await _aimed(call, studio, wish)
    if aimed is None:
        return await _empty_thread(call, studio, kept)
    if kept and not call.words.strip():
        await waiting.put(call, studio, aimed.thread, kept[0])
        return _offer_upload(call, aimed, kept[0])
    answer = await _do(call, studio, wish, aimed, kept)
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


async def _do(call: Call, studio: Studio, wish: Wish, aimed: Aim, kept: Sequence[KeptUpload]) -> Answer:
    match wish.kind:
        case WishKind.BACK if wish.version is None:
            return await go_back(call, studio, aimed, steps=wish.number or 1)
        case WishKind.PICK if wish.number is not None:
            picked = nth_of_newest(aimed, wish.number)
            if wish.words:
                return await edit_picture(call, studio, picked, wish.words, kept)
            return await pick_picture(call, studio, picked)
        case WishKind.BACK | WishKind.PICK:
            return await pick_picture(call, studio, aimed)
        case WishKind.SHOW:
            text = saying(call.locale)("show.done", version=aimed.picture.version)
            return Answer(show_card(studio, call, aimed, text))
        case WishKind.AGAIN:
            return await go_forward(call, studio, aimed) or await again_picture(call, studio, aimed)
        case WishKind.VARY:
            return await vary_picture(call, studio, aimed, strong=wish.strong, count=wish.number)
        case WishKind.REFINE:
            return await _refine(call, studio, wish, aimed, kept)
        case WishKind.UNSURE | WishKind.TALK | WishKind.CANCEL:
            return _offer(call, aimed)


async def _refine(call: Call, studio: Studio, wish: Wish, aimed: Aim, kept: Sequence[KeptUpload]) -> Answer:
    """Edit the picture; a photo that its asker sent here without words just before is what the words speak of."""
    waits = [] if kept else await waiting.find(call, studio, aimed.thread)
    answer = await edit_picture(call, studio, aimed, wish.words or call.words, kept or waits)
    if waits:
        await waiting.drop(call, studio, aimed.thread)
    return answer


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
            aimed = await aim(tx, call, version=wish.version)
            if wish.kind is WishKind.REFINE and wish.number:
                return Aim(aimed.thread, aimed.pictures, before(aimed.picture, aimed.pictures, wish.number))
            return aimed
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
