import json
from datetime import UTC, datetime

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import APIError, AsyncOpenAI

from domain.errors import Broken, EngineError
from engines.openai.faults import Circumstances, Fault, fault_of

KEY = "sk-very-secret-key-000"
WORDS = "zebra-secret-words of a long picture"
CLIENT = AsyncOpenAI(api_key=KEY, base_url="http://vendor.test/v1")
REQUEST = httpx2.Request("POST", "http://vendor.test/v1/images/generations")

SECRETS = st.sampled_from([KEY, WORDS, f"cannot draw {WORDS}", f"{KEY}{WORDS}"])
TEXTS = st.text(max_size=20) | SECRETS
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
ERRORS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("code", "type", "param", "message", "moderation_details", "categories"), JSON),
)
HEADERS = st.dictionaries(
    st.sampled_from(["retry-after", "retry-after-ms", "x-should-retry", "x-request-id"]),
    st.sampled_from(["", "nan", "inf", "-1", "1e300", "9" * 400, "false", "Mon, 99 Foo 99999 99:99:99", "1"]),
)


def about(*, quick: bool = True, began: bool = False) -> Circumstances:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Circumstances(model="m", quick=quick, began=began, words=WORDS, key=KEY, now=now)


def told(status: int, body: object, headers: dict[str, str]) -> Exception:
    """Return what the SDK raises for an answer."""
    answer = httpx2.Response(status, json=body, headers=headers, request=REQUEST)
    return CLIENT._make_status_error_from_response(answer)


def checked(fault: Fault) -> None:
    assert isinstance(fault.error, EngineError)
    assert not any(each in fault.error.detail for each in (KEY, WORDS[:24]))
    waits = [fault.wait, getattr(fault.error, "retry_after", None)]
    assert all(wait is None or 0 <= wait <= 86_400 for wait in waits)


@given(
    status=st.sampled_from([300, 400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 503]),
    body=JSON | ERRORS | st.fixed_dictionaries({"error": JSON | ERRORS}),
    headers=HEADERS,
    quick=st.booleans(),
)
def test_whatever_an_answer_says_is_a_fault_and_tells_no_secret(status, body, headers, quick):
    checked(fault_of(told(status, body, headers), about(quick=quick)))


@given(body=JSON | ERRORS, began=st.booleans())
def test_whatever_an_error_in_a_stream_says_is_a_fault_and_tells_no_secret(body, began):
    checked(fault_of(APIError(json.dumps(body), REQUEST, body=body), about(began=began)))


@pytest.mark.parametrize("field", ["code", "type", "param"])
def test_an_error_whose_names_are_no_text_is_still_the_statuss(field):
    fault = fault_of(told(400, {"error": {field: {"a": ["b"]}}}, {}), about())
    assert fault.error.code == "engine_bad_request"


def test_an_error_that_cannot_be_read_is_garbage():
    class Odd(APIError):
        def __init__(self) -> None:
            super().__init__(WORDS, REQUEST, body=None)

        @property
        def code(self) -> str:
            raise RecursionError(WORDS)

        @code.setter
        def code(self, value: object) -> None:
            pass

    fault = fault_of(Odd(), about())
    assert isinstance(fault.error, Broken)
    assert (fault.error.code, fault.error.billed, fault.again) == ("engine_garbage", True, False)
    checked(fault)
