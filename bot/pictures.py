"""Bytes of pictures for chat platforms: as they are where they fit, reduced where they do not."""

from __future__ import annotations

from typing import Protocol

from bot.ports import Sendable
from bot.renditions import LETTERS, Renditions
from commands.studio import Studio
from domain.card import Card, Shown
from domain.errors import NotFound
from domain.size import Target
from engines.images import reduced
from engines.images.kinds import kind_of
from storage import originals
from storage.originals import Original, suffix

UPLOAD = "upload:"
"""Starts what a card offers to download where it is no picture: an export, kept as an upload of its owner."""

_MOST_OUTPUTS = 3
"""Digits of the number of an engine call."""


class Links(Protocol):
    """What makes links to originals."""

    def link(self, picture_id: str) -> str | None:
        """Return a signed link to a picture's original, None where no public URL is set."""
        ...


class ChatPictures:
    """Implements the port Pictures. What it gives out was allowed when the card was made that shows it."""

    def __init__(self, studio: Studio, links: Links) -> None:
        self._studio = studio
        self._links = links
        self._renditions = Renditions(studio)

    async def sendable(self, shown: Shown, *, most: int, types: frozenset[str]) -> Sendable:
        """Return the original where it has one of the media ``types`` and ``most`` bytes at most, else a rendition.

        A picture that was asked for in exact pixels is sent in these. Raise NotFound where the picture has been deleted, Broken where it cannot be made that small.
        """
        found = await self._picture(shown.picture_id)
        kinds = tuple(kind for kind in LETTERS if kind in types)
        if found.target is not None:
            return await self._exact(found, found.target, most, kinds)
        if found.media_type in types and await self._studio.assets.size(found.digest) <= most:
            return Sendable(await self._studio.assets.get(found.digest), found.media_type, found.name)
        name = f"fit-{most}-{''.join(LETTERS[kind] for kind in kinds)}"
        data = await self._renditions.get(found.digest, name, reduced, most, kinds)
        return _named(data, found.name.rpartition(".")[0], is_reduced=True)

    async def file(self, card: Card, *, most: int) -> Sendable | None:
        """Return what a card offers to download, unchanged; None where it offers nothing or has too many bytes.

        Raise NotFound where it is not there any more.
        """
        if not card.file:
            return None
        if card.file.startswith(UPLOAD):
            found = await self._upload(card.file.removeprefix(UPLOAD))
        else:
            found = await self._picture(card.file)
        if await self._studio.assets.size(found.digest) > most:
            return None
        return Sendable(await self._studio.assets.get(found.digest), found.media_type, found.name)

    async def preview(self, job_id: str, frame: str) -> Sendable | None:
        """Return the latest partial frame of a running job; None where there is none, or not any more."""
        index = frame.partition("-")[0]
        if not index.isascii() or not index.isdecimal() or len(index) > _MOST_OUTPUTS:
            return None
        data = await self._studio.assets.get_preview(job_id, int(index))
        return None if data is None or kind_of(data) is None else _named(data, "preview")

    def link(self, picture_id: str) -> str | None:
        """Return a signed link to a picture's original that works for some days, None where no public URL is set."""
        return self._links.link(picture_id)

    async def _exact(self, found: Original, target: Target, most: int, kinds: tuple[str, ...]) -> Sendable:
        stem = f"{found.name.rpartition('.')[0]}-{target.size}"
        data = await self._renditions.exact(found)
        if kind_of(data) in kinds and len(data) <= most:
            return _named(data, stem)
        return _named(await self._renditions.exact(found, (most, kinds)), stem, is_reduced=True)

    async def _picture(self, picture_id: str) -> Original:
        async with self._studio.database.read() as tx:
            found = await originals.of_picture(tx, picture_id)
        if found is None:
            raise NotFound("picture_unknown")
        return found

    async def _upload(self, upload_id: str) -> Original:
        async with self._studio.database.read() as tx:
            found = await originals.of_upload(tx, upload_id)
        if found is None:
            raise NotFound("upload_gone", name="")
        return found


def _named(data: bytes, stem: str, *, is_reduced: bool = False) -> Sendable:
    media_type = kind_of(data) or "application/octet-stream"
    return Sendable(data, media_type, f"{stem}.{suffix(media_type)}", reduced=is_reduced)
