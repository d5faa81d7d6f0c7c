"""The files that the page is made of, and what completes what one types."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bot.platforms.browser.studio import Studio, Visitor

STATIC = Path(__file__).parents[4] / "bot" / "platforms" / "browser" / "static"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("app.js", "text/javascript"),
        ("vendor/tinykeys.js", "text/javascript"),
        ("vendor/instrument-sans-latin-wght-normal.woff2", "font/woff2"),
        ("vendor/tinykeys.LICENSE", "text/plain"),
        ("examples/fox.webp", "image/webp"),
    ],
)
async def test_files_are_served_as_what_they_are(ada: Visitor, path: str, kind: str) -> None:
    async with ada.http.get(f"{ada.base}/static/{path}") as response:
        assert (response.status, response.content_type) == (200, kind)
        again = {"If-None-Match": response.headers["ETag"]}
    async with ada.http.get(f"{ada.base}/static/{path}", headers=again) as response:
        assert response.status == 304


@pytest.mark.parametrize(
    "path", ["vendor/../app.js", "other/app.js", "vendor/README.md", "vendor/%2e%2e/app.js", "vendor/"]
)
async def test_nothing_else_is_served(ada: Visitor, path: str) -> None:
    async with ada.http.get(f"{ada.base}/static/{path}") as response:
        assert response.status == 404 or response.url.path == "/static/app.js"


def test_what_others_made_stands_with_its_licence() -> None:
    table = (STATIC / "vendor" / "README.md").read_text()
    for file in (STATIC / "vendor").iterdir():
        if file.suffix in {".js", ".woff2"}:
            row = next(line for line in table.splitlines() if line.startswith(f"| `{file.stem.split('-latin')[0]}"))
            licence = re.search(r"`([\w.-]+\.LICENSE)`", row)
            assert licence, row
            assert (STATIC / "vendor" / licence[1]).exists()
            assert "source" not in file.name
            assert b"sourceMappingURL" not in file.read_bytes()


def test_every_module_is_reached_from_the_page() -> None:
    found, seen = {"app.js", "theme.js"}, set()
    while found - seen:
        name = (found - seen).pop()
        seen.add(name)
        text = (STATIC / name).read_text()
        found |= set(re.findall(r'from "\./([\w./]+)"', text))
    assert {str(each.relative_to(STATIC)) for each in STATIC.rglob("*.js")} == found
    sheets = re.findall(r'/static/([\w.]+\.css)"', (STATIC / "index.html").read_text())
    assert sorted(sheets) == sorted(each.name for each in STATIC.glob("*.css"))


async def test_completion_is_for_who_has_entered_and_says_little(house: Studio, ada: Visitor) -> None:
    async with house.stranger() as stranger:
        assert (await stranger.ask("GET", "/api/suggest?what=sizes&typed=s"))[0] == 401
    assert await ada.ask("GET", "/api/suggest?what=sizes&typed=s") == (200, {"suggestions": []})
    assert (await ada.ask("GET", "/api/suggest?what=sizes&typed=" + "x" * 201))[0] == 400
    assert (await ada.ask("GET", "/api/suggest?what=" + "%20" * 3))[0] == 400
    assert (await ada.ask("GET", "/api/suggest"))[0] == 400
    assert (await ada.ask("GET", "/api/suggest?what=sizes&channel=elsewhere"))[0] == 404
