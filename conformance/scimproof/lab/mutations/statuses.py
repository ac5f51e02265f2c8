"""Each status code, exchanged for its neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scimproof.lab.behaviour import OnAnswer
from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.mutations.mechanism import Mutation
from scimproof.lab.mutations.moments import moment_of

# What is answered at which moment, and what a server could answer in its place.
SUCCESSES = {
    "create": (201, (200, 202, 204)),
    "read": (200, (201, 202, 204)),
    "list": (200, (201, 202, 204)),
    "replace": (200, (201, 202, 204)),
    "patch": (200, (201, 202, 204)),
    "delete": (204, (200, 202, 201)),
    "bulk": (200, (201, 202, 204, 207)),
    "discovery": (200, (201, 202, 204)),
}
ERRORS = {
    304: (200, 412),
    400: (404, 409, 422, 500),
    401: (400, 403, 404, 500),
    403: (400, 401, 404, 500),
    404: (400, 403, 410, 500),
    405: (400, 404, 500, 501),
    409: (400, 404, 422, 500),
    412: (400, 409, 428, 500),
    413: (400, 422, 500),
    415: (400, 406, 500),
    501: (400, 404, 500),
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def mutations() -> Iterator[Mutation]:
    """All of them."""
    for moment, (right, others) in SUCCESSES.items():
        for other in others:
            yield _success(moment, right, other)
    for right, others in ERRORS.items():
        for other in others:
            yield _error(right, other, None)
            for method in METHODS:
                yield _error(right, other, method)


def _success(moment: str, right: int, other: int) -> Mutation:
    times: Counter[str] = Counter()

    def exchange(asked: Inbound, answer: Outbound) -> None:
        if moment_of(asked) == moment and answer.status == right:
            _put(answer, other)
            times["met"] += 1

    name = f"exchanges:{right}-{other}@{moment}"
    title = f"{other} is answered for {right} at the moment '{moment}'"
    kind, subject = "a status of success is another", (str(other),)
    return Mutation(id=name, title=title, kind=kind, subject=subject, answer=exchange, times=times)


def _error(right: int, other: int, method: str | None) -> Mutation:
    times: Counter[str] = Counter()
    name = f"exchanges:{right}-{other}" + (f"@{method}" if method else "")
    title = f"{other} is answered for {right}" + (f" to {method}" if method else "")
    answer = _exchange(right, other, method, times)
    kind, subject = "a status of an error is another", (str(other),)
    return Mutation(id=name, title=title, kind=kind, subject=subject, answer=answer, times=times)


def _exchange(right: int, other: int, method: str | None, times: Counter[str]) -> OnAnswer:
    def exchange(asked: Inbound, answer: Outbound) -> None:
        if answer.status == right and (method is None or asked.method == method):
            _put(answer, other)
            times["met"] += 1

    return exchange


def _put(answer: Outbound, status: int) -> None:
    """Put another status in, also into the body of an error: the server believes in it."""
    answer.status = status
    if status in (204, 304):
        answer.body = None
        answer.drop_header("Content-Type")
    elif isinstance(answer.body, dict) and "status" in answer.body and status >= 400:
        answer.body["status"] = str(status)
