"""One suite for both kinds of store: a folder, and a real S3 server that checks signatures."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import obstore
import pytest
from blockbuster import blockbuster_ctx
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NotFound, StorageBusy, StorageError
from storage.assets import Assets
from storage.assets import keys as asset_keys
from tests.fakes.s3 import S3Server, s3_server

NOBODY = "0" * 64
WRONG_DIGESTS = ("", "..", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n", "a" * 65, "a/" * 32)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as running:
        yield running


class Time:
    """The machine's time, with which servers and disks stamp, some way ahead, or standing ``still``."""

    def __init__(self) -> None:
        self.ahead = timedelta()
        self.still: datetime | None = None

    def __call__(self) -> datetime:
        return self.still or datetime.now(UTC) + self.ahead  # noqa: TID251 -- see above


@pytest.fixture
def time() -> Time:
    return Time()


def on_s3(server: S3Server, prefix: str, time: Time, **other: str) -> Assets:
    options = {"endpoint": server.endpoint, "region": server.region, "key_id": server.key_id, "secret": server.secret}
    return Assets.open(f"s3://{server.bucket}/{prefix}", **{**options, **other}, allow_http=True, clock=time)


@pytest.fixture(params=["folder", "s3"])
def assets(request: pytest.FixtureRequest, tmp_path: Path, time: Time) -> Assets:
    if request.param == "folder":
        return Assets.open(str(tmp_path / "kept" / "here"), clock=time)
    return on_s3(request.getfixturevalue("server"), f"{secrets.token_hex(8)}/deep", time)


async def all_keys(assets: Assets) -> list[str]:
    return sorted(each["path"] for each in await obstore.list(assets._bucket.store).collect_async())


def knows(*digests: str):
    async def known(asked: Sequence[str]) -> Collection[str]:
        return set(asked) & set(digests)

    return known


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 3_000_000, 12_000_000])
async def test_bytes_come_back_by_their_digest(assets: Assets, size: int) -> None:
    data = secrets.token_bytes(size)
    digest = await assets.put(data)
    assert digest == sha256(data).hexdigest()
    assert await assets.get(digest) == data
    assert await assets.has(digest)
    assert await assets.size(digest) == size
    stored = await assets.stream(digest)
    chunks = [chunk async for chunk in stored.chunks]
    assert stored.size == size
    assert b"".join(chunks) == data
    assert all(chunks)
    assert max((len(chunk) for chunk in chunks), default=0) <= 2_000_000
    assert await all_keys(assets) == [f"originals/{digest[:2]}/{digest[2:4]}/{digest}"]


async def test_putting_again_changes_nothing_and_mends_a_damaged_copy(assets: Assets) -> None:
    digest = await assets.put(b"a picture")
    assert await assets.put(b"a picture") == digest
    await obstore.put_async(assets._bucket.store, asset_keys.original(digest), b"a piCture")
    with pytest.raises(StorageError, match="asset_damaged"):
        await assets.get(digest)
    await assets.put(b"a picture")
    assert await assets.get(digest) == b"a picture"


@pytest.mark.parametrize("size", [100, 3_000_000])
async def test_a_damaged_stream_never_ends_well(assets: Assets, size: int) -> None:
    data = secrets.token_bytes(size)
    digest = await assets.put(data)
    await obstore.put_async(assets._bucket.store, asset_keys.original(digest), data[:-1] + bytes([data[-1] ^ 1]))
    stored = await assets.stream(digest)
    got: list[bytes] = []

    async def read() -> None:
        async for chunk in stored.chunks:
            got.append(chunk)  # noqa: PERF401 -- what came before the error counts

    with pytest.raises(StorageError, match="asset_damaged"):
        await read()
    assert len(b"".join(got)) < stored.size == size


async def test_fifty_puts_of_the_same_bytes_keep_one_object(assets: Assets) -> None:
    data = secrets.token_bytes(200_000)
    digests = await asyncio.gather(*(assets.put(data) for _ in range(50)))
    assert set(digests) == {sha256(data).hexdigest()}
    assert await assets.get(digests[0]) == data
    assert len(await all_keys(assets)) == 1


