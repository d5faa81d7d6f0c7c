"""No way of looking into the library shows what it must not, and each shows what it must: against an oracle.

The oracle is plain Python over a small world: three teams, their channels, what was made in them and how it is called,
and what is let flow from one team to another.
"""

from __future__ import annotations

import asyncio

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from domain.errors import NotFound
from domain.library import Collection, Flow, Kind, Named, State, newest_approved
from domain.people import Person, Platform, Team, Viewer
from domain.search import Look, Search
from storage import collections, decisions, links, names, people, pictures, search, shelf, tags, threads
from storage.database import Database, Tx
from tests.storage.library_oracle import HANDLES, TAGS, TEAMS, TITLES, Flowing, Oracle, Reader, World, readers, worlds
from tests.storage.sample import NOW, picture, soon, thread


async def make(tx: Tx, world: World, run: int) -> None:
    for index in range(TEAMS):
        for user in ("ann", "bob"):
            await people.remember(tx, person(run, index, user), NOW)
    for number, of in enumerate(world.made):
        maker, key = person(run, of.team, of.user), f"{run}-{number}"
        await threads.ensure(tx, thread(key, team=maker.team, channel=of.channel, private=of.private))
        await pictures.add(tx, [picture(key, maker, id=key, words=f"word{number}", created_at=soon(number))])
        await shelf.examined(tx, key, Look(9, ("red",), 0xABCD_0123_4567_89EF))
        if of.state is not State.DRAFT:
            await decisions.decide(tx, f"c-{key}", key, of.state, maker, "", NOW)
    await call(tx, world, run)
    for number, tag in world.tags:
        by = person(run, world.made[number].team, "ann")
        await tags.add(tx, by.team.id, f"{run}-{number}", [tag], by.id, NOW)
    for each in world.flows:
        await link(tx, run, each)
    for number, of in enumerate(world.made):
        key = f"{run}-{number}"
        if of.closed:
            await threads.ensure(tx, thread(key, team=team(run, of.team), channel=of.channel, private=True))
        if of.deleted:
            await pictures.delete(tx, key, key)


async def call(tx: Tx, world: World, run: int) -> None:
    moment = 0
    for each in world.names:
        draft = Named(f"{run}-n-{moment}", team(run, each.team).id, each.channel, each.word, Kind.LOGO, ())
        for number in each.of:
            moment += 1
            try:
                await names.give(tx, draft, f"{run}-{number}", person(run, each.team, "ann").id, soon(moment))
            except NotFound:
                continue
    for each in world.collections:
        by = person(run, each.team, "bob")
        draft = Collection(
            f"{run}-c-{moment}", by.team.id, each.channel, each.word.casefold(), each.word, None, by.id, soon(moment)
        )
        kept = await collections.ensure(tx, draft)
        for number in each.of:
            moment += 1
            await collections.add(tx, kept.id, [f"{run}-{number}"], by.id, soon(moment))


async def link(tx: Tx, run: int, each: Flowing) -> None:
    one, other = person(run, each.source, "ann"), person(run, each.to, "ann")
    await links.offer(tx, f"{run}-code", one, soon(60))
    await links.redeem(tx, f"{run}-code", other, NOW, id=f"{run}-{each.source}-{each.to}")
    kept = None
    if each.flow is Flow.COLLECTION:
        whole = await collections.named(tx, Viewer(one.team.id, one.id, ""), each.title)
        kept = None if whole is None else whole.id
    # A team that has no such collection keeps its flow of nothing.
    if each.flow is not Flow.COLLECTION or kept is not None:
        await links.set_flow(tx, one.team.id, other.team.id, each.flow, kept)


def team(run: int, index: int) -> Team:
    # Two of one name on two platforms.
    return Team([Platform.SLACK, Platform.DISCORD, Platform.SLACK][index], f"T{run}-{index // 2}", f"Team {index}")


def person(run: int, index: int, user: str) -> Person:
    return Person(team(run, index), user, f"{user} of {index}")


