"""Decisions: each call decides once, by the moves there are, and the history is kept."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import BadInput, NotAllowed, NotFound
from domain.library import Decision, State
from storage import decisions, shelf
from storage.database import Database
from tests.storage.library import remove, shelved
from tests.storage.sample import ANN, BOB, NOW, soon


async def test_what_was_decided_is_kept(database: Database) -> None:
    await shelved(database, "fox", "owl")
    first = Decision("fox", State.DRAFT, State.REVIEW, ANN.id, "Ann", "please look", NOW)
    second = Decision("fox", State.REVIEW, State.CHANGES, BOB.id, "Bob", "warmer", soon(1))
    async with database.begin() as tx:
        assert await shelf.state_of(tx, "fox") is State.DRAFT
        asked = await decisions.decide(tx, "call-1", "fox", State.REVIEW, ANN, "please look", NOW, approver=False)
        assert asked == first
        assert (
            await decisions.decide(tx, "call-2", "fox", State.CHANGES, BOB, "warmer", soon(1), approver=True) == second
        )
        assert await shelf.state_of(tx, "fox") is State.CHANGES
        # A call that comes again decides nothing more, whatever has happened since.
        assert await decisions.decide(tx, "call-1", "fox", State.REVIEW, ANN, "please look", soon(9)) == first
        assert await shelf.state_of(tx, "fox") is State.CHANGES
        assert await decisions.history(tx, "fox") == [first, second]
        assert await decisions.of_person(tx, BOB.id) == [second]
        assert await decisions.history(tx, "owl") == []
        # One call may decide on several pictures.
        await decisions.decide(tx, "call-2", "owl", State.APPROVED, BOB, "", NOW)
        assert await shelf.state_of(tx, "owl") is State.APPROVED


async def test_only_the_moves_there_are(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        with pytest.raises(NotAllowed, match="approvers_only"):
            await decisions.decide(tx, "c1", "fox", State.APPROVED, ANN, "", NOW, approver=False)
        with pytest.raises(BadInput, match="state_move"):
            await decisions.decide(tx, "c1", "fox", State.CHANGES, ANN, "", NOW)
        with pytest.raises(NotFound, match="picture_unknown"):
            await decisions.decide(tx, "c1", "never", State.REVIEW, ANN, "", NOW)
        assert await decisions.history(tx, "fox") == []
        assert await shelf.state_of(tx, "fox") is State.DRAFT


async def test_what_is_deleted_has_no_history(database: Database) -> None:
    await shelved(database, "fox")
    async with database.begin() as tx:
        await decisions.decide(tx, "c1", "fox", State.REVIEW, ANN, "look", NOW)
    await remove(database, "fox")
    async with database.begin() as tx:
        assert await decisions.history(tx, "fox") == []
        with pytest.raises(NotFound):
            await decisions.decide(tx, "c2", "fox", State.APPROVED, ANN, "", NOW)


async def test_of_many_at_once_one_decides(database: Database) -> None:
    await shelved(database, "fox")

    async def approve(call_id: str) -> str:
        try:
            async with database.begin() as tx:
                await decisions.decide(tx, call_id, "fox", State.APPROVED, ANN, "", NOW)
        except BadInput as error:
            return error.code
        return "decided"

    outcomes = await asyncio.gather(*(approve(f"c{number}") for number in range(10)))
    assert sorted(outcomes) == ["decided", *["state_move"] * 9]
    async with database.read() as tx:
        assert len(await decisions.history(tx, "fox")) == 1


async def test_the_same_call_many_times_at_once_decides_once(database: Database) -> None:
    await shelved(database, "fox")

    async def approve() -> Decision:
        async with database.begin() as tx:
            return await decisions.decide(tx, "c", "fox", State.APPROVED, ANN, "", NOW)

    assert len(set(await asyncio.gather(*(approve() for _ in range(10))))) == 1
    async with database.read() as tx:
        assert len(await decisions.history(tx, "fox")) == 1
