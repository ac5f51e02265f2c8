"""PATCH: what the profile promises works and has its effect, what it says is refused changes nothing."""

from __future__ import annotations

from functools import partial

from scimproof import Declared, Directory, Finding, Findings, Probe, Profile, Story, check, scenario
from scimproof.contract import Applicants, Line, done, effect_of, judged, refused, send, tried, unchanged
from scimproof.contract.changes import Workshop
from scimproof.profiles.model import PROMISED, REFUSED


@scenario
def operations_of_the_profile(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Each PATCH operation that the profile speaks of is sent, and the resource is read before and after it."""
    them = Applicants(probe, directory, declared, profile)
    workshop = Workshop(them)
    for promise in (PROMISED, REFUSED):
        lines = [
            tried(
                f"PATCH {entry.label} is {promise} for {entry.resource}s",
                partial(send, entry, workshop),
                entry,
                entry.reference,
            )
            for entry in profile.patches
            if entry.promise == promise and entry.resource in them.kinds
        ]
        setattr(story, promise, lines)


def _works(line: Line) -> list[Finding]:
    return done(line, line.shown.step.patched) or effect_of(line, line.shown)


def _is_refused(line: Line) -> list[Finding]:
    found = refused(line, line.shown.step.patched, line.entry.answers)
    changed = unchanged(line, line.shown)
    return changed or found


def _of(kind: str, lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.entry.resource == kind]


@check("contract-promised-changes-of-users-work", "CONTRACT-07")
def promised_changes_of_users_work(operations_of_the_profile: Story) -> Findings:
    """A PATCH of a user that the profile promises is answered with success and has its effect."""
    return judged(_of("User", operations_of_the_profile.promised), _works)


@check("contract-promised-changes-of-groups-work", "CONTRACT-07")
def promised_changes_of_groups_work(operations_of_the_profile: Story) -> Findings:
    """A PATCH of a group that the profile promises is answered with success and has its effect."""
    return judged(_of("Group", operations_of_the_profile.promised), _works)


@check("contract-refused-changes-of-users-do-nothing", "CONTRACT-08")
def refused_changes_of_users_do_nothing(operations_of_the_profile: Story) -> Findings:
    """A PATCH of a user that the profile says is refused is refused, and changes nothing."""
    return judged(_of("User", operations_of_the_profile.refused), _is_refused)


@check("contract-refused-changes-of-groups-do-nothing", "CONTRACT-08")
def refused_changes_of_groups_do_nothing(operations_of_the_profile: Story) -> Findings:
    """A PATCH of a group that the profile says is refused is refused, and changes nothing."""
    return judged(_of("Group", operations_of_the_profile.refused), _is_refused)
