"""What a server declares of its paging, and whether it keeps to that (RFC 9865 section 4)."""

from typing import Any

from scimproof import Declared, Finding, Findings, Probe, Regulars, Story, check, expect, scenario
from scimproof.querying import cursor_in, declared_paging, entries


@scenario(given="User")
def lists_without_parameters(story: Story, probe: Probe, regulars: Regulars, declared: Declared) -> None:
    """Five people are there; the list is asked for without any parameter, and with an empty cursor."""
    users = regulars.five().endpoint
    story.plain = probe.query(users)
    story.by_cursor = probe.query(users, {"cursor": "", "count": 1})


@check("rfc9865-4-cursor-is-a-boolean", "RFC9865-4-03", given="pagination")
def cursor_is_a_boolean(declared: Declared, discovery: Story) -> Findings:
    """pagination.cursor is there, and is true or false."""
    return _boolean("cursor", declared, discovery)


@check("rfc9865-4-index-is-a-boolean", "RFC9865-4-04", given="pagination")
def index_is_a_boolean(declared: Declared, discovery: Story) -> Findings:
    """pagination.index is there, and is true or false."""
    return _boolean("index", declared, discovery)


@check(
    "rfc9865-4-default-method-is-one",
    "RFC9865-4-05",
    "RFC9865-2.4-04",
    "RFC9865-4-06",
    level="must",
    given="pagination",
)
def the_default_method_is_one(declared: Declared, discovery: Story) -> Findings:
    """pagination.defaultPaginationMethod is cursor or index, and one that is supported; or it is left out."""
    paging = declared_paging(declared)
    method = paging.get("defaultPaginationMethod")
    known = [name for name in ("cursor", "index") if paging.get(name) is not False]
    if method is None or method in known:
        return None
    return expect.equal("pagination.defaultPaginationMethod", " or ".join(known), method, discovery.provider_config)


@check(
    "rfc9865-4-sizes-are-positive",
    *("RFC9865-4-07", "RFC9865-4-09", "RFC9865-4-12"),
    *("RFC9865-4-08", "RFC9865-4-11", "RFC9865-4-13"),
    level="must",
    given="pagination",
)
def sizes_are_positive(declared: Declared, discovery: Story) -> Findings:
    """defaultPageSize, maxPageSize and cursorTimeout are whole numbers above 0; or they are left out."""
    found: list[Finding] = []
    for name in ("defaultPageSize", "maxPageSize", "cursorTimeout"):
        value: Any = declared_paging(declared).get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
            found += expect.equal(f"pagination.{name}", "a whole number above 0", value, discovery.provider_config)
    return found


@check("rfc9865-4-default-page-size", "RFC9865-4-07", "RFC9865-2.3-02", level="should", given="pagination")
def the_default_page_size_is_kept(lists_without_parameters: Story, declared: Declared) -> Findings:
    """A list without count holds no more than defaultPageSize."""
    most = declared_paging(declared).get("defaultPageSize")
    exchange = lists_without_parameters.plain
    if not isinstance(most, int) or isinstance(most, bool) or len(entries(exchange)) <= most:
        return expect.status(exchange, 200, 400)
    return expect.equal("the page without count", f"at most {most}", len(entries(exchange)), exchange)


@check("rfc7643-5-max-results", "RFC7643-5-13", level="should", given="filter")
def the_declared_maximum_is_kept(lists_without_parameters: Story, declared: Declared) -> Findings:
    """A list holds no more than filter.maxResults, where that is declared."""
    entry = declared.config.get("filter")
    most = entry.get("maxResults") if isinstance(entry, dict) else None
    exchange = lists_without_parameters.plain
    if not isinstance(most, int) or isinstance(most, bool) or most < 1 or len(entries(exchange)) <= most:
        return None
    return expect.equal("the longest list", f"at most {most}", len(entries(exchange)), exchange)


@check("rfc9865-4-cursors-are-declared", "RFC9865-4-01", "RFC9865-4-02")
def cursors_are_declared(lists_without_parameters: Story, declared: Declared) -> Findings:
    """A server that gives cursors declares it: pagination.cursor is true."""
    story = lists_without_parameters
    giving = [exchange for exchange in (story.plain, story.by_cursor) if cursor_in(exchange)]
    if not giving or declared_paging(declared).get("cursor") is True:
        return None
    return expect.equal("pagination.cursor", True, declared_paging(declared).get("cursor"), *giving)


@check("rfc9865-2.4-index-stays-the-default", "RFC9865-2.4-03", level="may", given="pagination")
def index_stays_the_default(declared: Declared, discovery: Story) -> Findings:
    """A server with both methods has index as its default: clients of old know no cursors.

    A server that never had paging by index may choose freely, and nobody can tell: it is noted.
    """
    paging = declared_paging(declared)
    if paging.get("defaultPaginationMethod") != "cursor" or paging.get("index") is not True:
        return None
    return expect.equal("pagination.defaultPaginationMethod", "index", "cursor", discovery.provider_config)


def _boolean(name: str, declared: Declared, discovery: Story) -> Findings:
    value = declared_paging(declared).get(name)
    if isinstance(value, bool):
        return None
    return expect.equal(f"pagination.{name}", "true or false", value, discovery.provider_config)
