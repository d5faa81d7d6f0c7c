"""A folder of assets: kills, full disks, power cuts, permissions."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import stat
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from domain.clock import system_clock
from domain.errors import StorageError
from storage.assets import Assets
from storage.assets.local import SCRATCH

ROOT = Path(__file__).parents[2]
KILLS = 5
SECONDS = 60.0

PUTS_FOREVER = """
    import asyncio, secrets, sys
    from storage.assets import Assets

    async def writer(assets):
        while True:
            print(await assets.put(secrets.token_bytes(6_000_000)), flush=True)

    async def main():
        assets = Assets.open(sys.argv[1])
        await asyncio.gather(*(writer(assets) for _ in range(3)))

    asyncio.run(main())
"""

FILLS_THE_DISK = """
    import asyncio, os, resource, sys
    from domain.errors import StorageFull
    from storage.assets import Assets

    async def main():
        assets = Assets.open(sys.argv[1])
        small = await assets.put(b"small")
        if sys.argv[2] == "limit":
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        for put in (assets.put(bytes(3_000_000)), assets.put_rendition(small, "s", bytes(3_000_000)),
                    assets.put_preview("job", 0, bytes(3_000_000))):
            try:
                await put
            except StorageFull as error:
                print(error.code, error.detail)
            else:
                print("there was room")
        assert await assets.get(small) == b"small"
        assert await assets.get_rendition(small, "s") is None
        assert await assets.get(await assets.put(b"there is room for this")) == b"there is room for this"
        print(sorted(os.listdir(os.path.join(sys.argv[1], "scratch"))))

    asyncio.run(main())
"""


def program(text: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(text)]


def objects(folder: Path) -> dict[str, Path]:
    return {each.name: each for each in (folder / "originals").rglob("*") if each.is_file()}


async def opened(url: str) -> Assets:
    return await asyncio.to_thread(Assets.open, url)


def in_scratch(folder: Path) -> set[Path]:
    return set((folder / SCRATCH).iterdir()) if (folder / SCRATCH).exists() else set()


def test_a_kill_amid_puts_leaves_no_object_that_is_not_whole(tmp_path: Path) -> None:
    kills, halves, promised = 0, 0, set[str]()
    deadline = time.monotonic() + SECONDS
    # A kill may come between two puts: go on until one came amid one.
    while kills < KILLS or (not halves and time.monotonic() < deadline):
        kills += 1
        before = in_scratch(tmp_path)
        with subprocess.Popen([*program(PUTS_FOREVER), str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            promised.add(child.stdout.readline().decode().strip())
            while not in_scratch(tmp_path) - before and time.monotonic() < deadline:
                pass
            child.kill()
            promised.update(line.decode().strip() for line in child.stdout if line.endswith(b"\n"))
        halves += len(in_scratch(tmp_path) - before)
    kept = objects(tmp_path)
    assert [name for name, path in kept.items() if sha256(path.read_bytes()).hexdigest() != name] == []
    assert promised <= set(kept)
    assert halves, "no kill came amid a put"

    def later():
        return system_clock() + timedelta(hours=1)

    async def all_known(asked):
        return asked

    assert asyncio.run(Assets.open(str(tmp_path), clock=later).sweep(all_known, older_than=60)) == ()
    assert in_scratch(tmp_path) == set()
    assert objects(tmp_path) == kept


def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit on the size of files, which the kernel enforces on everybody, root too."""
    run = [*program(FILLS_THE_DISK), str(tmp_path / "kept"), "limit"]
    out = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    assert out == ["storage_full OSError EFBIG"] * 3 + ["[]"]


def test_a_full_file_system_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A real file system of 2 MB where the kernel lets us mount one; elsewhere the limit on the size of files."""
    mount = f'mount -t tmpfs -o size=2m easel "{tmp_path}" && exec "$@"'
    inside = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    mounts = shutil.which("unshare") and subprocess.run([*inside, "true"], check=False, capture_output=True)
    able = bool(mounts) and mounts.returncode == 0
    run = [*(inside if able else []), *program(FILLS_THE_DISK), str(tmp_path / "kept"), "mount" if able else "limit"]
    out = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    assert out == [f"storage_full OSError {'ENOSPC' if able else 'EFBIG'}"] * 3 + ["[]"]


async def test_bytes_reach_the_disk_before_their_name_and_the_name_before_the_return(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets = await opened(str(tmp_path))
    data = secrets.token_bytes(1000)
    final = tmp_path / "originals" / sha256(data).hexdigest()[:2] / sha256(data).hexdigest()[2:4]
    synced: list[tuple[Path, bool]] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        real(handle)
        synced.append((Path(f"/proc/self/fd/{handle}").readlink(), (final / sha256(data).hexdigest()).exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    await assets.put(data)
    (scratch, named), *folders = synced
    assert scratch.parent == tmp_path / SCRATCH
    assert not named
    assert folders == [(folder, True) for folder in (final, final.parent, final.parent.parent, tmp_path)]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
async def test_files_are_their_owners_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        assets = await opened((tmp_path / "new" / "root").as_uri())
        digest = await assets.put(b"private")
        await assets.put_rendition(digest, "s", b"private")
        await assets.put_preview("job", 0, b"private")
    finally:
        os.umask(before)
    modes = {
        path: (stat.S_IMODE(path.stat().st_mode), path.is_dir())
        for path in [tmp_path / "new", *(tmp_path / "new").rglob("*")]
    }
    assert len(modes) > 10
    assert {mode for mode, folder in modes.values() if folder} == {0o700}
    assert {mode for mode, folder in modes.values() if not folder} == {0o600}


async def test_spaces_and_signs_in_a_path_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "my pictures #1 é%20"
    digest = await (await opened(folder.as_uri())).put(b"x")
    assert await (await opened(str(folder))).get(digest) == b"x"
    assert digest in objects(folder)


async def test_a_folder_that_vanishes_is_misplaced(tmp_path: Path) -> None:
    assets = await opened(str(tmp_path / "kept"))
    shutil.rmtree(tmp_path / "kept")
    with pytest.raises(StorageError, match="storage_misplaced"):
        await assets.put(b"x")


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("", ""),
        ("ftp://host/x", "ftp"),
        ("https://key:secret@host/x", "https"),
        ("s3://", "s3"),
        ("s3://key:secret@bucket/x", "s3"),
        ("file://host/x", "file"),
        ("memory://", "memory"),
    ],
)
def test_other_addresses_are_refused_without_repeating_them(url: str, scheme: str) -> None:
    with pytest.raises(StorageError, match="storage_url") as raised:
        Assets.open(url)
    assert raised.value.params == {"scheme": scheme}
    assert "secret" not in raised.value.detail


def test_a_file_in_the_way_is_an_error_of_easel(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        Assets.open(str(tmp_path / "file" / "below"))
