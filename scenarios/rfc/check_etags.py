"""Versions: ETag, If-Match, If-None-Match (RFC 7644 section 3.14, RFC 7643 section 3.1)."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.bulk import replacement, results
from scimproof.cleanup import resource_path
from scimproof.clients.probe import PATCH_OP
from scimproof.texts import kept_among, kept_text, with_texts

ENTITY_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')

# Table 8 has both for a version that is not the latest one; 412 is what section 3.14 leads to.
STALE = (412, 409)


# Weak tags may be made from a clock of whole seconds (RFC 9110 section 8.8.1): then the first change is repeated.
ONE_TICK_S = 1.1


class Desk:
    """Somebody who reads and writes one user, with conditions."""

    def __init__(self, probe: Probe, users: str, identifier: str) -> None:
        self.probe, self.users, self.identifier = probe, users, identifier

    def send(self, method: str, condition: tuple[str, str], body: Mapping[str, Any] | None = None) -> Exchange:
        headers = [*self.probe.headers(method, has_body=body is not None), condition]
        return self.probe.send(method, resource_path(self.users, self.identifier), headers=headers, body=body)

    def read(self) -> Exchange:
        return self.probe.read(self.users, self.identifier)

    def change(self, etag: str, write: Callable[[str], Exchange]) -> tuple[Exchange, Exchange]:
        """Write, and read unless the ETag is still this one; once more after a second, if the tag is weak."""
        written, seen = write("Scimproof first"), self.send("GET", ("If-None-Match", etag))
        if not (etag.startswith("W/") and written.answer.ok and seen.status == 304):
            return written, seen
        time.sleep(ONE_TICK_S)
        # Another value: a write that changes nothing need not change the version.
        again = write("Scimproof again")
        # Refused: the version has changed, and only the read did not show it.
        return (again, self.send("GET", ("If-None-Match", etag))) if again.answer.ok else (written, seen)


@scenario(given=("etag", "User"))
def two_administrators(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Two administrators read the same version of a user; one replaces it, then the other wants to."""
    users = declared.endpoint("User")
    body = with_texts("User", as_user(directory.person(), declared), declared)
    story.created = probe.create(users, body)
    desk = Desk(probe, users, story.created.resource_id)
    story.read = desk.read()
    story.field = field = kept_among(body, story.read)
    first = _etag(story.read)
    story.unchanged = desk.send("GET", ("If-None-Match", first))
    story.replaced, story.changed = desk.change(
        first, lambda value: desk.send("PUT", ("If-Match", first), {**body, field: value})
    )
    story.late = desk.send("PUT", ("If-Match", first), {**body, field: "Scimproof late"})
    story.after_late = desk.read()
    second = _etag(story.after_late)
    story.whatever = desk.send("PUT", ("If-Match", "*"), {**body, field: "Scimproof whatever"})
    third = _etag(desk.read())
    listed = f'"scimproof-has-no-such-version", {third}'
    story.one_of_two = desk.send("PUT", ("If-Match", listed), {**body, field: "Scimproof list"})
    story.late_farewell = desk.send("DELETE", ("If-Match", second))


