"""Each write: done nothing of, done twice, or done to another resource. And the same inside of a bulk request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import uuid4

from scimproof.lab.behaviour import OnServing, Serve
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.mutations.mechanism import Mutation

Json = dict[str, Any]
Way = Callable[[Inbound, Serve, "Others"], Outbound]

METHODS = ("POST", "PUT", "PATCH", "DELETE")
ENDPOINTS = ("Users", "Groups")


class Others:
    """The resources that were created, so that there is another one to be hit."""

    def __init__(self) -> None:
        self._paths: list[str] = []

    def keep(self, asked: Inbound, answer: Outbound) -> None:
        """Remember what a create made."""
        if asked.method == "POST" and answer.status == 201 and isinstance(answer.body, dict) and "id" in answer.body:
            self._paths.append(f"/{asked.endpoint}/{answer.body['id']}")
        if asked.endpoint == "Bulk" and answer.ok and isinstance(answer.body, dict):
            results = answer.body.get("Operations") or []
            created = [str(one.get("location")) for one in results if one.get("method") == "POST"]
            self._paths += ["/" + "/".join(location.split("/")[-2:]) for location in created]

    def than(self, asked: Inbound) -> str | None:
        """The path of the latest other resource of the same type that is still there."""
        for path in reversed(self._paths):
            if path != asked.path and path.startswith(f"/{asked.endpoint}/") and asked.look_up(path):
                return path
        return None


def mutations() -> Iterator[Mutation]:
    """All of them."""
    for endpoint in ENDPOINTS:
        for method in METHODS:
            for word, (what, kind, way) in WAYS.items():
                if (word, method) not in SENSELESS:
                    yield _write(word, what, kind, way, method, endpoint)
    for method in METHODS:
        for word, (what, kind, change) in BULK.items():
            yield _bulk(word, what, kind, change, method)


def _write(word: str, what: str, kind: str, way: Way, method: str, endpoint: str) -> Mutation:
    times: Counter[str] = Counter()
    others = Others()

    def serving(asked: Inbound, serve: Serve) -> Outbound:
        is_create = method == "POST" and asked.path.strip("/") == endpoint
        if asked.method == method and asked.endpoint == endpoint and (is_create or method != "POST"):
            # What would be refused is refused: the server that errs is one that says yes.
            answer = way(_copy(asked), lambda one: _noting(one, serve, others), others)
            times["met"] += answer.ok
            return answer
        return _noting(asked, serve, others)

    title = f"{method} of /{endpoint} {what}"
    return Mutation(id=f"{word}:{method}@{endpoint}", title=title, kind=kind, serving=serving, times=times)


def _noting(asked: Inbound, serve: Serve, others: Others) -> Outbound:
    answer = serve(asked)
    others.keep(asked, answer)
    return answer


# -- done nothing of --------------------------------------------------------------------------------------------------


def _ignored(asked: Inbound, serve: Serve, others: Others) -> Outbound:
    """The answer shows what was there before; that to a create shows what was asked for."""
    if asked.method == "POST":
        return _undone(asked, serve, others)
    before = serve(replace(asked, method="GET", query="", body=b""))
    if not before.ok:
        return serve(asked)
    return Outbound(204) if asked.method == "DELETE" else before


def _undone(asked: Inbound, serve: Serve, others: Others) -> Outbound:
    """The answer is that of a write which took place; what was there before is back afterwards."""
    former = dict(asked.stored)
    answer = serve(asked)
    if not answer.ok:
        return answer
    if asked.method == "POST":
        path = f"/{asked.endpoint}/{answer.body['id']}"
        serve(replace(asked, method="DELETE", path=path, query="", body=b"", headers=_plain(asked)))
        return answer
    body = json.dumps(former).encode()
    serve(replace(asked, method="PUT", query="", body=body, headers=_plain(asked)))
    return answer


# -- done twice -----------------------------------------------------------------------------------------------------


def _repeated(asked: Inbound, serve: Serve, others: Others) -> Outbound:
    """The answer is that to the second time."""
    first = serve(_copy(asked))
    return serve(replace(_copy(asked), headers=_plain(asked))) if first.ok else first


def _doubled(asked: Inbound, serve: Serve, others: Others) -> Outbound:
    """The answer is that to the first time; of a create, there is a second resource under a name like the first."""
    first = serve(_copy(asked))
    body = asked.json
    if not first.ok:
        return first
    if asked.method == "POST" and isinstance(body, dict):
        name = next((key for key in body if key.lower() == "username"), None)
        asked.replace_json({**body, name: f"{body[name]}.{uuid4().hex[:6]}"} if name else body)
    serve(replace(asked, headers=_plain(asked)))
    return first


# -- done to another ------------------------------------------------------------------------------------------------


def _misdirected(asked: Inbound, serve: Serve, others: Others) -> Outbound:
    """The answer is what came of it there; a create overwrites somebody."""
    other = others.than(asked)
    if other is None:
        return serve(asked)
    if asked.method != "POST":
        return serve(replace(asked, path=other, headers=_plain(asked)))
    answer = serve(replace(asked, method="PUT", path=other, headers=_plain(asked)))
    return replace(answer, status=201) if answer.ok else answer


def _spilled(asked: Inbound, serve: Serve, others: Others) -> Outbound:
    """It is done where it should be, too, and the answer shows that."""
    answer = serve(_copy(asked))
    other = others.than(asked)
    if not answer.ok or other is None:
        return answer
    name = "userName" if asked.endpoint == "Users" else "displayName"
    body = asked.json
    if asked.method == "PUT" and isinstance(body, dict):
        asked.replace_json({**body, name: asked.look_up(other).get(name)})
    serve(replace(asked, path=other, headers=_plain(asked)))
    return answer


def _copy(asked: Inbound) -> Inbound:
    """The same request, which may be changed without harm to the other one."""
    return replace(asked, headers=dict(asked.headers))


def _plain(asked: Inbound) -> dict[str, str]:
    """The headers of a request without its conditions."""
    return {name: value for name, value in asked.headers.items() if not name.startswith("if-")}


WAYS: dict[str, tuple[str, str, Way]] = {
    "ignores": ("is answered with success, and not done", "a write is ignored", _ignored),
    "undoes": ("is answered as if done, and undone at once", "a write is ignored", _undone),
    "repeats": ("is done twice, and the second answer is given", "a write is done twice", _repeated),
    "doubles": ("is done twice, and the first answer is given", "a write is done twice", _doubled),
    "misdirects": ("is done to another resource", "a write hits another resource", _misdirected),
    "spills": ("is done to another resource as well", "a write hits another resource", _spilled),
}
# Two names for one thing, or nothing that could be seen: an undone DELETE would be a create.
SENSELESS = {("undoes", "POST"), ("undoes", "DELETE"), ("doubles", "DELETE"), ("spills", "POST")}


# -- in bulk --------------------------------------------------------------------------------------------------------

Operations = list[Json]
Bulk = Callable[[Operations, str, Inbound, Others], Operations]


def _left_out(operations: Operations, method: str, asked: Inbound, others: Others) -> Operations:
    return [one for one in operations if one.get("method") != method]


def _done_twice(operations: Operations, method: str, asked: Inbound, others: Others) -> Operations:
    doubled: Operations = []
    for one in operations:
        doubled.append(one)
        if one.get("method") == method:
            doubled.append(_again(one))
    return doubled


def _again(operation: Json) -> Json:
    """The same operation; a create has to have another name to be done again."""
    again = deepcopy(operation)
    data = again.get("data")
    if again.get("method") == "POST" and isinstance(data, dict):
        again["bulkId"] = f"{operation.get('bulkId')}-again"
        again["data"] = {**data, "userName": f"{data['userName']}.again"} if "userName" in data else data
    return again


def _sent_elsewhere(operations: Operations, method: str, asked: Inbound, others: Others) -> Operations:
    return [_elsewhere(one, asked, others) if one.get("method") == method else one for one in operations]


def _elsewhere(operation: Json, asked: Inbound, others: Others) -> Json:
    other = others.than(replace(asked, path=str(operation.get("path"))))
    if other is None:
        return operation
    create = {"method": "PUT"} if operation.get("method") == "POST" else {}
    return {**operation, **create, "path": other}


BULK: dict[str, tuple[str, str, Bulk]] = {
    "ignores": ("is answered with success, and not done", "an operation in bulk is ignored", _left_out),
    "repeats": ("is done twice", "an operation in bulk is done twice", _done_twice),
    "misdirects": ("is done to another resource", "an operation in bulk hits another resource", _sent_elsewhere),
}
STATUSES = {"POST": "201", "PUT": "200", "PATCH": "200", "DELETE": "204"}


def _bulk(word: str, what: str, kind: str, change: Bulk, method: str) -> Mutation:
    times: Counter[str] = Counter()
    return Mutation(
        id=f"{word}:{method}@Bulk",
        title=f"{method} in a bulk request {what}",
        kind=kind,
        serving=_in_bulk(change, method, Others(), times),
        times=times,
    )


def _in_bulk(change: Bulk, method: str, others: Others, times: Counter[str]) -> OnServing:
    def serving(asked: Inbound, serve: Serve) -> Outbound:
        body: Json = asked.json if asked.endpoint == "Bulk" and isinstance(asked.json, dict) else {}
        listed = body.get("Operations")
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            return _noting(asked, serve, others)
        changed = change(listed, method, asked, others)
        if changed == listed:
            return _noting(asked, serve, others)
        times["met"] += 1
        if not changed:
            messages = ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]
            answer = Outbound(200, {"schemas": messages, "Operations": []}, {"Content-Type": "application/scim+json"})
        else:
            asked.replace_json({**body, "Operations": changed})
            answer = _noting(asked, serve, others)
        if answer.ok and isinstance(answer.body, dict):
            answer.body["Operations"] = _results(listed, answer.body.get("Operations") or [], method)
        return answer

    return serving


def _results(asked: Operations, given: Operations, method: str) -> Operations:
    """One result for each operation that was asked for; those that were left out are said to be done."""
    waiting = list(given)
    results = []
    for operation in asked:
        place = next((at for at, result in enumerate(waiting) if _belongs(result, operation)), None)
        results.append(waiting.pop(place) if place is not None else _pretended(operation))
        if results[-1].get("method") == "PUT" and operation.get("method") == "POST":
            results[-1] |= {"method": "POST"}
    return results


def _belongs(result: Json, operation: Json) -> bool:
    same = result.get("method") == operation.get("method") and result.get("bulkId") == operation.get("bulkId")
    elsewhere = operation.get("method") == "POST" and result.get("bulkId") == operation.get("bulkId")
    return same or bool(elsewhere and result.get("bulkId"))


def _pretended(operation: Json) -> Json:
    method, path = str(operation.get("method")), str(operation.get("path"))
    told: Json = {"method": method, "status": STATUSES.get(method, "200")}
    if operation.get("bulkId"):
        told["bulkId"] = operation["bulkId"]
    return {**told, "location": f"{path}/{uuid4().hex}" if method == "POST" else path}
