"""A module that names several suites is played once in each, and each of its checks has an id per suite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings

MODULE = '''
"""Two ways in which one product is played."""

from scimproof import Declared, Directory, Findings, Probe, Story, as_user, check, expect, scenario

SUITES = ("okta-aiw", "okta-oin")


@scenario(given="User")
def somebody_comes(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created."""
    story.created = probe.create(declared.endpoint("User"), as_user(directory.person(), declared))


@check("create-answers-201", "RFC7644-3.3-10")
def a_create_answers_201(somebody_comes: Story) -> Findings:
    """A create is answered with 201."""
    return expect.status(somebody_comes.created, 201)
'''


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "okta" / "check_people.py"
    path.parent.mkdir()
    path.write_text(MODULE, "utf-8")
    return path


def played(path: Path, place: Path, **more: Any) -> list[dict[str, Any]]:
    run = Run(Settings(report_dir=place / "report", **more))
    run.open()
    try:
        play(run, [path], Progress(Console(), QUIET))
    finally:
        run.close()
    assert run.internal_error is None
    return run.checks


def test_it_is_played_once_in_each(module: Path, tmp_path: Path) -> None:
    checks = played(module.parent, tmp_path, suites=(str(module.parent),))
    assert [(check["id"], check["suite"], check["client"], check["outcome"]) for check in checks] == [
        ("okta-aiw-create-answers-201", "okta-aiw", "okta-aiw", "pass"),
        ("okta-oin-create-answers-201", "okta-oin", "okta-oin", "pass"),
    ]
    assert [check["scenario"] for check in checks] == [
        "okta-aiw/people/somebody-comes",
        "okta-oin/people/somebody-comes",
    ]


def test_a_file_that_is_named_outright_is_played_the_same_way(module: Path, tmp_path: Path) -> None:
    assert len(played(module, tmp_path, suites=(str(module),))) == 2


def test_each_keeps_to_its_worker(module: Path, tmp_path: Path) -> None:
    checks = played(module.parent, tmp_path, suites=(str(module.parent),), workers=2)
    assert {(check["id"], check["outcome"]) for check in checks} == {
        ("okta-aiw-create-answers-201", "pass"),
        ("okta-oin-create-answers-201", "pass"),
    }


def test_only_the_suites_that_were_asked_for_are_played(module: Path) -> None:
    assert suites.named_in(module) == ("okta-aiw", "okta-oin")
    assert suites.played(module, ("okta-oin", "rfc")) == ("okta-oin",)
    assert suites.played(module, ()) == ("okta-aiw", "okta-oin")
    assert suites.played(module, (str(module.parent),)) == ("okta-aiw", "okta-oin")
