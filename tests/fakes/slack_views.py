"""Modals and the Home tab: opened, pushed, updated, filled in, submitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack_asked import Asked
from tests.fakes.slack_blocks import as_sent, check_view, with_ids
from tests.fakes.slack_script import NotPossible, Wrong
from tests.fakes.slack_world import Team, walk

MOST_PUSHED = 3
MOST_FILE_BYTES = 10_000_000
_INITIAL = {
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_value": "value",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
    "initial_channel": "selected_channel",
    "initial_channels": "selected_channels",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_date_time": "selected_date_time",
}
_MANY = {"checkboxes", "multi_static_select", "multi_external_select"}
_PLAIN = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_CHOICE = {"static_select", "external_select", "radio_buttons", "overflow"}


@dataclass(eq=False)
class View:
    """A modal or a Home tab as one person has it. ``errors`` are those shown under its fields."""

    id: str
    team: Team
    user_id: str
    given: dict[str, Any]
    root_id: str
    previous_id: str | None = None
    external_id: str | None = None
    number: int = 1
    open: bool = True
    stamp: str = ""
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    versions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def type(self) -> str:
        return str(self.given["type"])

    @property
    def callback_id(self) -> str:
        return str(self.given.get("callback_id", ""))

    @property
    def title(self) -> str:
        return str(self.given["title"]["text"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = self.given["blocks"]
        return blocks

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        return {each["action_id"]: each for each in walk(self.blocks) if "action_id" in each}

    @property
    def words(self) -> str:
        return "\n".join(each["text"] for each in walk(self.given) if isinstance(each.get("text"), str))

    def take(self, given: dict[str, Any], number: Any) -> None:
        """Show this from now on. What was typed is kept where block and action ids are the same."""
        self.given = given | {"blocks": with_ids(given["blocks"], number)}
        self.stamp = f"{number():08d}.fake"
        self.errors = {}
        before = self.values
        self.values = {}
        for block in self.blocks:
            for each in walk(block):
                if "action_id" in each and (value := initial(each)) is not None:
                    old = before.get(block["block_id"], {}).get(each["action_id"])
                    same = old is not None and old["type"] == value["type"]
                    self.values.setdefault(block["block_id"], {})[each["action_id"]] = old if same else value
        self.versions.append(self.given)

    def as_sent(self) -> dict[str, Any]:
        """Return the view as interactions and the API show it."""
        given = self.given
        sent = {"id": self.id, "team_id": self.team.id, "type": self.type, "state": {"values": self.values}}
        for name in ("private_metadata", "callback_id", "external_id"):
            sent[name] = given.get(name, "")
        for name in ("clear_on_close", "notify_on_close", "submit_disabled"):
            sent[name] = given.get(name, False)
        for name in ("title", "submit", "close"):
            sent[name] = given.get(name)
        return sent | {
            "blocks": as_sent(self.blocks, self.team.world.files),
            "hash": self.stamp,
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.team.app_id,
            "app_installed_team_id": self.team.id,
            "bot_id": self.team.bot_id,
        }

    def fill(self, action_id: str, value: Any, files: Any) -> None:
        """Put a person's value into an input. Raise NotPossible where there is none or it does not take it."""
        for block in self.blocks:
            for each in walk(block):
                if each.get("action_id") == action_id:
                    state = chosen(each, value, files)
                    self.values.setdefault(block["block_id"], {})[action_id] = state
                    return
        raise NotPossible(f"there is no input {action_id}")

    def check_complete(self) -> None:
        """Raise NotPossible where the client would not let it be submitted."""
        for block in self.blocks:
            if block["type"] != "input" or block.get("optional"):
                continue
            state = self.values.get(block["block_id"], {}).get(block["element"]["action_id"], {})
            filled = [value for name, value in state.items() if name != "type" and value not in (None, "", [])]
            if not filled and block["element"]["type"] != "checkboxes":
                raise NotPossible(f"Please complete this required field: {block['label']['text']}")


def initial(element: dict[str, Any]) -> dict[str, Any] | None:
    """Return the state of an element that nobody has touched, None where it has none."""
    kind = element.get("type")
    if kind in {"button", "overflow", "icon_button", "feedback_buttons", "workflow_button"}:
        return None
    state: dict[str, Any] = {"type": kind}
    if kind in _MANY:
        state["selected_options"] = []
    elif kind in _CHOICE:
        state["selected_option"] = None
    elif kind in _PLAIN:
        state[_PLAIN[kind]] = [] if str(kind).startswith("multi_") else None
    elif kind == "file_input":
        state["files"] = []
    else:
        state["value"] = None
    for name, target in _INITIAL.items():
        if name in element:
            state[target] = element[name]
    return state


