"""Servers that understand half of a filter: each compiles conditions for its database in a way that loses something."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from scimproof.lab.faults.mechanism import on_request, on_storage
from scimproof.lab.messages import COLLECTIONS, Inbound, Outbound, scim_error

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
LOGICAL = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)
PRESENT = re.compile(r"\b(emails|phoneNumbers|roles|entitlements|addresses|members)(?:\.\w+)? pr\b", re.IGNORECASE)
DATED = re.compile(r'\b(meta\.\w+ (?:eq|ne|gt|ge|lt|le)) "(\d{4})[^"]*"', re.IGNORECASE)
BOOLEAN = re.compile(r"\bactive (eq|ne) (?:true|false)\b", re.IGNORECASE)
LIKE = re.compile(r'(\w+(?:\.\w+)?) (?:eq|sw|co) "([^"\\]*[%_][^"\\]*)"')


def _filter(asked: Inbound) -> str:
    """The filter of a request to a collection; empty when it has none."""
    return asked.parameters.get("filter", "") if asked.endpoint in COLLECTIONS else ""


def _ask_instead(asked: Inbound, wanted: str) -> None:
    """Put another filter in the place of the one that was sent."""
    parameters = {**asked.parameters, "filter": wanted}
    asked.query = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in parameters.items())


@on_request("rfc", "minor", "generic", bugs=("BUG-032",))
def finds_empty_lists_present(asked: Inbound) -> Outbound | None:
    """``emails pr`` finds everybody: an attribute is taken for present as soon as its column exists.

    Seen in scimmyjs/scimmy@8115cae and two other libraries; who looks for accounts without an entitlement finds none.
    """
    wanted = _filter(asked)
    if PRESENT.search(wanted):
        _ask_instead(asked, PRESENT.sub("id pr", wanted))
    return None


@on_request("rfc", "major", "generic", bugs=("BUG-034",))
def joins_two_conditions_only(asked: Inbound) -> Outbound | None:
    """A filter has one ``and`` or ``or`` at most: the grammar ends after the second condition.

    Seen in 15five/scim2-filter-parser#17 and tmilos/scim-filter-parser#9.
    """
    if len(LOGICAL.findall(QUOTED.sub("", _filter(asked)))) > 1:
        return scim_error(400, "syntax error at the second operator", "invalidFilter")
    return None


@on_request("rfc", "major", "generic", bugs=("BUG-037",))
def hands_values_to_like(asked: Inbound) -> Outbound | None:
    """Values of filters go into a LIKE as they are: _ stands for any sign, and % for any text.

    Who is looked up as a_c@x.org may be abc@x.org, and get the changes of somebody else (i2-open/i2scim@16fad8b).
    """
    wanted = _filter(asked)
    if LIKE.search(wanted):
        _ask_instead(asked, LIKE.sub(lambda found: _pattern(*found.groups()), wanted))
    return None


def _pattern(name: str, value: str) -> str:
    """What LIKE finds, near enough: the pieces between its wildcards, the first one at the beginning."""
    first, *others = re.split("[%_]", value)
    pieces = [f'{name} sw "{first}"' if first else "", *[f'{name} co "{other}"' for other in others if other]]
    return "(" + (" and ".join(filter(None, pieces)) or f"{name} pr") + ")"


@on_request("rfc", "major", "generic", "sailpoint", bugs=("BUG-039",))
def compares_years_only(asked: Inbound) -> Outbound | None:
    """Of a date in a filter the year counts: whoever asks for what changed since yesterday gets all of this year.

    Seen in PowerDMS/Owin.Scim#47.
    """
    wanted = _filter(asked)
    if DATED.search(wanted):
        _ask_instead(asked, DATED.sub(r'\1 "\2-01-01T00:00:00Z"', wanted))
    return None


@on_request("rfc", "major", "generic", "sailpoint", bugs=("BUG-040",))
def compares_booleans_as_text(asked: Inbound) -> Outbound | None:
    """``active eq true`` finds nobody: the word is compared with what the language of the server prints, which is True.

    Seen in cloudfoundry/uaa@c53b42e7 and two other servers. Audits of who can sign in find that nobody can.
    """
    wanted = _filter(asked)
    if BOOLEAN.search(wanted):
        nobody = {"eq": 'id eq "True"', "ne": 'id ne "True"'}
        _ask_instead(asked, BOOLEAN.sub(lambda found: nobody[found[1].lower()], wanted))
    return None


@on_storage("robustness", "critical", "generic", bugs=("BUG-139",))
def lets_or_escape_the_tenant(healthy: type[Any]) -> type[Any]:
    """A filter with ``or`` finds people of other tenants: the condition on the tenant binds to its first half only.

    Seen in limosa-io/laravel-scim-server@823a79e: the terms were appended to the query without brackets.
    """
    tenants: list[Any] = []

    class Ungrouped(healthy):  # type: ignore[misc]
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            tenants.append(self)

        def search(self, resource_types: list[Any], search_request: Any, *, position: Any = None) -> Any:
            page = super().search(resource_types, search_request, position=position)
            if " or " in QUOTED.sub("", str(search_request.filter or "")).lower():
                for other in tenants:
                    if other is not self:
                        escaped = healthy.search(other, resource_types, search_request)
                        page.resources += escaped.resources
                        page.total = (page.total or 0) + len(escaped.resources)
            return page

    return Ungrouped
