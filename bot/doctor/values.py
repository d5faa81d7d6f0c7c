"""Settings whose values cannot be used, in words: of the name and what it takes, never of the value."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from bot.ports import Finding
from bot.settings import ENV_FILE, names

_PART = "settings"
_KINDS = {
    "greater_than_equal": ("value_least", "ge"),
    "less_than_equal": ("value_most", "le"),
    "literal_error": ("value_one_of", "expected"),
    "int_parsing": ("value_number", ""),
    "int_from_float": ("value_number", ""),
    "int_parsing_size": ("value_number", ""),
    "bool_parsing": ("value_flag", ""),
}


def value_findings(error: Exception) -> tuple[Finding, ...]:
    """Return what is wrong where the settings cannot be read."""
    if not isinstance(error, ValidationError):
        return (Finding(_PART, "env_file", good=False, params={"path": ENV_FILE}),)
    return tuple(_finding(dict(each)) for each in error.errors(include_url=False, include_input=False))


def _finding(fault: dict[str, Any]) -> Finding:
    field = str(fault["loc"][0])
    code, bound = _KINDS.get(fault["type"], ("value_other", ""))
    params = {"name": names().get(field, field.upper())}
    if bound:
        params["bound"] = str(fault["ctx"][bound]).replace("'", "")
    return Finding(_PART, code, good=False, params=params)