@scenario(given=("etag", "patch", "User"))
def two_helpers(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Two helpers read the same version of a user; one patches it, then the other wants to."""
    users = declared.endpoint("User")
    body = with_texts("User", as_user(directory.person(), declared), declared)
    desk = Desk(probe, users, probe.create(users, body).resource_id)
    story.read = desk.read()
    story.field = field = kept_among(body, story.read)

    def patch(value: str) -> Exchange:
        change = {"op": "replace", "path": field, "value": value}
        return desk.send("PATCH", ("If-Match", _etag(story.read)), {"schemas": [PATCH_OP], "Operations": [change]})

    story.patched, story.after = desk.change(_etag(story.read), patch)
    story.late = patch("Scimproof late")
    story.after_late = desk.read()


@scenario(given=("etag", "User"))
def somebody_holds_the_version(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The version that a client found in meta.version is what it sends as If-Match."""
    users = declared.endpoint("User")
    body = as_user(directory.person(), declared)
    desk = Desk(probe, users, probe.create(users, body).resource_id)
    story.read = desk.read()
    version = _version(story.read)
    if version is None or not version.isascii() or not version.isprintable():
        raise Blocked(f"{story.read.label} shows no meta.version that could be sent")
    story.by_version = desk.send("PUT", ("If-Match", version), with_texts("User", body, declared))


@scenario(given=("etag", "bulk", "User"))
def a_stale_version_in_bulk(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A bulk request replaces a user with the latest version, and again with the version of before."""
    users = declared.endpoint("User")
    body = with_texts("User", as_user(directory.person(), declared), declared)
    created = probe.create(users, body)
    identifier, field = created.resource_id, kept_text(created)
    version = _etag(probe.read(users, identifier))
    operations = [
        {**replacement(users, identifier, {**body, field: value}), "version": version}
        for value in ("Scimproof first", "Scimproof late")
    ]
    story.field = field
    story.worked = probe.bulk(*operations)
    story.results = results(story.worked)
    story.after = probe.read(users, identifier)


@check("rfc7644-3.14-etag-header", "RFC7644-3.14-02", "RFC7643-3.1-28")
def a_read_has_an_etag(two_administrators: Story) -> Findings:
    """A server that declares ETags sends one with a resource that is read; with written ones it should, too."""
    story = two_administrators
    found = expect.present("the ETag of a read", story.read.answer.header("ETag"), story.read)
    for written in (story.created, *([] if found else [story.replaced])):
        if written.answer.ok and written.answer.object:
            etag = written.answer.header("ETag")
            method = written.request.method
            found += expect.present(f"the ETag in the answer to {method}", etag, written, grade=Outcome.WARN)
    return found


@check("rfc7643-3.1-meta-version", "RFC7644-3.14-03", "RFC7643-3.1-28")
def a_resource_shows_its_version(two_administrators: Story) -> Findings:
    """A server that declares ETags shows the version of a resource as meta.version."""
    story = two_administrators
    return expect.present("meta.version", _version(story.read), story.read)


@check("rfc7643-3.1-version-is-the-etag-read", "RFC7643-3.1-29", "RFC7644-3.14-03", level="must")
def the_version_is_the_etag(two_administrators: Story) -> Findings:
    """meta.version and the ETag header are the same text; other quotation marks draw a warning."""
    story = two_administrators
    etag, version = _etag(story.read), _version(story.read)
    if version is None or version == etag:
        return None
    only_quotes = version.replace('"', "") == etag.replace('"', "")
    return expect.equal("meta.version", etag, version, story.read, grade=Outcome.WARN if only_quotes else None)


@check("rfc7643-3.1-weak-versions-are-marked", "RFC7643-3.1-32")
def weak_versions_are_marked_as_such(two_administrators: Story) -> Findings:
    """A version is an entity-tag: a quoted text, with W/ in front of it when it is weak.

    Clients and caches tell weak from strong by this capital W alone. Missing quotation marks draw a warning.
    """
    story = two_administrators
    found: list[Finding] = []
    for what, text in (("the ETag header", _etag(story.read)), ("meta.version", _version(story.read) or '""')):
        if not ENTITY_TAG.fullmatch(text):
            unmarked = re.match(r"(?i)w(/|\\/|\")", text) is None or text.startswith("W/")
            grade = Outcome.WARN if unmarked else None
            found += expect.equal(what, 'W/"..." or "..."', text, story.read, grade=grade)
    return found


@check("rfc7644-3.14-unchanged-is-304", "RFC7644-3.14-05", "RFC7644-3.14-04", level="must")
def an_unchanged_resource_is_304(two_administrators: Story) -> Findings:
    """A read with If-None-Match and the current ETag is answered with 304 and no body."""
    exchange = two_administrators.unchanged
    found = expect.status(exchange, 304)
    if found or not exchange.answer.body:
        return found
    return expect.equal("the body of a 304", "", exchange.answer.text, exchange)


@check("rfc7644-3.14-changed-is-200", "RFC7644-3.14-05", level="must")
def a_changed_resource_is_returned(two_administrators: Story) -> Findings:
    """A read with If-None-Match and the ETag of before is answered with the changed resource.

    A 304 would keep the old values in the client for ever.
    """
    story = _replaced(two_administrators)
    return expect.status(story.changed, 200) or expect.kept(
        _meant(story.replaced, story.field), story.changed, story.field
    )


@check("rfc7644-3.14-current-if-match-puts", "RFC7644-3.14-07", "RFC7644-3.14-01", level="must")
def the_latest_version_can_be_replaced(two_administrators: Story) -> Findings:
    """A PUT with If-Match and the ETag that was just read succeeds, weak or not."""
    return expect.status(two_administrators.replaced, 200)


@check(
    "rfc7644-3.14-stale-if-match-keeps-put-out", "RFC7644-3.14-07", "RFC7644-3.12-15", "RFC7644-3.14-06", level="must"
)
def a_stale_put_is_refused(two_administrators: Story) -> Findings:
    """A PUT with If-Match and the ETag of before is answered with 412 or 409, and changes nothing.

    Otherwise the second of two administrators undoes, unawares, what the first one did.
    """
    story = _replaced(two_administrators)
    found = expect.status(story.late, *STALE)
    return found + expect.kept(_meant(story.replaced, story.field), story.after_late, story.field)


@check("rfc7644-3.14-put-changes-the-version", "RFC7644-3.14-07", "RFC7643-3.1-28", level="must")
def a_put_changes_the_version(two_administrators: Story) -> Findings:
    """The ETag differs once a PUT has changed the resource; a weak one does after a second at the latest."""
    return _moved_on(_replaced(two_administrators), two_administrators.changed)


@check("rfc7644-3.14-if-match-any", "RFC7644-3.14-01", level="should")
def any_version_can_be_named(two_administrators: Story) -> Findings:
    """If-Match: * succeeds on a resource that exists (RFC 9110 section 13.1.1)."""
    return expect.status(two_administrators.whatever, 200)


@check("rfc7644-3.14-if-match-list", "RFC7644-3.14-01", level="should")
def several_versions_can_be_named(two_administrators: Story) -> Findings:
    """If-Match with several ETags succeeds when one of them is the latest (RFC 9110 section 13.1.1)."""
    return expect.status(two_administrators.one_of_two, 200)


@check("rfc7644-3.14-stale-delete", "RFC7644-3.12-15", level="may")
def a_stale_delete(two_administrators: Story) -> Findings:
    """A DELETE with If-Match and an old ETag: section 3.14 names PUT and PATCH only, so both answers are right.

    An error of the server is none of them.
    """
    exchange = two_administrators.late_farewell
    if exchange.status in STALE:
        return None
    found = expect.status(exchange, *STALE)
    if exchange.status == 204:
        return found
    return [Finding(one.message, one.expected, one.received, one.exchanges, one.cause, Outcome.WARN) for one in found]


@check("rfc7644-3.14-current-if-match-patches", "RFC7644-3.14-07", "RFC7644-3.14-01", level="must")
def the_latest_version_can_be_patched(two_helpers: Story) -> Findings:
    """A PATCH with If-Match and the ETag that was just read succeeds."""
    return expect.status(two_helpers.patched, 200, 204)


@check("rfc7644-3.14-stale-if-match-keeps-patch-out", "RFC7644-3.14-07", "RFC7644-3.12-15", level="must")
def a_stale_patch_is_refused(two_helpers: Story) -> Findings:
    """A PATCH with If-Match and the ETag of before is answered with 412 or 409, and changes nothing."""
    story = _patched(two_helpers)
    found = expect.status(story.late, *STALE)
    return found + expect.kept(_meant(story.patched, story.field), story.after_late, story.field)


@check("rfc7644-3.14-patch-changes-the-version", "RFC7644-3.14-07", "RFC7643-3.1-28", level="must")
def a_patch_changes_the_version(two_helpers: Story) -> Findings:
    """The ETag differs once a PATCH has changed the resource; a weak one does after a second at the latest."""
    return _moved_on(_patched(two_helpers), two_helpers.after)


@check("rfc7644-3.14-meta-version-is-understood", "RFC7644-3.14-03", "RFC7643-3.1-29")
def meta_version_is_understood(somebody_holds_the_version: Story) -> Findings:
    """What meta.version says is understood in If-Match.

    Clients that read lists know the versions from there alone.
    """
    return expect.status(somebody_holds_the_version.by_version, 200)


@check("rfc7644-3.7-stale-version-in-bulk", "RFC7644-3.12-15", "RFC7644-3.7.3-03", "RFC7644-3.7-13", level="must")
def a_stale_version_in_bulk_is_refused(a_stale_version_in_bulk: Story) -> Findings:
    """An operation of a bulk request with a version that is not the latest fails with 412 or 409.

    Two operations that carry the same version cannot both succeed when each changes the resource.
    """
    story = a_stale_version_in_bulk
    # Results need not keep the order of the operations, and nothing else tells these two apart.
    first, late = sorted(story.results, key=lambda result: not result.ok)
    if not first.ok:
        raise Blocked(f"{first.label} (#{story.worked.number}) reports {first.status or 'nothing'}")
    if late.status in STALE:
        return expect.kept({story.field: "Scimproof first"}, story.after, story.field)
    return expect.equal("the status of an operation with a stale version", "412", str(late.status), story.worked)


def _etag(exchange: Exchange) -> str:
    """:raises Blocked: when the answer has none, so that there is nothing to go on with."""
    etag = exchange.answer.header("ETag")
    if not exchange.answer.ok or not etag:
        raise Blocked(f"the answer to {exchange.label} has no ETag")
    return etag


def _version(exchange: Exchange) -> str | None:
    meta = exchange.resource.get("meta")
    version = meta.get("version") if isinstance(meta, dict) else None
    return version if isinstance(version, str) and version else None


def _replaced(story: Story) -> Story:
    """:raises Blocked: when the PUT did not succeed, so that nothing follows from it."""
    if not story.replaced.answer.ok:
        raise Blocked(f"{story.replaced.label} was answered {story.replaced.status}")
    return story


def _patched(story: Story) -> Story:
    """:raises Blocked: when the PATCH did not succeed, so that nothing follows from it."""
    if not story.patched.answer.ok:
        raise Blocked(f"{story.patched.label} was answered {story.patched.status}")
    return story


def _meant(written: Exchange, field: str) -> dict[str, Any]:
    """The value that a PUT or a PATCH of ours wrote."""
    document = written.request.object
    return {field: document.get(field) or document["Operations"][0]["value"]}


def _moved_on(story: Story, after: Exchange) -> list[Finding]:
    found = expect.status(after, 200)
    if found or _etag(story.read) != _etag(after):
        return found
    return expect.equal("the ETag after a change", "another one", _etag(after), story.read, after)
