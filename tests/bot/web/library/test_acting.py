"""What visitors do at the pages follows the same rules as in a chat."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot.platforms.browser.session import TEAM
from domain.people import Person
from storage import people
from storage.people import TeamSettings
from tests.bot.web.library.house import ACME, ADA, BEN, House

BOSS = Person(ACME, "U3", "Bo", administrator=True)
NARROW = Person(ACME, "U7", "Gus", narrow=True)


async def test_the_teams_stars_count_people(home: House):
    fox = await home.hang("a red fox")
    async with home.visitor(ADA) as ada, home.visitor(BEN) as ben:
        for _ in range(2):
            status, answer = await ada.act(fox, "star")
            assert (status, answer["picture"]["stars"], answer["picture"]["starred"]) == (200, 1, True)
        assert (await ben.act(fox, "star"))[1]["picture"]["stars"] == 2
        assert (await ada.act(fox, "unstar"))[1]["picture"]["stars"] == 1
        assert (await ben.get(f"/pictures/{fox.id}"))["starred"] is True


async def test_a_state_moves_as_the_rules_say_and_the_history_is_told(home: House):
    fox = await home.hang("a red fox")
    async with home.visitor(ADA) as ada, home.visitor(BOSS) as boss:
        status, answer = await ada.act(fox, "approved")
        assert (status, answer["code"]) == (403, "approvers_only")
        status, answer = await ada.act(fox, "review")
        assert (status, answer["picture"]["state"], answer["picture"]["moves"]) == (200, "review", ["draft"])
        home.clock.pass_(hours=1)
        status, answer = await boss.act(fox, "changes")
        assert (status, answer["code"]) == (400, "comment_missing")
        status, answer = await boss.act(fox, "changes", "The sky is too dark.")
        assert status == 200, answer
        assert "news" in home.told
        home.clock.pass_(hours=1)
        assert (await ada.act(fox, "review"))[0] == 200
        home.clock.pass_(hours=1)
        status, answer = await boss.act(fox, "approved")
        picture = answer["picture"]
        assert (picture["state"], picture["moves"]) == ("approved", ["changes", "retired"])
    assert [(each["now"], each["person"], each["comment"]) for each in picture["history"]] == [
        ("review", "ada", ""), ("changes", "Bo", "The sky is too dark."), ("review", "ada", ""), ("approved", "Bo", ""),
    ]  # fmt: skip


async def test_who_may_approve_is_the_teams_to_say(home: House):
    fox = await home.hang("a red fox")
    async with home.studio.database.begin() as tx:
        await people.set_team(tx, ACME.id, TeamSettings(approvers=("G1",)))
    async with home.visitor(replace(BEN, groups=("G1",))) as ben:
        assert (await ben.get("/me"))["approver"] is True
        assert (await ben.get(f"/pictures/{fox.id}"))["moves"] == ["review", "approved", "retired"]
        assert (await ben.act(fox, "approved"))[0] == 200


async def test_the_same_press_twice_is_one(home: House):
    fox = await home.hang("a red fox")
    async with home.visitor(BOSS) as boss:
        once = str(uuid.uuid4())
        for _ in range(2):
            status, answer = await boss.act(fox, "review", id=once)
            assert status == 200
        assert len(answer["picture"]["history"]) == 1


async def test_names_tags_and_collections(home: House):
    fox, whale = await home.hang("a red fox"), await home.hang("a blue whale")
    async with home.visitor() as guest:
        assert (await guest.act(fox, "name", "@Logo"))[1]["picture"]["handles"] == ["logo"]
        status, answer = await guest.act(whale, "name", "logo")
        assert (status, answer["card"]["kind"], answer["picture"]["handles"]) == (200, "offer", [])
        [button] = answer["card"]["buttons"]
        name_id = button["target"].removeprefix(f"{whale.id}|")
        assert (await guest.act(whale, "version", name_id))[1]["picture"]["handles"] == ["logo"]
        status, answer = await guest.act(fox, "name", "everyone")
        assert status == 400
        assert (await guest.act(fox, "tag", "Spring"))[1]["picture"]["tags"] == ["spring"]
        assert (await guest.act(fox, "untag", "spring"))[1]["picture"]["tags"] == []
        [held] = (await guest.act(fox, "collect", "Foxes"))[1]["picture"]["collections"]
        assert held["title"] == "Foxes"
        assert (await guest.act(fox, "uncollect", "Foxes"))[1]["picture"]["collections"] == []


async def test_a_private_picture_is_named_for_its_channel_alone(home: House):
    async with home.insider("Mia") as mia, home.insider("Noah") as noah:
        person = Person(TEAM, (await mia.get("/me"))["person"]["user"], "Mia")
        own = f"{TEAM.id}:p:{person.user_id}"
        secret = await home.hang("a secret", person=person, channel=own, private=True)
        assert (await mia.act(secret, "name", "hush"))[1]["picture"]["handles"] == ["hush"]
        status, answer = await mia.act(secret, "collect", "Mine")
        assert status == 200, answer
        assert [each["private"] for each in (await mia.get("/collections"))["collections"]] == [True]
        assert (await noah.get("/collections"))["collections"] == []
        assert (await noah.get("/complete", what="names", typed="hu"))["found"] == []
        assert await noah.seen(q="hush") == []


async def test_what_is_no_act_does_nothing(home: House):
    fox = await home.hang("a red fox")
    async with home.visitor() as guest:
        for act in ("delete", "imagine", "settings", "erase_me", "library"):
            status, answer = await guest.act(fox, act)
            assert (status, answer["code"]) == (404, "button_unknown")
        bad = [{}, {"id": "x", "act": "star"}, {"id": str(uuid.uuid4()), "act": "star", "more": 1}, [], "x"]
        for body in bad:
            assert (await guest.ask("POST", f"/library/api/pictures/{fox.id}/acts", body))[0] == 400
        status, _ = await guest.act(fox, "tag", "x" * 5_000)
        assert status == 400


async def test_a_guest_may_look_and_name_nothing(home: House):
    fox = await home.hang("a red fox", channel="C1")
    async with home.visitor(NARROW, ("C1",)) as guest:
        assert await guest.seen() == ["a red fox"]
        status, answer = await guest.act(fox, "name", "logo")
        assert (status, answer["code"]) == (403, "guest_library")
