"""The doctor's words: each is said by somebody, each names its mend, and the page of them is fresh."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from bot.doctor.report import told
from bot.ports import Finding
from bot.settings import names
from scripts.doctor_page import PAGE, PARTS, page, rows

ROOT = Path(__file__).parents[2]
SOURCES = [
    *sorted((ROOT / "bot" / "doctor").glob("*.py")),
    *sorted((ROOT / "bot" / "platforms").glob("*/examine.py")),
    *(ROOT / "bot" / name for name in ("setup.py", "listening.py")),
]
WORDS: dict[str, str] = tomllib.loads((ROOT / "commands" / "words" / "en.toml").read_text("utf-8"))["doctor"]
WHOLE = {"well", "unwell", "discord_token_none", "discord_invite"}
"""What is said of all, or in place of what was asked for."""

OF_THE_CATALOGUE = {"model_has_ended", "model_ends_soon"}
"""Notes of the catalogue that are handed on as they come."""

OTHERS = {"model_gone"}
"""A code of an engine's errors that looks like one of ours."""

A_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")


def constants() -> set[str]:
    """Return every string of the sources that can be a code."""
    found = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value.removeprefix("doctor."))
    return {each for each in found if A_CODE.fullmatch(each)} | {"well", "unwell"}


def codes_of_findings() -> set[str]:
    """Return every code that is written where a finding is made."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Finding", "_wrong"}:
                code = node.args[1] if getattr(node.func, "id", "") == "Finding" else node.args[0]
                parts = [code.body, code.orelse] if isinstance(code, ast.IfExp) else [code]
                found |= {each.value for each in parts if isinstance(each, ast.Constant)}
    return found


def test_every_finding_has_words():
    assert len(codes_of_findings()) > 50
    assert codes_of_findings() - WORDS.keys() == set()
    begun = {beginning for beginnings in PARTS.values() for beginning in beginnings}
    meant = {each for each in constants() if each.partition("_")[0] in begun}
    assert meant - WORDS.keys() == OTHERS


def test_all_words_are_said_by_somebody():
    assert WORDS.keys() - constants() - OF_THE_CATALOGUE == set()


@pytest.mark.parametrize("code", sorted(WORDS.keys() - WHOLE))
def test_what_is_wrong_stands_before_its_mend(code: str):
    is_, *mend = WORDS[code].split("\n")
    assert len(mend) <= 1
    assert is_[-1] in ".:}" or mend
    if mend:
        # It tells somebody what to do.
        assert re.match(
            r"(Set|Did you mean|Remove|Rename|Write|Save|Give|Make|Move|Delete|Restore|Start|Stop|Point|Correct|See|Try"
            r"|Copy|Add|Verify|Allow|Turn|Open|Paste|Put|Renew|Have|Let|Check|Show)\b",
            mend[0],
        ), mend[0]


def test_every_setting_that_is_named_is_one():
    named = {each for words in WORDS.values() for each in re.findall(r"\b[A-Z]+(?:_[A-Z0-9]+)+\b", words)}
    assert len(named) > 15
    assert named - set(names().values()) == set()


def test_every_code_has_one_part_of_the_page():
    for code in WORDS.keys() - {"well", "unwell"}:
        assert sum(code.partition("_")[0] in beginnings for beginnings in PARTS.values()) == 1, code


def test_the_page_is_fresh():
    asked = {code for code, words in WORDS.items() if "\n" in words} - WHOLE
    assert len(list(rows())) == len(asked)
    assert PAGE.read_text("utf-8") == page(), "run python scripts/doctor_page.py"


def test_nothing_that_is_found_commands_a_terminal():
    hostile = "Attic\x1b[2J\u202e\nok  All is well" + "x" * 999
    params = {"guild": hostile, "permissions": "none"}
    lines = told(Finding("discord", "discord_permissions_missing", good=False, params=params))
    assert len(lines) == 2
    assert all(line.isprintable() and len(line) < 400 for line in lines)


def test_no_secret_is_told_whatever_a_finding_carries():
    finding = Finding("database", "database_other", good=False, params={"error": "at postgres://u:hunter2@host"})
    assert "hunter2" not in " ".join(told(finding, ("hunter2",)))
