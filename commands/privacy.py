"""``/privacy``: what is kept of a person; export it, delete it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from commands import cards
from commands.spec import option, spec
from commands.studio import Answer, Studio
from commands.uploads import keep_own
from commands.words import FALLBACK, languages, saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Style
from domain.errors import BadInput
from storage import people, pictures, privacy
from storage.privacy import SOMEONE

SPEC = spec("privacy", option("privacy", "what", choices=("export", "delete")), words="what", private=True)
ERASE = spec("erase_me", listed=False, private=True)
EXPORT = spec("export_me", listed=False, private=True)
ASK_ERASE = spec("ask_erase", listed=False, private=True)


async def tell(call: Call, studio: Studio) -> Answer:
    """Say what is kept, or do what is asked about it."""
    say = saying(call.locale)
    what = call.text("what").casefold()
    match what:
        case "":
            buttons = (
                Button("export_me", call.person.user_id, say("button.export_me")),
                Button("ask_erase", call.person.user_id, say("button.erase_me"), Style.DANGER),
            )
            text = say("privacy.text")
            return Answer(Card(CardKind.ANSWER, text, title=say("privacy.title"), buttons=buttons, private=True))
        case "export":
            return await export(call, studio)
        case "delete":
            return await ask_erase(call, studio)
        case _:
            raise BadInput("privacy_unknown", asked=what[:40])


async def ask_erase(call: Call, studio: Studio) -> Answer:
    """Ask whether everything is to be deleted."""
    del studio
    say = saying(call.locale)
    button = Button("erase_me", call.person.user_id, say("button.erase_me_sure"), Style.DANGER)
    return Answer(Card(CardKind.OFFER, say("privacy.sure"), buttons=(button,), private=True))


async def export(call: Call, studio: Studio) -> Answer:
    """Give a person everything that is kept about them, as one JSON file that only they can open."""
    say = saying(call.locale)
    now = studio.clock()
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, now)
    async with studio.database.read() as tx:
        everything = await privacy.export(tx, call.person.id)
    data = await asyncio.to_thread(privacy.as_json, everything)
    kept = await keep_own(call, studio, data, "easel-export.json", "application/json")
    return Answer(Card(CardKind.ANSWER, say("privacy.exported"), private=True, file=f"upload:{kept.id}"))


async def erase(call: Call, studio: Studio) -> Answer:
    """Delete what is kept about the person who asks, bytes and all; cut off, the same call finishes it."""
    async with studio.database.begin() as tx:
        await people.remember(tx, call.person, studio.clock())
    async with studio.database.read() as tx:
        theirs = await pictures.of_person(tx, call.person.id)
    freed = await privacy.erase(
        studio.database,
        call.person.id,
        studio.clock(),
        call_id=call.id,
        sentences=_sentences,
    )
    await privacy.drop(studio.database, studio.assets, freed)
    # Until then what was deleted still stands in SQLite's log.
    await studio.database.fold()
    return Answer(cards.answer(saying(call.locale)("privacy.erased")), gone=tuple(each.id for each in theirs))


def _sentences(name: str) -> Mapping[str, str]:
    """Return what Easel says of a person by name in every language, and how it says that of nobody."""
    keys = ("errors.cancel_not_yours", "errors.delete_not_yours")
    every = [saying(locale) for locale in (FALLBACK, *languages())]
    return {say(key, person=name): say(key, person=SOMEONE) for say in every for key in keys}
