"""Following references between resources (RFC 7643 section 2.3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from scimproof import expect
from scimproof.cleanup import resource_path
from scimproof.clients.probe import Probe
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, NotApplicable, Outcome
from scimproof.validation.uris import is_absolute, same_resource


@dataclass(frozen=True)
class Followed:
    """A reference of an answer, and what a GET on it brought.

    :param what: names it, such as ``the $ref of a member``.
    :param wanted: the id of the resource that it has to lead to.
    :param uri: as the server wrote it; ``None`` when there was none.
    :param holder: the answer that holds it.
    :param led: the answer to the GET; ``None`` when it leads away from the target, and was not followed.
    """

    what: str
    wanted: str
    uri: str | None
    holder: Exchange
    led: Exchange | None

    @property
    def is_relative(self) -> bool:
        """Whether it is written without scheme and host."""
        return self.uri is not None and not is_absolute(self.uri)

    def findings(self) -> list[Finding]:
        """It leads to the resource.

        :raises NotApplicable: when there is no reference: ``$ref`` is optional.
        """
        if self.uri is None:
            raise NotApplicable(f"{self.holder.label} shows no $ref for {self.wanted}: it is optional")
        if self.led is None:
            # Only the host is ours to ask. A proxy that hides the name of the host is the usual reason.
            return [self._finding("leads away from the target", self.uri, Outcome.WARN)]
        if self.led.response is None or not self.led.response.ok:
            return [self._finding("leads nowhere", f"{self.uri}: {_status(self.led)}")]
        reached = self.led.response.object.get("id")
        if reached != self.wanted:
            return [self._finding("leads to another resource", f"{self.uri}: id {expect.shown(reached)}")]
        return []

    def _finding(self, wrong: str, received: str, grade: Outcome | None = None) -> Finding:
        exchanges = (self.holder,) if self.led is None else (self.holder, self.led)
        return Finding(
            f"{expect.sentence(self.what)} {wrong}",
            f"a URI at which a GET brings the resource with the id {self.wanted}",
            received,
            expect.numbers(exchanges),
            cause=f"{self.what} {wrong}",
            grade=grade,
        )


def follow(probe: Probe, what: str, entry: Mapping[str, Any] | None, wanted: str, holder: Exchange) -> Followed:
    """Ask for what the ``$ref`` of an element or of a manager leads to."""
    uri = expect.lookup(entry or {}, "$ref")
    if not isinstance(uri, str) or not uri:
        return Followed(what, wanted, None, holder, None)
    led: Exchange | None = None
    for path in _paths(uri, wanted, probe, holder):
        led = probe.send("GET", path)
        if led.response is not None and led.response.ok:
            break
    return Followed(what, wanted, uri, holder, led)


def _paths(uri: str, wanted: str, probe: Probe, holder: Exchange) -> list[str]:
    """Below the base URL, where a reference may lead: from the root of the service, as section 2.3.7 has it, or from
    the URL of its holder, as the examples of section 8 are written (``../Users/2819``).

    With another version segment, or none, it is the same URI (section 2.4): then it is read at ours.
    """
    base_url, asked = probe.session.base_url, holder.request.url
    root = base_url.rstrip("/") + "/"
    own = [resource_path(kind.endpoint, wanted) for kind in probe.session.declared.resource_types]
    paths = [path for path in own if same_resource(uri, root[:-1] + path, base_url, asked)]
    try:
        targets = [urljoin(root, uri), urljoin(root, uri.lstrip("/")), urljoin(asked, uri)]
    except ValueError:
        return paths
    paths += [target.partition("#")[0].removeprefix(root[:-1]) for target in targets if target.startswith(root)]
    # What may not stand in a URI is encoded, as clients do: that it is there is another matter.
    return list(dict.fromkeys(quote(path, safe="/%?&=:@!$'()*+,;~") for path in paths))


def _status(exchange: Exchange) -> str:
    return str(exchange.response.status) if exchange.response is not None else exchange.error or "no answer"