async def compare(tx: Tx, run: int, world: World, reader: Reader) -> Oracle:
    oracle = Oracle(world, reader)
    viewer = Viewer(
        team(run, reader.team).id,
        person(run, reader.team, "ann").id,
        reader.channel,
        tuple(sorted(reader.theirs)),
        reader.narrow,
    )
    await compare_pictures(tx, run, viewer, oracle)
    await compare_search(tx, run, viewer, oracle)
    await compare_names(tx, run, viewer, oracle)
    await compare_collections(tx, run, viewer, oracle)
    return oracle


async def compare_pictures(tx: Tx, run: int, viewer: Viewer, oracle: Oracle) -> None:
    every = range(len(oracle.world.made))
    assert [n for n in every if await pictures.seen(tx, viewer, f"{run}-{n}")] == oracle.seen
    assert [n for n in every if await links.borrowed(tx, viewer, f"{run}-{n}")] == oracle.lent
    recent = await pictures.recent(tx, viewer, limit=99)
    assert [number(run, each.id) for each in recent] == oracle.alive[::-1]
    for n in every:
        entry = await search.entry(tx, viewer, f"{run}-{n}")
        assert (entry is not None) == (n in oracle.library)
        if entry is not None:
            of = oracle.world.made[n]
            named = {word for word in HANDLES for held in oracle.here(oracle.world.names, word).values() if n in held}
            assert entry.handles == tuple(sorted(named))
            assert entry.tags == tuple(sorted({tag for tagged, tag in oracle.world.tags if tagged == n}))
            assert (entry.state, entry.private, entry.channel_id) == (of.state, of.hidden, of.channel)
            assert entry.lender == ("" if n in oracle.alive else team(run, of.team).name)


async def compare_search(tx: Tx, run: int, viewer: Viewer, oracle: Oracle) -> None:
    world, newest = oracle.world, oracle.library[::-1]

    async def found(asked: Search) -> list[int]:
        return [number(run, each.picture.id) for each in await search.find(tx, viewer, asked, limit=99)]

    assert await found(Search()) == newest
    paged, after = [], None
    while page := await search.find(tx, viewer, Search(), after=after, limit=3):
        paged += [number(run, each.picture.id) for each in page]
        after = page[-1].seq
    assert paged == newest
    # It begins a word of each.
    assert await found(Search(terms=("word",))) == newest
    for n in range(0, len(world.made), 2):
        alike = [number(run, each.picture.id) for each in await search.like(tx, viewer, f"{run}-{n}", limit=99)]
        assert sorted(alike) == ([each for each in oracle.library if each != n] if n in oracle.library else [])
    for state in (State.DRAFT, State.APPROVED):
        assert await found(Search(state=state)) == [n for n in newest if world.made[n].state is state]
    for tag in TAGS:
        assert await found(Search(tag=tag)) == [n for n in newest if (n, tag) in world.tags]
    for title in TITLES:
        held = {n for inside in oracle.here(world.collections, title).values() for n in inside}
        assert await found(Search(collection=title)) == [n for n in newest if n in held]
    named = {n for word in HANDLES for inside in oracle.here(world.names, word).values() for n in inside}
    assert await found(Search(named=True)) == [n for n in newest if n in named]
    for word in HANDLES:
        whole = {n for index in range(TEAMS) for n in oracle.held(world.names, index, "", word)}
        inside = {n for held in oracle.here(world.names, word).values() for n in held}
        by_word = await found(Search(terms=(word,)))
        # A word that only a private channel says finds nothing outside of it.
        assert whole & set(newest) <= set(by_word) <= (whole | inside) & set(newest)
    assert set(await found(Search(channel="P1"))) <= set(newest)
    completed = [value for _, value in await search.complete(tx, viewer, "tags", "")]
    assert completed == sorted({tag for n, tag in world.tags if n in oracle.alive})
    makers = {value for _, value in await search.complete(tx, viewer, "makers", "")}
    assert makers == {world.made[n].user for n in oracle.alive}


