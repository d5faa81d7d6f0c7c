"""Settings and their example file say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings, names

ROOT = Path(__file__).parents[2]
_LINE = re.compile(r"^([A-Z][A-Z0-9_]+)=(.*)$", re.MULTILINE)


def example() -> dict[str, str]:
    return dict(_LINE.findall((ROOT / ".env.example").read_text("utf-8")))


def test_the_example_lists_every_setting_and_no_other():
    assert sorted(example()) == sorted(names().values())


def test_every_setting_of_the_example_has_a_line_that_explains_it():
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    explained = True
    for line in lines:
        if line.startswith("#"):
            explained = True
        elif _LINE.match(line):
            assert explained or line.split("=")[0] in {
                "AWS_REGION",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "EASEL_HTTP_PORT",
            }, line
            explained = False


def test_the_example_holds_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    bare = Settings()
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text("utf-8"))
    assert Settings() == bare


def test_what_is_set_to_nothing_has_its_default(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EASEL_CATALOG", "")
    monkeypatch.setenv("EASEL_HTTP_PORT", "")
    assert (Settings().catalog, Settings().http_port) == (None, 8080)


def test_every_secret_that_is_set_is_known_as_one():
    url = "postgresql://easel:p%40ss@127.0.0.1/easel"
    found = Settings(_env_file=None, database_url=url, slack_bot_token="xoxb-1").secrets()
    assert found == {url, "p%40ss", "p@ss", "xoxb-1"}


def test_settings_cannot_be_changed_once_read():
    with pytest.raises(ValueError, match="frozen"):
        Settings().http_port = 1


@pytest.mark.parametrize(
    ("host", "inside"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("easel.example", False)],
)
def test_loopback_is_told_from_the_rest(monkeypatch: pytest.MonkeyPatch, host: str, inside: bool):
    monkeypatch.setenv("EASEL_HTTP_HOST", host)
    assert Settings().is_loopback is inside
