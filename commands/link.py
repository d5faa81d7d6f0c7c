"""``/link``: two teams, on the same platform or on two, let pictures of their libraries flow to each other.

An administrator on one side asks for a code, which one on the other side enters. Then each side says what flows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from commands import cards
from commands.spec import option, spec
from commands.studio import Answer, Studio
from commands.words import Say, saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Field, Style
from domain.errors import BadInput, NotAllowed, NotFound
from domain.library import Flow, Link
from domain.people import Team
from storage import collections, links, notes, people
from storage.database import Tx

LINK = spec(
    "link",
    option("link", "code"),
    option("link", "team"),
    option("link", "flow"),
    words="code",
    administrators=True,
    private=True,
)
LINK_CODE = spec("link_code", listed=False, private=True)
LINK_FLOW = spec("link_flow", listed=False, private=True)
UNLINK = spec("unlink", listed=False, private=True)
UNLINK_SURE = spec("unlink_sure", listed=False, private=True)

GOOD_FOR = timedelta(minutes=15)
"""How long a code can be entered."""
TRIES = 10
"""Codes that a team may enter in an hour."""

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8
_HOUR = 3600
_BETWEEN = "|"
_COLLECTION = "collection:"
_SHOWN = 8
"""Links that a card has room for."""


async def link(call: Call, studio: Studio) -> Answer:
    """Enter a code, say what flows to a linked team, or list the links. For administrators."""
    _require(call)
    if call.text("team") or call.text("flow"):
        return await _flow(call, studio)
    if call.text("code"):
        return await _redeem(call, studio)
    return Answer(await _list(call, studio))


async def link_code(call: Call, studio: Studio) -> Answer:
    """Give a code for the other side, good once and for a quarter of an hour."""
    _require(call)
    say, now = saying(call.locale), studio.clock()
    code = _code(studio.new_id() + studio.new_id())
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, now)
        await links.offer(tx, _hash(code), call.person, now + GOOD_FOR)
    minutes = int(GOOD_FOR.total_seconds() // 60)
    text = say("link.code", code=f"{code[:4]}-{code[4:]}", minutes=minutes)
    return Answer(cards.answer(text, title=say("link.title")))


async def link_flow(call: Call, studio: Studio) -> Answer:
    """Say by a button what flows to a linked team."""
    _require(call)
    flow, _, team_id = call.text("target").partition(_BETWEEN)
    return await _set(call, studio, team_id, flow)


async def unlink(call: Call, studio: Studio) -> Answer:
    """Ask whether a link is to end."""
    _require(call)
    say = saying(call.locale)
    async with studio.database.read() as tx:
        other = await _other(tx, call, call.text("target"))
    button = Button("unlink_sure", other.id, say("button.unlink_sure"), Style.DANGER)
    text = say("link.sure", team=_called(other))
    return Answer(Card(CardKind.OFFER, text, buttons=(button,), private=True))


async def unlink_sure(call: Call, studio: Studio) -> Answer:
    """End a link, on both sides and at once; again changes nothing."""
    _require(call)
    say = saying(call.locale)
    async with studio.database.begin() as tx:
        other = await people.team_of(tx, call.text("target"))
        await links.unlink(tx, call.person.team.id, call.text("target"))
    name = call.text("target") if other is None else _called(other)
    return Answer(cards.answer(say("link.ended", team=name)))


def _require(call: Call) -> None:
    if not call.person.administrator:
        raise NotAllowed("administrators_only")


async def _redeem(call: Call, studio: Studio) -> Answer:
    say, now = saying(call.locale), studio.clock()
    code = _normal(call.text("code"))
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, now)
        if not await _may_try(tx, call, studio):
            raise NotAllowed("link_tries", tries=TRIES)
    # In a transaction of its own: a try counts although it fails.
    async with studio.database.begin() as tx:
        made = await links.redeem(tx, _hash(code), call.person, now, id=studio.new_id())
        mine = call.person.team.id
        other = await people.team_of(tx, made.to_team if made.from_team == mine else made.from_team)
    if other is None:
        raise NotFound("link_code")
    card = cards.answer(say("link.made", team=_called(other)), title=say("link.title"))
    return Answer(_with(card, (_approved(say, other), _stop(say, other))))


async def _may_try(tx: Tx, call: Call, studio: Studio) -> bool:
    """Take one of the tries that the team has in this hour; the same call again takes the one that it has."""
    now = studio.clock()
    hour = int(now.timestamp()) // _HOUR
    mine = f"link:{call.person.team.id}:{call.id}"
    if await notes.read(tx, mine) is not None:
        return True
    for number in range(TRIES):
        if await notes.once(tx, f"link:{call.person.team.id}:{hour}:{number}", now):
            await notes.write(tx, mine, "tried", now)
            return True
    return False


async def _flow(call: Call, studio: Studio) -> Answer:
    asked, flow = call.text("team"), call.text("flow")
    if not flow:
        raise BadInput("flow_unknown", asked="")
    async with studio.database.read() as tx:
        linked = await _linked(tx, call)
    if asked:
        fitting = [each for each in linked if asked.casefold() in {each.name.casefold(), each.id.casefold()}]
    else:
        fitting = linked if len(linked) == 1 else []
    if len(fitting) != 1:
        known = ", ".join(_called(each) for each in fitting or linked)
        raise NotFound("link_team" if linked else "link_none", asked=asked[:60], known=known)
    return await _set(call, studio, fitting[0].id, flow)


async def _set(call: Call, studio: Studio, team_id: str, asked: str) -> Answer:
    say, mine = saying(call.locale), call.person.team.id
    async with studio.database.begin() as tx:
        other = await _other(tx, call, team_id)
        flow, collection_id, title = Flow.NOTHING, None, ""
        if asked.casefold().startswith(_COLLECTION):
            wanted = asked[len(_COLLECTION) :].strip().strip('"')
            found = await collections.named(tx, call.viewer, wanted)
            if found is None or found.team_id != mine:
                raise NotFound("collection_unknown", asked=wanted[:60])
            if found.channel_id:
                raise NotAllowed("flow_private")
            flow, collection_id, title = Flow.COLLECTION, found.id, found.title
        elif asked.casefold() in {Flow.NOTHING.value, Flow.APPROVED.value}:
            flow = Flow(asked.casefold())
        else:
            raise BadInput("flow_unknown", asked=asked[:60])
        await links.set_flow(tx, mine, other.id, flow, collection_id)
    text = say(f"link.flow_{flow.value}", team=_called(other), collection=title)
    return Answer(cards.answer(text, title=say("link.title")))


async def _list(call: Call, studio: Studio) -> Card:
    say = saying(call.locale)
    fields: list[Field] = []
    buttons: list[Button] = [Button("link_code", call.person.team.id, say("button.link_code"), Style.PRIMARY)]
    async with studio.database.read() as tx:
        for mine, theirs in (await links.of_team(tx, call.person.team.id))[:_SHOWN]:
            other = await people.team_of(tx, mine.to_team)
            if other is None:
                continue
            given = await _said(tx, call, say, mine)
            taken = say(f"link.says_{theirs.flow.value}", collection="")
            fields.append(
                Field(f"{_called(other)} ({other.platform.value})", say("link.row", given=given, taken=taken))
            )
            buttons.append(_stop(say, other) if mine.flow is Flow.APPROVED else _approved(say, other))
            buttons.append(Button("unlink", other.id, say("button.unlink", team=_short(other)), Style.DANGER))
    text = say("link.text") if fields else say("link.none")
    return _with(cards.answer(text, title=say("link.title"), fields=fields), buttons)


async def _said(tx: Tx, call: Call, say: Say, mine: Link) -> str:
    found = None if mine.collection_id is None else await collections.get(tx, call.viewer, mine.collection_id)
    return say(f"link.says_{mine.flow.value}", collection="" if found is None else found.title)


async def _linked(tx: Tx, call: Call) -> list[Team]:
    found = [await people.team_of(tx, mine.to_team) for mine, _ in await links.of_team(tx, call.person.team.id)]
    return [each for each in found if each is not None]


async def _other(tx: Tx, call: Call, team_id: str) -> Team:
    found = next((each for each in await _linked(tx, call) if each.id == team_id), None)
    if found is None:
        raise NotFound("link_gone")
    return found


def _approved(say: Say, other: Team) -> Button:
    return Button("link_flow", f"{Flow.APPROVED}{_BETWEEN}{other.id}", say("button.link_approved", team=_short(other)))


def _stop(say: Say, other: Team) -> Button:
    target = f"{Flow.NOTHING}{_BETWEEN}{other.id}"
    return Button("link_flow", target, say("button.link_nothing", team=_short(other)), Style.QUIET)


def _with(card: Card, buttons: Sequence[Button]) -> Card:
    return Card(card.kind, card.text, title=card.title, fields=card.fields, buttons=tuple(buttons), private=True)


def _called(team: Team) -> str:
    return team.name or team.external_id


def _short(team: Team) -> str:
    return cards.quoted(_called(team), 12)


def _code(chance: str) -> str:
    """Return a code of letters that are not mistaken for others, as hard to guess as the chance is long."""
    number, letters = int.from_bytes(sha256(chance.encode()).digest()), []
    for _ in range(_LENGTH):
        number, letter = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(letters)


def _normal(typed: str) -> str:
    """Return a code as it was given, however it was typed. Raise NotFound where it can be none."""
    plain = "".join(each for each in typed.upper() if each.isalnum())
    if len(plain) != _LENGTH or not plain.isascii():
        raise NotFound("link_code")
    return plain


def _hash(code: str) -> str:
    return sha256(f"easel link {code}".encode()).hexdigest()