async def compare_names(tx: Tx, run: int, viewer: Viewer, oracle: Oracle) -> None:
    seen = set()
    for word in HANDLES:
        here = oracle.here(oracle.world.names, word)
        seen |= {(channel, word, tuple(held)) for channel, held in here.items()}
        kept = await names.find(tx, viewer, word)
        meant = await names.meant(tx, viewer, word)
        if not here:
            assert kept is meant is None
            continue
        channel, held = next(iter(here.items()))
        assert kept is not None
        if len(here) < 3:
            # Of two other channels' it may be either.
            assert (kept.channel_id, [number(run, each) for each in kept.pictures]) == (channel, held)
        states = {each: oracle.world.made[number(run, each)].state for each in kept.pictures}
        assert (meant and meant.id) == newest_approved(kept.pictures, states)
    every = await names.all_seen(tx, viewer)
    assert {(e.channel_id, e.handle, tuple(number(run, p) for p in e.pictures)) for e in every} == seen
    assert {e.team_id for e in every} <= {viewer.team_id}
    completed = [value for _, value in await search.complete(tx, viewer, "names", "")]
    assert completed == sorted({word for _, word, _ in seen})


async def compare_collections(tx: Tx, run: int, viewer: Viewer, oracle: Oracle) -> None:
    seen = {}
    for title in TITLES:
        here = oracle.here(oracle.world.collections, title)
        seen |= {(channel, title): held for channel, held in here.items()}
        kept = await collections.named(tx, viewer, title)
        assert (kept is None) == (not here)
        assert kept is None or kept.channel_id in here
    every = await collections.all_seen(tx, viewer)
    assert {(each.channel_id, each.title) for each in every} == set(seen)
    assert {each.team_id for each in every} <= {viewer.team_id}
    for each in every:
        held = seen[each.channel_id, each.title]
        assert [number(run, n) for n in await collections.items(tx, viewer, each.id)] == held
        assert each.count == len(held)
        assert each.cover_id == (f"{run}-{held[-1]}" if held else None)
        assert await collections.get(tx, viewer, each.id) == each
    completed = {label for label, _ in await search.complete(tx, viewer, "collections", "")}
    assert completed == {title for _, title in seen}
    # By its id nobody is shown another's.
    others = Oracle(oracle.world, Reader((oracle.reader.team + 1) % TEAMS, "", frozenset(), narrow=False))
    theirs = Viewer(team(run, others.reader.team).id, person(run, others.reader.team, "bob").id, "")
    for each in await collections.all_seen(tx, theirs):
        assert await collections.get(tx, viewer, each.id) is None
        assert await collections.items(tx, viewer, each.id) == []


def number(run: int, picture_id: str) -> int:
    mine, _, n = picture_id.partition("-")
    assert mine == str(run)
    return int(n)


def run_examples(url: str, many: int) -> None:
    runs = iter(range(10_000))
    with asyncio.Runner() as runner:
        database = Database.open(url)

        async def one(world: World, some: list[Reader]) -> list[Oracle]:
            run = next(runs)
            async with database.begin() as tx:
                await make(tx, world, run)
            async with database.read() as tx:
                return [await compare(tx, run, world, reader) for reader in some]

        @settings(max_examples=many, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(worlds(), st.lists(readers, min_size=2, max_size=2))
        def each(world: World, some: list[Reader]) -> None:
            for oracle in runner.run(one(world, some)):
                event(f"lent {bool(oracle.lent)}, named {any(oracle.here(world.names, word) for word in HANDLES)}")

        try:
            each()
        finally:
            runner.run(database.close())


def test_each_way_shows_exactly_what_may_be_seen_on_sqlite(sqlite_url: str) -> None:
    run_examples(sqlite_url, 20)


def test_each_way_shows_exactly_what_may_be_seen_on_postgres(postgres_url: str) -> None:
    run_examples(postgres_url, 6)
