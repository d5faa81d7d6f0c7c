"""Looking through the library: against a model in plain Python, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.library import State
from domain.people import Person, Platform, Team, Viewer
from domain.search import Look, Search, folded, search_of
from storage import narrowing, people, pictures, search, shelf, stars, tags, threads
from storage.database import Database
from tests.storage.sample import ANN, BOB, NOW, TEAM, picture, settle_in, soon, thread

LEXICON = [
    "fox",
    "foxes",
    "fo",
    "red",
    "reddish",
    "Größe",
    "東京",
    "tower",
    "3d",
    "ai",
    "o'neill",
    "100%",
    "a:b",
    "x&y|!z",
]
CHANNELS = {"C1": False, "C2": False, "D1": True, "D2": True}
SIZES = [(1024, 1024), (1030, 1024), (1536, 1024), (1920, 1080), (1024, 1536)]
ENOUGH = 1_000


@dataclass(frozen=True)
class Made:
    """A picture and all that it may be found by."""

    maker: int
    channel: str
    said: tuple[str, ...]
    title: str
    size: tuple[int, int]
    model: str
    colours: tuple[str, ...]
    state: State
    tag: str
    starred: bool
    day: int
    deleted: bool

    @property
    def words(self) -> list[str]:
        return folded(" ".join((*self.said, self.title, self.tag))).split()


made = st.builds(
    Made,
    maker=st.integers(0, 1),
    channel=st.sampled_from(sorted(CHANNELS)),
    said=st.lists(st.sampled_from(LEXICON), max_size=4).map(tuple),
    title=st.sampled_from(["", "harbour", "fox"]),
    size=st.sampled_from(SIZES),
    model=st.sampled_from(["gpt-image-2", "gpt-image-2.6", "sketch"]),
    colours=st.lists(st.sampled_from(["red", "teal"]), unique=True).map(tuple),
    state=st.sampled_from(list(State)),
    tag=st.sampled_from(["", "logo", "tower"]),
    starred=st.booleans(),
    day=st.integers(0, 3),
    deleted=st.sampled_from([False, False, False, True]),
)
typed = st.sampled_from([*LEXICON, "f", "r", "ta", "' OR 1=1 --", "NOT", '"', "*", "=modelsketch", "%", "\0", "\ud800"])
searches = st.builds(
    Search,
    terms=st.lists(typed, max_size=2).map(lambda some: tuple(folded(" ".join(some)).split())),
    person=st.sampled_from(["", "", "U1", "Maker 2", "make", "nobody"]),
    channel=st.sampled_from(["", "", "", "C2", "D1", "elsewhere"]),
    model=st.sampled_from(["", "", "sketch", "gpt-image-2"]),
    tag=st.sampled_from(["", "", "#logo", "none", "<@U1>"]),
    state=st.sampled_from([None, None, State.DRAFT, State.APPROVED]),
    ratio=st.sampled_from(["", "", "square", "landscape", "16:9", "1:1"]),
    colour=st.sampled_from(["", "", "teal"]),
    since=st.sampled_from([None, None, date(2026, 3, 2)]),
    before=st.sampled_from([None, None, date(2026, 3, 3)]),
    starred=st.booleans(),
    mine=st.booleans(),
)
viewers = st.tuples(
    st.integers(0, 1), st.sampled_from([*CHANNELS, ""]), st.sets(st.sampled_from(["D1", "D2"])), st.booleans()
)


def fits(asked: Search, of: Made, viewer: Viewer) -> bool:
    """Return whether a search means a picture, as one would say it."""
    width, height = of.size
    readable = {viewer.channel_id, *viewer.theirs}
    ratio = width / height
    wanted = {"square": 1 / 1.03 <= ratio <= 1.03, "landscape": ratio > 1.03, "portrait": ratio < 1 / 1.03}
    if ":" in asked.ratio:
        across, down = map(int, asked.ratio.split(":"))
        wanted[asked.ratio] = (
            width * down * 100 <= 103 * height * across and height * across * 100 <= 103 * width * down
        )
    name, user = f"maker {of.maker + 1}", f"U{of.maker + 1}"
    at = NOW + timedelta(days=of.day)
    return all(
        (
            not of.deleted,
            of.channel in readable or not (CHANNELS[of.channel] or viewer.narrow),
            all(any(word.startswith(term) for word in of.words) for term in asked.terms),
            asked.person in ("", user) or asked.person.casefold() == name or asked.person == "make",
            asked.channel in ("", of.channel),
            folded(of.model).replace(" ", "").startswith(folded(asked.model).replace(" ", "")),
            asked.tag in ("", f"#{of.tag}"),
            asked.state in (None, of.state),
            not asked.ratio or wanted[asked.ratio],
            not asked.colour or asked.colour in of.colours,
            asked.since is None or at >= datetime.combine(asked.since, datetime.min.time(), UTC),
            asked.before is None or at < datetime.combine(asked.before, datetime.min.time(), UTC),
            not asked.starred or of.starred,
            not asked.mine or viewer.person_id.endswith(user),
        )
    )


async def lay(database: Database, run: int, library: Sequence[Made]) -> list[Person]:
    """Put a library into a team of its own."""
    team = Team(Platform.SLACK, f"T-{run}")
    makers = [Person(team, "U1", "Maker 1"), Person(team, "U2", "Maker 2")]
    async with database.begin() as tx:
        for maker in makers:
            await people.remember(tx, maker, NOW)
        for number, of in enumerate(library):
            key = f"{run}-{number}"
            where = thread(key, team=team, channel=of.channel, private=CHANNELS[of.channel])
            await threads.ensure(tx, replace(where, title=of.title))
            width, height = of.size
            draft = picture(key, makers[of.maker], id=key, words=" ".join(of.said), alt="", model=of.model)
            draft = replace(draft, width=width, height=height, created_at=NOW + timedelta(days=of.day))
            await pictures.add(tx, [draft])
            await shelf.examined(tx, key, Look(10, of.colours, number))
            await shelf.set_state(tx, key, of.state)
            if of.tag:
                await tags.add(tx, team.id, key, [of.tag], makers[0].id, NOW)
            if of.starred:
                for maker in makers:
                    await stars.star(tx, maker, key, NOW)
            if of.deleted:
                await pictures.delete(tx, key, key)
    return makers


async def paged(database: Database, viewer: Viewer, asked: Search, limit: int) -> list[str]:
    """Return the ids of all that is found, page by page."""
    found: list[Any] = []
    async with database.read() as tx:
        while True:
            after = found[-1].seq if found else None
            page = await search.find(tx, viewer, asked, after=after, limit=limit)
            assert len(page) <= limit
            found += page
            if len(page) < limit:
                return [each.picture.id for each in found]


@pytest.mark.parametrize("few", [False, True], ids=["by going through", "by index"])
def test_what_is_found_is_what_fits_newest_first(database_url: str, few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    # A library of a dozen is as one of many thousands, where the newest are the last two.
    monkeypatch.setattr(search, "_NEWEST", 1)
    monkeypatch.setattr(search, "_BEFORE", 2)
    monkeypatch.setattr(narrowing, "_FEW", 1_000 if few else 1)
    runs = iter(range(10_000))

    async def check(
        database: Database, library: list[Made], asked: list[Search], who: tuple[int, str, set[str], bool]
    ) -> None:
        run = next(runs)
        makers = await lay(database, run, library)
        number, channel, theirs, narrow = who
        viewer = Viewer(makers[0].team.id, makers[number].id, channel, tuple(sorted(theirs)), narrow)
        for each in [Search(), *asked]:
            meant = [f"{run}-{n}" for n, of in reversed(list(enumerate(library))) if fits(each, of, viewer)]
            assert await paged(database, viewer, each, 5) == meant, each

    with asyncio.Runner() as runner:
        database = Database.open(database_url)

        @given(st.lists(made, min_size=1, max_size=10), st.lists(searches, min_size=5, max_size=5), viewers)
        @settings(max_examples=25)
        def holds(library: list[Made], asked: list[Search], who: tuple[int, str, set[str], bool]) -> None:
            runner.run(check(database, library, asked, who))

        try:
            holds()
        finally:
            runner.run(database.close())


async def test_nothing_typed_is_an_operator(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p", words="a NEAR miss: o'neill \\ 100%_*")])
    async with database.read() as tx:
        for typed_, there in (
            ("near miss", True),
            ("o'neill", True),
            ("o'n", True),
            ("MISS* -fox", True),
            ("NOT miss", False),
            ("miss OR none", False),
            ('"miss"', True),
            ("{miss}: ^miss", True),
            ("100%", True),
            ("10_", True),
            ("%", True),
            ("'; DROP TABLE entries; --", False),
            ("=modelmodel=", False),
        ):
            found = await search.find(tx, ANN.at("C1"), search_of(typed_))
            assert [each.picture.id for each in found] == (["p"] if there else []), typed_


async def test_an_entry_tells_what_hangs_on_it_to_whom_may_see_it(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        await threads.ensure(tx, thread("inside", channel="D1", private=True))
        await pictures.add(tx, [picture(id="p"), picture(id="q")])
        await pictures.add(tx, [picture("inside", id="r")])
        await tags.add(tx, TEAM.id, "p", ["logo", "autumn"], ANN.id, NOW)
        await stars.star(tx, ANN, "p", NOW)
        await stars.star(tx, BOB, "p", NOW)
    async with database.read() as tx:
        found = await search.entry(tx, ANN.at("C1"), "p")
        assert found is not None
        assert (found.tags, found.stars, found.starred, found.state) == (("autumn", "logo"), 2, True, State.DRAFT)
        assert (found.channel_id, found.platform_thread_id, found.private) == ("C1", "platform-thread", False)
        kept = await pictures.seen(tx, ANN.at("C1"), "p")
        assert found.picture == kept
        assert await search.entry(tx, ANN.at("C1"), "r") is None
        assert await search.entry(tx, ANN.at("D1"), "r") is not None
        assert await search.entry(tx, ANN.at("C1"), "unknown") is None


async def test_a_channel_is_known_by_id_mention_and_name(database: Database) -> None:
    from tests.storage.sample import accepted, job  # noqa: PLC0415 -- beside the one test that needs it

    await settle_in(database)
    await accepted(database, job())
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p")])
    async with database.read() as tx:
        for asked in ("C1", "general", "#General", "<#C1>", "<#C1|general>"):
            found = await search.find(tx, BOB.at("C1"), Search(channel=asked))
            assert [each.picture.id for each in found] == ["p"], asked
        assert await search.find(tx, BOB.at("C1"), Search(channel="random")) == []


async def test_what_looks_alike_is_found_the_nearest_first(database: Database) -> None:
    await settle_in(database)
    base = 0x0123_4567_89AB_CDEF
    apart = {"same": 0, "one": 1 << 63, "eleven": 0x0007_0007_0007_0003, "far": (1 << 40) - 1}
    async with database.begin() as tx:
        await threads.ensure(tx, thread("inside", channel="D1", private=True))
        await pictures.add(tx, [picture(id=each) for each in ("base", *apart, "flat")])
        await pictures.add(tx, [picture("inside", id="private")])
        for each, bits in {"base": 0, "private": 0, **apart}.items():
            await shelf.examined(tx, each, Look(1, (), base ^ bits))
        await shelf.examined(tx, "flat", Look(1))
    async with database.read() as tx:
        viewer = ANN.at("C1")
        assert [e.picture.id for e in await search.like(tx, viewer, "base")] == ["same", "one", "eleven"]
        assert [e.picture.id for e in await search.like(tx, viewer, "base", limit=1)] == ["same"]
        assert [e.picture.id for e in await search.like(tx, ANN.at("D1"), "base")][:2] == ["private", "same"]
        assert [e.picture.id for e in await search.find(tx, viewer, Search(like="base"))] == ["eleven", "one", "same"]
        assert await search.like(tx, viewer, "flat") == []
        assert await search.like(tx, viewer, "private") == []
        assert await search.like(tx, viewer, "unknown") == []


async def test_what_is_typed_is_completed_from_what_is_in_sight(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        await threads.ensure(tx, thread("inside", channel="D1", private=True))
        await pictures.add(tx, [picture(id=f"p{number}") for number in range(3)])
        await pictures.add(tx, [picture("inside", BOB, id="private")])
        for number in range(3):
            await tags.add(tx, TEAM.id, f"p{number}", ["logo", f"logo-{number}"], ANN.id, NOW)
        await tags.add(tx, TEAM.id, "private", ["logo-secret"], BOB.id, NOW)
    async with database.read() as tx:
        assert await search.complete(tx, ANN.at("C1"), "tags", "#Lo") == [
            (tag, tag) for tag in ("logo", "logo-0", "logo-1", "logo-2")
        ]
        assert await search.complete(tx, ANN.at("C1"), "tags", "lo", limit=2) == [
            ("logo", "logo"),
            ("logo-0", "logo-0"),
        ]
        assert ("logo-secret", "logo-secret") in await search.complete(tx, ANN.at("D1"), "tags", "")
        assert await search.complete(tx, ANN.at("C1"), "makers", "") == [("Ann", "U1")]
        assert await search.complete(tx, ANN.at("D1"), "makers", "b") == [("Bob", "U2")]
        assert await search.complete(tx, ANN.at("C1"), "unknown", "") == []
        assert await search.complete(tx, ANN.at("C1"), "names", "%") == []
        assert await search.complete(tx, ANN.at("C1"), "collections", "x") == []


async def test_a_thread_that_has_become_private_is_found_there_alone(database: Database) -> None:
    await settle_in(database)
    async with database.begin() as tx:
        await pictures.add(tx, [picture(id="p", created_at=soon(1))])
        await threads.ensure(tx, thread("thread", channel="C1", private=True))
    async with database.read() as tx:
        assert await search.find(tx, ANN.at("C2"), Search()) == []
        assert [each.picture.id for each in await search.find(tx, ANN.at("C1"), Search())] == ["p"]
