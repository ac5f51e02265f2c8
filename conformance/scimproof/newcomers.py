"""People who are created with many attributes, and what becomes of each of these.

The attributes are sent together, because that is cheap. When the target refuses them, each is sent by itself: one value
that it does not like says nothing of the others.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from scimproof import expect
from scimproof.clients.probe import Probe
from scimproof.declared import USER, Declared, Json, attribute, sub_attribute
from scimproof.directory import Directory, as_user, completed
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding, NotApplicable, Outcome

Same = Callable[[Any, Any], bool]
"""Whether a value that was received is the one that was sent."""


class Newcomer:
    """Somebody who joins with these attributes, as far as the target's schema has them and lets clients write them.

    :param wanted: values by the names of top-level attributes of the schema.
    :param schema: the URI of the schema; that of an extension puts the attributes into its object.
    """

    def __init__(
        self,
        probe: Probe,
        directory: Directory,
        declared: Declared,
        wanted: Mapping[str, Any],
        *,
        schema: str | None = None,
    ) -> None:
        kind = declared.resource_type("User")
        self._probe, self._directory, self._declared = probe, directory, declared
        self._extension = schema
        self._document = declared.schemas.get(schema or (kind.schema if kind else USER))
        self._stops: dict[str, NotApplicable] = {}
        self._created: dict[str, Exchange] = {}
        self._read: dict[str, Exchange] = {}
        self.sent: Json = {}
        for name, value in wanted.items():
            try:
                self.sent[name] = fitted(name, value, self._document)
            except NotApplicable as stop:
                self._stops[name] = stop
        if self.sent:
            self._join()

    def _join(self) -> None:
        together = self._create(self.sent)
        if together.answer.ok or len(self.sent) == 1:
            if not together.answer.ok:
                self._create({}).resource_id  # noqa: B018 - nobody can be created: that is not the attribute's fault
            self._look_at(together, *self.sent)
            return
        self._create({}).resource_id  # noqa: B018 - the same
        for name, value in self.sent.items():
            self._look_at(self._create({name: value}), name)

    def _create(self, attributes: Json) -> Exchange:
        body = as_user(self._directory.person(), self._declared)
        if self._extension is None:
            body = completed({**body, **attributes}, "User", self._declared)
        elif attributes:
            body |= {"schemas": [*body["schemas"], self._extension], self._extension: attributes}
        return self._probe.create(self._declared.endpoint("User"), body)

    def _look_at(self, created: Exchange, *names: str) -> None:
        self._created |= dict.fromkeys(names, created)
        if not created.answer.ok:
            return
        users, identifier = self._declared.endpoint("User"), created.resource_id
        read = self._probe.session.settled(lambda: self._probe.read(users, identifier), lambda seen: seen.status == 200)
        self._read |= dict.fromkeys(names, read)

    # -- what became of them ----------------------------------------------------------------------------------

    def given(self, name: str) -> Any:
        """The value as it was sent.

        :raises NotApplicable: when the target's schema has no place for it.
        """
        self._need(name)
        return self.sent[name]

    def refusals(self, name: str, why: str, grade: Outcome | None = None) -> list[Finding]:
        """What is wrong when the create was refused; nothing when it was not."""
        self._need(name)
        found = expect.status(self._created[name], 201, why=why)
        return found if grade is None else [_graded(finding, grade) for finding in found]

    def read(self, name: str) -> Exchange:
        """The answer that shows what was kept.

        :raises Blocked: when the create was refused.
        """
        self._need(name)
        self._created[name].resource_id  # noqa: B018 - says why, when there is none
        return self._read[name]

    def shown(self, name: str) -> Any:
        """The value that a read shows; ``None`` when it shows none.

        :raises NotApplicable: when it shows none, and the target published no schema that would promise one.
        """
        resource: Any = self.read(name).resource
        if self._extension is not None:
            resource = expect.lookup(resource, self._extension)
        value = expect.lookup(resource, name) if isinstance(resource, Mapping) else None
        if value in (None, "", [], {}) and self._document is None:
            raise NotApplicable(f"the target publishes no schema, and does not keep {name}")
        return value

    def need_any(self, name: str) -> None:
        """:raises NotApplicable: when nothing at all is kept of an attribute: one check says so, and that is enough."""
        if name in self._read and self.shown(name) in (None, "", [], {}):
            raise NotApplicable(f"the target keeps no {name} ({self._read[name].label})")

    def kept(
        self, name: str, why: str, same: Same, *, refusal: Outcome | None = None, grade: Outcome | None = None
    ) -> list[Finding]:
        """The create was accepted, and a read shows the value, as far as ``same`` can tell.

        What is not shown at all draws a warning: a server is free to ignore what was posted (RFC 7644 section 3.3),
        though its schema says that it would not. Another value than was sent is wrong.

        :param refusal: the grade of a refusal; ``None`` leaves it to the level of the check.
        :param grade: the grade of another value.
        """
        found = self.refusals(name, why, refusal)
        if found:
            return found
        sent, shown = self.given(name), self.shown(name)
        if same(sent, shown):
            return []
        return [self.lost(name, sent, shown, Outcome.WARN if shown in (None, "", [], {}) else grade)]

    def kept_entries(
        self, name: str, why: str, same: Same, *, refusal: Outcome | None = None, grade: Outcome | None = None
    ) -> list[Finding]:
        """The create was accepted, and a read shows each element of the list, as far as ``same`` can tell.

        What is not shown draws a warning, as above: an element, or the type of one. Wrong is what stands in its place.
        """
        found = self.refusals(name, why, refusal)
        if found:
            return found
        sent, shown = self.given(name), entries_in(self.shown(name))
        missing = [element for element in sent if not any(same(element, entry) for entry in shown)]
        ignored = len(shown) < len(sent) or (any("type" in element for element in sent) and not _types(shown))
        return [self.lost(name, element, shown, Outcome.WARN if ignored else grade) for element in missing]

    def lost(self, name: str, sent: Any, received: Any, grade: Outcome | None) -> Finding:
        """A finding about a value that is not what was sent."""
        return Finding(
            f"{name} is not kept: {expect.shown(received, 60)} instead of {expect.shown(sent, 60)}",
            expect.shown(sent),
            expect.shown(received),
            expect.numbers((self._created[name], self._read[name])),
            cause=f"{name} of a new user is not kept",
            grade=grade,
        )

    def _need(self, name: str) -> None:
        if name in self._stops:
            raise NotApplicable(str(self._stops[name]))
        if name not in self._created:
            raise Blocked(f"nobody was created with {name}")


def fitted(name: str, value: Any, document: Json | None) -> Any:
    """What of a value a schema has a place for.

    Elements whose ``type`` is not among those that the schema suggests are left out: the RFC lets a server refuse them.

    :raises NotApplicable: when nothing is left, or when clients cannot write the attribute or read it back.
    """
    if document is None or not document.get("attributes"):
        return value
    found = attribute(document, name)
    if found is None:
        raise NotApplicable(f"the target's schema has no {name}")
    if found.get("mutability") == "readOnly" or found.get("returned") in ("never", "request"):
        raise NotApplicable(f"the target's schema has no {name} that a client can write and sees again")
    if isinstance(value, list) and found.get("multiValued") is False:
        raise NotApplicable(f"{name} has one value only on the target")
    kept = _parts(value, found)
    if kept in (None, [], {}):
        raise NotApplicable(f"the target's schema has no place for {expect.shown(value, 60)} in {name}")
    return kept


def _parts(value: Any, definition: Json) -> Any:
    if isinstance(value, list):
        kept = [_parts(entry, definition) for entry in value]
        return [entry for entry in kept if entry not in (None, {})]
    if not isinstance(value, Mapping):
        return value if _is_suggested(value, definition) else None
    if not definition.get("subAttributes"):
        return dict(value)
    parts: Json = {}
    for name, entry in value.items():
        part = sub_attribute(definition, name)
        if part is None or part.get("mutability") == "readOnly":
            continue
        if not _is_suggested(entry, part):
            return None
        parts[name] = entry
    return parts if set(parts) - {"type", "primary"} else None


def _is_suggested(value: Any, definition: Json) -> bool:
    canonical = definition.get("canonicalValues")
    return not isinstance(value, str) or not isinstance(canonical, list) or not canonical or value in canonical


def _types(entries: list[Json]) -> list[Any]:
    return [kind for kind in (expect.lookup(entry, "type") for entry in entries) if kind]


def _graded(finding: Finding, grade: Outcome) -> Finding:
    return replace(finding, grade=grade)


# -- when a value is the same ---------------------------------------------------------------------------------------


def text(sent: Any, received: Any) -> bool:
    """Texts that ignore case."""
    return isinstance(received, str) and str(sent).casefold() == received.casefold()


def exact_text(sent: Any, received: Any) -> bool:
    """Texts that do not."""
    return isinstance(received, str) and bool(sent == received)


def without_blanks(sent: Any, received: Any) -> bool:
    """Texts that ignore case and blanks."""
    return isinstance(received, str) and squeezed(str(sent)) == squeezed(received)


def digits(sent: Any, received: Any) -> bool:
    """Telephone numbers, however they are written."""
    return isinstance(received, str) and re.sub(r"\D", "", str(sent)) == re.sub(r"\D", "", received)


def url(sent: Any, received: Any) -> bool:
    """URLs, in any normal form (RFC 3986 section 6.2); case counts but for scheme and host."""
    return isinstance(received, str) and _normal(str(sent)) == _normal(received)


def _normal(uri: str) -> tuple[str, str, str, str]:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return uri, "", "", ""
    return parts.scheme.lower(), parts.netloc.lower(), unquote(parts.path) or "/", parts.query


def by_value(same: Same) -> Same:
    """Elements whose ``value`` is the same."""
    return lambda sent, entry: same(sent.get("value"), expect.lookup(entry, "value"))


def by_value_and_type(same: Same) -> Same:
    """Elements whose ``value`` and ``type`` are the same."""
    return lambda sent, entry: (
        by_value(same)(sent, entry) and ("type" not in sent or text(sent["type"], expect.lookup(entry, "type")))
    )


def squeezed(value: str) -> str:
    """A text without blanks, in lower case."""
    return re.sub(r"\s", "", value).casefold()


def entries_in(value: Any) -> list[Json]:
    """The elements of a complex multi-valued attribute; none when there are none."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def number_for(word: str, length: int = 7) -> str:
    """Digits that go with a word, such as the id of a run: two runs do not share a telephone number."""
    return str(zlib.crc32(word.encode())).zfill(length)[-length:]


def has_names(shown: Any, given: str, family: str, exchange: Exchange) -> list[Finding]:
    """A user is shown with exactly these names."""
    name = expect.lookup(shown, "name")
    parts = name if isinstance(name, dict) else {}
    return expect.equal("name.givenName", given, expect.lookup(parts, "givenName"), exchange) + expect.equal(
        "name.familyName", family, expect.lookup(parts, "familyName"), exchange
    )
