"""What visitors see: their own team's public pictures, whatever they ask for."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

import pytest
from PIL import Image

from bot.platforms.browser.session import TEAM
from domain.library import Collection
from domain.people import Person
from storage import collections, people
from tests.bot.web.library.house import ADA, BEN, MALLORY, House


async def test_the_newest_come_first_by_pages(home: House):
    await home.fill(7)
    async with home.visitor() as guest:
        first = await guest.get("/pictures", limit=3)
        second = await guest.get("/pictures", limit=3, after=first["next"])
        third = await guest.get("/pictures", limit=3, after=second["next"])
    words = [each["words"] for page in (first, second, third) for each in page["pictures"]]
    assert words == [f"number {number}" for number in (6, 5, 4, 3, 2, 1, 0)]
    assert third["next"] is None


async def test_words_and_filters_find(home: House):
    fox = await home.hang("a red fox in snow", size=(300, 200))
    await home.hang("a blue whale", person=BEN, size=(200, 300))
    async with home.visitor() as guest:
        assert await guest.seen(q="fox") == ["a red fox in snow"]
        assert await guest.seen(q="whale by:ada") == []
        assert await guest.seen(by="Ben Okri") == ["a blue whale"]
        assert await guest.seen(ratio="portrait") == ["a blue whale"]
        assert await guest.seen(mine="1") == ["a red fox in snow"]
        assert await guest.seen(starred="1") == []
        assert (await guest.act(fox, "star"))[0] == 200
        assert await guest.seen(starred="1") == ["a red fox in snow"]
        assert (await guest.act(fox, "tag", "winter"))[0] == 200
        assert await guest.seen(tag="winter") == ["a red fox in snow"]


@pytest.mark.parametrize(
    "query", ["is=nonsense", "ratio=round", "colour=plaid", "since=yesterday", "after=x", "limit=0"]
)
async def test_a_filter_that_is_none_is_said_plainly(home: House, query: str):
    async with home.visitor() as guest:
        status, answer = await guest.ask("GET", f"/library/api/pictures?{query}")
        assert status == 400
        assert answer["card"]["text"]


@pytest.mark.parametrize("words", ['"', "')--", "* OR NEAR(", "%_", "\x00", "a" * 5_000, "NOT AND OR", "🦊"])
async def test_operators_of_a_database_are_words(home: House, words: str):
    await home.hang("a red fox")
    async with home.visitor() as guest:
        status, answer = await guest.ask("GET", "/library/api/pictures?q=" + quote(words))
        assert status == 200
        assert len(answer["pictures"]) <= 1


async def test_what_is_private_or_of_others_is_nowhere(home: House):
    fox = await home.hang("a red fox")
    hidden = await home.hang("a hidden fox", private=True, channel="D1", thread="hidden")
    foreign = await home.hang("a foreign fox", person=MALLORY)
    # Copied out of the private channel: the copy is seen, where it comes from is not.
    copy = await home.hang("a hidden fox", digest=hidden.digest, operation="copy", upload=f"copy:{hidden.id}")
    async with home.visitor() as guest:
        assert set(await guest.seen()) == {"a red fox", "a hidden fox"}
        assert {each["id"] for each in (await guest.get("/pictures"))["pictures"]} == {fox.id, copy.id}
        lineage = (await guest.get(f"/pictures/{copy.id}"))["lineage"]
        assert [(each["id"], each["parent"]) for each in lineage] == [(copy.id, None)]
        for other in (hidden, foreign):
            for path in (
                f"/library/api/pictures/{other.id}",
                f"/library/pictures/{other.id}/thumb",
                f"/library/pictures/{other.id}/original",
                f"/library/pictures/{other.id}/save/png",
            ):
                status, answer = await guest.ask("GET", path)
                assert (status, answer["code"]) == (404, "picture_unknown")
            assert (await guest.act(other, "star"))[0] == 404
            assert (await guest.get(f"/pictures/{other.id}/like"))["pictures"] == []
        assert (await guest.ask("GET", "/library/api/people/U9"))[0] == 404
        assert [each["value"] for each in (await guest.get("/complete", what="makers", typed=""))["found"]] != ["U9"]


async def test_ones_own_private_pictures_are_seen_in_the_workspace(home: House):
    async with home.insider("Mia") as mia, home.insider("Noah") as noah:
        me = await mia.get("/me")
        person = Person(TEAM, me["person"]["user"], "Mia")
        await home.hang("just mine", person=person, channel=f"{TEAM.id}:p:{person.user_id}", private=True)
        assert await mia.seen() == ["just mine"]
        assert await noah.seen() == []


async def test_a_picture_tells_all_of_itself(home: House):
    fox = await home.hang("a red fox", thread="one")
    night = await home.hang("make it night", thread="one", parent=fox.id)
    copy = await home.hang(
        "make it night", digest=night.digest, operation="copy", upload=f"copy:{night.id}", thread="two"
    )
    snow = await home.hang("in snow", thread="two", parent=copy.id)
    async with home.visitor() as guest:
        one = await guest.get(f"/pictures/{night.id}")
    assert (one["words"], one["person"], one["seed"], one["cost"]) == ("make it night", "ada", 7, 12_000)
    assert (one["width"], one["height"], one["type"], one["state"]) == (300, 200, "image/png", "draft")
    assert one["moves"] == ["review"]
    assert [(each["id"], each["parent"], each["copied"]) for each in one["lineage"]] == [
        (fox.id, None, False), (night.id, fox.id, False), (copy.id, night.id, True), (snow.id, copy.id, False),
    ]  # fmt: skip


async def test_collections_and_people(home: House):
    fox = await home.hang("a red fox")
    await home.hang("a blue whale", person=BEN)
    async with home.visitor() as guest:
        assert (await guest.get("/collections"))["collections"] == []
        status, answer = await guest.act(fox, "collect", "Spring Posters")
        assert status == 200, answer
        [spring] = (await guest.get("/collections"))["collections"]
        assert (spring["title"], spring["count"], spring["cover"]) == ("Spring Posters", 1, fox.id)
        assert (await guest.get(f"/collections/{spring['id']}"))["collection"] == spring
        assert await guest.seen(collection=spring["name"]) == ["a red fox"]
        assert (await guest.get(f"/pictures/{fox.id}"))["collections"] == [
            {"id": spring["id"], "title": "Spring Posters"}
        ]
        assert (await guest.get("/people/U2"))["person"] == {"user": "U2", "name": "Ben Okri", "me": False}
        assert (await guest.get("/people/U1"))["person"]["me"] is True
        for path in ("/people/nobody", "/collections/none", "/pictures/none"):
            assert (await guest.ask("GET", f"/library/api{path}"))[0] == 404


async def test_another_teams_collection_is_not_there(home: House):
    async with home.studio.database.begin() as tx:
        await people.remember(tx, MALLORY, home.clock())
        draft = Collection("c9", MALLORY.team.id, "", "secret", "Secret", None, MALLORY.id, home.clock())
        await collections.ensure(tx, draft)
    async with home.visitor() as guest:
        for path in ("/library/api/collections/c9", "/library/collections/c9/zip", "/library/collections/c9/sheet.png"):
            assert (await guest.ask("GET", path))[0] == 404, path
        assert (await guest.get("/complete", what="collections", typed="sec"))["found"] == []


async def test_copies_are_made_once_and_the_original_is_as_it_was(home: House):
    fox = await home.hang("a red fox", size=(900, 600))
    original = await home.studio.assets.get(fox.digest)
    async with home.visitor() as guest:
        for kind, edge in (("thumb", 320), ("tile", 640), ("view", 900)):
            status, data, headers = await guest.bytes(f"/pictures/{fox.id}/{kind}")
            assert (status, headers["Content-Type"]) == (200, "image/webp")
            assert max(Image.open(io.BytesIO(data)).size) == edge
            assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
            assert headers["Vary"] == "Cookie"
            again = await guest.bytes(f"/pictures/{fox.id}/{kind}", **{"If-None-Match": headers["ETag"]})
            assert again[:2] == (304, b"")
            assert await home.studio.assets.get_rendition(fox.digest, kind) == data
        for kind, form in (("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")):
            status, data, headers = await guest.bytes(f"/pictures/{fox.id}/save/{kind}")
            assert (status, Image.open(io.BytesIO(data)).format) == (200, form)
            assert headers["Content-Disposition"].startswith("attachment; filename=")
        for path in (f"/pictures/{fox.id}/original", f"/pictures/{fox.id}/save/original"):
            assert (await guest.bytes(path))[1] == original


async def test_a_collection_is_taken_away(home: House):
    fox = await home.hang("a red fox")
    hidden = await home.hang("a hidden fox", private=True, channel="D1")
    async with home.visitor() as guest:
        await guest.act(fox, "collect", "Foxes")
        assert (await guest.act(hidden, "collect", "Foxes"))[0] == 404
        [foxes] = (await guest.get("/collections"))["collections"]
        status, data, headers = await guest.bytes(f"/collections/{foxes['id']}/zip")
        assert (status, headers["Content-Type"]) == (200, "application/zip")
        archive = zipfile.ZipFile(io.BytesIO(data))
        assert archive.testzip() is None
        assert [name for name in archive.namelist() if name.endswith(".png")] != []
        assert archive.read(archive.namelist()[0]) == await home.studio.assets.get(fox.digest)
        status, data, _ = await guest.bytes(f"/collections/{foxes['id']}/sheet.png")
        assert (status, data[:4]) == (200, b"\x89PNG")
        status, data, _ = await guest.bytes(f"/collections/{foxes['id']}/sheet.pdf")
        assert (status, data[:4]) == (200, b"%PDF")


async def test_nothing_of_the_pages_is_kept_by_anybody_else(home: House):
    await home.hang()
    async with home.visitor(ADA) as guest:
        async with guest.http.get(f"{home.base}/library/api/pictures") as response:
            assert response.headers["Cache-Control"] == "no-store"
        for page in ("/library", "/library/", "/library/stars", "/library/p/x", "/library/people/U1", "/library/enter"):
            async with guest.http.get(home.base + page) as response:
                assert response.status == 200
                assert "trusted-types 'none'" in response.headers["Content-Security-Policy"]
