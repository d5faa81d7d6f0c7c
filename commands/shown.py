"""A reply under a message that shows several pictures of several threads: which of them is meant."""

from __future__ import annotations

from dataclasses import replace

from commands.studio import Studio
from domain.call import Call
from domain.errors import BadInput
from domain.wish_places import read_place
from domain.wishes import WishKind, read_wish
from storage import pictures, threads

_SHOW = "show it"
"""What a place alone wishes."""


async def pointed(call: Call, studio: Studio) -> Call:
    """Return the call as a reply to the picture that its words name, by its place in the message or its version.

    Where they name none it is about the thread that has begun under the message; raise BadInput where there is none.
    """
    if call.replies_to is not None or not call.shown:
        return call
    async with studio.database.read() as tx:
        here = call.place.thread_id
        begun = None if here is None else await threads.of_platform(tx, call.person.team.id, here)
        found = [await pictures.seen(tx, call.viewer, each) for each in call.shown]
    if begun is not None and any(each is not None and each.thread_id == begun.id for each in found):
        # They are the thread's own: it has versions and a head.
        return replace(call, shown=())
    place, words = read_place(call.words, len(call.shown))
    if place is not None:
        return replace(call, words=words or _SHOW, replies_to=call.shown[place - 1], shown=())
    wish = read_wish(call.words, addressed=bool(call.addressed), direct=call.flag("direct"))
    if wish.kind is WishKind.TALK and not call.uploads:
        return replace(call, shown=())
    if begun is not None and begun.head_id is not None:
        return replace(call, shown=())
    named = [each.id for each in found if each is not None and wish.version == each.version]
    if len(named) == 1:
        return replace(call, replies_to=named[0], shown=())
    raise BadInput("which_shown", n=len(call.shown))
