from __future__ import annotations

import pytest

from bot.web.hosts import allowed_hosts, host_name, is_loopback


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "127.0.0.1",
        "127.0.0.2",
        "127.255.255.254",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1",
    ],
)
def test_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "0.0.0.0",
        "::",
        "192.168.1.2",
        "::ffff:10.0.0.1",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.1",
    ],
)
def test_others_reach_it(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("bound_to", "public_url", "hosts"),
    [
        ("127.0.0.1", "", {"localhost", "127.0.0.1", "::1"}),
        ("127.0.0.2", "", {"localhost", "127.0.0.1", "::1", "127.0.0.2"}),
        ("[0:0:0:0:0:0:0:1]", "", {"localhost", "127.0.0.1", "::1"}),
        ("localhost", "https://Easel.example:8443/", {"localhost", "127.0.0.1", "::1", "easel.example"}),
        ("0.0.0.0", "https://easel.example", None),
    ],
)
def test_who_is_answered(bound_to: str, public_url: str, hosts: set[str] | None) -> None:
    assert allowed_hosts(bound_to, public_url) == hosts


def test_names_of_hosts() -> None:
    assert host_name("LOCALHOST:8080") == "localhost"
    assert host_name("[0::1]:80") == "::1"
    assert host_name("[x") == ""
