"""``/asset``: the names by which the team calls its pictures, their tags and collections."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from commands import cards, gallery
from commands.aim import Aim, aim
from commands.beginning import NAMED
from commands.offers import SEPARATOR
from commands.spec import PICTURE, option, spec
from commands.studio import Answer, Studio
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Field, Style
from domain.errors import BadInput, NotAllowed, NotFound
from domain.library import Collection, Entry, Kind, Named, collection_name, collection_title, handle_of, tag_of
from storage import collections, lineage, names, people, retention, search, shelf, tags
from storage.database import Tx

_MOST_LISTED = 25
_ORDER = ("name", "rename", "unname", "list", "tag", "untag", "collect", "uncollect", "cover", "keep")

SPEC = spec(
    "asset",
    option("asset", "name", suggest="names"),
    option("asset", "action", choices=_ORDER),
    PICTURE,
    option("asset", "kind", choices=tuple(kind.value for kind in Kind)),
    option("asset", "new_name"),
    words="name",
    private=True,
)
NAME_IT = spec("name_it", asks="name", listed=False, private=True)
NAME_NEWEST = spec("name_newest", listed=False, private=True)

_WRITTEN = re.compile(r"name:\s*\"?(?P<name>[^\"]*)\"?", re.IGNORECASE)
_IN_TWO = re.compile(r"^(?P<old>\S.*?)(?:\s+(?:to|->|→)\s+|\s+)(?P<new>\S+)$")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an action is asked with: the call, and the words that are left for it."""

    call: Call
    studio: Studio
    words: str


Action = Callable[[Asked], Awaitable[Card]]


async def asset(call: Call, studio: Studio) -> Answer:
    """Do what ``action``, or else the first of the words, says; names alone are listed or given."""
    action, words = call.text("action").casefold(), call.text("name")
    if not action:
        first, _, rest = words.partition(" ")
        known = first.casefold() in ACTIONS
        action, words = (first.casefold(), rest.strip()) if known else ("name" if words else "list", words)
    # A typed line leaves the option that takes prose as it stands.
    written = _WRITTEN.fullmatch(words)
    words = words if written is None else written["name"]
    handler = ACTIONS.get(action)
    if handler is None:
        raise BadInput("action_unknown", asked=action[:40], known=", ".join(ACTIONS))
    if call.person.narrow and action != "list":
        raise NotAllowed("guest_library")
    return Answer(await handler(Asked(call, studio, words)))


async def name_it(call: Call, studio: Studio) -> Answer:
    """Name the picture of a button as is said."""
    _require_member(call)
    return Answer(await _name(Asked(call, studio, call.words)))


async def name_newest(call: Call, studio: Studio) -> Answer:
    """Make the picture of a button the newest version of the name that the button names too."""
    _require_member(call)
    picture_id, _, name_id = call.text("target").partition(SEPARATOR)
    asked = replace(call, options={"target": picture_id})
    async with studio.database.read() as tx:
        named = await names.get(tx, call.viewer, name_id)
    if named is None:
        raise NotFound("name_gone")
    return Answer(await _name(Asked(asked, studio, named.handle), sure=True))


def _require_member(call: Call) -> None:
    """Raise NotAllowed for a guest: names are the whole team's."""
    if call.person.narrow:
        raise NotAllowed("guest_library")


async def _name(asked: Asked, *, sure: bool = False) -> Card:
    """Name the picture that is meant; offer where the name is that of another one, unless that is ``sure``."""
    call, studio = asked.call, asked.studio
    handle, say = handle_of(asked.words), saying(asked.call.locale)
    async with studio.database.begin() as tx:
        aimed = await aim(tx, call)
        there = await _existing(tx, call, handle, aimed)
        kind = _kind(call) or (there.kind if there is not None else _kind_of(handle))
        if there is not None and not sure and not await _related(tx, call, aimed, there):
            return _offer(asked, aimed, there)
        await people.remember(tx, call.person, studio.clock())
        draft = Named(studio.new_id(), call.person.team.id, _own(aimed), handle, kind, ())
        named = await names.give(tx, draft, aimed.picture.id, call.person.id, studio.clock())
    version = len(named.pictures)
    key = "asset.named" if version == 1 else "asset.new_version"
    text = say(key, handle=handle, version=version, kind=say(f"kind.{kind.value}"))
    notes = (say("asset.here_only"),) if named.channel_id else ()
    shown = (cards.shown(aimed.picture),)
    return replace(cards.answer(text, title=f"@{handle}"), pictures=shown, notes=notes)


