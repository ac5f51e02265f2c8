"""Which of the recorded exchanges tell a story: those of its scenario, and whatever they need to be there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

Record = Mapping[str, Any]
Results = Mapping[str, Any]

# An id that is shorter than this is only taken for one where it stands between quotes or slashes.
LONG_ENOUGH = 8
RED = ("fail", "warn", "waived", "error")


class NoStory(Exception):
    """There is nothing to replay. The message is one line."""


class Stories:
    """The exchanges of a results file, and what they need of each other."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.by_number: dict[int, Record] = {entry["number"]: entry for entry in results["exchanges"]}

    def of_check(self, check_id: str) -> list[Record]:
        """What was sent until a check was decided.

        :raises NoStory: when there is no such check, or nothing was sent for it.
        """
        checks = [check for check in self.results["checks"] if check["id"] == check_id]
        if not checks:
            raise NoStory(f"there is no check {check_id} in these results")
        wanted: set[int] = set()
        for check in checks:
            cited = [number for finding in check["findings"] for number in finding["exchanges"]]
            own = [number for number, entry in self.by_number.items() if entry["scenario"] == check["scenario"]]
            if own:
                last = max((number for number in cited if number in own), default=max(own))
                wanted |= {number for number in own if number <= last}
            elif cited:
                wanted |= self._until(min(cited))  # it watched every exchange: the first that shows it is enough
        if not wanted:
            raise NoStory(f"nothing was sent for {check_id}")
        return self._complete(wanted)

    def of_exchange(self, number: int) -> list[Record]:
        """What was sent in its scenario up to an exchange.

        :raises NoStory: when there is no such exchange.
        """
        if number not in self.by_number:
            raise NoStory(f"there is no exchange #{number} in these results")
        return self._complete(self._until(number))

    def of_all_that_is_red(self) -> list[Record]:
        """The stories of everything that failed or drew a warning.

        :raises NoStory: when there is nothing of the kind.
        """
        wanted: set[int] = set()
        for check in self.results["checks"]:
            if check["outcome"] in RED:
                for finding in check["findings"]:
                    for number in finding["exchanges"][:1]:
                        wanted |= self._until(number)
        if not wanted:
            raise NoStory("nothing failed in these results: name a check or an exchange")
        return self._complete(wanted)

    def _until(self, number: int) -> set[int]:
        place = self.by_number[number]["scenario"], self.by_number[number]["client"]
        return {
            other
            for other, entry in self.by_number.items()
            if other <= number and (entry["scenario"], entry["client"]) == place
        }

    def _complete(self, wanted: set[int]) -> list[Record]:
        """Add the creations of whatever these exchanges name."""
        todo = list(wanted)
        while todo:
            entry = self.by_number[todo.pop()]
            for identifier, number in self.created.items():
                if number < entry["number"] and number not in wanted and names(entry, identifier):
                    wanted.add(number)
                    todo.append(number)
        return [self.by_number[number] for number in sorted(wanted)]

    @cached_property
    def created(self) -> dict[str, int]:
        """Ids that the target gave, and the exchange in which it did."""
        found: dict[str, int] = {}
        for number, entry in self.by_number.items():
            if identifier := created_by(entry):
                found.setdefault(identifier, number)
        return found


def created_by(entry: Record) -> str | None:
    """The id of what an exchange has created."""
    response = entry["response"]
    if entry["request"]["method"] != "POST" or response is None or response["status"] != 201:
        return None
    return id_in(response)


def id_in(response: Mapping[str, Any]) -> str | None:
    """The id that an answer shows, or that its Location ends with."""
    body = json_of(response["body"])
    if isinstance(body, dict) and isinstance(body.get("id"), str) and body["id"]:
        return str(body["id"])
    location = next((value for name, value in response["headers"] if name.lower() == "location"), "")
    return str(location).rstrip("/").rpartition("/")[2] or None


def json_of(text: str | None) -> Any:
    """A body as JSON, or nothing."""
    try:
        return json.loads(text or "")
    except ValueError:
        return None


def names(entry: Record, identifier: str) -> bool:
    """Whether a request names a resource."""
    request = entry["request"]
    return any(pattern(identifier).search(text) for text in (request["url"], request["body"] or ""))


def pattern(identifier: str) -> re.Pattern[str]:
    """Where an id stands in a URL or a body, also percent-encoded."""
    spelled = "|".join(dict.fromkeys(re.escape(one) for one in (identifier, quote(identifier, safe=""))))
    if len(identifier) >= LONG_ENOUGH:
        return re.compile(f"(?:{spelled})")
    return re.compile(rf"""(?<=["'/])(?:{spelled})(?=["'/?\\]|$)""")


def replaced(text: str, renames: Iterable[tuple[str, str]]) -> str:
    """A URL or body with other ids in it."""
    for old, new in renames:
        text = pattern(old).sub(lambda _, new=new: new, text)  # type: ignore[misc]
    return text
