"""Moving among a thread's versions: ``back``, ``pick``, ``show``. All free."""

from __future__ import annotations

from collections.abc import Iterable

from commands import cards
from commands.aim import Aim, aim
from commands.spec import PICTURE, option, spec
from commands.studio import Answer, Studio
from commands.submit import is_home
from commands.words import saying
from domain.call import Call
from domain.card import Button, Card, CardKind, Shown
from domain.command import OptionKind
from domain.errors import NotAllowed, NotFound
from domain.picture import Picture, Thread, before, meant
from storage import pictures, threads

_STEPS = option("back", "steps", OptionKind.NUMBER, least=1, most=99)
BACK = spec("back", PICTURE, _STEPS, words="picture", in_thread=True)
PICK = spec("pick", PICTURE, words="picture", in_thread=True)
SHOW = spec("show", PICTURE, words="picture")

_NEWEST = 6


async def back(call: Call, studio: Studio) -> Answer:
    """Go back to the version that is named, else to the one before the one that is meant."""
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
    if call.text("picture"):
        return await pick_picture(call, studio, aimed)
    return await go_back(call, studio, aimed, steps=max(1, min(call.number("steps") or 1, 99)))


async def go_back(call: Call, studio: Studio, aimed: Aim, *, steps: int = 1) -> Answer:
    """Move the head back along the parents; the same call again changes nothing."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        already = await threads.moved_to(tx, call.id)
    known = next((each for each in aimed.pictures if each.id == already), None)
    to = known or before(aimed.picture, aimed.pictures, steps)
    return await move(call, studio, aimed, to, say("back.done", version=to.version, was=aimed.picture.version))


async def pick(call: Call, studio: Studio) -> Answer:
    """Make the picture that is meant the head of its thread."""
    async with studio.database.read() as tx:
        aimed = await aim(tx, call)
    return await pick_picture(call, studio, aimed)


async def pick_picture(call: Call, studio: Studio, aimed: Aim) -> Answer:
    """Make that picture the head: what is said next is about it."""
    text = saying(call.locale)("pick.done", version=aimed.picture.version)
    return await move(call, studio, aimed, aimed.picture, text)


def side_by_side(aimed: Aim) -> list[Picture]:
    """Return the thread's newest pictures that one job made together, in their order, deleted ones too."""
    together: dict[str, list[Picture]] = {}
    for each in aimed.pictures:
        if each.job_id is not None:
            together.setdefault(each.job_id, []).append(each)
    own = together.get(aimed.picture.job_id or "", [])
    return next((group for group in [own, *reversed(together.values())] if len(group) > 1), own)


def nth_of_newest(aimed: Aim, number: int) -> Aim:
    """Return the ``number``-th picture, from 1, of those made side by side. Raise NotFound for others."""
    together = side_by_side(aimed)
    if not 1 <= number <= len(together):
        raise NotFound("pick_unknown", number=number, n=max(1, len(together)))
    chosen = together[number - 1]
    if chosen.deleted:
        raise NotFound("picture_deleted", version=chosen.version)
    return Aim(aimed.thread, aimed.pictures, chosen)


async def show(call: Call, studio: Studio) -> Answer:
    """Show a picture again, wherever the caller may see it; outside a thread, with nothing named, the newest ones."""
    say = saying(call.locale)
    try:
        async with studio.database.read() as tx:
            aimed = await aim(tx, call)
    except NotFound as error:
        if error.code != "no_thread" or call.text("picture"):
            raise
        return await _newest(call, studio)
    return Answer(show_card(studio, call, aimed, say("show.done", version=aimed.picture.version)))


def show_card(studio: Studio, call: Call, aimed: Aim, text: str) -> Card:
    """Return a card that shows the picture that is meant."""
    model = studio.catalog.get(aimed.picture.model)
    label = "" if model is None else model.label
    return cards.one(saying(call.locale), aimed.picture, aimed.parent, text=text, label=label)


async def _newest(call: Call, studio: Studio) -> Answer:
    """List the newest pictures that the caller made, else those of others, as far as they are seen from here."""
    say = saying(call.locale)
    async with studio.database.read() as tx:
        mine = await pictures.recent(tx, call.viewer, limit=_NEWEST, person_id=call.person.id)
        newest = mine or await pictures.recent(tx, call.viewer, limit=_NEWEST)
        homes = {each.thread_id: await threads.get(tx, each.thread_id) for each in newest}
    if not newest:
        return Answer(cards.answer(say("show.none")))
    shown = tuple(_listed(each, homes[each.thread_id]) for each in newest)
    buttons = tuple(Button("show", each.picture_id, each.caption) for each in shown)
    text = _of_whom(call, homes.values(), len(newest)) if mine else say("show.newest", n=len(newest))
    return Answer(Card(CardKind.ANSWER, text, pictures=shown, buttons=buttons, private=True))


def _listed(picture: Picture, home: Thread | None) -> Shown:
    """Return a picture with its words, and where it stands."""
    bound = home is not None and not home.platform_thread_id.startswith(threads.PENDING)
    return cards.shown(picture, words=True, thread=home.platform_thread_id if home is not None and bound else "")


def _of_whom(call: Call, homes: Iterable[Thread | None], count: int) -> str:
    """Say that the pictures are the caller's own, and from where, if they are all from here and that has a name."""
    say, place = saying(call.locale), call.place
    here = all(each is not None and each.channel_id == place.channel_id for each in homes)
    if here and place.channel_name and not place.private:
        return say("show.yours_from", n=count, channel=place.channel_name)
    return say("show.yours", n=count)


async def move(call: Call, studio: Studio, aimed: Aim, to: Picture, text: str) -> Answer:
    """Make ``to`` the head of the thread and show it; the same call again changes nothing. Raise NotAllowed elsewhere."""
    if not is_home(call, aimed.thread):
        raise NotAllowed("elsewhere")
    async with studio.database.begin() as tx:
        # It may have been deleted since it was looked at.
        meant(aimed.thread, await pictures.of_thread(tx, aimed.thread.id), replied_to=to.id)
        await threads.move_head(tx, aimed.thread, to.id, call_id=call.id, now=studio.clock())
    return Answer(show_card(studio, call, Aim(aimed.thread, aimed.pictures, to), text))
