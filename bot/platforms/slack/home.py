"""App Home: what a person has left, what they made last, and where everything else is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from bot.platforms.slack.core import Core
from bot.platforms.slack.draw import action_id
from bot.platforms.slack.errors import Misfit, SlackError
from bot.platforms.slack.files import file_note
from bot.platforms.slack.installations import Installation
from bot.platforms.slack.limits import LIMITS, Json, cut
from bot.platforms.slack.links import permalink
from bot.platforms.slack.mrkdwn import escape
from bot.platforms.slack.people import Profile, Raw, Seat, met, seat_of
from bot.platforms.slack.reception import NOTHING, Reception, Taken, Unwelcome
from bot.platforms.slack.views import PREFERENCES, preference
from bot.platforms.slack.where import read_key
from bot.ports import Made, Overview, Say
from domain.text import clean

log = structlog.get_logger()

_NEWEST = 10
_HERE = "\0"
_WORDS = 200


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
        looks = await self._look(seat, profile)
        # Whether Slack shows a file here is not known: where it does not, there are words and a link.
        for look in (looks, replace(looks, thumbs={})) if looks.thumbs else (looks,):
            view = self._view(look, seat, profile, say)
            try:
                await self._core.api.call(
                    seat.home.id, "views.publish", user_id=seat.person.user_id, view=view, **seat.scope
                )
            except SlackError as error:
                log.warning("slack_home_not_shown", team=seat.home.id, error=error.code, messages=error.messages)
                if isinstance(error, Misfit):
                    continue
            return

    def _view(self, look: Look, seat: Seat, profile: Profile | None, say: Say) -> Json:
        try:
            self._reception.welcome(seat, profile)
        except Unwelcome as error:
            return {"type": "home", "blocks": [_line(say(error.key))]}
        return home_view(look, seat, say)

    async def _look(self, seat: Seat, profile: Profile | None) -> Look:
        """Return what is known of a person; the page works without all of it."""
        # From here no channel is read: what was made in private stays there.
        person = met(seat.person, profile)
        overview, preferred, thumbs = None, None, {}
        try:
            if self._core.overview is not None:
                overview = await self._core.overview(person, person.at(""))
                thumbs = await self._thumbs(person.team.id, overview.newest[:_NEWEST])
            if self._core.preferred is not None:
                preferred = await self._core.preferred(person)
        except Exception as error:  # noqa: BLE001 -- the rest of the page works without
            log.warning("slack_home_incomplete", error=type(error).__name__)
        return Look(overview, preferred, thumbs, administrator=person.administrator, pages=self._core.pages)

    async def _thumbs(self, team: str, newest: Sequence[Made]) -> dict[str, str]:
        """Return the files that show pictures in channels of the workspace, by picture."""
        posts = await self._core.posts.showing(team, [each.picture_id for each in newest])
        found: dict[str, str] = {}
        for post in posts:
            for picture in post.pictures:
                file = await self._core.notes.read(file_note(post.event, picture))
                if file:
                    found[picture] = file
        return {each.picture_id: found[each.picture_id] for each in newest if each.picture_id in found}


@dataclass(frozen=True, slots=True)
class Look:
    """What the tab is made of; ``thumbs`` are files by picture, ``pages`` says whether the library has any."""

    overview: Overview | None
    preferred: Mapping[str, str] | None = None
    thumbs: Mapping[str, str] = field(default_factory=dict)
    administrator: bool = False
    pages: bool = False


def home_view(look: Look, seat: Seat, say: Say) -> Json:
    """Return the tab: what can be done, what is left, what was made last, what a person prefers, and help."""
    tries = "\n".join(f"• {say(f'slack.home_try_{each}')}" for each in ("words", "reply", "photo"))
    blocks: list[Json] = [_header(say("help_card.title")), _line(tries), _actions(("imagine", "models", "help"), say)]
    overview = look.overview
    if overview is not None:
        blocks += [{"type": "divider"}, _header(say("quota.title")), _left(overview, say)]
        blocks += [{"type": "divider"}, _header(say("slack.home_newest"))]
        blocks += [_made(each, seat, say, look.thumbs.get(each.picture_id)) for each in overview.newest[:_NEWEST]] or [
            _line(say("show.none"))
        ]
    blocks += [{"type": "divider"}, *_library(say, pages=look.pages)]
    blocks += [{"type": "divider"}, _header(say("settings.title"))]
    if look.preferred is not None:
        blocks.append(_small(say("slack.home_prefer")))
        menus = [preference(each, look.preferred.get(each, ""), say) for each in PREFERENCES]
        blocks.append({"type": "actions", "elements": menus})
    blocks.append(_actions(("settings", "privacy"), say))
    if look.administrator:
        blocks += [_header(say("slack.home_admin")), _line(say("slack.home_admin_text"))]
    return {"type": "home", "blocks": blocks}


def _library(say: Say, *, pages: bool) -> list[Json]:
    """Return the line of the library: a button that shows what is new, and one that opens its pages where there are any."""
    buttons = [_button("library", "", say("slack.home_library"))]
    if pages:
        buttons.append(_button("library", "open", say("slack.home_pages")))
    return [
        _header(say("library.title")),
        _line(say("slack.home_library_text")),
        {"type": "actions", "elements": buttons},
    ]


def _left(overview: Overview, say: Say) -> Json:
    """Return what is left, and when more comes as each reader's own clock shows it."""
    at = overview.renews_at
    before, _, after = say("slack.home_quota", left=overview.left, limit=overview.limit, when=_HERE).partition(_HERE)
    date: Json = {
        "type": "date",
        "timestamp": int(at.timestamp()),
        "format": "{date_short_pretty} {time}",
        "fallback": f"{at:%H:%M} UTC",
    }
    parts = [{"type": "text", "text": before}, date, {"type": "text", "text": after}]
    section = {"type": "rich_text_section", "elements": [each for each in parts if each.get("text") != ""]}
    return {"type": "rich_text", "elements": [section]}


def _made(made: Made, seat: Seat, say: Say, thumb: str | None) -> Json:
    """Return a picture as a line that links to where it stands, with itself small, else with a button that shows it."""
    words = cut(" ".join(clean(made.words).split()), _WORDS) or "…"
    name, url = escape(f"v{made.version} {words}"), _permalink(made, seat)
    # A bar would end the address's label.
    text = f"<{url}|{name.replace('|', '¦')}>" if url else name
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": text, "verbatim": True},
        "accessory": _thumb(thumb, words)
        if thumb and url
        else _button("show", made.picture_id, say("slack.home_show")),
    }


def _permalink(made: Made, seat: Seat) -> str:
    channel, root = read_key(made.thread or "")
    if not seat.home.url.startswith("https://") or not channel:
        return ""
    return permalink(seat.home.url, channel, root)


def _thumb(file: str, words: str) -> Json:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": words}


def _actions(commands: Sequence[str], say: Say) -> Json:
    return {"type": "actions", "elements": [_button(each, "", say(f"slack.home_{each}")) for each in commands]}


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
