"""Easel as an operator runs it: killed and started again, in two halves on Postgres, set up wrongly."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.conversation.guest import Guest
from tests.conversation.processes import LONG, address_of, kill, started
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_script import Step

pytestmark = pytest.mark.timeout(600)

FOX = "a red fox in the desert"


def with_openai(openai: FakeOpenAI, tmp_path: Path) -> dict[str, str]:
    return {
        "EASEL_DATA_DIR": str(tmp_path / "data"),
        "EASEL_ASSETS_URL": str(tmp_path / "assets"),
        "OPENAI_API_KEY": openai.key,
        "OPENAI_BASE_URL": openai.base_url,
    }


async def test_killed_while_it_draws_it_draws_again_and_delivers_once(openai: FakeOpenAI, tmp_path: Path):
    env = with_openai(openai, tmp_path)
    openai.script(Step(held=True))
    async with started("run", **env) as first:
        ada = await Guest.enter(await address_of(first), "Ada")
        answer = await ada.say(f"/imagine {FOX}")
        await openai.until(1)
        await kill(first)
        await ada.leave()
    async with started("run", **env) as second:
        ada = await Guest.enter(await address_of(second), "Ada")
        assert (await ada.result(answer))["card"]["title"] == "v1, by @Ada"
        await ada.hear_all()
        results = [each for each in ada.heard.values() if (each["card"] or {}).get("kind") == "result"]
        assert len(results) == 1
        assert (await ada.quota())["left"] == 49
        assert openai.count() == 2
        await ada.leave()


async def test_killed_twice_while_it_draws_it_gives_up_and_says_that_it_was_charged(openai: FakeOpenAI, tmp_path: Path):
    env = with_openai(openai, tmp_path)
    openai.script(Step(held=True), Step(held=True))
    answer = None
    for number in (1, 2):
        async with started("run", **env) as running:
            ada = await Guest.enter(await address_of(running), "Ada")
            answer = answer or await ada.say(f"/imagine {FOX}")
            await openai.until(number)
            await kill(running)
            await ada.leave()
    async with started("run", **env) as running:
        ada = await Guest.enter(await address_of(running), "Ada")
        ended = await ada.result(answer)
        assert "interrupted" in ended["card"]["text"]
        assert "It was charged" in ended["card"]["text"]
        assert openai.count() == 2
        await ada.leave()


async def test_asked_to_stop_while_it_draws_it_goes_on_at_the_next_start(openai: FakeOpenAI, tmp_path: Path):
    env = with_openai(openai, tmp_path)
    openai.script(Step(held=True))
    async with started("run", **env) as first:
        ada = await Guest.enter(await address_of(first), "Ada")
        answer = await ada.say(f"/imagine {FOX}")
        await openai.until(1)
        first.terminate()
        assert await asyncio.wait_for(first.wait(), LONG) == 0
        await ada.leave()
    async with started("run", **env) as second:
        ada = await Guest.enter(await address_of(second), "Ada")
        assert (await ada.result(answer))["card"]["kind"] == "result"
        await ada.leave()


async def test_two_halves_on_postgres_are_one_easel(openai: FakeOpenAI, tmp_path: Path, postgres_url: str):
    env = with_openai(openai, tmp_path) | {"EASEL_DATABASE_URL": postgres_url, "EASEL_SECRET_KEY": "one secret"}
    openai.script(Step("stall"))
    async with started("serve", **env) as face, started("work", **env):
        ada = await Guest.enter(await address_of(face), "Ada")
        # The other half may be starting still.
        ada.patience = LONG
        answer = await ada.say(f"/imagine {FOX}")
        forming = await ada.hear(answer, lambda card: bool((card["progress"] or {}).get("preview")))
        progress = forming["card"]["progress"]
        assert await ada.status(f"/previews/{progress['job']}/{progress['preview']}") == 200
        openai.release()
        root = await ada.result(answer)
        assert root["card"]["title"] == "v1, by @Ada"
        assert (await ada.reply(root, "make it night"))["card"]["title"] == "v2, from v1, by @Ada"
        await ada.leave()


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"EASEL_HTTP_HOST": "0.0.0.0"}, "EASEL_BROWSER_PASSWORD"),
        ({"EASEL_DEFAULT_MODEL": "no-such-model"}, "EASEL_DEFAULT_MODEL"),
        ({"EASEL_DEFAULT_MODEL": "gpt-image-2"}, "key of its engine"),
        ({"EASEL_HTTP_PORT": "99999"}, "EASEL_HTTP_PORT"),
        ({"EASEL_CATALOG": "no-such-file.toml"}, "EASEL_CATALOG"),
        ({"EASEL_CATALOG": "README.md"}, "EASEL_CATALOG"),
        ({"EASEL_DATA_DIR": "README.md"}, "EASEL_DATA_DIR"),
        ({"EASEL_DATABASE_URL": "mysql://somewhere"}, "EASEL_DATABASE_URL"),
        ({"EASEL_PUBLIC_URL": "https://easel.example"}, "EASEL_BROWSER_PASSWORD"),
        ({"EASEL_ASSETS_URL": "ftp://somewhere"}, "EASEL_ASSETS_URL"),
        ({"EASEL_DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:1/none"}, "database"),
        ({"EASEL_DAILY_IMAGES": "many"}, "EASEL_DAILY_IMAGES"),
    ],
    ids=lambda value: "=".join(*value.items()) if isinstance(value, dict) else "",
)
async def test_set_up_wrongly_it_says_how_to_mend_it_and_ends(tmp_path: Path, env: dict[str, str], says: str):
    code, said = await ended("run", tmp_path, **env)
    assert code == 2
    assert says in said
    assert "Traceback" not in said
    assert "hunter2" not in said


async def test_halves_need_postgres(tmp_path: Path):
    code, said = await ended("work", tmp_path)
    assert code == 2
    assert "EASEL_DATABASE_URL" in said


async def ended(command: str, tmp_path: Path, **env: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "EASEL_DATA_DIR": str(tmp_path / "data"), "EASEL_HTTP_PORT": "0", **env},
    )
    said, _ = await asyncio.wait_for(process.communicate(), LONG)
    return process.returncode, said.decode()
