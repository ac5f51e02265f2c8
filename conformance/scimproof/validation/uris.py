"""Comparing the URIs of SCIM resources (RFC 7643 sections 2.3.7 and 2.4)."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

_PORTS = {"http": 80, "https": 443}
# What has to be percent-encoded in any part of a URI (RFC 3986 section 2).
_UNPRINTABLE = re.compile(r'[\x00-\x20\x7f<>"{}|\\^`]')
_VERSION = re.compile(r"/v[0-9]+(\.[0-9]+)?(?=/)", re.IGNORECASE)


def same_resource(one: str, other: str, base_url: str, request_url: str) -> bool:
    """Whether two URIs name the same resource, in any reading that the RFCs allow.

    A relative URI is resolved against the service root (RFC 7643 section 2.3.7) or against the request (RFC 9110
    section 10.2.2); the version segment does not count (RFC 7643 section 2.4).
    """
    return bool(_readings(one, base_url, request_url) & _readings(other, base_url, request_url))


def ends_with(uri: str, endpoint: str, resource_id: str) -> bool:
    """Whether the path of a URI ends with an endpoint and an id."""
    path = _path(uri)
    if path is None:
        return False
    whole, suffix = "/" + path.strip("/"), f"/{resource_id}" if resource_id else ""
    # Some servers route without regard to case; whether this one does, only asking could tell.
    return whole.endswith(suffix) and whole.removesuffix(suffix).casefold().endswith(
        f"/{endpoint.strip('/').casefold()}"
    )


def is_below(uri: str, endpoint: str) -> bool:
    """Whether the path of a URI ends with an endpoint and something that can be an identifier."""
    head, _, last = ((_path(uri) or "").strip("/")).rpartition("/")
    names_nothing = last.casefold() in ("", "null", "undefined", "none", "nil", "{id}", ":id")
    return not names_nothing and f"/{head}".casefold().endswith(f"/{endpoint.strip('/').casefold()}")


def is_absolute(uri: str) -> bool:
    """Whether a URI has a scheme and a host."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def is_web_address(uri: str) -> bool:
    """Whether a URI can be opened by HTTP as it is: http or https, a host, and nothing that no URI may hold."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in _PORTS and bool(host) and _UNPRINTABLE.search(uri) is None


def is_without_scheme(uri: str) -> bool:
    """Whether it can be a relative reference; the empty one is."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri) is None and _UNPRINTABLE.search(uri) is None


def _path(uri: str) -> str | None:
    try:
        return unquote(urlsplit(uri).path)
    except ValueError:
        return None


def _readings(uri: str, base_url: str, request_url: str) -> set[tuple[str, str, int | None, str]]:
    """The absolute forms that a URI can mean; none when it is no URI."""
    found = set()
    root = base_url.rstrip("/") + "/"
    # The RFCs write paths below the service root with a leading slash, and so do servers: /Users/2819.
    for base, relative in ((root, uri), (request_url, uri), (root, uri.lstrip("/"))):
        try:
            parts = urlsplit(urljoin(base, relative))
            port = parts.port or _PORTS.get(parts.scheme)
            host = (parts.hostname or "").lower()
        except ValueError:
            continue
        path = _VERSION.sub("", unquote(parts.path)).rstrip("/")
        found.add((parts.scheme, host, port, path))
    return found
