"""Which of Easel's pictures a message stands for."""

from __future__ import annotations

from bot.ports import Post, Posts

_LIST = "whisper:"


async def pictured(posts: Posts, team_id: str, channel: str, ts: str) -> Post | None:
    """Return the message of Easel's that shows the pictures of a message, None where it is about none.

    That is itself; or, of the root of a thread, which tells what was asked for, the result in it.
    """
    post = await posts.at(team_id, channel, ts)
    if post is None or post.pictures:
        return post
    result = await posts.find(post.event, "result")
    return result if result is not None and result.pictures else None


def listed(post: Post) -> bool:
    """Return whether a message lists pictures for one person that stand elsewhere: it stands for none of them."""
    return post.role.startswith(_LIST) and len(post.pictures) > 1


def aside(post: Post) -> bool:
    """Return whether a message is for one person alone, away from the thread that it is about."""
    return post.role.startswith(_LIST)
