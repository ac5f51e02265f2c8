"""Servers that carry out a PATCH wrongly: too much, too little, or something else."""

from __future__ import annotations

import re
from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.patches import Memory, Operation, Overlay, drop, operations, path, rewrite, send, verb

SELECTION = re.compile(r'^(?P<name>\w+)\[type eq "(?P<type>\w+)"\]\.(?P<part>\w+)$')
TEXTS = ("nickName", "title", "displayName")


def _is_text(operation: Operation) -> bool:
    return bool(path(operation)) and isinstance(operation.get("value"), str)


def _in_lists(operation: Operation) -> bool:
    return path(operation) in ("members", "emails")


@on_request("rfc", "critical", "okta", bugs=("BUG-069",))
def understands_only_paths(asked: Inbound) -> Outbound | None:
    """Operations without a path are passed over: Okta deactivates people so, and they stay."""
    drop(asked, lambda operation: not path(operation))
    return None


@on_request("rfc", "critical", "entra", bugs=("BUG-074",))
def understands_no_paths(asked: Inbound) -> Outbound | None:
    """An operation with a path is refused unless its value is an object."""
    for operation in operations(asked):
        if path(operation) and "value" in operation and not isinstance(operation["value"], dict):
            return scim_error(400, "value has to be an object", "invalidValue")
    return None


@on_request("rfc", "major", "generic", "entra")
def adds_no_texts(asked: Inbound) -> Outbound | None:
    """An add of a single value is answered with success, and does nothing."""
    drop(asked, lambda operation: verb(operation) == "add" and _is_text(operation))
    return None


@on_request("rfc", "major", "generic", "okta")
def replaces_no_texts(asked: Inbound) -> Outbound | None:
    """A replace of a single value is answered with success, and does nothing."""
    drop(asked, lambda operation: verb(operation) == "replace" and _is_text(operation))
    return None


@on_request("rfc", "major", "generic")
def removes_no_single_values(asked: Inbound) -> Outbound | None:
    """A remove of a single value is answered with success, and does nothing."""
    drop(
        asked,
        lambda operation: (
            verb(operation) == "remove" and not path(operation).endswith("]") and not _in_lists(operation)
        ),
    )
    return None


@on_request("rfc", "critical", "generic")
def forgets_display_names_on_patch(asked: Inbound) -> Outbound | None:
    """A PATCH writes the whole record, without the column that it does not know."""
    found = operations(asked)
    if found and asked.endpoint == "Users":
        send(asked, [*found, {"op": "remove", "path": "displayName"}])
    return None


