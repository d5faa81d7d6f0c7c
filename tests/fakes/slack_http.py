"""The sender of HTTP mode: what Slack posts to the app's request URL, signed well or badly."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

SIGNATURES = ("good", "wrong", "stale", "future", "not_a_number", "missing")


@dataclass(frozen=True)
class Answer:
    """What the app answered; header names are lower case."""

    status: int
    text: str
    headers: Mapping[str, str]


class Sender:
    """Posts to the request URL. Use it inside the fake's life."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self.now: Callable[[], float] = time.time
        """What the time is by which requests are signed; set another where the app goes by another."""
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def post(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        number: int = 0,
        reason: str | None = None,
        signature: str = "good",
    ) -> Answer | None:
        """Post a payload; None where no answer came."""
        if kind == "events_api":
            body, content_type = json.dumps(payload), "application/json"
        elif kind == "slash_commands":
            body, content_type = urlencode(payload), "application/x-www-form-urlencoded"
        else:
            body, content_type = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
        headers = self._signed(body, signature) | {"content-type": content_type}
        headers["user-agent"] = "Slackbot 1.0 (+https://api.slack.com/robots)"
        if number:
            headers |= {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason or "http_error"}
        url = self._fake.request_url
        if payload.get("type") == "block_suggestion":
            url = self._fake.options_url or url
        if self._session is None:
            self._session = aiohttp.ClientSession(auto_decompress=False)
        try:
            async with self._session.post(url, data=body.encode(), headers=headers, allow_redirects=False) as answer:
                found = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status, await answer.text(), found)
        except (aiohttp.ClientError, ConnectionError):
            return None

    async def verify(self) -> bool:
        """Do what Slack does when the request URL is saved: it must answer the challenge."""
        challenge = f"challenge-{self._fake.world.ids.number()}"
        asked = {"token": "legacy", "challenge": challenge, "type": "url_verification"}
        answer = await self.post("events_api", asked)
        return answer is not None and answer.status == 200 and challenge in answer.text

    def _signed(self, body: str, signature: str) -> dict[str, str]:
        if signature not in SIGNATURES:
            raise ValueError(f"no such signature: {signature}")
        if signature == "missing":
            return {}
        now = int(self.now())
        stamp = {"stale": str(now - 600), "future": str(now + 600), "not_a_number": "yesterday"}.get(
            signature, str(now)
        )
        secret = "another secret" if signature == "wrong" else self._fake.signing_secret
        made = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={made}"}