async def _rename(asked: Asked) -> Card:
    call = asked.call
    old, new = asked.words, call.text("new_name")
    if not new:
        both = _IN_TWO.match(asked.words)
        if both is None:
            raise BadInput("rename_how")
        old, new = both["old"], both["new"]
    handle = handle_of(new)
    async with asked.studio.database.begin() as tx:
        named = await _find(tx, call, old)
        await names.rename(tx, named.id, handle)
    return cards.answer(saying(call.locale)("asset.renamed", old=named.handle, handle=handle))


async def _unname(asked: Asked) -> Card:
    """Take a name off the picture that is named too, else off all its versions."""
    call, say = asked.call, saying(asked.call.locale)
    one = bool(call.text("picture") or call.text("target"))
    async with asked.studio.database.begin() as tx:
        named = await _find(tx, call, asked.words)
        if one:
            picture = (await aim(tx, call)).picture
            await names.take_off(tx, named.id, picture.id)
        else:
            await names.drop(tx, named.id)
    return cards.answer(say("asset.taken_off" if one else "asset.unnamed", handle=named.handle))


async def _list(asked: Asked) -> Card:
    """Show what the names mean that are seen from here, the newest first."""
    call, say = asked.call, saying(asked.call.locale)
    kind = _kind(call) or _said_kind(asked.words)
    async with asked.studio.database.read() as tx:
        if asked.words and kind is None:
            every = [await _find(tx, call, asked.words)]
        else:
            every = await names.all_seen(tx, call.viewer, kind=kind, limit=_MOST_LISTED)
        shown: list[Entry] = []
        fields: list[Field] = []
        for named in every:
            picture = await names.meant(tx, call.viewer, named.handle)
            state = None if picture is None else await shelf.state_of(tx, picture.id)
            entry = None
            if picture is not None and len(shown) < gallery.A_PAGE:
                entry = await search.entry(tx, call.viewer, picture.id)
            shown += [entry] if entry is not None else []
            said = say(f"library.as_{state.value if state is not None else 'retired'}")
            row = say("asset.row", kind=say(f"kind.{named.kind.value}"), n=len(named.pictures), state=said)
            fields.append(Field(f"@{named.handle}", row))
    if not every:
        return cards.answer(say("asset.none"))
    card = gallery.gallery(say, shown, text=say("asset.listed"), title=say("asset.title"))
    return replace(card, fields=tuple(fields))


async def _tag(asked: Asked) -> Card:
    call, say = asked.call, saying(asked.call.locale)
    wanted = _tags(asked.words)
    async with asked.studio.database.begin() as tx:
        picture = (await aim(tx, call)).picture
        await people.remember(tx, call.person, asked.studio.clock())
        now = asked.studio.clock()
        every = await tags.add(tx, call.person.team.id, picture.id, wanted, call.person.id, now)
    return cards.answer(say("asset.tagged", version=picture.version, tags=" ".join(f"#{tag}" for tag in every)))


async def _untag(asked: Asked) -> Card:
    call, say = asked.call, saying(asked.call.locale)
    wanted = _tags(asked.words)
    async with asked.studio.database.begin() as tx:
        picture = (await aim(tx, call)).picture
        await tags.remove(tx, picture.id, wanted)
    return cards.answer(say("asset.untagged", version=picture.version, tags=" ".join(f"#{tag}" for tag in wanted)))


async def _collect(asked: Asked) -> Card:
    call, studio, say = asked.call, asked.studio, saying(asked.call.locale)
    title = collection_title(asked.words)
    async with studio.database.begin() as tx:
        aimed = await aim(tx, call)
        await people.remember(tx, call.person, studio.clock())
        found = await collections.named(tx, call.viewer, title)
        if found is None or (_own(aimed) and found.channel_id != _own(aimed)):
            found = await collections.ensure(tx, _new_collection(asked, title, _own(aimed)))
        await collections.add(tx, found.id, [aimed.picture.id], call.person.id, studio.clock())
    return cards.answer(say("asset.collected", version=aimed.picture.version, title=found.title))


async def _uncollect(asked: Asked) -> Card:
    call, say = asked.call, saying(asked.call.locale)
    async with asked.studio.database.begin() as tx:
        found = await _collection(tx, asked)
        picture = (await aim(tx, call)).picture
        await collections.take_out(tx, found.id, [picture.id])
    return cards.answer(say("asset.uncollected", version=picture.version, title=found.title))


