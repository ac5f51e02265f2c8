"""Servers that get versions of resources wrong: the ETag, and what is asked with one."""

from __future__ import annotations

from scimproof.lab.faults.bulk import operations
from scimproof.lab.faults.mechanism import FAULTS, Fault, on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, scim_error

FROZEN = 'W/"1"'


@on_answer("rfc", "major", "generic", "sailpoint")
def forgets_etags(asked: Inbound, answer: Outbound) -> None:
    """ETags are declared and never sent."""
    answer.drop_header("ETag")


@on_answer("rfc", "minor", "generic")
def forgets_meta_version(asked: Inbound, answer: Outbound) -> None:
    """The ETag is not repeated as meta.version."""
    for resource in answer.resources:
        resource.get("meta", {}).pop("version", None)


def _insist_on_quotes(asked: Inbound) -> Outbound | None:
    condition = asked.headers.get("if-match", "*")
    return None if condition == "*" or '"' in condition else scim_error(412, "the resource has changed")


def _bare_versions(asked: Inbound, answer: Outbound) -> None:
    for resource in answer.resources:
        meta = resource.get("meta", {})
        if "version" in meta:
            meta["version"] = str(meta["version"]).removeprefix("W/").strip('"')


FAULTS["bares_versions"] = Fault(
    id="bares_versions",
    title="meta.version is the ETag without W/ and quotation marks, and not understood in If-Match",
    story="A client that knows versions from lists alone can protect none of its writes.",
    basis="rfc",
    severity="minor",
    clients=("generic",),
    bugs=("BUG-107",),
    request=_insist_on_quotes,
    answer=_bare_versions,
)


@on_answer("rfc", "minor", "generic")
def marks_weak_versions_in_small_letters(asked: Inbound, answer: Outbound) -> None:
    """Weak versions are marked with w/."""
    for name in [name for name in answer.headers if name.lower() == "etag"]:
        answer.headers[name] = answer.headers[name].replace("W/", "w/")


@on_request("rfc", "minor", "generic")
def never_answers_304(asked: Inbound) -> Outbound | None:
    """If-None-Match is ignored: what has not changed is sent again and again."""
    asked.headers.pop("if-none-match", None)
    return None


@on_answer("rfc", "major", "generic", bugs=("BUG-105",))
def always_answers_304(asked: Inbound, answer: Outbound) -> None:
    """Whoever sends If-None-Match is told that nothing has changed."""
    if asked.method == "GET" and "if-none-match" in asked.headers and answer.ok:
        answer.status, answer.body = 304, None
        answer.drop_header("Content-Type")


@on_request("rfc", "critical", "generic", "sailpoint")
def ignores_if_match(asked: Inbound) -> Outbound | None:
    """If-Match is ignored, in bulk as well: of two administrators the second undoes what the first one did."""
    asked.headers.pop("if-match", None)
    listed = operations(asked)
    if any("version" in operation for operation in listed):
        unconditional = [{key: value for key, value in one.items() if key != "version"} for one in listed]
        asked.replace_json({**asked.json, "Operations": unconditional})
    return None


@on_request("rfc", "major", "generic", bugs=("BUG-106",))
def refuses_every_if_match(asked: Inbound) -> Outbound | None:
    """If-Match is compared after the change, and so never matches."""
    return scim_error(412, "the resource has changed") if "if-match" in asked.headers else None


@on_request("rfc", "minor", "generic", bugs=("BUG-107",))
def compares_if_match_as_text(asked: Inbound) -> Outbound | None:
    """If-Match is compared with the ETag as a text: neither * nor a list is understood."""
    if asked.headers.get("if-match", "") == "*" or "," in asked.headers.get("if-match", ""):
        return scim_error(412, "the resource has changed")
    return None


@on_request("robustness", "minor", "generic")
def crashes_on_conditional_deletes(asked: Inbound) -> Outbound | None:
    """A DELETE with If-Match ends in a 500."""
    return scim_error(500, "internal error") if asked.method == "DELETE" and "if-match" in asked.headers else None


def _forget_conditions(asked: Inbound) -> Outbound | None:
    for name in ("if-match", "if-none-match"):
        asked.headers.pop(name, None)
    return None


def _freeze(asked: Inbound, answer: Outbound) -> None:
    for name in [name for name in answer.headers if name.lower() == "etag"]:
        answer.headers[name] = FROZEN
    for resource in answer.resources:
        if "version" in resource.get("meta", {}):
            resource["meta"]["version"] = FROZEN


FAULTS["freezes_versions"] = Fault(
    id="freezes_versions",
    title="The version of a resource never changes",
    story="Clients that look for changes by the version, or protect their writes with it, miss every one.",
    basis="rfc",
    severity="major",
    clients=("generic", "sailpoint"),
    bugs=("BUG-105",),
    request=_forget_conditions,
    answer=_freeze,
)
