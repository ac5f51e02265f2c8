"""What was sent and received in every story, compressed into the page, and unpacked when a reader asks for it.

A pack is lists of exchanges as JSON, deflated (RFC 1950), in base64: browsers unpack it without a network. Only what
is shown is in it; the whole record is in results.json.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scimproof.reporting.curl import curl
from scimproof.reporting.evidence import LONGEST_INDENTED, SHOWN_BODY, SHOWN_CURL, head, relative, status_line
from scimproof.reporting.moments import duration
from scimproof.reporting.stories import Stories
from scimproof.reporting.summary import Exchange, Summary
from scimproof.reporting.templates import template
from scimproof.reporting.text import one_line, visible

_AROUND = 120  # bytes of the element that a pack, or what is said in its place, stands in
# Bytes of JSON in a pack: stories are much alike, and a third smaller together; unpacking so much takes no time.
_TOGETHER = 100_000


@dataclass(frozen=True, slots=True)
class Pack:
    """Some stories, one after the other.

    :param last: the number of its last story.
    :param data: the compressed stories by number; empty where there was no room for them.
    :param exchanges: the exchanges in it, in words: ``#12 to #31``.
    """

    last: int
    data: str
    exchanges: str


def packed(stories: Stories, room: int) -> str:
    """The stories that readers of a page can ask for, as far as there is room for them, to stand in the page."""
    made = packs(stories, room)
    missing = sum(not pack.data for pack in made)
    return template("packs.html").render(packs=made, missing=missing, whole=len(made))


def packs(stories: Stories, room: int) -> list[Pack]:
    """Every story that some check judges, in their order.

    Packs that are small for the number of their checks find room first, so that as few checks as possible go without.
    """
    bundles = list(_bundles(stories))
    compressed = [base64.b64encode(zlib.compress(_joined(bundle), 9)).decode() for bundle in bundles]
    dearness = [
        len(data) / sum(stories.checks[story.scenario] for story in bundle)
        for bundle, data in zip(bundles, compressed, strict=True)
    ]
    left = room - _AROUND * len(bundles)
    for place in sorted(range(len(bundles)), key=dearness.__getitem__):
        if len(compressed[place]) > left:
            compressed[place] = ""
        left -= len(compressed[place])
    return [
        Pack(bundle[-1].number, data, _span([number for story in bundle for number in story.exchanges]))
        for bundle, data in zip(bundles, compressed, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Story:
    scenario: str
    number: int
    exchanges: Sequence[int]
    raw: bytes


def _bundles(stories: Stories) -> Iterator[list[_Story]]:
    """Neighbouring stories together; one that is large stands alone, so that others do not go missing with it."""
    bundle: list[_Story] = []
    for scenario, number in stories.numbers.items():
        exchanges = stories.summary.flows[scenario]
        story = _Story(scenario, number, exchanges, _raw(stories.summary, exchanges))
        if bundle and sum(len(other.raw) for other in (*bundle, story)) > _TOGETHER:
            yield bundle
            bundle = []
        bundle.append(story)
    if bundle:
        yield bundle


def _joined(bundle: Sequence[_Story]) -> bytes:
    return b"{" + b",".join(b'"%d":%b' % (story.number, story.raw) for story in bundle) + b"}"


def _raw(summary: Summary, numbers: Sequence[int]) -> bytes:
    base = summary.results["target"]["url"]
    shown = [_shown(summary.exchanges[number], base, summary.step(number)) for number in numbers]
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _shown(exchange: Exchange, base_url: str, step: tuple[int, int] | None) -> dict[str, Any]:
    """An exchange as :class:`scimproof.reporting.evidence.Evidence` shows it; its JSON is indented by the page."""
    request, response = exchange["request"], exchange["response"]
    again = curl(exchange)
    return {
        "number": exchange["number"],
        "method": one_line(request["method"], 20),
        "path": one_line(relative(request["url"], base_url), 300),
        "status": status_line(response["status"]) if response else "",
        "error": one_line(exchange["error"] or "", 500) or ("" if response else "no answer was recorded"),
        "step": f"step {step[0]} of {step[1]}" if step and step[1] > 1 else "",
        "elapsed": duration(exchange["elapsed_s"]),
        "client": one_line(exchange["client"] or ""),
        "sent": [head(f"{request['method']} {request['url']}", request["headers"]), *_body(request["body"])],
        "received": [head(status_line(response["status"]), response["headers"]), *_body(response["body"])]
        if response
        else None,
        "again": again if len(again) <= SHOWN_CURL else "",
    }


def _body(raw: str | None) -> tuple[str, bool, str]:
    """The shown part of a body, whether it is JSON, and what is missing."""
    if not raw:
        return "", False, ""
    cut = f"cut here: {len(raw):,} characters in all" if len(raw) > SHOWN_BODY else ""
    return visible(raw[:SHOWN_BODY]), len(raw) <= LONGEST_INDENTED and _is_json(raw), cut


def _is_json(raw: str) -> bool:
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return True


def _span(numbers: Sequence[int]) -> str:
    return f"#{numbers[0]}" if len(numbers) == 1 else f"#{min(numbers)} to #{max(numbers)}"
