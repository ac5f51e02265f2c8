"""What a profile says, once it is read."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PROMISED, REFUSED, UNKNOWN = "promised", "refused", "unknown"
SKIP, WIDEN, INVERT = "skip", "widen", "invert"


@dataclass(frozen=True)
class Option:
    """Something that differs between installations of the same product.

    :param values: those that there are; empty when any text will do.
    """

    name: str
    about: str
    default: str
    values: tuple[str, ...] = ()
    reference: str = ""


@dataclass(frozen=True)
class Resources:
    """What may be sent of users, or of groups.

    :param none: there are no such resources.
    :param required: attributes without which a create is refused.
    :param conflict: the statuses that answer a second one with the same value of a unique attribute.
    :param unsupported: attributes of the core schema that are not kept.
    :param unsupported_are: ``ignored``, ``refused`` or ``unknown``.
    :param nested: whether groups may be members of groups.
    """

    none: bool = False
    required: tuple[str, ...] = ()
    immutable: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    conflict: tuple[int, ...] = (409,)
    unsupported: tuple[str, ...] = ()
    unsupported_are: str = UNKNOWN
    user_name_is_email: bool = False
    primary_email_required: bool = False
    nested: str = UNKNOWN
    reference: str = ""


@dataclass(frozen=True)
class Patch:
    """One PATCH operation, and whether it is promised.

    :param path: ``None`` for an operation without a path; then ``value`` names the attribute that its value has.
    :param answers: the statuses of a refusal; empty for any 4xx or 501.
    """

    resource: str
    op: str
    promise: str
    path: str | None = None
    value: str | None = None
    answers: tuple[int, ...] = ()
    reference: str = ""

    @property
    def label(self) -> str:
        """``replace of active``, or ``replace without a path, of active``."""
        return f"{self.op} of {self.path}" if self.path else f"{self.op} without a path, of {self.value}"


@dataclass(frozen=True)
class Filter:
    """Filters by one attribute, and whether they are promised."""

    resource: str
    attribute: str
    operators: tuple[str, ...]
    promise: str
    answers: tuple[int, ...] = ()
    reference: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """What becomes of people who leave and come back; the words are those of the profile's schema."""

    deactivated: str = UNKNOWN
    deleted: str = UNKNOWN
    created_inactive: str = UNKNOWN
    created_again: str = UNKNOWN
    memberships_survive: bool | None = None
    memberships_end: bool | None = None
    reference: str = ""


@dataclass(frozen=True)
class Deviation:
    """Where a target knowingly does otherwise than the RFCs, or than a client needs.

    :param effect: ``skip``, ``widen`` or ``invert``.
    :param checks: patterns of the ids of checks that it touches.
    :param requests: patterns such as ``PUT /Groups/*`` of the requests that show it.
    :param bodies: texts of which the body of such a request contains one; empty for any body.
    :param messages: texts of which the message of a finding contains one; empty for any message.
    :param answers: the statuses by which it shows; empty for any.
    """

    what: str
    effect: str
    reference: str
    key: str = ""
    checks: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    answers: tuple[int, ...] = ()

    def names(self, check_id: str) -> bool:
        """Whether it names this check."""
        return any(fnmatch.fnmatchcase(check_id, pattern) for pattern in self.checks)

    @property
    def told(self) -> str:
        """What it is and where that stands, for reports."""
        return f"{self.what} ({self.reference})"


@dataclass(frozen=True)
class Hook:
    """How to see or do something behind the endpoint.

    :param request: method and URL, with ``{names}`` to fill in.
    :param pointer: JSON pointer to the value in the answer.
    :param fields: JSON pointers below it, by the names that checks use.
    :param absent: statuses that mean that there is nothing.
    :param python: ``module:function`` to be called instead.
    """

    name: str
    request: str | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    pointer: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[int, ...] = (404,)
    python: str | None = None


@dataclass(frozen=True)
class Profile:
    """What a kind of target promises, and where it deviates.

    :param name: its name, or that of its file.
    :param lineage: the names of the profiles that it inherits from, nearest first.
    :param chosen: the value of each option.
    :param suites: the suites that verify what it promises.
    :param double: the vendor that the lab can play for it, if there is one.
    :param pace: seconds and requests per minute, by the keys of the schema.
    :param protected: patterns of userNames that are never touched.
    """

    name: str
    title: str
    about: str = ""
    lineage: tuple[str, ...] = ()
    reviewed: str | None = None
    suites: tuple[str, ...] = ()
    double: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    checklist: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    users: Resources = field(default_factory=Resources)
    groups: Resources = field(default_factory=Resources)
    patches: tuple[Patch, ...] = ()
    filters: tuple[Filter, ...] = ()
    paging: Mapping[str, Any] = field(default_factory=dict)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    limits: Mapping[str, Any] = field(default_factory=dict)
    pace: Mapping[str, Any] = field(default_factory=dict)
    protected: tuple[str, ...] = ()
    deviations: tuple[Deviation, ...] = ()
    hooks: Mapping[str, Hook] = field(default_factory=dict)
    hook_base: str = ""

    def option(self, name: str) -> str:
        """The value of an option; empty when the profile has no such option."""
        return self.chosen.get(name, "")

    def protects(self, user_name: str) -> bool:
        """Whether this user is never to be touched."""
        return any(fnmatch.fnmatch(user_name.lower(), pattern.lower()) for pattern in self.protected)

    @property
    def rate(self) -> float | None:
        """Requests per second that it allows; ``None`` when it names no limit."""
        per_minute = self.pace.get("requests_per_minute")
        return per_minute / 60 if per_minute else None

    @property
    def effect_s(self) -> float:
        """Seconds until the application behind the endpoint shows what was written."""
        return float(self.pace.get("effect_s", 0.0))
