"""Small comparisons that checks are made of. They describe; the severity stays with the check.

Each returns a list of findings, empty when all is well, so that they can be added up. An answer that is right
but deserves a remark is listed by the check in ``tolerate``, with the reason; it becomes a warning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Outcome
from scimproof.validation.uris import same_resource

LONGEST_SHOWN = 160
# Ids, names, ports and positions in the words of a server.
_PARTICULAR = re.compile(r"[^\s'\"]*\d[^\s'\"]*")


def status(
    exchange: Exchange, *accepted: int, tolerate: Mapping[int, str] | None = None, why: str = ""
) -> list[Finding]:
    """The status is one of these; those in ``tolerate`` are warned about, with the reason given there."""
    codes = " or ".join(str(code) for code in accepted)
    expected = codes + (f" ({why})" if why else "")
    if exchange.response is None:
        return [
            Finding(
                f"{asked(exchange)} got no answer",
                expected,
                exchange.error or "no answer",
                (exchange.number,),
                cause=answered(exchange),
            )
        ]
    code = exchange.response.status
    if code in accepted:
        return []
    remark = (tolerate or {}).get(code)
    return [
        Finding(
            f"{asked(exchange)} was answered {code}" + (f": {remark}" if remark else f" instead of {codes}"),
            expected,
            f"{code} {detail(exchange)}".strip(),
            (exchange.number,),
            cause=answered(exchange),
            grade=Outcome.WARN if remark else None,
        )
    ]


def scim_type(exchange: Exchange, *accepted: str, grade: Outcome | None = None) -> list[Finding]:
    """The error's ``scimType`` is one of these."""
    found = exchange.answer.object.get("scimType")
    if found in accepted:
        return []
    return [
        Finding(
            f"The error does not say scimType {' or '.join(accepted)}",
            f'"scimType": "{accepted[0]}"' + "".join(f' or "{other}"' for other in accepted[1:]),
            "no scimType" if found is None else f'"scimType": {shown(found)}',
            (exchange.number,),
            cause=f"scimType of {asked(exchange)}",
            grade=grade,
        )
    ]


def equal(
    what: str,
    expected: Any,
    received: Any,
    *exchanges: Exchange,
    cause: str | None = None,
    grade: Outcome | None = None,
) -> list[Finding]:
    """Two values are equal. ``what`` names the thing compared, such as ``userName after the PUT``.

    :param cause: what the finding is counted under; ``what``, when nothing is said.
    """
    if expected == received and type(expected) is type(received):
        return []
    return [
        Finding(
            f"{sentence(what)}: {shown(received, 60)} instead of {shown(expected, 60)}",
            shown(expected),
            "nothing" if received is None else shown(received),
            numbers(exchanges),
            cause or what,
            grade,
        )
    ]


def present(
    what: str, value: Any, *exchanges: Exchange, cause: str | None = None, grade: Outcome | None = None
) -> list[Finding]:
    """A value is there: not missing, null, or empty (RFC 7643 section 2.5)."""
    if value not in (None, "", [], {}):
        return []
    return [
        Finding(
            f"{sentence(what)} is missing",
            f"a value for {what}",
            shown(value),
            numbers(exchanges),
            cause or what,
            grade,
        )
    ]


def located(exchange: Exchange, base_url: str) -> list[Finding]:
    """The answer to a create names the new resource's URI, in the Location header and in meta.location."""
    header = exchange.answer.header("Location")
    found = present("the Location header", header, exchange, cause="A create is answered without a Location header")
    if exchange.creates_in_silence:
        return found  # an empty body is another matter
    meta = exchange.resource.get("meta")
    location = meta.get("location") if isinstance(meta, dict) else None
    found += present("meta.location", location, exchange)
    if not found and not same_uri(str(header), str(location), base_url):
        found = equal("the Location header", location, header, exchange)
    return found


