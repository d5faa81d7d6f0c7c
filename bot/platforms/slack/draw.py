"""From Easel's cards to Slack's messages: words for notifications and screen readers, and blocks. No I/O.

People's words stand in rich text and plain text only, where Slack reads nothing into them: they cannot ping or link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.platforms.slack.limits import LIMITS, Json, cut, length
from bot.platforms.slack.mrkdwn import escape_within
from bot.platforms.slack.where import read_key
from bot.ports import Say
from domain.card import CAPTION, Button, Card, CardKind, Field, Shown, Style, Version
from domain.text import clean, title_of
from domain.typed import named

TEXT = 3_500
"""The most of a message's plain text: below what an edit may have."""

_TITLE, _WORDS, _NOTE, _FIELD = 300, 3_000, 300, 1_000
_NOTES = 20
_FIELDS_ROOM = 4_000
_TREE, _TREE_WORDS = 40, 60
_STATUS = 100
_CHANNELS = 50
_CHANNEL = re.compile(r"[CG][A-Z0-9]{7,}")
_ACTION = re.compile(r"e:([a-z0-9_]{1,40}):(.{0,200})", re.DOTALL)
_SHOW = "show"
_GROUP = "easel"
_ALONE = frozenset({_GROUP, "imagine", "invite"})
"""Commands that are typed as they are: ours, and Slack's own."""
_OURS = frozenset({CardKind.ANSWER, CardKind.OFFER, CardKind.REFUSAL})
"""Kinds of cards whose text is Easel's own; that of others is what a person asked."""
_STYLES = {Style.PRIMARY: "primary", Style.DANGER: "danger"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message: ``text`` is escaped mrkdwn, ``blocks`` are what is seen."""

    text: str
    blocks: tuple[Json, ...] = ()

    @property
    def payload(self) -> Json:
        """Return it as arguments of a call."""
        return {"text": self.text, "blocks": list(self.blocks)}

    @property
    def bare(self) -> Json:
        """Return its words alone, for where the blocks are refused."""
        return {"text": self.text, "blocks": []}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be shown: a file that Slack has processed, or a public address of it."""

    shown: Shown
    file: str = ""
    url: str = ""


def draw(
    card: Card,
    say: Say,
    *,
    pictures: Sequence[Picture] = (),
    mention: str = "",
    notes: Sequence[str] = (),
    buttons: bool = True,
    link: tuple[str, str] | None = None,
    links: Mapping[str, str] | None = None,
    site: str = "",
) -> Drawn:
    """Return a card as a message, whatever it says within Slack's limits.

    ``mention`` is the id of a person who is called, ``notes`` are ours and come after the card's, ``link`` is a label
    and an address. ``links`` are the addresses of pictures that the card lists, by picture. What begins with ``site``
    is an address of Easel's own, and can be followed.
    """
    if card.kind in _OURS:
        card = _as_typed(card)
    in_turn = lists(card) or gathers(card)
    title, text = _line(card.title, _TITLE), cut(clean(card.text), _WORDS)
    seconds = card.progress.seconds if card.progress is not None else None
    if seconds:
        text = f"{text} {say('chat.seconds', n=seconds)}".strip()
    words = _words(title, text, mention, link, site)
    small = _small(card, say, notes)
    blocks = [
        *([_rich([words])] if words else []),
        *_fields(card.fields),
        *_tree(card.versions, say),
        *(_listing(card, say, pictures, links or {}) if in_turn else _images(pictures)),
        *_context(small),
        *(_actions(_others(card)) if buttons else ()),
    ]
    named_ones = [_line(each.caption, _NOTE) for each in card.pictures] if in_turn else []
    rows = (f"{_line(each.name, _NOTE)}: {clean(each.value)}" for each in card.fields)
    lines = [title, text, *named_ones, *rows, *small]
    if link is not None:
        lines.append(link[1])
    fallback = escape_within("\n".join(line for line in lines if line), TEXT) or "Easel"
    return Drawn(fallback, tuple(blocks))


def lists(card: Card) -> bool:
    """Return whether a card lists pictures that stand elsewhere, which is all that its buttons say."""
    shown = {each.picture_id for each in card.pictures}
    only_shows = bool(shown) and all(each.command == _SHOW for each in card.buttons)
    return card.kind is CardKind.ANSWER and only_shows and shown == {each.target for each in card.buttons}


def gathers(card: Card) -> bool:
    """Return whether a card gathers pictures of the library, each with several things that can be done with it."""
    acts = Counter(each.target for each in card.buttons)
    several = bool(card.pictures) and all(acts[each.picture_id] > 1 for each in card.pictures)
    return card.kind is CardKind.ANSWER and several


def _others(card: Card) -> tuple[Button, ...]:
    """Return the buttons that do not stand with the picture that they are about."""
    if lists(card):
        return ()
    apart = {each.picture_id for each in card.pictures} if gathers(card) else set()
    return tuple(each for each in card.buttons if each.target not in apart)


def draw_root(card: Card, person: str, say: Say) -> Drawn:
    """Return what a thread's root becomes once the result is in the thread: what was asked, by whom, where it is."""
    asked = _line(card.text, _TITLE) or _line(card.title, _TITLE)
    small = [say("chat.asked_by", person=_line(person, 80))]
    text = say("chat.in_thread", n=max(1, len(card.pictures)))
    blocks = [_rich([_words(asked, text, "", None, "")]), *_context(small)]
    return Drawn(escape_within("\n".join([asked, text, *small]), TEXT), tuple(blocks))


def status_of(card: Card) -> str:
    """Return a progress card in a few words, for the line under a thread."""
    return _line(card.text, _STATUS)


def action_id(command: str, target: str) -> str:
    """Return the id of a button: what is to be done, and to what."""
    return f"e:{command}:{target}"[: LIMITS["action_id"]]


def read_action(action: str) -> tuple[str, str] | None:
    """Return command and target of a button of ours, None for any other."""
    found = _ACTION.fullmatch(action)
    return None if found is None else (found.group(1), found.group(2))


def _as_typed(card: Card) -> Card:
    """Return a card of ours that names commands as they are typed on Slack, where most are said to ``/easel``."""
    rows = tuple(replace(field, name=named(field.name, _ALONE, _GROUP)) for field in card.fields)
    # What tells of pictures has words of people in it.
    text = card.text if card.pictures or card.versions else named(card.text, _ALONE, _GROUP)
    return replace(card, text=text, fields=rows)


def _line(text: str, most: int) -> str:
    return cut(" ".join(clean(text).split()), most)


def _words(title: str, text: str, mention: str, link: tuple[str, str] | None, site: str) -> list[Json]:
    parts: list[Json] = []
    if mention:
        parts += [{"type": "user", "user_id": mention}, _text(" ")]
    if title:
        parts.append(_text(title, bold=True))
    if text:
        parts += _followed(f"\n{text}" if title else text, site)
    if link is not None:
        label, url = link
        parts += [*([_text("\n")] if parts else []), {"type": "link", "url": url, "text": cut(label, _NOTE)}]
    return parts


def _followed(text: str, site: str) -> list[Json]:
    """Return words in which what begins with an address of ours is a link: Slack makes none of plain words."""
    if not site:
        return [_text(text)]
    own = re.compile(rf"({re.escape(site)}/[^\s]*)")
    pieces = [each for each in own.split(text) if each]
    return [{"type": "link", "url": each} if own.fullmatch(each) else _text(each) for each in pieces]


def _text(text: str, *, bold: bool = False) -> Json:
    return {"type": "text", "text": text, "style": {"bold": True}} if bold else {"type": "text", "text": text}


def _rich(sections: Sequence[list[Json]]) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": each} for each in sections if each],
    }


