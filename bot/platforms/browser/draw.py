"""Cards and messages as plain values for the page; it makes addresses from ids itself."""

from __future__ import annotations

from collections.abc import Iterable

from bot.platforms.browser.session import EASEL
from bot.ports import Channel, Message, QuotaLeft
from domain.card import Button, Card, Shown, Version
from domain.command import CommandSpec
from domain.people import Person

Json = dict[str, object]


def card_json(card: Card) -> Json:
    """Return a card's values; every key is there, whatever the card carries."""
    progress = card.progress
    return {
        "kind": card.kind.value,
        "title": card.title,
        "text": card.text,
        "notes": list(card.notes),
        "label": card.label,
        "pictures": [_picture(shown) for shown in card.pictures],
        "buttons": [_button(button) for button in card.buttons],
        "fields": [{"name": field.name, "value": field.value} for field in card.fields],
        "versions": versions_json(card.versions),
        "progress": progress
        and {
            "job": progress.job_id,
            "stage": progress.stage,
            "position": progress.position,
            "seconds": progress.seconds,
            "preview": progress.preview,
        },
        "private": card.private,
        "incident": card.incident,
        "file": card.file,
    }


def message_json(message: Message, reader: Person) -> Json:
    """Return a message's values as one person reads it; a deleted one keeps its place and nothing else."""
    gone = message.deleted
    return {
        "id": message.id,
        "channel": message.channel_id,
        "thread": message.thread_id,
        "author": {
            "id": message.author_id,
            "name": message.author_name,
            "easel": message.author_id == EASEL,
            "me": message.author_id == reader.id,
        },
        "text": "" if gone else message.text,
        "at": message.created_at.isoformat(),
        "card": card_json(message.card) if message.card and not gone else None,
        "uploads": [] if gone else list(message.uploads),
        "replies_to": message.replies_to,
        "private": message.private_to is not None,
        "deleted": gone,
        "position": message.position,
        "seq": message.seq,
        "replies": message.replies,
    }


def channel_json(channel: Channel) -> Json:
    """Return a channel's values."""
    return {"id": channel.id, "name": channel.name, "private": channel.private, "topic": channel.topic}


def quota_json(quota: QuotaLeft) -> Json:
    """Return what is left, in pictures."""
    return {"left": quota.left, "limit": quota.limit, "renews_at": quota.renews_at.isoformat()}


def person_json(person: Person) -> Json:
    """Return who somebody is."""
    return {"id": person.id, "user": person.user_id, "name": person.name, "administrator": person.administrator}


def commands_json(specs: Iterable[CommandSpec], *, administrator: bool) -> list[Json]:
    """Return the commands that are offered to this person, with all that completion needs."""
    return [
        {
            "name": spec.name,
            "help": spec.help,
            "words": spec.words,
            "options": [
                {
                    "name": option.name,
                    "help": option.help,
                    "kind": option.kind.value,
                    "required": option.required,
                    "choices": list(option.choices),
                    "least": option.least,
                    "most": option.most,
                    "suggest": option.suggest,
                }
                for option in spec.options
                if option.name != spec.words
            ],
        }
        for spec in specs
        if spec.listed and (administrator or not spec.administrators)
    ]


def versions_json(versions: Iterable[Version]) -> list[Json]:
    """Return the nodes of a version tree."""
    return [
        {
            "picture": each.picture_id,
            "version": each.version,
            "parent": each.parent,
            "words": each.words,
            "person": each.person,
            "head": each.head,
            "deleted": each.deleted,
        }
        for each in versions
    ]


def _picture(shown: Shown) -> Json:
    return {
        "id": shown.picture_id,
        "version": shown.version,
        "type": shown.media_type,
        "width": shown.width,
        "height": shown.height,
        "alt": shown.alt,
        "caption": shown.caption,
    }


def _button(button: Button) -> Json:
    asks = button.asks
    return {
        "command": button.command,
        "target": button.target,
        "label": button.label,
        "style": button.style.value,
        "hint": button.hint,
        "asks": asks and {"label": asks.label, "placeholder": asks.placeholder, "required": asks.required},
    }
