"""Servers that cannot filter, whatever they declare."""

from __future__ import annotations

from scimproof.lab.faults.mechanism import on_answer
from scimproof.lab.messages import Inbound, Outbound, config_in, scim_error

EMPTY = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0}


@on_answer("rfc", "critical", "okta", "entra", bugs=("BUG-041",))
def finds_nobody(asked: Inbound, answer: Outbound) -> None:
    """Every filter finds nobody: clients create the same account again and again."""
    if "filter" in asked.parameters and answer.ok:
        answer.body = dict(EMPTY)


@on_answer("rfc", "critical", "okta", "entra", bugs=("BUG-031", "BUG-036"))
def refuses_filters(asked: Inbound, answer: Outbound) -> None:
    """Every filter is refused with 400, although filtering is declared."""
    if "filter" in asked.parameters:
        refused = scim_error(400, "this filter is not supported", "invalidFilter")
        answer.status, answer.body, answer.headers = refused.status, refused.body, refused.headers


@on_answer("rfc", "major", "generic", "entra", bugs=("BUG-035",))
def crashes_on_bad_filters(asked: Inbound, answer: Outbound) -> None:
    """A filter that is none ends in a 500."""
    if "filter" in asked.parameters and answer.status == 400:
        crashed = scim_error(500, "internal error")
        answer.status, answer.body = crashed.status, crashed.body


@on_answer("rfc", "major", "generic")
def swallows_bad_filters(asked: Inbound, answer: Outbound) -> None:
    """A filter that is none is answered with an empty list, as if nobody met it."""
    if "filter" in asked.parameters and answer.status == 400:
        answer.status, answer.body = 200, dict(EMPTY)


@on_answer("rfc", "minor", "generic")
def explains_nothing(asked: Inbound, answer: Outbound) -> None:
    """Errors do not say in words what is wrong."""
    if answer.status >= 400 and isinstance(answer.body, dict):
        answer.body.pop("detail", None)


@on_answer("rfc", "major", "okta", "entra", "generic")
def shows_defaults_that_filters_do_not_know(asked: Inbound, answer: Outbound) -> None:
    """Whoever was created without active is shown as active, and no filter on active finds them.

    The default is made up when a user is shown, and is not in the database where the filter looks.
    """
    if asked.endpoint == "Users":
        for resource in answer.resources:
            resource.setdefault("active", True)


@on_answer("rfc", "minor", "generic")
def declares_no_filters(asked: Inbound, answer: Outbound) -> None:
    """Filters are not declared as supported, and work."""
    if config := config_in(asked, answer):
        config["filter"] = {"supported": False, "maxResults": 0}


@on_answer("rfc", "major", "generic")
def takes_false_for_nothing(asked: Inbound, answer: Outbound) -> None:
    """active pr finds only those who are active: in a language where false is nothing, false is no value."""
    if asked.endpoint == "Users" and "active pr" in asked.parameters.get("filter", "") and answer.ok:
        listed = [resource for resource in answer.resources if resource.get("active")]
        answer.body |= {"Resources": listed, "totalResults": len(listed), "itemsPerPage": len(listed)}
