"""``/help``: what Easel can do, and how to ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from commands import cards
from commands.spec import spec
from commands.studio import Answer
from commands.words import saying
from domain.call import Call
from domain.card import Field
from domain.command import CommandSpec
from domain.people import Platform

SPEC = spec("help", private=True)


def answering(specs: Sequence[CommandSpec], call: Call) -> Answer:
    """Return the help card over these commands."""
    say = saying(call.locale)
    slack = call.person.team.platform is Platform.SLACK
    # There no command can be typed in a thread: what is about its pictures is said there in words.
    listed = [each for each in specs if each.listed and not (slack and each.in_thread)]
    fields = [Field(f"/{each.name}", say(f"help.{each.name}")) for each in listed]
    unknown = call.text("unknown")
    text = say("help_card.unknown", name=unknown[:40]) if unknown else say("help_card.text")
    if slack:
        text = f"{text}\n{say('help_card.slack')}"
    return Answer(cards.answer(text, title=say("help_card.title"), fields=fields))
