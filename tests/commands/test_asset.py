"""Names, tags and collections as people give them, and what cannot be given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.wiring import parts
from commands.studio import Studio
from domain.card import Card, CardKind
from domain.errors import AskError, BadInput, NotAllowed, NotFound
from domain.library import Kind
from domain.picture import Picture
from storage import collections, names
from tests.commands.shelf import ADA, BOB, CLOSED, GUEST, OPEN, call, card, put
from tests.conversation.conftest import settings_for


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[Studio]:
    async with parts(settings_for(tmp_path)) as all_parts:
        yield all_parts.studio


async def asset(studio: Studio, picture: Picture | None, action: str, name: str = "", **how: object) -> Card:
    options = {"action": action, "name": name, **({"kind": how.pop("kind")} if "kind" in how else {})}
    return await card(studio, call("asset", options=options, target="" if picture is None else picture.id, **how))


async def versions(studio: Studio, handle: str, place: object = OPEN) -> tuple[str, ...]:
    async with studio.database.read() as tx:
        named = await names.find(tx, call("asset", place=place).viewer, handle)
    return () if named is None else named.pictures


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "handle_length"),
        ("x", "handle_length"),
        ("x" * 300, "handle_length"),
        ("<@U123>", "handle_mention"),
        ("<@&99>", "handle_mention"),
        ("@everyone", "handle_mention"),
        ("everyone", "handle_mention"),
        ("easel", "handle_reserved"),
        ("v2", "handle_reserved"),
        ("2026", "handle_reserved"),
        ("a/b", "handle_letters"),
        ("-logo", "handle_letters"),
        ("logo'; DROP TABLE names", "handle_letters"),
        ("🎨🎨", "handle_letters"),
    ],
)
async def test_what_no_picture_can_be_called(studio: Studio, name: str, code: str):
    picture = await put(studio)
    with pytest.raises(BadInput) as raised:
        await asset(studio, picture, "name", name)
    assert raised.value.code == code


@pytest.mark.parametrize("name", ["Logo", "@logo", "“logo”", "ロゴ", "логотип", "लोगो", "Brand Mark", "a.b_c-d"])
async def test_what_a_picture_can_be_called_in_any_script(studio: Studio, name: str):
    picture = await put(studio)
    said = await asset(studio, picture, "name", name)
    assert await versions(studio, said.title.removeprefix("@")) == (picture.id,)


async def test_a_kind_is_what_is_said_else_what_the_name_says(studio: Studio):
    for name, kind, kept in (
        ("acme-logo", None, Kind.LOGO),
        ("mug", None, Kind.PRODUCT),
        ("mia", "character", Kind.CHARACTER),
        ("noir", "styles", Kind.STYLE),
    ):
        await asset(studio, await put(studio), "name", name, **({"kind": kind} if kind else {}))
        async with studio.database.read() as tx:
            named = await names.find(tx, call("asset").viewer, name)
        assert named is not None
        assert named.kind is kept
    with pytest.raises(BadInput, match="kind_unknown"):
        await asset(studio, await put(studio), "name", "thing", kind="sausage")


async def test_the_same_descent_makes_a_version_and_another_picture_an_offer(studio: Studio):
    first = await put(studio, thread_id="t")
    await asset(studio, first, "name", "logo")
    second = await put(studio, thread_id="t", parent=first)
    assert "version 2" in (await asset(studio, second, "name", "logo")).text
    other = await put(studio, "another")
    offer = await asset(studio, other, "name", "LOGO", person=BOB)
    assert offer.kind is CardKind.OFFER
    assert await versions(studio, "logo") == (first.id, second.id)
    (button,) = offer.buttons
    assert len(f"e:{button.command}:{button.target}") <= 100
    await card(studio, call("name_newest", target=button.target, person=BOB))
    assert await versions(studio, "logo") == (first.id, second.id, other.id)
    await card(studio, call("asset", options={"action": "unname", "name": "logo"}))
    with pytest.raises(NotFound, match="name_gone"):
        await card(studio, call("name_newest", target=button.target))


async def test_a_button_asks_for_the_name(studio: Studio):
    picture = await put(studio)
    await card(studio, call("name_it", "The Logo", target=picture.id))
    assert await versions(studio, "the-logo") == (picture.id,)


async def test_a_name_that_is_taken_is_not_given_by_renaming(studio: Studio):
    for name in ("one", "two"):
        picture = await put(studio)
        await asset(studio, picture, "name", f"logo-{name}")
    with pytest.raises(BadInput, match="handle_taken"):
        await asset(studio, None, "rename", "logo-one to logo-two")
    with pytest.raises(BadInput, match="rename_how"):
        await asset(studio, None, "rename", "logo-one")
    with pytest.raises(NotFound, match="name_not_there"):
        await asset(studio, None, "rename", "nothing something")
    said = await card(studio, call("asset", options={"action": "rename", "name": "logo-one", "new_name": "logo-three"}))
    assert "@logo-three" in said.text
    assert (await versions(studio, "logo-one"), len(await versions(studio, "logo-three"))) == ((), 1)


async def test_a_name_is_taken_off_one_version_or_all(studio: Studio):
    first, second = await put(studio, thread_id="t"), await put(studio, thread_id="t")
    for each in (first, second):
        await asset(studio, each, "name", "logo")
    await asset(studio, second, "unname", "logo")
    assert await versions(studio, "logo") == (first.id,)
    await asset(studio, None, "unname", "@logo")
    assert await versions(studio, "logo") == ()


async def test_what_is_private_is_named_for_its_channel_alone(studio: Studio):
    secret, public = await put(studio, place=CLOSED), await put(studio)
    await asset(studio, public, "name", "logo")
    said = await asset(studio, secret, "name", "logo", place=CLOSED)
    assert said.kind is CardKind.ANSWER
    assert said.notes
    assert await versions(studio, "logo") == (public.id,)
    assert await versions(studio, "logo", CLOSED) == (secret.id,)
    with pytest.raises(NotFound, match="picture_unknown"):
        await asset(studio, secret, "name", "other", place=OPEN)
    # Into a collection of the whole team's it does not go, but into the channel's of that name.
    await asset(studio, public, "collect", "Spring")
    await asset(studio, secret, "collect", "Spring", place=CLOSED)
    async with studio.database.read() as tx:
        outside = await collections.named(tx, call("asset").viewer, "spring")
        inside = await collections.named(tx, call("asset", place=CLOSED).viewer, "spring")
        assert outside is not None
        assert inside is not None
        assert await collections.items(tx, call("asset", place=CLOSED).viewer, outside.id) == [public.id]
        assert await collections.items(tx, call("asset", place=CLOSED).viewer, inside.id) == [secret.id]


async def test_a_guest_names_nothing(studio: Studio):
    picture = await put(studio)
    await asset(studio, picture, "name", "logo")
    for action, name in (("name", "mine"), ("tag", "x"), ("collect", "y"), ("unname", "logo"), ("keep", "")):
        with pytest.raises(NotAllowed, match="guest_library"):
            await asset(studio, picture, action, name, person=GUEST)
    with pytest.raises(NotAllowed, match="guest_library"):
        await card(studio, call("name_it", "mine", target=picture.id, person=GUEST))
    listed = await asset(studio, None, "list", person=GUEST)
    assert [field.name for field in listed.fields] == ["@logo"]


@pytest.mark.parametrize(
    ("action", "name", "code"),
    [
        ("tag", "", "tags_missing"),
        ("tag", " , ,", "tags_missing"),
        ("tag", "x" * 300, "tag_length"),
        ("tag", "<@U1>", "handle_mention"),
        ("tag", "a;b", "tag_letters"),
        ("collect", "", "collection_title"),
        ("collect", "x" * 3000, "collection_title"),
        ("uncollect", "nothing", "collection_not_there"),
        ("cover", "nothing", "collection_not_there"),
        ("fly", "", "action_unknown"),
        ("unname", "nothing", "name_not_there"),
    ],
)
async def test_what_cannot_be_done_is_told(studio: Studio, action: str, name: str, code: str):
    picture = await put(studio)
    with pytest.raises(AskError) as raised:
        await asset(studio, picture, action, name)
    assert raised.value.code == code


async def test_the_action_may_be_the_first_word(studio: Studio):
    picture = await put(studio)
    for words in ("name logo", "tag red, Summer Sale", "tag #blue #sky", "keep"):
        await card(studio, call("asset", options={"name": words}, target=picture.id))
    one = await card(studio, call("library_one", target=picture.id))
    shown = {field.name: field.value for field in one.fields}
    assert shown["Tags"] == "#blue, #red, #sky, #summer-sale"
    assert shown["Names"] == "@logo v1 (logo)"
    listed = await card(studio, call("asset", options={"name": "list logos"}))
    assert [field.name for field in listed.fields] == ["@logo"]
    assert "Nothing has a name" in (await card(studio, call("asset", options={"name": "list styles"}))).text


async def test_a_deleted_picture_takes_its_name_along(studio: Studio):
    picture = await put(studio)
    await asset(studio, picture, "name", "logo")
    await card(studio, call("delete_sure", target=picture.id, person=ADA))
    assert await versions(studio, "logo") == ()
    with pytest.raises(NotFound, match="picture_deleted"):
        await asset(studio, picture, "name", "logo")
