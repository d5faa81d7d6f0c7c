"""A reply in a thread: which wish it is, about which picture; talk between people costs nothing."""

from __future__ import annotations

from collections.abc import Sequence

from commands.aim import Aim, aim, thread_of
from commands.cancel import cancel
from commands.edit import edit_picture, edit_upload
from commands.history import go_back, nth_of_newest, pick_picture, show_card, side_by_side
from commands.offers import SEPARATOR
from commands.spec import spec
from commands.studio import Answer, Studio
from commands.uploads import take
from commands.vary import again_picture, vary_picture
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Style
from domain.errors import NotFound
from domain.picture import before
from domain.wishes import Wish, WishKind, read_wish
from storage import jobs
from storage.uploads import KeptUpload

REPLY = spec("reply", listed=False)


async def reply(call: Call, studio: Studio) -> Answer:
    """Do what a message in a thread wishes; answer nothing where it is talk, offer where it is unsure."""
    wish = read_wish(
        call.words,
        addressed=bool(call.addressed),
        has_upload=bool(call.uploads),
        direct=call.replies_to is not None or call.flag("direct"),
        picture_count=await _offered(call, studio),
    )
    if wish.kind is WishKind.TALK and not call.uploads:
        return Answer(None)
    if wish.kind is WishKind.CANCEL:
        return await _cancel(call, studio, wish)
    kept = await take(call, studio)
    aimed = await _aimed(call, studio, wish)
    if aimed is None:
        return await _empty_thread(call, studio, kept)
    if kept and not call.words.strip():
        return _offer_upload(call, aimed, kept[0])
    return await _do(call, studio, wish, aimed, kept)


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
            return await again_picture(call, studio, aimed)
        case WishKind.VARY:
            return await vary_picture(call, studio, aimed, strong=wish.strong, count=wish.number)
        case WishKind.REFINE:
            return await edit_picture(call, studio, aimed, wish.words or call.words, kept)
        case WishKind.UNSURE | WishKind.TALK | WishKind.CANCEL:
            return _offer(call, aimed)


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
    return Answer(Card(CardKind.OFFER, say("offer.edit", version=version), buttons=(button,)))


def _offer_upload(call: Call, aimed: Aim, upload: KeptUpload) -> Answer:
    say = saying(call.locale)
    button = Button("rebase", upload.id, say("button.rebase"), Style.QUIET)
    return Answer(Card(CardKind.OFFER, say("offer.upload", version=aimed.picture.version), buttons=(button,)))
