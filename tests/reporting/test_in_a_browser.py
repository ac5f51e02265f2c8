"""The report in a real browser: Debian's Chromium, offline.

``SCIMPROOF_UPDATE_SCREENSHOT=1`` makes the picture of the README anew.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

SCREENSHOT = Path(__file__).parents[2] / "docs" / "report.png"
# A page that says what it has to in one language and one main part, readable by whoever cannot see or point.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

Shown = Callable[..., Page]


def opened(page: Page) -> None:
    """Open everything there is to open, and wait for what is unpacked."""
    for _ in range(2):  # what is unpacked can be opened as well
        page.evaluate("document.querySelectorAll('details').forEach(entry => { entry.open = true })")
        expect(page.locator("[data-story]:not([data-told=yes])")).to_have_count(0)


def stands_at(page: Page, end: str) -> None:
    """The address of the page ends so, or soon will: a browser tells of it later than of what it has done."""
    expect(page).to_have_url(re.compile(re.escape(end) + "$"))


def words(element: Locator) -> str:
    """The text of an element, spaces and empty lines aside; what is indented stays indented."""
    lines = (line.rstrip() for line in element.inner_text().replace("Copied", "Copy").split("\n"))
    return re.sub(r"(?<=\S) +", " ", "\n".join(line for line in lines if line.strip()))


def test_search_and_filters_narrow_the_list_and_stand_in_the_address(show: Shown, results: Any) -> None:
    page = show(results)
    page.fill("#query", "location")
    found = page.inner_text(".found")
    assert found.endswith(f"of {len(results['checks'])} checks")
    assert int(found.split()[0]) < len(results["checks"])
    page.select_option("#outcome", "fail")
    stands_at(page, "?q=location&outcome=fail")
    page.reload()
    assert (page.input_value("#query"), page.input_value("#outcome")) == ("location", "fail")
    page.fill("#query", "no such word")
    assert page.inner_text(".found").startswith("0 of")


def test_levels_and_clients_are_filters_as_well(show: Shown, results: Any) -> None:
    page = show(results)
    client = next(check["client"] for check in results["checks"] if check["client"])
    played = [check for check in results["checks"] if check["client"] == client]
    page.select_option("#client", client)
    assert int(page.inner_text(".found").split()[0]) == len(played)
    page.select_option("#level", "must")
    assert int(page.inner_text(".found").split()[0]) == sum(check["level"] == "must" for check in played)
    stands_at(page, f"?level=must&client={client}")


def test_resource_types_are_a_filter(show: Shown, results: Any) -> None:
    page = show(results)
    page.select_option("#type", "other")
    rows = page.locator(".group > ul > li:visible")
    assert int(page.inner_text(".found").split()[0]) == rows.count()
    assert all("other" in str(row.get_attribute("data-type")) for row in rows.all())
    stands_at(page, "?type=other")


def test_evidence_of_a_check_that_holds_is_unpacked_when_asked_for(show: Shown, results: Any) -> None:
    page = show(results, "#check-okta-oin-create-user")
    story = page.locator("[id='check-okta-oin-create-user'] .story")
    assert story.locator(".exchange").count() == 0
    story.locator("summary").first.click()
    story.locator("[data-told=yes], .exchange").first.wait_for()
    assert story.locator(".exchange").count() == 3
    story.locator(".exchange > summary").nth(1).click()
    expect(story.locator(".exchange").nth(1).locator(".again")).to_be_visible()


def test_what_is_unpacked_reads_like_what_stands_in_the_page(show: Shown, results: Any) -> None:
    page = show(results)
    opened(page)
    page.evaluate("document.querySelectorAll('mark, .wire .aside').forEach(it => it.replaceWith(...it.childNodes))")
    for place in page.locator(".exchange[id]").all():
        number = str(place.get_attribute("id")).removeprefix("exchange-")
        again = page.locator(".story .exchange", has=page.locator(f".number:text-is('#{number}')")).first
        assert words(again) == words(place).replace(" marked: what a check objects to", ""), number


def test_what_was_left_out_is_unpacked_in_its_place(show: Shown, large: Any) -> None:
    for exchange in large["exchanges"]:
        exchange["response"]["body"] = "line\n" * 1500
    page = show(large)
    spare = page.locator(".exchange[data-number]").last
    number = spare.get_attribute("data-number")
    page.evaluate(f"location.hash = 'exchange-{number}'")
    spare.locator(".again").wait_for()
    assert f"#{number}" in spare.locator("summary").inner_text()
    assert spare.locator("pre").nth(2).inner_text().startswith("201 Created")


def test_what_is_in_no_pack_is_said_where_it_is_asked_for(show: Shown, large: Any) -> None:
    draw = random.Random(1)
    for exchange in large["exchanges"]:
        exchange["response"]["body"] = draw.randbytes(2000).hex()
    page = show(large)
    last = page.evaluate("document.querySelector('template[data-elsewhere]').dataset.last")
    story = page.locator(f".group .story[data-story='{last}']").last
    story.evaluate("entry => { entry.open = true }")
    story.locator(".note").wait_for(state="attached")
    assert re.search(r"see #\d+ to #\d+ in exchanges\.har", str(story.locator(".note").text_content()))


def test_a_browser_that_cannot_unpack_says_so(show: Shown, results: Any) -> None:
    page = show(results, "#check-okta-oin-create-user")
    page.evaluate("delete window.DecompressionStream")
    story = page.locator("[id='check-okta-oin-create-user'] .story")
    story.locator("summary").first.click()
    story.locator(".note").wait_for()
    assert "see exchanges.har" in story.inner_text()


def test_from_one_thing_to_fix_to_the_next(show: Shown, results: Any) -> None:
    page = show(results, "#cause-1")
    page.locator("#cause-1 .steps a").click()
    stands_at(page, "#cause-2")
    page.locator("#cause-2 .steps a").first.click()
    stands_at(page, "#cause-1")


def test_from_the_first_screen_to_the_request_that_is_wrong_in_one_click(show: Shown, results: Any) -> None:
    page = show(results)
    page.locator(".first a").first.click()
    assert page.locator("#cause-1 mark").first.inner_text() == "400 Bad Request"
    expect(page.locator("#cause-1 mark").first).to_be_visible()


def test_on_paper_the_evidence_is_open_and_the_controls_are_gone(show: Shown, results: Any) -> None:
    page = show(results)
    page.emulate_media(media="print")
    for gone in (".filter", "nav", ".steps", ".group .story"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator("#cause-1 .exchange pre").first.bounding_box()["height"] > 20  # type: ignore[index]
    assert page.locator("#cause-1 .so-far, #cause-2 .so-far li").first.bounding_box()["height"] > 10  # type: ignore[index]


def test_a_link_to_a_check_opens_it(show: Shown, results: Any) -> None:
    warned = next(check for check in results["checks"] if check["outcome"] == "warn")
    page = show(results, f"#check-{warned['id']}")
    assert page.locator(f"[id='check-{warned['id']}']").evaluate("entry => entry.open")
    assert page.locator(f"[id='check-{warned['id']}'] .judged").first.is_visible()


def test_a_link_leads_to_what_a_filter_has_hidden(show: Shown, results: Any) -> None:
    page = show(results)
    page.fill("#query", "no such word")
    page.locator(".matrix td a").first.click()
    expect(page.locator("#query")).to_have_value("")


def test_the_keyboard_leads_from_cause_to_cause(show: Shown, results: Any) -> None:
    page = show(results)
    page.keyboard.press("j")
    page.keyboard.press("j")
    stands_at(page, "#cause-2")
    page.keyboard.press("k")
    stands_at(page, "#cause-1")
    page.keyboard.press("/")
    expect(page.locator("#query")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#query")).to_have_value("j")


def test_a_command_can_be_copied(show: Shown, results: Any) -> None:
    page = show(results, permissions=["clipboard-read", "clipboard-write"])
    page.locator(".exchange summary").first.click()
    page.locator(".copy").first.click()
    expect(page.locator(".copy").first).to_have_text(re.compile("Copied|Selected"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whoever_cannot_see_it_can_read_it(show: Shown, results: Any, scheme: str) -> None:
    page = show(results, color_scheme=scheme)
    opened(page)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    told = {
        broken["id"]: [node["html"][:120] for node in broken["nodes"][:3]] for broken in found.response["violations"]
    }
    assert told == {}


def test_light_and_dark_are_two(show: Shown, results: Any) -> None:
    grounds = {
        show(results, color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert len(grounds) == 2


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_has_to_be_scrolled_sideways(show: Shown, results: Any, width: int) -> None:
    page = show(results, viewport={"width": width, "height": 800})
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_all_of_it_is_there(show: Shown, results: Any) -> None:
    page = show(results, java_script_enabled=False)
    assert page.locator(".card").first.is_visible()
    assert not page.locator(".filter").is_visible()
    page.locator(".group > summary").last.click()
    expect(page.locator(".group").last.locator("li").first).to_be_visible()


def test_what_a_server_sent_runs_nothing_and_asks_for_nothing(show: Shown, hostile: Any, results: Any) -> None:
    """What it would have done stands in the assertion of the fixture: no error, no request."""
    page = show(hostile)
    opened(page)
    assert page.locator("script").count() == 1
    assert page.locator("main img").count() == 0


def test_two_thousand_checks_can_be_searched(show: Shown, large: Any) -> None:
    page = show(large)
    page.fill("#query", "check-1999")
    assert page.inner_text(".found").endswith("of 2000 checks")


def test_the_picture_of_the_readme(show: Shown, results: Any) -> None:
    page = show(results, viewport={"width": 1200, "height": 900}, device_scale_factor=1)
    made = page.screenshot()
    if os.environ.get("SCIMPROOF_UPDATE_SCREENSHOT"):
        SCREENSHOT.write_bytes(made)
    assert SCREENSHOT.read_bytes()[:8] == made[:8]
