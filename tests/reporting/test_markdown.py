"""The summary for the page of a CI job."""

from __future__ import annotations

import re
from typing import Any

from scimproof.reporting.markdown import MOST_ROWS, escaped, render_summary


def test_verdicts_come_first(results: Any) -> None:
    lines = render_summary(results).splitlines()
    assert lines[0] == "### Scimproof: https&#58;//scim.example.test/v2"
    assert lines[2:6] == [
        "- **rfc: not met**, 16 checks",
        "- **okta-oin: not met**, 4 checks",
        "- **gate: not met** (fail on must)",
        "  - rfc: 6 checks failed, 1 met a fault of Scimproof itself, 2 could not run",
    ]


def test_a_row_per_cause(results: Any) -> None:
    text = render_summary(results)
    assert "#### To fix: 5 causes, 7 checks" in text
    row = next(line for line in text.splitlines() if "PATCH /Users/&#123;id&#125;" in line)
    assert row.count(" | ") == 6
    assert "<code>200 with the user, or 204 without a body</code>" in row
    assert "okta-oin-deactivate-user, rfc7644-3.5.2-patch-answers-200-or-204; blocks 2 more" in row


def test_the_rest_is_folded_and_tables_are_whole(results: Any) -> None:
    text = render_summary(results)
    assert text.count("<details>") == text.count("</details>") == 2
    assert "\n</summary>" not in text
    for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
        assert len({line.count("|") for line in table.splitlines()}) == 1
    assert "| rfc | not met | 6 | 1 | 2 | 1 | 1 | 1 | 4 |" in text


def test_a_passing_run_is_short(passing: Any) -> None:
    text = render_summary(passing)
    assert "To fix" not in text
    assert "- **gate: met** (fail on must)" in text
    assert len(text.splitlines()) < 20


def test_nothing_a_server_writes_is_active(hostile: Any) -> None:
    text = render_summary(hostile)
    own = re.sub(r"</?(?:details|summary|sub|code)>|`scimproof clean`|\*\*|#{3,4} |^\|.*\|$", "", text, flags=re.M)
    assert "<script" not in text
    assert "<img" not in text
    assert not re.search(r"[<>`\\{}]|https?://|(?<!&)#(?!\d+;)|@", own)
    for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_escaping() -> None:
    assert escaped("a|b\nc") == "a&#124;b c"
    assert escaped("@ann #12") == "&#64;&#8203;ann &#35;&#8203;12"
    assert escaped("http://a www.b") == "http&#58;//a &#119;&#119;&#119;&#46;b"
    assert escaped("x" * 500, 10) == "xxxxxxxxx…"


def test_2000_checks_are_summed_up_far_below_the_limit(large: Any) -> None:
    assert len(render_summary(large).encode()) < 100_000


def test_it_stays_below_the_limit_of_a_step_summary(results: Any) -> None:
    pattern = results["checks"][4]
    finding = pattern["findings"][0]
    results["checks"] = [
        {**pattern, "id": "x" * 5000 + str(number), "outcome": outcome, "reason": "|" * 9000 + str(number)}
        | {"findings": [{**finding, "cause": str(number), "message": "<" * 9000, "expected": "@" * 9000}]}
        for number in range(400)
        for outcome in ("fail", "warn", "blocked", "error")
    ]
    text = render_summary(results)
    assert len(text.encode()) < 1_000_000
    assert f"… and {400 - MOST_ROWS} more in report.html." in text
