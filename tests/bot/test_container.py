"""The container files say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bot.settings import names

ROOT = Path(__file__).parents[2]


def test_compose_is_plain_and_names_what_there_is():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert set(compose) == {"services", "volumes"}
    easel = compose["services"]["easel"]
    assert set(easel) == {"build", "env_file", "environment", "ports", "volumes", "restart", "stop_grace_period"}
    # A file of settings beats what the image sets, and a copy of the example is one.
    image = dict(re.findall(r"^ +(EASEL_[A-Z_]+)=(\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE))
    assert image
    assert easel["environment"] == image | {"EASEL_HTTP_PORT": easel["ports"][0].rpartition(":")[2]}
    assert easel["volumes"] == [f"{volume}:/data" for volume in compose["volumes"]]
    assert all(port.startswith("127.0.0.1:") for port in easel["ports"])


def test_the_dockerfile_sets_only_settings_that_there_are_and_copies_every_package():
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert set(re.findall(r"\b(EASEL_[A-Z_]+)=", dockerfile)) <= set(names().values())
    assert set(re.findall(r"^COPY ([a-z]+) \1$", dockerfile, re.MULTILINE)) == {
        "domain", "engines", "storage", "commands", "bot"}  # fmt: skip
