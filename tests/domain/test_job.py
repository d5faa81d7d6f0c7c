import pytest

from domain.job import ENDS, MOVES, OPEN, JobState, may_move

LEGAL = {
    ("waiting", "running"),
    ("waiting", "refused"),
    ("waiting", "cancelled"),
    ("running", "made"),
    ("running", "refused"),
    ("running", "cancelled"),
    ("made", "delivered"),
}


@pytest.mark.parametrize("now", JobState)
@pytest.mark.parametrize("then", JobState)
def test_a_job_moves_only_as_it_may(now, then):
    assert may_move(now, then) == ((now.value, then.value) in LEGAL)


def test_what_is_open_is_no_end():
    assert not OPEN & ENDS
    assert {JobState.MADE} == set(JobState) - OPEN - ENDS


def test_ends_are_final_and_reached_from_everywhere():
    assert all(not MOVES[end] for end in ENDS)
    assert set(MOVES) == set(JobState)
    for state in JobState:
        seen, ahead = set(), {state}
        while ahead:
            at = ahead.pop()
            seen.add(at)
            ahead |= MOVES[at] - seen
        assert seen & ENDS
