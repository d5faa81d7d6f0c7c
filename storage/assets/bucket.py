"""A bucket of objects by key, on S3 or in a folder, with the errors of Easel."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import LocalStore, S3Store

from domain.errors import StorageError
from storage.assets.faults import Absent, explained
from storage.assets.local import make_root, sweep_scratch, write_file

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

CHUNK = 256 * 1024
_LISTED = 500
_HOST = re.compile(r"https?://[\w.\-:\[\]]+(/[\w.\-/%]*)?")


@dataclass(frozen=True, slots=True)
class S3Options:
    """How to reach an S3 server; what is empty comes from the environment or the machine's role, as AWS has it."""

    endpoint: str = ""
    region: str = ""
    key_id: str = ""
    secret: str = ""
    allow_http: bool = False
    tries: int = 3
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Listed:
    """One object as a listing has it."""

    key: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """Objects by key. ``root`` is the folder of a local one. Raises StorageError and its kinds, and Absent."""

    store: LocalStore | S3Store
    root: Path | None

    async def write(self, key: str, data: bytes, *, durable: bool = True) -> None:
        """Write an object whole or not at all, over what was there."""
        with _placed(), explained():
            if self.root is None:
                # One request: a multipart upload that is cut leaves parts that are paid for and never seen.
                await obstore.put_async(self.store, key, data, use_multipart=False)
            else:
                await asyncio.to_thread(write_file, self.root, key, data, durable=durable)

    async def read(self, key: str) -> bytes:
        """Return an object's bytes. Raise Absent where there is none."""
        with explained():
            found = await obstore.get_async(self.store, key)
            return bytes(await found.bytes_async())

    async def open(self, key: str) -> tuple[int, AsyncIterator[bytes]]:
        """Return an object's size, and its bytes in chunks. Raise Absent where there is none."""
        with explained():
            found = await obstore.get_async(self.store, key)
        return found.meta["size"], _chunks(found)

    async def head(self, key: str) -> tuple[int, datetime]:
        """Return an object's size and when it was last written. Raise Absent where there is none."""
        with explained():
            meta = await obstore.head_async(self.store, key)
        return meta["size"], meta["last_modified"]

    async def delete(self, key: str) -> None:
        """Delete an object; one that is not there is no error."""
        try:
            with explained():
                await obstore.delete_async(self.store, key)
        except Absent:
            return

    async def list(self, prefix: str) -> AsyncIterator[Sequence[Listed]]:
        """Yield the objects below a prefix, some at a time, in no order."""
        pages = obstore.list(self.store, prefix, chunk_size=_LISTED)
        while True:
            with _placed(), explained():
                page = await anext(pages, None)
            if page is None:
                return
            yield [Listed(each["path"], each["last_modified"]) for each in page]

    async def sweep_scratch(self, before: datetime) -> None:
        """Delete what killed writers left behind."""
        if self.root is not None:
            with explained():
                await asyncio.to_thread(sweep_scratch, self.root, before.timestamp())


def open_bucket(url: str, s3: S3Options) -> Bucket:
    """Open a folder (a path or file:///path), made where it is missing, or s3://bucket/prefix, which must exist.

    Blocks for a moment. Raise StorageError: storage_url for another kind of address, storage_endpoint for a server's
    address that is none, storage_denied for a folder that may not be made.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.hostname and not parts.username:
        if s3.endpoint and not _HOST.fullmatch(s3.endpoint):
            raise StorageError("storage_endpoint")
        return Bucket(_s3(parts.netloc, parts.path.strip("/"), s3), None)
    if "://" not in url and url:
        return _folder(Path(url))
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and parts.path:
        return _folder(Path(unquote(parts.path)))
    raise StorageError("storage_url", scheme=parts.scheme)


def _folder(root: Path) -> Bucket:
    root = root.expanduser().absolute()
    with explained():
        make_root(root)
        return Bucket(LocalStore(root), root)


def _s3(bucket: str, prefix: str, s3: S3Options) -> S3Store:
    # Deleting in bulk is left out: not every server answers it as AWS does.
    config: S3Config = {"disable_bulk_delete": True}
    if s3.endpoint:
        config["endpoint"] = s3.endpoint
    if s3.region:
        config["region"] = s3.region
    if s3.key_id:
        config["access_key_id"] = s3.key_id
        config["secret_access_key"] = s3.secret
    within = timedelta(seconds=s3.seconds)
    client: ClientConfig = {"allow_http": s3.allow_http, "connect_timeout": timedelta(seconds=5), "timeout": within}
    retry: RetryConfig = {"max_retries": s3.tries - 1, "retry_timeout": within}
    with explained():
        return S3Store(bucket, prefix=prefix or None, config=config, client_options=client, retry_config=retry)


@contextmanager
def _placed() -> Iterator[None]:
    """Say that the place itself is missing, where no object can be."""
    try:
        yield
    except Absent as error:
        raise StorageError("storage_misplaced") from error


async def _chunks(found: obstore.GetResult) -> AsyncIterator[bytes]:
    stream = found.stream(min_chunk_size=CHUNK)
    while True:
        with explained():
            chunk = await anext(stream, None)
        if chunk is None:
            return
        yield bytes(chunk)
