"""The HTML report: complete, closed to the network, and safe with what servers send."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import zlib
from collections import Counter
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from scimproof.reporting import RequirementText
from scimproof.reporting.html import render_html

SCRIPT = files("scimproof.reports").joinpath("report.js").read_text("utf-8").strip()
STYLE = files("scimproof.reports").joinpath("report.css").read_text("utf-8").strip()


def page(results: Any, requirements: Any = None) -> BeautifulSoup:
    return BeautifulSoup(render_html(results, requirements or {}), "html.parser")


def said(element: Tag | None) -> str:
    assert element is not None
    return " ".join(element.get_text(" ").split())


def at(soup: BeautifulSoup, anchor: str) -> Tag:
    found = soup.find(id=anchor)
    assert isinstance(found, Tag), anchor
    return found


# -- what it says -----------------------------------------------------------------------------------------------------


def test_the_first_screen(results: Any) -> None:
    soup = page(results)
    assert said(soup.h1) == "https://scim.example.test/v2"
    tiles = [said(tile) for tile in soup.select(".tile")]
    assert tiles[0].startswith("rfc not met 6 failed 1 error 2 blocked 1 warning 1 note 1 not applicable 4 passed")
    assert said(soup.select_one(".gate")).startswith("Gate not met Set to fail on a broken MUST. rfc: 6 checks failed")
    assert [said(cause) for cause in soup.select(".first li")][:2] == [
        "PATCH /Users/{id} was answered 400 fix this first · 3 checks, keeps 2 more from running",
        "DELETE /Users/{id} got no answer 1 check, keeps 2 more from running",
    ]


def test_the_first_screen_says_what_would_be_right(results: Any, requirements: Any) -> None:
    soup = page(results, requirements)
    assert said(soup.select_one(".first .right")) == "Add and replace may leave out the path."


def test_every_cause_stands_on_the_first_screen_or_unfolds_there(large: Any) -> None:
    soup = page(large)
    links = [link["href"] for link in soup.select(".first a")]
    assert links == [f"#{card['id']}" for card in soup.select("[aria-labelledby=to-fix] .card")]
    assert len(soup.select(".verdicts > .first a")) == 5


def test_a_verdict_on_a_few_checks_says_so(results: Any) -> None:
    assert "Only" not in said(page(results).select_one(".run"))
    results["run"]["options"] |= {"checks": ["rfc7644-3.3-*"], "level": "must"}
    assert "Only rfc7644-3.3-*, level must" in said(page(results).select_one(".run"))


def test_what_was_skipped_is_told_by_the_reason(results: Any) -> None:
    skipped = next(check for check in results["checks"] if check["outcome"] == "n/a")
    told = [said(entry) for entry in page(results).select(".skipped > li")]
    assert len(told) == 1
    assert skipped["reason"][1:] in told[0]
    assert skipped["id"] in told[0]


def test_a_read_is_shown_with_the_write_before_it(results: Any) -> None:
    """What is wrong with a PUT shows in the GET after it, and has to be looked for in the PUT."""
    read = next(entry for entry in results["exchanges"] if entry["number"] == 9)
    read["request"] |= {"method": "GET", "url": results["exchanges"][7]["request"]["url"]}
    finding = {"message": "still active", "expected": "false", "received": "true", "exchanges": [9], "cause": "c"}
    check = {**results["checks"][0], "outcome": "fail", "findings": [finding]}
    soup = page({**results, "checks": [check]})
    assert [entry["id"] for entry in soup.select("#cause-1 .exchange")] == ["exchange-8", "exchange-9"]
    assert "The write, and the read that shows what became of it" in said(at(soup, "cause-1"))


def test_a_named_run_shows_its_name_and_its_target(results: Any) -> None:
    results["run"]["name"] = "before the release"
    soup = page(results)
    assert said(soup.h1) == "before the release"
    assert said(soup.select_one(".target")) == "https://scim.example.test/v2"


def test_verdicts_are_words_and_never_a_score(results: Any, passing: Any) -> None:
    for document in (results, passing):
        soup = page(document)
        assert not re.search(r"\d\s*%|\d/\d", said(soup.select_one(".verdicts")))


def test_a_cause_says_what_is_required_expected_and_received(results: Any, requirements: Any) -> None:
    card = said(at(page(results, requirements), "cause-1"))
    assert "Required Add and replace may leave out the path." in card
    assert "Expected 200 with the user, or 204 without a body" in card
    assert 'Received 400 "path is required"' in card
    assert "3 checks · keeps 2 more from running" in card
    assert "Found by A PATCH operation without a path replaces the attributes it names" in card


def test_a_cause_names_some_of_the_many_requirements_that_it_breaks(results: Any) -> None:
    results["checks"][4]["requirements"] = [f"RFC7644-3.3-{number}" for number in range(9)]
    card = next(card for card in page(results).select(".card") if "POST /Users was answered 500" in said(card.h3))
    assert len(card.select(".requirement")) == 6
    assert "and 3 more · 1 check" in said(card)


def test_a_recommendation_is_not_called_required(results: Any, requirements: Any) -> None:
    assert "Recommended SCIM is labelled" in said(at(page(results, requirements), "warning-1"))


def test_an_exchange_is_labelled_and_can_be_sent_again(results: Any) -> None:
    shown = said(at(page(results), "exchange-8"))
    assert shown.startswith("#8 PATCH /Users/9067729b-2d3a-4f7b-8f16-5bcf0f1a3d10 answered 400 Bad Request step 2 of 3")
    assert "Sent by okta-oin PATCH https://scim.example.test/v2/Users/" in shown
    assert "Received marked: what a check objects to 400 Bad Request Date: " in shown
    assert "Send it again curl -X PATCH https://scim.example.test/v2/Users/" in shown
    assert '"Authorization: Bearer $SCIMPROOF_TOKEN"' in shown
    assert '\n  "Operations": [\n    {\n      "op": "replace",' in at(page(results), "exchange-8").get_text()


def test_a_request_without_an_answer_says_so(results: Any) -> None:
    shown = said(at(page(results), "exchange-6"))
    assert "no answer step 3 of 3" in shown
    assert "Received the target did not answer within 30 s" in shown


def test_every_check_has_its_fragment_and_its_story(results: Any) -> None:
    soup = page(results)
    for check in results["checks"]:
        entry = said(at(soup, f"check-{check['id']}"))
        assert check["title"] in entry
        assert check["id"] in entry
        for text in (check["reason"], *(finding["received"] for finding in check["findings"])):
            assert text is None or text in entry


def test_evidence_stands_once_and_of_passing_checks_not_at_all(results: Any) -> None:
    soup = page(results)
    shown = [str(element["id"]) for element in soup.select(".exchange[id]")]
    assert sorted(shown) == [f"exchange-{number}" for number in (1, 2, 3, 4, 5, 6, 8)]
    again = soup.select(".exchange:not([id])")
    assert [said(element.find_previous("h3")) for element in again] == [
        "5 An error is answered as text/html instead of a SCIM error"  # #3, which stands under 4 as well
    ]


def test_what_is_left_on_the_target(results: Any, passing: Any) -> None:
    assert "DELETE got no answer" in said(page(results).select_one(".leftovers"))
    assert page(passing).select_one(".leftovers") is None


def test_a_passing_run(passing: Any) -> None:
    soup = page(passing)
    assert [said(heading) for heading in soup.find_all("h2")] == [
        *("Verdicts", "Clients", "Not applicable 1 check", "All checks 7 checks", "Requirements", "About this run")
    ]
    assert said(soup.select_one(".gate .verdict")) == "met"


def test_requirements_link_to_their_section(results: Any, requirements: Any) -> None:
    links = {link.get_text(): link["href"] for link in page(results, requirements).select("a.requirement")}
    assert links["RFC7644-3.3-07"] == "https://www.rfc-editor.org/rfc/rfc7644.html#section-3.3"
    assert "OKTA-USR-07" not in links  # its address is no https address


def test_a_run_without_checks(passing: Any) -> None:
    document = {**passing, "checks": [], "exchanges": [], "verdicts": []}
    assert said(page(document).title) == "nothing judged · https://scim.example.test/v2"


# -- how it holds together --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["results", "passing", "hostile", "large"])
def test_ids_are_unique_and_every_link_arrives(kind: str, request: pytest.FixtureRequest, requirements: Any) -> None:
    soup = page(request.getfixturevalue(kind), requirements)
    ids = Counter(str(element["id"]) for element in soup.find_all(id=True))
    assert [name for name, number in ids.items() if number > 1] == []
    for link in soup.find_all("a"):
        target = str(link["href"])
        assert target.startswith("https://www.rfc-editor.org/rfc/") or target.removeprefix("#") in ids


def test_two_checks_of_one_id_keep_their_own_fragments(results: Any) -> None:
    twin = {**results["checks"][4], "suite": "okta-oin"}
    soup = page({**results, "checks": [*results["checks"], twin]})
    assert at(soup, "check-rfc7644-3.3-duplicate-is-409") is not at(
        soup, "check-rfc7644-3.3-duplicate-is-409--okta-oin"
    )


def test_counts_and_badges_are_links(results: Any) -> None:
    """The heading of a group is a control already: it opens and closes the group."""
    results["changes"] = {"run": "1", "started": "2026-11-23T14:20:04.000Z", "version": "0.1.0"}
    results["changes"] |= {"new": ["okta-oin-deactivate-user"], "known": [], "fixed": [], "gone": []}
    soup = page(results)
    assert all(badge.name == "a" or badge.find_parent("summary") for badge in soup.select(".badge, .age"))
    assert all(verdict.find("a") for verdict in soup.select(".tile .verdict"))


def test_it_is_one_file_and_asks_nobody(results: Any) -> None:
    html = render_html(results, {})
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all(src=True)
    assert [link["href"] for link in soup.find_all("link")] == ["data:,"]
    assert "@import" not in html
    assert "url(" not in html


def test_the_policy_lets_through_our_script_and_style_and_nothing_else(results: Any) -> None:
    soup = page(results)
    policy = str(soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; ")
    for element, name in ((soup.script, "script-src"), (soup.style, "style-src")):
        assert element is not None
        digest = base64.b64encode(hashlib.sha256(str(element.string).encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_it_can_be_read_by_everybody(results: Any) -> None:
    soup = page(results)
    assert soup.html is not None
    assert soup.html["lang"] == "en"
    assert soup.find("meta", attrs={"name": "viewport"})
    assert [len(soup.find_all(name)) for name in ("h1", "main", "header")] == [1, 1, 1]
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(field.find_parent("label") for field in soup.find_all(["input", "select"]))
    assert soup.select_one(".filter")["hidden"] is not None  # type: ignore[index] # shown by the script


def test_text_has_contrast_in_both_themes() -> None:
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in _themes())
    for theme in (light, {**light, **dark}):
        pairs = [(tone, f"{tone}-ground") for tone in ("red", "violet", "amber", "green", "blue", "grey")]
        pairs += [(text, ground) for text in ("ink", "soft", "link") for ground in ("ground", "panel", "code")]
        pairs += [(tone, "panel") for tone in ("red", "amber", "green")]
        pairs += [(text, ground) for text in ("ink", "soft", "link") for ground in ("red-ground", "blue-ground")]
        weak = [(text, ground) for text, ground in pairs if contrast(theme[text], theme[ground]) < 4.5]
        assert not weak


# -- what it withstands -----------------------------------------------------------------------------------------------


def test_hostile_text_is_text(hostile: Any, requirements: Any) -> None:
    html = render_html(hostile, requirements)
    soup = BeautifulSoup(html, "html.parser")
    assert [element.string for element in soup.find_all("script")] == [SCRIPT]
    assert [element.string for element in soup.find_all("style")] == [STYLE]
    assert not soup.find_all(["img", "iframe", "object", "embed", "form", "base"])
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", html)
    assert "49" not in said(soup.h1)  # {{7*7}} is no template
    assert "<script>alert(1)</script>" in said(soup.h1)


def test_hostile_requirement_texts_are_text(results: Any, requirements: Any, hostile: Any) -> None:
    evil = hostile["target"]["url"]
    texts = {key: type(text)(evil, evil, evil, "https://a.test/" + evil) for key, text in requirements.items()}
    soup = page(results, texts)
    assert len(soup.find_all("script")) == 1
    assert not soup.find_all("img")


def test_huge_bodies_are_cut_and_it_is_said(results: Any) -> None:
    for exchange in results["exchanges"]:
        exchange["request"]["body"] = '{"a": "' + "x" * 3_000_000 + '"}'
        if exchange["response"]:
            exchange["response"]["body"] = "<p>\n" * 1_000_000
    html = render_html(results, {})
    assert len(html) < 300_000
    assert "The body is cut here: 4,000,000 characters in all, see results.json." in html
    assert "The command would be too long to show: see #4 in exchanges.har." in html


def test_many_findings_are_counted(results: Any) -> None:
    check = results["checks"][4]
    check["findings"] = [{**check["findings"][0], "exchanges": list(range(1, 400)), "cause": "one"}] * 60
    entry = said(at(page(results), f"check-{check['id']}"))
    assert "and 395 more" in entry
    assert "50 more findings are in results.json." in entry


def test_2000_checks_with_all_their_evidence_stay_below_3_megabytes(large: Any) -> None:
    html = render_html(large, {})
    assert len(html.encode()) < 3_000_000
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("[data-elsewhere]")
    assert [exchange["number"] for story in unpacked(soup).values() for exchange in story] == list(range(1, 6001))


def test_what_is_over_the_budget_is_named_and_unpacked_on_demand(large: Any) -> None:
    for exchange in large["exchanges"]:
        exchange["response"]["body"] = "line\n" * 1500
    soup = page(large)
    spare = soup.select(".exchange[data-number]")
    assert "Left out here to keep this page small" in said(spare[0])
    stories = unpacked(soup)
    for entry in spare:
        assert int(str(entry["data-number"])) in {one["number"] for one in stories[str(entry["data-story"])]}


def test_what_does_not_fit_at_all_is_counted_and_where_it_is_is_said(large: Any) -> None:
    draw = random.Random(1)
    for exchange in large["exchanges"]:
        exchange["response"]["body"] = draw.randbytes(1500).hex()
    html = render_html(large, {})
    assert len(html.encode()) < 3_000_000
    soup = BeautifulSoup(html, "html.parser")
    missing, there = soup.select("template[data-elsewhere]"), soup.select("template:not([data-elsewhere])")
    assert re.fullmatch(r"#\d+ to #\d+", str(missing[0]["data-elsewhere"]))
    assert there
    told = f"{len(missing)} of {len(missing) + len(there)} parts of the exchanges that can be opened here are in"
    assert told in said(soup.find(id="run").parent)  # type: ignore[union-attr]


# -- stories ----------------------------------------------------------------------------------------------------------


def unpacked(soup: BeautifulSoup) -> dict[str, list[dict[str, Any]]]:
    """The stories in a page, by number."""
    found: dict[str, list[dict[str, Any]]] = {}
    for packed in soup.select("template[data-last]"):
        if not packed.has_attr("data-elsewhere"):
            found.update(json.loads(zlib.decompress(base64.b64decode(str(packed.string)))))
    return found


def test_the_story_so_far_ends_with_what_is_judged(results: Any) -> None:
    told = at(page(results), "check-okta-oin-deactivate-user").select_one(".so-far")
    assert said(told) == (
        "The story so far 2 requests POST /Users → 201 Created "
        "#8 PATCH /Users/9067729b-2d3a-4f7b-8f16-5bcf0f1a3d10 → 400 Bad Request judged here"
    )
    assert [link["href"] for link in told.select("li.cited a")] == ["#exchange-8"]  # type: ignore[union-attr]


def test_a_single_request_is_no_story(results: Any) -> None:
    assert not at(page(results), "check-rfc7643-5-schemes-are-listed").select(".so-far")


def test_a_blocked_check_tells_how_far_it_came(results: Any) -> None:
    told = at(page(results), "check-rfc7644-3.6-deleted-is-gone").select_one(".so-far")
    assert said(told).endswith("DELETE /Users/2819c223-7f76-453a-919d-413861904646 → no answer judged here")


def test_a_long_story_is_told_from_where_it_matters(large: Any) -> None:
    for exchange in large["exchanges"][:100]:
        exchange["scenario"] = large["checks"][0]["scenario"]
    large["checks"][0]["findings"][0]["exchanges"] = [99]
    told = at(page(large), f"check-{large['checks'][0]['id']}").select_one(".so-far")
    assert told is not None
    assert "99 requests 69 requests before these." in said(told)
    assert (told.ol["start"], len(told.select("li"))) == ("70", 30)  # type: ignore[index]


def test_every_check_that_something_was_sent_for_offers_its_whole_story(results: Any) -> None:
    soup = page(results)
    stories = unpacked(soup)
    sent: dict[str, list[int]] = {}
    for exchange in results["exchanges"]:
        sent.setdefault(exchange["scenario"], []).append(exchange["number"])
    for check in results["checks"]:
        offered = at(soup, f"check-{check['id']}").select_one(".story")
        if check["scenario"] in sent:
            assert offered is not None
            numbers = sent[check["scenario"]]
            assert said(offered).endswith(f"{len(numbers)} exchange{'s' if len(numbers) > 1 else ''}")
            assert [one["number"] for one in stories[str(offered["data-story"])]] == numbers


def test_what_a_server_sent_is_packed_as_visible_text(hostile: Any) -> None:
    told = json.dumps(unpacked(page(hostile)), ensure_ascii=False)
    assert "<script>alert(1)</script>" in told
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", told)


def test_resource_types_come_from_the_requests(results: Any) -> None:
    soup = page(results)
    assert [said(option) for option in soup.select("#type option")] == ["any", "User", "other"]
    for check_id, types in (("okta-oin-deactivate-user", "User"), ("rfc7643-5-schemes-are-listed", "other")):
        row = at(soup, f"check-{check_id}").find_parent("li")
        assert row is not None
        assert row["data-type"] == types


# -- the way around ---------------------------------------------------------------------------------------------------


def test_each_cause_leads_to_the_one_before_and_after(results: Any) -> None:
    soup = page(results)
    links = [[str(link["href"]) for link in card.select(".steps a")] for card in soup.select(".card[id^=cause-]")]
    assert links == [
        *(["#cause-2"], ["#cause-1", "#cause-3"], ["#cause-2", "#cause-4"], ["#cause-3", "#cause-5"], ["#cause-4"])
    ]


def test_the_table_of_pytest_is_linked_where_there_is_one(results: Any) -> None:
    assert BeautifulSoup(render_html(results, {}, "pytest.html"), "html.parser").select("a[href='pytest.html']")
    assert not page(results).select("a[href='pytest.html']")


def _themes() -> tuple[str, str]:
    light, _, rest = STYLE.partition("@media (prefers-color-scheme: dark)")
    return light, rest.partition("* { box-sizing")[0]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_what_breaks_for_people_stands_with_the_need_of_a_client(results: Any) -> None:
    check = next(check for check in results["checks"] if check["client"] and check["outcome"] == "fail")
    told = "Leavers <b>keep</b> their access."
    need = RequirementText(check["requirements"][0], "It has to hold.", "must", breaks=told)
    shown = page(results, {need.id: need}).select_one(f"[id='check-{check['id']}']")
    assert f"Otherwise {told}" in said(shown)
