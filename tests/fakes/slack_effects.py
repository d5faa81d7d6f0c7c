"""What happens in the fake Slack, whoever does it: messages come and change, people enter, statuses pass, faults strike."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.slack_chat import message_sent
from tests.fakes.slack_clock import SlackClock, Timing
from tests.fakes.slack_delivery import Courier, Delivery
from tests.fakes.slack_events import Events, Interactions
from tests.fakes.slack_files import Files
from tests.fakes.slack_hooks import Hooks
from tests.fakes.slack_oauth import OAuth
from tests.fakes.slack_people import Person
from tests.fakes.slack_rules import Rates
from tests.fakes.slack_script import Called, Ephemeral, Fault, Shown, Wrong
from tests.fakes.slack_socket import Socket
from tests.fakes.slack_views import Triggers, View, Views
from tests.fakes.slack_world import EVENTS, Channel, Message, Team, Token, World

BOUND = 60.0


@dataclass(eq=False)
class Execution:
    """One run of the app's workflow step."""

    id: str
    callback_id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any] | None = None
    error: str | None = None
    done: bool = False


class Effects:
    """The state of the fake, and the ways in which it changes."""

    app_id = "A0EASEL0001"

    def __init__(self, timing: Timing) -> None:
        self.timing = timing
        self.clock = SlackClock(timing.speed)
        self.port = 0
        self.request_url: str | None = None
        self.options_url: str | None = None
        self.commands = {"/imagine", "/easel"}
        self.subscriptions = set(EVENTS)
        self.echo = True
        self.mention_with_files = False
        self.file_share_without_team = False
        self.org_install = False
        self.file_error: str | None = None
        self.limits = True
        self.rates = Rates(self.clock.now)
        self.calls: list[Called] = []
        self.refused: list[str] = []
        self.ephemerals: list[Ephemeral] = []
        self.shown: list[Shown] = []
        self.deliveries: list[Delivery] = []
        self.executions: dict[str, Execution] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.status_log: list[tuple[str, str, str]] = []
        self.ended = self.slowed = 0
        self._counts: Counter[str] = Counter()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._changed = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.world = World(self)
        self.edge, self.hooks, self.triggers, self.surfaces = Files(self), Hooks(self), Triggers(self), Views(self)
        self.oauth, self.events, self.interactions = OAuth(self), Events(self), Interactions(self)
        self.courier = Courier(self)

    @property
    def socket(self) -> Socket:
        """The websockets of the app."""
        return self.courier.socket

    def count(self, method: str) -> int:
        """Return how many calls of a method took effect."""
        return self._counts[method]

    def start(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something for as long as the fake lives."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def changed(self) -> None:
        """Let whoever waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, predicate: Callable[[], Any], *, what: str = "", seconds: float = BOUND) -> Any:
        """Return the first true value of the predicate, looked at whenever something has changed."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := predicate()):
                    await self._changed.wait()
                return value
        except TimeoutError:
            raise AssertionError(f"waited {seconds} s for {what or 'it'}; {self.summary()}") from None

    def summary(self) -> str:
        """Say what happened last, for who waited in vain."""
        calls = [f"{each.method} {each.error or 'ok'}" for each in self.calls[-12:]]
        told = [f"{each.type} {'ok' if each.ack else each.gave_up or 'open'}" for each in self.deliveries[-6:]]
        return f"calls: {calls}; deliveries: {told}; refused: {self.refused[-4:]}; shown: {self.shown[-2:]}"

    def called(self, called: Called) -> None:
        self.calls.append(called)
        if called.error is None:
            self._counts[called.method] += 1
        self.changed()

    def forget(self) -> None:
        """Forget what was called, delivered, shown and refused so far; the world stays as it is."""
        for each in (self.calls, self.refused, self.deliveries, self.ephemerals, self.shown, self.status_log):
            each.clear()
        self.socket.sent.clear()
        self._counts.clear()
        self.ended = 0

    def refuse(self, where: str, wrong: Wrong) -> None:
        """Remember what broke a rule; what the world alone refuses is no fault of the caller."""
        if wrong.rule:
            self.refused.append(f"{where}: {wrong.error} {' '.join(wrong.messages)}".strip())
        self.changed()

    def fault(self, name: str, fault: Fault, n: int = 1) -> None:
        """Let the next calls of a method meet a fault; also: upload, download, response_url, or * for any method."""
        self._faults[name].extend([fault] * n)

    def next_fault(self, name: str) -> Fault | None:
        """Return what this call meets."""
        names = [name] if name in {"upload", "download", "response_url"} else [name, "*"]
        return next((self._faults[each].popleft() for each in names if self._faults[each]), None)

    async def before(self, request: web.Request, fault: Fault) -> web.StreamResponse | None:
        """Return what comes instead of an answer; None where the call goes on."""
        if fault.kind == "slow":
            self.slowed += 1
            self.changed()
            await self.clock.sleep(fault.seconds)
        elif fault.kind == "hang":
            await asyncio.Event().wait()
        elif fault.kind == "close":
            return self.cut(request)
        elif fault.kind == "ratelimited":
            body = {"ok": False, "error": "ratelimited"}
            return web.json_response(body, status=429, headers={"retry-after": str(fault.retry_after)})
        elif fault.kind == "status":
            return web.Response(status=fault.status, text="<html>upstream</html>", content_type="text/html")
        elif fault.kind == "error":
            return web.json_response({"ok": False, "error": fault.error})
        elif fault.kind == "html":
            return web.Response(text="<!DOCTYPE html><html><body>Sign in</body></html>", content_type="text/html")
        elif fault.kind == "redirect":
            return web.Response(status=302, headers={"location": fault.url})
        return None

    def cut(self, request: web.Request) -> web.StreamResponse:
        """Close the connection without an answer."""
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def send_event(self, team: Team, event: dict[str, Any], **wrapper: Any) -> Delivery:
        """Send any event to the app."""
        return self.events.send(team, event, **wrapper)

    def put(self, message: Message) -> tuple[Delivery, ...]:
        """Let a message appear, and tell the app."""
        message.keep()
        message.channel.messages[message.ts] = message
        if message.by_bot:
            self._clear_status(message)
        sent = self.events.message(message)
        self.changed()
        return sent

    def amend(self, message: Message, *, text: str, blocks: list[Any], metadata: Any) -> Delivery | None:
        """Change a message, and tell the app."""
        before = message_sent(message)
        message.text, message.blocks, message.metadata = text, blocks, metadata
        message.edited = self.world.ids.ts()
        message.keep()
        sent = self.events.changed(message, before)
        self.changed()
        return sent

    def erase(self, message: Message) -> Delivery | None:
        """Delete a message, and tell the app."""
        before = message_sent(message)
        message.deleted = True
        sent = self.events.gone(message, before)
        self.changed()
        return sent

    def say_ephemeral(self, ephemeral: Ephemeral) -> None:
        self.ephemerals.append(ephemeral)
        self.changed()

    def drop_ephemerals(self, user_id: str, channel_id: str) -> None:
        """Take away what a person was shown last in a channel."""
        for each in self.ephemerals[::-1]:
            if (each.user_id, each.channel_id) == (user_id, channel_id):
                self.ephemerals.remove(each)
                break
        self.changed()

    def set_status(self, channel: Channel, thread_ts: str, status: str) -> None:
        """Show a status in a thread; it goes with the bot's next message there, or by itself."""
        key = (channel.id, thread_ts)
        self.status_log.append((*key, status))
        self.statuses.pop(key, None)
        if status:
            self.statuses[key] = status
            number = len(self.status_log)
            self.start(self._fade(key, number))
        self.changed()

    async def _fade(self, key: tuple[str, str], number: int) -> None:
        await self.clock.sleep(self.timing.status)
        if not any((channel, ts) == key for channel, ts, _ in self.status_log[number:]):
            self.statuses.pop(key, None)
            self.changed()

    def _clear_status(self, message: Message) -> None:
        self.statuses.pop((message.channel.id, message.root_ts), None)

    def enter(self, channel: Channel, user_id: str, *, inviter: str | None = None) -> Delivery | None:
        """Let someone into a channel, and tell the app if it is in it."""
        channel.members.add(user_id)
        team = self.events.hears(channel, "member_joined_channel")
        self.changed()
        if team is None:
            return None
        event = {"type": "member_joined_channel", "user": user_id, "channel": channel.id, "team": team.id}
        event |= {"channel_type": "C" if channel.kind == "public" else "G"} | ({"inviter": inviter} if inviter else {})
        return self.send_event(team, event)

    def run_step(self, person: Person, callback_id: str, inputs: dict[str, Any]) -> Delivery:
        """Run the app's step in a workflow of a person."""
        number = self.world.ids.number()
        execution = Execution(f"Fx0EASEL{number:05d}", callback_id, inputs)
        self.executions[execution.id] = execution
        token = Token(f"xwfp-{number}", "bot", person.team, set(person.team.token_row.scopes))
        self.world.tokens[token.value] = token
        function = {"id": f"Fn0EASEL{number:05d}", "callback_id": callback_id, "title": callback_id, "type": "app"}
        function |= {"description": "", "input_parameters": [], "output_parameters": [], "app_id": self.app_id}
        event = {"type": "function_executed", "function": function, "inputs": inputs}
        event |= {"function_execution_id": execution.id, "workflow_execution_id": f"Wx0EASEL{number:05d}"}
        return self.send_event(person.team, event | {"bot_access_token": token.value})

    def new_person(self, team: Team, name: str, **about: Any) -> Person:
        """Add a person to a workspace."""
        person = Person(self, team, self.world.ids.new("U"), name, **about)
        team.people[person.id] = self.world.people[person.id] = person
        return person

    def home(self, person: Person) -> View | None:
        """Return the Home tab that a person has."""
        return self.surfaces.homes.get((person.team.id, person.id))
