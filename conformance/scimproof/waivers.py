"""Waivers: what a user knows to be broken and accepts, each with a reason, somebody to ask, and an end.

A waiver that does nothing any more is as wrong as a missing one. One that has ended accepts nothing, and one whose
checks pass keeps the gate closed until it is removed: it would hide the next failure.
"""

from __future__ import annotations

import fnmatch
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from scimproof.outcome import Outcome
from scimproof.results import published_schema
from scimproof.settings import SettingsError, nearest

Check = Mapping[str, Any]

LONGEST = timedelta(days=366)
UNEDITED = "CHANGE ME"
KEYS = ("check", "target", "reason", "owner", "link", "since", "until")

# What can be accepted. A fault of Scimproof itself cannot: it says nothing about the target.
RED = (Outcome.FAIL, Outcome.WARN, Outcome.BLOCKED)


class State(StrEnum):
    """What a waiver did in a run."""

    USED = "used"
    EXPIRED = "expired"
    STALE = "stale"  # its checks ran, and none is red
    IDLE = "idle"  # it is for another target, or its checks did not run


@dataclass(frozen=True)
class Waiver:
    """One entry of a waiver file.

    :param check: the id of a check, or a pattern (``fnmatch``) of ids.
    :param target: a pattern of base URLs; ``None`` for every target.
    :param owner: whom to ask; either this or ``link`` is there.
    :param until: the last day on which it holds.
    """

    check: str
    reason: str
    until: date
    owner: str | None = None
    link: str | None = None
    target: str | None = None
    since: date | None = None

    def is_for(self, check: Check) -> bool:
        """Whether it names this check."""
        return fnmatch.fnmatchcase(check["id"], self.check)

    def is_at(self, url: str) -> bool:
        """Whether it holds for this target."""
        return self.target is None or fnmatch.fnmatchcase(url, self.target)

    @property
    def told(self) -> str:
        """Why, who and how long, for reports."""
        return f"waived until {self.until.isoformat()}: {self.reason} ({self.owner or self.link})"


@dataclass(frozen=True)
class Use:
    """What became of a waiver in a run.

    :param checks: the ids of those that it accepts, or would have accepted.
    """

    waiver: Waiver
    state: State
    checks: tuple[str, ...] = ()

    def record(self) -> dict[str, Any]:
        """As it stands in the results file."""
        waiver = self.waiver
        return {
            "check": waiver.check,
            "target": waiver.target,
            "reason": waiver.reason,
            "owner": waiver.owner,
            "link": waiver.link,
            "until": waiver.until.isoformat(),
            "state": self.state.value,
            "checks": list(self.checks),
        }


