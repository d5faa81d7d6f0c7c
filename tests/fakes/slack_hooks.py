"""Response URLs: good for thirty minutes and five uses, without a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.slack_asked import Asked
from tests.fakes.slack_chat import content
from tests.fakes.slack_script import Ephemeral, Wrong
from tests.fakes.slack_world import Channel, Message

MOST_USES = 5
_TAKES = {
    "text": str,
    "blocks": list,
    "response_type": str,
    "replace_original": bool,
    "delete_original": bool,
    "thread_ts": str,
    "metadata": dict,
    "unfurl_links": bool,
    "unfurl_media": bool,
    "mrkdwn": bool,
}


@dataclass(eq=False)
class Hook:
    """One response URL."""

    person: Any
    channel: Channel
    expires: float
    message: Message | None
    uses: int = 0


class Hooks:
    """Every response URL there is."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._all: dict[str, Hook] = {}

    def new(self, person: Any, channel: Channel, message: Message | None = None) -> str:
        """Return a fresh address that answers a person in a channel, or in place of a message."""
        key = f"{self._fake.world.ids.number():08d}"
        self._all[key] = Hook(person, channel, self._fake.clock.now() + self._fake.timing.hook, message)
        return f"http://127.0.0.1:{self._fake.port}/hook/{person.team.id}/{key}"

    def uses(self, url: str | None) -> int:
        """Return how often an address has been used."""
        return self._all[(url or "").rpartition("/")[2]].uses

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a use of an address."""
        fault = self._fake.next_fault("response_url")
        if fault is not None and (instead := await self._fake.before(request, fault)) is not None:
            return instead
        try:
            self._use(self._all.get(request.match_info["key"]), await self._read(request))
        except Wrong as wrong:
            self._fake.refuse("response_url", wrong)
            return web.Response(status=404 if "url" in wrong.error else 400, text=wrong.error, content_type="text/html")
        if fault is not None and fault.kind == "lost":
            return self._fake.cut(request)
        return web.Response(text="ok", content_type="text/html")

    async def _read(self, request: web.Request) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise Wrong("invalid_payload", "a response_url takes JSON", rule=True)
        try:
            body = await request.json()
        except ValueError as error:
            raise Wrong("invalid_payload", rule=True) from error
        for name, value in body.items():
            if name not in _TAKES or not isinstance(value, _TAKES[name]):
                raise Wrong("invalid_payload", f"{name} is not taken", rule=True)
        if body.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
            raise Wrong("invalid_payload", "response_type", rule=True)
        return dict(body)

    def _use(self, hook: Hook | None, body: dict[str, Any]) -> None:
        if hook is None:
            raise Wrong("unknown_url", rule=True)
        if hook.expires < self._fake.clock.now():
            raise Wrong("expired_url")
        if hook.uses >= MOST_USES:
            raise Wrong("used_url", rule=True)
        team = hook.person.team
        asked = Asked(self._fake, team, team.token_row, body)
        text, blocks, pictures = content(asked)
        if any(not each.shares for each in pictures):
            raise Wrong("invalid_blocks", "invalid slack file [json-pointer:/blocks]")
        hook.uses += 1
        if body.get("delete_original"):
            if hook.message is not None:
                self._fake.erase(hook.message)
            else:
                self._fake.drop_ephemerals(hook.person.id, hook.channel.id)
            return
        if not text.strip() and not blocks:
            raise Wrong("no_text", rule=True)
        self._say(hook, body, text, blocks)

    def _say(self, hook: Hook, body: dict[str, Any], text: str, blocks: list[dict[str, Any]]) -> None:
        team, ts = hook.person.team, self._fake.world.ids.ts()
        if body.get("replace_original") and hook.message is not None:
            self._fake.amend(hook.message, text=text, blocks=blocks, metadata=hook.message.metadata)
        elif body.get("response_type") == "in_channel":
            message = Message(
                hook.channel, ts, team.bot_user_id, text, blocks, body.get("thread_ts"), bot_id=team.bot_id
            )
            self._fake.put(message)
        else:
            if body.get("replace_original"):
                self._fake.drop_ephemerals(hook.person.id, hook.channel.id)
            thread_ts = body.get("thread_ts")
            self._fake.say_ephemeral(
                Ephemeral(
                    hook.channel.id,
                    hook.person.id,
                    text,
                    blocks,
                    thread_ts,
                    ts,
                    "response_url",
                    hook.channel.speaks(thread_ts),
                )
            )
