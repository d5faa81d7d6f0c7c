"""Modals: forms made from a command's spec, and what a person put into one. What it is about travels in the view itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.platforms.slack.calls import Origin, files_of
from bot.platforms.slack.draw import Drawn
from bot.platforms.slack.limits import LIMITS, Json, cut
from bot.platforms.slack.people import Raw
from bot.ports import Say, Vault
from domain.call import OptionValue, Upload
from domain.command import CommandSpec, Option, OptionKind
from domain.people import Place
from domain.text import clean

FORM = "easel:form"
"""The id of every form's view."""

CHANNEL = "channel"
FILES = "files"

PREFERENCES = {"model": "models", "size": "sizes", "quality": "qualities"}
"""What a person may prefer, and what completes it."""

_INPUT, _MENU = "v:", "o:"
_MOST_METADATA = LIMITS["view.private_metadata"]
_MOST_CHOICES = 12
_KINDS = ["png", "jpg", "jpeg", "gif", "webp", "heic", "heif", "avif", "bmp"]


@dataclass(frozen=True, slots=True)
class About:
    """What a form is about: the command, its target, and where it was opened. ``url`` is sealed."""

    command: str
    target: str = ""
    how: str = "modal"
    channel: str = ""
    name: str = ""
    private: bool = True
    asked: bool = True
    root: str = ""
    reply: str = ""
    thread: str = ""
    url: str = ""
    until: float = 0.0
    files: tuple[tuple[str, int, str], ...] = ()
    fresh: bool = False

    @classmethod
    def of(cls, origin: Origin, vault: Vault, command: str, *, place: Place | None = None, target: str = "") -> About:
        """Return what a form is about that is opened from somewhere; without a place it asks for a channel."""
        return cls(
            command,
            target,
            channel=origin.channel if place is not None else "",
            name=place.channel_name if place is not None else "",
            private=place is None or place.private,
            asked=origin.public is None,
            root=origin.root,
            reply=origin.reply,
            thread=(place.thread_id or "") if place is not None else "",
            url=vault.seal(origin.url) if origin.url else "",
            until=origin.until,
            fresh=origin.fresh,
        )

    @property
    def text(self) -> str:
        """Return it as a view's private metadata: with as many of its files as there is room for."""
        about = self
        while len(text := json.dumps(asdict(about))) > _MOST_METADATA and about.files:
            about = replace(about, files=about.files[:-1])
        return text

    @classmethod
    def read(cls, text: str) -> About | None:
        """Read a view's private metadata; None where it is none of ours."""
        try:
            found = json.loads(text)
            return cls(**{**found, "files": tuple((str(n), int(s), str(u)) for n, s, u in found.get("files", ()))})
        except (ValueError, TypeError):
            return None

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """Return the pictures that it is about."""
        return tuple(Upload(*each) for each in self.files)

    def with_files(self, uploads: Sequence[Upload]) -> About:
        """Return it about pictures that are not Easel's."""
        return replace(self, files=tuple((cut(each.name, 80), each.size, each.source) for each in uploads))


def form(spec: CommandSpec, about: About, say: Say, preferred: Mapping[str, str] | None = None) -> Json:
    """Return a form with every option of a command; where the place is not known it asks for that too.

    ``preferred`` are the options' values where nothing is said, by name.
    """
    fields = (_input(spec, option, say, (preferred or {}).get(option.name, "")) for option in _fields(spec))
    blocks = [*([] if about.channel else [_channel(say)]), *fields]
    images = [option for option in spec.options if option.kind is OptionKind.IMAGE]
    if images:
        blocks.append(_files(say, len(images)))
    return _view(about, blocks, title=say("slack.form_title"), submit=say("slack.form_submit"), say=say)


def ask(asks: str, about: About, say: Say) -> Json:
    """Return a form that asks for the words ``ask.<asks>`` alone."""
    element = _words(f"{_INPUT}words", say(f"ask.{asks}_example"))
    block = {
        "type": "input",
        "block_id": "words",
        "label": _plain(say(f"ask.{asks}"), "input.label"),
        "element": element,
    }
    return _view(about, [block], title=say(f"button.{asks}"), submit=say(f"button.{asks}"), say=say)


