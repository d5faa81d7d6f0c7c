"""The table of named sizes: the pixels that a place wants, and the page that says so; paper in millimetres."""

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
    """One named size. ``exact`` are a place's own pixels, as ``source`` has them, otherwise only the shape is meant.

    Names that say what is in the picture as well (``stays``) are left in the prompt.
    """

    names: tuple[str, ...]
    width: int
    height: int
    exact: bool = False
    taken: Taken = Taken.BARE
    stays: bool = False
    source: str = ""


def _fixed(width: int, height: int, source: str, *names: str, taken: Taken = Taken.BARE, stays: bool = False) -> Named:
    return Named(names, width, height, exact=True, taken=taken, stays=stays, source=SOURCES[source])


SOURCES: Mapping[str, str] = {
    "android": "https://developer.android.com/distribute/google-play/resources/icon-design-specifications",
    "apple": "https://developer.apple.com/design/human-interface-guidelines/app-icons",
    "apple_podcasts": "https://podcasters.apple.com/support/896-artwork-requirements",
    "apple_touch": "https://developer.apple.com/library/archive/documentation/AppleApplications/Reference/SafariWebContent/ConfiguringWebApplications/ConfiguringWebApplications.html",
    "bluesky": "https://blog.contentstudio.io/social-media-image-sizes/",
    "business_card": "https://www.vistaprint.com/hub/standard-business-card-size",
    "discord_banner": "https://support.discord.com/hc/en-us/articles/360028716472-Server-Banner-Background",
    "discord_emoji": "https://support.discord.com/hc/en-us/articles/360036479811-Custom-Emojis",
    "discord_icon": "https://support.discord.com/hc/en-us/articles/204849977-How-do-I-create-a-server",
    "discord_profile": "https://support.discord.com/hc/en-us/articles/4403147417623-Custom-Profiles",
    "discord_splash": "https://support.discord.com/hc/en-us/articles/115001494012-Invite-Splash-Background",
    "discord_sticker": "https://support.discord.com/hc/en-us/articles/4402687377815-Tips-for-Sticker-Creators-FAQ",
    "facebook": "https://www.facebook.com/help/125379114252045",
    "facebook_more": "https://blog.contentstudio.io/social-media-image-sizes/",
    "favicon": "https://developers.google.com/search/docs/appearance/favicon-in-search",
    "github": "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/customizing-your-repositorys-social-media-preview",
    "google_play": "https://support.google.com/googleplay/android-developer/answer/9866151",
    "instagram": "https://help.instagram.com/1631821640426723",
    "instagram_stories": "https://www.facebook.com/business/ads-guide/update/image/instagram-story",
    "iphone": "https://support.apple.com/en-us/111829",
    "kdp": "https://kdp.amazon.com/en_US/help/topic/G6GTK3T3NUHKLEFX",
    "linkedin": "https://www.linkedin.com/help/linkedin/answer/a568217",
    "linkedin_page": "https://www.linkedin.com/help/linkedin/answer/a563309",
    "linkedin_post": "https://www.linkedin.com/help/linkedin/answer/a521928",
    "mailchimp": "https://mailchimp.com/help/image-requirements-for-templates/",
    "mastodon": "https://docs.joinmastodon.org/user/profile/",
    "open_graph": "https://developers.facebook.com/docs/sharing/webmasters/images",
    "pinterest": "https://help.pinterest.com/en/business/article/pinterest-product-specs",
    "screens": "https://en.wikipedia.org/wiki/Display_resolution_standards",
    "slack_emoji": "https://slack.com/help/articles/206870177-Add-customized-emoji-and-aliases-to-your-workspace",
    "slack_icon": "https://slack.com/help/articles/204379783-Add-an-icon-for-your-workspace",
    "slides": "https://support.microsoft.com/en-us/office/change-the-size-of-your-slides-040a811c-be43-40b9-8d04-0de5ed79987e",
    "snapchat": "https://businesshelp.snapchat.com/s/article/image-ad-specs",
    "spotify": "https://support.spotify.com/us/artists/article/cover-art-requirements/",
    "telegram": "https://core.telegram.org/stickers",
    "tiktok": "https://ads.tiktok.com/help/article/tiktok-auction-in-feed-ads",
    "twitch": "https://help.twitch.tv/s/article/channel-page-setup",
    "twitch_emote": "https://help.twitch.tv/s/article/emote-guidelines",
    "whatsapp": "https://github.com/WhatsApp/stickers",
    "x_card": "https://developer.x.com/en/docs/x-for-websites/cards/overview/summary-card-with-large-image",
    "x_post": "https://business.x.com/en/help/campaign-setup/creative-ad-specifications",
    "x_profile": "https://help.x.com/en/managing-your-account/common-issues-when-uploading-profile-photo",
    "youtube_banner": "https://support.google.com/youtube/answer/2972003",
    "youtube_shorts": "https://support.google.com/youtube/answer/10059070",
    "youtube_thumbnail": "https://support.google.com/youtube/answer/72431",
    "zoom": "https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0060387",
}
"""The page that each size of a place is from."""