async def test_many_readers_and_writers_at_once(assets: Assets) -> None:
    pictures = [secrets.token_bytes(50_000 + n) for n in range(30)]
    digests = await asyncio.gather(*(assets.put(each) for each in pictures))
    await asyncio.gather(
        *(assets.get(each) for each in digests),
        *(assets.put_rendition(each, "small.webp", b"small") for each in digests),
        *(assets.delete(each) for each in digests[:10]),
        return_exceptions=True,
    )
    await asyncio.gather(*(assets.delete(each) for each in digests[:10]))
    assert [await assets.has(each) for each in digests] == [False] * 10 + [True] * 20
    assert await asyncio.gather(*(assets.get(each) for each in digests[10:])) == pictures[10:]


async def test_what_is_not_there_is_said_plainly(assets: Assets) -> None:
    assert not await assets.has(NOBODY)
    assert await assets.get_rendition(NOBODY, "x") is None
    assert await assets.get_preview("job", 0) is None
    for ask in (assets.get, assets.size, assets.stream):
        with pytest.raises(NotFound, match="asset_missing"):
            await ask(NOBODY)
    await assets.delete(NOBODY)
    await assets.drop_previews("job")


@pytest.mark.parametrize("digest", WRONG_DIGESTS)
async def test_no_digest_names_another_place(assets: Assets, digest: str) -> None:
    assert not await assets.has(digest)
    for ask in (assets.get, assets.size, assets.stream, assets.delete):
        with pytest.raises(NotFound, match="asset_missing"):
            await ask(digest)
    with pytest.raises(NotFound):
        await assets.put_rendition(digest, "x", b"")
    assert await all_keys(assets) == []


@pytest.mark.parametrize("name", ["", ".", "..", ".x", "../x", "a/b", "A", "a" * 41, "a\n", "a b", "ä"])
async def test_no_rendition_names_another_place(assets: Assets, name: str) -> None:
    with pytest.raises(NotFound, match="asset_missing"):
        await assets.put_rendition(NOBODY, name, b"")
    with pytest.raises(NotFound, match="asset_missing"):
        await assets.get_rendition(NOBODY, name)


@pytest.mark.parametrize(("job", "index"), [("", 0), ("..", 0), ("a/b", 0), ("a.1", 0), ("a\n", 0), ("a", -1)])
async def test_no_preview_names_another_place(assets: Assets, job: str, index: int) -> None:
    with pytest.raises(NotFound, match="asset_missing"):
        await assets.put_preview(job, index, b"")


@given(st.text(max_size=80), st.text(max_size=50))
def test_every_key_stays_below_its_prefix(digest: str, name: str) -> None:
    for make in (lambda: asset_keys.original(digest), lambda: asset_keys.rendition(sha256(b"").hexdigest(), name)):
        try:
            key = make()
        except NotFound:
            continue
        assert not set(Path(key).parts) & {"..", ".", "/"}
        assert asset_keys.digest_in(key) is not None


async def test_renditions_go_with_their_asset_only(assets: Assets) -> None:
    mine, other = await assets.put(b"mine"), await assets.put(b"other")
    for digest in (mine, other):
        await assets.put_rendition(digest, "512.webp", b"first")
        await assets.put_rendition(digest, "512.webp", b"second")
        await assets.put_rendition(digest, "full-size_2.jpg", b"third")
    assert await assets.get_rendition(mine, "512.webp") == b"second"
    await assets.delete(mine)
    assert await assets.get_rendition(mine, "512.webp") is None
    assert not await assets.has(mine)
    assert await assets.get_rendition(other, "512.webp") == b"second"
    assert await assets.get_rendition(other, "full-size_2.jpg") == b"third"


async def test_the_latest_preview_wins_and_jobs_do_not_mix(assets: Assets) -> None:
    await assets.put_preview("job-1", 0, b"early")
    await assets.put_preview("job-1", 0, b"late")
    await assets.put_preview("job-1", 3, b"third")
    await assets.put_preview("job-11", 0, b"other")
    assert await assets.get_preview("job-1", 0) == b"late"
    assert await assets.get_preview("job-1", 3) == b"third"
    await assets.drop_previews("job-1")
    assert await assets.get_preview("job-1", 0) is None
    assert await assets.get_preview("job-1", 3) is None
    assert await assets.get_preview("job-11", 0) == b"other"


