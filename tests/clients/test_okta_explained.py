"""``scimproof explain`` of a check of Okta's: what the admin did, what Okta sends, what must come back, what breaks.

And the tests that Okta publishes: each of their steps is a check of its own, with a link.
"""

from __future__ import annotations

import re

import pytest

from scimproof import registry, suites
from scimproof.commands.explain import paragraphs
from scimproof.suites import KnownCheck

CHECKS = [pytest.param(one, id=one.id) for one in suites.known_checks() if one.suite.startswith("okta-")]
SENDS = re.compile(r"\b(Okta|test|app)\b[^.]* sends ")

# The published tests, step by step: the request of the test, or what is done in Okta, and the checks that judge it.
PUBLISHED = {
    "SPEC 1": ("GET /Users?count=1&startIndex=1", ("spec-1-first-page", "spec-1-first-user-is-complete")),
    "SPEC 2": ("GET /Users/{id}", ("spec-2-first-user-can-be-read",)),
    "SPEC 3": ('GET /Users?filter=userName eq "abcdefgh@atko.com"', ("spec-3-invalid-name-finds-nobody",)),
    "SPEC 4": ("GET /Users/010101001010101011001010101011", ("spec-4-unknown-id-is-404",)),
    "SPEC 5": ('GET /Users?filter=userName eq "..."', ("spec-5-free-name-finds-nobody",)),
    "SPEC 6": ("POST /Users", ("spec-6-create",)),
    "SPEC 7": ("GET /Users/{id}", ("spec-7-created-user-can-be-read",)),
    "SPEC 8": ("POST", ("spec-8-second-create-is-409",)),
    "SPEC 9": ('GET /Users?filter=userName eq "..."', ("spec-9-name-in-capitals",)),
    "SPEC 10": ("GET /Groups", ("spec-10-groups",)),
    "SPEC 11": ('GET /Users?filter=userName eq "..."', ("spec-11-wrong-token-is-401",)),
    "SPEC 12": ("GET /Users/00919288221112222", ("spec-12-unknown-id-says-404",)),
    "SPEC, earlier": ("GET /ServiceProviderConfig", ("spec-provider-config-is-complete",)),
    "CRUD create": ("POST /Users", ("crud-create",)),
    "CRUD update": ("PUT", ("crud-update",)),
    "CRUD deactivate": ('PATCH {"active": false}', ("crud-deactivate",)),
    "CRUD reactivate": ('PATCH {"active": true}', ("crud-reactivate",)),
    "CRUD unassign": ('PATCH {"active": false}', ("crud-unassign",)),
    "Entitlements": ("count=1&startIndex=1", ("published-entitlements-test",)),
}


@pytest.mark.parametrize("check", CHECKS)
def test_a_check_tells_all_four_parts(check: KnownCheck) -> None:
    did, _, more = check.flow.partition("\n\n")
    assert len(did.split()) > 3, "what the admin did"
    assert SENDS.search(" ".join(more.split())) or SENDS.search(" ".join(check.story.split())), "what Okta sends"
    assert len(check.title.split()) > 4, "what must come back"
    breaks = [registry.requirements()[identifier].breaks or "" for identifier in check.requirements]
    assert all(breaks), "what breaks otherwise"
    told = " ".join(" ".join(paragraphs(check.id)).split())
    for part in (did, check.title, *breaks):
        assert " ".join(part.split()) in told


@pytest.mark.parametrize(("request_", "checks"), PUBLISHED.values(), ids=PUBLISHED)
def test_a_step_of_a_published_test_is_a_check(request_: str, checks: tuple[str, ...]) -> None:
    known = {one.id: one for one in suites.known_checks()}
    for own in checks:
        check = known.get(f"okta-oin-{own}") or known[f"okta-entitlements-{own}"]
        told = " ".join(paragraphs(check.id))
        assert " ".join(request_.split()) in " ".join(told.split())
        assert re.search(r"^    https://", told, re.MULTILINE) or " https://" in told, "a link to where it is published"


def test_every_statement_of_the_published_tests_is_judged_once() -> None:
    judged = [one for check in suites.known_checks() for one in check.requirements if one.startswith("OKTA-TEST-")]
    known = [identifier for identifier in registry.requirements() if identifier.startswith("OKTA-TEST-")]
    assert sorted(judged) == sorted(known)
    steps = [f"-{own}" for _, checks in PUBLISHED.values() for own in checks]
    assert len(steps) == len(known)