def _small(card: Card, say: Say, notes: Sequence[str]) -> list[str]:
    lines = [_line(each, _NOTE) for each in dict.fromkeys((*card.notes, *notes))][: _NOTES - 2]
    if card.label:
        lines.append(_line(card.label, _NOTE))
    if card.incident:
        lines.append(_line(say("chat.incident", id=card.incident), _NOTE))
    return [line for line in lines if line]


def _context(lines: Sequence[str]) -> list[Json]:
    most = LIMITS["context.elements"]
    return [
        {
            "type": "context",
            "elements": [{"type": "plain_text", "text": line, "emoji": False} for line in lines[start : start + most]],
        }
        for start in range(0, len(lines), most)
    ]


def _fields(fields: Sequence[Field]) -> list[Json]:
    sections: list[list[Json]] = []
    room = _FIELDS_ROOM
    for field in fields:
        name, value = _line(field.name, _NOTE), cut(clean(field.value), _FIELD)
        room -= length(name) + length(value)
        if room < 0:
            break
        section = [_text(f"{name} ", bold=True)] if name else []
        drawn = _value(field, value)
        sections.append([*section, *drawn, _text("\n" if drawn else f"{value}\n")])
    return [_rich(sections)] if sections else []


def _value(field: Field, value: str) -> list[Json]:
    """Return a value that is more than words: a time by the reader's own clock, channels as links to them."""
    if field.at is not None:
        return [{"type": "date", "timestamp": field.at, "format": "{date_short_pretty} {time}", "fallback": value}]
    parts: list[Json] = []
    for each in field.channels[:_CHANNELS]:
        known = _CHANNEL.fullmatch(each) is not None
        parts += [_text(" ")] if parts else []
        parts.append({"type": "channel", "channel_id": each} if known else _text(f"#{_line(each, _NOTE)}"))
    return parts


