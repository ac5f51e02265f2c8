"""How much a bulk request may carry (RFC 7644 section 3.7.4)."""

from scimproof import (
    Declared,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.bulk import deletion
from scimproof.session import BULK_REQUEST, compact

# Beyond these, trying the limit would cost the target more than the answer is worth.
MOST_OPERATIONS = 5_000
MOST_BYTES = 4 * 1024 * 1024

WORDS = {"maxOperations": ("operation",), "maxPayloadSize": ("payload", "size", "byte", "large")}


@scenario(given=("bulk", "User"))
def one_too_many(story: Story, probe: Probe, declared: Declared) -> None:
    """A bulk request has one operation more than allowed: deletions of somebody who never existed."""
    limit = _limit(declared, "maxOperations", MOST_OPERATIONS)
    operation = deletion(declared.endpoint("User"), probe.session.invented_id())
    size = len(compact({"schemas": [BULK_REQUEST], "Operations": [operation] * (limit + 1)}))
    if size > _number(declared, "maxPayloadSize", size):
        raise NotApplicable(f"{limit + 1} operations are more than maxPayloadSize allows")
    story.limit = limit
    story.refused = probe.bulk(*[operation] * (limit + 1), malformed="more operations than maxOperations")


@scenario(given=("bulk", "User"))
def one_byte_too_large(story: Story, probe: Probe, declared: Declared) -> None:
    """A bulk request of one harmless operation is larger than allowed, by blanks."""
    limit = _limit(declared, "maxPayloadSize", MOST_BYTES)
    operation = deletion(declared.endpoint("User"), probe.session.invented_id())
    body = compact({"schemas": [BULK_REQUEST], "Operations": [operation]})
    blanks = b" " * max(0, limit + 1 - len(body))
    story.limit = limit
    story.refused = probe.send("POST", "/Bulk", body=body[:-1] + blanks + body[-1:], malformed="too large")


@check("rfc7644-3.7.4-limits-are-defined", "RFC7644-3.7.4-01", "RFC7644-3.7.4-02", given="bulk")
def the_limits_are_defined(discovery: Story, declared: Declared) -> Findings:
    """A server with bulk declares how many operations and how many bytes it takes: maxOperations, maxPayloadSize."""
    return [
        Finding(
            f"bulk.{name} is no number above 0",
            "a positive integer",
            expect.shown(declared.config["bulk"].get(name)),
            (discovery.provider_config.number,),
            cause=f"bulk.{name}",
        )
        for name in ("maxOperations", "maxPayloadSize")
        if _number(declared, name) < 1
    ]


@check("rfc7644-3.7.4-too-many-operations-is-413", "RFC7644-3.7.4-03", "RFC7644-3.12-16")
def too_many_operations_are_refused(one_too_many: Story) -> Findings:
    """A bulk request with more than maxOperations operations is answered with 413."""
    return expect.status(one_too_many.refused, 413)


@check("rfc7644-3.7.4-too-many-operations-names-the-limit", "RFC7644-3.7.4-04")
def the_refusal_names_max_operations(one_too_many: Story) -> Findings:
    """The answer to too many operations says which limit was exceeded."""
    return _names_the_limit(one_too_many.refused, "maxOperations", one_too_many.limit)


@check("rfc7644-3.7.4-too-large-is-413", "RFC7644-3.7.4-03", "RFC7644-3.12-16")
def a_too_large_request_is_refused(one_byte_too_large: Story) -> Findings:
    """A bulk request that is larger than maxPayloadSize is answered with 413.

    A server may close the connection rather than read on; then the client learns nothing, which draws a warning.
    """
    exchange = one_byte_too_large.refused
    found = expect.status(exchange, 413)
    if exchange.response is not None:
        return found
    return [Finding(one.message, one.expected, one.received, one.exchanges, one.cause, Outcome.WARN) for one in found]


@check("rfc7644-3.7.4-too-large-names-the-limit", "RFC7644-3.7.4-04")
def the_refusal_names_max_payload_size(one_byte_too_large: Story) -> Findings:
    """The answer to a request that is too large says which limit was exceeded."""
    return _names_the_limit(one_byte_too_large.refused, "maxPayloadSize", one_byte_too_large.limit)


def _number(declared: Declared, name: str, otherwise: int = 0) -> int:
    entry = declared.config.get("bulk")
    value = entry.get(name) if isinstance(entry, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _limit(declared: Declared, name: str, most: int) -> int:
    """:raises NotApplicable: when the limit is not declared, or too high to be tried."""
    limit = _number(declared, name)
    if limit < 1:
        raise NotApplicable(f"the target declares no {name}")
    if limit > most:
        raise NotApplicable(f"{name} is {limit}: too much to be tried")
    return limit


def _names_the_limit(exchange: Exchange, name: str, limit: int) -> list[Finding]:
    if exchange.status != 413:
        raise NotApplicable(f"{exchange.label} was not refused with 413")
    detail = exchange.answer.object.get("detail")
    said = detail.lower() if isinstance(detail, str) else ""
    if str(limit) in said or name.lower() in said or any(word in said for word in WORDS[name]):
        return []
    return [
        Finding(
            "A 413 does not say which limit was exceeded",
            f'a SCIM error with {name} in its "detail"',
            expect.shown(detail) if exchange.answer.object else expect.shown(exchange.answer.text),
            (exchange.number,),
            cause=f"413 without {name}",
            # A proxy in front of the server answers without a SCIM body.
            grade=None if exchange.answer.object else Outcome.WARN,
        )
    ]
