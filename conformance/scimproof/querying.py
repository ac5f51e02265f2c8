"""Questions to a server and their answers: whom a filter finds among people of our own.

A scenario creates a :class:`Crowd`, asks it by filters, and says with each whom it has to find. Every filter is bound
to the crowd, by a value or by a condition that only the crowd has: whoever else is found, is found wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scimproof import expect
from scimproof.clients.probe import Probe, encode
from scimproof.declared import ENTERPRISE_USER, USER, Declared, Json, attribute, sub_attribute
from scimproof.directory import MAIL_DOMAIN, Directory, as_user
from scimproof.exchange import Exchange
from scimproof.generative.filters import values_of
from scimproof.outcome import Blocked, Finding, NotApplicable, Outcome

INVALID_FILTER = "invalidFilter"
COMMON = ("id", "externalid", "meta", "schemas")

# RFC 7644 section 3.12, Table 9, has a keyword for a combination of attribute and operator that is "not supported":
# a server that declares filters may refuse one, in these words. Clients that need it find out the hard way.
REFUSED = "filters are declared as supported, and this one is refused"


class Crowd:
    """A few users of one scenario, by short names, as the target shows them.

    :param word: tells the crowds of one run apart.
    """

    def __init__(self, probe: Probe, directory: Directory, declared: Declared, word: str) -> None:
        self.probe, self.directory, self.declared = probe, directory, declared
        self.endpoint = declared.endpoint("User")
        self.mark = f"sp{probe.session.settings.run_id}{word}"
        self.sent: dict[str, Json] = {}
        self.created: dict[str, Exchange] = {}
        self.shown: dict[str, Json] = {}
        self._identifiers: dict[str, str] = {}

    @property
    def ours(self) -> str:
        """A condition that only the crowd meets."""
        return f'userName co "{self.mark}"'

    @property
    def ids(self) -> dict[str, str]:
        """Who has which id."""
        return {identifier: name for name, identifier in self._identifiers.items()}

    def login(self, name: str) -> str:
        """The userName of somebody."""
        return f"{name}.{self.mark}@{MAIL_DOMAIN}"

    def add(self, name: str, /, **more: Any) -> None:
        """Create somebody with these attributes, as far as the target's schema has them.

        :raises Blocked: when the target does not.
        """
        sent = self.body(name, **more)
        created = self.probe.create(self.endpoint, sent)
        self._identifiers[name] = created.resource_id
        self.sent[name], self.created[name] = sent, created

    def id_of(self, name: str) -> str:
        """The id of somebody."""
        return self._identifiers[name]

    def body(self, name: str, /, **more: Any) -> Json:
        """A User resource for somebody; ``None`` leaves an attribute out."""
        login = self.login(name)
        person = replace(self.directory.person(), user_name=login.lower(), external_id=f"{self.mark}-{name}")
        body = {**as_user(person, self.declared), "userName": login}
        for attribute_name, value in fitting(more, "User", self.declared).items():
            # What is not said of a complex value stays: some schemas require more of it than the RFC.
            base = body.get(attribute_name) if isinstance(value, Mapping) else None
            body[attribute_name] = {**base, **value} if isinstance(base, Mapping) else value
        return with_schemas({name: value for name, value in body.items() if value is not None})

    def gather(self) -> None:
        """See how the target shows everybody, once it does: some index with a delay.

        One list is enough; whoever is not in it is read.

        :raises Blocked: when somebody cannot be read.
        """
        wanted = set(self._identifiers.values())
        seen = self.probe.session.settled(
            lambda: self.probe.query(self.endpoint, {"filter": self.ours}),
            lambda seen: seen.response is None or wanted <= {entry.get("id") for entry in entries(seen)},
        )
        listed = {entry.get("id"): entry for entry in entries(seen)}
        for name, identifier in self._identifiers.items():
            self.shown[name] = listed.get(identifier) or self._read(identifier)

    def _read(self, identifier: str) -> Json:
        read = self.probe.read(self.endpoint, identifier)
        if read.resource_id != identifier:
            raise Blocked(f"{read.label} shows somebody else")
        return read.resource

    def ask(self, wanted: str, *expected: str, needs: Iterable[str] = (), **query: str | int) -> Answer:
        """Send a filter that has to find these people.

        :param needs: attributes that it takes: without them the answer is not asked for, and says why.
        """
        stop = self.lacks(*needs)
        exchange = None if stop else self.probe.query(self.endpoint, {"filter": wanted, **query})
        return Answer(wanted, frozenset(expected), self.ids, exchange, stop)

    def ask_among_us(self, wanted: str, *expected: str, needs: Iterable[str] = ()) -> Answer:
        """The same for a filter that could find other people: a condition that only the crowd meets is added."""
        return self.ask(f"{self.ours} and {wanted}", *expected, needs=needs)

    def ask_wrongly(self, wanted: str, why: str) -> Exchange:
        """Send a filter that is no filter."""
        return self.probe.send("GET", self.endpoint, query=encode({"filter": wanted}), malformed=why)

    def lacks(self, *paths: str) -> Exception | None:
        """Why these attributes cannot be searched: the schema has not all of them, or they are not kept as sent."""
        for path in paths:
            if not schema_has(path, "User", self.declared):
                return NotApplicable(f"the target's schema has no {path}")
            for name, sent in self.sent.items():
                kept = [_folded(value) for value in values_at(self.shown.get(name, {}), path)]
                if any(_folded(value) not in kept for value in values_at(sent, path)):
                    return Blocked(f"{path} is not kept as it was sent ({self.created[name].label})")
        return None


@dataclass(frozen=True)
class Answer:
    """What became of a filter.

    :param filter: the filter as it was sent.
    :param expected: who has to be found, by short names.
    :param names: the short names of all of the crowd, by id.
    :param exchange: ``None`` when it could not be asked; then ``stop`` says why.
    """

    filter: str
    expected: frozenset[str]
    names: Mapping[str, str]
    exchange: Exchange | None
    stop: Exception | None = None

    @property
    def sent(self) -> Exchange:
        """The exchange.

        :raises NotApplicable: when the target does not have what the filter is about.
        :raises Blocked: when the target does not keep it.
        """
        if self.exchange is None:
            raise self.stop or Blocked(f"{self.filter} was not asked")
        return self.exchange

    def findings(self, *, refusal: Outcome | None = Outcome.WARN, wrong: Outcome | None = None) -> list[Finding]:
        """The filter finds exactly those whom it has to.

        :param refusal: the grade of a refusal with 400 and invalidFilter. The RFC lets a server refuse a combination
            of attribute and operator (section 3.12); a client that needs it is not helped, so it warns by default.
        :param wrong: the grade of a wrong answer; ``None`` leaves it to the level of the check.
        """
        exchange = self.sent
        if exchange.response is None or not exchange.response.ok:
            return self.refused(refusal)
        found = [entry.get("id") for entry in entries(exchange)]
        who = {self.names.get(str(identifier), "somebody else") for identifier in found}
        if who != self.expected:
            return [self._finding(f"finds {_listed(who)} instead of {_listed(self.expected)}", _listed(who), wrong)]
        if len(found) != len(set(map(str, found))):
            return [self._finding("finds somebody twice", f"{len(found)} resources with {len(who)} ids", wrong)]
        return []

    def refused(self, grade: Outcome | None) -> list[Finding]:
        """The filter is answered with an error: 400 is a refusal, anything else is none.

        A refusal should say invalidFilter. The keyword is optional but for operators that do not exist, so without it
        a refusal draws a warning, and never more than that for its own sake.
        """
        exchange = self.sent
        expected = f"200 with {_listed(self.expected)}"
        if exchange.response is not None and exchange.status == 400:
            named = refuses(exchange)
            if grade is None and named:
                return []
            said = INVALID_FILTER if named else f"with scimType {exchange.answer.object.get('scimType') or 'missing'}"
            return [
                Finding(
                    f"The filter {self.filter} is refused",
                    expected if grade else f"{expected}, or 400 {INVALID_FILTER}",
                    f"400 {said}: {REFUSED} {expect.detail(exchange)}".strip(),
                    (exchange.number,),
                    cause=f"refused: {self.shape}",
                    grade=grade if named else max(grade or Outcome.WARN, Outcome.WARN, key=lambda one: one.gravity),
                )
            ]
        return [
            replace(
                finding,
                message=f"The filter {self.filter} is not answered: {finding.received}",
                expected=f"{expected}, or at least 400 {INVALID_FILTER}",
                cause="A filter gets no answer"
                if exchange.response is None
                else f"A filter is answered {exchange.status}",
            )
            for finding in expect.status(exchange, 200)
        ]

    @property
    def shape(self) -> str:
        """The filter without its values."""
        parts = self.filter.split('"')
        return '"…"'.join(parts[::2])

    def _finding(self, what: str, received: str, grade: Outcome | None) -> Finding:
        return Finding(
            f"The filter {self.filter} {what}",
            _listed(self.expected),
            received,
            (self.sent.number,),
            cause=f"wrong answer: {self.shape}",
            grade=grade,
        )


def findings_of(
    *answers: Answer, refusal: Outcome | None = Outcome.WARN, wrong: Outcome | None = None
) -> list[Finding]:
    """The findings of several filters that show one thing."""
    return [finding for answer in answers for finding in answer.findings(refusal=refusal, wrong=wrong)]


def refuses(exchange: Exchange) -> bool:
    """Whether a filter is refused as section 3.4.2.2 of RFC 7644 wants it."""
    return exchange.status == 400 and exchange.answer.object.get("scimType") == INVALID_FILTER


def entries(exchange: Exchange) -> list[Json]:
    """The resources of a list answer; none when it is no list."""
    response = exchange.response
    listed = response.object.get("Resources") if response is not None and response.ok else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def until_listed(probe: Probe, endpoint: str, wanted: str, *ids: str) -> Exchange:
    """The answer to a filter once it shows all of these, or when ``--settle`` is over: some index with a delay."""
    return probe.session.settled(
        lambda: probe.query(endpoint, {"filter": wanted}),
        lambda seen: seen.response is None or set(ids) <= {entry.get("id") for entry in entries(seen)},
    )


def number_in(exchange: Exchange, name: str) -> int | None:
    """A number of a list answer, such as ``totalResults``; ``None`` when it is missing or no whole number."""
    value = expect.lookup(exchange.answer.object, name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def values_at(resource: Mapping[str, Any], path: str) -> list[Any]:
    """The values at ``emails.value``, or at ``urn:...:User:department``."""
    if not path.lower().startswith("urn:"):
        return values_of(resource, path)
    urn, _, rest = path.rpartition(":")
    extension = expect.lookup(resource, urn)
    return values_of(extension, rest) if isinstance(extension, Mapping) else []


def email_types(declared: Declared) -> tuple[str, str]:
    """Two types of e-mail that the target's schema knows: some servers refuse every other.

    :raises NotApplicable: when it knows one only.
    """
    kind = declared.resource_type("User")
    emails = attribute(declared.schemas.get(kind.schema, {}), "emails") if kind else None
    known = (sub_attribute(emails or {}, "type") or {}).get("canonicalValues")
    listed = [entry for entry in known if isinstance(entry, str)] if isinstance(known, list) else []
    if not listed or {"work", "home"} <= set(listed):
        return "work", "home"
    if len(listed) == 1:
        raise NotApplicable(f"the target's schema has one type of e-mail only, {listed[0]}")
    return listed[0], listed[1]


def schema_has(path: str, type_name: str, declared: Declared) -> bool:
    """Whether a resource type has ``name.familyName``, or ``urn:...:User:department`` of an extension.

    True when the target publishes no schema.
    """
    kind = declared.resource_type(type_name)
    if path.lower().startswith("urn:"):
        urn, _, path = path.rpartition(":")
        if kind is None or urn not in (kind.schema, *kind.extensions):
            return False
        schema = declared.schemas.get(urn)
    else:
        schema = declared.schemas.get(kind.schema) if kind else None
    head, _, rest = path.partition(".")
    if schema is None or head.lower() in COMMON:
        return True
    definition = attribute(schema, head)
    return definition is not None and (not rest or sub_attribute(definition, rest) is not None)


def fitting(wanted: Mapping[str, Any], type_name: str, declared: Declared) -> Json:
    """Those of these attributes, and of their sub-attributes, that the schema of the resource type has."""
    return {
        name: _fitting(name, value, type_name, declared)
        for name, value in wanted.items()
        if (_extends(name, declared) if name.startswith("urn:") else schema_has(name, type_name, declared))
    }


def with_schemas(body: Json) -> Json:
    """The resource naming the schemas of the extensions that it uses."""
    used = [name for name in body if name.lower().startswith("urn:") and name not in body["schemas"]]
    return {**body, "schemas": [*body["schemas"], *used]}


def urn_of(declared: Declared, type_name: str = "User") -> str:
    """The URN of the schema of a resource type."""
    kind = declared.resource_type(type_name)
    return kind.schema if kind else USER


def extends_users(declared: Declared) -> bool:
    """Whether users have the enterprise extension."""
    return _extends(ENTERPRISE_USER, declared)


def _extends(name: str, declared: Declared) -> bool:
    kind = declared.resource_type("User")
    return kind is not None and name in kind.extensions


def _fitting(name: str, value: Any, type_name: str, declared: Declared) -> Any:
    if isinstance(value, list):
        return [_fitting(name, entry, type_name, declared) for entry in value]
    if not isinstance(value, Mapping):
        return value
    joint = ":" if name.startswith("urn:") else "."
    return {key: entry for key, entry in value.items() if schema_has(f"{name}{joint}{key}", type_name, declared)}


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nobody"


def cursor_in(exchange: Exchange, name: str = "nextCursor") -> str:
    """A cursor that an answer gives (RFC 9865); empty when it gives none."""
    cursor = expect.lookup(exchange.answer.object, name) if exchange.answer.ok else None
    return cursor if isinstance(cursor, str) else ""


def declared_paging(declared: Declared) -> Json:
    """What the target declares of paging; empty when it declares nothing, as before RFC 9865."""
    entry = declared.config.get("pagination")
    return entry if isinstance(entry, dict) else {}


def needs_paging_by_cursor(declared: Declared) -> None:
    """:raises NotApplicable: when the target does not declare it."""
    if declared_paging(declared).get("cursor") is not True:
        raise NotApplicable("the target does not declare paging by cursor")


def needs_paging_by_index(declared: Declared) -> None:
    """:raises NotApplicable: when the target declares that it has none: with RFC 9865, cursors may be the only way."""
    if declared_paging(declared).get("index") is False:
        raise NotApplicable("the target declares that it does not page by index")
