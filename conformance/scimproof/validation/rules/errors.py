"""Errors: that their bodies are SCIM errors, and say the truth (RFC 7644 section 3.12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation import messages
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import ERROR, ShownError, member
from scimproof.validation.rule import found, passive

# Statuses that a proxy, a gateway or the web framework answers before any SCIM code is asked. 501 is what some
# servlet containers say to PATCH. 500 is not among them: it is the server's own (Table 8).
_GATEWAY_CODES = frozenset(
    {401, 402, 405, 406, 407, 408, 411, 413, 414, 415, 416, 417, 421, 425, 426, 428, 429, 431, 451}
)

SCIM_TYPES: tuple[str, ...] = tuple(messages.document("error")["properties"]["scimType"]["x-should"]["enum"])


def is_gateway_code(status: int) -> bool:
    """Whether an error of this status often comes from something in front of the SCIM server."""
    return status in _GATEWAY_CODES or status > 500


def _may_be_foreign(exchange: Exchange, error: ShownError, context: Context) -> bool:
    """Whether something else than the SCIM server may have made an error, so that it is only remarked on."""
    if error.pointer:
        return False  # the result of a bulk operation
    anonymous = exchange.request.header("Authorization") is None
    return (
        is_gateway_code(error.status) or (error.status == 403 and anonymous) or not context.is_scim_endpoint(exchange)
    )


@passive("rfc7644-3.12-every-error-has-a-scim-body", "RFC7644-3.12-02", "RFC7644-3.12-03", level=Level.MUST)
def body(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """Every error is repeated in the body, as a SCIM error.

    It draws a warning only where a proxy or the framework may have answered: at routes that are no SCIM
    endpoints, and for statuses such as 401, 405, 413, 415, 429, 501 and 503.
    """
    if exchange.request.method == "HEAD":
        return
    for error in context.reading(exchange).errors:
        if error.is_scim:
            continue
        received = _instead(exchange, error)
        yield found(
            exchange,
            f"An error {error.status} has no SCIM error in its body",
            expected=f'a JSON object with "schemas": ["{ERROR}"]',
            received=received,
            cause=f"{error.status}: {received.partition(':')[0]}",
            grade=Outcome.WARN if _may_be_foreign(exchange, error, context) else None,
        )


def _instead(exchange: Exchange, error: ShownError) -> str:
    response = exchange.answer
    if not error.pointer and not response.body.strip():
        return "no body"
    if error.body is None and not error.pointer:
        return f"a body that is no JSON, marked as {shown(response.media_type) if response.media_type else 'nothing'}"
    if not isinstance(error.body, dict):
        return f"no JSON object: {shown(error.body)}"
    uris = member(error.body, "schemas")
    if uris is None:
        return f"an object without schemas: {shown(error.body)}"
    return f"other schemas: {shown(uris)}"


@passive("rfc7644-3.12-error-status-is-string", "RFC7644-3.12-04", level=Level.MUST)
def status(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The status in an error's body is the HTTP status, as a JSON string."""
    for error in context.reading(exchange).errors:
        if not error.is_scim:
            continue  # another rule says so
        given = member(error.body, "status")
        if given == str(error.status) and isinstance(given, str):
            continue
        yield found(
            exchange,
            f"An error body {_what_is_wrong_with(given)}",
            expected=f'"status": "{error.status}"',
            received="no status" if given is None else f'"status": {shown(given)}',
            cause=f"error status {_what_is_wrong_with(given)}",
        )


def _what_is_wrong_with(given: object) -> str:
    if given is None:
        return "has no status"
    if not isinstance(given, str):
        return "has a status that is no string"
    return "has another status than the answer"


@passive("rfc7644-3.12-every-scim-type-is-known", "RFC7644-3.12-05", level=Level.SHOULD)
def scim_type(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The scimType of an error is a keyword that the RFCs define.

    Those of RFC 7644 Table 9, and of RFC 9865 Table 3 for paging by cursor. It may be left out.
    """
    for error in context.reading(exchange).errors:
        given = member(error.body, "scimType") if error.is_scim else None
        if given is not None and not (isinstance(given, str) and given in SCIM_TYPES):
            yield found(
                exchange,
                "An error has a scimType that no RFC defines",
                expected="no scimType, or one of " + ", ".join(SCIM_TYPES),
                received=f'"scimType": {shown(given)}',
                cause=f"scimType {shown(given)}",
            )


@passive("rfc7644-3.12-every-error-detail-is-text", "RFC7644-3.12-06", level=Level.SHOULD)
def detail(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The detail of an error is a text for people."""
    for error in context.reading(exchange).errors:
        yield from _detail(exchange, error)


def _detail(exchange: Exchange, error: ShownError) -> Iterator[Finding]:
    given = member(error.body, "detail") if error.is_scim else None
    if given is not None and not isinstance(given, str):
        yield found(
            exchange,
            "The detail of an error is no text",
            expected="a string, or no detail",
            received=f'"detail": {shown(given)}',
            cause="error detail is no string",
        )
