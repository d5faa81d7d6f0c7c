"""What tests of the fake Slack ask it with."""

from __future__ import annotations

import io

import aiohttp
from PIL import Image
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack_clock import Timing
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_tiny_app import MODAL


def picture(kind: str = "PNG") -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), (9, 120, 30)).save(kept, kind)
    return kept.getvalue()


def text(words: str, kind: str = "plain_text") -> dict:
    return {"type": kind, "text": words}


def button(**more) -> dict:
    return {"type": "button", "action_id": "go", "text": text("Go")} | more


def actions(*elements, **more) -> dict:
    return {"type": "actions", "elements": list(elements)} | more


def option(value: str = "a") -> dict:
    return {"text": text("A"), "value": value}


def form(*blocks, **more) -> dict:
    return MODAL | {"blocks": list(blocks) or MODAL["blocks"]} | more


async def still():
    """A Slack whose time stands still."""
    async with FakeSlack(timing=Timing(speed=0)) as server:
        yield server


async def connected():
    async with aiohttp.ClientSession() as session:
        yield session


async def answering(fake, http):
    """Slack's own client, as the app."""
    return AsyncWebClient(fake.bot_token, base_url=fake.api_url, session=http)


async def call(fake, http, method: str, args: dict, *, token: str | None = None, how: str = "json") -> dict:
    headers = {"authorization": f"Bearer {fake.bot_token if token is None else token}"}
    url = f"{fake.api_url}{method}"
    sent = {"json": args} if how == "json" else {"data": args} if how == "form" else {"params": args}
    verb = "GET" if how == "get" else "POST"
    async with http.request(verb, url, headers=headers, **sent) as answer:
        return await answer.json()
