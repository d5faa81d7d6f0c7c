"""How people come to the library's pages, and how they leave."""

from __future__ import annotations

from pathlib import Path

import pytest
from yarl import URL

from bot.platforms.browser.session import TEAM
from domain.people import Person
from tests.bot.web.library.house import ACME, ADA, BEN, Clock, House, house

NARROW = Person(ACME, "U7", "Gus", narrow=True)


async def test_a_link_says_whom_it_is_for_and_lets_them_in_once(home: House):
    await home.hang("a red fox")
    link = await home.link(ADA)
    token = link.partition("#")[2]
    async with home.stranger() as guest, home.stranger() as other:
        for _ in range(2):  # looking at it uses nothing up
            status, invited = await guest.ask("POST", "/library/api/invited", {"token": token})
            assert (status, invited) == (200, {"name": "ada", "team": "Acme", "platform": "slack"})
        await guest.enter(link)
        assert (await guest.get("/me"))["person"] == {"user": "U1", "name": "ada"}
        assert await guest.seen() == ["a red fox"]
        status, answer = await other.ask("POST", "/library/api/enter", {"token": token})
        assert (status, answer["code"]) == (404, "library_link_over")
        assert (await other.ask("GET", "/library/api/me"))[1]["code"] == "enter_first"


async def test_what_merely_looks_at_a_link_uses_nothing_up(home: House):
    link = await home.link(ADA)
    async with home.stranger() as preview, home.stranger() as guest:
        async with preview.http.get(link) as response:
            page = await response.text()
            assert response.status == 200
        assert "ada" not in page
        assert "set-cookie" not in {name.lower() for name in response.headers}
        await guest.enter(link)


async def test_a_link_is_over_after_a_quarter_of_an_hour(home: House, clock: Clock):
    link = await home.link(ADA)
    clock.pass_(minutes=15)
    async with home.stranger() as guest:
        for path in ("/library/api/invited", "/library/api/enter"):
            status, answer = await guest.ask("POST", path, {"token": link.partition("#")[2]})
            assert (status, answer["code"]) == (404, "library_link_over")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "A.WyJhIl0.99999999999.AAAA", "é.1.2", "." * 200])
async def test_a_made_up_link_opens_nothing(home: House, token: str):
    async with home.stranger() as guest:
        for path in ("/library/api/invited", "/library/api/enter"):
            status, answer = await guest.ask("POST", path, {"token": token})
            assert (status, answer["code"]) == (404, "library_link_over")


async def test_a_link_with_another_name_in_it_opens_nothing(home: House):
    token = (await home.link(ADA)).partition("#")[2]
    other = (await home.link(BEN)).partition("#")[2]
    secret, rest = token.partition(".")[0], other.partition(".")[2]
    async with home.stranger() as guest:
        status, answer = await guest.ask("POST", "/library/api/enter", {"token": f"{secret}.{rest}"})
        assert (status, answer["code"]) == (404, "library_link_over")


async def test_leaving_ends_the_visit_and_so_does_the_chat(home: House):
    async with home.visitor(ADA) as here, home.visitor(ADA) as there, home.visitor(BEN) as ben:
        cookie = here.http.cookie_jar.filter_cookies(URL(home.base))["easel-library"].value
        assert (await here.ask("POST", "/library/api/leave"))[0] == 200
        assert (await here.ask("GET", "/library/api/me"))[0] == 401
        again = {"Cookie": f"easel-library={cookie}"}
        assert (await here.ask("GET", "/library/api/me", None, **again))[0] == 401
        assert (await there.get("/me"))["person"]["user"] == "U1"
        unused = await home.link(ADA)
        await home.visitors.end_all(ADA)
        assert (await there.ask("GET", "/library/api/me"))[0] == 401
        status, _ = await there.ask("POST", "/library/api/enter", {"token": unused.partition("#")[2]})
        assert status == 404
        assert (await ben.get("/me"))["person"]["user"] == "U2"


async def test_a_visit_ends_by_itself(home: House, clock: Clock):
    async with home.visitor(ADA) as guest:
        clock.pass_(hours=11, minutes=59)
        assert (await guest.ask("GET", "/library/api/me"))[0] == 200
        clock.pass_(minutes=1)
        assert (await guest.ask("GET", "/library/api/me"))[0] == 401


async def test_nothing_but_hashes_is_stored(home: House, tmp_path: Path):
    token = (await home.link(ADA)).partition("#")[2]
    unused = (await home.link(BEN)).partition("#")[2]
    async with home.stranger() as guest:
        await guest.enter(f"#{token}")
        cookie = guest.http.cookie_jar.filter_cookies(URL(home.base))["easel-library"].value
    kept = stored(tmp_path)
    assert b"ada" in kept
    for secret in (token.partition(".")[0], unused.partition(".")[0], cookie, guest.csrf):
        assert secret.encode() not in kept


