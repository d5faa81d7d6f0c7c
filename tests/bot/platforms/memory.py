"""Ports kept in memory: what the platforms note, and a vault that only looks like one."""

from __future__ import annotations


class MemoryNotes:
    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self.first: set[str] = set()

    async def read(self, key: str) -> str | None:
        return self.notes.get(key)

    async def write(self, key: str, text: str) -> None:
        self.notes[key] = text

    async def once(self, key: str) -> bool:
        first = key not in self.first
        self.first.add(key)
        return first


class Mirror:
    """A vault that only looks like one."""

    def outdated(self, sealed: str) -> bool:
        return False

    def seal(self, secret: str, about: str = "") -> str:
        return f"sealed:{secret[::-1]}"

    def unseal(self, sealed: str, about: str = "") -> str:
        if not sealed.startswith("sealed:"):
            raise ValueError
        return sealed.removeprefix("sealed:")[::-1]