async def _cover(asked: Asked) -> Card:
    call, say = asked.call, saying(asked.call.locale)
    async with asked.studio.database.begin() as tx:
        found = await _collection(tx, asked)
        picture = (await aim(tx, call)).picture
        if picture.id not in await collections.items(tx, call.viewer, found.id):
            raise NotFound("not_collected", title=found.title)
        await collections.set_cover(tx, found.id, picture.id)
    return cards.answer(say("asset.covered", version=picture.version, title=found.title))


async def _keep(asked: Asked) -> Card:
    call, say = asked.call, saying(asked.call.locale)
    async with asked.studio.database.begin() as tx:
        picture = (await aim(tx, call)).picture
        await retention.keep(tx, [picture.id])
    return cards.answer(say("asset.kept", version=picture.version))


ACTIONS: Mapping[str, Action] = {
    "name": _name,
    "rename": _rename,
    "unname": _unname,
    "list": _list,
    "tag": _tag,
    "untag": _untag,
    "collect": _collect,
    "uncollect": _uncollect,
    "cover": _cover,
    "keep": _keep,
}
"""What does each action."""


def _offer(asked: Asked, aimed: Aim, there: Named) -> Card:
    say = saying(asked.call.locale)
    target = f"{aimed.picture.id}{SEPARATOR}{there.id}"
    button = Button(
        "name_newest", target, say("button.newest_version", title=cards.quoted(there.handle, NAMED)), Style.PRIMARY
    )
    return Card(CardKind.OFFER, say("asset.taken", handle=there.handle), buttons=(button,), private=True)


async def _existing(tx: Tx, call: Call, handle: str, aimed: Aim) -> Named | None:
    """Return the name that a picture would be a version of: the team's, or the private channel's where it is of one."""
    found = await names.find(tx, call.viewer, handle)
    if found is not None and found.channel_id != _own(aimed):
        every = await names.all_seen(tx, call.viewer)
        return next((each for each in every if each.handle == handle and each.channel_id == _own(aimed)), None)
    return found


async def _related(tx: Tx, call: Call, aimed: Aim, there: Named) -> bool:
    """Return whether a picture is of the same descent as one of a name's versions, or one of them."""
    if aimed.picture.id in there.pictures:
        return True
    family = await lineage.family(tx, call.viewer, aimed.picture.id)
    return not {each.picture.id for each in family}.isdisjoint(there.pictures)


async def _find(tx: Tx, call: Call, words: str) -> Named:
    handle = handle_of(words)
    named = await names.find(tx, call.viewer, handle)
    if named is None:
        raise NotFound("name_not_there", handle=handle)
    return named


async def _collection(tx: Tx, asked: Asked) -> Collection:
    title = collection_title(asked.words)
    found = await collections.named(tx, asked.call.viewer, title)
    if found is None:
        raise NotFound("collection_not_there", title=title)
    return found


def _new_collection(asked: Asked, title: str, channel_id: str) -> Collection:
    call, studio = asked.call, asked.studio
    return Collection(
        id=studio.new_id(),
        team_id=call.person.team.id,
        channel_id=channel_id,
        name=collection_name(title),
        title=title,
        cover_id=None,
        person_id=call.person.id,
        created_at=studio.clock(),
    )


def _own(aimed: Aim) -> str:
    """Return the private channel whose a picture is, empty where it is the whole team's."""
    return aimed.thread.channel_id if aimed.thread.private else ""


def _kind(call: Call) -> Kind | None:
    text = call.text("kind").casefold()
    if not text:
        return None
    found = _said_kind(text)
    if found is None:
        raise BadInput("kind_unknown", asked=text[:40], known=", ".join(Kind))
    return found


def _said_kind(text: str) -> Kind | None:
    said = text.casefold().strip().removesuffix("s")
    return next((kind for kind in Kind if kind.value == said), None)


def _kind_of(handle: str) -> Kind:
    """Return the kind that a handle names itself, else the one that says least."""
    parts = re.split(r"[-_.]", handle)
    return next((kind for kind in Kind if kind.value in parts), Kind.PRODUCT)


def _tags(words: str) -> tuple[str, ...]:
    """Return the tags that words name: between commas, else each that begins with a hash, else all as one."""
    pieces = words.split(",") if "," in words else words.split("#") if "#" in words else [words]
    found = tuple(dict.fromkeys(tag_of(each) for each in pieces if each.strip()))
    if not found:
        raise BadInput("tags_missing")
    return found
