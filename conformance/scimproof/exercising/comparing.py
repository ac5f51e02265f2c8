"""What a read shows of a value that was sent: the same, another, or nothing.

A server may canonicalise (RFC 7643 section 2.4): texts are compared without regard to case, telephone numbers by their
digits, moments as moments, bytes as bytes. What RFC 7643 lets a server derive or leave out is not compared at all.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from scimproof import expect
from scimproof.exercising.characteristics import Attribute
from scimproof.validation.moments import read_moment

Kind = Literal["missing", "other"]

# Section 2.4 makes display immutable, section 8.7.1 read-only in words and readWrite in the listing: a server may
# store it or not. What is formatted may be made of the parts, or be shown instead of them (section 4.1.1).
DERIVED = ("display", "formatted", "$ref")
NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Difference:
    """An attribute, or a part of one, that does not show what was sent."""

    attribute: Attribute
    kind: Kind
    sent: Any
    shown: Any


def differences(attribute: Attribute, sent: Any, shown: Any) -> list[Difference]:
    """Where the value that is shown differs from the one that was sent; one for the whole where nothing is left."""
    if shown in NOTHING:
        return [Difference(attribute, "missing", sent, shown)]
    if not attribute.multi_valued:
        return _single(attribute, sent, shown)
    entries = shown if isinstance(shown, list) else [shown]
    found: list[Difference] = []
    for element in sent:
        match = next((entry for entry in entries if is_same_element(attribute, element, entry)), None)
        if match is None:
            found.append(Difference(attribute, "other", sent, shown))
        elif attribute.is_complex:
            found += _parts(attribute, element, match)
    return found


def _single(attribute: Attribute, sent: Any, shown: Any) -> list[Difference]:
    if attribute.is_complex:
        if not isinstance(shown, Mapping):
            return [Difference(attribute, "other", sent, shown)]
        return _parts(attribute, sent, shown)
    return [] if is_same(attribute, sent, shown) else [Difference(attribute, "other", sent, shown)]


def _parts(attribute: Attribute, sent: Mapping[str, Any], shown: Mapping[str, Any]) -> list[Difference]:
    found: list[Difference] = []
    compared = [part for part in attribute.parts if part.name in sent and _is_compared(part)]
    compared = [part for part in compared if not (_is_told_by_the_reference(part) and _is_missing(part, shown))]
    for part in compared:
        found += differences(part, sent[part.name], expect.lookup(shown, part.name))
    if compared and len(found) == len(compared) and all(entry.kind == "missing" for entry in found):
        if expect.lookup(shown, "formatted") not in NOTHING:
            return []  # the whole in one text, which section 4.1.1 allows
        return [Difference(attribute, "missing", sent, shown)]
    return found


def _is_compared(part: Attribute) -> bool:
    return part.visible and part.name.casefold() not in DERIVED


def _is_told_by_the_reference(part: Attribute) -> bool:
    """Whether it is the type of an element that refers to a resource, such as a member of a group.

    It labels the type of that resource (RFC 7643 section 8.7.1): whoever has the value or the $ref knows it, and a
    server that shows these keeps all that the client has said. A type that is shown has to be the right one.
    """
    whole = part.parent
    return part.name.casefold() == "type" and whole is not None and whole.part("$ref") is not None


def _is_missing(part: Attribute, shown: Mapping[str, Any]) -> bool:
    return expect.lookup(shown, part.name) in NOTHING


def is_same_element(attribute: Attribute, sent: Any, shown: Any) -> bool:
    """Whether an element of a list is the one that was sent: known by its value, or else by any part of it."""
    if not attribute.is_complex:
        return is_same(attribute, sent, shown)
    if not isinstance(shown, Mapping):
        return False
    core = attribute.part("value")
    if core is not None and core.name in sent:
        return is_same(core, sent[core.name], expect.lookup(shown, "value"))
    texts = [part for part in attribute.parts if part.name in sent and part.type == "string" and part.name != "type"]
    texts = texts or [part for part in attribute.parts if part.name in sent]
    return any(is_same(part, sent[part.name], expect.lookup(shown, part.name)) for part in texts)


def is_same(attribute: Attribute, sent: Any, shown: Any) -> bool:
    """Whether a simple value is the one that was sent, in whatever form the server prefers."""
    if isinstance(sent, bool) or isinstance(shown, bool):
        return sent is shown
    if isinstance(sent, int | float) and isinstance(shown, int | float):
        return abs(sent - shown) < 1e-9
    if not isinstance(sent, str) or not isinstance(shown, str):
        return False
    if attribute.short_path == "phonenumbers.value":
        return re.sub(r"\D", "", sent) == re.sub(r"\D", "", shown)
    if attribute.type == "datetime":
        return _same_moment(sent, shown)
    if attribute.type == "binary":
        return bytes_of(sent) == bytes_of(shown)
    if attribute.type == "reference":
        return _same_uri(sent, shown)
    return " ".join(sent.split()).casefold() == " ".join(shown.split()).casefold()


def keeps_case(attribute: Attribute, sent: Any, shown: Any) -> bool:
    """Whether a text that is the same is also spelled the same. Binaries have other alphabets, URIs other forms."""
    if attribute.type == "binary" or not isinstance(sent, str) or not isinstance(shown, str):
        return True
    if attribute.type == "reference":
        tail = sent.rpartition("/")[2]
        return tail.casefold() not in shown.casefold() or tail in shown
    return sent.casefold() != shown.casefold() or sent == shown


def bytes_of(text: str) -> bytes | None:
    """What a base64 text stands for, with or without padding, in either alphabet; ``None`` when it is none."""
    plain = re.sub(r"\s", "", text).rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return None


def _same_moment(sent: str, shown: str) -> bool:
    one, other = read_moment(sent), read_moment(shown)
    return one is not None and other is not None and abs(one.instant - other.instant) < timedelta(seconds=1)


def _same_uri(sent: str, shown: str) -> bool:
    """Whether two URIs are the same, or one is relative to a root that the other names."""
    one, other = sent.rstrip("/").casefold(), shown.rstrip("/").casefold()
    return one == other or (bool(other) and one.endswith("/" + other.lstrip("/")))