def kept(sent: Mapping[str, Any], exchange: Exchange, *names: str, grade: Outcome | None = None) -> list[Finding]:
    """What was sent is what the answer shows, for these attributes (RFC 7644 section 3.1: as the server sees it).

    Servers may canonicalise: case is ignored except in ``externalId`` (RFC 7643 section 3.1), a list may show more
    elements, and an element is recognised by its ``value`` alone. A name may come back in parts, or as ``formatted``
    (RFC 7643 section 4.1.1).
    """
    shown_resource = exchange.resource
    return [
        Finding(
            f"{name} is not kept: {shown(lookup(shown_resource, name), 60)} instead of {shown(sent[name], 60)}",
            shown(sent[name]),
            shown(lookup(shown_resource, name)),
            (exchange.number,),
            cause=f"{name} of {asked(exchange)} is not kept",
            grade=grade,
        )
        for name in names
        if name in sent
        and not _covers(sent[name], lookup(shown_resource, name), exact=name == "externalId")
        and not (name == "name" and _is_in_formatted(sent[name], lookup(shown_resource, name)))
    ]


def lookup(resource: Mapping[str, Any], name: str) -> Any:
    """The value of an attribute; names ignore case (RFC 7643 section 2.1)."""
    if name in resource:
        return resource[name]
    return next((value for key, value in resource.items() if key.lower() == name.lower()), None)


def _covers(sent: Any, received: Any, *, exact: bool) -> bool:
    if isinstance(sent, Mapping):
        return isinstance(received, Mapping) and all(
            _covers(value, lookup(received, key), exact=exact) for key, value in sent.items()
        )
    if isinstance(sent, list):
        entries = received if isinstance(received, list) else []
        return all(any(_covers(_core(value), _core(entry), exact=exact) for entry in entries) for value in sent)
    if isinstance(sent, str) and isinstance(received, str) and not exact:
        return sent.casefold() == received.casefold()
    return type(sent) is type(received) and bool(sent == received)


def _is_in_formatted(sent: Any, received: Any) -> bool:
    """Whether a name has ``formatted`` in place of those parts that it does not show."""
    if not isinstance(sent, Mapping) or not isinstance(received, Mapping):
        return False
    formatted = str(lookup(received, "formatted") or "").casefold()
    return bool(formatted) and all(
        _covers(value, lookup(received, part), exact=False)
        or (lookup(received, part) is None and str(value).casefold() in formatted)
        for part, value in sent.items()
    )


def _core(element: Any) -> Any:
    return element["value"] if isinstance(element, Mapping) and "value" in element else element


def numbers(exchanges: Iterable[Exchange]) -> tuple[int, ...]:
    """The numbers of these exchanges."""
    return tuple(exchange.number for exchange in exchanges)


def sentence(what: str) -> str:
    """A phrase that begins a sentence; names of attributes keep their spelling."""
    return what[:1].upper() + what[1:] if what.split()[0].islower() and " " in what else what


def shown(value: Any, longest: int = LONGEST_SHOWN) -> str:
    """A value as a reader wants to see it: JSON, cut when long."""
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def detail(exchange: Exchange) -> str:
    """What the server says of its error, shortened."""
    if exchange.response is None:
        return ""
    said = exchange.response.object.get("detail")
    return shown(said) if isinstance(said, str) and said else ""


def same_uri(one: str, other: str, base_url: str) -> bool:
    """Whether two URIs name the same resource; the version segment does not count (RFC 7643 section 2.4)."""
    return same_resource(one, other, base_url, base_url)


def answered(exchange: Exchange) -> str:
    """What was answered to what, without ids and names: the same fault is one cause wherever it shows."""
    if exchange.response is None:
        return f"no answer to {asked(exchange)}"
    said = _PARTICULAR.sub("…", detail(exchange))
    return f"{asked(exchange)} answered {exchange.status}" + (f": {said}" if said else "")


def asked(exchange: Exchange) -> str:
    """The request without its id, so that the same fault on two resources is one cause."""
    parts = [part for part in urlsplit(exchange.request.url).path.split("/") if part]
    named = [part for part in parts[-2:] if part[:1].isupper() or part.startswith(".")]
    shown_path = "/" + "/".join(named) if named else "/" + "/".join(parts[-1:])
    if named and parts and parts[-1] != named[-1]:
        shown_path += "/{id}"
    return f"{exchange.request.method} {shown_path}"


def seconds_between(earlier: str, later: str) -> float | None:
    """Seconds from one DateTime to another; ``None`` when one of them is none (RFC 7643 section 2.3.5)."""
    moments = []
    for text in (earlier, later):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        moments.append(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return (moments[1] - moments[0]).total_seconds()
