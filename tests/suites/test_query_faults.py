"""The checks of sorting, paging, projections and searches turn red: each fault is seen by those it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scimproof import suites
from scimproof.outcome import Level

Play = Callable[..., dict[str, dict[str, Any]]]

TOPICS = (
    "filter_changes",
    "lists",
    "paging",
    "paging_config",
    "paging_cursor",
    "paging_errors",
    "projection",
    "projection_groups",
    "projection_parts",
    "projection_writes",
    "search",
    "search_everywhere",
    "sorting",
)

SORT = "rfc7644-3.4.2.3-"
PAGE = "rfc7644-3.4.2.4-"
SEARCH = "rfc7644-3.4.3-"

# Fault, or faults, and the checks that have to see it. What else turns red is a consequence.
SEEN: dict[str, tuple[str, ...]] = {
    "never_sorts": (
        f"{SORT}sort-ascending",
        f"{SORT}sort-by-sub-attribute",
        f"{SORT}order-across-pages",
        f"{SEARCH}sort-by",
        f"{SEARCH}sort-by-sub-attribute",
        "rfc9865-2.2-cursor-pages-are-sorted",
    ),
    "ignores_sort_order": (f"{SORT}sort-descending", f"{SEARCH}sort-order"),
    "sorts_backwards": (f"{SORT}default-order", f"{SORT}dates-are-sorted-by-time"),
    "sorts_by_bytes": (f"{SORT}order-ignores-case",),
    "puts_missing_values_at_the_wrong_end": (f"{SORT}missing-values-come-last", f"{SORT}missing-values-come-first"),
    "sorts_by_first_values": (f"{SORT}primary-value-counts",),
    "understands_one_spelling_of_sort_by": ("rfc7644-3.10-sort-by-ignores-case", "rfc7644-3.10-sort-by-urn"),
    "crashes_on_odd_sorting": (f"{SORT}unknown-order-does-no-harm", f"{SORT}unknown-attribute-does-no-harm"),
    "declares_no_sorting": (f"{SORT}undeclared-sorting-does-no-harm",),
    "skips_twice": (f"{PAGE}walk-shows-everybody", f"{PAGE}last-page", f"{PAGE}start-index-skips"),
    "overlaps_pages": (f"{PAGE}walk-shows-nobody-twice",),
    "counts_only_the_page": (
        f"{PAGE}total-is-what-a-walk-finds",
        "rfc7644-3.4.2-total-results",
        "rfc7644-3.4.2.2-total-results-counts-matches",
        "rfc9865-2-total-results",
    ),
    "says_every_page_is_the_first": (f"{PAGE}start-index-is-the-position",),
    "refuses_start_index_below_one": (f"{PAGE}start-index-below-one",),
    "never_pages": (f"{PAGE}count-one", f"{PAGE}count-limits-the-page", "rfc9865-2-count-limits-the-page"),
    "takes_count_zero_for_none": (
        f"{PAGE}count-zero",
        f"{PAGE}negative-count",
        f"{SEARCH}count-zero",
        "rfc9865-2-count-zero",
    ),
    "counts_one_less": (f"{PAGE}count-of-all",),
    "refuses_large_counts": (f"{PAGE}large-count",),
    "starts_over_past_the_end": (f"{PAGE}just-past-the-end", f"{PAGE}past-the-end"),
    "crashes_on_words_for_numbers": (f"{PAGE}no-numbers-do-no-harm",),
    "refuses_whole_lists": ("rfc7644-3.4.2.1-too-many",),
    "lists_without_envelope": ("rfc7644-3.4.2-list-is-a-list-response",),
    "refuses_unknown_parameters": ("rfc7644-3.4.2-unknown-parameter-is-ignored",),
    "answers_no_match_with_404": ("rfc7644-3.4.2-no-match-is-an-empty-list",),
    "filters_case_sensitively": ("rfc7644-3.4.2.2-user-name-eq-ignores-case",),
    "ignores_filters": ("rfc7644-3.4.2.2-user-name-eq",),
    "takes_empty_cursors_for_none": (
        "rfc9865-2-empty-cursor-opens-the-list",
        "rfc9865-2-cursor-without-equals-sign",
        "rfc9865-3-search-by-cursor",
    ),
    "loses_one_at_each_cursor": ("rfc9865-2-walk-shows-everybody-once",),
    "never_ends": ("rfc9865-2-last-page-has-no-next",),
    "goes_back_from_the_first_page": ("rfc9865-2-first-page-has-no-previous",),
    "goes_back_to_the_next_page": ("rfc9865-2-previous-cursor-leads-back",),
    "pads_cursors": ("rfc9865-2-cursor-is-url-safe",),
    "pages_by_cursor_only": ("rfc9865-2.4-start-index-asks-for-index-paging", "rfc9865-2.4-default-method"),
    "answers_bad_cursors_with_nothing": (
        "rfc9865-2.1-made-up-cursor-is-refused",
        "rfc9865-5.2-altered-cursor-is-refused",
    ),
    "misnames_bad_cursors": (
        "rfc9865-2.1-invalid-cursor-is-named",
        "rfc9865-2.1-other-count",
        "rfc9865-2-other-filter",
    ),
    "repeats_the_query_in_errors": ("rfc9865-5.2-errors-tell-nothing", "rfc9865-5.2-errors-are-identical"),
    "uses_up_cursors declares_cursors_of_a_second": ("rfc9865-2.1-expired-cursor-is-named",),
    "reads_without_credentials": ("rfc9865-5.2-cursor-needs-a-credential",),
    "mixes_tenants": ("rfc9865-5.2-cursor-in-other-hands",),
    "declares_pages_of_one": (
        "rfc9865-4-max-page-size",
        "rfc9865-4-default-page-size",
        "rfc7643-5-max-results",
    ),
    "declares_paging_in_words": (
        "rfc9865-4-cursor-is-a-boolean",
        "rfc9865-4-index-is-a-boolean",
        "rfc9865-4-default-method-is-one",
        "rfc9865-4-sizes-are-positive",
    ),
    "hides_paging": ("rfc9865-4-cursors-are-declared",),
    "ignores_attributes": (
        "rfc7644-3.4.2.5-attributes",
        "rfc7644-3.9-several-attributes",
        "rfc7644-3.10-attributes-ignore-case",
        "rfc7644-3.10-attributes-by-urn",
        "rfc7644-3.4.2.5-attributes-in-lists",
        "rfc7644-3.4.2.5-sub-attribute-of-a-list",
        "rfc7644-3.9-members-alone",
        "rfc7644-3.9-group-name-alone",
        "rfc7644-3.4.2.5-group-names-in-lists",
        "rfc7644-3.9-attributes-on-create",
        "rfc7644-3.9-attributes-on-put",
        "rfc7644-3.9-attributes-on-patch",
        f"{SEARCH}attributes",
    ),
    "ignores_excluded_attributes": (
        "rfc7644-3.4.2.5-excluded-attributes",
        "rfc7644-3.4.2.5-excluded-attributes-in-lists",
        "rfc7644-3.9-members-can-be-left-out",
        f"{SEARCH}excluded-attributes",
        f"{SEARCH}excluded-attribute-notation",
    ),
    "drops_id_and_schemas": (
        "rfc7644-3.9-minimum-set",
        "rfc7644-3.9-schemas-with-attributes",
        "rfc7644-3.4.2.5-id-cannot-be-excluded",
    ),
    "hears_the_first_name_only": ("rfc7644-3.9-several-attributes", "rfc7644-3.9-several-excluded-attributes"),
    "respects_case_of_projections": (
        "rfc7644-3.10-attributes-ignore-case",
        "rfc7644-3.10-excluded-attributes-ignore-case",
    ),
    "knows_no_urns_in_projections": (
        "rfc7644-3.10-attributes-by-urn",
        "rfc7644-3.10-sub-attribute-by-urn",
        "rfc7644-3.10-attributes-of-extensions",
        "rfc7644-3.4.2.5-excluded-by-urn",
        "rfc7644-3.10-excluded-attribute-of-an-extension",
        f"{SEARCH}attribute-notation",
    ),
    "knows_no_parts_in_projections": (
        "rfc7644-3.4.2.5-sub-attribute",
        "rfc7644-3.4.2.5-sub-attribute-of-a-list",
        "rfc7644-3.4.2.5-excluded-sub-attribute",
    ),
    "crashes_on_odd_projections": (
        "rfc7644-3.9-unknown-attribute-does-no-harm",
        "rfc7644-3.9-both-parameters-do-no-harm",
    ),
    "returns_password": ("rfc7643-7-never-returned",),
    "answers_writes_briefly": (
        "rfc7644-3.9-create-returns-the-default-set",
        "rfc7644-3.9-put-returns-the-default-set",
        "rfc7644-3.9-patch-returns-the-default-set",
    ),
    "abbreviates_lists": (
        "rfc7644-3.4-lists-return-the-default-set",
        "rfc7644-3.4-members-in-lists",
        "rfc7644-3.9-members-in-lists-when-asked",
    ),
    "abbreviates_reads": ("rfc7644-3.9-default-set",),
    "shows_on_request_at_all_times": ("rfc7643-7-request-only-when-asked", "rfc7643-7-request-after-a-write"),
    "ignores_searches": (
        f"{SEARCH}filter",
        f"{SEARCH}malformed-filter-is-refused",
        f"{SEARCH}count-and-start-index",
        "rfc7644-3.4.3-root-search",
    ),
    "does_not_look_at_schemas_of_searches": (f"{SEARCH}search-names-its-schema",),
    "crashes_on_lists_of_searches": (f"{SEARCH}array-is-400",),
    "answers_searches_with_201": (f"{SEARCH}search-is-a-query",),
    "searches_users_at_the_root": ("rfc7644-3.4.2.1-root-covers-everything", "rfc7644-3.4.2.1-root-by-type"),
    "ignores_what_one_type_lacks": ("rfc7644-3.4.2.1-root-filters",),
}


@pytest.mark.parametrize("faults", SEEN)
def test_a_fault_is_seen(play_lab: Play, faults: str) -> None:
    checks = play_lab(*faults.split(), checks=SEEN[faults])
    outcomes = {identifier: checks[identifier]["outcome"] for identifier in SEEN[faults]}
    assert all(outcome in ("fail", "warn") for outcome in outcomes.values()), outcomes
    for identifier in SEEN[faults]:
        for finding in checks[identifier]["findings"]:
            assert finding["exchanges"], f"{identifier} names no exchange"
            assert finding["expected"], f"{identifier} does not say what was expected"
            assert finding["received"], f"{identifier} does not say what was received"


def test_no_check_that_nothing_can_turn_red() -> None:
    seen = {identifier for identifiers in SEEN.values() for identifier in identifiers}
    ours = {entry.id for entry in suites.known_checks() if entry.topic in TOPICS and entry.level is not Level.MAY}
    assert ours - seen == set()
