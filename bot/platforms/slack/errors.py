"""How a call of Slack's API can fail, sorted by what is to be done about it.

::

    SlackError        anything else           raised, tried again later
    ├── Gone          the place or the thing  not there any more, for good
    ├── Outside       the channel             Easel is not in it
    ├── Denied        the right               rules of the workspace or a missing scope
    ├── Revoked       the token               does not work any more
    ├── Misfit        the message             Slack refuses its blocks or its length
    ├── Limited       the rate                after ``retry_after`` seconds
    ├── Unreached     the network             the call certainly had no effect
    └── Unsure        the reply               was lost: the call may have had its effect
"""

from __future__ import annotations

from collections.abc import Sequence


class SlackError(Exception):
    """A call failed. ``code`` is Slack's name of the failure, ``messages`` what it says of a refused payload."""

    def __init__(self, method: str, code: str, messages: Sequence[str] = ()) -> None:
        super().__init__(f"{method}: {code}")
        self.method = method
        self.code = code
        self.messages = tuple(messages)


class Gone(SlackError):
    """The channel, message or file is not there any more."""


class Outside(SlackError):
    """Easel is not a member of the channel."""


class Denied(SlackError):
    """It is not allowed here."""


class Revoked(SlackError):
    """The workspace's token does not work."""


class Misfit(SlackError):
    """Slack refuses the message as it is."""

    @property
    def of_a_file(self) -> bool:
        """Return whether a file in it is the reason: it may be too new to be shown."""
        return any("slack_file" in each or "slack file" in each for each in self.messages)


class Limited(SlackError):
    """Too many calls; ``retry_after`` in seconds."""

    def __init__(self, method: str, retry_after: float) -> None:
        super().__init__(method, "ratelimited")
        self.retry_after = retry_after


class Unreached(SlackError):
    """Slack was not reached."""


class Unsure(SlackError):
    """Slack was reached and did not say what became of it."""


PASSING = (Limited, Unreached, Unsure)
"""What may be otherwise in a while."""

_KINDS: dict[type[SlackError], str] = {
    Gone: "channel_not_found is_archived message_not_found thread_not_found invalid_thread_ts file_not_found "
    "file_deleted user_not_found cant_update_message cant_delete_message edit_window_closed users_not_found "
    "user_disabled cannot_reply_to_message no_such_file channel_is_archived",
    Outside: "not_in_channel",
    Denied: "missing_scope no_permission not_allowed_token_type restricted_action access_denied ekm_access_denied "
    "cannot_dm_bot channel_type_not_supported method_not_supported_for_channel_type user_not_in_channel "
    "is_inactive messages_tab_disabled storage_limit_reached file_uploads_disabled file_type_not_allowed "
    "file_uploads_except_images_disabled file_upload_size_restricted file_update_size_restricted posting_to_channel_denied "
    "team_access_not_granted as_user_not_supported cannot_find_service external_channel_migrating two_factor_setup_required",
    Revoked: "token_revoked token_expired invalid_auth account_inactive not_authed org_login_required no_token",
    Misfit: "invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long invalid_arguments no_text "
    "metadata_too_large invalid_metadata_format invalid_metadata_schema alt_txt_too_large too_many_attachments",
    Unsure: "internal_error fatal_error service_unavailable request_timeout team_added_to_org",
}
_BY_CODE = {code: kind for kind, codes in _KINDS.items() for code in codes.split()}
_DENIED_STARTS = ("restricted_action", "slack_connect_", "file_upload", "blocked_")
LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})


def sorted_error(method: str, code: str, messages: Sequence[str] = ()) -> SlackError:
    """Return the error that one of Slack's codes stands for."""
    kind = _BY_CODE.get(code)
    if kind is None:
        kind = Denied if code.startswith(_DENIED_STARTS) else SlackError
    return kind(method, code, messages)
