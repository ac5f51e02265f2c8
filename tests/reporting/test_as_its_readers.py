"""The report as those read it who have to act on it, on a server that really commits twelve faults.

The measure: from opening the report to the request that is wrong in two clicks at most, and a sentence that names what
is wrong, whatever else is wrong with that server.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect
from rich.console import Console

from scimproof import suites
from scimproof.commands.run import QUIET, play
from scimproof.progress import Progress
from scimproof.publishing import requirement_texts
from scimproof.run import Run
from scimproof.settings import Settings

Shown = Callable[..., Page]
MOST_CLICKS = 2


class Sin(NamedTuple):
    """A fault, a check that sees it, and what the report has to say and to show of it."""

    check: str
    sentence: str
    request: str


SINS = {
    "forgets_location_header": Sin("rfc7644-3.3-create-names-location", "Location header is missing", "POST .*/Users$"),
    "answers_conflict_with_400": Sin("rfc7644-3.3-duplicate-is-409", "400 instead of 409", "POST .*/Users$"),
    "returns_password": Sin("rfc7643-4.1.1-password-never-comes-out", "shows a password", "/Users"),
    "numbers_error_status": Sin("rfc7644-3.12-error-status-is-string", "status that is no string", "/Users"),
    "counts_only_the_page": Sin(
        "rfc7644-3.4.2.4-total-is-what-a-walk-finds", "totalResults", r"GET .*/Users\?.*count="
    ),
    "ignores_active_in_put": Sin("rfc7644-3.5.1-put-deactivates", "[Aa]ctive.* true instead of false", "(PUT|PATCH) "),
    "wipes_on_filtered_remove": Sin("okta-oin-group-member-leaves", "members", "PATCH .*/Groups/"),
    "understands_only_paths": Sin(
        "rfc7644-3.5.2.3-deactivate-without-path", "[Aa]ctive.* true instead of false", "PATCH .*/Users/"
    ),
    "takes_false_for_true": Sin("entra-leaver-is-disabled", "[Aa]ctive", "PATCH .*/Users/"),
    "forgets_etags": Sin("rfc7644-3.14-etag-header", "ETag", "GET .*/Users/"),
    "ignores_excluded_attributes": Sin(
        "entra-group-read-leaves-members-out",
        "members although the request excludes them",
        "GET .*/Groups.*excludedAttributes=members",
    ),
    "crashes_on_bad_filters": Sin(
        "rfc7644-3.4.2.2-unknown-operator-is-refused", "filter .* is answered 500", r"GET .*/Users\?filter="
    ),
}


@pytest.fixture(scope="module")
def sinful(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The results of a run on a server that commits all of them at once."""
    checks = tuple(sin.check for sin in SINS.values())
    folder: Path = tmp_path_factory.mktemp("sinful")
    run = Run(Settings(faults=tuple(SINS), checks=checks, report_dir=folder))
    run.open()
    try:
        play(run, suites.modules_with(checks), Progress(Console(), QUIET))
    finally:
        run.close()
    return run.document()


@pytest.fixture
def page(show: Shown, sinful: dict[str, Any]) -> Page:
    return show(sinful, texts=requirement_texts(), viewport={"width": 1280, "height": 900})


def card_of(page: Page, sin: Sin) -> Locator:
    """The cause that says it: a check may see several things that are wrong."""
    cards = page.locator(
        "[aria-labelledby=to-fix] .card", has=page.locator(f".checks-named code:text-is('{sin.check}')")
    )
    return cards.filter(has=page.locator("h3, .required", has_text=re.compile(sin.sentence))).first


@pytest.mark.parametrize("fault", SINS)
def test_a_developer_gets_to_the_request_that_is_wrong(page: Page, fault: str) -> None:
    sin, clicks = SINS[fault], 0
    card = card_of(page, sin)
    link = page.locator(f".verdicts .first a[href='#{card.get_attribute('id')}']")
    if not link.is_visible():
        page.locator(".more > summary").click()
        clicks += 1
    expect(link).to_be_visible()
    link.click()
    clicks += 1
    sent = card.locator(".exchange[open] .wire pre").first
    expect(sent).to_be_in_viewport()
    expect(sent).to_contain_text(re.compile(sin.request, re.M))
    assert clicks <= MOST_CLICKS


def test_what_to_fix_first_stands_on_the_first_screen(page: Page) -> None:
    expect(page.locator(".verdicts .first a").first).to_be_in_viewport(ratio=1)
    expect(page.locator("#gate .verdict")).to_be_in_viewport(ratio=1)
    expect(page.locator(".tile").last).to_be_in_viewport(ratio=1)


def test_a_release_engineer_sees_what_is_new(show: Shown, sinful: dict[str, Any]) -> None:
    new = SINS["answers_conflict_with_400"].check
    red = [check["id"] for check in sinful["checks"] if check["outcome"] == "fail"]
    changes = {
        **{"run": "before", "started": sinful["run"]["started"], "fixed": [], "gone": []},
        **{"new": [new], "known": [check for check in red if check != new]},
    }
    page = show({**sinful, "changes": changes}, texts=requirement_texts())
    first = page.locator(".verdicts .first li").first
    expect(first).to_contain_text("400 instead of 409")
    expect(first).to_contain_text("new")
    expect(page.locator("#gate")).to_contain_text(f"1 new · {len(red) - 1} known")


def test_an_integration_engineer_can_do_it_again(page: Page) -> None:
    card = card_of(page, SINS["answers_conflict_with_400"])
    page.locator(f".verdicts .first a[href='#{card.get_attribute('id')}']").evaluate("link => link.click()")
    again = card.locator(".exchange[open] .again").first
    expect(again).to_be_visible()
    expect(again).to_contain_text("$SCIMPROOF_TOKEN")
    expect(card).to_contain_text("scimproof replay results.json --exchange")


def test_a_reviewer_sees_that_few_checks_ran_and_which(page: Page) -> None:
    expect(page.locator(".run")).to_contain_text("Onlyrfc7644-3.3-create-names-location")
    expect(page.locator(".run")).to_contain_text("scimproof")
    expect(page.locator(".tile .badge.fail").first).to_be_visible()
