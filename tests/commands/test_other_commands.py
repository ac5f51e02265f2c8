"""``doctor``, ``serve``, ``list``, ``explain``, ``report``: what people and programs rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

LINK_TO_THE_TABLE = """<li><a href="pytest.html">pytest's table</a></li>"""


def test_doctor_finds_a_good_target(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve()
    done = cli("doctor", "--url", lab.url, SCIMPROOF_TOKEN=lab.token)
    assert done.returncode == 0
    assert [line.split()[1] for line in done.stdout.splitlines()[:-1]] == [
        "name",
        "connection",
        "credentials",
        "discovery",
        "write",
    ]
    assert lab.names() == []
    assert not list(cli.place.iterdir())


def test_doctor_names_one_cause(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve()
    done = cli("doctor", "-v", "--url", lab.url, SCIMPROOF_TOKEN="not-the-token")
    assert done.returncode == 3
    assert "refuses the token (401)" in done.stderr
    assert "received  401" in done.stdout
    assert "not-the-token" not in done.stdout + done.stderr


def test_serve_says_where_and_ends_on_a_signal(serve: Callable[..., Any]) -> None:
    lab = serve("--token", "chosen-token")
    assert lab.token == "chosen-token"
    answer = httpx.get(f"{lab.url}/Users", headers={"Authorization": "Bearer chosen-token"})
    assert answer.status_code == 200
    assert lab.stop() == 0


def test_serve_makes_choices(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve("--choice", "knows_no_me")
    assert httpx.get(f"{lab.url}/Me", headers={"Authorization": f"Bearer {lab.token}"}).status_code == 404
    assert "did you mean 'knows_no_me'" in cli("serve", "--choice", "know_no_me").stderr


def test_serve_on_a_taken_port_is_one_line(cli: Any, serve: Callable[..., Any]) -> None:
    port = serve().url.rpartition(":")[2].partition("/")[0]
    done = cli("serve", "--port", port)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert port in done.stderr


@pytest.mark.parametrize(
    ("what", "keys"),
    [
        ("suites", {"id", "title"}),
        ("checks", {"id", "title", "suite", "level", "requirements"}),
        ("requirements", {"id", "title", "level", "section", "testable", "checks", "not_tested"}),
        ("clients", {"id", "title"}),
        ("faults", {"id", "title", "basis", "severity", "clients"}),
    ],
)
def test_listings(cli: Any, what: str, keys: set[str]) -> None:
    rows = json.loads(cli("list", what, "--json").stdout)
    assert rows
    assert all(keys <= set(row) for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert rows[0]["id"] in cli("list", what).stdout


def test_listings_agree_with_each_other(cli: Any) -> None:
    checks = json.loads(cli("list", "checks", "--json").stdout)
    requirements = {row["id"]: row for row in json.loads(cli("list", "requirements", "--json").stdout)}
    for check in checks:
        for identifier in check["requirements"]:
            assert check["id"] in requirements[identifier]["checks"]


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        ("rfc7644-3.3-create-names-location", "RFC7644-3.3-10"),
        ("RFC7644-3.3-10", "checked by rfc7644-3.3-create-names-location"),
        ("rfc7644-3.3-10", "https://www.rfc-editor.org/rfc/rfc7644.html#section-3.3"),
        ("forgets_location_header", "scimproof serve --fault forgets_location_header"),
        ("answers_patch_with_204", "RFC 7644 section 3.5.2 leaves open"),
    ],
)
def test_explain(cli: Any, identifier: str, said: str) -> None:
    done = cli("explain", identifier)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_report_renders_again(cli: Any) -> None:
    cli("run", "--check", "rfc7644-3.6-*")
    done = cli("report", "scimproof-report/results.json", "--report-dir", "again")
    assert done.returncode == 0, done.stderr
    for name in ("report.html", "junit.xml", "summary.md", "exchanges.har"):
        then, again = ((cli.place / place / name).read_text("utf-8") for place in ("scimproof-report", "again"))
        # pytest's table is not rendered again, so only one of the two can lead to it.
        assert again == then.replace(LINK_TO_THE_TABLE, "")


def test_help_has_examples(cli: Any) -> None:
    for command in ("init", "run", "doctor", "serve", "list", "explain", "report", "clean"):
        assert "examples:" in cli(command, "--help").stdout
