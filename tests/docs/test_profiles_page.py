"""The page about profiles is a story, and it is played: files grow as it says, and each command ends as it says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from scimproof import profiles
from scimproof.lab import Lab

from .typed import TOKEN, typed

PAGE = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text("utf-8")

STEP = re.compile(
    r"<!-- (?P<file>[\w./]+)(?P<wrong>, not yet right)? -->\n```\w+\n(?P<text>.*?)```|```console\n(?P<commands>.*?)```",
    re.S,
)
COMMAND = re.compile(r"^\$ (scimproof .*)\n(exit \d+)?", re.M)


def test_the_story_can_be_lived(tmp_path: Path) -> None:
    """As a new user would: each file is written when the page shows it, each command is typed in its turn."""
    right: dict[str, str] = {}
    played, said = 0, list[str]()
    with Lab(vendor="acme", token=TOKEN) as lab:
        for step in STEP.finditer(PAGE):
            if name := step["file"]:
                path = tmp_path / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(right.get(name, "") + "\n" + step["text"], "utf-8")
                if not step["wrong"]:
                    right[name] = path.read_text("utf-8")
            for line, wanted in COMMAND.findall(step["commands"] or ""):
                if line.startswith("scimproof serve"):
                    continue  # it is the lab above
                done = typed(line, tmp_path, lab.url)
                assert done.returncode == int(wanted.removeprefix("exit ") or 0), line + done.stdout + done.stderr
                played += 1
                said.append(" ".join(done.stdout.split()))
    assert played > 7
    # What the page quotes of a report is what was said.
    quoted = re.findall(r"^The profile says .*\n  expected .*$", PAGE, re.M)[0]
    sentence, expected = (" ".join(line.split()) for line in quoted.splitlines())
    assert any(sentence in text and expected in text for text in said)
    profile = profiles.load(str(tmp_path / "acme.toml"))
    assert profile.users.primary_email_required
    assert profile.deviations


@pytest.mark.parametrize("text", re.findall(r"(?<!-->\n)```toml\n(.*?)```", PAGE, re.S), ids=["options", "hooks"])
def test_the_other_examples_are_profiles(text: str, tmp_path: Path) -> None:
    assert tomllib.loads(text)
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\n' + text, "utf-8")
    assert profiles.load(str(path)).title == "Mine"


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((\.\./[^)#]+)\)", PAGE):
        assert (Path(__file__).parents[2] / "docs" / target).exists(), target


def test_each_hook_of_the_engine_is_told() -> None:
    from scimproof.lab.backdoor import HOOKS

    told = set(re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in PAGE.splitlines() if line[:3] == "| `")))
    assert set(HOOKS) - {"advance"} <= told  # only a double has a clock that can be turned
