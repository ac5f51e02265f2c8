"""Every check can turn red: each of these faults is seen by the checks that are about it, and for its own sake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scimproof import suites

RED = ("fail", "warn")

# Fault, and the checks that have to see it. What else turns red is a consequence.
SEEN: dict[str, tuple[str, ...]] = {
    "lists_discovery_without_envelope": ("rfc7644-4-resource-types-listed", "rfc7644-4-schemas-listed"),
    "knows_only_lists_of_discovery": ("rfc7644-4-single-resource-type", "rfc7644-4-single-schema"),
    "locates_resource_types_elsewhere": ("rfc7643-3.1-resource-type-location-resolves",),
    "gives_absolute_endpoints": ("rfc7643-6-endpoint-is-relative",),
    "misnames_provider_config_schema": ("rfc7644-4-service-provider-config-schema",),
    "forgets_enterprise_schema": ("rfc7643-6-resource-type-schema-exists",),
    "empties_schemas": ("rfc7643-7-schema-has-attributes",),
    "pages_discovery": ("rfc7644-4-paging-is-ignored",),
    "filters_discovery": ("rfc7644-4-filter-is-forbidden",),
    "hides_authentication_schemes": ("rfc7643-5-schemes-are-readable",),
    "has_no_provider_config": ("rfc7644-4-service-provider-config-answers",),
    "answers_unknown_schemas": ("rfc7644-4-unknown-schema-is-404",),
    "ignores_active_on_create": ("rfc7643-4.1.1-inactive-stays-inactive",),
    "answers_conflict_with_400": ("rfc7644-3.3-duplicate-is-409",),
    "crashes_on_conflict": ("rfc7644-3.3-duplicate-is-409", "rfc7643-4.1.1-put-cannot-take-a-name"),
    "forgets_scim_type": ("rfc7644-3.3-duplicate-says-uniqueness",),
    "respects_case_of_user_names": ("rfc7643-4.1.1-user-name-ignores-case",),
    "guards_emails": ("rfc7643-8.7.1-emails-are-not-unique",),
    "echoes_the_create": ("rfc7643-3.1-created-user-has-an-id",),
    "shouts_in_create_answers": ("rfc7644-3.3-answer-equals-later-read",),
    "drops_external_id": ("rfc7643-3.1-external-id-is-kept",),
    "drops_names": ("rfc7644-3.3-user-is-kept-as-sent",),
    "forgets_location_header": ("rfc7644-3.3-create-names-location", "rfc7644-3.3-group-create-names-location"),
    "locates_users_elsewhere": ("rfc7644-3.3-location-leads-to-the-user",),
    "answers_create_with_200": ("rfc7644-3.3-create-answers-201", "rfc7644-3.3-group-create-answers-201"),
    "answers_create_without_body": ("rfc7644-3.3-create-returns-the-user",),
    "modifies_before_creating": ("rfc7643-3.1-never-modified",),
    "takes_over_client_ids": ("rfc7643-3.1-client-cannot-choose-the-id",),
    "keeps_clients_meta": ("rfc7643-3.1-client-meta-is-ignored", "rfc7644-3.5.1-put-ignores-read-only"),
    "understands_one_spelling": ("rfc7643-2.1-attribute-names-ignore-case",),
    "refuses_null": ("rfc7643-2.5-null-is-unassigned", "rfc7643-2.5-null-clears"),
    "takes_users_without_name": ("rfc7643-4.1.1-user-name-is-required", "rfc7643-4.2-group-needs-a-name"),
    "crashes_on_nonsense": (
        "rfc7644-3.12-broken-json-is-400",
        "rfc7644-3.12-array-is-400",
        "rfc7644-3.12-wrong-type-is-400",
    ),
    "crashes_on_unknown_ids": ("rfc7644-3.12-unknown-user-is-404", "rfc7644-3.12-unknown-group-is-404"),
    "serves_every_endpoint": ("rfc7644-3.12-unknown-endpoint-is-404",),
    "wraps_single_users": ("rfc7644-3.4.1-read-answers-200", "rfc7644-3.4.1-read-is-no-list"),
    "insists_on_accept": ("rfc7644-3.8-accepts-scim-json", "rfc7644-3.8-accepts-json", "rfc7644-3.8-default-format"),
    "merges_on_put": ("rfc7644-3.5.1-put-replaces-values",),
    "answers_put_with_204": ("rfc7644-3.5.1-put-answers-200", "rfc7644-3.5.1-group-put-answers-200"),
    "renumbers_on_put": ("rfc7643-3.1-id-survives-put",),
    "turns_back_the_clock": ("rfc7643-3.1-last-modified-grows",),
    "refuses_what_it_returned": ("rfc7644-3.5.1-put-answers-200",),
    "creates_on_put": ("rfc7644-3.5.1-put-does-not-create",),
    "forgets_user_names": ("rfc7643-4.1.1-put-needs-user-name",),
    "deletes_nothing": (
        "rfc7644-3.6-deleted-user-is-gone",
        "rfc7644-3.6-deleted-group-is-gone",
        "rfc7644-3.6-deleted-user-is-not-listed",
        "rfc7644-3.6-deleted-user-cannot-be-replaced",
    ),
    "answers_delete_with_200": ("rfc7644-3.6-delete-answers-204", "rfc7644-3.6-group-delete-answers-204"),
    "deletes_twice": ("rfc7644-3.6-second-delete-is-404", "rfc7644-3.12-delete-of-nobody-is-404"),
    "keeps_names_of_leavers": ("rfc7644-3.6-name-is-free-again",),
    "reuses_ids": ("rfc7643-3.1-id-is-not-reused",),
    "forgets_members": ("rfc7643-4.2-group-keeps-its-members", "rfc7644-3.5.1-group-put-replaces-members"),
    "renames_groups": ("rfc7643-4.2-group-keeps-its-name",),
    "deletes_members_with_the_group": ("rfc7644-3.6-members-survive-their-group",),
    "hides_groups_of_users": ("rfc7643-4.1.2-user-shows-the-group",),
    "lists_without_envelope": ("rfc7644-3.4.2-list-is-a-list-response",),
    "answers_no_match_with_404": ("rfc7644-3.4.2-no-match-is-an-empty-list",),
    "counts_only_the_page": ("rfc7644-3.4.2-total-results",),
    "never_pages": ("rfc7644-3.4.2.4-count-limits-the-page",),
    "ignores_start_index": ("rfc7644-3.4.2.4-past-the-end",),
    "ignores_filters": ("rfc7644-3.4.2.2-user-name-eq", "rfc7644-3.4.2.2-generated-filters"),
    "binds_or_tighter_than_and": ("rfc7644-3.4.2.2-generated-filters",),
    "filters_case_sensitively": ("rfc7644-3.4.2.2-user-name-eq-ignores-case",),
    "refuses_unknown_parameters": ("rfc7644-3.4.2-unknown-parameter-is-ignored",),
    "wipes_on_filtered_remove": ("rfc7644-3.5.2-generated-patches",),
    "patches_backwards": ("rfc7644-3.5.2-generated-patches",),
    "forgets_www_authenticate": ("rfc7644-2-www-authenticate",),
    "reads_without_credentials": ("rfc7644-2-no-credential-is-401",),
    "takes_any_token": ("rfc7644-2-wrong-credential-is-401", "rfc7644-2-strangers-cannot-write"),
    "mixes_tenants": ("rfc7644-6-tenants-are-apart",),
}


@pytest.mark.parametrize("fault", SEEN)
def test_a_fault_is_seen(play_lab: Callable[..., dict[str, Any]], fault: str) -> None:
    checks = play_lab(fault, checks=SEEN[fault])
    outcomes = {identifier: checks[identifier]["outcome"] for identifier in SEEN[fault]}
    assert all(outcome in RED for outcome in outcomes.values()), outcomes
    for identifier in SEEN[fault]:
        for finding in checks[identifier]["findings"]:
            assert finding["exchanges"], f"{identifier} names no exchange"
            assert finding["expected"], f"{identifier} does not say what was expected"
            assert finding["received"], f"{identifier} does not say what was received"


def test_no_check_that_nothing_can_turn_red() -> None:
    """Every active check of the first topics is in the table: a check without a fault is not a check."""
    seen = {identifier for identifiers in SEEN.values() for identifier in identifiers}
    topics = (
        "authentication",
        "discovery",
        "groups",
        "users_create",
        "users_read",
        "users_replace",
        "users_delete",
        "generated_filters",
    )
    ours = {entry.id for entry in suites.known_checks() if entry.topic in topics}
    assert ours - seen == set()


@pytest.mark.parametrize("fault", ["breaks_off", "breaks_json", "numbers_ids", "forgets_meta", "shows_html_errors"])
def test_whatever_a_server_does_the_run_ends(play_lab: Callable[..., dict[str, Any]], fault: str) -> None:
    """No answer, however strange, is an error of ours."""
    checks = play_lab(fault)
    assert {identifier for identifier, check in checks.items() if check["outcome"] == "error"} == set()
    assert any(check["outcome"] == "fail" for check in checks.values())


def test_a_server_that_hangs_does_not_hold_the_run(play_lab: Callable[..., dict[str, Any]]) -> None:
    checks = play_lab("hangs", checks=("rfc7644-3.4.1-read-*",), timeout_s=0.3)
    assert {check["outcome"] for check in checks.values()} <= {"fail", "blocked"}
