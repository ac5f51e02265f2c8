"""One run's access to the target: credentials, base URL, the record, and the guard of other people's data."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import unquote

from scimproof import cleanup, interrupts
from scimproof.declared import Declared
from scimproof.exchange import Exchange, Request
from scimproof.journal import Entry, Journal
from scimproof.outcome import HarnessFault, Unproven, WouldHarm
from scimproof.profiles.model import Profile
from scimproof.redaction import is_credential
from scimproof.settings import Settings
from scimproof.wire import Wire

PREFLIGHT = "preflight"
CLEANING = "clean-up"
USER_AGENT = "scimproof"
SETTLE_STEP_S = 0.25
Sent = TypeVar("Sent")

BULK_REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
FEWEST_IN_BULK = 3  # a bulk request and the look that it worked are two
WORTH_A_BULK = 40
MOST_IN_BULK = 100
A_DELETION = 200  # bytes of one operation in a bulk request, at most

# What only says something of a body.
OF_A_BODY = ("content-type", "content-length")

# Discovery documents are read-only (RFC 7644 section 4): writing to them may be tried.
READ_ONLY = ("/ServiceProviderConfig", "/ResourceTypes", "/Schemas")

# The attribute by which a resource can be found again, in this order of preference.
MARKS = ("userName", "displayName", "externalId")


class Session:
    """Sends for every client, and sees to it that nobody is harmed.

    :param profile: what the target promises; ``None`` when nothing is known of it.
    :param scenario: id of the scenario that is being played; stands in the record of each exchange.
    """

    def __init__(
        self,
        settings: Settings,
        wire: Wire,
        journal: Journal,
        declared: Declared | None = None,
        profile: Profile | None = None,
    ) -> None:
        if settings.url is None:
            raise HarnessFault("a session needs the URL of a target")
        self.settings = settings
        self.base_url = settings.url.partition("?")[0].rstrip("/")
        self.wire = wire
        self.journal = journal
        self.declared = declared or Declared()
        self.profile = profile
        self.scenario = PREFLIGHT
        self._suite = ""
        self._invented: set[str] = set()
        self._asked_to_go: set[tuple[str, str]] = set()
        self._shared: set[tuple[str, str]] = set()

    # -- credentials ------------------------------------------------------------------------------------------

    @property
    def has_credentials(self) -> bool:
        """Whether the user gave any credential, as an option or as a header."""
        return self.authorization is not None or any(is_credential(name) for name, _ in self.settings.headers)

    @property
    def authorization(self) -> str | None:
        """The value of the ``Authorization`` header, or ``None`` when no credential was given."""
        return authorization(self.settings.token, self.settings.basic)

    def _users_headers(self, *, anonymous: bool) -> list[tuple[str, str]]:
        headers = self.settings.headers
        return [(name, value) for name, value in headers if not (anonymous and is_credential(name))]

    # -- sending ----------------------------------------------------------------------------------------------

    def send(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        headers: Sequence[tuple[str, str]] = (),
        body: Mapping[str, Any] | bytes | None = None,
        client: str | None = None,
        malformed: str | None = None,
        anonymous: bool = False,
        emulated: bool = False,
    ) -> Exchange:
        """Send one request and record it.

        :param path: relative to the base URL, percent-encoded.
        :param query: without the question mark, encoded as this client encodes.
        :param headers: exactly these are sent, and the ``--header`` ones of the user.
        :param anonymous: without those ``--header`` ones that carry a credential.
        :param malformed: why the request is wrong on purpose; otherwise Scimproof judges its own requests, too.
        :param emulated: a product sends it so, right or wrong: it is not judged, and how often it is sent again when
            the target asks to wait is the product's business.
        :raises HarnessFault: when the request would touch a resource that this run did not create.
        :raises KeyboardInterrupt: when the run was to end, and nobody has heeded it.
        """
        interrupts.heed()
        document = body if isinstance(body, Mapping) else _object_in(body)
        request = Request(
            method=method,
            url=self.base_url + path + (f"?{query}" if query else ""),
            headers=(*headers, *self._users_headers(anonymous=anonymous)),
            body=compact(body) if isinstance(body, Mapping) else bytes(body or b""),
            malformed=malformed,
        )
        self._refuse_harm(method, path)
        self._refuse_protected(document)
        if not emulated:
            self._judge_own(request, path)
        entries = self._intend(method, path, document)
        budgeted = self.scenario not in (PREFLIGHT, CLEANING)
        exchange = self.wire.send(request, scenario=self.scenario, client=client, budgeted=budgeted, once=emulated)
        self._note_what_became(method, path, entries, exchange)
        return exchange

    def together(self, *sendings: Callable[[], Sent]) -> list[Sent]:
        """Let several requests, or tasks, go out at the same time; what came of each, in the order they were given."""
        with ThreadPoolExecutor(max_workers=len(sendings)) as pool:
            return [future.result() for future in [pool.submit(sending) for sending in sendings]]

    def patiently(self, ask: Callable[[], Exchange]) -> Exchange:
        """Ask again as long as the target asks to wait, as far as the limits of the wire go; the last answer."""
        limits = self.wire.limits
        for attempt in range(1, limits.max_attempts):
            exchange = ask()
            if (wait := self.wire.asked_to_wait(exchange.response, attempt)) is None:
                return exchange
            time.sleep(wait)
        return ask()

    def plain(self, method: str, path: str, query: str = "") -> Exchange:
        """Send a plain request of the harness itself, such as a deletion at the end."""
        return self.send(method, path, query=query, headers=self._plain_headers())

    def _plain_headers(self) -> list[tuple[str, str]]:
        headers = [("Accept", "application/scim+json"), ("User-Agent", USER_AGENT)]
        if self.authorization:
            headers.append(("Authorization", self.authorization))
        return headers

    def settled(self, ask: Callable[[], Exchange], shows: Callable[[Exchange], bool]) -> Exchange:
        """Ask until the answer shows what it has to, for ``--settle`` seconds; the last answer is returned."""
        deadline = time.monotonic() + self.settings.settle_s
        exchange = ask()
        while not shows(exchange) and time.monotonic() < deadline:
            time.sleep(min(SETTLE_STEP_S, max(0.0, deadline - time.monotonic())))
            exchange = ask()
        return exchange

    def invented_id(self) -> str:
        """An id that no resource can have. It is the only foreign id that may be written to."""
        value = str(uuid.uuid4())
        self._invented.add(value)
        return value

    def begin(self, scenario: str) -> None:
        """Play another scenario. A suite begins with nobody left of the one before, but for whom scenarios share."""
        if self._suite != (suite := scenario.partition("/")[0]):
            self.tidy()
            self._suite = suite
        self.scenario = scenario

    # -- leaving no trace -------------------------------------------------------------------------------------

    def tidy(self, *, patiently: bool = False) -> list[dict[str, Any]]:
        """Delete what is left of this run, but for what scenarios share. Returns what could not be deleted.

        :param patiently: let it wait until a bulk request is worth its while, where the target takes them.
        """
        if self.settings.keep:
            return []
        own = [entry for entry in self.journal.open_entries() if (entry.endpoint, entry.id) not in self._shared]
        if patiently and len(own) < WORTH_A_BULK and self._bulk is not None:
            return []
        return self.remove(own)

    def remove(self, entries: list[Entry]) -> list[dict[str, Any]]:
        """Delete what this run created: in bulk where the target takes that. Returns what could not be deleted."""
        self.scenario = CLEANING
        bulk = self._bulk if len(entries) >= FEWEST_IN_BULK else None
        return cleanup.remove_all(entries, self.plain, self.journal, bulk)

    @property
    def _bulk(self) -> cleanup.Bulk | None:
        most = self.declared.most_in_bulk(A_DELETION)
        return cleanup.Bulk(self._delete_together, min(most, MOST_IN_BULK)) if most >= FEWEST_IN_BULK else None

    def _delete_together(self, paths: Sequence[str]) -> Exchange:
        operations = [{"method": "DELETE", "path": path} for path in paths]
        body = {"schemas": [BULK_REQUEST], "Operations": operations}
        headers = [*self._plain_headers(), ("Content-Type", "application/scim+json")]
        return self.send("POST", "/Bulk", headers=headers, body=body)

    def share(self, endpoint: str, resource_id: str) -> None:
        """Let a resource outlive the scenario that created it: other scenarios want it, too, and the run removes it."""
        self._shared.add((endpoint, resource_id))

    # -- guards -----------------------------------------------------------------------------------------------

    def _refuse_harm(self, method: str, path: str) -> None:
        """Only what this run created, what cannot exist, and what is read-only by the RFC, may be written to.

        Not even a collection, or ``/Me``: there are servers that take ``DELETE /Users`` at its word.
        """
        if method not in ("PUT", "PATCH", "DELETE") or path.startswith(READ_ONLY):
            return
        endpoint, resource_id = resource_at(path)
        if resource_id in self._invented:
            return
        entry = self.journal.owned(endpoint, resource_id)
        if entry is None:
            raise WouldHarm(f"{method} {path} would change a resource that this run did not create")
        if not entry.proven and self.scenario != CLEANING:
            raise Unproven(
                f"the answer to the create did not show our own {entry.attribute}, so {resource_id} may be "
                "somebody else's and is left alone"
            )

    def _refuse_protected(self, body: Mapping[str, Any] | None) -> None:
        """A break-glass account is not touched, not even by a create that would meet it under its name."""
        name = (body or {}).get("userName")
        if self.profile is not None and isinstance(name, str) and self.profile.protects(name):
            raise WouldHarm(f"the profile {self.profile.name} protects the user {name}")

    def _judge_own(self, request: Request, path: str) -> None:
        from scimproof.validation.requests import request_problems

        if request.malformed is None and request.body:
            problems = request_problems(request, self.declared, path)
            if problems:
                first = problems[0]
                raise HarnessFault(
                    f"Scimproof was about to send a malformed request, {request.method} {path}: "
                    f"{first.pointer} has to be {first.expected}, is {first.received}"
                )

    def _intend(self, method: str, path: str, body: Mapping[str, Any] | None) -> list[Entry]:
        """Journal what a request may create: by POST, by a PUT that must not, or in bulk."""
        kind = self.declared.type_at(path)
        if method == "POST" and path.rstrip("/") == "/Bulk":
            return self._intend_bulk(body or {})
        # Products post to /Users, whatever the target declares: what is made there is ours as well.
        collection = kind.endpoint if kind is not None else "/" + path.strip("/")
        if method == "POST" and path.rstrip("/") == collection and path.count("/") == 1 and "." not in path:
            return [self.journal.intend(collection, *mark_of(body or {}))]
        endpoint, resource_id = resource_at(path)
        if method == "PUT" and resource_id in self._invented:
            # A PUT must not create (RFC 7644 section 3.5.1). If it does, it is ours to remove.
            return [self.journal.intend(endpoint, *mark_of(body or {}))]
        return []

    def _intend_bulk(self, body: Mapping[str, Any]) -> list[Entry]:
        entries = []
        for operation in body.get("Operations") or []:
            method, path = str(operation.get("method", "")).upper(), str(operation.get("path", ""))
            if method == "POST" and isinstance(operation.get("data"), Mapping):
                entries.append(self.journal.intend("/" + path.strip("/"), *mark_of(operation["data"])))
            elif "bulkId:" not in path:
                self._refuse_harm(method, path)
        return entries

    def _note_what_became(self, method: str, path: str, entries: list[Entry], exchange: Exchange) -> None:
        response = exchange.response
        if method == "DELETE":
            self._asked_to_go.add(resource_at(path))
        if response is not None and response.status in (404, 410) and resource_at(path) in self._asked_to_go:
            owned = self.journal.owned(*resource_at(path))
            if owned is not None and owned.open:
                # A 204 alone is no proof: some servers only say so. Neither is a 404 alone: there is one that does not
                # show a resource for a while after an error of its own. The sweep at the end asks again.
                self.journal.deleted(owned)
        if len(entries) != 1 or path.rstrip("/") == "/Bulk":
            return  # what a bulk request created is looked for by name at the end
        entry = entries[0]
        if response is None or response.status >= 500:
            return  # without a clear answer it stays open, and is looked for at the end
        if not response.ok:
            self.journal.refused(entry)
            return
        resource_id = response.object.get("id")
        if not isinstance(resource_id, str) or not resource_id:
            resource_id = exchange.located_id
        if resource_id:
            self.journal.created(entry, resource_id, proven=cleanup.shows(response.object, entry))
            if exchange.creates_in_silence:
                self._see_what_was_created(entry, resource_id, exchange.request)

    def _see_what_was_created(self, entry: Entry, resource_id: str, created: Request) -> None:
        """A create that was answered without a body: only a read, with its headers, shows that the resource is ours."""
        headers = tuple((name, value) for name, value in created.headers if name.lower() not in OF_A_BODY)
        url = self.base_url + cleanup.resource_path(entry.endpoint, resource_id)
        seen = self.wire.send(Request("GET", url, headers), scenario=self.scenario, client=None).response
        if seen is not None and seen.ok and cleanup.shows(seen.object, entry):
            self.journal.created(entry, resource_id, proven=True)

    def adopt(self, endpoint: str, resource_id: str, resource: Mapping[str, Any]) -> None:
        """Take a resource that a bulk request of ours created for our own, once it shows the name that we gave it."""
        for entry in self.journal.open_entries():
            if entry.id is None and entry.endpoint == endpoint and cleanup.shows(dict(resource), entry):
                self.journal.created(entry, resource_id, proven=True)
                return


def authorization(token: str | None, basic: str | None) -> str | None:
    """The ``Authorization`` header for a bearer token or ``user:password``."""
    if token:
        return f"Bearer {token}"
    if basic:
        return "Basic " + base64.b64encode(basic.encode()).decode()
    return None


def _object_in(body: bytes | None) -> dict[str, Any] | None:
    """What bytes say, as far as they are a JSON object: whatever they create is to be found again."""
    try:
        document = json.loads(body or b"")
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def compact(document: Mapping[str, Any]) -> bytes:
    """JSON without blanks, UTF-8 raw, members in order."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def resource_at(path: str) -> tuple[str, str]:
    """The endpoint and the id that a path such as ``/Users/2819`` names; the id is decoded."""
    head, _, last = path.rstrip("/").rpartition("/")
    return head, unquote(last)


def mark_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """The attribute by which a created resource can be found again, and its value (empty if it has none)."""
    for name in MARKS:
        value = body.get(name)
        if isinstance(value, str) and value:
            return name, value
    return MARKS[0], ""