def chosen(element: dict[str, Any], value: Any, files: Any) -> dict[str, Any]:
    """Return the state of an element in which a person has put a value. Raise NotPossible where it cannot be."""
    kind = element["type"]
    if kind == "file_input":
        if len(value) > element.get("max_files", 10):
            raise NotPossible("too many files")
        if any(len(each.data) > MOST_FILE_BYTES for each in value):
            raise NotPossible("a file of more than 10 MB")
        kinds = element.get("filetypes")
        if kinds and any(each.name.rpartition(".")[2].lower() not in kinds for each in value):
            raise NotPossible(f"only {kinds}")
        return {"type": kind, "files": [each.as_sent() for each in files(value)]}
    if kind in _PLAIN:
        return {"type": kind, _PLAIN[kind]: value}
    if kind in _MANY:
        return {"type": kind, "selected_options": [_option(element, each) for each in value]}
    if kind in _CHOICE:
        return {"type": kind, "selected_option": _option(element, value)}
    text = str(value)
    if len(text) > element.get("max_length", 3000) or len(text) < element.get("min_length", 0):
        raise NotPossible(f"{element['action_id']} does not take {len(text)} characters")
    return {"type": kind, "value": text}


def _option(element: dict[str, Any], value: str) -> dict[str, Any]:
    options = element.get("options") or [
        each for group in element.get("option_groups", []) for each in group["options"]
    ]
    for each in options:
        if value in (each["value"], each["text"]["text"]):
            return {"text": each["text"], "value": each["value"]}
    if element["type"] in {"external_select", "multi_external_select"}:
        return {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}
    raise NotPossible(f"{element['action_id']} has no option {value!r}")


