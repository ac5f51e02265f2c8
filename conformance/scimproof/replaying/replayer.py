"""Sending a recorded story again, with names and ids of today."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.exchange import Exchange
from scimproof.outcome import HarnessFault, Unproven
from scimproof.redaction import MASK, is_credential
from scimproof.replaying.stories import Record, created_by, json_of, replaced
from scimproof.reporting.curl import MADE_BY_THE_SENDER
from scimproof.results import exchange_record
from scimproof.session import Session

# Passwords are not recorded: another one takes their place.
PASSWORD = "Again-2-Day!"  # noqa: S105 - invented, and for invented people
# What differs between two runs on any server.
_FLEETING = frozenset({"created", "lastmodified", "version", "location", "$ref"})


@dataclass(frozen=True)
class Again:
    """An exchange then, and now.

    :param now: as it would stand in a results file; ``None`` when it was not sent, and ``why`` says why not.
    """

    then: Record
    now: Record | None
    why: str = ""
    changes: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the answer is another one."""
        return bool(self.changes)


class Replayer:
    """Plays stories on a session: whatever they create is journalled, and removed by the caller's ``tidy``."""

    def __init__(self, session: Session, results: Mapping[str, Any], redactor: Any) -> None:
        self._session, self._redactor = session, redactor
        self._base = str(results["target"]["url"])
        # Names carry the id of the run: with another one they are free on any server.
        self._renames: dict[str, str] = {str(results["run"]["id"]): session.settings.run_id}

    def play(self, story: Iterable[Record]) -> Iterator[Again]:
        """Send one exchange after the other."""
        for then in story:
            yield self._again(then)

    def _again(self, then: Record) -> Again:
        request = then["request"]
        if not request["url"].startswith(self._base):
            return Again(then, None, "it was sent outside of the base URL")
        if _spoiled_credential(then):
            return Again(then, None, "it was sent with another credential, which is not recorded")
        path, _, query = replaced(request["url"][len(self._base) :], self._renames.items()).partition("?")
        body = replaced(request["body"] or "", self._renames.items()).replace(f'"{MASK}"', json.dumps(PASSWORD))
        try:
            sent = self._session.send(
                request["method"], path, query=query, headers=self._headers(request), body=body.encode(), emulated=True
            )
        except (HarnessFault, Unproven) as refused:
            return Again(then, None, str(refused))
        now = exchange_record(sent, self._redactor)
        self._learn(then, sent)
        return Again(then, now, changes=tuple(self._differences(then, now)))

    def _headers(self, request: Mapping[str, Any]) -> list[tuple[str, str]]:
        users = {name.lower() for name, _ in self._session.settings.headers}
        kept = []
        for name, value in request["headers"]:
            if name.lower() == "authorization":
                if self._session.authorization:
                    kept.append((name, self._session.authorization))
            elif name.lower() not in MADE_BY_THE_SENDER | users and not is_credential(name):
                kept.append((name, self._renames.get(value, value)))
        return kept

    def _learn(self, then: Record, sent: Exchange) -> None:
        """Take the ids and versions of today for those of then."""
        if sent.response is None or not sent.response.ok:
            return
        old, new = created_by(then), sent.response.object.get("id") or sent.located_id
        if old and isinstance(new, str) and new:
            self._renames[old] = new
        was, is_now = _header(then["response"], "ETag"), sent.response.header("ETag")
        if was and is_now:
            self._renames[was] = is_now

    def _differences(self, then: Record, now: Record) -> Iterator[str]:
        was, is_now = then["response"], now["response"]
        if was is None or is_now is None:
            if was is not is_now:
                yield "an answer" if was is None else f"no answer: {now['error']}"
            return
        if was["status"] != is_now["status"]:
            yield f"{was['status']} -> {is_now['status']}"
        for name in ("Content-Type", "Location", "ETag", "WWW-Authenticate", "Retry-After"):
            if bool(_header(was, name)) != bool(_header(is_now, name)):
                yield f"{name} {'is gone' if _header(was, name) else 'is there'}"
        if self._plain(was["body"], renamed=True) != self._plain(is_now["body"]):
            yield "another body"

    def _plain(self, body: str | None, *, renamed: bool = False) -> Any:
        """A body in a form that can be compared between two runs."""
        text = body or ""
        if renamed:
            text = replaced(text, self._renames.items())
        document = json_of(text)
        return text.strip() if document is None else _steady(document)


def _steady(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _steady(entry) for name, entry in value.items() if name.lower() not in _FLEETING}
    if isinstance(value, list):
        return sorted((_steady(entry) for entry in value), key=repr)
    return value


def _spoiled_credential(then: Record) -> bool:
    """Whether a request was refused for its credential: which one it was sent with is masked."""
    sent = any(name.lower() == "authorization" for name, _ in then["request"]["headers"])
    return sent and then["response"] is not None and then["response"]["status"] == 401


def _header(response: Mapping[str, Any], name: str) -> str | None:
    return next((value for key, value in response["headers"] if key.lower() == name.lower()), None)
