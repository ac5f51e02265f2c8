"""What is wrong with a JSON document, as a value. The words are ours: a validator's own messages quote what it saw."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scimproof.redaction import MASK, is_sensitive_name

LONGEST_SHOWN = 80
_DEEPEST_SHOWN = 4
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a document.

    :param pointer: JSON Pointer (RFC 6901) to the place; empty for the whole document.
    :param rule: what is broken: a keyword of JSON Schema such as ``type`` or ``required``, or one of ``case``,
        ``returned``, ``undeclared``, ``json``, ``depth``.
    :param expected: every value that would have been accepted, in words.
    :param received: the value found, shortened, with secrets masked.
    :param requirement: id of the requirement that is broken, or ``None`` when no single one can be named.
    """

    pointer: str
    rule: str
    expected: str
    received: str
    requirement: str | None = None

    @property
    def attribute(self) -> str:
        """The place in the notation of RFC 7644 section 3.10, ``emails.primary``, without positions in lists."""
        names = [part for part in parts(self.pointer) if not part.isdigit()]
        if len(names) > 1 and names[0].casefold().startswith("urn:"):
            names[:2] = [f"{names[0]}:{names[1]}"]
        return ".".join(names)

    @property
    def top_level(self) -> str:
        """The first name of the place; empty for the whole document."""
        return next(iter(parts(self.pointer)), "")


def pointer_to(path: Iterable[str | int]) -> str:
    """The JSON Pointer for a path of names and positions."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def parts(pointer: str) -> list[str]:
    """The names and positions of a JSON Pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def shown(value: Any, path: Iterable[str | int] = ()) -> str:
    """A value for a report: compact JSON, at most 80 characters, printable, with no secret in it.

    :param path: where the value stands; below a name such as ``password`` nothing of it is shown.
    """
    if value is not None and any(isinstance(part, str) and is_sensitive_name(part) for part in path):
        return MASK
    text = json.dumps(_masked(value, _DEEPEST_SHOWN), ensure_ascii=False)
    # A lone surrogate, which JSON can escape, cannot be written to any file or terminal.
    return shortened(text.encode("utf-8", "backslashreplace").decode())


def shortened(text: str) -> str:
    """A text cut to the length that a report shows."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _masked(value: Any, depth: int) -> Any:
    """A copy without secrets, only as large as can be shown."""
    if isinstance(value, str):
        return value[: LONGEST_SHOWN + 1]
    if isinstance(value, dict | list) and value and not depth:
        return "…"
    if isinstance(value, dict):
        entries = list(value.items())[:_MOST_SHOWN]
        return {
            str(name)[:LONGEST_SHOWN]: MASK if is_sensitive_name(str(name)) else _masked(entry, depth - 1)
            for name, entry in entries
        }
    if isinstance(value, list):
        return [_masked(entry, depth - 1) for entry in value[:_MOST_SHOWN]]
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 256:
        return "a very large number"  # Python refuses to print it
    return value
