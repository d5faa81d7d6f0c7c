"""Names in words: what calls a picture, what is lettering, whom it speaks to, and what an engine is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.wiring import parts
from commands.handles import addressing_nobody, references
from commands.studio import Studio
from commands.words import saying
from domain.errors import NotFound
from domain.handles import Called, callings, marked, spoken
from domain.library import Kind, State
from domain.picture import Picture
from storage import shelf
from tests.commands.shelf import ADA, BOB, CLOSED, GUEST, LOBBY, OPEN, ask, call, put
from tests.conversation.conftest import settings_for

SAY = saying("en")


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield all_parts.studio


async def name(studio: Studio, picture: Picture, handle: str, **how: object) -> None:
    place = how.get("place", OPEN)
    await ask(studio, call("asset", options={"action": "name", "name": handle}, target=picture.id, place=place))


@pytest.mark.parametrize(
    ("words", "handles"),
    [
        ("put @logo on the mug", ["logo"]),
        ("@logo, but bigger", ["logo"]),
        ("put (@logo) by @mug-2.", ["logo", "mug-2"]),
        ("a mug with “@logo”", ["logo"]),
        ("@Logo and @LOGO", ["logo", "logo"]),
        ("@ロゴ をマグに", ["ロゴ"]),
        ("@लोगो लगाओ", ["लोगो"]),
        ('put the "logo" on the mug', ["logo"]),
        ("put the “brand mark” on the mug", ["brand-mark"]),
        ("setze das „logo“ auf die Tasse", ["logo"]),
        ("mets le « logo » sur la tasse", ["logo"]),
        ("「ロゴ」をマグに置いて", ["ロゴ"]),
        ("put 'logo' there, it's fine", ["logo"]),
        ('the "LOGO" in gold', ["logo"]),
        ('make it like "noir" and add "logo"', ["noir", "logo"]),
        # An address, a link, a mention of a platform's, what no name can be.
        ("write to ada@example.com", []),
        ("see https://x.example/@logo", []),
        ("<@1234567> look", []),
        ("hey @everyone and @here", []),
        ("use @v2", []),
        ("a 5 @ 3 price", []),
        # Lettering.
        ('a poster that says "logo"', []),
        ('a sign saying "logo"', []),
        ('it reads "logo"', []),
        ('with the words "logo"', []),
        ('with the text "logo" below', []),
        ('text: "logo"', []),
        ('titled "logo"', []),
        ('change the headline to "logo"', []),
        ('write "logo" on it', []),
        ('the words "sale" and "logo"', []),
        ('says "sale", "logo"', []),
        ('a mug with "logo" in big letters', []),
        ('"logo" in bold type', []),
        ('"logo" written in gold', []),
        ('a poster "LOGO"', []),
        ('a cat called "logo"', []),
        ("ein Plakat mit dem Text „logo“", []),
        ("eine Tasse, auf der „logo“ steht und das Wort „logo“", ["logo"]),
        ("une affiche avec le texte « logo »", []),
        ("un cartel que dice «logo»", []),
        ("um cartaz com a palavra “logo”", []),
        ("「ロゴ」という文字を入れて", []),
        ('an empty "" and "x"', []),
    ],
)
def test_what_calls_a_picture(words: str, handles: list[str]):
    assert [each.handle for each in callings(words)] == handles


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        ("put @logo on it", Kind.LOGO, "put the logo (reference image 1) on it"),
        ("put the @logo on it", Kind.LOGO, "put the logo (reference image 1) on it"),
        ('our "logo" in gold', Kind.LOGO, "our logo (reference image 1) in gold"),
        ("put @acme-inc on it", Kind.LOGO, "put the acme inc logo (reference image 1) on it"),
        ("in the style of @noir", Kind.STYLE, "in the style of the noir style (reference image 1)"),
        ("@mug on a table", Kind.PRODUCT, "the mug (reference image 1) on a table"),
        ("@mia waves", Kind.CHARACTER, "the mia character (reference image 1) waves"),
    ],
)
def test_what_an_engine_is_told(words: str, kind: Kind, told: str):
    (calling,) = callings(words)
    handle, end = calling.handles[0]
    called = Called(calling.start, end, handle, kind, 1)
    assert spoken(words, [called]) == told


def test_what_is_marked_speaks_to_nobody():
    words = 'add @logo beside the "mug"'
    first, second = callings(words)
    called = [Called(each.start, each.handles[0][1], each.handle, Kind.LOGO) for each in (first, second)]
    marked_words = marked(words, called)
    assert marked_words == 'add “@logo” beside the "mug"'
    assert [each.handle for each in callings(marked_words)] == ["logo", "mug"]


@pytest.mark.parametrize(
    "words", ["@" * 5000, "@a" * 5000, '"' * 5000, "@" + "\u0301" * 5000, "“" * 3000 + "@x", "\0@\ud83d"]
)
def test_no_words_are_too_much(words: str):
    assert len(callings(words)) <= 12


async def test_a_name_sends_its_picture_and_says_so(studio: Studio):
    logo, mug = await put(studio, "a logo"), await put(studio, "a mug")
    await name(studio, logo, "logo")
    await name(studio, mug, "mug")
    found = await references(call("imagine"), studio, 'put @logo on the "mug", and @logo again')
    assert [each.digest for each in found.sources(4)] == [logo.digest, mug.digest]
    assert [each.picture_id for each in found.sources(1)] == [logo.id]
    told = [SAY(f"notes.{note.code}", **note.params) for note in found.told(1, SAY)]
    assert told == [
        "@logo (v1, draft) is reference 1.",
        "@mug (v1) was left out, since no more references fit.",
    ]
    assert found.spoken(4, "openai") == (
        "put the logo (reference image 1) on the mug (reference image 2), and the logo (reference image 1) again"
    )
    assert found.spoken(1, "openai") == (
        "put the logo (reference image 1) on the mug, and the logo (reference image 1) again"
    )
    # What looks at no references is told of none.
    assert found.spoken(4, "sketch") == "put the logo on the mug, and the logo again"


async def test_the_newest_approved_version_is_meant(studio: Studio):
    first = await put(studio, "one", thread_id="t")
    second = await put(studio, "two", thread_id="t")
    for each in (first, second):
        await name(studio, each, "logo")
    (meant,) = (await references(call("imagine"), studio, "@logo")).meant
    assert (meant.picture.id, meant.version, meant.state) == (second.id, 2, State.DRAFT)
    async with studio.database.begin() as tx:
        await shelf.set_state(tx, first.id, State.APPROVED)
    (meant,) = (await references(call("imagine"), studio, "@logo")).meant
    assert (meant.picture.id, meant.version, meant.state) == (first.id, 1, State.APPROVED)


async def test_what_is_worked_on_is_no_reference_of_itself(studio: Studio):
    logo = await put(studio, "a logo")
    await name(studio, logo, "logo")
    found = await references(call("edit"), studio, "make @logo blue", logo)
    assert found.sources(4) == ()
    assert found.spoken(4, "openai") == "make the logo blue"


async def test_a_retired_name_is_answered_with_what_to_do(studio: Studio):
    logo = await put(studio, "a logo")
    await name(studio, logo, "logo")
    async with studio.database.begin() as tx:
        await shelf.set_state(tx, logo.id, State.RETIRED)
    with pytest.raises(NotFound) as raised:
        await references(call("imagine"), studio, "put @logo on a mug")
    assert raised.value.code == "asset_retired"
    # In quotes they are words that need not have meant it.
    assert (await references(call("imagine"), studio, 'put the "logo" on a mug')).meant == ()


async def test_an_unknown_name_is_told_and_people_are_left_alone(studio: Studio):
    await put(studio, person=BOB)
    unknown = await references(call("imagine"), studio, 'put @nothing by "nobody"')
    assert [note.code for note in unknown.told(4, SAY)] == ["name_unknown"]
    assert unknown.spoken(4, "openai") == 'put @nothing by "nobody"'
    assert (await references(call("imagine"), studio, "@Bob look at @bob's mug")).unknown == ()


async def test_a_mention_of_a_person_is_no_picture_though_one_is_called_so(studio: Studio):
    logo = await put(studio, person=BOB)
    await name(studio, logo, "bob")
    assert (await references(call("imagine", addressed=("bob",)), studio, "for @bob: a mug")).meant == ()
    assert len((await references(call("imagine"), studio, "with @bob on a mug")).meant) == 1


async def test_the_longest_name_is_meant(studio: Studio):
    for handle in ("logo", "logo-dark", "ロゴ"):
        await name(studio, await put(studio, handle), handle)
    for words, handle in (
        ("@logo-dark on it", "logo-dark"),
        ("@logo-light on it", "logo"),
        ("@logo.png on it", "logo"),
        ("@ロゴをマグに", "ロゴ"),
    ):
        (meant,) = (await references(call("imagine"), studio, words)).meant
        assert meant.named.handle == handle


async def test_a_name_is_known_where_its_picture_is_seen(studio: Studio):
    await name(studio, await put(studio, place=CLOSED), "secret", place=CLOSED)
    await name(studio, await put(studio, place=OPEN), "open")
    words = "@secret and @open"

    async def handles(**how: object) -> list[str]:
        found = await references(call("imagine", **how), studio, words)
        return [each.named.handle for each in found.meant]

    assert await handles(place=OPEN) == ["open"]
    assert await handles(place=CLOSED) == ["secret", "open"]
    assert await handles(place=LOBBY, person=GUEST) == []
    assert await handles(place=OPEN, person=GUEST) == ["open"]


async def test_words_that_begin_with_a_picture_speak_to_nobody(studio: Studio):
    await name(studio, await put(studio), "logo")
    for words, heard in (
        ("@logo bigger", "“@logo” bigger"),
        ("add @logo", "add “@logo”"),
        ("@ada look", "@ada look"),
    ):
        assert (await addressing_nobody(call("reply", words), studio)).words == heard
    spoken_to_ada = call("reply", "@logo bigger", addressed=(ADA.user_id,))
    assert (await addressing_nobody(spoken_to_ada, studio)).words == "@logo bigger"