def window(title: str, drawn: Drawn, say: Say) -> Json:
    """Return a window that shows a message."""
    blocks = list(drawn.blocks) or [{"type": "section", "text": {**_plain(drawn.text, "section.text")}}]
    return {
        "type": "modal",
        "title": _plain(title or "Easel", "modal.title"),
        "close": _plain(say("slack.window_close"), "modal.close"),
        "blocks": blocks,
    }


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person put into a form. ``missing`` is the block of words where there are none."""

    words: str
    options: Mapping[str, OptionValue]
    files: tuple[Raw, ...]
    channel: str
    missing: str


def filled(view: Raw, spec: CommandSpec) -> Filled:
    """Read a submitted form."""
    words, channel, missing = "", "", ""
    options: dict[str, OptionValue] = {}
    files: tuple[Raw, ...] = ()
    for block, action, state in _states(view):
        name = block
        if action == FILES:
            files = files_of(state)
        elif action == CHANNEL:
            channel = str(state.get("selected_conversation") or "")
        elif name in {"words", spec.words}:
            words = clean(str(state.get("value") or "")).strip()
            missing = "" if words else block
        elif (option := spec.option(name)) is not None and (value := _value(option, state)) is not None:
            options[name] = value
    return Filled(words, options, files, channel, missing)


def preference(name: str, value: str, say: Say) -> Json:
    """Return a menu that saves what a person prefers as soon as it is chosen."""
    shown = {"initial_option": _option(value, value)} if 0 < len(value) <= LIMITS["option.text"] else {}
    return {
        "type": "external_select",
        "action_id": f"{_MENU}{PREFERENCES[name]}:{name}",
        "min_query_length": 0,
        "placeholder": _plain(say(f"settings.{name}"), "placeholder"),
        **shown,
    }


def menu_of(action: str) -> str:
    """Return what completes a menu of a form (``Option.suggest``), empty for another element."""
    return action.split(":")[1] if action.startswith(_MENU) and action.count(":") >= 2 else ""  # noqa: PLR2004 -- o:what:name


def _fields(spec: CommandSpec) -> Iterator[Option]:
    """Yield the options that have a field, the words first."""
    options = [option for option in spec.options if option.kind is not OptionKind.IMAGE]
    yield from sorted(options, key=lambda option: option.name != spec.words)


def _input(spec: CommandSpec, option: Option, say: Say, preferred: str) -> Json:
    required = option.required or option.name == spec.words
    label = f"label.{option.name}" if option.label else _help_key(spec, option, say)
    hint = _said(say, f"hint.{option.name}") if option.label else None
    return {
        "type": "input",
        "block_id": option.name,
        "optional": not required,
        "label": _plain(say(label), "input.label"),
        **({"hint": _plain(hint, "input.label")} if hint else {}),
        "element": _element(spec, option, say, preferred),
    }


def _element(spec: CommandSpec, option: Option, say: Say, preferred: str) -> Json:
    id_ = f"{_INPUT}{option.name}"
    choices = option.choices or _numbers(option)
    if option.name == spec.words:
        return _words(id_, say("slack.form_example"))
    if option.kind is OptionKind.FLAG:
        yes = _said(say, f"label.{option.name}_on") or say("slack.form_yes")
        return {"type": "checkboxes", "action_id": id_, "options": [_option(yes, "true")]}
    if choices:
        first = {"placeholder": _plain(choices[0], "placeholder")}
        options = [_option(each, each) for each in choices]
        return {"type": "static_select", "action_id": id_, "options": options, **first}
    if option.suggest:
        # Not chosen from the start: what is chosen counts for more than what is said.
        usual = say("slack.form_default", value=cut(preferred, 60)) if preferred else say("slack.form_auto")
        return {
            "type": "external_select",
            "action_id": f"{_MENU}{option.suggest}:{option.name}",
            "min_query_length": 0,
            "placeholder": _plain(usual, "placeholder"),
        }
    return {"type": "plain_text_input", "action_id": id_}


def _numbers(option: Option) -> tuple[str, ...]:
    if option.kind is not OptionKind.NUMBER or option.least is None or option.most is None:
        return ()
    numbers = range(option.least, option.most + 1)
    return tuple(str(each) for each in numbers) if len(numbers) <= _MOST_CHOICES else ()


def _words(action: str, example: str) -> Json:
    return {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": True,
        "max_length": LIMITS["plain_text_input.max_length"],
        "focus_on_load": True,
        "placeholder": _plain(example, "placeholder"),
    }


def _channel(say: Say) -> Json:
    return {
        "type": "input",
        "block_id": CHANNEL,
        "label": _plain(say("slack.form_channel"), "input.label"),
        "element": {
            "type": "conversations_select",
            "action_id": CHANNEL,
            "default_to_current_conversation": True,
            "response_url_enabled": True,
        },
    }


def _files(say: Say, most: int) -> Json:
    element = {"type": "file_input", "action_id": FILES, "filetypes": _KINDS, "max_files": most}
    return {
        "type": "input",
        "block_id": FILES,
        "optional": True,
        "label": _plain(say("label.references"), "input.label"),
        "hint": _plain(say("hint.references", most=most), "input.label"),
        "element": element,
    }


def _view(about: About, blocks: Sequence[Json], *, title: str, submit: str, say: Say) -> Json:
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": about.text,
        "title": _plain(title, "modal.title"),
        "submit": _plain(submit, "modal.submit"),
        "close": _plain(say("slack.form_close"), "modal.close"),
        "blocks": list(blocks),
    }


def _option(label: str, value: str) -> Json:
    return {"text": _plain(label, "option.text"), "value": value}


def options_for(found: Sequence[tuple[str, str]]) -> list[Json]:
    """Return suggestions as a menu's options, those that fit."""
    fitting = [(label, value) for label, value in found if label and 0 < len(value) <= LIMITS["option.value"]]
    return [_option(label, value) for label, value in fitting[: LIMITS["select.options"]]]


def _plain(text: str, limit: str) -> Json:
    return {"type": "plain_text", "text": cut(text, LIMITS[limit]), "emoji": False}


def _said(say: Say, key: str) -> str | None:
    """Return a key's words, None where the catalogue has none."""
    try:
        return say(key)
    except KeyError:
        return None


def _help_key(spec: CommandSpec, option: Option, say: Say) -> str:
    own = f"help.{spec.name}_{option.name}"
    try:
        say(own)
    except KeyError:
        return f"help.{option.name}"
    return own


def _states(view: Raw) -> Iterator[tuple[str, str, Raw]]:
    values: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    for block, actions in values.items():
        for action, state in actions.items():
            yield str(block), str(action), state


def _value(option: Option, state: Raw) -> OptionValue | None:
    """Return what an input holds, None where nothing was put in."""
    if option.kind is OptionKind.FLAG:
        return True if state.get("selected_options") else None
    chosen = state.get("selected_option") or {}
    text = str(chosen.get("value") or state.get("value") or "").strip()
    if not text:
        return None
    return int(text) if option.kind is OptionKind.NUMBER and text.isdecimal() else text