async def test_the_sweep_takes_old_orphans_only(assets: Assets, time: Time) -> None:
    meant, orphan = await assets.put(b"meant"), await assets.put(b"orphan")
    await assets.put_rendition(meant, "s", b"s")
    await assets.put_rendition(orphan, "s", b"s")
    await assets.put_rendition(NOBODY, "s", b"a rendition whose original is gone")
    await assets.put_preview("job", 0, b"frame")
    assert await assets.sweep(knows(), older_than=3600) == ()
    assert len(await all_keys(assets)) == 6
    time.ahead = timedelta(seconds=3700)
    assert sorted(await assets.sweep(knows(meant), older_than=3600)) == sorted([orphan, NOBODY])
    assert await assets.get(meant) == b"meant"
    assert await assets.get_rendition(meant, "s") == b"s"
    assert len(await all_keys(assets)) == 2


async def test_the_sweep_spares_what_is_put_again_while_it_asks(assets: Assets, time: Time) -> None:
    digest = await assets.put(b"again")
    old = (await assets._bucket.head(asset_keys.original(digest)))[1]

    async def put_meanwhile(asked: Sequence[str]) -> Collection[str]:
        while (await assets._bucket.head(asset_keys.original(digest)))[1] <= old + timedelta(seconds=1):
            await assets.put(b"again")
        return ()

    # The border lies between the first writing and the next, however long the sweep takes to look at the clock.
    time.still = old + timedelta(seconds=1)
    assert await assets.sweep(put_meanwhile, older_than=0.0) == ()
    assert await assets.get(digest) == b"again"


async def test_the_sweep_asks_in_pages(assets: Assets, time: Time) -> None:
    if assets._bucket.root is None:
        digests = [await assets.put(bytes([n])) for n in range(3)]
    else:
        digests = list(await asyncio.gather(*(assets.put(n.to_bytes(2)) for n in range(700))))
    time.ahead = timedelta(seconds=10)
    asked: list[int] = []

    async def known(page: Sequence[str]) -> Collection[str]:
        asked.append(len(page))
        return page[1:]

    swept = await assets.sweep(known, older_than=1)
    assert sum(asked) == len(digests)
    assert max(asked) <= 500
    assert len(swept) == len(asked)


async def test_the_loop_is_never_blocked(assets: Assets) -> None:
    data = secrets.token_bytes(1_000_000)
    with blockbuster_ctx():
        digest = await assets.put(data)
        await assets.put_rendition(digest, "s", b"s")
        await assets.put_preview("j", 0, b"f")
        await assets.get(digest)
        assert [chunk async for chunk in (await assets.stream(digest)).chunks]
        await assets.sweep(knows(digest), older_than=1000)
        await assets.drop_previews("j")
        await assets.delete(digest)
        await assets.check()
    assert await all_keys(assets) == []


async def test_a_wrong_secret_is_denied(server: S3Server, time: Time) -> None:
    for wrong in ({"secret": "another-secret"}, {"key_id": "somebody"}):
        assets = on_s3(server, "denied", time, **wrong)
        for ask in (
            assets.put(b"x"),
            assets.get(NOBODY),
            assets.has(NOBODY),
            assets.delete(NOBODY),
            assets.check(),
            assets.sweep(knows(), older_than=0),
        ):
            with pytest.raises(StorageError, match="storage_denied") as raised:
                await ask
            assert "another-secret" not in raised.value.detail
            assert server.key_id not in raised.value.detail


async def test_a_bucket_that_is_not_there_is_named_so(server: S3Server, time: Time) -> None:
    options = {"endpoint": server.endpoint, "region": server.region, "key_id": server.key_id, "secret": server.secret}
    assets = Assets.open("s3://nonesuch", **options, allow_http=True, clock=time)
    for ask in (assets.put(b"x"), assets.get(NOBODY), assets.sweep(knows(), older_than=0)):
        with pytest.raises(StorageError, match="storage_misplaced"):
            await ask


async def test_a_server_that_is_gone_is_busy(tmp_path: Path, time: Time) -> None:
    with s3_server(tmp_path) as server:
        assets = on_s3(server, "gone", time)
        digest = await assets.put(b"x")
    for ask in (assets.put(b"y"), assets.get(digest), assets.has(digest)):
        with pytest.raises(StorageBusy):
            await ask
