"""The dashboard, the alerts and the page about them speak of metrics that Easel has, by labels that these have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from bot.watch.metrics import Metrics

ROOT = Path(__file__).parents[3]
DASHBOARD = json.loads((ROOT / "docs/grafana/easel.json").read_text("utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "docs/grafana/alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
PAGE = (ROOT / "docs/operations.md").read_text("utf-8")

_NAME = re.compile(r"\b(?:easel|process)_\w+")
_FUNCTIONS = frozenset(
    ["absent", "by", "changes", "count", "group_left", "histogram_quantile", "increase", "max", "max_over_time", "min",
     "on", "rate", "sum"]
)  # fmt: skip
_SCRAPED = frozenset({"instance", "job"})
_GRAFANA = re.compile(r"\$__rate_interval|\$__range|\$instance")
_ROWS = ["Is it well?", "Acknowledgement", "Queue", "Engines and cost", "Deliveries", "Process"]


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return Metrics(version="1", mode="run")


def expressions() -> Iterator[tuple[str, str]]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
    for each in DASHBOARD["annotations"]["list"]:
        yield each["name"], each["expr"]
    for rule in RULES:
        yield rule["alert"], rule["expr"]


def labels_of(metrics: Metrics) -> dict[str, set[str]]:
    """Return the labels of each name as it stands in the text."""
    found: dict[str, set[str]] = {}
    for each in vars(metrics).values():
        if isinstance(each, MetricWrapperBase):
            labels = set(each._labelnames)
            for end in ("", "_bucket", "_sum", "_count", "_total"):
                found[each._name + end] = labels | ({"le"} if end == "_bucket" else set())
    return found


def test_every_metric_that_is_spoken_of_is_one_that_there_is(metrics: Metrics):
    names = metrics.names()
    spoken = {(where, name) for where, query in expressions() for name in _NAME.findall(query)}
    assert {each for each in spoken if each[1] not in names} == set()
    assert len({name for _, name in spoken}) > 25


def test_every_label_that_is_asked_for_is_one_of_its_metric(metrics: Metrics):
    labels = labels_of(metrics)
    for where, query in expressions():
        named = _NAME.findall(query)
        known = set().union(*(labels.get(name, set()) for name in named)) | _SCRAPED
        by = {
            each.strip()
            for part in re.findall(r"\b(?:by|on|group_left) \(([^)]*)\)", query)
            for each in part.split(",")
        }
        assert by <= known, (where, query)
        for name, matchers in re.findall(r"((?:easel|process)_\w+){([^}]*)}", query):
            asked = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", matchers))
            assert asked <= labels.get(name, set()) | _SCRAPED, (where, query)


def test_every_expression_is_formed(metrics: Metrics):
    for where, query in expressions():
        plain = re.sub(r'"[^"]*"', '""', _GRAFANA.sub("5m", query))
        for opening, closing in ("()", "{}", "[]"):
            assert plain.count(opening) == plain.count(closing), (where, query)
        words = set(re.findall(r"\b([a-z_]+)\b(?=\s*[({])", re.sub(r"\{[^}]*\}", "", plain)))
        assert words <= _FUNCTIONS | metrics.names(), (where, words)
        for histogram in re.findall(r"histogram_quantile\(([^)]*)", plain):
            assert "le" in histogram or "by (le" in plain, (where, query)


def test_the_dashboard_has_its_rows_and_nothing_overlaps():
    panels: list[dict[str, Any]] = DASHBOARD["panels"]
    assert [each["title"] for each in panels if each["type"] == "row"] == _ROWS
    taken: set[tuple[int, int]] = set()
    for each in panels:
        at = each["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, each["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
    assert len({each["id"] for each in panels}) == len(panels)
    for each in panels:
        if each["type"] != "row":
            assert each["targets"]
            assert each["datasource"]["uid"] == "${datasource}"


def test_every_alert_says_what_is_wrong_what_to_do_and_who_is_woken():
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 12
    for rule in RULES:
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}, rule["alert"]
        assert re.fullmatch(r"Easel[A-Z]\w+", rule["alert"])
        assert re.fullmatch(r"\d+m", rule["for"])
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert len(rule["annotations"]["description"]) > 60, rule["alert"]
        used = set(re.findall(r"\$labels\.(\w+)", json.dumps(rule["annotations"])))
        kept = {
            each.strip()
            for part in re.findall(r"\b(?:by|group_left) \(([^)]*)\)", rule["expr"])
            for each in part.split(",")
        }
        assert used <= kept | ({"instance"} if "on (instance" in rule["expr"] else set()), rule["alert"]


def test_the_page_lists_every_metric_and_alert_and_no_other(metrics: Metrics):
    ours = {re.sub(r"_(bucket|sum|count)$", "", name) for name in metrics.names() if name.startswith("easel_")}
    assert set(re.findall(r"^\| `(easel_\w+)` \|", PAGE, re.MULTILINE)) == ours
    assert set(re.findall(r"^### (Easel\w+)$", PAGE, re.MULTILINE)) == {rule["alert"] for rule in RULES}


def test_the_page_lists_the_labels_of_each_metric(metrics: Metrics):
    labels = labels_of(metrics)
    for name, given in re.findall(r"^\| `(easel_\w+)` \| \w+ \| ([^|]*) \|", PAGE, re.MULTILINE):
        assert set(re.findall(r"`(\w+)`", given)) == labels[name], name
