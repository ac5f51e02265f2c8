"""The requirement registry: what the RFCs and the clients ask of a server, as data, and how to look it up.

One JSON file per RFC section, and one per topic of a client. The statements are in our own words; the ids never change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from scimproof.outcome import Level

# Key words of RFC 2119, as far as the gravity of breaking them goes. A "fact" is normative text without one.
_LEVELS = {
    "must": Level.MUST,
    "must not": Level.MUST,
    "should": Level.SHOULD,
    "should not": Level.SHOULD,
    "may": Level.MAY,
    "fact": None,
}


@dataclass(frozen=True)
class Requirement:
    """One statement of an RFC that binds a server or a schema that it publishes, or one need of a client.

    :param rfc: the RFC; ``None`` for a need of a client.
    :param product: the client that needs it, such as ``Okta``; ``None`` for a statement of an RFC.
    :param section: of the RFC, or the topic among a client's needs.

    :param keyword: ``must``, ``must not``, ``should``, ``should not``, ``may``, or ``fact``.
    :param condition: the declared capability it depends on, or ``None``.
    :param testable: ``yes``, ``conditional`` or ``no``.
    :param accepts: what else is accepted where the text leaves a choice.
    :param not_tested: why no check verifies it, or ``None``.
    :param repeats: statements that it only says again: whoever judges all of them judges it, too.
    :param characteristics: for a row of an attribute table: what the row says.
    :param breaks: what breaks for the client's users when it does not hold.
    :param confidence: how well a need is known: ``documented``, ``observed``, ``reported`` or ``inferred``.
    :param source: where a need is written down, or was seen.
    :param alternatives: for a row: other values of its characteristics that are right as well (errata, other sections).
    :param fixed: for a row: the characteristics that no server may choose, with the statement that fixes each.
    :param omissible: for a row: whether a schema without the attribute is complete, too.
    """

    id: str
    rfc: int | None
    section: str
    section_title: str
    keyword: str
    binds: str
    testable: str
    statement: str
    condition: str | None = None
    accepts: str | None = None
    errata: tuple[int, ...] = ()
    not_tested: str | None = None
    repeats: tuple[str, ...] = ()
    attribute: str | None = None
    schema: str | None = None
    characteristics: Mapping[str, Any] = field(default_factory=dict)
    product: str | None = None
    breaks: str | None = None
    confidence: str | None = None
    source: str | None = None
    link: str | None = None
    alternatives: Mapping[str, list[Any]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    omissible: bool = False

    @property
    def level(self) -> Level | None:
        """How binding it is; ``None`` for a fact, whose gravity each check has to state."""
        return _LEVELS[self.keyword]

    @property
    def url(self) -> str:
        """The section in the RFC Editor's HTML; of a client's need the public page that tells of it, or nothing."""
        if self.rfc is None:
            return self.link or ""
        return f"https://www.rfc-editor.org/rfc/rfc{self.rfc}.html#section-{self.section}"

    @property
    def place(self) -> str:
        """``RFC 7644 section 3.3``, or ``Okta: group push``."""
        return f"{self.product}: {self.section}" if self.rfc is None else f"RFC {self.rfc} section {self.section}"


@cache
def requirements() -> Mapping[str, Requirement]:
    """All requirements by id: the statements in the order of the RFCs and their sections, then the needs of clients."""
    found = [_read(file) for file in _files()]
    found.sort(key=_place_key)
    return {entry.id: entry for part in found for entry in _entries(part)}


@cache
def statements() -> tuple[Requirement, ...]:
    """The statements of the RFCs, without the needs of clients."""
    return tuple(entry for entry in requirements().values() if entry.rfc is not None)


def _files() -> Iterator[Traversable]:
    for folder in files("scimproof.registry").iterdir():
        if folder.is_dir():
            yield from (file for file in folder.iterdir() if file.name.endswith(".json"))


def _read(file: Traversable) -> Any:
    return json.loads(file.read_text("utf-8"))


def _entries(part: Mapping[str, Any]) -> Iterator[Requirement]:
    for entry in part["requirements"]:
        fields = {key: value for key, value in entry.items() if key not in ("level", "errata", "repeats")}
        yield Requirement(
            rfc=part.get("rfc"),
            product=part.get("product"),
            section=part["section"],
            section_title=part["title"],
            keyword=entry["level"],
            errata=tuple(entry.get("errata", ())),
            repeats=tuple(entry.get("repeats", ())),
            **fields,
        )


def _place_key(part: Mapping[str, Any]) -> tuple[Any, ...]:
    if "rfc" in part:
        return (0, part["rfc"], _section_key(part["section"]))
    return (1, part["product"], part["section"])


def _section_key(section: str) -> tuple[int, ...]:
    return tuple(int(part) for part in section.split(".") if part.isdigit())
