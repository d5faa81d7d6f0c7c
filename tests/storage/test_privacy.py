"""Deleting leaves nothing of a person: every text of every table is searched, and the file's own bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from domain.call import Call
from domain.card import Button, Card, CardKind, Progress, Shown, Version
from domain.job import JobState, Output, OutputState
from domain.ledger import Unit, taken
from domain.operation import Edit, Generate, Source, Vary
from domain.people import Person, Place, Platform, Team
from domain.picture import Picture
from storage import inbox, jobs, ledger, messages, outputs, people, pictures, privacy, threads, uploads
from storage.codec import dump
from storage.database import Database
from storage.jobs import Ending
from storage.messages import KeptChannel, KeptMessage
from storage.people import PersonSettings
from storage.schema import metadata
from storage.uploads import KeptUpload
from tests.storage.sample import NOW, SETTINGS, TEAM, accepted, digest, job, picture, running, settle_in, thread

EVE = Person(TEAM, "U9", "Evelyn Quartz")
BOB = Person(TEAM, "U2", "Bob")
WORDS = "a zeppelin over Lisbon"
MORE = "now with a walrus"
DIGESTS = {name: digest(name) for name in ("made", "edited", "given", "mask", "half", "shared")}
SECRETS = [EVE.name, WORDS, MORE, "zeppelin", "walrus", "holiday.png", *(set(DIGESTS.values()) - {DIGESTS["shared"]})]


def message(message_id: str, author: str = "easel", name: str = "Easel", **changed: Any) -> KeptMessage:
    return replace(KeptMessage(message_id, TEAM.id, "C1", None, author, name, "", NOW), **changed)


def shown(of: Picture, alt: str) -> Shown:
    return Shown(of.id, of.version, of.digest, "image/png", 1, 1, alt)


def upload(upload_id: str, person: Person, of: str) -> KeptUpload:
    return KeptUpload(upload_id, TEAM.id, person.id, "C1", False, "holiday.png", digest(of), "image/png", 9, 9, (), NOW)


async def live(database: Database) -> dict[str, str]:
    """Let Eve do all there is to do, and Bob work on what she made; return ids by name."""
    await settle_in(database, persons=(EVE, BOB), in_threads=("other",))
    async with database.begin() as tx:
        await threads.ensure(tx, replace(thread(), title=WORDS))
        await people.set_person(tx, EVE.id, PersonSettings(model="one", size="tall"))
        await inbox.claim(
            tx, Call("call", EVE, Place("C1"), "imagine", NOW, WORDS, answer_to={"message": "m-call"}), NOW
        )
        await uploads.keep(tx, upload("u1", EVE, "given"))
        await uploads.keep(tx, replace(upload("u2", EVE, "shared"), name="other.png"))
        await uploads.keep(tx, replace(upload("u3", BOB, "shared"), name="bobs.png"))
        await messages.add_channel(tx, KeptChannel("own", TEAM.id, "zeppelin-plans", WORDS, EVE.id, NOW))
    first = await running(
        database, job(EVE, operation=Generate(WORDS, SETTINGS), answer_to={"message": "m1", "user": EVE.name})
    )
    made = picture(person=EVE, job_id=first.id, words=WORDS, digest=DIGESTS["made"], alt=f"AI-generated image: {WORDS}")
    async with database.begin() as tx:
        await outputs.begin(tx, first.id, 0)
        kept = Output(first.id, 0, OutputState.MADE, 1, digest=DIGESTS["made"], notes=(WORDS,), scene=WORDS)
        await outputs.made(tx, kept)
        (v1,) = await jobs.settle(
            tx, first, [replace(made, scene=f'{{"words":"{WORDS}"}}', notes=(WORDS,))], billed=0, dollars=9, now=NOW
        )
        await jobs.delivered(tx, first.id, now=NOW)
    base = Source(DIGESTS["made"], "image/png", v1.id)
    mask = Source(DIGESTS["mask"], "image/png")
    edit = await running(database, job(EVE, operation=Edit(MORE, base, SETTINGS, mask=mask), count=2))
    async with database.begin() as tx:
        draft = picture(
            person=EVE,
            job_id=edit.id,
            words=MORE,
            digest=DIGESTS["edited"],
            parent_id=v1.id,
            alt=f"AI: {WORDS}; {MORE}",
        )
        (v2,) = await jobs.settle(tx, edit, [draft], billed=0, dollars=9, now=NOW)
    bobs = await running(database, job(BOB, operation=Vary(base, WORDS, SETTINGS)))
    async with database.begin() as tx:
        draft = picture(
            person=BOB,
            job_id=bobs.id,
            operation="vary",
            words=WORDS,
            parent_id=v1.id,
            alt=f"AI: {WORDS}",
            references=(DIGESTS["made"],),
        )
        (v3,) = await jobs.settle(tx, bobs, [draft], billed=0, dollars=9, now=NOW)
        upon = await pictures.add(
            tx, [picture(person=BOB, words="more red", parent_id=v2.id, alt=f"AI: {WORDS}; {MORE}; more red")]
        )
    waits = await accepted(database, job(EVE, "other", operation=Generate(MORE, SETTINGS), count=3))
    half = await running(database, job(EVE, count=2, estimate=100, operation=Generate(WORDS, SETTINGS)))
    async with database.begin() as tx:
        await jobs.ask_cancel(tx, waits.id, now=NOW)
        await outputs.begin(tx, half.id, 0)
        await outputs.made(tx, Output(half.id, 0, OutputState.MADE, 1, digest=DIGESTS["half"], cost=30, scene=WORDS))
        refused = await jobs.accept(
            tx, job(EVE, call_id="refused", operation=Generate(MORE, SETTINGS)), slots=1, limit=99, now=NOW
        )
        await jobs.end(tx, refused[0].id, Ending(JobState.REFUSED, "cannot_draw", {"words": "walrus"}), now=NOW)
        waiting, _ = await jobs.accept(tx, job(EVE, "other", call_id="waiting", count=4), slots=4, limit=99, now=NOW)
    result = Card(
        CardKind.RESULT,
        f"v3, from v1, by @Bob, after @{EVE.name}",
        pictures=(shown(v3, v3.alt),),
        buttons=(Button("edit", v3.id, "Edit"), Button("show", v1.id, "Show v1")),
        versions=(Version(v1.id, 1, None, WORDS, EVE.name), Version(v3.id, 3, 1, WORDS, "Bob")),
    )
    async with database.begin() as tx:
        for each in (
            message("m0", EVE.id, EVE.name, text=WORDS, uploads=("u1",)),
            message("m1", card=Card(CardKind.RESULT, f"v1, by @{EVE.name}", pictures=(shown(v1, v1.alt),))),
            message("m-call", card=Card(CardKind.ANSWER, MORE)),
            message("m2", card=Card(CardKind.PROGRESS, WORDS, progress=Progress(half.id, "making"))),
            message("m3", card=Card(CardKind.ANSWER, WORDS, private=True), private_to=EVE.id),
            message("m4", card=result),
            message("m5", BOB.id, "Bob", text="nice"),
            message("m6", card=Card(CardKind.RESULT, "by @Bob", pictures=(shown(upon[0], upon[0].alt),))),
            message("m7", card=Card(CardKind.ANSWER, "hello")),
        ):
            await messages.put(tx, each, only_new=False, final=True)
    return {
        "v1": v1.id,
        "v2": v2.id,
        "v3": v3.id,
        "v4": upon[0].id,
        "half": half.id,
        "waiting": waiting.id,
        "bobs": bobs.id,
        "edit": edit.id,
    }


async def every_text(database: Database) -> dict[str, str]:
    found: dict[str, str] = {}
    async with database.read() as tx:
        for table in metadata.sorted_tables:
            for number, row in enumerate((await tx.execute(sa.select(table).order_by(*table.primary_key))).mappings()):
                found |= {
                    f"{table.name}.{name}[{number}]": value for name, value in row.items() if isinstance(value, str)
                }
    return found


async def left_of(database: Database) -> list[tuple[str, str]]:
    texts = await every_text(database)
    return [(where, secret) for where, text in texts.items() for secret in SECRETS if secret in text]


async def erase(database: Database) -> list[str]:
    return sorted(await privacy.erase(database, EVE.id, NOW))


async def test_neither_name_nor_words_nor_digests_remain(database: Database) -> None:
    await live(database)
    assert {where.partition(".")[0] for where, _ in await left_of(database)} == {
        *("channels", "entries", "inbox", "jobs", "messages", "outputs", "people", "pictures", "threads", "uploads")
    }
    freed = await erase(database)
    assert await left_of(database) == []
    assert freed == sorted(set(DIGESTS.values()) - {DIGESTS["shared"]})


async def test_again_changes_nothing(database: Database) -> None:
    await live(database)
    await erase(database)
    before = await every_text(database)
    async with database.read() as tx:
        seq, entries = await messages.latest(tx), await ledger.entries(tx)
    assert await erase(database) == []
    assert await every_text(database) == before
    async with database.read() as tx:
        assert await messages.latest(tx) == seq
        assert await ledger.entries(tx) == entries


async def test_the_numbers_stay_and_open_jobs_are_closed(database: Database) -> None:
    ids = await live(database)
    await erase(database)
    async with database.begin() as tx:
        half, waiting = await jobs.get(tx, ids["half"]), await jobs.get(tx, ids["waiting"])
        assert half is not None
        assert waiting is not None
        assert {half.state, waiting.state} == {JobState.CANCELLED}
        assert half.told
        assert half.charged
        assert not waiting.charged
        assert taken(await ledger.entries(tx, job_id=half.id), Unit.PICTURES) == 1
        assert taken(await ledger.entries(tx, job_id=half.id), Unit.MICRO_DOLLARS) == 30
        entries = await ledger.entries(tx, person_id=EVE.id)
        assert taken(entries, Unit.PICTURES) == 3
        assert await ledger.left_of(tx, person_id=EVE.id, limit=10, now=NOW) == 7
        # What was running ends here: nothing comes back by its settling, or by a call that ends later.
        late = picture(person=EVE, job_id=half.id, words=WORDS)
        assert await jobs.settle(tx, half, [late], billed=0, dollars=1, now=NOW) == []
        await outputs.begin(tx, half.id, 1)
        await outputs.made(tx, Output(half.id, 1, OutputState.MADE, 1, digest=DIGESTS["half"], scene=WORDS))
    assert await left_of(database) == []


async def test_what_others_made_of_it_stays(database: Database) -> None:
    ids = await live(database)
    await erase(database)
    async with database.read() as tx:
        versions = {each.id: each for each in await pictures.of_thread(tx, "thread")}
        found = await threads.get(tx, "thread")
        assert [each.deleted for each in versions.values()] == [True, True, False, False]
        assert {versions[ids[name]].person_name for name in ("v1", "v2")} == {"someone"}
        assert versions[ids["v4"]].words == "more red"
        assert versions[ids["v4"]].alt == "AI: more red"
        assert versions[ids["v4"]].scene is not None
        assert versions[ids["v4"]].person_name == "Bob"
        assert found is not None
        assert found.head_id == ids["v4"]
        assert await uploads.of_person(tx, EVE.id) == []
        assert [each.name for each in await uploads.of_person(tx, BOB.id)] == ["bobs.png"]
        kept = {
            each.id: each
            for each in await messages.page(tx, TEAM.id, BOB.id, "C1", thread_id=None, before=None, limit=99)
        }
    assert {message_id for message_id, each in kept.items() if each.deleted} == {"m0", "m1", "m-call", "m2"}
    assert kept["m0"].author_name == "someone"
    assert kept["m5"].text == "nice"
    assert kept["m7"].card == Card(CardKind.ANSWER, "hello")
    result = kept["m4"].card
    assert result is not None
    assert result.text == "v3, from v1, by @Bob, after @someone"
    assert [each.target for each in result.buttons] == [ids["v3"]]
    assert [(each.words, each.person) for each in result.versions] == [("", "someone"), ("", "Bob")]


async def test_who_reads_along_hears_of_it(database: Database) -> None:
    await live(database)
    async with database.read() as tx:
        before = await messages.latest(tx)
    await erase(database)
    async with database.read() as tx:
        changed = await messages.since(tx, TEAM.id, BOB.id, ["C1"], after=before, limit=99)
    assert {each.id for each in changed} == {"m0", "m1", "m-call", "m2", "m4", "m6"}
    assert len({each.seq for each in changed}) == len(changed)


async def test_a_deleted_message_is_not_written_again(database: Database) -> None:
    await live(database)
    await erase(database)
    async with database.begin() as tx:
        again = message("m1", card=Card(CardKind.RESULT, WORDS))
        assert await messages.put(tx, again, only_new=False, final=True) is None
    assert await left_of(database) == []


async def test_the_export_holds_everything(database: Database) -> None:
    ids = await live(database)
    async with database.read() as tx:
        given = await privacy.export(tx, EVE.id)
        assert await privacy.export(tx, "unknown") is None
    assert given is not None
    assert given.person == EVE
    assert given.settings == PersonSettings(model="one", size="tall")
    assert [each.id for each in given.pictures] == [ids["v1"], ids["v2"]]
    assert {each.id for each in given.uploads} == {"u1", "u2"}
    assert len(given.jobs) == 6
    assert {each.person.id for each in given.jobs} == {EVE.id}
    assert [each.id for each in given.messages] == ["m0", "m3"]
    assert [each.words for each in given.calls] == [WORDS]
    assert {each.person_id for each in given.ledger} == {EVE.id}
    # What answers a platform may be a key to it.
    assert not any(each.answer_to for each in given.jobs)
    assert not any(each.answer_to for each in given.calls)
    text = dump(given)
    assert all(secret in text for secret in SECRETS if secret != DIGESTS["half"])
    assert "bobs.png" not in text


async def test_nobody_is_erased_by_an_unknown_key(database: Database) -> None:
    await live(database)
    before = await every_text(database)
    assert await privacy.erase(database, "slack:T1/unknown", NOW) == frozenset()
    assert await every_text(database) == before


async def test_a_team_of_one_loses_its_name(database: Database) -> None:
    alone = Person(Team(Platform.DISCORD, "dm:77", EVE.name), "77", EVE.name)
    await settle_in(database, persons=(alone,), in_threads=())
    await privacy.erase(database, alone.id, NOW)
    assert await left_of(database) == []


@pytest.mark.may_block("reads the file's bytes")
async def test_the_files_bytes_hold_nothing_either(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    database = Database.open(sqlite_url)

    def bytes_on_disk() -> bytes:
        return b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))

    await live(database)
    assert all(secret.encode() in bytes_on_disk() for secret in SECRETS)
    await erase(database)
    await database.fold()
    on_disk = bytes_on_disk()
    assert [secret for secret in SECRETS if secret.encode() in on_disk] == []
    await database.close()
