"""Before anything is judged: can the target be reached, does it know us, does it speak SCIM, may we write?

It stops at the first cause, names it in one sentence, and says what to do. A wrong token is one line here and
never a hundred failed checks.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from scimproof.cleanup import resource_path
from scimproof.clients.probe import Probe
from scimproof.declared import Declared
from scimproof.directory import Directory, as_user
from scimproof.discovery import discover
from scimproof.exchange import Exchange, Response
from scimproof.session import Session
from scimproof.story import Story

# Where SCIM is usually mounted below the URL that people paste.
USUAL_MOUNTS = ("/v2", "/scim/v2", "/scim", "/api/scim/v2")


@dataclass(frozen=True)
class Step:
    """One thing that was found to be in order (or merely worth a remark)."""

    name: str
    detail: str
    remark: bool = False


class PreflightFailed(Exception):
    """The first thing that is not in order.

    :param cause: one sentence.
    :param fix: what to do about it.
    """

    def __init__(self, step: str, cause: str, fix: str) -> None:
        super().__init__(f"{cause} {fix}")
        self.step, self.cause, self.fix = step, cause, fix


@dataclass
class Preflight:
    """Walks the steps; afterwards the session knows what the target declares, and ``discovery`` how it said so."""

    session: Session
    discovery: Story | None = None

    def run(self, tell: Callable[[Step], None] = lambda step: None) -> None:
        """Do all steps and tell of each.

        :raises PreflightFailed: at the first that is not in order.
        """
        for step in self.steps():
            tell(step)

    def steps(self) -> Iterator[Step]:
        """The steps, one by one, from the name of the host to a user that was created and deleted."""
        url = urlsplit(self.session.base_url)
        host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
        yield _resolve(host)
        yield _connect(host, port)
        yield self._http_and_credentials(url.scheme)
        yield self._discovery()
        yield from self._write()

    def _http_and_credentials(self, scheme: str) -> Step:
        probe = Probe(self.session)
        exchange = probe.query("/Users", {"startIndex": 1, "count": 1})
        if exchange.response is None:
            raise _unreachable(exchange, scheme)
        response = exchange.response
        if response.status in (404, 500, 501):
            # A target without users is thinkable, and one that fails to list them; whether it speaks SCIM shows
            # elsewhere, and what is wrong with its lists is for the checks to say.
            other = probe.query("/ServiceProviderConfig")
            if other.response is not None and looks_like_scim(other.response):
                response = other.response
            elif response.status == 404:
                raise self._not_here(probe, response)
        problem = self._refused(response) or self._not_scim(probe, response)
        if problem is not None:
            raise problem
        secure = "TLS and certificate in order, " if scheme == "https" else ""
        seen = exchange.response
        remark = not seen.ok
        return Step("credentials", f"{secure}GET /Users is answered {seen.status} with {seen.media_type}", remark)

    def _refused(self, response: Response) -> PreflightFailed | None:
        if response.status not in (401, 403, 407):
            return None
        given = {name.lower(): value for name, value in self.session.settings.headers}
        typed = given.get("authorization")
        if response.status == 403:
            cause = "The target knows the credential but forbids reading users (403)."
            fix = "Give the credential the right to read and write users and groups."
        elif typed is not None and " " not in typed.strip():
            cause = "The target refuses the Authorization header (401): its value has no scheme such as 'Bearer'."
            fix = "Use --token, or --header 'Authorization: Bearer ...'."
        elif self.session.authorization is None and typed is None:
            cause = f"The target wants a credential ({response.status}), and none was given."
            fix = "Give --token or --basic, or set SCIMPROOF_TOKEN."
        else:
            kind = "token" if self.session.settings.token else "credential"
            cause = f"The target refuses the {kind} ({response.status})."
            fix = f"Check that the {kind} is complete, not expired, and made for {self.session.base_url}."
        return PreflightFailed("credentials", cause, fix)

    def _not_scim(self, probe: Probe, response: Response) -> PreflightFailed | None:
        if 300 <= response.status < 400:
            where = urljoin(self.session.base_url + "/", response.header("Location") or "")
            return PreflightFailed(
                "SCIM",
                f"The target redirects ({response.status}) to {where}; Scimproof does not carry a credential there.",
                "Give --url the address that answers itself; a redirect to a login page means a wrong base URL.",
            )
        if looks_like_html(response):
            title = re.search(r"<title[^>]*>([^<]{1,80})", response.text, re.I)
            named = f" titled '{title[1].strip()}'" if title else ""
            return PreflightFailed(
                "SCIM",
                f"The target answers with an HTML page{named}, not with SCIM.",
                self._advice(probe) or "Check --url: this looks like a login or error page, not a SCIM endpoint.",
            )
        if response.status >= 500:
            return PreflightFailed(
                "SCIM",
                f"The target answers GET /Users with {response.status}.",
                "Look into the log of the target: it fails before anything can be judged.",
            )
        if response.ok and response.json is None:
            return PreflightFailed(
                "SCIM",
                f"The target answers GET /Users with {response.status}, but the body is no JSON.",
                self._advice(probe) or "Check --url: it has to be the SCIM base URL, such as https://host/scim/v2.",
            )
        return None

    def _not_here(self, probe: Probe, response: Response) -> PreflightFailed:
        return PreflightFailed(
            "SCIM",
            f"There is no SCIM at {self.session.base_url}: "
            f"neither /Users nor /ServiceProviderConfig is found ({response.status}).",
            self._advice(probe) or "Check --url: it has to be the SCIM base URL, such as https://host/scim/v2.",
        )

    def _advice(self, probe: Probe) -> str | None:
        """Where SCIM does answer on the same host, if at a usual place."""
        for mount in USUAL_MOUNTS:
            exchange = probe.query(f"{mount}/ServiceProviderConfig")
            if exchange.response is not None and looks_like_scim(exchange.response):
                return f"SCIM answers at {self.session.base_url}{mount}: use --url {self.session.base_url}{mount}"
        return None

    def _discovery(self) -> Step:
        self.discovery = discover(self.session)
        profile = self.session.profile
        if profile is not None and profile.users.unsupported:
            lacks = self.session.declared.lacks | set(profile.users.unsupported)
            self.session.declared = replace(self.session.declared, lacks=lacks)
        declared = self.session.declared
        if not declared.config:
            return Step("discovery", "/ServiceProviderConfig could not be read; the checks will say why", remark=True)
        kinds = ", ".join(kind.name for kind in declared.resource_types)
        able = [name for name in ("patch", "filter", "sort", "bulk", "etag") if declared.supports(name)]
        return Step("discovery", f"{kinds}; {', '.join(able) or 'no optional feature'} declared")

    def _write(self) -> Iterator[Step]:
        """Create, read and delete one user. Only a refused create stops: the rest is for the checks to judge."""
        kind = self.session.declared.resource_type("User")
        if kind is None:
            yield Step("write", "the target declares no User, nothing was written", remark=True)
            return
        probe = Probe(self.session)
        person = Directory(self.session.settings.seed, f"{self.session.settings.run_id}p").person()
        created = probe.create(kind.endpoint, as_user(person, self.session.declared))
        if _minds_the_password(created, self.session.declared):
            self.session.declared = replace(self.session.declared, lacks=self.session.declared.lacks | {"password"})
            created = probe.create(kind.endpoint, as_user(person, self.session.declared))
        if created.response is None or not created.response.ok:
            raise _cannot_write(created)
        entry = next(iter(self.session.journal.open_entries()), None)
        if entry is None or entry.id is None:
            yield Step("write", "a user was created, but the answer has no id", remark=True)
            return
        path = resource_path(kind.endpoint, entry.id)
        read = probe.send("GET", path)
        leftovers = self.session.tidy()
        if leftovers:
            yield Step("write", f"a user was created, but {leftovers[0]['reason']}", remark=True)
        elif read.response is None or read.response.status != 200:
            seen = read.response.status if read.response else "not"
            yield Step("write", f"a user was created and deleted, but reading it was answered {seen}", remark=True)
        else:
            yield Step("write", "one user created, read and deleted")


def looks_like_scim(response: Response) -> bool:
    """Whether an answer can be a ServiceProviderConfig, or a refusal in SCIM's own words."""
    if response.ok:
        return isinstance(response.object.get("patch"), dict) or isinstance(response.object.get("schemas"), list)
    schemas = response.object.get("schemas")
    return response.status in (401, 403) and isinstance(schemas, list) and any("scim" in str(uri) for uri in schemas)


