"""Which picture a call is about, in which thread, as far as the caller may see it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.call import Call
from domain.errors import NotFound
from domain.picture import Picture, Thread, meant
from storage import links, pictures, threads
from storage.database import Tx

_VERSION = re.compile(r"v?(\d{1,4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Aim:
    """A thread, its versions, and the picture of it that is meant."""

    thread: Thread
    pictures: Sequence[Picture]
    picture: Picture

    @property
    def parent(self) -> Picture | None:
        """Return the picture that the meant one was made from."""
        return next((each for each in self.pictures if each.id == self.picture.parent_id), None)


async def aim(tx: Tx, call: Call, *, version: int | None = None) -> Aim:
    """Return what the call is about: its target, else the picture replied to, else a version, else the head.

    ``version`` is one named in the words; an option ``picture`` names one too, as ``v2`` or by id. Raise NotFound
    where that is not there or not for the caller to see.
    """
    named = call.text("target") or call.text("picture")
    found = _VERSION.fullmatch(named)
    if named and found is None:
        return await _by_id(tx, call, named)
    if found is not None:
        version = int(found.group(1))
    elif call.replies_to is not None:
        return await _by_id(tx, call, call.replies_to)
    thread = await thread_of(tx, call)
    versions = await pictures.of_thread(tx, thread.id)
    return Aim(thread, versions, meant(thread, versions, version=version))


async def aim_far(tx: Tx, call: Call) -> Aim:
    """Return what the call is about, also a picture that a linked team lends: it is copied here, and never changed there."""
    try:
        return await aim(tx, call)
    except NotFound:
        named = call.text("target") or call.text("picture") or call.replies_to or ""
        lent = None if _VERSION.fullmatch(named) else await links.borrowed(tx, call.viewer, named)
        thread = None if lent is None else await threads.get(tx, lent.thread_id)
        if lent is None or thread is None:
            raise
        return Aim(thread, [lent], lent)


async def thread_of(tx: Tx, call: Call) -> Thread:
    """Return the thread that the call was made in, or that of the picture it replies to. Raise NotFound outside one."""
    if call.place.thread_id is not None:
        bound = await threads.of_platform(tx, call.person.team.id, call.place.thread_id)
        seen = None if bound is None else await threads.seen(tx, call.viewer, bound.id)
        if seen is not None:
            return seen
    if call.replies_to is not None:
        return (await _by_id(tx, call, call.replies_to)).thread
    raise NotFound("no_thread")


async def _by_id(tx: Tx, call: Call, picture_id: str) -> Aim:
    picture = await pictures.seen(tx, call.viewer, picture_id)
    thread = None if picture is None else await threads.get(tx, picture.thread_id)
    if picture is None or thread is None:
        raise NotFound("picture_unknown")
    versions = await pictures.of_thread(tx, thread.id)
    return Aim(thread, versions, meant(thread, versions, replied_to=picture_id))
