"""REST: answering interactions, and what can be done with an interaction's token for a quarter of an hour."""

from __future__ import annotations

import time
from typing import Any

from tests.fakes import discord_wire as wire
from tests.fakes.discord_commands import ATTACHMENT
from tests.fakes.discord_components import numbered
from tests.fakes.discord_errors import Wrong, form, unknown
from tests.fakes.discord_forms import query, switch
from tests.fakes.discord_invocation import AUTOCOMPLETE, COMPONENT, MODAL, Ack, Invocation
from tests.fakes.discord_messages import change, contents, interaction_limit, uploads
from tests.fakes.discord_rest import Ask, route
from tests.fakes.discord_rules import check_callback, check_choices, check_message, check_not_empty
from tests.fakes.discord_state import arrange
from tests.fakes.discord_world import EPHEMERAL, LOADING, Message, may

HOOK = "/webhooks/{app}/{token}"
MOST_FOLLOWUPS = 5


@route("POST /interactions/{interaction}/{token}/callback", token=False)
def callback(ask: Ask) -> Any:
    asked = query(ask.query, {"with_response": switch})
    invocation = ask.fake.invocations.get(ask.id("interaction"))
    if invocation is None or invocation.token != ask.params["token"]:
        raise unknown(10062)
    try:
        _acknowledge(ask, invocation)
    except Wrong as wrong:
        invocation.refusals.append(wrong)
        raise
    return _resource(ask, invocation) if asked.get("with_response") else None


def _acknowledge(ask: Ask, invocation: Invocation) -> None:
    ms = (time.perf_counter() - invocation.sent) * 1000
    if invocation.ack is not None:
        raise Wrong(400, 40060)
    if ask.fake.clock.now() - invocation.created > ask.fake.ack_seconds:
        raise unknown(10062)
    check_callback(ask.body)
    kind, data = ask.body["type"], ask.body.get("data") or {}
    _check_legal(invocation, kind)
    if kind in {4, 5}:
        _first_message(ask, invocation, kind, data)
    elif kind in {6, 7}:
        _update(ask, invocation, kind, data)
    elif kind == 8:
        check_choices(data["choices"], _focused(invocation.data["options"])["type"])
    elif kind == 9:
        data = data | {"components": numbered(data["components"])}
    hidden = invocation.original is not None and invocation.original.ephemeral
    invocation.ack = Ack(kind, ms, hidden, data)


def _check_legal(invocation: Invocation, kind: int) -> None:
    on_message = invocation.type == COMPONENT or (invocation.type == MODAL and invocation.source is not None)
    legal = {4, 5, 9} if invocation.type != MODAL else {4, 5}
    legal = {8} if invocation.type == AUTOCOMPLETE else legal | ({6, 7} if on_message else set())
    if kind not in legal:
        raise form("type", f"Interactions of type {invocation.type} are answered with one of {sorted(legal)}")


def _focused(options: list[dict[str, Any]]) -> dict[str, Any]:
    for option in options:
        if option.get("focused"):
            return option
        if option["type"] != ATTACHMENT and option.get("options"):
            return _focused(option["options"])
    raise form("data.choices", "Nothing is being typed")


def _flags(invocation: Invocation, asked: int) -> int:
    guild = invocation.channel.guild
    forced = guild is not None and invocation.user_only
    if forced and not may(invocation.user, invocation.channel, "USE_EXTERNAL_APPS"):
        return asked | EPHEMERAL
    return asked


def _first_message(ask: Ask, invocation: Invocation, kind: int, data: dict[str, Any]) -> None:
    flags = _flags(invocation, data.get("flags") or 0) | (LOADING if kind == 5 else 0)
    message = _post(ask, invocation, data, flags, empty=kind == 5, reply_to=invocation.source)
    invocation.original = message


def _post(
    ask: Ask, invocation: Invocation, data: dict[str, Any], flags: int, *, empty: bool, reply_to: Message | None
) -> Message:
    channel, app = invocation.channel, invocation.app
    if channel.deleted:
        raise unknown(10003)
    hidden = bool(flags & EPHEMERAL)
    limit = interaction_limit(invocation.limit, channel)
    kept = uploads(ask, data, channel, limit, [], ephemeral=hidden) or []
    made = {"content": "", "embeds": [], "components": []} | contents(data)
    trial = Message(0, channel, app.user, **made)
    arrange(trial, kept)
    if not empty:
        check_not_empty(trial)
    kind = 19 if reply_to is not None else 23 if invocation.data.get("type") in {2, 3} else 20
    about: dict[str, Any] = {"flags": flags, "type": kind, "app": app, "interaction": invocation, "reply_to": reply_to}
    about |= {"only_for": invocation.user if hidden else None, "ping": False, "allowed": data.get("allowed_mentions")}
    text = made.pop("content")
    return ask.fake.post(channel, app.user, text, attachments=kept, **made, **about)  # type: ignore[no-any-return]


