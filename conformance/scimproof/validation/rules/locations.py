"""Where resources say that they are: ``meta.location`` and the headers (RFC 7643 section 3.1, RFC 7644 section 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level, Outcome
from scimproof.validation.context import Context
from scimproof.validation.problem import shown
from scimproof.validation.reading import DISCOVERY, Shown, member
from scimproof.validation.rule import found, passive
from scimproof.validation.uris import ends_with, is_absolute, is_below, same_resource


@passive("rfc7643-3.1-every-location-is-the-resources-uri", "RFC7643-3.1-26", level=Level.MUST)
def location(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """meta.location is the URI of the resource, below the endpoint of its type.

    It may be relative. Two things draw a warning, because only following it could tell: another identifier than
    the id, which RFC 7644 section 3.4.1 does not rule out, and another host or base path than was asked.
    """
    for resource in context.reading(exchange).shown:
        given = member(resource.meta, "location")
        place = _place_of(resource)
        if not isinstance(given, str) or not given or place is None:
            continue
        endpoint, tails = place
        if not any(ends_with(given, endpoint, tail) for tail in tails):
            below = is_below(given, endpoint)
            yield found(
                exchange,
                f"meta.location of a {resource.label} "
                + ("ends with something else than its id" if below else "is not the resource's URI"),
                expected=f"a URI that ends with {endpoint}/{shown(tails[0])[1:-1]}".rstrip("/"),
                received=f'"location": {shown(given)}',
                cause=f"{resource.label} location" + (" id" if below else ""),
                grade=Outcome.WARN if below else None,
            )
            continue
        own = context.base_url.rstrip("/")
        uris = [f"{own}{endpoint}/{quote(tail, safe=':')}".rstrip("/") for tail in tails]
        if not any(same_resource(given, uri, context.base_url, exchange.request.url) for uri in uris):
            yield found(
                exchange,
                f"meta.location of a {resource.label} leads to another place than the one that was asked",
                expected=shown(uris[0])[1:-1],
                received=f'"location": {shown(given)}',
                cause=f"{resource.label} location elsewhere",
                grade=Outcome.WARN,
            )


def _place_of(resource: Shown) -> tuple[str, list[str]] | None:
    """The endpoint of a resource, and what may follow it in its URI; ``None`` when that cannot be known."""
    resource_id = resource.get("id")
    if resource.document == "service-provider-config":
        return "/ServiceProviderConfig", [""]
    if resource.document is not None:
        endpoint = next(path for path, name in DISCOVERY.items() if name == resource.document)
        # A resource type is found by its id or by its name.
        tails = [resource_id, resource.get("name") if resource.document == "resource-type" else None]
    elif resource.resource_type is not None:
        endpoint, tails = resource.resource_type.endpoint, [resource_id]
    else:
        return None
    known = [tail for tail in tails if isinstance(tail, str) and tail]
    return (endpoint, known) if known else None


@passive("rfc7644-1.3-base-uri-has-no-query", "RFC7644-1.3-01", level=Level.MUST)
def no_query(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The URI that all others begin with has no query string, so that paths and parameters can be appended.

    A query at the end of a location draws a warning: it may be meant for this resource alone, and yet a client that
    appends parameters of its own cannot know.
    """
    for resource in context.reading(exchange).shown:
        given = member(resource.meta, "location")
        if not isinstance(given, str) or "?" not in given:
            continue
        place = _place_of(resource)
        inside = place is not None and place[0] in given.partition("?")[2]
        yield found(
            exchange,
            f"meta.location of a {resource.label} has a query string",
            expected="a URI without a question mark, made of the base URI, the endpoint and the id",
            received=f'"location": {shown(given)}',
            cause=f"{'base URI' if inside else resource.label} with a query",
            grade=None if inside else Outcome.WARN,
        )


@passive("rfc7644-3.3-every-created-has-a-location", "RFC7644-3.3-10", level=Level.MUST)
def created_has_location(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """An answer 201 Created has a Location header with the URI of the new resource.

    A relative one draws a warning.
    """
    response = exchange.answer
    if response.status != 201:
        return
    given = response.header("Location")
    if given and is_absolute(given.strip().strip('"')):
        return
    yield found(
        exchange,
        "A create was answered 201 with a relative Location header"
        if given
        else "A create was answered 201 without a Location header",
        expected="a Location header with the URI of the new resource",
        received=f"Location: {shown(given)}" if given else "no Location header",
        cause="relative Location" if given else "A create is answered without a Location header",
        grade=Outcome.WARN if given else None,
    )


@passive("rfc7644-3.3-location-header-is-meta-location", "RFC7644-3.3-10", "RFC7643-3.1-27", level=Level.MUST)
def headers_agree(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """The headers Location and Content-Location, where they are sent, name the same URI as meta.location.

    A Location other than that of a 201 means nothing in HTTP; if it differs, that draws a warning.
    """
    for resource in context.reading(exchange).shown:
        given = member(resource.meta, "location")
        if resource.alone and isinstance(given, str) and given:
            yield from _disagreements(exchange, context, resource, given)


def _disagreements(exchange: Exchange, context: Context, resource: Shown, given: str) -> Iterator[Finding]:
    response = exchange.answer
    for name in ("Location", "Content-Location"):
        header = response.header(name)
        if not header:
            continue
        # RFC 7644 prints a Location in quotes (section 3.5.1), and some servers followed.
        if same_resource(given, header.strip().strip('"'), context.base_url, exchange.request.url):
            continue
        yield found(
            exchange,
            f"The {name} header is not the meta.location of the {resource.label}",
            expected=f"{name}: {shown(given)}",
            received=f"{name}: {shown(header)}",
            cause=f"{resource.label} {name}",
            grade=Outcome.WARN if name == "Location" and response.status != 201 else None,
        )