_ASKED, _OPTION = Taken.ASKED, Taken.OPTION

SHAPES: tuple[Named, ...] = (
    Named(("square", "quadratic"), 1, 1),
    Named(("landscape", "horizontal"), 3, 2),
    Named(("portrait", "vertical", "upright"), 2, 3),
    Named(("widescreen", "cinema"), 16, 9),
    Named(("wide",), 16, 9, taken=_OPTION),
    Named(("ultrawide", "ultra wide", "ultra-wide"), 21, 9),
    Named(("panorama", "panoramic"), 3, 1),
    Named(("tall", "vertical video"), 9, 16, taken=_OPTION),
    Named(("banner", "web banner", "blog header"), 3, 1, taken=_ASKED),
    Named(("hero image",), 16, 9, taken=_ASKED),
    Named(("poster", "movie poster"), 2, 3, taken=_ASKED, stays=True),
    Named(("postcard",), 3, 2, taken=_ASKED, stays=True),
    Named(("flyer",), 2480, 3508, taken=_ASKED, stays=True),
)

PLACES: tuple[Named, ...] = (
    _fixed(1080, 1920, "instagram_stories", "story", "reel", taken=_OPTION),
    _fixed(1080, 1920, "instagram_stories", "instagram story", "insta story", "ig story"),
    _fixed(1080, 1920, "instagram_stories", "instagram reel", "reels cover", "reel cover", "instagram reel cover"),
    _fixed(1080, 1080, "instagram", "instagram post", "insta post", "ig post", "instagram square"),
    _fixed(1080, 1350, "instagram", "instagram portrait", "instagram feed", "instagram portrait post"),
    _fixed(1080, 566, "instagram", "instagram landscape", "instagram landscape post"),
    _fixed(1080, 1350, "instagram", "threads post"),
    _fixed(1500, 500, "x_profile", "twitter header", "x header", "twitter banner", "x banner", "twitter cover"),
    _fixed(1600, 900, "x_post", "twitter post", "x post", "tweet image"),
    _fixed(1200, 600, "x_card", "twitter card", "x card"),
    _fixed(400, 400, "x_profile", "twitter profile picture", "x profile picture", stays=True),
    _fixed(1500, 500, "bluesky", "bluesky header", "bluesky banner"),
    _fixed(1500, 500, "mastodon", "mastodon header", "mastodon banner"),
    _fixed(1584, 396, "linkedin", "linkedin banner", "linkedin header", "linkedin cover", "linkedin background"),
    _fixed(1128, 191, "linkedin_page", "linkedin company cover", "linkedin company banner", "linkedin page cover"),
    _fixed(1200, 627, "linkedin_post", "linkedin post"),
    _fixed(851, 315, "facebook", "facebook cover", "facebook header", "facebook banner", "facebook cover photo"),
    _fixed(1200, 630, "open_graph", "facebook post", "facebook link"),
    _fixed(1080, 1920, "instagram_stories", "facebook story", "whatsapp status"),
    _fixed(1920, 1005, "facebook_more", "facebook event cover", "facebook event"),
    _fixed(1640, 856, "facebook_more", "facebook group cover"),
    _fixed(1200, 630, "open_graph", "og image", "open graph", "open graph image", "opengraph", "opengraph image"),
    _fixed(1200, 630, "open_graph", "social card", "link preview"),
    _fixed(1280, 640, "github", "github social preview", "github preview", "github banner"),
    _fixed(1280, 720, "youtube_thumbnail", "youtube thumbnail", "yt thumbnail", "video thumbnail"),
    _fixed(2560, 1440, "youtube_banner", "youtube banner", "youtube header", "youtube channel art", "channel art"),
    _fixed(1080, 1920, "youtube_shorts", "youtube short", "youtube shorts", "shorts thumbnail"),
    _fixed(1080, 1920, "tiktok", "tiktok", "tiktok video", "tiktok cover", "tiktok post"),
    _fixed(1080, 1920, "snapchat", "snapchat story", "snapchat ad"),
    _fixed(1200, 480, "twitch", "twitch banner", "twitch profile banner"),
    _fixed(1920, 1080, "twitch", "twitch offline screen", "twitch offline banner"),
    _fixed(112, 112, "twitch_emote", "twitch emote", stays=True),
    _fixed(1000, 1500, "pinterest", "pinterest pin", "pinterest post"),
    _fixed(960, 540, "discord_banner", "discord banner", "discord server banner"),
    _fixed(600, 240, "discord_profile", "discord profile banner"),
    _fixed(1920, 1080, "discord_splash", "discord invite background", "discord splash"),
    _fixed(512, 512, "discord_icon", "discord icon", "discord server icon", stays=True),
    _fixed(128, 128, "discord_emoji", "discord emoji", stays=True),
    _fixed(320, 320, "discord_sticker", "discord sticker", stays=True),
    _fixed(128, 128, "slack_emoji", "slack emoji", stays=True),
    _fixed(132, 132, "slack_icon", "slack icon", "slack workspace icon", stays=True),
    _fixed(128, 128, "slack_emoji", "emoji", "custom emoji", taken=_OPTION, stays=True),
    _fixed(512, 512, "telegram", "telegram sticker", stays=True),
    _fixed(512, 512, "whatsapp", "whatsapp sticker", stays=True),
    _fixed(48, 48, "favicon", "favicon", taken=_ASKED, stays=True),
    _fixed(180, 180, "apple_touch", "apple touch icon", stays=True),
    _fixed(1024, 1024, "apple", "profile picture", "avatar", "profile photo", taken=_ASKED, stays=True),
    _fixed(1024, 1024, "apple", "app icon", "icon", "ios app icon", taken=_OPTION, stays=True),
    _fixed(512, 512, "android", "android app icon", "google play icon", stays=True),
    _fixed(1024, 500, "google_play", "google play feature graphic", "play store banner"),
    _fixed(600, 200, "mailchimp", "email header", "newsletter header", "email banner"),
    _fixed(1920, 1080, "slides", "slide", taken=_OPTION, stays=True),
    _fixed(1920, 1080, "slides", "presentation slide", "powerpoint slide", "title slide", taken=_ASKED, stays=True),
    _fixed(1920, 1080, "zoom", "zoom background", "teams background", "video call background"),
    _fixed(2560, 1440, "screens", "wallpaper", "desktop wallpaper", "desktop background", taken=_ASKED),
    _fixed(1080, 1920, "screens", "phone wallpaper", "mobile wallpaper", "lock screen", "phone background"),
    _fixed(1179, 2556, "iphone", "iphone wallpaper"),
    _fixed(3440, 1440, "screens", "ultrawide wallpaper"),
    _fixed(1600, 2560, "kdp", "book cover", "ebook cover", "kindle cover", taken=_ASKED, stays=True),
    _fixed(3000, 3000, "spotify", "album cover", "record cover", "spotify cover", taken=_ASKED, stays=True),
    _fixed(3000, 3000, "apple_podcasts", "podcast cover", taken=_ASKED, stays=True),
    _fixed(1050, 600, "business_card", "business card", "visiting card", taken=_ASKED, stays=True),
    _fixed(1280, 720, "screens", "hd", "720p", taken=_OPTION),
    _fixed(1920, 1080, "screens", "full hd", "fullhd", "fhd", "1080p", taken=_OPTION),
    _fixed(2560, 1440, "screens", "qhd", "2k", "1440p", taken=_OPTION),
    _fixed(3840, 2160, "screens", "4k", "uhd", "2160p", taken=_OPTION),
)

PAPER: Mapping[str, tuple[float, float]] = {
    "a0": (841, 1189),
    "a1": (594, 841),
    "a2": (420, 594),
    "a3": (297, 420),
    "a4": (210, 297),
    "a5": (148, 210),
    "a6": (105, 148),
    "b4": (250, 353),
    "b5": (176, 250),
    "b6": (125, 176),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "tabloid": (279.4, 431.8),
}
"""Sheets in millimetres, upright: ISO 216 (https://www.iso.org/standard/36631.html) and ANSI/ASME Y14.1."""

PAPERS: tuple[Named, ...] = (
    *(
        Named((name, f"din {name}"), round(width), round(height), taken=_ASKED)
        for name, (width, height) in PAPER.items()
        if name[1:].isdigit()
    ),
    Named(("us letter",), 17, 22),
    Named(("letter size", "letter paper"), 17, 22, taken=_ASKED),
    Named(("us legal", "legal size", "legal paper"), 17, 28, taken=_ASKED),
    Named(("us tabloid", "tabloid", "tabloid size"), 11, 17, taken=_ASKED),
)
