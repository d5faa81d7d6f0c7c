"""The table of commands: a new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from commands import about, cancel, edit, help, history, imagine, offers, privacy, quota, reply, settings, vary  # noqa: A004
from commands.studio import Answer, Handler, Studio
from domain.call import Call
from domain.command import CommandSpec


async def _help(call: Call, studio: Studio) -> Answer:
    del studio
    return help.answering(SPECS, call)


_TABLE: tuple[tuple[CommandSpec, Handler], ...] = (
    (imagine.SPEC, imagine.imagine),
    (edit.SPEC, edit.edit),
    (reply.REPLY, reply.reply),
    (vary.VARY, vary.vary),
    (vary.AGAIN, vary.again),
    (vary.AGAIN_ALL, vary.again_all),
    (vary.RETRY, vary.retry),
    (history.BACK, history.back),
    (history.PICK, history.pick),
    (history.SHOW, history.show),
    (cancel.SPEC, cancel.cancel),
    (about.DETAILS, about.details),
    (about.ORIGINAL, about.original),
    (about.DELETE, about.delete),
    (about.DELETE_SURE, about.delete_sure),
    (offers.CONFIRM, offers.confirm),
    (offers.REBASE, offers.rebase),
    (quota.QUOTA, quota.quota),
    (quota.MODELS, quota.models),
    (settings.SPEC, settings.settings),
    (privacy.SPEC, privacy.tell),
    (privacy.EXPORT, privacy.export),
    (privacy.ASK_ERASE, privacy.ask_erase),
    (privacy.ERASE, privacy.erase),
    (help.SPEC, _help),
)

SPECS: tuple[CommandSpec, ...] = tuple(spec for spec, _ in _TABLE)
"""Every command, in the order in which help lists them."""

COMMANDS: Mapping[str, Handler] = {spec.name: handler for spec, handler in _TABLE}
"""What answers each command, by its name."""