def load(path: Path) -> tuple[Waiver, ...]:
    """Read a waiver file.

    :raises SettingsError: when it cannot be read, or an entry says too little, too much, or lasts too long.
    """
    try:
        text = path.read_text("utf-8")
        document = tomllib.loads(text)
    except OSError as error:
        raise SettingsError(f"--waivers: cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"--waivers: {path} is not valid TOML: {error}") from None
    if unknown := [key for key in document if key != "waiver"]:
        raise SettingsError(f"--waivers: {path}: unknown key '{unknown[0]}'; entries stand under [[waiver]]")
    lines = _lines_of_entries(text)
    entries = document.get("waiver", [])
    if not isinstance(entries, list):
        raise SettingsError(f"--waivers: {path}: write [[waiver]], with two brackets, before each entry")
    return tuple(
        _waiver(entry, f"--waivers: {path}, line {lines[place] if place < len(lines) else 1}")
        for place, entry in enumerate(entries)
    )


def applied(
    waivers: Iterable[Waiver], checks: Sequence[Check], url: str, today: date
) -> tuple[list[dict[str, Any]], list[Use]]:
    """The checks as they are judged with these waivers, and what each waiver did."""
    judged = [dict(check) for check in checks]
    uses = []
    for waiver in waivers:
        named = [check for check in judged if waiver.is_for(check)] if waiver.is_at(url) else []
        red = [check for check in named if check["outcome"] in RED]
        if red and waiver.until < today:
            uses.append(Use(waiver, State.EXPIRED, _ids(red)))
        elif red:
            for check in red:
                check |= {"outcome": Outcome.WAIVED.value, "reason": _with(waiver.told, check["reason"])}
            uses.append(Use(waiver, State.USED, _ids(red)))
        else:
            uses.append(_without_red(waiver, named))
    return judged, uses


def _without_red(waiver: Waiver, named: list[dict[str, Any]]) -> Use:
    """A waiver that has nothing to accept: stale when its checks pass, idle when nothing is known of them."""
    passing = [check for check in named if check["outcome"] in (Outcome.PASS, Outcome.NOTE)]
    if not passing:
        waived = [check for check in named if check["outcome"] == Outcome.WAIVED]
        return Use(waiver, State.USED if waived else State.IDLE, _ids(waived))
    for check in passing:
        check |= {"outcome": Outcome.FIXED.value, "reason": _with("the waiver can go", check["reason"])}
    return Use(waiver, State.STALE, _ids(passing))


def template(checks: Iterable[Check], url: str, today: date, days: int = 90) -> str:
    """Entries for all that is red, to be edited: their reason is refused until it says something."""
    until = (today + timedelta(days=days)).isoformat()
    return "\n".join(
        entry(check["id"], reason=UNEDITED, owner=UNEDITED, target=url, until=until, comment=_first(check))
        for check in checks
        if check["outcome"] in RED
    )


def entry(check: str, *, reason: str, owner: str, target: str, until: str, comment: str = "") -> str:
    """One entry of a waiver file, as TOML."""
    lines = [f"# {comment}"] if comment else []
    lines += ["[[waiver]]", f"check = {json.dumps(check)}", f"target = {json.dumps(target)}"]
    lines += [f"reason = {json.dumps(reason)}", f"owner = {json.dumps(owner)}", f"until = {until}", ""]
    return "\n".join(lines)


def without(text: str, places: Iterable[int]) -> str:
    """A waiver file without some of its entries, by their place from 0; all else stays as it was written."""
    lines = text.splitlines(keepends=True)
    starts = [_with_comment(lines, number - 1) for number in _lines_of_entries(text)]
    ends = [*starts[1:], len(lines)]
    dropped = {line for place in places for line in range(starts[place], ends[place])}
    return "".join(line for number, line in enumerate(lines) if number not in dropped)


def _with_comment(lines: Sequence[str], start: int) -> int:
    """Where an entry begins: the comment right above it belongs to it."""
    while start > 0 and lines[start - 1].startswith("#"):
        start -= 1
    return start


def _first(check: Check) -> str:
    findings = check["findings"]
    said = findings[0]["message"] if findings else check["reason"] or check["title"]
    return " ".join(str(said).split())[:120]


def _with(told: str, reason: str | None) -> str:
    return f"{told}; {reason}" if reason else told


def _ids(checks: Iterable[Check]) -> tuple[str, ...]:
    return tuple(check["id"] for check in checks)


def _lines_of_entries(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[waiver]]")]


def _waiver(entry: Mapping[str, Any], where: str) -> Waiver:
    if unknown := [key for key in entry if key not in KEYS]:
        raise SettingsError(f"{where}: unknown key '{unknown[0]}'{nearest(unknown[0], KEYS)}")
    plain = {key: value.isoformat() if isinstance(value, date) else value for key, value in entry.items()}
    if problem := _problem(plain):
        raise SettingsError(f"{where}: {problem}")
    until = date.fromisoformat(plain["until"])
    since = date.fromisoformat(plain["since"]) if "since" in plain else None
    if UNEDITED in (plain["reason"], plain.get("owner")):
        raise SettingsError(f"{where}: say why it is accepted, and whom to ask, instead of {UNEDITED}")
    if until > (since or date.today()) + LONGEST:
        raise SettingsError(f"{where}: until = {until} is more than a year away; a waiver is looked at once a year")
    named = {key: plain.get(key) for key in ("owner", "link", "target")}
    return Waiver(plain["check"], plain["reason"], until, since=since, **named)


def _problem(entry: Mapping[str, Any]) -> str | None:
    """What the published schema says of an entry, in words."""
    from jsonschema import Draft202012Validator, FormatChecker

    schema = published_schema("waivers")
    one = {"$defs": schema["$defs"], **schema["$defs"]["waiver"]}
    for error in Draft202012Validator(one, format_checker=FormatChecker()).iter_errors(entry):
        if error.validator == "required":
            missing = next(name for name in error.validator_value if name not in entry)
            return f"'{missing}' is missing"
        if error.validator == "anyOf":
            return "'owner' or 'link' is missing: somebody has to answer for it"
        key = str(error.path[0]) if error.path else "entry"
        return f"{key} has to be {_WANTED.get(key, 'some text')}"
    return None


_WANTED = {"since": "a day, such as 2026-11-30", "until": "a day, such as 2026-11-30"}
