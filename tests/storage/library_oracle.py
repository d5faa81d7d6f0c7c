"""A small world with a library, and the oracle that says in plain Python what a reader may see of it."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from domain.library import Flow, State

CHANNELS = ["C1", "C2", "P1"]
HANDLES, TITLES, TAGS = ["logo", "mascot"], ["Spring", "Autumn"], ["red", "draft9"]
TEAMS = 3


@dataclass(frozen=True)
class Made:
    """What a person of a team made in a channel; ``closed`` where that has become private since."""

    team: int
    user: str
    channel: str
    private: bool
    closed: bool
    deleted: bool
    state: State

    @property
    def hidden(self) -> bool:
        return self.private or self.closed


@dataclass(frozen=True)
class Called:
    """A name or a collection of a team's, or of one channel's, and what somebody tried to put into it, in order."""

    team: int
    channel: str
    word: str
    of: tuple[int, ...]


@dataclass(frozen=True)
class Flowing:
    """What a team lets another see: the collection of that title where it has a flow of one."""

    source: int
    to: int
    flow: Flow
    title: str


@dataclass(frozen=True)
class World:
    """Everything there is."""

    made: tuple[Made, ...]
    names: tuple[Called, ...]
    collections: tuple[Called, ...]
    tags: tuple[tuple[int, str], ...]
    flows: tuple[Flowing, ...]


@dataclass(frozen=True)
class Reader:
    """Who looks, and from where."""

    team: int
    channel: str
    theirs: frozenset[str]
    narrow: bool

    @property
    def readable(self) -> set[str]:
        return {self.channel, *self.theirs} - {""}


teams = st.integers(0, TEAMS - 1)
made = st.builds(
    Made,
    # Most of it is where it can be seen, or nearly.
    team=st.sampled_from([0, 0, 1, 2]),
    user=st.sampled_from(["ann", "bob"]),
    channel=st.sampled_from(CHANNELS),
    private=st.sampled_from([False, False, True]),
    closed=st.sampled_from([False, False, False, True]),
    deleted=st.sampled_from([False, False, False, True]),
    state=st.sampled_from([State.DRAFT, State.APPROVED, State.APPROVED, State.RETIRED]),
)


def called(words: list[str], many: int) -> st.SearchStrategy[Called]:
    numbers = st.lists(st.integers(0, many - 1), min_size=1, max_size=3, unique=True).map(tuple)
    return st.builds(Called, teams, st.sampled_from(["", "", *CHANNELS]), st.sampled_from(words), numbers)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    every = tuple(draw(st.lists(made, min_size=2, max_size=6)))
    count = len(every)
    pairs = draw(st.lists(st.sampled_from([(0, 1), (0, 2), (1, 2)]), unique=True))
    flows = [
        Flowing(*way, draw(st.sampled_from(list(Flow))), draw(st.sampled_from(TITLES)))
        for one, other in pairs
        for way in ((one, other), (other, one))
    ]
    return World(
        made=every,
        names=tuple(draw(st.lists(called(HANDLES, count), max_size=4))),
        collections=tuple(draw(st.lists(called(TITLES, count), max_size=4))),
        tags=tuple(draw(st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from(TAGS)), max_size=3))),
        flows=tuple(flows),
    )


readers = st.builds(
    Reader,
    st.sampled_from([0, 0, 1]),
    st.sampled_from([*CHANNELS, ""]),
    st.frozensets(st.sampled_from(CHANNELS), max_size=2),
    st.sampled_from([False, False, True]),
)


class Oracle:
    """What a reader may see, said as plainly as can be."""

    def __init__(self, world: World, reader: Reader) -> None:
        self.world, self.reader = world, reader
        every = range(len(world.made))
        self.seen = [n for n in every if self.own(world.made[n])]
        self.alive = [n for n in self.seen if not world.made[n].deleted]
        self.lent = [n for n in every if self.flows(n)]
        self.library = sorted({*self.alive, *self.lent})

    def own(self, of: Made) -> bool:
        if of.team != self.reader.team:
            return False
        return of.channel in self.reader.readable or not (of.hidden or self.reader.narrow)

    def flows(self, number: int) -> bool:
        of = self.world.made[number]
        if self.reader.narrow or of.hidden or of.deleted:
            return False
        return any(
            (each.flow is Flow.APPROVED and of.state is State.APPROVED)
            or (each.flow is Flow.COLLECTION and number in self.held(self.world.collections, of.team, "", each.title))
            for each in self.world.flows
            if (each.source, each.to) == (of.team, self.reader.team)
        )

    def held(self, every: tuple[Called, ...], team: int, channel: str, word: str) -> list[int]:
        """Return what a name or collection holds, in the order it was put in."""
        inside: dict[int, None] = {}
        for each in every:
            if (each.team, each.channel, each.word) != (team, channel, word):
                continue
            for number in each.of:
                of = self.world.made[number]
                if of.team == team and (not of.private or of.channel == channel):
                    if every is self.world.names:
                        # Named anew it is the newest version.
                        inside.pop(number, None)
                    inside.setdefault(number)
        return [number for number in inside if not self.world.made[number].deleted]

    def here(self, every: tuple[Called, ...], word: str) -> dict[str, list[int]]:
        """Return what of a word's is seen, by channel: the channel's own, then the team's, then other channels'."""
        own = [self.reader.channel] if self.reader.channel else []
        rest = sorted(self.reader.readable - set(own))
        exist = {(each.team, each.channel, each.word) for each in every}
        found = {}
        for channel in [*own, "", *rest]:
            key = (self.reader.team, channel, word)
            if key not in exist:
                continue
            inside = [n for n in self.held(every, *key) if n in self.alive]
            if every is self.world.names and not inside:
                continue
            if self.reader.narrow and channel == "" and not inside:
                continue
            found[channel] = inside
        return found
