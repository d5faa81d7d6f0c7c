"""App Home: what a person has left, what they made last, and where everything else is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from bot.platforms.slack.core import Core
from bot.platforms.slack.draw import action_id
from bot.platforms.slack.errors import SlackError
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.limits import LIMITS, Json, cut
from bot.platforms.slack.mrkdwn import escape
from bot.platforms.slack.people import Profile, Raw, Seat, seat_of
from bot.platforms.slack.reception import NOTHING, Reception, Taken, Unwelcome
from bot.platforms.slack.where import read_key
from bot.ports import Made, Overview, Say
from domain.people import Viewer
from domain.text import clean

log = structlog.get_logger()

_NEWEST = 10
_WORDS = 200
_BUTTONS = ("imagine", "settings", "models", "privacy", "help")


class Home:
    """Shows the Home tab to who opens it."""

    def __init__(self, core: Core, reception: Reception) -> None:
        self._core = core
        self._reception = reception

    async def take(self, body: Raw, context: Mapping[str, Any], home: Installation) -> Taken:
        """Publish the tab that was opened; nothing is claimed, since the next opening shows it anew."""
        if body["event"].get("tab", "home") != "home":
            return NOTHING
        seat = seat_of(body, context, home, user=str(body["event"].get("user") or ""))
        return Taken(after=lambda: self._publish(seat))

    async def _publish(self, seat: Seat) -> None:
        profile = await self._core.people.profile(seat)
        say = self._core.saying("en" if profile is None else profile.locale)
        view = await self._view(seat, profile, say)
        try:
            await self._core.api.call(
                seat.home.id, "views.publish", user_id=seat.person.user_id, view=view, **seat.scope
            )
        except SlackError as error:
            log.warning("slack_home_not_shown", team=seat.home.id, error=error.code, messages=error.messages)

    async def _view(self, seat: Seat, profile: Profile | None, say: Say) -> Json:
        try:
            self._reception.welcome(seat, profile)
        except Unwelcome as error:
            return {"type": "home", "blocks": [_line(say(error.key))]}
        if self._core.overview is None:
            return home_view(None, seat, say)
        # From here no channel is read: what was made in private stays there.
        viewer = Viewer(seat.person.team.id, seat.person.id, "")
        try:
            overview = await self._core.overview(seat.person, viewer)
        except Exception as error:  # noqa: BLE001 -- the rest of the page works without
            log.warning("slack_home_incomplete", error=type(error).__name__)
            overview = None
        return home_view(overview, seat, say)


def home_view(overview: Overview | None, seat: Seat, say: Say) -> Json:
    """Return the tab. Pictures are named and linked, not shown: whether Slack may show them here is not known."""
    blocks: list[Json] = [_header("Easel"), _line(say("help_card.text"))]
    if overview is not None:
        words = say("quota.text", n=overview.left) if overview.left else say("quota.none")
        blocks += [_header(say("quota.title")), _line(words)]
        blocks.append(_small(f"{say('quota.left')}: {say('quota.of', left=overview.left, limit=overview.limit)}"))
    blocks.append(_buttons(say))
    if overview is not None:
        blocks += [{"type": "divider"}, _header(say("slack.home_newest"))]
        blocks += [_made(made, seat, say) for made in overview.newest[:_NEWEST]] or [_line(say("show.none"))]
    return {"type": "home", "blocks": blocks}


def _made(made: Made, seat: Seat, say: Say) -> Json:
    """Return a picture as a line with a button that shows it, and a link to where it stands."""
    words = cut(" ".join(clean(made.words).split()), _WORDS) or "…"
    name, url = escape(f"v{made.version} {words}"), _permalink(made, seat)
    # A bar would end the address's label.
    text = f"<{url}|{name.replace('|', '¦')}>" if url else name
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": text, "verbatim": True},
        "accessory": _button("show", made.picture_id, say("slack.home_show")),
    }


def _permalink(made: Made, seat: Seat) -> str:
    channel, root = read_key(made.thread or "")
    if not seat.home.url.startswith("https://") or not channel:
        return ""
    return f"{seat.home.url.rstrip('/')}/archives/{channel}/p{root.replace('.', '')}"


def _buttons(say: Say) -> Json:
    return {"type": "actions", "elements": [_button(each, "", say(f"slack.home_{each}")) for each in _BUTTONS]}


def _button(command: str, target: str, label: str) -> Json:
    return {
        "type": "button",
        "action_id": action_id(command, target),
        "value": target or "-",
        "text": {"type": "plain_text", "text": cut(label, LIMITS["button.text"]), "emoji": False},
    }


def _header(text: str) -> Json:
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, LIMITS["header.text"]), "emoji": False}}


def _line(text: str) -> Json:
    return {
        "type": "section",
        "text": {"type": "plain_text", "text": cut(text, LIMITS["section.text"]), "emoji": False},
    }


def _small(text: str) -> Json:
    return {"type": "context", "elements": [{"type": "plain_text", "text": cut(text, 300), "emoji": False}]}
