"""``/export``: a collection, or what a search finds, as a contact sheet (PNG, PDF) or as a ZIP with its history."""

from __future__ import annotations

from contextlib import aclosing

from commands import cards
from commands.archive import Order, chosen, zipped
from commands.spec import option, spec
from commands.studio import Answer, Studio
from commands.uploads import keep_own
from commands.words import Say, saying
from domain.call import Call
from domain.card import Button, Card, CardKind
from domain.errors import BadInput, NotFound
from domain.library import Collection, Entry
from domain.people import Platform
from domain.search import MOST_WORDS, search_of
from engines.images import rendition
from engines.images.sheet import Heading, Tile, sheet_pdf, sheet_png
from storage import collections, notes, people
from storage.codec import dump

KINDS = ("png", "pdf", "zip")
EXPORT = spec(
    "export",
    option("export", "collection", suggest="collections"),
    option("export", "words"),
    option("export", "as", choices=KINDS),
    words="collection",
    private=True,
)
EXPORT_AS = spec("export_as", listed=False, private=True)

ARCHIVE = "archive:"
"""Starts what a card of the browser workspace offers to download where it is an archive."""
MOST_PNG, MOST_PDF = 80, 200
"""Pictures on a contact sheet: on one long page, and on pages."""
MOST_SENT = 8 * 1024 * 1024
"""Bytes of an archive that is sent as a file, where no link can be given: what every platform takes."""

_TILE = 400
_SECONDS = 120
_BETWEEN = "|"
_TITLE = 60
_TYPES = {"png": "image/png", "pdf": "application/pdf", "zip": "application/zip"}


def export_buttons(say: Say, collection: Collection) -> tuple[Button, ...]:
    """Return the ways in which a collection can be taken along."""
    return tuple(
        Button("export_as", f"{kind}{_BETWEEN}{collection.id}", say(f"button.export_{kind}")) for kind in KINDS
    )


async def export(call: Call, studio: Studio) -> Answer:
    """Export the collection that is named, or what words find; ask as what where that is not said."""
    say = saying(call.locale)
    name, words, kind = call.text("collection"), call.text("words"), call.text("as").casefold()
    if kind and kind not in KINDS:
        raise BadInput("export_unknown", asked=kind[:20])
    if name:
        async with studio.database.read() as tx:
            found = await collections.named(tx, call.viewer, name)
        if found is None:
            raise NotFound("collection_unknown", asked=name[:60])
        if not kind:
            text = say("export.ask", title=found.title)
            return Answer(Card(CardKind.ANSWER, text, buttons=export_buttons(say, found), private=True))
        return await _export(call, studio, Order(found.title, call.viewer, collection_id=found.id), kind)
    if not words:
        raise BadInput("export_what")
    search_of(words)
    order = Order(cards.quoted(words, _TITLE), call.viewer, words=words[:MOST_WORDS])
    return await _export(call, studio, order, kind or "pdf")


async def export_as(call: Call, studio: Studio) -> Answer:
    """Export the collection of the pressed button."""
    kind, _, collection_id = call.text("target").partition(_BETWEEN)
    async with studio.database.read() as tx:
        found = await collections.get(tx, call.viewer, collection_id)
    if found is None or kind not in KINDS:
        raise NotFound("collection_unknown", asked="")
    return await _export(call, studio, Order(found.title, call.viewer, collection_id=found.id), kind)


async def _export(call: Call, studio: Studio, order: Order, kind: str) -> Answer:
    async with aclosing(chosen(studio, order, most=1)) as first:
        if await anext(first, None) is None:
            raise NotFound("export_empty")
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, studio.clock())
    return await (_archive(call, studio, order) if kind == "zip" else _sheet(call, studio, order, kind))


async def sheet(studio: Studio, order: Order, team: str, kind: str, locale: str) -> bytes:
    """Return the contact sheet of an order as ``png`` or ``pdf``: of so many pictures as there is room for."""
    data, _, _ = await _drawn(studio, order, team, kind, locale)
    return data


async def _drawn(studio: Studio, order: Order, team: str, kind: str, locale: str) -> tuple[bytes, int, bool]:
    """Return a contact sheet, how many pictures are on it, and whether there are more."""
    say, most = saying(locale), MOST_PNG if kind == "png" else MOST_PDF
    entries = [each async for each in chosen(studio, order, most=most + 1)]
    tiles = [await _tile(studio, say, each) for each in entries[:most]]
    shown = [each for each in tiles if each is not None]
    day = studio.clock().date().isoformat()
    heading = Heading(order.title, say("export.count", n=len(shown)), f"{team} · {day}" if team else day)
    draw = sheet_png if kind == "png" else sheet_pdf
    return await studio.worker.run(draw, heading, shown, seconds=_SECONDS), len(shown), len(entries) > most


async def _sheet(call: Call, studio: Studio, order: Order, kind: str) -> Answer:
    say = saying(call.locale)
    data, count, more = await _drawn(studio, order, call.person.team.name, kind, call.locale)
    kept = await keep_own(call, studio, data, f"{_file_name(order.title)}.{kind}", _TYPES[kind])
    text = say("export.sheet_cut", n=count) if more else say("export.sheet", n=count)
    return Answer(Card(CardKind.ANSWER, text, title=order.title, private=True, file=f"upload:{kept.id}"))


async def _tile(studio: Studio, say: Say, entry: Entry) -> Tile | None:
    """Return a picture as it stands on a sheet, None where its bytes are gone."""
    picture, name = entry.picture, f"tile-{_TILE}"
    try:
        data = await studio.assets.get_rendition(picture.digest, name)
        if data is None:
            data = await studio.worker.run(rendition, await studio.assets.get(picture.digest), _TILE)
            await studio.assets.put_rendition(picture.digest, name, data)
    except NotFound:
        return None
    title = f"@{entry.handles[0]}" if entry.handles else cards.quoted(picture.words or picture.alt, _TITLE)
    note = f"v{picture.version} · {picture.person_name}"
    return Tile(data, title, note, entry.state.value, say(f"state.{entry.state.value}"))


async def _archive(call: Call, studio: Studio, order: Order) -> Answer:
    """Give a ZIP: by a link where there can be one, else as a file where it is small enough."""
    say = saying(call.locale)
    browser = call.person.team.platform is Platform.BROWSER
    if studio.archive_token is not None and (browser or studio.public_url):
        key = notes.key_of(call.person.id, f"archive:{studio.new_id()}")
        async with studio.database.begin() as tx:
            await notes.write(tx, key, dump(order), studio.clock())
        token = studio.archive_token(key)
        if browser:
            text = say("export.archive")
            return Answer(Card(CardKind.ANSWER, text, title=order.title, private=True, file=f"upload:{ARCHIVE}{token}"))
        text = say("export.archive_link", link=f"{studio.public_url.rstrip('/')}/archives/{token}")
        return Answer(cards.answer(text, title=order.title))
    data = bytearray()
    async with aclosing(zipped(studio, order)) as chunks:
        async for chunk in chunks:
            data += chunk
            if len(data) > MOST_SENT:
                raise BadInput("export_large", most=MOST_SENT // (1024 * 1024))
    kept = await keep_own(call, studio, bytes(data), f"{_file_name(order.title)}.zip", _TYPES["zip"])
    text = say("export.archive_sent")
    return Answer(Card(CardKind.ANSWER, text, title=order.title, private=True, file=f"upload:{kept.id}"))


def _file_name(title: str) -> str:
    kept = "".join(each if each.isalnum() else "-" for each in title.casefold())
    return "-".join(piece for piece in kept.split("-") if piece)[:_TITLE] or "easel"
