"""Buttons, submitted forms, and what completes a form's menus."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.platforms.slack.calls import URL_SECONDS, Origin, event_id, made, uploads_of
from bot.platforms.slack.core import SECONDS, Core
from bot.platforms.slack.draw import read_action
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.pending import Pending
from bot.platforms.slack.people import Raw, Seat, called, met, place_of, seat_of
from bot.platforms.slack.pictured import aside
from bot.platforms.slack.reception import NOTHING, Reception, Taken
from bot.platforms.slack.views import PREFERENCES, About, Filled, filled, menu_of, options_for
from bot.platforms.slack.where import thread_key, unsealed
from bot.platforms.slack.windows import Windows
from domain.call import Call, OptionValue
from domain.command import CommandSpec
from domain.people import Place

log = structlog.get_logger()

_SPENDING = frozenset({"imagine", "edit", "vary"})
_BEGINS = frozenset({"use"})
"""Commands whose buttons begin a thread, on a message that stands in none."""
_LIBRARY = "library"
_QUOTA_SECONDS = 0.5


class Interactions:
    """Takes presses, submissions and typing in menus in."""

    def __init__(self, core: Core, reception: Reception, windows: Windows) -> None:
        self._core = core
        self._reception = reception
        self._windows = windows

    async def press(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Answer a button: ask for words where its command wants some, else do it."""
        action: Raw = (body.get("actions") or [{}])[0]
        chosen = _chosen(body, action)
        found = ("settings", "") if chosen else read_action(str(action.get("action_id") or ""))
        if found is None or not (chosen or action.get("type") == "button"):
            # A link, or a menu of a form.
            return NOTHING
        origin = self._pressed(body, context, home)
        command, target = found
        spec, refused = self._core.specs.get(command), self._reception.refusal(origin.seat)
        if refused is not None:
            return Taken(after=lambda: self._reception.teller.tell(origin, refused))
        if spec is None:
            return Taken(after=lambda: self._reception.refuse(origin, "errors.button_unknown"))
        place = self._place(body, origin)
        trigger = str(body.get("trigger_id") or "")
        about = About.of(origin, self._core.vault, command, place=place if origin.channel else None, target=target)
        if spec.asks and target:
            return Taken(after=lambda: self._windows.ask(trigger, origin, about))
        if command == "imagine":
            return Taken(after=lambda: self._windows.form(trigger, origin, about))
        call = self._call(origin, spec, place, trigger)
        call = replace(call, options=chosen or _options(command, target))

        async def complete(claimed: Call) -> Call:
            if not origin.channel:
                # Nobody looks elsewhere for what they pressed here.
                claimed = await self._in_window(claimed, body, trigger, origin)
            return await self._whole(claimed, origin)

        busy = Taken(after=lambda: self._reception.refuse(origin, "slack.busy"))
        return await self._reception.accept(call, origin, complete, busy=busy)

    async def _in_window(self, call: Call, body: Raw, trigger: str, origin: Origin) -> Call:
        """Return the call as one that is answered in a window: the one where the button is, else a new one."""
        view: Raw = body.get("view") or {}
        id_ = str(view.get("id") or "") if view.get("type") == "modal" else await self._windows.wait(trigger, origin)
        return replace(call, answer_to={**call.answer_to, "view": id_}) if id_ else call

    async def submit(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Take a submitted form; what is wrong with it is said in the form, which keeps what was typed."""
        view: Raw = body.get("view") or {}
        about = About.read(str(view.get("private_metadata") or ""))
        spec = None if about is None else self._core.specs.get(about.command)
        if about is None or spec is None:
            return NOTHING
        given = filled(view, spec)
        origin, place = self._submitted(body, context, home, about, given)
        say = self._core.saying(self._reception.locale(origin.seat))
        field = given.missing or spec.words or "words"
        if view_blocks := [
            str(each.get("block_id")) for each in view.get("blocks") or () if each.get("type") == "input"
        ]:
            field = field if field in view_blocks else "words" if "words" in view_blocks else view_blocks[-1]
        refused = self._reception.refusal(origin.seat)
        if refused is not None or given.missing:
            return _errors(field, refused or say("slack.form_empty"))
        spent = await self._spent(origin.seat, spec, given)
        if spent is not None:
            return _errors(field, spent)
        call = self._call(origin, spec, place, str(body.get("trigger_id") or ""))
        uploads = (*about.uploads, *uploads_of(given.files, origin.seat))
        options = {**given.options, **({"target": about.target} if about.target else {})}
        call = replace(call, words=given.words, options=options, uploads=uploads)
        complete = partial(self._whole, origin=origin)
        return await self._reception.accept(call, origin, complete, busy=_errors(field, say("slack.busy")))

    async def _spent(self, seat: Seat, spec: CommandSpec, given: Filled) -> str | None:
        """Return why a person cannot have what the form asks for, where that is known in time: it keeps their words."""
        ask = self._core.unaffordable
        if ask is None or spec.name not in _SPENDING:
            return None
        count = given.options.get("count")
        try:
            async with asyncio.timeout(_QUOTA_SECONDS):
                return await ask(seat.person, count if isinstance(count, int) else 1, self._reception.locale(seat))
        except Exception as error:  # noqa: BLE001 -- it is found out once more when it is done
            log.info("slack_quota_unknown", error=type(error).__name__)
            return None

    async def resume(self, call: Call, pending: Pending, origin: Origin) -> Call | None:
        """Complete a press, a form or a command that was claimed by a process that has gone; None where it is refused."""
        return await self._reception.resume(call, origin, partial(self._whole, origin=origin), loud=pending.loud)

    async def complete(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Complete what is typed into a menu; a late list is worth nothing, so it is empty then."""
        what = menu_of(str(body.get("action_id") or ""))
        seat = seat_of(body, context, home)
        about = About.read(str((body.get("view") or {}).get("private_metadata") or ""))
        person = met(seat.person, self._core.people.known(seat))
        viewer = person.at(about.channel if about is not None else "")
        found: tuple[tuple[str, str], ...] = ()
        if what and self._reception.refusal(seat) is None:
            try:
                async with asyncio.timeout(SECONDS):
                    found = await self._core.suggest(viewer, what, str(body.get("value") or ""))
            except Exception as error:  # noqa: BLE001 -- a person can go on without
                log.warning("completion_failed", suggest=what, error=type(error).__name__)
        return Taken(ack={"options": options_for(found)})

    def _pressed(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Origin:
        channel: Raw = body.get("channel") or {}
        container: Raw = body.get("container") or {}
        message: Raw = body.get("message") or {}
        id_ = str(channel.get("id") or "")
        ts = str(container.get("message_ts") or message.get("ts") or "")
        root = str(container.get("thread_ts") or message.get("thread_ts") or "")
        fleeting = bool(container.get("is_ephemeral"))
        return Origin(
            seat_of(body, context, home, name=called(body)),
            "press" if id_ else "home",
            id_,
            # A message that only one person sees is the root of nothing.
            root=root or ("" if fleeting else ts),
            reply="" if fleeting else ts,
            url=str(body.get("response_url") or ""),
            until=self._core.clock().timestamp() + URL_SECONDS,
            public=None if not id_ else not place_of(id_, str(channel.get("name") or "")).private,
            fresh=bool(ts) and not root and not fleeting,
        )

    def _place(self, body: Raw, origin: Origin) -> Place:
        name = str((body.get("channel") or {}).get("name") or "")
        place = place_of(origin.channel, name)
        return replace(place, thread_id=thread_key(origin.channel, origin.root) if origin.root else None)

    def _submitted(
        self, body: Raw, context: Mapping[str, Any], home: Installation, about: About, given: Filled
    ) -> tuple[Origin, Place]:
        seat = seat_of(body, context, home, name=called(body))
        if not about.channel:
            urls: list[Raw] = list(body.get("response_urls") or ())
            channel = given.channel or next((str(each.get("channel_id") or "") for each in urls), "")
            url = next((str(each.get("response_url") or "") for each in urls if each.get("channel_id") == channel), "")
            until = self._core.clock().timestamp() + URL_SECONDS
            return Origin(seat, about.how, channel, url=url, until=until), Place(channel, private=True)
        origin = Origin(
            seat,
            about.how,
            about.channel,
            root=about.root,
            reply=about.reply,
            url=unsealed(self._core.vault, about.url),
            until=about.until,
            public=None if about.asked else not about.private,
            fresh=about.fresh,
        )
        return origin, Place(about.channel, about.name, about.private, about.thread or None)

    def _call(self, origin: Origin, spec: CommandSpec, place: Place, trigger: str) -> Call:
        return made(
            origin,
            self._core.vault,
            id=event_id(trigger),
            command=spec.name,
            place=place,
            received_at=self._core.clock(),
            locale=self._reception.locale(origin.seat),
        )

    async def _whole(self, call: Call, origin: Origin) -> Call:
        """Return the call with all that is known now: whose thread it is, who and where."""
        return await self._reception.look(await self._located(call, origin), origin)

    async def _located(self, call: Call, origin: Origin) -> Call:
        """Return the call with the thread that the message belongs to, which may stand outside of it.

        It is answered where it was asked all the same: that thread may take nothing any more.
        """
        posts, team = self._core.posts, call.person.team.id
        post = await posts.at(team, origin.channel, origin.reply) if origin.reply else None
        if post is not None and call.command in _BEGINS and aside(post):
            # What begins a thread begins none under a message that one person alone sees.
            return replace(
                call, place=replace(call.place, thread_id=None), answer_to={**call.answer_to, "root": "", "fresh": ""}
            )
        thread = post.thread if post is not None else None
        if thread is None and call.place.thread_id is not None:
            bound = await posts.thread(team, call.place.thread_id)
            thread = bound.thread if bound is not None else None
        return call if thread is None else replace(call, place=replace(call.place, thread_id=thread))


def _errors(field: str, text: str) -> Taken:
    return Taken(ack={"response_action": "errors", "errors": {field: text}})


def _options(command: str, target: str) -> dict[str, OptionValue]:
    """Return what a button calls its command with: of the library it names what is to be done."""
    if not target:
        return {}
    return {"action": target} if command == _LIBRARY else {"target": target}


def _chosen(body: Raw, action: Raw) -> dict[str, OptionValue]:
    """Return the preference that somebody chose in the Home tab, by its name; nothing for anything else."""
    kind, _, name = str(action.get("action_id") or "").removeprefix("o:").partition(":")
    value = str((action.get("selected_option") or {}).get("value") or "")
    if (body.get("view") or {}).get("type") != "home" or action.get("type") != "external_select":
        return {}
    return {name: value} if kind and name in PREFERENCES and value else {}
