"""Sizes by name: what people call them, and the pixels or the shape that is meant."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple


class Taken(IntEnum):
    """How plainly a name must be asked for before it is read out of a prompt, where it may be a common word.

    OPTION: only where a size is asked for by itself. ASKED: also after "as a" or in brackets.
    BARE: also alone behind the last comma.
    """

    OPTION = 0
    ASKED = 1
    BARE = 2


class Named(NamedTuple):
    """One named size. ``exact`` are a platform's own pixels, otherwise only the shape is meant.

    Names that say what is in the picture as well (``stays``) are left in the prompt.
    """

    names: tuple[str, ...]
    width: int
    height: int
    exact: bool = False
    taken: Taken = Taken.BARE
    stays: bool = False


NAMED: tuple[Named, ...] = (
    Named(("square", "quadratic"), 1, 1),
    Named(("landscape", "horizontal"), 3, 2),
    Named(("portrait", "vertical", "upright"), 2, 3),
    Named(("widescreen", "cinema"), 16, 9),
    Named(("wide",), 16, 9, taken=Taken.OPTION),
    Named(("ultrawide", "ultra wide", "ultra-wide"), 21, 9),
    Named(("panorama", "panoramic"), 3, 1),
    Named(("tall", "vertical video"), 9, 16, taken=Taken.OPTION),
    Named(("story", "reel"), 1080, 1920, exact=True, taken=Taken.OPTION),
    Named(("instagram story", "insta story", "ig story"), 1080, 1920, exact=True),
    Named(
        ("instagram reel", "reels cover", "tiktok", "tiktok video", "youtube short", "snapchat story"),
        1080,
        1920,
        exact=True,
    ),
    Named(("facebook story", "whatsapp status"), 1080, 1920, exact=True),
    Named(("instagram post", "insta post", "ig post", "instagram square"), 1080, 1080, exact=True),
    Named(("instagram portrait", "instagram feed"), 1080, 1350, exact=True),
    Named(("instagram landscape",), 1080, 566, exact=True),
    Named(("twitter header", "x header", "twitter banner", "x banner", "twitter cover"), 1500, 500, exact=True),
    Named(("twitter post", "x post", "tweet image", "twitter card"), 1600, 900, exact=True),
    Named(("bluesky header", "bluesky banner", "mastodon header"), 1500, 500, exact=True),
    Named(("linkedin banner", "linkedin header", "linkedin cover"), 1584, 396, exact=True),
    Named(("linkedin post",), 1200, 627, exact=True),
    Named(("facebook cover", "facebook header", "facebook banner"), 1640, 624, exact=True),
    Named(("facebook post", "facebook link"), 1200, 630, exact=True),
    Named(("og image", "open graph", "open graph image", "social card", "link preview"), 1200, 630, exact=True),
    Named(("youtube thumbnail", "yt thumbnail", "video thumbnail"), 1280, 720, exact=True),
    Named(("youtube banner", "youtube header", "youtube channel art"), 2560, 1440, exact=True),
    Named(("twitch banner",), 1200, 480, exact=True),
    Named(("discord banner",), 960, 540, exact=True),
    Named(("pinterest pin",), 1000, 1500, exact=True),
    Named(("profile picture", "avatar", "profile photo"), 1024, 1024, exact=True, taken=Taken.ASKED, stays=True),
    Named(("app icon",), 1024, 1024, exact=True, taken=Taken.OPTION, stays=True),
    Named(("banner", "web banner", "email header", "blog header"), 3, 1, taken=Taken.ASKED),
    Named(("hero image",), 16, 9, taken=Taken.ASKED),
    Named(("slide", "presentation slide"), 1920, 1080, exact=True, taken=Taken.OPTION, stays=True),
    Named(("wallpaper", "desktop wallpaper", "desktop background"), 2560, 1440, exact=True, taken=Taken.ASKED),
    Named(("phone wallpaper", "mobile wallpaper", "lock screen", "phone background"), 1080, 1920, exact=True),
    Named(("iphone wallpaper",), 1179, 2556, exact=True),
    Named(("ultrawide wallpaper",), 3440, 1440, exact=True),
    Named(("poster", "movie poster"), 2, 3, taken=Taken.ASKED, stays=True),
    Named(("album cover", "record cover"), 1, 1, taken=Taken.ASKED, stays=True),
    Named(("book cover",), 5, 8, taken=Taken.ASKED, stays=True),
    Named(("postcard",), 3, 2, taken=Taken.ASKED, stays=True),
    Named(("business card",), 7, 4, taken=Taken.ASKED, stays=True),
    Named(("flyer",), 2480, 3508, taken=Taken.ASKED, stays=True),
    Named(("a3", "a4", "a5", "a6", "din a4"), 2480, 3508, taken=Taken.ASKED),
    Named(("us letter", "letter size", "letter paper"), 17, 22, taken=Taken.ASKED),
    Named(("tabloid", "us tabloid"), 11, 17, taken=Taken.ASKED),
    Named(("hd", "720p"), 1280, 720, exact=True, taken=Taken.OPTION),
    Named(("full hd", "fullhd", "fhd", "1080p"), 1920, 1080, exact=True, taken=Taken.OPTION),
    Named(("qhd", "2k", "1440p"), 2560, 1440, exact=True, taken=Taken.OPTION),
    Named(("4k", "uhd", "2160p"), 3840, 2160, exact=True, taken=Taken.OPTION),
)

BY_NAME: Mapping[str, Named] = {name: row for row in NAMED for name in row.names}
"""Every name, in lower case with single spaces."""

# Ratios that people write for pictures and seldom for anything else; 10:30 is a time, 2:1 a score.
USUAL_RATIOS = frozenset(
    (
        "1:1",
        "2:3",
        "3:2",
        "3:4",
        "4:3",
        "4:5",
        "5:4",
        "5:7",
        "7:5",
        "9:16",
        "16:9",
        "10:16",
        "16:10",
        "9:18",
        "18:9",
        "9:21",
        "21:9",
        "1.91:1",
        "2.35:1",
        "2.39:1",
    )
)
