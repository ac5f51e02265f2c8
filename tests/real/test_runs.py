"""A run against each real server: it finishes, reports, cleans up, and every red line was verified by hand.

An alarm that no expectation file knows is a regression of Scimproof until somebody has opened the RFC; so is a known
one that is gone. CONTRIBUTING.md says how to review them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pytest

from . import expectations
from .conftest import scim_client
from .servers import RealServer

pytestmark = [pytest.mark.real, pytest.mark.slow]

TIME_LIMIT_S = 1200
REPORTS = {"results.json", "report.html", "pytest.html", "junit.xml", "summary.md", "exchanges.har"}

ENDPOINTS = ("/Users", "/Groups")

# Somebody else's, on the server before the run. Canaille wants a formatted name, nothing beside an address's value, and
# the $ref of a member.
BYSTANDER = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "bystander@example.com",
    "name": {"givenName": "Ignatius", "familyName": "Bystander", "formatted": "Ignatius Bystander"},
    "emails": [{"value": "bystander@example.com"}],
    "active": True,
}
BYSTANDERS = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    "displayName": "Bystanders",
}

Resources = dict[str, dict[str, Any]]


@dataclass
class Played:
    """A run that has ended, and what the server held before and after it."""

    server: RealServer
    exit_code: int
    directory: Path
    output: str = field(repr=False)
    before: Resources = field(repr=False)
    after: Resources = field(repr=False)

    @cached_property
    def results(self) -> dict[str, Any]:
        file = self.directory / "results.json"
        assert file.exists(), f"there are no results; the run said:\n{self.output}"
        document: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return document

    def judged(self, outcome: str) -> dict[str, Any]:
        """The checks of one outcome, with what explains it."""
        chosen = (check for check in self.results["checks"] if check["outcome"] == outcome)
        return {check["id"]: check["reason"] or check["findings"] for check in chosen}


@pytest.fixture(scope="session")
def played(real_server: RealServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """One run per server; every test looks at the same."""
    place = tmp_path_factory.mktemp(f"run-{real_server.name}")
    with scim_client(real_server) as client, bystanders(client):
        before = resources(client)
        done = play(real_server, place)
        after = resources(client)
        yield Played(real_server, done.returncode, place / "report", done.stdout, before, after)


def play(server: RealServer, place: Path) -> subprocess.CompletedProcess[str]:
    """``scimproof run``, as a user would call it: the token is in the environment."""
    foreign = ("SCIMPROOF_", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    # A crowd of a thousand would only show how long these servers take.
    command = ["run", "--url", server.url, "--report-dir", "report", "--crowd", "120"]
    return subprocess.run(
        [sys.executable, "-m", "scimproof", *command],
        cwd=place,
        env={**environment, "SCIMPROOF_TOKEN": server.token, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIME_LIMIT_S,
        check=False,
    )


@contextmanager
def bystanders(client: httpx.Client) -> Iterator[None]:
    """Put a user on the server, and a group with that user in it, that the run has not created."""
    with ExitStack() as cleanup:
        user = create(client, "/Users", BYSTANDER)
        cleanup.callback(client.delete, f"/Users/{user['id']}")
        member = {"value": user["id"], "$ref": f"{client.base_url}Users/{user['id']}"}
        group = create(client, "/Groups", BYSTANDERS | {"members": [member]})
        cleanup.callback(client.delete, f"/Groups/{group['id']}")
        yield


def create(client: httpx.Client, endpoint: str, body: dict[str, Any]) -> dict[str, Any]:
    """The new resource."""
    answer = client.post(endpoint, json=body)
    assert answer.status_code == httpx.codes.CREATED, answer.text
    resource: dict[str, Any] = answer.json()
    return resource


def resources(client: httpx.Client) -> Resources:
    """All that the server holds, page by page."""
    found: Resources = {}
    for endpoint in ENDPOINTS:
        listed = 0
        while True:
            page = client.get(endpoint, params={"startIndex": listed + 1}).raise_for_status().json()
            entries = page.get("Resources") or []
            found |= {f"{endpoint}/{entry['id']}": entry for entry in entries}
            listed += len(entries)
            if not entries or listed >= page["totalResults"]:
                break
    return found


def test_it_finishes(played: Played) -> None:
    """Exit code 0 or 1: the gate decided. Anything else would be a fault of the command line or of Scimproof."""
    assert played.exit_code in (0, 1), played.output
    assert not played.results["run"]["interrupted"]


def test_all_reports_are_written(played: Played) -> None:
    written = {path.name for path in played.directory.iterdir() if path.stat().st_size}
    assert written >= REPORTS


def test_no_report_holds_the_token(played: Played) -> None:
    told = [path.name for path in played.directory.iterdir() if played.server.token in path.read_text("utf-8")]
    assert told == []
    assert played.server.token not in played.output


def test_no_check_is_our_own_error(played: Played) -> None:
    assert played.judged("error") == {}


def test_red_and_yellow_are_the_reviewed_ones(played: Played) -> None:
    file = expectations.file_of(played.server.name)
    told = expectations.differences(expectations.load(file), played.results["checks"])
    if told:
        intro = f"{len(told)} outcomes on {played.server.name} are not those that {file.name} knows:"
        pytest.fail("\n\n".join([intro, *told]), pytrace=False)


def test_it_reports_nothing_left_behind(played: Played) -> None:
    assert played.results["leftovers"] == []


def test_the_server_is_as_it_was_before(played: Played) -> None:
    """Everything created is gone, and what was there before is untouched, down to its version."""
    assert played.after == played.before
