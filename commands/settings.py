"""``/settings``: what a person prefers; for administrators, what the team decides."""

from __future__ import annotations

import re
from dataclasses import replace

from commands import cards
from commands.spec import option, spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Field
from domain.command import OptionKind
from domain.errors import BadInput, NotAllowed
from domain.plan import parse_quality
from domain.size_words import parse_size
from storage import people
from storage.people import PersonSettings, TeamSettings

SPEC = spec(
    "settings",
    option("settings", "model", suggest="models"),
    option("settings", "size", suggest="sizes"),
    option("settings", "quality", suggest="qualities"),
    option("settings", "team_model", suggest="models"),
    option("settings", "team_daily_images", OptionKind.NUMBER, least=0, most=100_000),
    option("settings", "team_moderation", OptionKind.FLAG),
    option("settings", "team_channels"),
    private=True,
)

_CLEAR = frozenset({"default", "none", "reset", "-"})
_MOST_DAILY = 100_000
_PICKED = re.compile(r"<#([0-9A-Za-z]+)(?:\|[^<>]*)?>")


async def settings(call: Call, studio: Studio) -> Answer:
    """Show the settings, changed first where the call names any. Raise NotAllowed for a team's by no administrator."""
    say = saying(call.locale)
    if call.words.strip():
        known = ", ".join(each.name for each in SPEC.options)
        raise BadInput("option_unknown", asked=call.words[:40], known=known)
    team_wide = any(name.startswith("team_") for name in call.options)
    if team_wide and not call.person.administrator:
        raise NotAllowed("administrators_only")
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, studio.clock())
        own = _own(call, studio, await people.person_settings(tx, call.person.id))
        team = _team(call, studio, await people.team_settings(tx, call.person.team.id))
        await people.set_person(tx, call.person.id, own)
        if team_wide:
            await people.set_team(tx, call.person.team.id, team)
    changed = any(option.name in call.options for option in SPEC.options)
    text = say("settings.changed") if changed else say("settings.text")
    return Answer(cards.answer(text, title=say("settings.title"), fields=_fields(say, studio, own, team)))


def _own(call: Call, studio: Studio, now: PersonSettings) -> PersonSettings:
    if "model" in call.options:
        now = replace(now, model=_model(call.text("model"), studio))
    if "size" in call.options:
        size = call.text("size")
        if not _cleared(size):
            parse_size(size)
        now = replace(now, size=None if _cleared(size) else size)
    if "quality" in call.options:
        quality = call.text("quality")
        now = replace(now, quality=None if _cleared(quality) else parse_quality(quality).value)
    return now


def _team(call: Call, studio: Studio, now: TeamSettings) -> TeamSettings:
    if "team_model" in call.options:
        now = replace(now, model=_model(call.text("team_model"), studio))
    if "team_daily_images" in call.options:
        text = call.text("team_daily_images")
        daily = None if _cleared(text) else call.number("team_daily_images")
        if (daily is None and not _cleared(text)) or (daily is not None and not 0 <= daily <= _MOST_DAILY):
            raise BadInput("number_unknown", asked=text, least=0, most=_MOST_DAILY)
        now = replace(now, daily_images=daily)
    if "team_moderation" in call.options:
        cleared = _cleared(call.text("team_moderation"))
        now = replace(now, moderation=None if cleared else call.flag("team_moderation"))
    if "team_channels" in call.options:
        text = call.text("team_channels")
        now = replace(now, channels=() if _cleared(text) else _channels(text))
    return now


def _model(name: str, studio: Studio) -> str | None:
    if _cleared(name):
        return None
    model, _ = studio.catalog.resolve(name, studio.clock().date(), studio.engines)
    return model.id


def _channels(text: str) -> tuple[str, ...]:
    """Return channels by id where they were picked, as platforms write that, else by name."""
    typed = _PICKED.sub(r" \1 ", text).replace(",", " ").split()
    return tuple(dict.fromkeys(each.lstrip("#") for each in typed))


def _cleared(text: str) -> bool:
    return not text or text.casefold() in _CLEAR


def _fields(say: Say, studio: Studio, own: PersonSettings, team: TeamSettings) -> list[Field]:
    default = say("settings.default")
    moderation = studio.defaults.moderation if team.moderation is None else team.moderation
    channels = ", ".join(team.channels) or say("settings.everywhere")
    return [
        Field(say("settings.model"), own.model or default),
        Field(say("settings.size"), own.size or default),
        Field(say("settings.quality"), own.quality or default),
        Field(say("settings.team_model"), team.model or studio.defaults.model),
        Field(say("settings.team_daily_images"), str(studio.daily_images(team))),
        Field(say("settings.team_moderation"), say("settings.on") if moderation else say("settings.off")),
        Field(say("settings.team_channels"), channels, channels=team.channels),
    ]
