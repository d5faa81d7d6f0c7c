from __future__ import annotations

from datetime import timedelta

import pytest

from bot.platforms.browser.session import Sessions, called
from bot.platforms.browser.tries import Tries
from bot.ports import BrowserOptions
from domain.errors import BadInput, NotAllowed
from domain.people import Person
from tests.bot.platforms.browser.studio import OPTIONS, START, Studio, Visitor, studio

LOCKED = BrowserOptions("key", password="open sesame", admin_password="crown jewels", secure_cookies=True)


async def test_a_stranger_is_told_what_is_demanded_and_nothing_else(house: Studio) -> None:
    async with house.stranger() as stranger:
        assert await stranger.ask("GET", "/api/me") == (200, {"person": None, "password_demanded": False})
        for method, path in (
            ("GET", "/api/channels"),
            ("GET", "/api/messages?channel=general"),
            ("GET", "/api/tree?thread=x"),
            ("GET", "/api/feed"),
            ("POST", "/api/messages"),
            ("POST", "/api/press"),
            ("POST", "/api/uploads"),
            ("POST", "/api/channels"),
            ("POST", "/api/leave"),
            ("GET", "/pictures/p1"),
            ("GET", "/pictures/p1/original"),
            ("GET", "/previews/j/1"),
            ("GET", "/uploads/u1"),
        ):
            status, answer = await stranger.ask(method, path)
            assert (status, answer["card"]["text"]) == (401, "enter_first"), path


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    async with studio(LOCKED) as house, house.stranger() as stranger:
        body = {"name": "Ada", "password": "open sesame"}
        headers = {"X-Easel-CSRF": "enter"}
        async with stranger.http.post(house.base + "/api/enter", json=body, headers=headers) as response:
            cookie = response.headers["Set-Cookie"]
        assert cookie.startswith("__Host-easel=")
        for part in ("HttpOnly", "SameSite=Strict", "Secure", "Path=/", f"Max-Age={30 * 86400}"):
            assert part in cookie.split("; ")
        assert "Domain" not in cookie


async def test_a_name_is_a_person_however_it_is_written(house: Studio) -> None:
    async with house.visitor("Ada  Lovelace") as one, house.visitor("ada lovelace") as other:
        _, first = await one.ask("GET", "/api/me")
        _, second = await other.ask("GET", "/api/me")
    assert first["person"]["id"] == second["person"]["id"] == "browser:workspace/ada-lovelace"
    assert first["csrf"] != second["csrf"]


@pytest.mark.parametrize("name", ["", "   ", "🦊", "Easel", "a" * 41, "a\u202eb", "a\x00b"])
def test_names_that_will_not_do(name: str) -> None:
    with pytest.raises(BadInput, match="name_unusable"):
        called(name)


def test_names_of_every_script_do() -> None:
    assert called("  Zoë   Ångström ") == ("Zoë Ångström", "zoë-ångström")
    assert called("李雷") == ("李雷", "李雷")


async def test_a_password_is_demanded_where_one_is_set() -> None:
    async with studio(LOCKED) as house, house.stranger() as stranger:
        assert (await stranger.ask("GET", "/api/me"))[1]["password_demanded"] is True
        status, answer = await stranger.ask("POST", "/api/enter", {"name": "Ada", "password": "open sesam"})
        assert (status, answer["card"]["text"]) == (403, "password_wrong")
        status, answer = await stranger.ask("POST", "/api/enter", {"name": "Ada"})
        assert status == 403


async def test_guessing_stops_for_a_minute_even_for_the_right_password() -> None:
    async with studio(LOCKED) as house, house.stranger() as stranger:
        for _ in range(5):
            assert (await stranger.ask("POST", "/api/enter", {"name": "Ada", "password": "x"}))[0] == 403
        right = {"name": "Ada", "password": "open sesame"}
        headers = {"X-Easel-CSRF": "enter"}
        async with stranger.http.post(house.base + "/api/enter", json=right, headers=headers) as response:
            assert response.status == 429
            assert response.headers["Retry-After"] == "60"
        house.workspace.now += timedelta(seconds=61)
        assert (await stranger.ask("POST", "/api/enter", right))[0] == 200


async def test_the_administrators_password_makes_an_administrator() -> None:
    async with studio(BrowserOptions("key", admin_password="crown jewels")) as house:
        async with house.visitor("Ada", admin_password="crown jewels") as ada:
            _, me = await ada.ask("GET", "/api/me")
            assert me["person"]["administrator"] is True
            assert "settings" in {command["name"] for command in me["commands"]}
            await ada.say("/help")
            assert house.dispatch.calls[-1].person.administrator
        async with house.visitor("Ada") as plain:
            _, me = await plain.ask("GET", "/api/me")
            assert me["person"]["administrator"] is False
            assert "settings" not in {command["name"] for command in me["commands"]}
        async with house.stranger() as stranger:
            status, _ = await stranger.ask("POST", "/api/enter", {"name": "Eve", "admin_password": "guess"})
            assert status == 403


