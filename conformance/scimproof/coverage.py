"""How much of the RFCs the checks cover, section by section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from scimproof import registry, suites
from scimproof.registry import Requirement
from scimproof.suites import KnownCheck

BINDING = ("must", "must not", "should", "should not")


@dataclass(frozen=True)
class Section:
    """The statements of one section.

    :param testable: those that can be observed over HTTP, under a condition or without. What has a reason why it is
        not tested does not count.
    :param checked: testable ones that at least one check judges.
    :param binding: testable MUST, MUST NOT, SHOULD and SHOULD NOT.
    :param binding_checked: those of them that at least one check judges.
    """

    place: str
    title: str
    statements: int
    testable: int
    checked: int
    binding: int
    binding_checked: int


@cache
def judges() -> Mapping[str, tuple[KnownCheck, ...]]:
    """The checks that judge each requirement: those that cite it, and those of all the statements that it repeats."""
    found: dict[str, list[KnownCheck]] = {}
    for check in suites.known_checks():
        for identifier in check.requirements:
            found.setdefault(identifier, []).append(check)
    for entry in registry.requirements().values():
        if entry.repeats and all(repeated in found for repeated in entry.repeats):
            found.setdefault(entry.id, []).extend(check for repeated in entry.repeats for check in found[repeated])
    return {identifier: tuple({check.id: check for check in checks}.values()) for identifier, checks in found.items()}


def checked_ids() -> set[str]:
    """Every requirement that some check judges."""
    return set(judges())


def sections() -> list[Section]:
    """The coverage of each section, in the order of the RFCs."""
    checked = checked_ids()
    by_place: dict[str, list[Requirement]] = {}
    for entry in registry.statements():
        by_place.setdefault(entry.place, []).append(entry)
    return [_section(entries, checked) for entries in by_place.values()]


def totals() -> list[Section]:
    """The coverage of each RFC, and of all of them."""
    found = sections()
    by_rfc: dict[str, list[Section]] = {}
    for section in found:
        by_rfc.setdefault(section.place.partition(" section")[0], []).append(section)
    return [*(_sum(name, parts) for name, parts in by_rfc.items()), _sum("all", found)]


def unchecked() -> list[Requirement]:
    """Testable statements that no check judges, and for which no reason is given."""
    checked = checked_ids()
    return [
        entry
        for entry in registry.statements()
        if entry.testable != "no" and entry.id not in checked and entry.not_tested is None
    ]


def markdown() -> str:
    """The coverage as the page ``docs/coverage.md``."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What is checked"
    yield ""
    yield "Generated from the registry and the checks; `make docs` writes it again, and a test says when it is stale."
    yield "`scimproof list requirements --json` has every statement with its checks."
    yield ""
    yield "*binding* are the testable MUST, MUST NOT, SHOULD and SHOULD NOT. *testable* are they and the rest of what"
    yield "can be observed over HTTP: table rows, examples, and choices that a server makes."
    yield ""
    yield from _table("RFC", totals())
    yield ""
    yield from _table("section", sections())


def _table(head: str, rows: Iterable[Section]) -> Iterator[str]:
    yield f"| {head} | | statements | testable | checked | binding | checked |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    for row in rows:
        numbers = (row.statements, row.testable, row.checked, row.binding, row.binding_checked)
        yield f"| {row.place} | {row.title} | " + " | ".join(str(number) for number in numbers) + " |"


def _section(entries: list[Requirement], checked: set[str]) -> Section:
    testable = [entry for entry in entries if entry.testable != "no" and entry.not_tested is None]
    binding = [entry for entry in testable if entry.keyword in BINDING]
    return Section(
        place=entries[0].place,
        title=entries[0].section_title,
        statements=len(entries),
        testable=len(testable),
        checked=sum(entry.id in checked for entry in testable),
        binding=len(binding),
        binding_checked=sum(entry.id in checked for entry in binding),
    )


def _sum(name: str, parts: list[Section]) -> Section:
    numbers = ("statements", "testable", "checked", "binding", "binding_checked")
    return Section(name, "", **{field: sum(getattr(part, field) for part in parts) for field in numbers})