def held(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the elements that stand in a block."""
    inside = [
        block.get("element", {}),
        block.get("accessory", {}),
        *block.get("elements", []),
        *block.get("actions", []),
    ]
    children = [
        *block.get("child_blocks", []),
        *(each for each in block.get("elements", []) if each.get("type") == "card"),
    ]
    return inside + [element for child in children for element in held(child)]


class Views:
    """Every view there is, and the modals that each person has on top of each other."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self.all: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}

    def show(self, team: Team, user_id: str, given: dict[str, Any], *, on: View | None = None) -> View:
        """Open a view, or push it on another."""
        id_ = self._fake.world.ids.new("V")
        view = View(id_, team, user_id, {}, on.root_id if on else id_, on.id if on else None, given.get("external_id"))
        view.take(given, self._fake.world.ids.number)
        self.all[id_] = view
        if given["type"] == "home":
            self.homes[team.id, user_id] = view
        else:
            self.stacks.setdefault(user_id, [])
            if on is None:
                self.clear(user_id)
            self.stacks[user_id].append(view)
        self._fake.changed()
        return view

    def close(self, view: View) -> None:
        """Take a modal away; the one below it is on top again."""
        view.open = False
        self.stacks[view.user_id] = [each for each in self.stacks[view.user_id] if each is not view]
        self._fake.changed()

    def clear(self, user_id: str) -> None:
        for view in list(self.stacks.get(user_id, [])):
            self.close(view)

    def answer(self, view: View, payload: Any) -> None:
        """Do what the acknowledgement of a submission asks for. Raise Wrong where it asks what cannot be."""
        if payload in (None, "", {}):
            self.close(view)
            return
        action = payload.get("response_action") if isinstance(payload, dict) else None
        keys = {"errors": {"errors"}, "update": {"view"}, "push": {"view"}, "clear": set()}
        if action not in keys or payload.keys() != {"response_action"} | keys[action]:
            raise Wrong("invalid response_action", str(payload)[:200], rule=True)
        if action == "clear":
            self.clear(view.user_id)
        elif action == "errors":
            inputs = {each["block_id"] for each in view.blocks if each["type"] == "input"}
            errors = payload["errors"]
            if not isinstance(errors, dict) or not errors or errors.keys() - inputs:
                raise Wrong("errors must name blocks of inputs", str(errors)[:200], rule=True)
            view.errors = {name: str(text) for name, text in errors.items()}
        else:
            check_view(payload["view"])
            if action == "push":
                self._push(view, payload["view"])
            else:
                view.take(payload["view"], self._fake.world.ids.number)

    def _push(self, on: View, given: dict[str, Any]) -> View:
        if len(self.stacks.get(on.user_id, [])) >= MOST_PUSHED:
            raise Wrong("push_limit_reached", rule=True)
        return self.show(on.team, on.user_id, given, on=on)

    def opened(self, asked: Asked) -> dict[str, Any]:
        """Answer views.open and views.push."""
        check_view(asked["view"])
        self._external(asked)
        pictures = asked.pictures(asked["view"]["blocks"])
        trigger = self._fake.triggers.use(asked.get("trigger_id"), asked.team)
        if asked.method == "views.push":
            if trigger.view is None or not trigger.view.open:
                raise Wrong("not_found", "views.push needs the trigger of an open modal")
            view = self._push(trigger.view, asked["view"])
        else:
            view = self.show(asked.team, trigger.user_id, asked["view"])
        return {"view": self._seen(view, pictures)}

    def updated(self, asked: Asked) -> dict[str, Any]:
        """Answer views.update."""
        check_view(asked["view"], types=("modal", "home"))
        if ("view_id" in asked.args) == ("external_id" in asked.args):
            raise Wrong("invalid_arguments", "view_id or external_id", rule=True)
        pictures = asked.pictures(asked["view"]["blocks"])
        name, wanted = ("id", asked["view_id"]) if "view_id" in asked.args else ("external_id", asked["external_id"])
        mine = [each for each in self.all.values() if each.open and each.team is asked.team]
        found = [each for each in mine if getattr(each, name) == wanted]
        if not found or found[-1].type != asked["view"]["type"]:
            raise Wrong("not_found")
        self._fresh(asked, found[-1])
        found[-1].take(asked["view"], self._fake.world.ids.number)
        return {"view": self._seen(found[-1], pictures)}

    def published(self, asked: Asked) -> dict[str, Any]:
        """Answer views.publish."""
        check_view(asked["view"], types=("home",))
        pictures = asked.pictures(asked["view"]["blocks"])
        person = self._fake.world.people.get(asked["user_id"])
        if person is None:
            raise Wrong("user_not_found")
        view = self.homes.get((asked.team.id, person.id))
        if view is None:
            view = self.show(asked.team, person.id, asked["view"])
        else:
            self._fresh(asked, view)
            view.take(asked["view"], self._fake.world.ids.number)
        return {"view": self._seen(view, pictures)}

    def _fresh(self, asked: Asked, view: View) -> None:
        if asked.get("hash") not in (None, view.stamp):
            raise Wrong("hash_conflict")

    def _external(self, asked: Asked) -> None:
        external_id = asked["view"].get("external_id")
        if external_id and any(each.open and each.external_id == external_id for each in self.all.values()):
            raise Wrong("duplicate_external_id", rule=True)

    def _seen(self, view: View, pictures: list[Any]) -> dict[str, Any]:
        view.broken = {each.id for each in pictures if not each.shares}
        self._fake.changed()
        return view.as_sent()

    @property
    def handlers(self) -> dict[str, Any]:
        return {
            "views.open": self.opened,
            "views.push": self.opened,
            "views.update": self.updated,
            "views.publish": self.published,
        }


@dataclass(eq=False)
class Trigger:
    """What a person did that allows one modal."""

    user_id: str
    team: Team
    expires: float
    view: View | None = None
    used: bool = False


class Triggers:
    """Trigger ids: good for three seconds, and once."""

    def __init__(self, fake: Any) -> None:
        self._fake = fake
        self._all: dict[str, Trigger] = {}

    def new(self, user_id: str, team: Team, view: View | None = None) -> str:
        id_ = f"{self._fake.world.ids.number()}.{team.id}.trigger"
        self._all[id_] = Trigger(user_id, team, self._fake.clock.now() + self._fake.timing.trigger, view)
        return id_

    def use(self, id_: str | None, team: Team) -> Trigger:
        """Spend a trigger. Raise Wrong where it is none, spent, or too old."""
        trigger = self._all.get(id_ or "")
        if trigger is None or trigger.team is not team:
            raise Wrong("invalid_trigger_id", rule=True)
        if trigger.used:
            raise Wrong("exchanged_trigger_id", rule=True)
        if trigger.expires < self._fake.clock.now():
            raise Wrong("expired_trigger_id")
        trigger.used = True
        return trigger
