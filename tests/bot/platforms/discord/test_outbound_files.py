"""Pictures and files as large as Discord takes them, and words that no prompt gets the better of."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.card import Card, CardKind
from tests.bot.platforms.discord.speaking import CREATE, PNG, SMALL, World, on_it, target

MIB = 1024 * 1024


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with World() as world:
        yield world


def big(mebibytes: int) -> bytes:
    return PNG + b"0" * (mebibytes * MIB)


async def delivered(world: World, card: Card, **answer_to: str):
    call, asked = await world.slash(**answer_to)
    await world.outbound.answer(call, on_it())
    await world.outbound.deliver(target(call), card)
    return asked.response().thread.messages[0]


async def test_a_picture_over_the_limit_comes_smaller_and_the_button_gets_the_rest(world: World):
    result = await delivered(world, world.made(world.picture(data=big(10))))
    assert result.pictures == [SMALL]
    assert "Shown smaller" in result.content
    assert "Original gets the file" in result.content


async def test_with_a_public_address_there_is_a_link_to_the_rest(world: World):
    world.pictures.url = "https://easel.example"
    result = await delivered(world, world.made(world.picture(data=big(10))))
    assert result.button("Open the original")["url"] == "https://easel.example/o/pic1?s=signed"
    assert "https://" not in result.content
    assert result.button("Refine")


async def test_a_boosted_server_takes_more(world: World):
    world.guild.tier = 2
    data = big(12)
    result = await delivered(world, world.made(world.picture(data=data)), limit=str(50 * MIB))
    assert result.pictures == [data]
    assert "Shown smaller" not in result.content


async def test_four_large_pictures_fit_one_request_together(world: World):
    made = [world.picture(f"pic{n}", version=n, data=big(7)) for n in range(1, 5)]
    result = await delivered(world, world.made(*made))
    assert result.pictures == [SMALL] * 4
    assert "Pick or show one" in result.content
    assert {each.files[0][2] < MIB for each in world.fake.calls if each.route == CREATE} == {True}


async def test_a_limit_that_sank_meanwhile_is_found_out(world: World):
    result = await delivered(world, world.made(world.picture(data=big(12))), limit=str(20 * MIB))
    assert result.pictures == [SMALL]
    assert world.fake.count(CREATE, status=413) == 1
    world.fake.refused.clear()


async def test_a_picture_deleted_meanwhile_is_said_to_be_so(world: World):
    card = world.made()
    world.pictures.originals.clear()
    result = await delivered(world, card)
    assert result.pictures == []
    assert "was deleted" in result.content


async def test_the_names_of_files_are_left_as_they_are(world: World):
    shown = world.picture("Pic É/..\\1")
    result = await delivered(world, world.made(shown))
    (attached,) = result.attachments
    assert attached.filename == "v1-pic-..-1.png"
    assert attached.description == shown.alt


async def test_the_original_is_whispered_unchanged(world: World):
    call, asked = await world.slash(how="whisper")
    world.pictures.files["pic1"] = PNG
    card = Card(CardKind.ANSWER, "The original of v1.", pictures=(world.picture(),), private=True, file="pic1")
    await world.outbound.answer(call, card)
    told = asked.response()
    assert told.ephemeral
    assert told.pictures == [PNG]
    assert told.attachments[0].filename == "the-original.png"


@pytest.mark.parametrize("url", ["", "https://easel.example"])
async def test_an_original_over_the_limit_is_a_link_or_how_to_get_one(world: World, url: str):
    world.pictures.url = url
    world.pictures.files["pic1"] = big(10)
    call, asked = await world.slash(how="whisper")
    card = Card(CardKind.ANSWER, "The original of v1.", pictures=(world.picture(),), private=True, file="pic1")
    await world.outbound.answer(call, card)
    told = asked.response()
    assert told.pictures == []
    assert "larger than the 10 MB" in told.content
    assert bool(told.button("Open the original")) == bool(url)
    assert ("Whoever runs Easel" in told.content) != bool(url)


async def test_an_export_is_a_file_of_its_own(world: World):
    call, asked = await world.slash(how="whisper")
    world.pictures.files["upload:x"] = b"{}"
    await world.outbound.answer(call, Card(CardKind.ANSWER, "Everything.", private=True, file="upload:x"))
    assert asked.response().pictures == [b"{}"]
    gone, also = await world.slash(how="whisper")
    await world.outbound.answer(gone, Card(CardKind.ANSWER, "Everything.", private=True, file="upload:y"))
    assert "was deleted" in also.response().content


HOSTILE = [
    "@everyone @here <@&1> hello",
    "# A heading\n- a list\n> a quotation\n-# small",
    "[click](https://evil.example) https://evil.example/x.png discord.gg/abcdef",
    "**bold** __under__ ||spoiler|| `code` ```block```",
    "<:smile:123456789012345678> <t:1700000000:R> </imagine:123456789012345678> <id:customize>",
    "\u202egnp.exe\u202c zero\u200bwidth \u2066isolate\u2069",
    "x" * 6_000,
    "\\" * 3_000,
    "😀" * 3_000,
    "*" * 3_000,
    "\n" * 50 + "end",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
async def test_words_ping_nobody_and_break_nothing(world: World, words: str):
    leo = world.fake.user("leo", guilds=[world.guild])
    words = f"<@{leo.id}> {words}"
    call, asked = await world.slash()
    card = on_it()
    await world.outbound.answer(call, Card(card.kind, words, title=words, notes=(words,) * 20, buttons=card.buttons))
    made = world.made(text=words, title=words, notes=(words,) * 20, label=words, incident=words)
    await world.outbound.deliver(target(call), made)
    root = asked.response()
    result = root.thread.messages[0]
    assert leo not in [*root.mentions, *result.mentions]
    assert result.mentions == [world.mira]
    assert result.embeds == root.embeds == []
    assert "https://" not in result.content
    assert len(root.thread.name) <= 100
    assert result.pictures == [PNG]


async def test_pictures_of_a_list_come_small_and_nothing_is_said_of_that(world: World):
    shown = [world.picture(f"pic{number}", version=number, data=big(1)) for number in range(1, 5)]
    call, asked = await world.slash(how="whisper")
    await world.outbound.answer(call, Card(CardKind.ANSWER, "Found.", pictures=tuple(shown), private=True))
    listed = asked.response()
    assert listed.pictures == [SMALL] * 4
    assert world.pictures.asked == [512 * 1024] * 4
    assert "smaller" not in listed.content.casefold()