async def test_no_administrator_where_no_password_is_set(house: Studio) -> None:
    async with house.stranger() as stranger:
        status, _ = await stranger.ask("POST", "/api/enter", {"name": "Eve", "admin_password": "guess"})
        assert status == 403


async def test_leaving_ends_the_session_in_this_browser(ada: Visitor) -> None:
    assert (await ada.ask("POST", "/api/leave"))[0] == 200
    assert (await ada.ask("GET", "/api/channels"))[0] == 401


def test_tokens_of_another_key_another_password_or_another_hand_are_refused() -> None:
    sessions = Sessions(OPTIONS, lambda: START)
    session, token = sessions.enter("Ada", "", "", "127.0.0.1")
    assert sessions.read(token) == session
    body, signature = token.split(".")
    other = Sessions(OPTIONS, lambda: START).enter("Eve", "", "", "127.0.0.1")[1].split(".")[0]
    for forged in ("", ".", "x.y", body, f"{other}.{signature}", f"{body}.{signature[:-4]}AAAA", "ü.ü", token + "."):
        assert sessions.read(forged) is None
    assert Sessions(BrowserOptions("another"), lambda: START).read(token) is None
    assert Sessions(BrowserOptions(OPTIONS.secret_key, password="new"), lambda: START).read(token) is None
    assert Sessions(OPTIONS, lambda: START + timedelta(days=30)).read(token) is None
    assert Sessions(OPTIONS, lambda: START + timedelta(days=29)).read(token) == session


async def test_a_page_that_asks_again_and_again_writes_once(house: Studio) -> None:
    arrived = []
    arrive = house.workspace.arrive

    async def counted(person: Person) -> None:
        arrived.append(person.name)
        await arrive(person)

    house.workspace.arrive = counted  # type: ignore[method-assign]
    async with house.visitor("Ada") as ada:
        for _ in range(3):
            assert (await ada.ask("GET", "/api/me"))[1]["person"]["name"] == "Ada"
        assert arrived == ["Ada"]
        async with studio(before=None) as other:
            # A process that does not know the session yet, as after a restart.
            other.workspace.arrive = counted  # type: ignore[method-assign]
            ada.base = other.base
            for _ in range(3):
                await ada.ask("GET", "/api/me")
        assert arrived == ["Ada", "Ada"]


def test_a_secret_key_is_needed() -> None:
    with pytest.raises(ValueError, match="secret key"):
        Sessions(BrowserOptions(""), lambda: START)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Easel-CSRF": "wrong"},
        {"X-Easel-CSRF": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[x"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_changes_from_elsewhere_are_refused(house: Studio, ada: Visitor, headers: dict[str, str]) -> None:
    body = {"id": "6a1f5c1c-7d0e-4a8e-9d3f-0c9a6f0a3b11", "channel": "general", "text": "/imagine a fox"}
    for path, sent in (("/api/messages", body), ("/api/channels", {"name": "x"}), ("/api/leave", {})):
        status, answer = await ada.ask("POST", path, sent, **headers)
        assert (status, answer["card"]["text"]) == (403, "request_foreign")
    assert not house.workspace.messages
    assert not house.dispatch.calls


async def test_another_browsers_token_does_not_do(ada: Visitor, ben: Visitor) -> None:
    ada.csrf = ben.csrf
    assert (await ada.say("hello"))[0] == 403


async def test_entering_from_another_sites_page_is_refused(house: Studio) -> None:
    async with house.stranger() as stranger:
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "http://[x"}, {"Sec-Fetch-Site": "cross-site"}):
            assert (await stranger.ask("POST", "/api/enter", {"name": "Eve"}, **headers))[0] == 403
        async with stranger.http.post(house.base + "/api/enter", json={"name": "Eve"}) as response:
            assert response.status == 403


async def test_the_own_page_and_the_public_address_may() -> None:
    options = BrowserOptions("key", public_url="https://easel.example/")
    async with studio(options) as house, house.visitor() as ada:
        for origin in (house.base, "https://easel.example"):
            headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
            status, _ = await ada.ask("POST", "/api/channels", {"name": "x"}, **headers)
            assert status == 201


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_tries_are_counted_by_owner(one: str, other: str, same: bool) -> None:
    tries = Tries(lambda: START)
    for _ in range(5):
        tries.check(one)
        tries.failed(one)
    if same:
        with pytest.raises(NotAllowed, match="too_many_tries"):
            tries.check(other)
    else:
        tries.check(other)
