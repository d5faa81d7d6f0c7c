"""Socket Mode: two connections, each replaced before it ends, so that one of them always hears.

An envelope is acknowledged on the connection that brought it. The connection that Slack asks to leave goes on being
read until Slack closes it, while its successor is already open.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Operator
from bot.ports.watch import Acknowledged

log = structlog.get_logger()

LINES = 2
_PAUSES = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
_SETTLED, _BRIEF = 60.0, 2.0
_OPEN_SECONDS = 20.0
_HELLO_SECONDS = 30.0
_HEARTBEAT = 10.0
_DRAIN_SECONDS = 60.0
_MOST_BYTES = 8 * 1024 * 1024
_REFUSED = frozenset(
    ["invalid_auth", "not_authed", "not_allowed_token_type", "token_revoked", "account_inactive", "missing_scope"]
)
_OFF = "link_disabled"
_KINDS = frozenset({"events_api", "interactive", "slash_commands"})
_OK = 200


class Stopped(Exception):
    """Slack will not have us: the token, or Socket Mode itself, is not there."""


class Sockets:
    """Hears Slack by Socket Mode, for as long as it is started. It never raises, and never ends by itself."""

    def __init__(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        app_token: str,
        *,
        session: aiohttp.ClientSession,
        operator: Operator,
        acknowledged: Acknowledged = lambda _kind, _seconds: None,
        pauses: Sequence[float] = _PAUSES,
        lines: int = LINES,
    ) -> None:
        self._app = app
        self._client = client
        self._token = app_token
        self._session = session
        self._operator = operator
        self._acknowledged = acknowledged
        self._pauses = tuple(pauses)
        self._lines = lines
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard: set[asyncio.Task[None]] = set()
        self._open: set[aiohttp.ClientWebSocketResponse] = set()
        self._told = False
        self._closing = False

    @property
    def connected(self) -> int:
        """Return how many connections hear just now."""
        return len(self._open)

    def start(self) -> None:
        """Begin to listen, in the background."""
        for number in range(self._lines):
            _ = self._begin(self._live(number), self._tasks)

    async def close(self, seconds: float) -> None:
        """Finish what is being acknowledged, and stop listening."""
        self._closing = True
        if self._heard:
            await asyncio.wait(set(self._heard), timeout=seconds)
        for task in (*self._tasks, *self._heard):
            task.cancel()
        await asyncio.gather(*self._tasks, *self._heard, return_exceptions=True)

    async def _live(self, number: int) -> None:
        loop, failures = asyncio.get_running_loop(), 0
        while not self._closing:
            began = loop.time()
            try:
                await self._serve()
            except Stopped as error:
                failures = len(self._pauses)
                log.warning("slack_socket_refused", line=number, error=str(error))
            except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
                log.warning("slack_socket_lost", line=number, error=type(error).__name__)
            except Exception:
                log.exception("slack_socket_broken", line=number)
            else:
                # It was asked to be replaced: that is no failure, and nothing to wait for, unless it is all that happens.
                if loop.time() - began > _BRIEF:
                    failures = 0
                    continue
            if loop.time() - began > _SETTLED:
                failures = 0
            await asyncio.sleep(self._pauses[min(failures, len(self._pauses) - 1)])
            failures += 1

    async def _serve(self) -> None:
        """Hear on one connection; return when it is to be replaced, raise when it is lost."""
        websocket = await self._connect()
        replaced = asyncio.get_running_loop().create_future()
        reader = self._begin(self._read(websocket, replaced), self._tasks)
        try:
            await asyncio.wait({reader, replaced}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
            raise
        if not replaced.done():
            raise ConnectionError("closed")
        reason = replaced.result()
        if reason in {_OFF, "too_many_websockets"}:
            if reason == _OFF:
                self._tell("slack_socket_off")
            raise Stopped(reason)

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        async with asyncio.timeout(_OPEN_SECONDS):
            try:
                answer = await self._client.apps_connections_open(app_token=self._token)
            except SlackApiError as error:
                code = str(error.response.get("error", ""))
                if code in _REFUSED:
                    self._tell("slack_app_token")
                    raise Stopped(code) from None
                if code == "ratelimited":
                    await asyncio.sleep(min(float(error.response.headers.get("Retry-After") or 5), _OPEN_SECONDS / 2))
                raise
            websocket = await self._session.ws_connect(
                str(answer["url"]),
                heartbeat=_HEARTBEAT,
                max_msg_size=_MOST_BYTES,
                timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
            )
        self._told = False
        return websocket

    async def _read(self, websocket: aiohttp.ClientWebSocketResponse, replaced: asyncio.Future[str]) -> None:
        """Take in what a connection brings until it ends; of one that is replaced for a minute at most."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_HELLO_SECONDS) as limit:
                async for message in websocket:
                    frame = _frame(message.data) if message.type is aiohttp.WSMsgType.TEXT else {}
                    match frame.get("type"):
                        case "hello":
                            limit.reschedule(None)
                            self._open.add(websocket)
                            log.info("slack_socket_open", open=len(self._open))
                        case "disconnect":
                            limit.reschedule(loop.time() + _DRAIN_SECONDS)
                            self._open.discard(websocket)
                            if not replaced.done():
                                replaced.set_result(str(frame.get("reason") or ""))
                        case _ if "envelope_id" in frame:
                            _ = self._begin(self._hear(websocket, frame), self._heard)
                        case _:
                            pass
        finally:
            self._open.discard(websocket)
            await websocket.close()

    async def _hear(self, websocket: aiohttp.ClientWebSocketResponse, frame: Mapping[str, Any]) -> None:
        """Hand an envelope on, and acknowledge it where that was accepted."""
        came = asyncio.get_running_loop().time()
        headers = {
            "x-slack-retry-num": [str(frame["retry_attempt"])] if frame.get("retry_attempt") else [],
            "x-slack-retry-reason": [str(frame["retry_reason"])] if frame.get("retry_reason") else [],
        }
        request = AsyncBoltRequest(
            mode="socket_mode", body=frame.get("payload") or {}, headers={k: v for k, v in headers.items() if v}
        )
        response = await self._app.async_dispatch(request)
        if response.status != _OK:
            return
        answer: dict[str, Any] = {"envelope_id": frame["envelope_id"]}
        if response.body and frame.get("accepts_response_payload", True):
            kind = (response.headers.get("content-type") or [""])[0]
            answer["payload"] = (
                json.loads(response.body) if kind.startswith("application/json") else {"text": response.body}
            )
        # Where the connection has gone meanwhile another may do; else Slack sends an event again, which is not done twice.
        for each in (websocket, *self._open):
            try:
                await each.send_json(answer)
            except (ConnectionError, aiohttp.ClientError) as error:
                log.info("slack_not_acknowledged", kind=frame.get("type"), error=type(error).__name__)
            else:
                self._acknowledged(_kind(frame), asyncio.get_running_loop().time() - came)
                return

    def _begin(self, work: Any, into: set[asyncio.Task[None]]) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(_quiet(work))
        into.add(task)
        task.add_done_callback(into.discard)
        return task

    def _tell(self, code: str) -> None:
        if not self._told:
            self._told = True
            self._operator(code, {})


def _kind(frame: Mapping[str, Any]) -> str:
    """Return which kind of envelope it is, of the few that there are."""
    return str(frame.get("type")) if frame.get("type") in _KINDS else "other"


def _frame(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


async def _quiet(work: Any) -> None:
    try:
        await work
    except (aiohttp.ClientError, OSError) as error:
        log.info("slack_socket_ended", error=type(error).__name__)
    except Exception:
        log.exception("slack_envelope_failed")
