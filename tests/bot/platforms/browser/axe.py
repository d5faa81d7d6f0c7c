"""Asks axe-core what is wrong with a page: WCAG 2.2 AA and what is good practice beyond it."""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = Axe()


async def examine(page: Page, state: str) -> None:
    """Fail where axe finds a violation in the state that the page is in, named ``state``."""
    found = await _AXE.run(page, options={"runOnly": {"type": "tag", "values": _TAGS}})
    wrong = [
        f"{state}: {each['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]
    assert not wrong, "\n".join(wrong)
    assert len(found.response["passes"]) > 5, "axe looked at nothing"
