"""The methods of Slack's Web API that the fake knows: what each takes, who may call it, and how often."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.slack_script import Wrong


@dataclass(frozen=True)
class Method:
    """A method: its arguments, its scopes (any of them), its tier, the kind of token, whether it takes JSON."""

    name: str
    takes: dict[str, tuple[bool, str]]
    scopes: tuple[str, ...]
    tier: str
    token: str = "bot"
    json: bool = True
    get: bool = False


_SPEC = re.compile(r"(\w+)(\??):(\w+)")
_LOOK = "username?:str icon_emoji?:str icon_url?:str"
_POST = f"channel:str text?:str blocks?:json attachments?:json thread_ts?:str markdown_text?:str link_names?:bool parse?:str {_LOOK}"
_PAGE = "cursor?:str limit?:int"
_READ = f"channel:str {_PAGE} inclusive?:bool include_all_metadata?:bool latest?:str oldest?:str"
_CHANNELS = "channels:read groups:read im:read mpim:read"
_OPEN = "im:write mpim:write channels:manage groups:write"
_HISTORY = "channels:history groups:history im:history mpim:history"
_VIEW = "trigger_id?:str interactivity_pointer?:str view:json"

# name | arguments | scopes, any of which will do | tier | w: takes JSON, r: GET too and no JSON, f: no JSON
_TABLE = f"""
api.test | error?:str foo?:str | | 4 | w
auth.test | | | often | w
auth.revoke | test?:bool | | 3 | r
team.info | team?:str domain?:str | team:read | 3 | r
bots.info | bot?:str | users:read | 3 | r
users.info | user:str include_locale?:bool | users:read | 4 | r
usergroups.list | include_count?:bool include_disabled?:bool include_users?:bool | usergroups:read | 2 | r
users.list | {_PAGE} include_locale?:bool | users:read | 2 | r
users.conversations | {_PAGE} exclude_archived?:bool types?:str user?:str | {_CHANNELS} | 2 | r
conversations.list | {_PAGE} exclude_archived?:bool types?:str | {_CHANNELS} | 2 | r
conversations.info | channel:str include_locale?:bool include_num_members?:bool | {_CHANNELS} | 3 | r
conversations.members | channel:str {_PAGE} | {_CHANNELS} | 4 | r
conversations.history | {_READ} | {_HISTORY} | history | r
conversations.replies | ts:str {_READ} | {_HISTORY} | history | r
conversations.open | channel?:str users?:list return_im?:bool | {_OPEN} | 3 | w
conversations.join | channel:str | channels:join | 3 | w
conversations.leave | channel:str | channels:manage groups:write | 3 | w
chat.postMessage | {_POST} reply_broadcast?:bool unfurl_links?:bool unfurl_media?:bool mrkdwn?:bool metadata?:json | chat:write | post | w
chat.postEphemeral | user:str {_POST} | chat:write | 4 | w
chat.update | channel:str ts:str text?:str blocks?:json attachments?:json file_ids?:list link_names?:bool parse?:str reply_broadcast?:bool metadata?:json markdown_text?:str | chat:write | 3 | w
chat.delete | channel:str ts:str | chat:write | 3 | w
chat.getPermalink | channel:str message_ts:str | | often | r
chat.startStream | channel:str thread_ts:str markdown_text?:str recipient_team_id?:str recipient_user_id?:str chunks?:json task_display_mode?:str {_LOOK} | chat:write | 2 | w
chat.appendStream | channel:str ts:str markdown_text?:str chunks?:json | chat:write | 4 | w
chat.stopStream | channel:str ts:str markdown_text?:str chunks?:json blocks?:json metadata?:json | chat:write | 2 | w
assistant.threads.setStatus | channel_id:str thread_ts:str status:str loading_messages?:json {_LOOK} | chat:write assistant:write | 3 | w
assistant.threads.setTitle | channel_id:str thread_ts:str title:str | assistant:write | 3 | w
assistant.threads.setSuggestedPrompts | channel_id:str thread_ts?:str title?:str prompts:json | assistant:write | 3 | w
reactions.add | channel:str name:str timestamp:str | reactions:write | 3 | w
reactions.remove | channel?:str name:str timestamp?:str | reactions:write | 2 | w
reactions.get | channel:str timestamp:str full?:bool | reactions:read | 3 | r
views.open | {_VIEW} | | 4 | w
views.push | {_VIEW} | | 4 | w
views.update | view:json external_id?:str view_id?:str hash?:str | | 4 | w
views.publish | user_id:str view:json hash?:str | | 4 | w
blocks.validate | blocks?:json message?:json view?:json | | 3 | w
files.getUploadURLExternal | filename:str length:int alt_txt?:str snippet_type?:str | files:write | 4 | f
files.completeUploadExternal | files:json channel_id?:str channels?:list thread_ts?:str initial_comment?:str blocks?:json {_LOOK} | files:write | 4 | w
files.info | file:str cursor?:str limit?:int count?:int page?:int | files:read | 4 | r
files.list | channel?:str user?:str types?:str count?:int page?:int ts_from?:str ts_to?:str | files:read | 3 | r
files.delete | file:str | files:write | 3 | w
functions.completeSuccess | function_execution_id:str outputs:json | | 3 | w
functions.completeError | function_execution_id:str error:str | | 3 | w
apps.connections.open | | connections:write | open | w
apps.event.authorizations.list | event_context:str {_PAGE} | authorizations:read | 4 | w
apps.uninstall | client_id:str client_secret:str | | 1 | r
oauth.v2.access | client_id?:str client_secret?:str code?:str redirect_uri?:str grant_type?:str refresh_token?:str | | 4 | f
"""


def _method(line: str) -> Method:
    name, takes, scopes, tier, how = (each.strip() for each in line.split("|"))
    token = {"apps.connections.open": "app", "apps.event.authorizations.list": "app"}.get(name, "bot")
    token = "none" if name in {"api.test", "oauth.v2.access"} else token
    found = {key: (not optional, kind) for key, optional, kind in _SPEC.findall(takes)}
    return Method(name, found, tuple(scopes.split()), tier, token, how == "w", how == "r")


METHODS = {method.name: method for method in map(_method, filter(None, _TABLE.strip().split("\n")))}
# What a minute holds, by tier; what is not published is guessed low.
PER_MINUTE = {"1": 1, "2": 20, "3": 50, "4": 100, "often": 600, "open": 12, "history": 50, "post": 60}
POST_BURST = 4


async def arguments(request: web.Request, method: Method) -> dict[str, Any]:
    """Return the arguments of a call, of their types, or raise Wrong."""
    if request.method not in {"GET", "POST"} or (request.method == "GET" and not method.get):
        raise Wrong("invalid_request_method", request.method, rule=True)
    given: dict[str, Any] = dict(request.query)
    if "token" in given:
        raise Wrong("not_authed", "a token in the address is not read", rule=True)
    if request.method == "POST":
        given |= await _body(request, method)
    given.pop("token", None)
    for name in given:
        if name not in method.takes and name != "team_id":
            raise Wrong("invalid_arguments", f"unknown argument: {name}", rule=True)
    read = {}
    for name, value in given.items():
        read[name] = _typed(name, value, "str" if name == "team_id" else method.takes[name][1])
    for name, (required, _) in method.takes.items():
        if required and name not in read:
            error = "missing_argument" if name in {"length", "filename"} else "invalid_arguments"
            raise Wrong(error, f"missing required field: {name}", rule=True)
    return read


async def _body(request: web.Request, method: Method) -> dict[str, Any]:
    raw = await request.read()
    if request.content_type == "application/json":
        if not method.json:
            raise Wrong("invalid_arguments", "this method takes no JSON", rule=True)
        try:
            read = json.loads(raw)
        except ValueError as error:
            raise Wrong("invalid_json", rule=True) from error
        if not isinstance(read, dict):
            raise Wrong("json_not_object", rule=True)
        if "token" in read:
            raise Wrong("not_authed", "a token in JSON is not read", rule=True)
        return read
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    if raw:
        raise Wrong("invalid_post_type", request.content_type, rule=True)
    return {}


def _typed(name: str, value: Any, kind: str) -> Any:
    try:
        return _KINDS[kind](value)
    except (ValueError, TypeError) as error:
        raise Wrong("invalid_arguments", f"{name} must be a {kind}", rule=True) from error


def _json(value: Any) -> Any:
    read = json.loads(value) if isinstance(value, str) else value
    if not isinstance(read, list | dict):
        raise TypeError
    return read


def _list(value: Any) -> list[Any]:
    if isinstance(value, str) and not value.startswith("["):
        return [each for each in value.split(",") if each]
    read = _json(value)
    if not isinstance(read, list):
        raise TypeError
    return read


def _bool(value: Any) -> bool:
    if str(value).lower() not in {"0", "1", "false", "true"}:
        raise ValueError
    return str(value).lower() in {"1", "true"}


def _int(value: Any) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
        raise ValueError
    return int(value)


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


_KINDS = {"json": _json, "list": _list, "bool": _bool, "int": _int, "str": _str}


class Rates:
    """Buckets that fill with Slack's time, a method and workspace each; a channel too where messages are posted."""

    def __init__(self, now: Any) -> None:
        self._now = now
        self._left: dict[tuple[str, ...], tuple[float, float]] = {}
        self.limited_history = False
        self.per_minute = dict(PER_MINUTE)

    def take(self, method: Method, team_id: str, channel_id: str = "") -> int:
        """Return 0 where the call may go on, else the seconds until it may."""
        per_minute = self.per_minute[method.tier]
        size = per_minute
        key = (method.name, team_id)
        if method.tier == "post":
            size, key = POST_BURST, (*key, channel_id)
        if method.tier == "history" and self.limited_history:
            per_minute = size = 1
        left, at = self._left.get(key, (float(size), self._now()))
        now = self._now()
        left = min(float(size), left + (now - at) * per_minute / 60)
        if left < 1:
            self._left[key] = (left, now)
            return max(1, -int(-((1 - left) * 60 / per_minute) // 1))
        self._left[key] = (left - 1, now)
        return 0
