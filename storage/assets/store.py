"""Assets: what is kept, by the SHA-256 of its bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

import structlog

from domain.clock import Clock, system_clock
from domain.errors import NotFound, StorageError
from storage.assets import keys
from storage.assets.bucket import Bucket, S3Options, open_bucket
from storage.assets.faults import Absent

Known = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Returns those of the digests that something still refers to."""

# Above this, hashing is felt by the loop.
_SMALL = 64 * 1024

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Stored:
    """An asset to be served: its size, and its bytes once, in chunks.

    The last chunk comes only when all of it proved whole; a damaged one raises StorageError("asset_damaged") instead,
    so that who reads by ``size`` never takes it for complete.
    """

    size: int
    chunks: AsyncIterator[bytes]


class Assets:
    """Bytes by digest, their renditions by name, and the previews of running jobs.

    Raises NotFound("asset_missing") for what is not there or cannot be (a digest of wrong form), StorageFull,
    StorageBusy, and StorageError where access is denied, the bucket is missing, or bytes are damaged.
    """

    def __init__(self, bucket: Bucket, clock: Clock) -> None:
        self._bucket = bucket
        self._clock = clock

    @classmethod
    def open(
        cls,
        url: str,
        *,
        endpoint: str = "",
        region: str = "",
        key_id: str = "",
        secret: str = "",
        allow_http: bool = False,
        clock: Clock = system_clock,
    ) -> Self:
        """Open a folder (a path or file:///path) or s3://bucket/prefix; for start-up, since it may make folders.

        Raise StorageError where the address is of another kind or the folder may not be made.
        """
        s3 = S3Options(endpoint, region, key_id, secret, allow_http)
        return cls(open_bucket(url, s3), clock)

    async def put(self, data: bytes) -> str:
        """Keep bytes and return their digest; on return they outlive a power cut. Safe to repeat, and from many at once.

        They are written even where they are there already: it mends a damaged copy, and the sweep sees a young one.
        """
        digest = await _digest(data)
        await self._bucket.write(keys.original(digest), data)
        return digest

    async def get(self, digest: str) -> bytes:
        """Return an asset's bytes, proved to be its own. Raise NotFound, or StorageError where they are damaged."""
        try:
            data = await self._bucket.read(keys.original(digest))
        except Absent:
            raise NotFound("asset_missing") from None
        if await _digest(data) != digest:
            raise _damaged(digest)
        return data

    async def stream(self, digest: str) -> Stored:
        """Return an asset to be served in chunks. Raise NotFound."""
        try:
            size, chunks = await self._bucket.open(keys.original(digest))
        except Absent:
            raise NotFound("asset_missing") from None
        return Stored(size, _proved(digest, chunks))

    async def has(self, digest: str) -> bool:
        """Return whether the asset is kept; False for what is no digest."""
        if not keys.is_digest(digest):
            return False
        try:
            await self._bucket.head(keys.original(digest))
        except Absent:
            return False
        return True

    async def size(self, digest: str) -> int:
        """Return an asset's size in bytes. Raise NotFound."""
        try:
            size, _ = await self._bucket.head(keys.original(digest))
        except Absent:
            raise NotFound("asset_missing") from None
        return size

    async def delete(self, digest: str) -> None:
        """Delete an asset and its renditions; what is not there is no error.

        The original goes last, so that a delete that is cut off is found again by the sweep.
        """
        original = keys.original(digest)
        await self._delete_siblings(keys.rendition(digest, "any"))
        await self._bucket.delete(original)

    async def put_rendition(self, digest: str, name: str, data: bytes) -> None:
        """Keep a rendition of an asset, over one of the same name."""
        await self._bucket.write(keys.rendition(digest, name), data)

    async def get_rendition(self, digest: str, name: str) -> bytes | None:
        """Return a rendition's bytes, None where it is not made yet."""
        return await self._optional(keys.rendition(digest, name))

    async def put_preview(self, job_id: str, index: int, data: bytes) -> None:
        """Keep the latest partial frame of one engine call; it need not outlive a power cut."""
        await self._bucket.write(keys.preview(job_id, index), data, durable=False)

    async def get_preview(self, job_id: str, index: int) -> bytes | None:
        """Return the latest partial frame, None where there is none."""
        return await self._optional(keys.preview(job_id, index))

    async def drop_previews(self, job_id: str) -> None:
        """Delete all partial frames of a job."""
        await self._delete_siblings(keys.preview(job_id, 0))

    async def check(self) -> None:
        """Prove that objects can be written, read and deleted. Raise StorageError and its kinds."""
        key = keys.preview("check", 0)
        await self._bucket.write(key, b"easel", durable=False)
        await self._optional(key)
        await self._bucket.delete(key)

    async def sweep(self, known: Known, *, older_than: float) -> tuple[str, ...]:
        """Delete what nothing refers to and was last written ``older_than`` seconds ago or more; return those digests.

        Previews and unfinished files of that age go too. ``older_than`` must well exceed the time that a job takes
        from keeping bytes to recording them: an hour is ample.
        """
        before = self._clock() - timedelta(seconds=older_than)
        swept: list[str] = []
        for prefix in (keys.ORIGINALS, keys.RENDITIONS):
            async for page in self._bucket.list(prefix):
                old = {digest for each in page if each.modified <= before and (digest := keys.digest_in(each.key))}
                orphans = old - set(await known(sorted(old))) if old else set()
                swept += [digest for digest in sorted(orphans) if await self._delete_old(digest, before)]
        async for page in self._bucket.list(keys.PREVIEWS):
            for each in page:
                if each.modified <= before:
                    await self._bucket.delete(each.key)
        await self._bucket.sweep_scratch(before)
        if swept:
            log.info("assets_swept", count=len(swept))
        return tuple(swept)

    async def _delete_old(self, digest: str, before: datetime) -> bool:
        """Delete an orphan unless it was written again while the sweep asked about it."""
        try:
            _, modified = await self._bucket.head(keys.original(digest))
        except Absent:
            modified = before
        if modified > before:
            return False
        await self.delete(digest)
        return True

    async def _delete_siblings(self, key: str) -> None:
        folder, start = keys.siblings(key)
        async for page in self._bucket.list(folder):
            for each in page:
                if each.key.startswith(start):
                    await self._bucket.delete(each.key)

    async def _optional(self, key: str) -> bytes | None:
        try:
            return await self._bucket.read(key)
        except Absent:
            return None


async def _digest(data: bytes) -> str:
    if len(data) <= _SMALL:
        return sha256(data).hexdigest()
    return await asyncio.to_thread(lambda: sha256(data).hexdigest())


async def _proved(digest: str, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    seen = sha256()
    held: bytes | None = None
    async for chunk in chunks:
        if held is not None:
            yield held
        seen.update(chunk)
        held = chunk
    if seen.hexdigest() != digest:
        raise _damaged(digest)
    if held is not None:
        yield held


def _damaged(digest: str) -> StorageError:
    log.error("asset_damaged", digest=digest)
    return StorageError("asset_damaged", detail=digest)