def stored(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(folder.rglob("easel.db*")))


async def test_the_cookie_is_the_pages_alone(home: House):
    async with home.stranger() as guest:
        body = {"token": (await home.link(ADA)).partition("#")[2]}
        async with guest.http.post(
            f"{home.base}/library/api/enter", json=body, headers={"X-Easel-CSRF": "enter"}
        ) as response:
            said = response.headers["Set-Cookie"]
    assert said.startswith("easel-library=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in said.split(";")}
    assert "Secure" not in said
    assert "Domain" not in said


async def test_over_tls_the_cookie_is_held_to_the_host(tmp_path: Path, clock: Clock):
    async with house(tmp_path, clock, public="https://easel.example") as home, home.stranger() as guest:
        body = {"token": (await home.link(ADA)).partition("#")[2]}
        async with guest.http.post(
            f"{home.base}/library/api/enter", json=body, headers={"X-Easel-CSRF": "enter"}
        ) as response:
            assert response.status == 200
            said = response.headers["Set-Cookie"]
    assert said.startswith("__Host-easel-library=")
    assert {"Secure", "Path=/"} <= {part.strip() for part in said.split(";")}


async def test_without_a_public_address_there_is_no_link(tmp_path: Path, clock: Clock):
    async with house(tmp_path, clock, public="") as home:
        assert await home.visitors.invite(ADA) is None


async def test_people_of_the_workspace_are_told_where(home: House):
    async with home.insider("Mia") as mia:
        user = (await mia.get("/me"))["person"]["user"]
    assert await home.visitors.invite(Person(TEAM, user, "Mia")) == "http://127.0.0.1/library"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Easel-CSRF": "wrong"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
    ],
)
async def test_another_sites_page_can_do_nothing(home: House, headers: dict[str, str]):
    fox = await home.hang("a red fox")
    async with home.visitor(ADA) as guest:
        status, answer = await guest.act(fox, "star", **headers)
        assert (status, answer["code"]) == (403, "request_foreign")
        status, answer = await guest.ask("POST", "/library/api/leave", None, **headers)
        assert (status, answer["code"]) == (403, "request_foreign")
        assert (await guest.get(f"/pictures/{fox.id}"))["starred"] is False


async def test_another_sites_page_cannot_enter_for_somebody(home: House):
    token = (await home.link(ADA)).partition("#")[2]
    async with home.stranger() as guest:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            status, answer = await guest.ask("POST", "/library/api/enter", {"token": token}, **headers)
            assert (status, answer["code"]) == (403, "request_foreign")
        await guest.enter(f"#{token}")


async def test_a_stranger_is_told_nothing(home: House):
    fox = await home.hang("a red fox")
    paths = [
        "/library/api/me", "/library/api/pictures", f"/library/api/pictures/{fox.id}", "/library/api/collections",
        f"/library/api/pictures/{fox.id}/like", "/library/api/complete?what=makers", "/library/api/people/U1",
        f"/library/pictures/{fox.id}/thumb", f"/library/pictures/{fox.id}/save/original", "/library/collections/x/zip",
    ]  # fmt: skip
    async with home.stranger() as guest:
        for path in paths:
            status, answer = await guest.ask("GET", path)
            assert (status, answer["code"]) == (401, "enter_first"), path
        assert (await guest.act(fox, "star"))[0] == 401


async def test_people_of_the_workspace_are_in_with_their_session(home: House):
    async with home.insider("Mia") as mia:
        me = await mia.get("/me")
        assert (me["person"]["name"], me["team"]["platform"], me["until"]) == ("Mia", "browser", None)
        assert await mia.seen() == []


async def test_a_visit_goes_before_the_workspace_until_it_is_left(home: House):
    async with home.insider("Mia") as mia:
        workspace = mia.csrf
        await mia.enter(await home.link(ADA))
        assert (await mia.get("/me"))["team"]["name"] == "Acme"
        assert (await mia.ask("POST", "/library/api/leave"))[0] == 200
        mia.csrf = workspace
        assert (await mia.get("/me"))["person"]["name"] == "Mia"


async def test_a_guest_sees_their_channel_alone(home: House):
    await home.hang("in one", channel="C1")
    await home.hang("in two", channel="C2")
    async with home.visitor(NARROW, ("C2",)) as guest:
        assert await guest.seen() == ["in two"]
    async with home.visitor(NARROW) as guest:
        assert await guest.seen() == []
