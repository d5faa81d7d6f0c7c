"""Deleting a person's data leaves what others said and made as it was, but for what is the person's in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.card import Button, Card, CardKind, Field, Progress, Version
from domain.operation import Edit, Generate, Source, sources_of
from domain.people import Person
from domain.picture import Picture
from storage import cleansing, jobs, messages, people, pictures, privacy, threads
from storage.database import Database, Tx
from storage.scrub import Gone, Lines, operation_without
from tests.storage.sample import NOW, SETTINGS, TEAM, job, picture, running, settle_in, thread
from tests.storage.test_privacy import BOB, EVE, every_text, message, shown

ADA = Person(TEAM, "U3", "Ada")
NAMESAKE = Person(TEAM, "U4", EVE.name)


def result(of: Picture, text: str, title: str, **changed: Any) -> Card:
    buttons = (Button("vary", of.id, "Vary"), Button("back", of.id, "Back"))
    card = Card(CardKind.RESULT, text, title=title, pictures=(shown(of, of.alt),), buttons=buttons)
    return replace(card, **changed)


async def say(tx: Tx, message_id: str, card: Card, **changed: Any) -> None:
    await messages.put(tx, message(message_id, card=card, **changed), only_new=False, final=True)


async def card_of(database: Database, message_id: str) -> Card | None:
    async with database.read() as tx:
        kept = await messages.get(tx, message_id)
    assert kept is not None
    return kept.card


async def made(database: Database, person: Person, words: str, thread_id: str = "thread", **changed: Any) -> Picture:
    """Let a person make a picture by a job."""
    accepted = await running(database, job(person, thread_id, operation=Generate(words, SETTINGS)))
    draft = picture(thread_id, person, job_id=accepted.id, words=words, alt=f"AI: {words}")
    async with database.begin() as tx:
        (done,) = await jobs.settle(tx, accepted, [replace(draft, **changed)], billed=0, dollars=0, now=NOW)
        await jobs.delivered(tx, accepted.id, now=NOW)
    return done


async def erase(database: Database, **how: Any) -> frozenset[str]:
    return await privacy.erase(database, EVE.id, NOW, **how)


async def test_the_same_words_stay_where_another_said_them(database: Database) -> None:
    await settle_in(database, persons=(EVE, ADA), in_threads=("thread", "adas"))
    for words in ("red", "barn", "Vary", "tree"):
        await made(database, EVE, words)
    own = await made(database, ADA, "a red barn", "adas")
    card = result(own, "a red barn", "v1, by @Ada", notes=("Only red was drawn.",), fields=(Field("red", "barn"),))
    async with database.begin() as tx:
        await threads.ensure(tx, replace(thread("titled"), title="red"))
        await say(tx, "adas", card)
    before = await every_text(database)
    await erase(database)
    after = await every_text(database)
    assert await card_of(database, "adas") == card

    def hers(every: dict[str, str]) -> list[tuple[str, str]]:
        # By their columns: rows of what is deleted go from between others.
        kept = [(where, text) for where, text in every.items() if ADA.id in text or "a red barn" in text]
        return sorted((where.partition("[")[0], text) for where, text in kept)

    assert hers(after) == hers(before)
    async with database.read() as tx:
        titled = await threads.get(tx, "titled")
    assert titled is not None
    assert titled.title == "red"


async def test_in_one_thread_only_what_is_whole_goes(database: Database) -> None:
    await settle_in(database, persons=(EVE, ADA))
    barn = await made(database, EVE, "barn")
    for words in ("red", "Vary", "Back"):
        await made(database, EVE, words)
    painted = await made(database, ADA, "paint the barn red", parent_id=barn.id, alt="AI: barn; paint the barn red")
    tree = (Version(barn.id, 1, None, "barn", EVE.name), Version(painted.id, 5, 1, painted.words, "Ada"))
    details = Card(CardKind.ANSWER, painted.alt, title="v5", fields=(Field("Words", painted.words),), versions=tree)
    async with database.begin() as tx:
        await say(tx, "result", result(painted, painted.words, "v5, from v1, by @Ada", notes=("red and barn",)))
        await say(tx, "back", result(painted, "Back", "v5, from v1, by @Ada"))
        await say(tx, "details", details)
        await say(tx, "hers", replace(details, text=barn.alt, title="v1", fields=(Field("Words", "barn"),)))
    await erase(database)
    alt = "AI: paint the barn red"
    left = replace(painted, alt=alt)
    assert await card_of(database, "result") == result(
        left, painted.words, "v5, from v1, by @Ada", notes=("red and barn",)
    )
    assert await card_of(database, "back") == result(left, "Back", "v5, from v1, by @Ada")
    told = replace(tree[0], words="", person="someone"), tree[1]
    assert await card_of(database, "details") == replace(details, text=alt, versions=told)
    assert await card_of(database, "hers") is None


async def test_what_was_asked_for_in_vain_with_their_words_is_told_without(database: Database) -> None:
    await settle_in(database, persons=(EVE, BOB))
    await made(database, EVE, "a barn")
    tried = await running(database, job(BOB, operation=Generate("a barn", SETTINGS)))
    buttons = (Button("retry", tried.id, "Try again"),)
    card = Card(CardKind.REFUSAL, "It broke.", notes=("You asked for: a barn", "Small."), buttons=buttons)
    async with database.begin() as tx:
        await say(tx, "tried", card)
    await erase(database)
    assert await card_of(database, "tried") == replace(card, notes=("You asked for: …", "Small."))


async def test_what_another_did_again_with_their_words_is_told_without(database: Database) -> None:
    await settle_in(database, persons=(EVE, BOB))
    words = "a zeppelin over Lisbon, " + "seen from far above, " * 20
    first = await made(database, EVE, words)
    again = await made(database, BOB, words, notes=("Not drawn: zeppelin.",))
    night = await made(database, BOB, "make it night", parent_id=again.id, alt=f"AI: {words}; make it night")
    forming = await running(database, job(BOB, operation=Generate(words, SETTINGS)))
    short = f"{words[:239].rstrip()}…"
    async with database.begin() as tx:
        await say(tx, "again", result(again, short, "v2, by @Bob", notes=again.notes))
        await say(tx, "night", result(night, "make it night", "v3, from v2, by @Bob", notes=("kept",)))
        await say(tx, "forming", Card(CardKind.PROGRESS, "On it.", title=short, progress=Progress(forming.id, "make")))
        await say(tx, "editing", Card(CardKind.OFFER, "", title=f"Editing v1: {short}", buttons=(
            Button("cancel", forming.id, "Cancel"), Button("confirm", f"{first.id}|call", "Edit")
        )))  # fmt: skip
    await erase(database)
    async with database.read() as tx:
        rows = await pictures.of_thread(tx, "thread")
    assert [(each.words, each.alt, each.notes) for each in rows[1:]] == [
        ("", "AI", ()),
        ("make it night", "AI: make it night", night.notes),
    ]
    assert await card_of(database, "again") == result(replace(again, alt="AI"), "…", "v2, by @Bob")
    assert await card_of(database, "night") == result(
        replace(night, alt="AI: make it night"), "make it night", "v3, from v2, by @Bob", notes=("kept",)
    )
    forms, editing = await card_of(database, "forming"), await card_of(database, "editing")
    assert forms is not None
    assert editing is not None
    assert (forms.text, forms.title) == ("On it.", "…")
    assert editing.title == "Editing v1: …"
    assert [each.command for each in editing.buttons] == ["cancel"]
    assert not any("zeppelin" in text for text in (await every_text(database)).values())


async def test_copies_in_other_threads_are_told_anew(database: Database) -> None:
    await settle_in(database, persons=(EVE, BOB), in_threads=("thread", "copy-1", "copy-2"))
    first = await made(database, EVE, "a zeppelin")
    night = await made(database, BOB, "make it night", parent_id=first.id, alt="AI: a zeppelin; make it night")
    own = await made(database, BOB, "a zeppelin")
    async with database.begin() as tx:
        for name, source in (("copy-1", night), ("copy-2", own)):
            copy = replace(source, id=name, thread_id=name, parent_id=None, job_id=None, operation="copy")
            await pictures.add(tx, [copy], upload_id=f"copy:{source.id}")
            await say(tx, name, result(copy, "", "v1, a copy of @Bob's picture"))
    await erase(database)
    async with database.read() as tx:
        (one,), (two,) = await pictures.of_thread(tx, "copy-1"), await pictures.of_thread(tx, "copy-2")
    assert (one.words, one.alt) == ("make it night", "AI: make it night")
    assert (two.words, two.alt, two.notes) == ("", "AI", ())
    assert one.notes == night.notes
    assert [text for text in (await every_text(database)).values() if "zeppelin" in text] == []


async def test_variations_of_anothers_upload_have_no_words_and_stay(database: Database) -> None:
    await settle_in(database, persons=(EVE, BOB))
    await made(database, EVE, "a zeppelin")
    photo = await made(database, BOB, "x.png", operation="upload", alt="Uploaded by Bob: x.png")
    other = await made(database, BOB, "", operation="vary", parent_id=photo.id, alt="AI: x.png", notes=("kept",))
    card = result(other, "", "v3, from v2, by @Bob", notes=("kept",))
    async with database.begin() as tx:
        await say(tx, "card", card)
    await erase(database)
    assert await card_of(database, "card") == card
    async with database.read() as tx:
        _, *left = await pictures.of_thread(tx, "thread")
    assert left == [photo, other]


async def test_what_changes_meanwhile_is_not_overwritten(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await settle_in(database, persons=(EVE, BOB))
    first = await made(database, EVE, "a zeppelin")
    night = await made(database, BOB, "make it night", parent_id=first.id, alt="AI: a zeppelin; make it night")
    old = result(night, "make it night", "v2, from v1, by @Bob")
    async with database.begin() as tx:
        await say(tx, "card", old)
    change = cleansing._change

    async def changed_before(tx: Tx, *given: Any) -> None:
        await say(tx, "card", replace(old, label="newer"))
        await change(tx, *given)

    monkeypatch.setattr(cleansing, "_change", changed_before)
    await erase(database)
    left = await card_of(database, "card")
    assert left is not None
    assert (left.label, left.pictures[0].alt) == ("newer", "AI: make it night")


def test_another_who_still_works_on_a_picture_keeps_it() -> None:
    sources = Source("one", "image/png", "v1"), Source("two", "image/png"), Source("three", "image/png")
    given = Edit("make it night", sources[0], SETTINGS, sources[1:2], sources[2])
    gone = Gone(frozenset(), {}, frozenset({"v1"}), frozenset(), frozenset({"two"}), {}, {}, {})
    lines = Lines(["a zeppelin"])
    ended = operation_without(given, gone, lines, ended=True)
    assert [each.digest for each in sources_of(ended)] == ["", ""]
    assert operation_without(given, gone, lines, ended=False) == replace(
        given, references=(replace(sources[1], digest=""),)
    )


async def test_a_namesake_keeps_the_name(database: Database) -> None:
    await settle_in(database, persons=(EVE, NAMESAKE))
    first = await made(database, EVE, "a zeppelin")
    other = await made(database, NAMESAKE, "make it night", parent_id=first.id, alt="AI: a zeppelin; make it night")
    card = result(other, "make it night", f"v2, from v1, by @{EVE.name}")
    async with database.begin() as tx:
        await say(tx, "theirs", card)
    await erase(database)
    assert await card_of(database, "theirs") == result(
        replace(other, alt="AI: make it night"), "make it night", f"v2, from v1, by @{EVE.name}"
    )
    async with database.read() as tx:
        assert [each.person_name for each in await pictures.of_thread(tx, "thread")] == ["someone", EVE.name]


async def test_sentences_of_easel_lose_the_name_alone(database: Database) -> None:
    await settle_in(database, persons=(EVE, BOB), in_threads=())
    text = f"Only {EVE.name} may do that. Nothing was charged."
    async with database.begin() as tx:
        await say(tx, "refused", Card(CardKind.REFUSAL, text), private_to=BOB.id)
        await say(tx, "said", Card(CardKind.ANSWER, f"The painter {EVE.name} lived here."))
    await erase(database, sentences=lambda name: {f"Only {name} may do that.": "Only someone may do that."})
    refused, said = await card_of(database, "refused"), await card_of(database, "said")
    assert refused is not None
    assert said is not None
    assert refused.text == "Only someone may do that. Nothing was charged."
    assert said.text == f"The painter {EVE.name} lived here."


async def test_someone_who_is_renamed_loses_the_old_name_too(database: Database) -> None:
    await settle_in(database, persons=(EVE, BOB))
    first = await made(database, EVE, "a zeppelin")
    await made(database, BOB, "make it night", parent_id=first.id)
    async with database.begin() as tx:
        await people.remember(tx, replace(EVE, name="Vic"), NOW)
        tree = (Version(first.id, 1, None, "a zeppelin", EVE.name),)
        await say(tx, "tree", Card(CardKind.ANSWER, f"by @{EVE.name}, by @Vic", versions=tree))
    await erase(database)
    card = await card_of(database, "tree")
    assert card is not None
    assert card.text == "by @someone, by @someone"
    assert not any(EVE.name in text for text in (await every_text(database)).values())