def _tree(versions: Sequence[Version], say: Say) -> list[Json]:
    """Return the versions as a list, as many of the newest as there is room for."""
    items: list[Json] = []
    left_out = max(0, len(versions) - _TREE)
    if left_out:
        items.append(_item([_text(say("chat.more_versions", n=left_out))]))
    for each in versions[left_out:]:
        parent = "" if each.parent is None else f" ← v{each.parent}"
        words, person = _line(each.words, _TREE_WORDS), _line(each.person, _TREE_WORDS)
        rest = " ".join(part for part in (words, f"({person})" if person else "") if part)
        items.append(_item([_text(f"v{each.version}", bold=each.head), _text(f"{parent} {rest}".rstrip() or " ")]))
    if not items:
        return []
    return [{"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}]


def _item(parts: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": parts}


def _images(pictures: Sequence[Picture]) -> list[Json]:
    return [_image(each, alone=len(pictures) == 1) for each in pictures]


def _listing(card: Card, say: Say, pictures: Sequence[Picture], links: Mapping[str, str]) -> list[Json]:
    """Return each picture in turn: its name, linked, the channel it is in, itself where it may be shown, its buttons."""
    files = {each.shown.picture_id: each for each in pictures}
    blocks: list[Json] = []
    for shown in card.pictures:
        name, url = _line(shown.caption, _NOTE) or f"v{shown.version}", links.get(shown.picture_id)
        parts: list[Json] = [_text(name, bold=True)]
        if url:
            parts = [{"type": "link", "url": url, "text": name, "style": {"bold": True}}]
        channel, _ = read_key(shown.thread)
        if channel.startswith("C"):
            parts += [_text(" · "), {"type": "channel", "channel_id": channel}]
        blocks.append(_rich([parts]))
        if shown.picture_id in files:
            blocks.append(_image(files[shown.picture_id], alone=True))
        blocks += _actions(_of_one(card, shown, say))
    return blocks


def _of_one(card: Card, shown: Shown, say: Say) -> list[Button]:
    """Return what can be done with one picture of several."""
    if lists(card):
        buttons = [
            Button("edit", shown.picture_id, say("button.refine")),
            Button(_SHOW, shown.picture_id, say("slack.home_show")),
        ]
    else:
        buttons = [each for each in card.buttons if each.target == shown.picture_id]
    return [replace(each, hint=each.hint or shown.caption) for each in buttons]


def _image(picture: Picture, *, alone: bool) -> Json:
    shown = picture.shown
    block: Json = {"type": "image", "alt_text": cut(clean(shown.alt), LIMITS["image.alt_text"]) or f"v{shown.version}"}
    if picture.file:
        block["slack_file"] = {"id": picture.file}
    else:
        block["image_url"] = picture.url
    if not alone:
        block["title"] = {
            "type": "plain_text",
            "text": _line(shown.caption, 100) or f"v{shown.version}",
            "emoji": False,
        }
    return block


def _actions(buttons: Sequence[Button]) -> list[Json]:
    unique = {action_id(each.command, each.target): each for each in buttons}
    elements = [_button(id_, each) for id_, each in unique.items()][: LIMITS["actions.elements"]]
    return [{"type": "actions", "elements": elements}] if elements else []


def _button(id_: str, button: Button) -> Json:
    label = _line(button.label, LIMITS["button.text"]) or button.command
    drawn: Json = {
        "type": "button",
        "action_id": id_,
        "value": button.target[: LIMITS["button.value"]] or "-",
        "text": {"type": "plain_text", "text": label, "emoji": False},
    }
    if button.style in _STYLES:
        drawn["style"] = _STYLES[button.style]
    if button.hint:
        drawn["accessibility_label"] = _line(f"{label}: {button.hint}", LIMITS["button.accessibility_label"])
    return drawn


def title_for(card: Card, shown: Shown | None = None) -> str:
    """Return a name for a file of a card: the picture's words, where they are known."""
    _, _, words = (shown.caption if shown is not None else "").partition(CAPTION)
    return title_of(words) or title_of(card.text) or title_of(card.title) or "Easel"
