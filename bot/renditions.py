"""Renditions of originals: each made once, in the worker process, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from commands.studio import Studio
from engines.images.exact import exact, exact_reduced
from engines.images.kinds import JPEG, PNG, WEBP
from storage.originals import Original

LETTERS = {JPEG: "j", PNG: "p", WEBP: "w"}
"""What media types are called in the names of renditions."""


class Renditions:
    """Returns renditions by the digest of their original and a name that says how they are made."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._making: dict[tuple[str, str], asyncio.Future[bytes]] = {}

    async def get(self, digest: str, name: str, make: Callable[..., bytes], *args: object) -> bytes:
        """Return the rendition of that name; where it is not kept yet, ``make(original, *args)``.

        Raise NotFound where the original is gone, and what the worker raises.
        """
        known = await self._studio.assets.get_rendition(digest, name)
        if known is not None:
            return known
        # Everybody looks at a new picture at once: it is made for the first, and the others wait for that.
        making = self._making.get((digest, name))
        if making is None:
            making = asyncio.ensure_future(self._make(digest, name, make, *args))
            self._making[digest, name] = making
            making.add_done_callback(lambda _: self._making.pop((digest, name), None))
        return await asyncio.shield(making)

    async def exact(self, original: Original, fitting: tuple[int, tuple[str, ...]] | None = None) -> bytes:
        """Return an original in the exact pixels of its target; ``fitting``: of so many bytes and such types at most.

        Raise ValueError where it has no target, and as ``get`` does.
        """
        target = original.target
        if target is None:
            raise ValueError("no exact pixels are wanted")
        name = f"exact-{target.width}x{target.height}"
        if fitting is None:
            return await self.get(original.digest, name, exact, target.width, target.height)
        most, kinds = fitting
        name = f"{name}-fit-{most}-{''.join(LETTERS[kind] for kind in kinds)}"
        return await self.get(original.digest, name, exact_reduced, target.width, target.height, most, kinds)

    async def _make(self, digest: str, name: str, make: Callable[..., bytes], *args: object) -> bytes:
        original = await self._studio.assets.get(digest)
        made = await self._studio.worker.run(make, original, *args)
        await self._studio.assets.put_rendition(digest, name, made)
        return made
