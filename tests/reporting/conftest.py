"""Results to render: a realistic failing run, kept as data, and variations of it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.reporting.growing import grown

from scimproof.reporting import RequirementText
from scimproof.reporting.html import render_html

DATA = Path(__file__).parent / "data"
CHROMIUM = os.environ.get("SCIMPROOF_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")

# What a hostile server might put wherever it can: markup, quotes, terminal commands, a turned reading direction,
# half a character, and what Markdown, rich and XML give a meaning to.
POISON = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    "\x1b[31m\x1b]0;pwned\x07\x00\u202e\ud800|`@me`[bold]{{7*7}}\r\n# &amp;"
)

# Words that have a fixed meaning: no server has a say in them.
_FIXED = {"format", "outcome", "level", "verdict", "fail_on"}


@pytest.fixture
def results() -> dict[str, Any]:
    """A run on a server with five things to fix, in two suites."""
    document: dict[str, Any] = json.loads((DATA / "failing-run.json").read_text("utf-8"))
    return document


@pytest.fixture
def passing(results: dict[str, Any]) -> dict[str, Any]:
    """A run on a server with nothing to fix."""
    checks = [check for check in results["checks"] if check["outcome"] in ("pass", "n/a", "note")]
    verdicts = [
        {"suite": "rfc", "verdict": "met", "counts": {"pass": 4, "note": 1, "n/a": 1}},
        {"suite": "okta-oin", "verdict": "met", "counts": {"pass": 1}},
    ]
    gate = {"met": True, "fail_on": "must", "reasons": []}
    return {**results, "checks": checks, "verdicts": verdicts, "gate": gate, "leftovers": []}


@pytest.fixture
def hostile(results: dict[str, Any]) -> dict[str, Any]:
    """The failing run, every text in it poisoned."""
    poisoned: dict[str, Any] = _poisoned(results)
    return poisoned


@pytest.fixture
def large(results: dict[str, Any]) -> dict[str, Any]:
    """2,000 checks, 200 of them failing."""
    return grown(results)


@pytest.fixture
def requirements() -> dict[str, RequirementText]:
    """Texts of some requirements; the others are only known by their ids."""
    section = "https://www.rfc-editor.org/rfc/rfc7644.html#section-"
    texts = [
        RequirementText("RFC7644-3.3-07", "A duplicate is refused with 409.", "must", f"{section}3.3"),
        RequirementText("RFC7644-3.5.2-07", "Add and replace may leave out the path.", "must", f"{section}3.5.2"),
        RequirementText("RFC7644-8.1-02", "SCIM is labelled application/scim+json.", "should", f"{section}8.1"),
        RequirementText("OKTA-USR-07", "Okta deactivates by PATCH.", "must", "javascript:alert(1)"),
    ]
    return {text.id: text for text in texts}


def _poisoned(value: Any, name: str = "") -> Any:
    if isinstance(value, str):
        return value if name in _FIXED else value + POISON
    if isinstance(value, list):
        return [_poisoned(entry, name) for entry in value]
    if isinstance(value, dict):
        # The names of outcomes are ours too.
        return {key: entry if key == "counts" else _poisoned(entry, key) for key, entry in value.items()}
    return value


# -- a real browser: Debian's Chromium, offline -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """It is found as ``chromium`` on the PATH, or by ``SCIMPROOF_CHROMIUM``.

    With ``SCIMPROOF_REQUIRE_BROWSER`` a missing one is a failure.
    """
    if CHROMIUM is None:
        if os.environ.get("SCIMPROOF_REQUIRE_BROWSER"):
            pytest.fail("there is no Chromium")
        pytest.skip("there is no Chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path, requirements: Any) -> Iterator[Callable[..., Page]]:
    """Open the report of some results. At the end nothing may have been logged as an error, or asked of a network."""
    contexts: list[BrowserContext] = []
    told: list[str] = []

    def listen(page: Page) -> None:
        page.on("console", lambda message: told.extend([message.text] * (message.type == "error")))
        page.on("pageerror", lambda error: told.extend([str(error)]))
        page.on("request", lambda asked: told.extend([asked.url] * (not asked.url.startswith(("file:", "data:")))))

    def shown(results: Any, fragment: str = "", texts: Any = requirements, **how: Any) -> Page:
        path = tmp_path / "report.html"
        path.write_bytes(render_html(results, texts).encode("utf-8", "replace"))
        context = browser.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        listen(page)
        page.goto(path.as_uri() + fragment)
        return page

    yield shown
    for context in contexts:
        context.close()
    assert told == []
