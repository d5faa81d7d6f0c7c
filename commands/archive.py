"""A ZIP of pictures with their history, streamed: whatever its size, little of it is in memory at once."""

from __future__ import annotations

import json
import zipfile
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

from commands.studio import Studio
from domain.errors import NotFound
from domain.library import Decision, Entry
from domain.people import Viewer
from domain.search import search_of
from storage import collections, decisions, lineage, pictures, search
from storage.database import Tx
from storage.originals import suffix

MOST = 10_000
"""Pictures in one archive."""

_AT_ONCE = 50
_MANIFEST = "manifest.json"
_IN_MEMORY = 1 << 20
_CHUNK = 1 << 16
_MICRO = 1_000_000
_SLUG = 40
_MADE = {"upload": "uploaded by a person", "copy": "copied from another thread"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported, and as whom it is read: a collection by its id, else what words look for."""

    title: str
    viewer: Viewer
    collection_id: str = ""
    words: str = ""


async def chosen(studio: Studio, order: Order, *, most: int = MOST) -> AsyncGenerator[Entry]:
    """Yield the pictures that are meant, as far as they are in sight at that moment: a collection's in its order."""
    if not order.collection_id:
        async for entry in _searched(studio, order, most):
            yield entry
        return
    async with studio.database.read() as tx:
        ids = (await collections.items(tx, order.viewer, order.collection_id))[:most]
    for start in range(0, len(ids), _AT_ONCE):
        async with studio.database.read() as tx:
            some = [await search.entry(tx, order.viewer, each) for each in ids[start : start + _AT_ONCE]]
        for found in some:
            if found is not None:
                yield found


async def _searched(studio: Studio, order: Order, most: int) -> AsyncGenerator[Entry]:
    wanted, after, left = search_of(order.words), None, most
    while left > 0:
        async with studio.database.read() as tx:
            page = await search.find(tx, order.viewer, wanted, after=after, limit=min(_AT_ONCE, left))
        for entry in page:
            yield entry
        if len(page) < _AT_ONCE:
            return
        after, left = page[-1].seq, left - len(page)


async def zipped(studio: Studio, order: Order) -> AsyncGenerator[bytes]:
    """Yield a ZIP of the originals, unchanged, and of ``manifest.json``, which tells how each was made.

    A picture that is deleted meanwhile is left out. The manifest comes last, since it says what is in it.
    """
    out = _Out()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive,
        SpooledTemporaryFile(max_size=_IN_MEMORY) as manifest,
    ):
        head = {"title": order.title, "exported_at": studio.clock().isoformat(), "search": order.words}
        manifest.write(json.dumps(head, ensure_ascii=False).encode()[:-1] + b', "pictures": [')
        number = 0
        async for entry in chosen(studio, order):
            name = f"{number + 1:05d}-{_slug(entry)}-v{entry.picture.version}.{suffix(entry.picture.media_type)}"
            try:
                stored = await studio.assets.stream(entry.picture.digest)
            except NotFound:
                continue
            info = zipfile.ZipInfo(name, date_time=entry.picture.created_at.timetuple()[:6])
            with archive.open(info, "w") as file:
                async for chunk in stored.chunks:
                    file.write(chunk)
                    if data := out.taken():
                        yield data
            async with studio.database.read() as tx:
                told = await _told(tx, studio, order.viewer, entry)
            line = {"file": name, "bytes": stored.size} | told
            manifest.write((b",\n" if number else b"\n") + json.dumps(line, ensure_ascii=False).encode())
            number += 1
        manifest.write(b"\n]}\n")
        manifest.seek(0)
        with archive.open(zipfile.ZipInfo(_MANIFEST, date_time=studio.clock().timetuple()[:6]), "w") as file:
            while chunk := manifest.read(_CHUNK):
                file.write(chunk)
                if data := out.taken():
                    yield data
    yield out.taken()


async def _told(tx: Tx, studio: Studio, viewer: Viewer, entry: Entry) -> dict[str, Any]:
    """Return what the manifest tells of a picture."""
    picture, model = entry.picture, studio.catalog.get(entry.picture.model)
    history = [] if entry.lender else await decisions.history(tx, picture.id)
    return {
        "id": picture.id,
        "sha256": picture.digest,
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "version": picture.version,
        "thread": picture.thread_id,
        "parent": picture.parent_id,
        "copied_from": await _copied_from(tx, viewer, entry),
        "operation": picture.operation,
        "prompt": picture.words,
        "alt": picture.alt,
        "settings": {
            "model": picture.model,
            "engine": picture.engine,
            "quality": picture.quality,
            "transparent": picture.transparent,
            "seed": picture.seed,
        },
        "references": await _references(tx, viewer, entry),
        "cost_usd": picture.cost / _MICRO,
        "made_by": picture.person_name,
        "made_at": picture.created_at.isoformat(),
        "state": entry.state.value,
        "history": [_decided(each) for each in history],
        "names": list(entry.handles),
        "tags": list(entry.tags),
        "stars": entry.stars,
        "provenance": {
            "made": _MADE.get(picture.operation, "made by a machine from words"),
            "label": "" if model is None else model.label,
            "team": entry.lender,
        },
    }


def _decided(decision: Decision) -> dict[str, str]:
    return {
        "was": decision.was.value,
        "now": decision.now.value,
        "person": decision.person_name,
        "comment": decision.comment,
        "at": decision.at.isoformat(),
    }


async def _copied_from(tx: Tx, viewer: Viewer, entry: Entry) -> str | None:
    """Return the picture of another thread that this is a copy of, as far as it is in sight."""
    if entry.picture.operation != "copy":
        return None
    family = await lineage.family(tx, viewer, entry.picture.id)
    return next((each.parent_id for each in family if each.copied and each.picture.id == entry.picture.id), None)


async def _references(tx: Tx, viewer: Viewer, entry: Entry) -> list[dict[str, str]]:
    """Return what went along as references, by their hashes, and which pictures in sight they are."""
    told = []
    for digest in entry.picture.references:
        picture = await pictures.seen_by_digest(tx, viewer, digest)
        told.append({"sha256": digest} | ({} if picture is None else {"picture": picture.id}))
    return told


def _slug(entry: Entry) -> str:
    words = entry.handles[0] if entry.handles else entry.picture.words
    kept = "".join(each if each.isalnum() else "-" for each in words[: 2 * _SLUG].casefold())
    return "-".join(piece for piece in kept.split("-") if piece)[:_SLUG].strip("-") or "picture"


class _Out:
    """A file that is written to and taken from."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: Any, /) -> int:
        """Hold more bytes."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: it is taken when it is wanted."""

    def close(self) -> None:
        """Do nothing: what is held is still to be taken."""

    def taken(self) -> bytes:
        """Return what was written since."""
        data = bytes(self._held)
        self._held.clear()
        return data
