"""Profiles and doubles on the command line: as a user types it, and as the README and docs/profiles.md show it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MINE = """
title = "Mine"
inherits = "acme"

[options.plan]
about = "What was bought."
default = "small"
values = ["small", "large"]

[lifecycle]
deactivated = "gone"
"""


@pytest.fixture
def mine(cli: Any) -> str:
    (cli.place / "mine.toml").write_text(MINE, "utf-8")
    return "./mine.toml"


def test_a_double_is_served_and_met(cli: Any, serve: Callable[..., Any]) -> None:
    """Hooks and the second credential are found by themselves, and none of them is written anywhere."""
    double = serve("--vendor", "acme", "--set", "leavers=removed")
    done = cli(
        "run",
        "--url",
        double.url,
        "--profile",
        "acme",
        "--check",
        "contract-deactivated-*",
        SCIMPROOF_TOKEN=double.token,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "a deactivated User is inactive" in done.stdout
    results = cli.results()
    assert results["target"]["profile"] == "acme"
    assert results["run"]["options"]["options"]["leavers"] == "removed"  # the double has said so
    written = "".join(path.read_text("utf-8") for path in (cli.place / "scimproof-report").iterdir() if path.is_file())
    assert double.token not in written


def test_a_profile_of_ones_own(cli: Any, mine: str) -> None:
    """Without a URL the lab plays the double; the options that only the profile has do not bother it."""
    done = cli(
        *("run", "--profile", mine, "--set", "leavers=removed", "--set", "plan=large"),
        *("--check", "contract-deactivated-*", "-v"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contract-deactivated-is-as-said" in done.stdout
    assert cli.results()["target"]["profile"] == "mine"


def test_in_the_settings_file(cli: Any, mine: str) -> None:
    text = f'profile = "{mine}"\nchecks = ["contract-deactivated-*"]\n[options]\nleavers = "removed"\n'
    (cli.place / "scimproof.toml").write_text(text, "utf-8")
    done = cli("run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert cli("run", "--set", "leavers=kept").returncode == 1  # an option of the command line goes before


def test_the_contract_is_played_with_a_profile_and_not_without(cli: Any) -> None:
    cli("run", "--profile", "acme", "--check", "contract-user-name-*", "--check", "rfc7644-3.3-create-answers-201")
    assert {check["suite"] for check in cli.results()["checks"]} == {"contract", "rfc"}
    cli("run", "--check", "contract-user-name-*", "--check", "rfc7644-3.3-create-answers-201")
    assert {check["suite"] for check in cli.results()["checks"]} == {"rfc"}


def test_listings(cli: Any) -> None:
    profiles = {row["id"]: row for row in json.loads(cli("list", "profiles", "--json").stdout)}
    assert profiles["acme"]["options"] == {"groups": "kept", "leavers": "kept", "paging": "index"}
    vendors = {row["id"]: row for row in json.loads(cli("list", "vendors", "--json").stdout)}
    assert vendors["acme"]["title"]
    assert "acme" in cli("list", "profiles").stdout
    assert "acme" in cli("list", "vendors").stdout


def test_explain(cli: Any, mine: str) -> None:
    told = cli("explain", "acme").stdout
    for line in (
        "Option leavers: What is shown of somebody whose active is false. One of kept, removed, renamed.",
        "Promised: PATCH replace of active for Users (manual, deactivation).",
        "Refused: PATCH replace of members for Groups (manual, members).",
        "Refused: the filters userName co, sw, pr for Users (manual, filters).",
        "To be looked at by a person:",
        "It is verified by: contract.",
    ):
        assert line in " ".join(told.split())
    assert "a profile after acme" in cli("explain", mine).stdout.replace(",", "")
    assert "Deviation (invert)" in cli("explain", "aws-identity-center").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--profile", "acmee"), "did you mean 'acme'?"),
        (("run", "--profile", "./none.toml"), "cannot read ./none.toml"),
        (("run", "--profile", "./mine.toml", "--set", "plan=tiny"), "plan takes small, large, not 'tiny'"),
        (("run", "--profile", "acme", "--set", "leavers"), "--set takes NAME=VALUE"),
        (("run", "--set", "leavers=kept"), "--set: options belong to a profile: name it with --profile"),
        (("serve", "--vendor", "acmee"), "there is no vendor 'acmee'; did you mean 'acme'?"),
        (("serve", "--vendor", "acme", "--set", "leaver=x"), "the vendor acme has no option 'leaver'"),
        (("serve", "--fault", "nests_groups"), "add --vendor acme"),
        (("explain", "./none.toml"), "cannot read ./none.toml"),
    ],
)
@pytest.mark.usefixtures("mine")
def test_a_mistake_is_one_clear_line(cli: Any, arguments: tuple[str, ...], said: str) -> None:
    done = cli(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_token_of_hooks_is_masked_everywhere(cli: Any, serve: Callable[..., Any]) -> None:
    """Also in what is written while the run goes on."""
    import httpx

    double = serve("--vendor", "veza")
    told = httpx.get(double.url.partition("/scim/")[0] + "/.well-known/scimproof").json()
    secrets = [told["hook_token"], told["second_token"], double.token]
    done = cli(
        *("run", "--url", double.url, "--profile", "veza", "--suite", "veza", "-v", "--events", "events.jsonl"),
        SCIMPROOF_TOKEN=double.token,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert any(exchange["client"] == "hook" for exchange in cli.results()["exchanges"])
    files = [Path(cli.place / "events.jsonl"), *(cli.place / "scimproof-report").iterdir()]
    text = done.stdout + done.stderr + "".join(path.read_text("utf-8") for path in files if path.is_file())
    assert [secret for secret in secrets if secret in text] == []
