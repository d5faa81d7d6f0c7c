from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from domain.job import OPEN, JobState, may_move
from domain.ledger import Entry, EntryKind, Unit, renews_at, taken

DAY = date(2026, 11, 22)
QUOTA = 10


def entry(kind, amount, job, unit=Unit.PICTURES):
    return Entry(kind, unit, amount, "browser:easel/anna", DAY, job)


def test_what_is_reserved_counts_until_it_is_closed():
    reserved = [entry(EntryKind.RESERVE, 4, "a"), entry(EntryKind.RESERVE, 2, "b")]
    assert taken(reserved, Unit.PICTURES) == 6
    assert taken([*reserved, entry(EntryKind.SETTLE, 3, "a")], Unit.PICTURES) == 5
    assert taken([*reserved, entry(EntryKind.SETTLE, 3, "a"), entry(EntryKind.RELEASE, 0, "b")], Unit.PICTURES) == 3


def test_units_and_grants_do_not_mix():
    entries = [
        entry(EntryKind.RESERVE, 1, "a"),
        entry(EntryKind.RESERVE, 40_000, "a", Unit.MICRO_DOLLARS),
        entry(EntryKind.GRANT, 25, None),
    ]
    assert taken(entries, Unit.PICTURES) == 1
    assert taken(entries, Unit.MICRO_DOLLARS) == 40_000
    assert taken([], Unit.PICTURES) == 0


class Ledger(RuleBasedStateMachine):
    """A person's day: jobs are accepted within the quota, move as jobs may, and close once."""

    jobs = Bundle("jobs")

    def __init__(self):
        super().__init__()
        self.entries = []
        self.states = {}
        self.counts = {}
        self.delivered = {}

    @rule(target=jobs, count=st.integers(1, 4))
    def ask(self, count):
        job = f"job-{len(self.states)}"
        free = QUOTA - taken(self.entries, Unit.PICTURES)
        if count > free:
            self.states[job] = JobState.REFUSED
            return job
        self.entries.append(entry(EntryKind.RESERVE, count, job))
        self.states[job], self.counts[job] = JobState.WAITING, count
        return job

    def move(self, job, state):
        if not may_move(self.states[job], state):
            return False
        self.states[job] = state
        return True

    @rule(job=jobs)
    def start(self, job):
        self.move(job, JobState.RUNNING)

    @rule(job=jobs, data=st.data())
    def make(self, job, data):
        if self.move(job, JobState.MADE):
            made = data.draw(st.integers(1, self.counts[job]))
            self.entries.append(entry(EntryKind.SETTLE, made, job))
            self.delivered[job] = made

    @rule(job=jobs, end=st.sampled_from([JobState.REFUSED, JobState.CANCELLED]))
    def give_up(self, job, end):
        if self.move(job, end):
            self.entries.append(entry(EntryKind.RELEASE, 0, job))

    @rule(job=consumes(jobs))
    def deliver(self, job):
        self.move(job, JobState.DELIVERED)

    @invariant()
    def never_negative_and_never_over_the_quota(self):
        assert 0 <= taken(self.entries, Unit.PICTURES) <= QUOTA

    @invariant()
    def what_is_taken_is_what_was_made_and_what_is_open(self):
        held = sum(count for job, count in self.counts.items() if self.states[job] in OPEN)
        assert taken(self.entries, Unit.PICTURES) == held + sum(self.delivered.values())

    @invariant()
    def every_accepted_job_closes_once_and_only_when_it_is_no_longer_open(self):
        for job in self.counts:
            closes = [each for each in self.entries if each.job_id == job and each.kind is not EntryKind.RESERVE]
            assert len(closes) == (self.states[job] not in OPEN)

    @invariant()
    def the_order_of_jobs_does_not_matter(self):
        by_job = sorted(self.entries, key=lambda each: each.job_id)
        assert taken(by_job, Unit.PICTURES) == taken(self.entries, Unit.PICTURES)


Ledger.TestCase.settings = settings(deadline=None, database=None, max_examples=40, stateful_step_count=25)
TestLedger = Ledger.TestCase


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(1, 4), st.integers(0, 4)), max_size=9))
def test_settling_never_takes_more_than_was_reserved(jobs):
    reserves = {job: entry(EntryKind.RESERVE, count, job) for job, count, _ in jobs}
    settles = {job: entry(EntryKind.SETTLE, min(made, reserves[job].amount), job) for job, _, made in jobs}
    before = taken(reserves.values(), Unit.PICTURES)
    assert 0 <= taken([*reserves.values(), *settles.values()], Unit.PICTURES) <= before


ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES).filter(lambda now: 1 < now.year < 9999))
def test_a_quota_renews_at_the_next_midnight_utc_wherever_the_clock_stands(now):
    renews = renews_at(now)
    assert renews.tzinfo is UTC
    assert (renews.hour, renews.minute, renews.second, renews.microsecond) == (0, 0, 0, 0)
    assert timedelta(0) < renews - now <= timedelta(days=1)


def test_a_quota_renews_around_midnight():
    day = datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    assert renews_at(day) == datetime(2027, 1, 1, tzinfo=UTC)
    assert renews_at(day + timedelta(microseconds=1)) == datetime(2027, 1, 2, tzinfo=UTC)
    tokyo = timezone(timedelta(hours=9))
    assert renews_at(datetime(2027, 1, 1, 8, 59, tzinfo=tokyo)) == datetime(2027, 1, 1, tzinfo=UTC)
    assert renews_at(datetime(2027, 1, 1, 9, 0, tzinfo=tokyo)) == datetime(2027, 1, 2, tzinfo=UTC)