def looks_like_html(response: Response) -> bool:
    """Whether an answer is an HTML page; JSON under the media type of HTML is for the checks to judge."""
    marked = response.media_type in ("text/html", "application/xhtml+xml") and response.json is None
    return marked or bool(re.match(r"\s*<(!doctype html|html)", response.text[:200], re.I))


def _resolve(host: str) -> Step:
    try:
        addresses = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        raise PreflightFailed(
            "name", f"The host name {host} cannot be resolved.", "Check --url for a typing error, and the network."
        ) from None
    return Step("name", f"{host} is {sorted(map(str, addresses))[0]}")


def _connect(host: str, port: int) -> Step:
    try:
        socket.create_connection((host, port), timeout=10).close()
    except OSError as error:
        reason = error.strerror or "no answer"
        raise PreflightFailed(
            "connection",
            f"No connection to {host}:{port} ({reason.lower()}).",
            "Check that the target is running and that host and port in --url are right.",
        ) from None
    return Step("connection", f"{host}:{port} accepts connections")


def _unreachable(exchange: Exchange, scheme: str) -> PreflightFailed:
    said = exchange.error or "no answer"
    if "CERTIFICATE_VERIFY_FAILED" in said or "certificate" in said.lower():
        return PreflightFailed(
            "TLS",
            f"The certificate of the target is not trusted: {said}.",
            "Give its authority with --ca FILE, or --insecure to go on without checking.",
        )
    if "SSL" in said or "WRONG_VERSION_NUMBER" in said:
        return PreflightFailed(
            "TLS", f"TLS does not come about: {said}.", "If the target speaks plain HTTP, use http://."
        )
    hint = "use https:// if the target speaks TLS" if scheme == "http" else "look at the target"
    return PreflightFailed("HTTP", f"The target takes the connection but does not answer: {said}.", f"Perhaps {hint}.")


def _minds_the_password(created: Exchange, declared: Declared) -> bool:
    """Whether a create may have been refused for its password: a server need not take any (RFC 7643 section 5)."""
    refused = created.response is not None and 400 <= created.response.status < 500
    return refused and not declared.supports("changePassword") and "password" in created.request.object


def _cannot_write(created: Exchange) -> PreflightFailed:
    if created.response is None:
        return PreflightFailed("write", f"Creating a user got no answer: {created.error}.", "Look at the target.")
    said = created.response.object.get("detail")
    words = f": {said}" if isinstance(said, str) and said else ""
    if created.response.status in (401, 403):
        fix = "Give the credential the right to create users."
    else:
        fix = "Without a user nothing can be judged. Run 'scimproof doctor -v' to see the request and the answer."
    return PreflightFailed("write", f"Creating a user was answered {created.response.status}{words}.", fix)
