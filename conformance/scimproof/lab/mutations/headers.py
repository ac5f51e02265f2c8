"""Each header, dropped or altered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from scimproof.lab.messages import Inbound, Outbound
from scimproof.lab.mutations.mechanism import Mutation
from scimproof.lab.mutations.moments import moment_of

Alteration = Callable[[str], str]

# What a header becomes, by a word for it.
ALTERATIONS: dict[str, dict[str, Alteration]] = {
    "Content-Type": {
        "text": lambda value: "text/plain",
        "other-json": lambda value: "application/vnd.api+json",
    },
    "Location": {
        "elsewhere": lambda value: value + "-elsewhere",
        "collection": lambda value: value.rpartition("/")[0],
        "relative": lambda value: value.rpartition("/")[2],
    },
    "ETag": {
        "constant": lambda value: 'W/"0"',
        "bare": lambda value: value.replace("W/", "").strip('"'),
        "other": lambda value: value[:-1] + 'x"',
    },
    "WWW-Authenticate": {
        "basic": lambda value: 'Basic realm="lab"',
        "nothing": lambda value: "",
    },
}
WHERE = {
    "Content-Type": ("create", "read", "list", "replace", "patch", "bulk", "discovery", "error"),
    "Location": ("create",),
    "ETag": ("create", "read", "replace", "patch"),
    "WWW-Authenticate": ("error",),
}


def mutations() -> Iterator[Mutation]:
    """All of them."""
    for header, moments in WHERE.items():
        for moment in moments:
            yield _header(header, moment, None)
            for word in ALTERATIONS[header]:
                yield _header(header, moment, word)


def _header(header: str, moment: str, word: str | None) -> Mutation:
    times: Counter[str] = Counter()

    def change(asked: Inbound, answer: Outbound) -> None:
        at = "error" if answer.status >= 400 else moment_of(asked)
        if at != moment or header not in answer.headers:
            return
        times["met"] += 1
        if word is None:
            answer.drop_header(header)
        else:
            answer.headers[header] = ALTERATIONS[header][word](answer.headers[header])

    done = "is missing" if word is None else f"is altered ({word})"
    name = f"drops-header:{header}@{moment}" if word is None else f"alters-header:{header}-{word}@{moment}"
    kind = "a header is dropped" if word is None else "a header is altered"
    title = f"{header} {done} at the moment '{moment}'"
    return Mutation(id=name, title=title, kind=kind, subject=(header,), answer=change, times=times)
