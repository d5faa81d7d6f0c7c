"""Why a port cannot be listened on, as an operator is told: by the start as by the doctor."""

from __future__ import annotations

from bot.settings import SetupError
from bot.web.binding import Unbound, why_unbound
from commands.words import FALLBACK, saying

CODES = {
    Unbound.TAKEN: "port_taken",
    Unbound.NOT_ALLOWED: "port_not_allowed",
    Unbound.NOT_OURS: "host_not_ours",
    Unbound.UNKNOWN: "port_unknown",
}
"""The key of ``doctor.*`` words for each reason."""


def not_listening(host: str, port: int, setting: str, error: OSError) -> SetupError:
    """Return what an operator is told where a port cannot be listened on; ``setting`` is what its settings begin with."""
    say = saying(FALLBACK)
    told = say(f"doctor.{CODES[why_unbound(error)]}", host=host, port=port, setting=setting)
    return SetupError(told.replace("\n", " "))
