"""A recorded story is played again: on the server that was wrong, on one that is mended, and as a program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

CHECK = "rfc7644-3.3-duplicate-is-409"
TEAM = "rfc7644-3.5.2.1-member-joins"


@pytest.fixture
def recorded(cli: Any, serve: Callable[..., Any]) -> Any:
    """A run on a server that answers conflicts wrongly; it is still there."""
    bad = serve("--fault", "answers_conflict_with_400")
    done = cli(
        "run", "--url", bad.url, "--check", CHECK, "--check", TEAM, "--report-dir", "r", SCIMPROOF_TOKEN=bad.token
    )
    assert done.returncode == 1, done.stdout
    return bad


def test_a_story_is_told_again(cli: Any, serve: Callable[..., Any], recorded: Any) -> None:
    same = cli("replay", "r/results.json", "--check", CHECK, SCIMPROOF_TOKEN=recorded.token)
    assert same.returncode == 0, same.stdout
    assert same.stdout.splitlines()[-1] == "scimproof: 0 of 2 answers are other ones than then"

    good = serve()
    mended = cli("replay", "r/results.json", "--check", CHECK, "--url", good.url, SCIMPROOF_TOKEN=good.token)
    assert mended.returncode == 1
    assert "400 -> 409" in mended.stdout
    assert good.names() == []
    assert good.names("/Groups") == []


def test_ids_are_those_of_today(cli: Any, serve: Callable[..., Any], recorded: Any) -> None:
    """A team is patched whose members were created by another scenario."""
    good = serve()
    done = cli("replay", "r/results.json", "--check", TEAM, "--url", good.url, SCIMPROOF_TOKEN=good.token)
    assert done.returncode == 0, done.stdout
    assert "PATCH" in done.stdout
    assert "skip" not in done.stdout
    assert good.names() == []


@pytest.mark.parametrize("form", ["curl", "python"])
def test_a_program_tells_it_as_well(cli: Any, serve: Callable[..., Any], recorded: Any, form: str) -> None:
    runner = [sys.executable if form == "python" else "bash"]
    if form == "curl" and not (shutil.which("curl") and shutil.which("jq")):
        pytest.skip("needs curl and jq")
    program = cli("replay", "r/results.json", "--check", TEAM, "--as", form).stdout
    good = serve()
    environment = {**os.environ, "SCIMPROOF_URL": good.url, "SCIMPROOF_TOKEN": good.token}
    told = subprocess.run(
        [*runner, "-"], input=program, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert len(lines) > 10
    for line in lines:
        _, _, now, _, then, *_ = line.split()
        assert now == then.rstrip(")"), line
    assert recorded.token not in program


def test_a_file_for_editors(cli: Any, recorded: Any) -> None:
    text = cli("replay", "r/results.json", "--check", TEAM, "--as", "http").stdout
    requests = [
        line for line in text.splitlines() if line.startswith(("POST {{url}}/", "GET {{url}}/", "PATCH {{url}}/"))
    ]
    assert len(requests) > 10
    assert "Authorization: Bearer {{token}}" in text
    assert ".response.body.id}}" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--check", "no-such-check"), "there is no check no-such-check in these results"),
        (("--exchange", "9999"), "there is no exchange #9999 in these results"),
    ],
)
def test_a_mistake_is_one_line(cli: Any, recorded: Any, arguments: tuple[str, ...], told: str) -> None:
    done = cli("replay", "r/results.json", *arguments)
    assert (done.returncode, done.stderr) == (2, f"scimproof: {told}\n")
