"""Every word a person reads stands in the catalogue, and what stands there is said by someone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.table import SPECS
from commands.words import keys, knows, saying

ROOT = Path(__file__).parents[2]
PRODUCT = ("domain", "engines", "storage", "commands", "bot")
ERRORS = {"BadInput", "NotFound", "NotAllowed", "Busy", "Refused", "BadRequest", "NoAccess", "Broken", "StorageError",
          "Failure"}  # fmt: skip
OPERATORS_ONLY = {"database_url", "sqlite_alone", "storage_endpoint", "storage_url"}
"""Errors of a set-up that never starts; no person hears them."""


def calls() -> Iterator[tuple[str, str, str]]:
    for folder in PRODUCT:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and node.args:
                    first, name = node.args[0], node.func
                    called = name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield called, first.value, f"{path.relative_to(ROOT)}:{node.lineno}"


def has(key: str) -> bool:
    return knows(key) or knows(f"{key}.other")


def test_every_error_that_is_raised_has_words():
    raised = {(code, where) for called, code, where in calls() if called in ERRORS and code not in OPERATORS_ONLY}
    assert len(raised) > 50
    assert [(code, where) for code, where in sorted(raised) if not has(f"errors.{code}")] == []


def test_every_note_has_words():
    noted = {(code, where) for called, code, where in calls() if called == "Note"}
    assert len(noted) > 5
    assert [(code, where) for code, where in sorted(noted) if not has(f"notes.{code}")] == []


def test_every_key_that_is_said_is_there():
    said = {(key, where) for called, key, where in calls() if called in {"say", "_say"}}
    assert len(said) > 60
    assert [(key, where) for key, where in sorted(said) if not has(key)] == []


def test_every_listed_command_and_option_has_help():
    for spec in SPECS:
        assert spec.help
        assert all(option.help for option in spec.options)


@pytest.mark.parametrize("key", sorted(keys()))
def test_words_are_filled_in_and_tidy(key: str):
    plain = key.removesuffix(".one").removesuffix(".other")
    # Whatever it is given: a parameter that is not there must not break the sentence.
    text = saying("en")(plain, n=1 if key.endswith(".one") else 2)
    assert text == text.strip()
    assert not re.search(r"[{}]|\s\s", text)


def test_an_unknown_language_falls_back_to_english():
    assert saying("xx-YY")("cancel.done") == saying("en")("cancel.done")


def test_one_and_many_are_told_apart():
    say = saying("en")
    assert say("waiting.behind", n=1) != say("waiting.behind", n=2)


def test_an_unknown_key_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        saying("en")("no.such.key")
