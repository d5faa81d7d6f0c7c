"""Slash commands: ``/imagine words`` and ``/easel command``, with options written as ``name:value``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.platforms.slack.calls import URL_SECONDS, Origin, event_id, made
from bot.platforms.slack.core import Core
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.people import Raw, place_of, seat_of
from bot.platforms.slack.reception import Reception, Taken
from bot.platforms.slack.views import About
from bot.platforms.slack.windows import Windows
from bot.platforms.slack.words import plain
from domain.call import OptionValue
from domain.command import CommandSpec, OptionKind
from domain.typed import command_of, is_version, options_of

IMAGINE, EASEL = "/imagine", "/easel"
COMMANDS = (IMAGINE, EASEL)

_HELP = "help"
_PICKS = {"settings": "#@!", "library": "#@", "share": "#"}
"""Commands that take channels, people or groups, and which of them."""


def _names_one(spec: CommandSpec, words: str, options: Mapping[str, OptionValue]) -> bool:
    """Return whether a picture is named by its id, which means the same outside of its thread."""
    takes = spec.option(spec.words) if spec.words else None
    named = str(options.get("picture") or (words if takes is not None and takes.kind is OptionKind.PICTURE else ""))
    return bool(named) and not is_version(named) and " " not in named


class Commands:
    """Takes slash commands in."""

    def __init__(self, core: Core, reception: Reception, windows: Windows) -> None:
        self._core = core
        self._reception = reception
        self._windows = windows

    async def take(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Answer a command: open the form where it says nothing, refuse it in its acknowledgement, or have it done."""
        origin = self._origin(body, context, home)
        refused = self._reception.refusal(origin.seat)
        if refused is not None:
            return Taken(ack={"text": refused})
        typed, text = str(body.get("command") or ""), str(body.get("text") or "")
        command, words, options = self._read(typed, plain(text))
        if command in _PICKS:
            # A name may be another channel's tomorrow, and says nothing of a private one.
            _, words, options = self._read(typed, plain(text, picked=_PICKS[command]))
        place = place_of(origin.channel, str(body.get("channel_name") or ""))
        spec = self._core.specs[command]
        if spec.in_thread and not _names_one(spec, words, options):
            said = f"{command} {words}".strip() if command != "edit" else words
            say = self._core.saying(self._reception.locale(origin.seat))
            return Taken(ack={"text": say("slack.no_thread", command=said or say("ask.refine_example"))})
        if command == "imagine" and not words and not options:
            about = About.of(origin, self._core.vault, "imagine", place=place)
            trigger = str(body.get("trigger_id") or "")
            return Taken(after=lambda: self._windows.form(trigger, origin, about))
        call = made(
            origin,
            self._core.vault,
            id=event_id(str(body.get("trigger_id") or "")),
            command=command,
            place=place,
            received_at=self._core.clock(),
            locale=self._reception.locale(origin.seat),
            words=words,
            options=options,
        )
        busy = Taken(ack={"text": self._core.saying(call.locale)("slack.busy")})
        return await self._reception.accept(call, origin, partial(self._reception.look, origin=origin), busy=busy)

    def _read(self, typed: str, text: str) -> tuple[str, str, dict[str, OptionValue]]:
        specs = tuple(self._core.specs.values())
        if typed == IMAGINE:
            if text.casefold() == _HELP:
                return _HELP, "", {}
            return "imagine", *options_of(text, self._core.specs["imagine"])
        return command_of(f"/{text}" if text else f"/{_HELP}", specs) or (_HELP, "", {})

    def _origin(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Origin:
        channel, name = str(body.get("channel_id") or ""), str(body.get("channel_name") or "")
        return Origin(
            seat_of(body, context, home, name=str(body.get("user_name") or "")),
            "command",
            channel,
            url=str(body.get("response_url") or ""),
            until=self._core.clock().timestamp() + URL_SECONDS,
            public=not place_of(channel, name).private,
        )
