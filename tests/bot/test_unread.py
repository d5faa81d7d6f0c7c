"""What Easel prints where nobody reads any more, as with ``easel manifest slack | head -1``."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.conversation.processes import LONG
from tests.conversation.test_watching import free_port

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(600)


async def unread(folder: Path, *arguments: str, **env: str) -> asyncio.subprocess.Process:
    """Run Easel with nobody at the other end of what it prints."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=writer,
            stderr=asyncio.subprocess.PIPE,
            cwd=folder,
            # What is printed is held back to the very end, as a shell has it.
            env={
                **os.environ,
                "PYTHONUNBUFFERED": "",
                "PYTHONPATH": str(ROOT),
                "EASEL_DATA_DIR": str(folder / "data"),
                **env,
            },
        )
    finally:
        os.close(writer)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("manifest", "slack"), 0),
        (("manifest", "discord"), 2),
        (("doctor",), 0),
        (("--help",), 0),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
async def test_a_command_ends_as_ever_and_says_nothing_of_it(tmp_path: Path, arguments: tuple[str, ...], code: int):
    process = await unread(tmp_path, *arguments, EASEL_HTTP_PORT="0")
    _, errors = await asyncio.wait_for(process.communicate(), LONG)
    assert (process.returncode, errors.decode()) == (code, "")


async def test_settings_that_cannot_be_read_are_no_matter_of_who_reads(tmp_path: Path):
    process = await unread(tmp_path, "doctor", EASEL_HTTP_PORT="99999")
    _, errors = await asyncio.wait_for(process.communicate(), LONG)
    assert (process.returncode, errors.decode()) == (1, "")


async def test_a_server_goes_on_without_a_reader(tmp_path: Path):
    port = free_port()
    process = await unread(tmp_path, "run", EASEL_HTTP_PORT=str(port))
    try:
        async with asyncio.timeout(LONG), aiohttp.ClientSession() as http:
            while True:
                assert process.returncode is None
                try:
                    async with http.get(f"http://127.0.0.1:{port}/healthz") as response:
                        assert response.status == 200
                        break
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.1)
        process.terminate()
        _, errors = await asyncio.wait_for(process.communicate(), LONG)
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0
    assert "BrokenPipe" not in errors.decode()
