"""What nothing needs is swept away; what something needs stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.housekeeping import tidy
from bot.jobs.runner import Mode
from bot.notes import ChatNotes
from bot.ports import Post
from bot.posts import ChatPosts
from bot.wiring import facing, parts, working
from tests.conversation.conftest import settings_for
from tests.conversation.guest import Guest


async def test_bytes_that_nothing_needs_are_swept_and_pictures_stay(tmp_path: Path):
    async with (
        parts(settings_for(tmp_path)) as all_parts,
        working(all_parts, Mode.RUN) as jobs,
        facing(all_parts, jobs) as address,
    ):
        ada = await Guest.enter(address, "Ada")
        root = await ada.imagine("a red fox in the desert")
        assets = all_parts.studio.assets
        orphan = await assets.put(b"nobody's")
        await tidy(all_parts.studio, younger_than=3600)
        assert await assets.has(orphan)
        await tidy(all_parts.studio, younger_than=-1)
        assert not await assets.has(orphan)
        assert await ada.picture(root["card"]["pictures"][0]["id"])
        await ada.leave()


async def test_notes_go_after_days_and_posts_after_a_year(tmp_path: Path):
    async with parts(settings_for(tmp_path)) as all_parts:
        studio = all_parts.studio
        notes, posts = ChatNotes(studio.database, studio.clock), ChatPosts(studio.database, studio.clock)
        post = Post("slack:T1", "C1", "1.2", "call", "answer", final=True)
        await notes.write("key", "text")
        await posts.keep(post)
        for days, noted, posted in ((7, "text", post), (9, None, post), (399, None, post), (401, None, None)):
            later = studio.clock() + timedelta(days=days)
            await tidy(replace(studio, clock=lambda later=later: later))
            assert (await notes.read("key"), await posts.find("call", "answer")) == (noted, posted)
