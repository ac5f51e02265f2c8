"""Every passive rule can turn red: each is seen on a lab that commits a fault of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scimproof.validation.passive import PASSIVE_RULES

# Fault, and the rules that have to see it.
SEEN: dict[str, tuple[str, ...]] = {
    "numbers_ids": ("rfc7643-3.1-every-resource-has-an-id",),
    "forgets_meta": ("rfc7643-3.1-every-resource-has-meta", "rfc7643-3.1-version-is-the-etag"),
    "claims_undeclared_schema": ("rfc7643-3-only-declared-schemas-are-named",),
    "hides_extensions_of_resource_types": (
        "rfc7643-3-only-declared-schemas-are-named",
        "rfc7643-3-every-attribute-is-declared",
    ),
    "misnames_provider_config_schema": ("rfc7643-3.3-every-resource-names-its-base-schema",),
    "forgets_user_names": ("rfc7643-7-every-required-attribute-is-there",),
    "speaks_plain_json": ("rfc7644-3.8-every-body-has-the-scim-media-type",),
    "speaks_html": ("rfc7644-3.8-every-body-has-the-scim-media-type",),
    "shows_html_errors": ("rfc7644-3.12-every-error-has-a-scim-body",),
    "numbers_error_status": ("rfc7644-3.12-error-status-is-string",),
    "leaks_stack_traces": ("scimproof-no-error-shows-the-inside-of-the-server",),
    "returns_password": ("rfc7643-7-nothing-is-returned-that-never-is",),
    "echoes_authorization_header": ("scimproof-no-credential-in-an-answer",),
    "modifies_before_creating": ("rfc7643-3.1-last-modified-is-not-before-created",),
    "locates_users_elsewhere": ("rfc7643-3.1-every-location-is-the-resources-uri",),
    "keeps_clients_meta": ("rfc7644-3.3-location-header-is-meta-location",),
    "quotes_booleans": ("rfc7643-2.3-every-value-has-its-type",),
    "forgets_schemas": ("rfc7643-3-every-resource-has-schemas",),
    "breaks_json": ("rfc7644-3.8-every-body-is-json-in-utf8",),
    "crashes_on_unknown_ids": ("rfc7644-3.12-no-internal-error",),
    "forgets_location_header": ("rfc7644-3.3-every-created-has-a-location",),
    "echoes_the_create": ("rfc7643-2.1-every-name-is-spelled-as-declared",),
    "answers_create_without_body": ("rfc7644-3.3-every-created-has-a-body",),
    "lists_without_envelope": ("rfc7644-3.4.2-every-list-is-a-list-response",),
    "shortens_provider_config": ("rfc7643-5-service-provider-config-is-complete",),
    "names_schemas_twice": ("rfc7643-3-no-schema-named-twice",),
    "answers_unknown_schemas": ("rfc7643-7-every-schema-is-complete",),
    "never_pages": ("rfc7644-3.4.2.4-count-is-never-exceeded",),
    "echoes_count_as_items_per_page": ("rfc7644-3.4.2.4-items-per-page-is-the-page",),
    "lists_nobody_twice_but_the_first": (
        "rfc7644-3.4.2-total-results-covers-the-page",
        "rfc7644-3.4.2-no-resource-twice-in-a-page",
    ),
    "quotes_total_results": ("rfc7644-3.4.2-every-list-member-has-its-type",),
    "invents_scim_types": ("rfc7644-3.12-every-scim-type-is-known",),
    "details_errors_in_objects": ("rfc7644-3.12-every-error-detail-is-text",),
    "repeats_members_of_objects": ("rfc7643-2.1-no-member-twice-in-an-object",),
    "shortens_resource_types": ("rfc7643-6-every-resource-type-is-complete",),
    "puts_bulk_ids_into_ids": ("rfc7643-3.1-no-id-holds-bulk-id",),
    "forgets_total_results": ("rfc7644-3.4.2-every-list-has-total-results",),
    "counts_without_showing": ("rfc7644-3.4.2-every-list-shows-its-resources",),
    "forgets_where_a_page_is": ("rfc7644-3.4.2-every-partial-page-says-where-it-is",),
    "misnames_resource_types": ("rfc7643-3.1-every-resource-type-is-the-endpoints",),
    "dates_in_words": ("rfc7643-3.1-meta-times-are-date-times",),
    "forgets_to_name_extensions": ("rfc7643-3.3-every-extension-with-data-is-named",),
    "answers_reads_with_nothing": ("rfc7644-3.4.1-every-ok-has-a-body",),
    "marks_every_email_primary": ("rfc7643-2.4-at-most-one-primary",),
    "shows_emails_twice": ("rfc7643-2.4-no-value-twice",),
}

# Proven on single exchanges in tests/validation, and not here: an HTTP server refuses to send a body with a 204, and
# no flow yet reads a page in the middle.
ELSEWHERE = {
    "rfc7644-3.5.2-no-content-means-no-body",
    "rfc7644-3.4.2.4-start-index-is-the-one-asked-for",
    "rfc7644-3.7-every-bulk-answer-is-complete",
}


@pytest.mark.parametrize("fault", SEEN)
def test_a_fault_is_seen(play_lab: Callable[..., dict[str, Any]], fault: str) -> None:
    # Some flows have to be played, so that there is something to watch: these need little, and touch every endpoint.
    flows = ("rfc7644-3.[3456]*", "rfc7644-4-*", "rfc7644-3.12-*", "rfc7643-3.1-client-*", "rfc7643-2.1-attribute-*")
    checks = play_lab(fault, checks=(*SEEN[fault], *flows))
    outcomes = {identifier: checks[identifier]["outcome"] for identifier in SEEN[fault]}
    assert all(outcome in ("fail", "warn") for outcome in outcomes.values()), outcomes


def test_every_rule_is_in_the_table() -> None:
    seen = {identifier for identifiers in SEEN.values() for identifier in identifiers}
    assert set(PASSIVE_RULES) - seen == ELSEWHERE
