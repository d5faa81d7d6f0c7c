"""How the fake says no: Discord's statuses, codes and shape of form errors."""

from __future__ import annotations

from typing import Any

MESSAGES = {
    0: "401: Unauthorized",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    20016: "This action cannot be performed due to slowmode rate limit",
    30033: "Max number of thread participants has been reached",
    30034: "Maximum number of daily application command creates has been reached (200)",
    30046: "Maximum number of edits to messages older than 1 hour reached. Try again later",
    40005: "Request entity too large",
    40060: "Interaction has already been acknowledged.",
    40094: "This interaction has reached the maximum number of follow up messages",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50013: "Missing Permissions",
    50021: "Cannot execute action on a system message",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    50109: "The request body contains invalid JSON.",
    160002: "Cannot reply without permission to read message history",
    160004: "A thread has already been created for this message",
    160005: "Thread is locked",
    160006: "Maximum number of active threads reached",
}


class Wrong(Exception):
    """An answer that is an error. ``broke`` where the client broke a rule that it could have known."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str = "",
        *,
        errors: dict[str, str] | None = None,
        broke: bool = False,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message or MESSAGES.get(code, "Error"))
        self.status, self.code, self.errors = status, code, errors or {}
        self.broke = broke or code in {50035, 50006, 50109, 40005, 40060}
        self.extra = extra or {}
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        """Return the JSON of it, form errors nested along their paths."""
        answer: dict[str, Any] = {"message": str(self), "code": self.code} | self.extra
        for path, message in self.errors.items():
            place = answer.setdefault("errors", {})
            for step in path.split("."):
                place = place.setdefault(step, {})
            place.setdefault("_errors", []).append({"code": "BASE_TYPE_INVALID", "message": message})
        return answer

    def __repr__(self) -> str:
        return f"{self.status} {self.code} {self}" + "".join(f"; {path}: {why}" for path, why in self.errors.items())


class UiRefused(AssertionError):
    """A person's client would not have let them do that."""


def form(path: str, message: str) -> Wrong:
    """Return the error for one field of a body."""
    return Wrong(400, 50035, errors={path or "_": message})


def unknown(code: int) -> Wrong:
    """Return the 404 for a thing that is not there."""
    return Wrong(404, code)


def forbidden(code: int = 50013) -> Wrong:
    """Return the 403 for something that is not allowed."""
    return Wrong(403, code)
