"""``/settings``: what a person prefers; for administrators, what the team decides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from commands import cards
from commands.spec import option, spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Field
from domain.command import OptionKind
from domain.errors import BadInput, NotAllowed, NotFound
from domain.plan import parse_quality
from domain.size_words import parse_size
from storage import people
from storage.people import PersonSettings, TeamSettings

SPEC = spec(
    "settings",
    option("settings", "model", suggest="models"),
    option("settings", "size", suggest="sizes"),
    option("settings", "quality", suggest="qualities"),
    option("settings", "hints", OptionKind.FLAG),
    option("settings", "team_model", suggest="models"),
    option("settings", "team_daily_images", OptionKind.NUMBER, least=0, most=100_000),
    option("settings", "team_moderation", OptionKind.FLAG),
    option("settings", "team_channels"),
    option("settings", "team_approvers"),
    option("settings", "team_showcase"),
    option("settings", "team_showcase_stars", OptionKind.NUMBER, least=1, most=1000),
    option("settings", "team_showcase_approved", OptionKind.FLAG),
    option("settings", "team_draft_days", OptionKind.NUMBER, least=7, most=3650),
    option("settings", "team_star_saves", OptionKind.FLAG),
    private=True,
)

_CLEAR = frozenset({"default", "none", "reset", "-"})
_MOST_DAILY = 100_000
_MOST_APPROVERS = 50
_MENTIONED = re.compile(r"<(?:@[!&]?|!subteam\^)([0-9A-Za-z]+)(?:\|[^<>]*)?>")
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
    showcase = await _showcase(call, studio)
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, studio.clock())
        own = _own(call, studio, await people.person_settings(tx, call.person.id))
        team = _team(call, studio, await people.team_settings(tx, call.person.team.id))
        team = _library(call, team, showcase, await people.members(tx, call.person.team.id))
        members = await people.members(tx, call.person.team.id) if team.approvers else {}
        await people.set_person(tx, call.person.id, own)
        if team_wide:
            await people.set_team(tx, call.person.team.id, team)
    changed = any(option.name in call.options for option in SPEC.options)
    text = say("settings.changed") if changed else say("settings.text")
    return Answer(cards.answer(text, title=say("settings.title"), fields=_fields(say, studio, own, team, members)))


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
    if "hints" in call.options:
        now = replace(now, hints=_flag(call, "hints", default=True))
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


def _library(call: Call, now: TeamSettings, showcase: str | None, members: Mapping[str, str]) -> TeamSettings:
    """Return the settings with what is decided of the library; ``showcase`` is None where nothing is said of it."""
    if "team_approvers" in call.options:
        text = call.text("team_approvers")
        now = replace(now, approvers=() if _cleared(text) else _approvers(text, members))
    if showcase is not None:
        now = replace(now, showcase=showcase)
    if "team_showcase_stars" in call.options:
        now = replace(now, showcase_stars=_number(call, "team_showcase_stars"))
    if "team_showcase_approved" in call.options:
        now = replace(now, showcase_approved=_flag(call, "team_showcase_approved", default=False))
    if "team_draft_days" in call.options:
        now = replace(now, draft_days=_number(call, "team_draft_days"))
    if "team_star_saves" in call.options:
        now = replace(now, star_saves=_flag(call, "team_star_saves", default=True))
    return now


async def _showcase(call: Call, studio: Studio) -> str | None:
    """Return the channel that is to be the showcase, empty for none, None where nothing is said of it."""
    text = call.text("team_showcase")
    if "team_showcase" not in call.options:
        return None
    if _cleared(text):
        return ""
    find = studio.rooms.get(call.person.team.platform)
    if find is None:
        raise NotFound("share_nowhere")
    return (await find(call.person, text)).channel_id


def _number(call: Call, name: str) -> int | None:
    """Return a number within what its option takes, None where it is cleared. Raise BadInput for any other."""
    text, number = call.text(name), call.number(name)
    taken = SPEC.option(name)
    least, most = (taken.least or 0, taken.most or _MOST_DAILY) if taken is not None else (0, _MOST_DAILY)
    if _cleared(text):
        return None
    if number is None or not least <= number <= most:
        raise BadInput("number_unknown", asked=text[:40], least=least, most=most)
    return number


def _flag(call: Call, name: str, *, default: bool) -> bool:
    return default if _cleared(call.text(name)) else call.flag(name)


def _approvers(text: str, members: Mapping[str, str]) -> tuple[str, ...]:
    """Return people, roles and groups by their ids, picked or, people, by name. Raise BadInput for who is not known."""
    picked = tuple(_MENTIONED.findall(text))
    rest = _MENTIONED.sub(" ", text)
    by_name = {name.casefold(): user_id for user_id, name in members.items()}
    typed = [each.strip().removeprefix("@").strip() for each in re.split(r",|(?<!\S)(?=@)", rest)]
    found = []
    for name in (each for each in typed if each):
        user_id = by_name.get(name.casefold())
        if user_id is None:
            raise BadInput("approver_unknown", asked=name[:40])
        found.append(user_id)
    approvers = tuple(dict.fromkeys((*picked, *found)))
    if len(approvers) > _MOST_APPROVERS:
        raise BadInput("approvers_many", most=_MOST_APPROVERS)
    return approvers


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


def _fields(
    say: Say, studio: Studio, own: PersonSettings, team: TeamSettings, members: Mapping[str, str]
) -> list[Field]:
    default = say("settings.default")
    approvers = ", ".join(members.get(each, each) for each in team.approvers)
    moderation = studio.defaults.moderation if team.moderation is None else team.moderation
    channels = ", ".join(team.channels) or say("settings.everywhere")
    ever = say("settings.for_ever")
    return [
        Field(say("settings.model"), own.model or default),
        Field(say("settings.size"), own.size or default),
        Field(say("settings.quality"), own.quality or default),
        Field(say("settings.hints"), say("settings.on") if own.hints else say("settings.off")),
        Field(say("settings.team_model"), team.model or studio.defaults.model),
        Field(say("settings.team_daily_images"), str(studio.daily_images(team))),
        Field(say("settings.team_moderation"), say("settings.on") if moderation else say("settings.off")),
        Field(say("settings.team_channels"), channels, channels=team.channels),
        Field(say("settings.team_approvers"), approvers or say("settings.administrators")),
        Field(
            say("settings.team_showcase"),
            team.showcase.rpartition(":")[2] or say("settings.none"),
            channels=(team.showcase,) if team.showcase else (),
        ),
        Field(say("settings.showcased"), _showcased(say, team)),
        Field(say("settings.team_draft_days"), say("settings.days", n=team.draft_days) if team.draft_days else ever),
        Field(say("settings.team_star_saves"), say("settings.on") if team.star_saves else say("settings.off")),
    ]


def _showcased(say: Say, team: TeamSettings) -> str:
    """Say what goes to the showcase."""
    stars = [] if team.showcase_stars is None else [say("settings.showcase_stars", n=team.showcase_stars)]
    approved = [say("settings.showcase_approved")] if team.showcase_approved else []
    return ", ".join([*stars, *approved]) or say("settings.none")
