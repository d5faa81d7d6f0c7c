"""The table of commands: a new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from commands import (
    about,
    approval,
    asset,
    beginning,
    cancel,
    coach,
    collections,
    edit,
    handles,
    help,  # noqa: A004 -- the command's name
    history,
    imagine,
    improve,
    keeping,
    library,
    link,
    offers,
    privacy,
    quota,
    reply,
    settings,
    share,
    star,
    use,
    vary,
)
from commands.spec import check
from commands.studio import Answer, Handler, Studio
from domain.call import Call
from domain.command import CommandSpec
from domain.errors import BadInput
from domain.spoken import spoken
from domain.typed import to_easel


async def _help(call: Call, studio: Studio) -> Answer:
    del studio
    return help.answering(SPECS, call)


async def _reply(call: Call, studio: Studio) -> Answer:
    """Do the command that is said in a thread, privately as it would be, or else what the words wish."""
    said = None if call.uploads or call.addressed else spoken(to_easel(call.words) or call.words, SPECS)
    if said is None:
        return await reply.reply(await handles.addressing_nobody(call, studio), studio)
    spec = next(each for each in SPECS if each.name == said.command)
    if spec.name == imagine.SPEC.name and call.place.thread_id is not None:
        raise BadInput("imagine_in_thread")
    options = dict(said.options)
    if spec.words and said.words:
        options[spec.words] = said.words
    typed = replace(call, command=spec.name, words=said.words, options=options)
    for each in spec.options:
        check(each, typed)
    return await COMMANDS[spec.name](typed, studio)


_TABLE: tuple[tuple[CommandSpec, Handler], ...] = (
    (imagine.SPEC, imagine.imagine),
    (coach.SPEC, coach.coach),
    (coach.ABOUT_JOB, coach.about_job),
    (coach.USE, coach.use),
    (coach.KEEP, coach.keep),
    (coach.STOP, coach.stop),
    (improve.USE, improve.use),
    (improve.KEEP, improve.keep),
    (improve.EDIT, improve.edit),
    (edit.SPEC, edit.edit),
    (reply.REPLY, _reply),
    (beginning.TALK, beginning.talk),
    (beginning.EITHER, beginning.either),
    (beginning.ANEW, beginning.anew),
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
    (about.KEEP, about.keep),
    (share.SHARE, share.share),
    (share.SHARE_TO, share.share_to),
    (approval.TO_REVIEW, approval.to_review),
    (approval.TO_DRAFT, approval.to_draft),
    (approval.APPROVE, approval.approve),
    (approval.ASK_CHANGES, approval.ask_changes),
    (approval.RETIRE, approval.retire),
    (collections.EXPORT, collections.export),
    (collections.EXPORT_AS, collections.export_as),
    (keeping.KEEP_DRAFTS, keeping.keep_drafts),
    (library.SPEC, library.library),
    (library.PAGE, library.page),
    (library.ONE, library.one),
    (library.SIMILAR, library.similar),
    (asset.SPEC, asset.asset),
    (asset.NAME_IT, asset.name_it),
    (asset.NAME_NEWEST, asset.name_newest),
    (star.STAR, star.star),
    (star.UNSTAR, star.unstar),
    (star.SAVE, star.save),
    (use.USE, use.use),
    (use.SHOW, use.show),
    (offers.CONFIRM, offers.confirm),
    (offers.REBASE, offers.rebase),
    (quota.QUOTA, quota.quota),
    (quota.MODELS, quota.models),
    (settings.SPEC, settings.settings),
    (link.LINK, link.link),
    (link.LINK_CODE, link.link_code),
    (link.LINK_FLOW, link.link_flow),
    (link.UNLINK, link.unlink),
    (link.UNLINK_SURE, link.unlink_sure),
    (privacy.SPEC, privacy.tell),
    (privacy.EXPORT, privacy.export),
    (privacy.ASK_ERASE, privacy.ask_erase),
    (privacy.ERASE, privacy.erase),
    (help.SPEC, _help),
)

SPECS: tuple[CommandSpec, ...] = tuple(spec for spec, _ in _TABLE)
"""Every command, in the order in which help lists them."""

COSTLY: frozenset[str] = frozenset(spec.name for spec in SPECS if spec.costs)
"""Those that may spend."""

COMMANDS: Mapping[str, Handler] = {spec.name: handler for spec, handler in _TABLE}
"""What answers each command, by its name."""
