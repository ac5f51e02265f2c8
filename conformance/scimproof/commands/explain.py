"""``scimproof explain``: a check, a requirement, or what the lab can do, in prose."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from scimproof import coverage, profiles, registry, suites
from scimproof.gate import Exit
from scimproof.profiles import Profile
from scimproof.registry import Requirement
from scimproof.settings import SettingsError, nearest
from scimproof.suites import KnownCheck

if TYPE_CHECKING:
    from scimproof.lab.faults import Fault

WIDTH = 100

_CONSEQUENCE = {
    "must": "If it does not hold, the check fails.",
    "should": "If it does not hold, the check warns.",
    "may": "The RFC leaves it open: what the target does is noted.",
}


def command(options: argparse.Namespace) -> int:
    """Print what is known of an id.

    :raises SettingsError: when there is nothing of this id.
    """
    print("\n".join(paragraphs(options.id)))
    return Exit.MET


def paragraphs(wanted: str) -> Iterator[str]:
    """The lines about an id, whatever it is of. Case is ignored."""
    from scimproof.lab.choices import CHOICES
    from scimproof.lab.faults import FAULTS
    from scimproof.lab.mutations import is_mutation, mutations

    if wanted.lower() in profiles.available() or wanted.endswith(".toml"):
        yield from _profile(profiles.load(wanted if wanted.endswith(".toml") else wanted.lower()))
        return
    checks = {entry.id.lower(): entry for entry in suites.known_checks()}
    requirements = {key.lower(): entry for key, entry in registry.requirements().items()}
    made: Mapping[str, Fault] = mutations() if is_mutation(wanted) else {}
    faults = {key.lower(): entry for key, entry in {**FAULTS, **made}.items()}
    choices = {key.lower(): entry for key, entry in CHOICES.items()}
    key = wanted.lower()
    if key in checks:
        yield from _check(checks[key])
    elif key in requirements:
        yield from _requirement(requirements[key])
    elif key in faults:
        fault = faults[key]
        yield from _head(fault.id, f"a fault of the lab, {fault.severity}, basis {fault.basis}")
        yield from _text(fault.title)
        yield from _text(fault.story)
        yield from _text(f"It hurts: {', '.join(fault.clients) or 'any client'}.")
        played = f" --vendor {fault.vendor}" if fault.vendor else ""
        yield from _text(f"See it: scimproof serve{played} --fault {fault.id}")
    elif key in choices:
        choice = choices[key]
        yield from _head(choice.id, f"a choice of the lab, which {' and '.join(choice.places)} leaves open")
        yield from _text(choice.title + ".")
        yield from _text(choice.story)
        yield from _text(f"See it: scimproof serve --choice {choice.id}")
    else:
        known = [*checks, *requirements, *faults, *choices, *profiles.available()]
        raise SettingsError(f"there is no check, requirement, fault, choice or profile '{wanted}'{nearest(key, known)}")


def _check(check: KnownCheck) -> Iterator[str]:
    played = f", played with {check.client}" if check.client else ""
    yield from _head(check.id, f"a check of suite {check.suite}, level {check.level}{played}")
    yield from _text(check.title + ".")
    yield from _text(check.story)
    yield from _text(f"Played: {check.flow}" if check.flow else "")
    yield from _text(_CONSEQUENCE[check.level.value])
    if check.watches_every_exchange:
        yield from _text("It watches every exchange of every scenario, and tells of each cause once.")
    if check.given:
        yield from _text(f"It runs when the target declares: {', '.join(check.given)}.")
    for identifier in check.requirements:
        entry = registry.requirements().get(identifier)
        if entry is not None:
            yield from _text(f"{identifier} ({entry.keyword}): {entry.statement}")
            yield from _need(entry)
            if entry.url:
                yield f"    {entry.url}\n"
    of_a_profile = check.suite in suites.of_profiles()
    with_profile = (
        f" --profile {check.suite if check.suite in profiles.available() else 'NAME'}" if of_a_profile else ""
    )
    yield from _text(f"Run it alone: scimproof run{with_profile} --check {check.id}")


def _requirement(entry: Requirement) -> Iterator[str]:
    word = "stated without a key word" if entry.keyword == "fact" else entry.keyword.upper()
    where = (
        f"{entry.place}, {entry.section_title}" if entry.rfc else f"a need of {entry.product}, {entry.section_title}"
    )
    yield from _head(entry.id, f"{where}; {word}")
    yield from _text(entry.statement)
    yield from _need(entry)
    if entry.accepts:
        yield from _text(f"Also accepted: {entry.accepts}")
    if entry.condition:
        yield from _text(f"It applies when the target has: {entry.condition}.")
    if entry.errata:
        yield from _text("Errata: " + ", ".join(str(number) for number in entry.errata) + ".")
    if entry.repeats:
        yield from _text(f"It says again what {' and '.join(entry.repeats)} said.")
    checks = coverage.judges().get(entry.id, ())
    for check in checks:
        yield from _text(f"checked by {check.id}: {check.title}.")
    if not checks:
        yield from _text(f"Not checked: {entry.not_tested or 'no check verifies it yet.'}")
    if entry.url:
        yield f"    {entry.url}"


def _profile(profile: Profile) -> Iterator[str]:
    after = f", after {' and '.join(profile.lineage)}" if profile.lineage else ""
    yield from _head(profile.name, f"a profile{after}; reviewed {profile.reviewed or 'never'}")
    yield from _text(profile.title + ".")
    yield from _text(profile.about)
    for option in profile.options.values():
        values = f" One of {', '.join(option.values)}." if option.values else ""
        yield from _text(f"Option {option.name}: {option.about}{values} Default: {option.default or 'none'}.")
    for setting in profile.settings:
        yield from _text(f"Has to be set: {setting}")
    yield from _promises(profile)
    for deviation in profile.deviations:
        yield from _text(f"Deviation ({deviation.effect}): {deviation.told}")
    for entry in profile.checklist:
        yield from _text(f"To be looked at by a person: {entry}")
    for name, source in profile.sources.items():
        yield from _text(f"Source {name}: {source}")
    yield from _text(f"It is verified by: {', '.join(('contract', *profile.suites))}.")
    yield from _text(f"Run it: scimproof run --url https://... --profile {profile.name}")


def _promises(profile: Profile) -> Iterator[str]:
    for patch in profile.patches:
        yield from _text(_stands(f"{patch.promise}: PATCH {patch.label} for {patch.resource}s", patch.reference))
    for entry in profile.filters:
        filters = f"the filters {entry.attribute} {', '.join(entry.operators)} for {entry.resource}s"
        yield from _text(_stands(f"{entry.promise}: {filters}", entry.reference))
    for part in ("users", "groups", "lifecycle"):
        rules = getattr(profile, part)
        said = {name: value for name, value in asdict(rules).items() if name != "reference" and value}
        standard = asdict(type(rules)())
        told = "; ".join(f"{name} {_written(value)}" for name, value in said.items() if value != standard[name])
        if told:
            yield from _text(_stands(f"{part}: {told}", rules.reference))
    for part, numbers in (("paging", profile.paging), ("limits", profile.limits), ("pace", profile.pace)):
        told = "; ".join(f"{name} {value}" for name, value in numbers.items() if name != "reference")
        if told:
            yield from _text(_stands(f"{part}: {told}", numbers.get("reference", "")))


def _stands(text: str, reference: str) -> str:
    return text[:1].upper() + text[1:] + (f" ({reference})" if reference else "") + "."


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "yes" if value is True else str(value)


def _need(entry: Requirement) -> Iterator[str]:
    if entry.breaks:
        yield from _text(f"Otherwise: {entry.breaks}")
    if entry.source:
        yield from _text(f"Known from: {entry.source} ({entry.confidence}).")


def _head(identifier: str, what: str) -> Iterator[str]:
    yield identifier
    yield from _text(what)


def _text(text: str) -> Iterator[str]:
    for part in filter(None, text.split("\n\n")):
        yield textwrap.fill(" ".join(part.split()), WIDTH, initial_indent="    ", subsequent_indent="    ") + "\n"
