"""Servers that go wrong in bulk (RFC 7644 section 3.7)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from scimproof.lab.faults.mechanism import FAULTS, Fault, on_answer, on_request
from scimproof.lab.messages import Inbound, Outbound, config_in, scim_error

BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
BULK_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"
MOST_OPERATIONS = 1000
UNRESOLVED = "unresolved-bulk-id-"


def operations(asked: Inbound) -> list[dict[str, Any]]:
    """The operations of a bulk request; none for any other."""
    body = asked.json if asked.endpoint == "Bulk" else None
    listed = body.get("Operations") if isinstance(body, dict) else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def results(asked: Inbound, answer: Outbound) -> Iterator[dict[str, Any]]:
    """The results of a bulk answer; they can be changed in place."""
    if asked.endpoint == "Bulk" and isinstance(answer.body, dict):
        yield from answer.body.get("Operations") or []


def failed(result: dict[str, Any]) -> bool:
    """Whether an operation is reported as failed."""
    return str(result.get("status", ""))[:1] in ("4", "5")


def done(listed: list[dict[str, Any]]) -> Outbound:
    """A bulk answer with these results."""
    return Outbound(200, {"schemas": [BULK_RESPONSE], "Operations": listed}, {"Content-Type": "application/scim+json"})


@on_answer("rfc", "minor", "generic")
def answers_bulk_with_207(asked: Inbound, answer: Outbound) -> None:
    """A bulk request is answered with 207 Multi-Status, as WebDAV would."""
    if asked.endpoint == "Bulk" and answer.status == 200:
        answer.status = 207


@on_answer("rfc", "minor", "generic")
def misnames_bulk_responses(asked: Inbound, answer: Outbound) -> None:
    """A bulk answer names the schema of the request."""
    if asked.endpoint == "Bulk" and answer.ok and isinstance(answer.body, dict):
        answer.body["schemas"] = [BULK_REQUEST]


@on_answer("rfc", "major", "generic")
def reports_failures_only(asked: Inbound, answer: Outbound) -> None:
    """What went well in a bulk request is not reported: the client never learns the new ids."""
    if asked.endpoint == "Bulk" and answer.ok:
        answer.body["Operations"] = [result for result in results(asked, answer) if failed(result)]


@on_answer("rfc", "major", "generic", bugs=("BUG-112",))
def reports_successes_only(asked: Inbound, answer: Outbound) -> None:
    """What failed in a bulk request is not reported: the client takes it for done."""
    if asked.endpoint == "Bulk" and answer.ok:
        answer.body["Operations"] = [result for result in results(asked, answer) if not failed(result)]


@on_answer("rfc", "minor", "generic")
def forgets_methods_of_results(asked: Inbound, answer: Outbound) -> None:
    """The results of a bulk request do not name the method."""
    for result in results(asked, answer):
        result.pop("method", None)


@on_answer("rfc", "major", "generic", bugs=("BUG-109",))
def forgets_bulk_ids(asked: Inbound, answer: Outbound) -> None:
    """The results of creates carry no bulkId: nobody knows which id belongs to whom."""
    for result in results(asked, answer):
        result.pop("bulkId", None)


@on_answer("rfc", "major", "generic")
def forgets_locations_of_results(asked: Inbound, answer: Outbound) -> None:
    """The results of a bulk request name no locations."""
    for result in results(asked, answer):
        result.pop("location", None)


@on_answer("rfc", "major", "generic")
def locates_bulk_creates_elsewhere(asked: Inbound, answer: Outbound) -> None:
    """The locations of what a bulk request created lead nowhere."""
    for result in results(asked, answer):
        if result.get("method") == "POST" and "location" in result:
            result["location"] += "-elsewhere"


@on_answer("rfc", "minor", "generic")
def reports_200_for_everything(asked: Inbound, answer: Outbound) -> None:
    """Every operation of a bulk request that went well reports 200, creates and deletions, too."""
    for result in results(asked, answer):
        if not failed(result):
            result["status"] = "200"


@on_answer("rfc", "minor", "generic")
def reports_400_for_everything(asked: Inbound, answer: Outbound) -> None:
    """Every operation of a bulk request that failed reports 400, conflicts and unknown ids, too."""
    for result in results(asked, answer):
        if failed(result):
            result["status"] = "400"


@on_answer("rfc", "major", "generic", bugs=("BUG-108",))
def runs_operations_again(asked: Inbound, answer: Outbound) -> None:
    """Operations without bulkId are carried out twice, and the second outcome is reported.

    The operations that were done were remembered by their bulkId. The second DELETE finds nobody.
    """
    for result in results(asked, answer):
        if result.get("method") == "DELETE" and not failed(result):
            result |= {"status": "404", "response": scim_error(404, "not found").body}


@on_request("rfc", "critical", "generic")
def pretends_bulk_changes(asked: Inbound) -> Outbound | None:
    """A bulk request with anything but creates is answered with successes, and nothing is done."""
    listed = operations(asked)
    codes = {"POST": "201", "PUT": "200", "PATCH": "200", "DELETE": "204"}
    if all(operation.get("method") == "POST" for operation in listed) or len(listed) > MOST_OPERATIONS:
        return None
    if not all(operation.get("method") in codes and "path" in operation for operation in listed):
        return None
    return done(
        [
            {
                **{name: operation[name] for name in ("method", "bulkId") if name in operation},
                "location": f"http://lab.invalid{operation['path']}/{uuid4()}"
                if operation["method"] == "POST"
                else f"http://lab.invalid{operation['path']}",
                "status": codes[operation["method"]],
            }
            for operation in listed
        ]
    )


@on_request("rfc", "critical", "generic")
def reverses_bulk_operations(asked: Inbound) -> Outbound | None:
    """The operations of a bulk request are carried out from the last to the first."""
    if len(operations(asked)) > 1:
        asked.replace_json({**asked.json, "Operations": operations(asked)[::-1]})
    return None


@on_answer("rfc", "minor", "generic")
def hides_bulk(asked: Inbound, answer: Outbound) -> None:
    """Bulk is declared as not supported, and carried out nevertheless."""
    if config := config_in(asked, answer):
        config["bulk"] |= {"supported": False}


@on_answer("rfc", "major", "generic", bugs=("BUG-112",))
def fails_bulk_as_a_whole(asked: Inbound, answer: Outbound) -> None:
    """One operation that fails makes the whole bulk request fail, although the others were carried out."""
    if any(failed(result) for result in results(asked, answer)):
        refused = scim_error(400, "an operation failed")
        answer.status, answer.body = refused.status, refused.body


@on_request("rfc", "major", "generic")
def stops_at_the_first_error(asked: Inbound) -> Outbound | None:
    """A bulk request ends with the first error, although the client did not ask for it."""
    if operations(asked):
        asked.replace_json({**asked.json, "failOnErrors": 1})
    return None


@on_request("rfc", "major", "generic")
def ignores_fail_on_errors(asked: Inbound) -> Outbound | None:
    """failOnErrors is ignored: a client that wanted to stop at the first error finds everything changed."""
    if operations(asked):
        asked.replace_json({name: value for name, value in asked.json.items() if name != "failOnErrors"})
    return None


@on_answer("rfc", "minor", "generic")
def repeats_fail_on_errors(asked: Inbound, answer: Outbound) -> None:
    """failOnErrors comes back in the answer."""
    if asked.endpoint == "Bulk" and answer.ok and "failOnErrors" in (asked.json or {}):
        answer.body["failOnErrors"] = asked.json["failOnErrors"]


@on_answer("rfc", "major", "generic", bugs=("BUG-110",))
def writes_bulk_errors_as_text(asked: Inbound, answer: Outbound) -> None:
    """The status of an operation is an object, and the error that it carries is JSON in a string."""
    for result in results(asked, answer):
        result["status"] = {"code": int(result["status"])}
        if "response" in result:
            result["response"] = json.dumps(result["response"])


@on_answer("rfc", "minor", "generic")
def explains_no_bulk_errors(asked: Inbound, answer: Outbound) -> None:
    """The errors of a bulk request have no detail."""
    for result in results(asked, answer):
        if isinstance(result.get("response"), dict):
            result["response"].pop("detail", None)


@on_request("robustness", "minor", "generic")
def completes_bulk_requests(asked: Inbound) -> Outbound | None:
    """What a bulk request lacks is guessed: POST for a method, /Users for a path, a bulkId."""
    body = asked.json
    if asked.endpoint == "Bulk" and isinstance(body, dict):
        listed = operations(asked)
        if not listed:
            return done([])
        for operation in listed:
            operation.setdefault("method", "POST")
            path = str(operation.setdefault("path", "/Users"))
            if operation["method"] == "POST":
                operation.setdefault("bulkId", "guessed")
                operation["path"] = "/" + path.strip("/").partition("/")[0]
        asked.replace_json({**body, "schemas": [BULK_REQUEST], "Operations": listed})
    return None


@on_request("robustness", "minor", "generic", bugs=("BUG-112",))
def crashes_on_incomplete_bulk(asked: Inbound) -> Outbound | None:
    """A bulk request without schemas, or with a create without data, ends in a 500."""
    body = asked.json
    if asked.endpoint != "Bulk" or not isinstance(body, dict):
        return None
    without_data = any(entry.get("method") == "POST" and "data" not in entry for entry in operations(asked))
    return scim_error(500, "internal error") if without_data or "schemas" not in body else None


def _hide_references(asked: Inbound) -> Outbound | None:
    if operations(asked):
        asked.body = asked.body.replace(b'"bulkId:', f'"{UNRESOLVED}'.encode())
    return None


def _show_references(asked: Inbound, answer: Outbound) -> None:
    if answer.body is not None:
        answer.body = json.loads(json.dumps(answer.body).replace(UNRESOLVED, "bulkId:"))


FAULTS["keeps_bulk_ids"] = Fault(
    id="keeps_bulk_ids",
    title="References by bulkId are not resolved",
    story="The text is kept as it is: the group has a member bulkId:ada, and who was hired has no access.",
    basis="rfc",
    severity="major",
    clients=("generic",),
    bugs=("BUG-109",),
    request=_hide_references,
    answer=_show_references,
)


@on_answer("rfc", "major", "generic", bugs=("BUG-112",))
def crashes_on_failed_references(asked: Inbound, answer: Outbound) -> None:
    """A reference to an operation that failed ends in a 500 for the whole bulk request."""
    refers = any("bulkId:" in json.dumps(operation.get("data")) for operation in operations(asked))
    if refers and any(failed(result) for result in results(asked, answer)):
        crashed = scim_error(500, "internal error")
        answer.status, answer.body = crashed.status, crashed.body


@on_answer("rfc", "minor", "generic")
def forgets_bulk_limits(asked: Inbound, answer: Outbound) -> None:
    """Bulk is declared without its limits."""
    if config := config_in(asked, answer):
        config["bulk"] = {"supported": True}


@on_request("rfc", "minor", "generic", bugs=("BUG-111",))
def knows_no_bulk_limits(asked: Inbound) -> Outbound | None:
    """The declared limits of bulk are not enforced."""
    if asked.endpoint == "Bulk" and (len(operations(asked)) > MOST_OPERATIONS or len(asked.body) > 1024 * 1024):
        return done([{**operation, "status": "404"} for operation in operations(asked)])
    return None


@on_answer("rfc", "minor", "generic")
def names_no_bulk_limit(asked: Inbound, answer: Outbound) -> None:
    """A 413 does not say which limit was exceeded."""
    if answer.status == 413 and isinstance(answer.body, dict):
        answer.body["detail"] = "no"
