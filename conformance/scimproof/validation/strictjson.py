"""Reading JSON as RFC 8259 writes it. Python's own reader lets pass what other clients stumble over."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_BOM = b"\xef\xbb\xbf"
_LONGEST_NUMBER = 4000  # Python refuses to read longer ones; JSON does not


@dataclass(frozen=True)
class StrictReading:
    """What a strict reader says of a body.

    :param fault: why the body is not JSON in UTF-8; ``None`` when it is.
    :param twice: names that stand twice in one object, as ``("userName", "username")``.
    """

    fault: str | None
    twice: tuple[tuple[str, str], ...] = ()


class _NotJsonError(ValueError):
    pass


def read_strictly(body: bytes) -> StrictReading:
    """Read a body. What is nested too deeply for this reader is passed, because it is JSON all the same."""
    if body.startswith(_BOM):
        return StrictReading("it begins with a byte order mark")
    twice: dict[tuple[str, str], None] = {}

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        named: dict[str, Any] = dict(pairs)
        if len({name.casefold() for name in named}) < len(pairs):
            twice.update(dict.fromkeys(_repeated([name for name, _ in pairs])))
        return named

    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as problem:
        return StrictReading(f"byte {problem.start} is not UTF-8")
    try:
        json.loads(text, object_pairs_hook=members, parse_constant=_refused, parse_int=_number)
    except _NotJsonError as problem:
        return StrictReading(str(problem))
    except json.JSONDecodeError as problem:
        return StrictReading(f"it breaks at line {problem.lineno} column {problem.colno}: {problem.msg}")
    except RecursionError:
        return StrictReading(None)
    return StrictReading(None, tuple(twice))


def _refused(constant: str) -> Any:
    raise _NotJsonError(f"{constant} is no JSON value")


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) < _LONGEST_NUMBER else float(digits)


def _repeated(names: list[str]) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    found = []
    for name in names:
        if name.casefold() in first:
            found.append((first[name.casefold()], name))
        else:
            first[name.casefold()] = name
    return found
