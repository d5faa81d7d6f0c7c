"""What the log holds: ids that find things, and neither what people write nor any secret."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from tests.conversation.guest import Guest
from tests.conversation.processes import address_of
from tests.fakes.openai import FakeOpenAI
from tests.fakes.openai_script import Step

WORDS = ("zeppelin", "turquoise", "crocodile")


@pytest.mark.timeout(600)
async def test_logs_carry_ids_and_neither_words_nor_secrets(openai: FakeOpenAI, tmp_path: Path):
    secrets = {
        "OPENAI_API_KEY": openai.key,
        "EASEL_SECRET_KEY": "a-secret-of-the-deployment",
        "EASEL_ADMIN_PASSWORD": "a-password-of-the-boss",
    }
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            stdout=asyncio.subprocess.PIPE, stderr=file,
            env={**os.environ, **secrets, "OPENAI_BASE_URL": openai.base_url, "EASEL_HTTP_PORT": "0",
                 "EASEL_DATA_DIR": str(tmp_path / "data")},
        )  # fmt: skip
        openai.script(Step("ok"), Step("moderation_blocked"), Step("unauthorized"), Step("garbage"))
        ada = await Guest.enter(await address_of(process), "Ada", admin_password=secrets["EASEL_ADMIN_PASSWORD"])
        root = await ada.imagine(f"a {WORDS[0]}")
        await ada.reply(root, f"make it {WORDS[1]}")
        refused = await ada.imagine(f"a {WORDS[2]}")
        await ada.leave()
        process.terminate()
        await process.communicate()
    text = log.read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"call_made", "job_done", "operator_needed"} <= {line["event"] for line in lines}
    assert any(line.get("job") for line in lines)
    assert refused["card"]["kind"] == "refusal"
    assert [word for word in (*WORDS, *secrets.values()) if word in text] == []