def _update(ask: Ask, invocation: Invocation, kind: int, data: dict[str, Any]) -> None:
    source = invocation.source
    assert source is not None
    if kind == 7:
        if source.deleted:
            raise unknown(10008)
        change(ask, source, data, interaction_limit(invocation.limit, invocation.channel))
    invocation.original = source


def _resource(ask: Ask, invocation: Invocation) -> dict[str, Any]:
    ack, original = invocation.ack, invocation.original
    assert ack is not None
    told: dict[str, Any] = {"interaction": {"id": str(invocation.id), "type": invocation.type}}
    told["interaction"]["channel_id"] = str(invocation.channel.id)
    if original is not None:
        told["interaction"] |= {
            "response_message_id": str(original.id),
            "response_message_loading": original.loading,
            "response_message_ephemeral": original.ephemeral,
        }
        told["resource"] = {"type": ack.type}
        if ack.type in {4, 7, 5}:
            told["resource"]["message"] = _told(ask, original)
    return told


def _told(ask: Ask, message: Message) -> dict[str, Any]:
    assert message.app is not None
    return wire.message(message, message.app, ask.fake.cdn.link, content=True)


def _invocation(ask: Ask) -> Invocation:
    """Return the interaction of a webhook's path, acknowledged and with a token that still lives."""
    if not any(app.id == ask.id("app") for app in ask.fake.apps):
        raise unknown(10015)
    invocation: Invocation | None = ask.fake.by_token.get(ask.params["token"])
    if invocation is None or invocation.app.id != ask.id("app") or invocation.expired:
        raise Wrong(401, 50027)
    if invocation.ack is None:
        raise unknown(10015)
    if invocation.channel.deleted:
        raise unknown(10003)
    return invocation


def _message(ask: Ask, invocation: Invocation) -> Message:
    if ask.params["message"] == "@original":
        message = invocation.original
    else:
        mine = [*invocation.followups, *([invocation.original] if invocation.original else [])]
        message = next((each for each in mine if each.id == ask.id("message")), None)
    if message is None or message.deleted:
        raise unknown(10008)
    return message


_QUERY = {"wait": switch, "thread_id": int, "with_components": switch}


@route(f"POST {HOOK}", token=False)
def follow_up(ask: Ask) -> Any:
    query(ask.query, _QUERY)
    invocation = _invocation(ask)
    check_message(ask.body, "followup")
    original = invocation.original
    if original is not None and original.loading and not original.deleted:
        # The first one after a deferral takes the place of "thinking".
        limit = interaction_limit(invocation.limit, invocation.channel)
        body = {name: value for name, value in ask.body.items() if name != "flags"}
        return _told(ask, change(ask, original, body, limit))
    if invocation.user_only and len(invocation.followups) >= MOST_FOLLOWUPS:
        raise Wrong(400, 40094, broke=True)
    flags = _flags(invocation, ask.body.get("flags") or 0)
    message = _post(ask, invocation, ask.body, flags, empty=False, reply_to=original or invocation.source)
    invocation.followups.append(message)
    return _told(ask, message)


@route(f"GET {HOOK}/messages/{{message}}", token=False)
def get(ask: Ask) -> Any:
    query(ask.query, {"thread_id": int})
    return _told(ask, _message(ask, _invocation(ask)))


@route(f"PATCH {HOOK}/messages/{{message}}", token=False)
def edit(ask: Ask) -> Any:
    query(ask.query, {"thread_id": int, "with_components": switch})
    invocation = _invocation(ask)
    check_message(ask.body, "edit")
    message = _message(ask, invocation)
    if message.channel.archived:
        raise Wrong(400, 50083)
    return _told(ask, change(ask, message, ask.body, interaction_limit(invocation.limit, invocation.channel)))


@route(f"DELETE {HOOK}/messages/{{message}}", token=False)
def delete(ask: Ask) -> Any:
    query(ask.query, {"thread_id": int})
    ask.fake.delete_message(_message(ask, _invocation(ask)))
