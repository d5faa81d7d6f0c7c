"""What S3 servers and disks answer when they fail, as errors of Easel."""

from __future__ import annotations

import errno
import socket

import pytest
from aiohttp import web

from domain.errors import StorageBusy, StorageError, StorageFull
from storage.assets.bucket import S3Options, open_bucket
from storage.assets.faults import Absent, explained

ANSWERS = [
    (507, "XMinioStorageFull", StorageFull, "storage_full"),
    (507, "", StorageFull, "storage_full"),
    (403, "QuotaExceeded", StorageFull, "storage_full"),
    (400, "XMinioAdminBucketQuotaExceeded", StorageFull, "storage_full"),
    (403, "AccessDenied", StorageError, "storage_denied"),
    (401, "", StorageError, "storage_denied"),
    (404, "NoSuchBucket", StorageError, "storage_misplaced"),
    (404, "", StorageError, "storage_misplaced"),
    (500, "InternalError", StorageBusy, "storage_busy"),
    (503, "SlowDown", StorageBusy, "storage_busy"),
    (418, "", StorageBusy, "storage_busy"),
]


async def answering(status: int, body: str) -> tuple[web.AppRunner, int]:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=status, text=body, content_type="application/xml")

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, runner.addresses[0][1]


@pytest.mark.parametrize(("status", "name", "kind", "code"), ANSWERS)
async def test_every_answer_of_a_failing_server_has_its_error(
    status: int, name: str, kind: type[StorageError], code: str
) -> None:
    body = f"<Error><Code>{name}</Code><Message>AKIDSECRET</Message></Error>" if name else ""
    runner, port = await answering(status, body)
    try:
        options = S3Options(f"http://127.0.0.1:{port}", "us-east-1", "AKIDSECRET", "s", allow_http=True, tries=1)
        bucket = open_bucket("s3://bucket", options)
        with pytest.raises(StorageError) as raised:
            await bucket.write("key", b"x")
    finally:
        await runner.cleanup()
    assert (type(raised.value), raised.value.code) == (kind, code)
    assert str(status) in raised.value.detail or code == "storage_misplaced"
    assert "AKIDSECRET" not in raised.value.detail


async def test_a_server_that_never_answers_is_busy_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        options = S3Options(address, "us-east-1", "key", "secret", allow_http=True, tries=1, seconds=0.3)
        with pytest.raises(StorageBusy):
            await open_bucket("s3://bucket", options).read("key")


@pytest.mark.parametrize("endpoint", ["not an address", "ftp://127.0.0.1", "http://", "127.0.0.1:9000", "http://a b/"])
def test_an_endpoint_that_is_none_is_refused(endpoint: str) -> None:
    with pytest.raises(StorageError, match="storage_endpoint"):
        open_bucket("s3://bucket", S3Options(endpoint, "us-east-1", "key", "secret"))


async def test_plain_http_is_used_only_where_it_is_allowed() -> None:
    runner, port = await answering(200, "x")
    try:
        options = S3Options(f"http://127.0.0.1:{port}", "us-east-1", "key", "secret", allow_http=False, tries=1)
        with pytest.raises(StorageError):
            await open_bucket("s3://bucket", options).read("key")
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        (errno.ENOSPC, StorageFull, "storage_full"),
        (errno.EDQUOT, StorageFull, "storage_full"),
        (errno.EFBIG, StorageFull, "storage_full"),
        (errno.EACCES, StorageError, "storage_denied"),
        (errno.EROFS, StorageError, "storage_denied"),
        (errno.EIO, StorageBusy, "storage_busy"),
        (errno.EMFILE, StorageBusy, "storage_busy"),
    ],
)
def test_every_fault_of_a_disk_has_its_error(number: int, kind: type[StorageError], code: str) -> None:
    with pytest.raises(StorageError) as raised, explained():
        raise OSError(number, "in the words of the system", "/a/path/of/the/machine")
    assert (type(raised.value), raised.value.code) == (kind, code)
    assert raised.value.detail.endswith(errno.errorcode[number])


def test_what_is_absent_is_no_fault() -> None:
    with pytest.raises(Absent), explained():
        raise FileNotFoundError(errno.ENOENT, "gone")
