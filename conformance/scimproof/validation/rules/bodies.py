"""The body of an answer as such: its media type, and that it is JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scimproof.exchange import Exchange, Response
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation.context import Context
from scimproof.validation.problem import shortened, shown
from scimproof.validation.reading import Question
from scimproof.validation.rule import found, passive
from scimproof.validation.rules.errors import is_gateway_code

SCIM_JSON = "application/scim+json"
JSON = "application/json"


def _is_ours(exchange: Exchange, response: Response, context: Context) -> bool:
    """Whether the body of an answer is SCIM's: neither a redirect's nor that of a page nobody defined.

    An error that is no SCIM error at all is found by the rule on error bodies, and is one thing to fix.
    """
    if not response.body.strip() or exchange.request.method == "HEAD":
        return False
    reading = context.reading(exchange)
    if response.status >= 400:
        return reading.errors[0].is_scim
    return response.ok and (reading.question is not Question.UNKNOWN or context.is_scim_endpoint(exchange))


@passive("rfc7644-3.8-every-body-has-the-scim-media-type", "RFC7644-3.8-08", "RFC7644-8.1-01", level=Level.MUST)
def media_type(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every body is marked as application/scim+json.

    application/json draws a warning, unless the client asked for it: clients read it, and many servers send it.
    A charset parameter is no matter.
    """
    response = exchange.answer
    if not _is_ours(exchange, response, context):
        return
    media, accepted = response.media_type, _accepted(exchange)
    if media == SCIM_JSON or media in accepted:
        return
    lenient = media == JSON or (response.status >= 400 and _is_elsewhere(exchange, response, context))
    yield found(
        exchange,
        f"A body is marked as {shortened(media)}" if media else "A body has no Content-Type",
        expected=f"Content-Type: {SCIM_JSON}",
        received=f"Content-Type: {shown(response.header('Content-Type'))}" if media else "no Content-Type",
        cause=f"media type {shortened(media) or 'missing'}",
        grade=Outcome.WARN if lenient else None,
    )


def _accepted(exchange: Exchange) -> set[str]:
    """The media types that the client named in ``Accept``, without wildcards."""
    accept = exchange.request.header("Accept") or ""
    return {part.partition(";")[0].strip().lower() for part in accept.split(",")} - {"", "*/*"}


def _is_elsewhere(exchange: Exchange, response: Response, context: Context) -> bool:
    return is_gateway_code(response.status) or not context.is_scim_endpoint(exchange)


@passive("rfc7644-3.8-every-body-is-json-in-utf8", "RFC7644-3.2-18", "RFC7644-3.8-01", level=Level.MUST)
def well_formed(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every body that is marked as JSON is well-formed JSON in UTF-8."""
    response = exchange.answer
    if not response.body.strip() or exchange.request.method == "HEAD" or not _claims_json(response):
        return
    if response.status >= 400 and response.json is None:
        return  # no SCIM error either, which is one thing to fix, and the rule on error bodies says so
    fault = context.strict_reading(exchange).fault
    if fault is None:
        return
    elsewhere = _is_elsewhere(exchange, response, context)
    yield found(
        exchange,
        "A body is marked as JSON and is not",
        expected="a JSON document in UTF-8",
        received=fault,
        cause="not JSON" if "UTF-8" not in fault else "not UTF-8",
        grade=Outcome.WARN if elsewhere else None,
    )


def _claims_json(response: Response) -> bool:
    media = response.media_type
    return media in ("", JSON) or media.endswith("+json")


@passive("rfc7643-2.1-no-member-twice-in-an-object", "RFC7643-2.1-01", "RFC7644-3.2-18", level=Level.SHOULD)
def members_are_unique(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No JSON object has a member twice, also not in another case.

    JSON asks for unique names (RFC 8259 section 4), and SCIM names ignore case: which of the two counts is
    anybody's guess.
    """
    response = exchange.answer
    if not response.body.strip() or not _claims_json(response):
        return
    yield from _twice(exchange, context.strict_reading(exchange).twice)


def _twice(exchange: Exchange, repeated: tuple[tuple[str, str], ...]) -> Iterator[Finding]:
    for one, other in repeated:
        yield found(
            exchange,
            f"An object has the member {shown(one)} twice"
            if one == other
            else f"An object has both {shown(one)} and {shown(other)}",
            expected="each name once in an object",
            received=f"{shown(one)} and {shown(other)}",
            cause=f"member twice: {shown(one.casefold())}",
        )