@on_request("rfc", "critical", "okta")
def takes_pathless_replace_for_put(asked: Inbound) -> Outbound | None:
    """A replace without a path replaces the user: what its value does not name is gone."""

    def emptied(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if asked.endpoint != "Users" or path(operation) or not isinstance(value, dict) or verb(operation) != "replace":
            return [operation]
        return [operation, *({"op": "remove", "path": name} for name in TEXTS if name not in value)]

    rewrite(asked, emptied)
    return None


@on_request("rfc", "minor", "generic")
def stores_the_word_null(asked: Inbound) -> Outbound | None:
    """A replace with null stores the word."""
    rewrite(asked, lambda one: [{**one, "value": "null"} if "value" in one and one["value"] is None else one])
    return None


@on_request("rfc", "major", "generic")
def replaces_names_whole(asked: Inbound) -> Outbound | None:
    """A change of name replaces the whole of it: who sends a new family name loses the given name."""
    rewrite(asked, lambda one: [{"op": "remove", "path": "name"}, one] if path(one) == "name" else [one])
    return None


@on_request("rfc", "major", "generic")
def ignores_complex_values(asked: Inbound) -> Outbound | None:
    """An object as the value of a complex attribute is passed over."""
    drop(asked, lambda operation: path(operation) == "name")
    return None


@on_request("rfc", "major", "entra", "generic")
def ignores_sub_attributes(asked: Inbound) -> Outbound | None:
    """A path with a sub-attribute is passed over."""
    drop(asked, lambda operation: "." in path(operation).rpartition(":")[2])
    return None


@on_request("rfc", "critical", "okta", "entra", bugs=("BUG-093", "BUG-095"))
def only_says_to_deactivate(asked: Inbound) -> Outbound | None:
    """Changes of active are answered with success, and do nothing: the leaver still gets in."""
    drop(asked, lambda one: path(one) == "active" or (isinstance(one.get("value"), dict) and "active" in one["value"]))
    return None


@on_request("idp", "critical", "entra", "okta", bugs=("BUG-089",))
def brings_nobody_back(asked: Inbound) -> Outbound | None:
    """Who was deactivated cannot be activated again."""
    for operation in operations(asked):
        if path(operation) == "active" and operation.get("value") is True:
            return scim_error(400, "active can only be false", "invalidValue")
    return None


@on_request("rfc", "critical", "entra", "generic")
def changes_every_value(asked: Inbound) -> Outbound | None:
    """A replace with a filter and a sub-attribute in its path changes all values: the filter is dropped."""
    rewrite(asked, lambda one: [{**one, "path": re.sub(r"\[.*\]", "", path(one))} if _selects_part(one) else one])
    return None


def _selects_part(operation: Operation) -> bool:
    return verb(operation) == "replace" and "]." in path(operation)


@on_storage("rfc", "major", "generic")
def changes_the_first_match(healthy: type[Any]) -> type[Any]:
    """Of several addresses that match a filter the first one is changed."""

    class Hasty(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            stored = getattr(self._stored(resource_type, resource.id), "emails", None) or []
            former = {mail.value: mail.type for mail in stored}
            mails = getattr(resource, "emails", None) or []
            changed = [mail for mail in mails if mail.value in former and mail.type != former[mail.value]]
            for mail in changed[1:]:
                mail.type = former[mail.value]
            return super().update(resource_type, resource, expected_version=expected_version)

    return Hasty


@on_request("rfc", "critical", "entra", "generic", bugs=("BUG-135",))
def rebuilds_what_it_changes(asked: Inbound) -> Outbound | None:
    """A change of one part builds the address anew, from the filter and this part: street and town are lost."""

    def rebuilt(operation: Operation) -> list[Operation]:
        parts = SELECTION.match(path(operation))
        if parts is None or verb(operation) == "remove":
            return [operation]
        entry = {"type": parts["type"], parts["part"]: operation.get("value")}
        selected = path(operation).rpartition(".")[0]
        return [{"op": "remove", "path": selected}, {"op": "add", "path": parts["name"], "value": [entry]}]

    rewrite(asked, rebuilt)
    return None


@on_request("rfc", "critical", "generic")
def removes_records_for_parts(asked: Inbound) -> Outbound | None:
    """A remove of one part of an address removes the address."""
    rewrite(asked, lambda one: [{**one, "path": path(one).partition("].")[0] + "]"} if _removes_part(one) else one])
    return None


def _removes_part(operation: Operation) -> bool:
    return verb(operation) == "remove" and "]." in path(operation)


@on_request("rfc", "major", "generic")
def adds_records_for_replaced(asked: Inbound) -> Outbound | None:
    """A replace of one address adds it beside the former one."""

    def added(operation: Operation) -> list[Operation]:
        whole = verb(operation) == "replace" and path(operation).endswith("]")
        name = path(operation).partition("[")[0]
        return [{"op": "add", "path": name, "value": [operation["value"]]}] if whole else [operation]

    rewrite(asked, added)
    return None


@on_request("rfc", "major", "generic")
def takes_and_for_or(asked: Inbound) -> Outbound | None:
    """and in the filter of a path is read as or: more goes than was meant."""
    rewrite(asked, lambda one: [{**one, "path": path(one).replace(" and ", " or ")} if path(one) else one])
    return None


@on_request("rfc", "major", "generic")
def reads_what_stands_before_or(asked: Inbound) -> Outbound | None:
    """Of conditions in the filter of a path that are joined by or the first one counts."""
    rewrite(asked, lambda one: [{**one, "path": re.sub(r" or [^\]]*", "", path(one))} if path(one) else one])
    return None


@on_storage("rfc", "major", "generic")
def has_two_primaries(healthy: type[Any]) -> type[Any]:
    """A value that is made the primary one leaves the former one primary, too."""

    class Generous(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            former = getattr(self._stored(resource_type, resource.id), "emails", None) or []
            first = {mail.value for mail in former if mail.primary}
            for mail in getattr(resource, "emails", None) or []:
                mail.primary = True if mail.value in first else mail.primary
            return super().update(resource_type, resource, expected_version=expected_version)

    return Generous


@on_answer("rfc", "major", "generic", bugs=("BUG-063",))
def appends_what_it_does_not_find(asked: Inbound, answer: Outbound) -> None:
    """A replace whose filter matches nothing appends its bare value to the list."""
    for operation in operations(asked):
        if answer.status == 400 and verb(operation) == "replace" and path(operation).startswith("emails["):
            shown = SHOWN.of(asked)
            mails = [*(shown.get("emails") or []), operation.get("value")]
            answer.status, answer.body = 200, {**shown, "emails": mails}
            APPENDED.put(asked, {"emails": mails})
    APPENDED.show(asked, answer)
    SHOWN.keep(answer)


APPENDED, SHOWN = Overlay(), Memory()


@on_request("idp", "critical", "entra", bugs=("BUG-065",))
def ignores_filters_of_add(asked: Inbound) -> Outbound | None:
    """An add with a filter in its path is answered with success, and does nothing: nobody gets a work address."""
    drop(asked, lambda operation: verb(operation) == "add" and "[" in path(operation))
    return None


@on_request("rfc", "major", "entra", bugs=("BUG-060",))
def ignores_extensions_on_patch(asked: Inbound) -> Outbound | None:
    """A PATCH knows the core schema only: departments and managers are passed over."""

    def extended(operation: Operation) -> bool:
        value = operation.get("value")
        keys = value if isinstance(value, dict) and not path(operation) else [path(operation)]
        return any(str(key).startswith(ENTERPRISE_USER) for key in keys)

    drop(asked, extended)
    return None
