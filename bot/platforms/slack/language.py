"""The language of a thread, in which everyone there is spoken to."""

from __future__ import annotations

from bot.ports import Posts, Say, Saying


async def say_in(posts: Posts, saying: Saying, team_id: str, thread: str | None) -> Say:
    """Return what speaks the language that was last spoken in a thread, English where it is none of Easel's."""
    bound = None if thread is None else await posts.thread(team_id, thread)
    return saying("en" if bound is None else bound.locale)
