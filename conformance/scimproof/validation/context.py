"""What a passive rule may know besides the exchange: the target, and what it declares of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from scimproof.declared import Declared, ResourceType
from scimproof.exchange import Exchange
from scimproof.validation.conformance import Conformance
from scimproof.validation.problem import Problem
from scimproof.validation.reading import DISCOVERY, Reading, Shown, query_parameters, read
from scimproof.validation.strictjson import StrictReading, read_strictly

if TYPE_CHECKING:
    from scimproof.validation.compiler import View


@dataclass(frozen=True)
class Context:
    """The target that the exchanges were with.

    :param declared: what it declares of itself.
    :param base_url: where it is; other paths are relative to this.
    :param secrets: the credentials that Scimproof was given for it.
    """

    declared: Declared
    base_url: str
    secrets: tuple[str, ...] = ()
    # The rules come to one exchange in turn: what the first has read, the others need not read again.
    _last: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def relative_path(self, exchange: Exchange) -> str:
        """The path after the base URL, still percent-encoded; the whole path when it is somewhere else."""
        path, base = exchange.request.path, self._base_path
        if path == base or path.startswith(base + "/"):
            return path[len(base) :] or "/"
        return path

    def resource_type(self, exchange: Exchange) -> ResourceType | None:
        """The resource type whose endpoint was asked."""
        return self.declared.type_at(self.relative_path(exchange))

    def is_discovery(self, exchange: Exchange) -> bool:
        """Whether a discovery endpoint was asked (RFC 7644 section 4)."""
        return self._head(exchange) in DISCOVERY

    def is_scim_endpoint(self, exchange: Exchange) -> bool:
        """Whether the target says, or has to say, that it serves what was asked."""
        path = self.relative_path(exchange).rstrip("/")
        if path.endswith("/.search"):
            return False  # nothing says whether a server offers it (RFC 7644 section 3.4.3)
        if path == "/Bulk":
            return self.declared.supports("bulk")
        depth = len([part for part in path.split("/") if part])
        return self.is_discovery(exchange) or (self.resource_type(exchange) is not None and depth <= 2)

    def view(self, exchange: Exchange) -> View:
        """``partial`` when the request chose the attributes, else ``response`` (RFC 7644 section 3.9)."""
        chosen = {name.lower() for name in query_parameters(exchange, self)}
        return "partial" if chosen & {"attributes", "excludedattributes"} else "response"

    def reading(self, exchange: Exchange) -> Reading:
        """What the answer shows."""
        if self._last.get("exchange") is not exchange:
            self._last.clear()
            self._last.update(exchange=exchange, reading=read(exchange, self))
        reading: Reading = self._last["reading"]
        return reading

    def strict_reading(self, exchange: Exchange) -> StrictReading:
        """What a strict reader says of the body of the answer."""
        self.reading(exchange)
        if "strict" not in self._last:
            self._last["strict"] = read_strictly(exchange.answer.body)
        strict: StrictReading = self._last["strict"]
        return strict

    def resource_problems(self, exchange: Exchange) -> list[tuple[Shown, Problem]]:
        """What is wrong with each resource that the answer shows, by the schemas that the target publishes."""
        reading = self.reading(exchange)
        if "problems" not in self._last:
            self._last["problems"] = [
                (shown, problem)
                for shown in reading.shown
                if shown.resource_type is not None
                for problem in self.conformance.problems(shown.body, shown.resource_type, shown.view)
            ]
        problems: list[tuple[Shown, Problem]] = self._last["problems"]
        return problems

    @property
    def conformance(self) -> Conformance:
        """The compiled schemas of the target."""
        return Conformance.of(self.declared)

    @cached_property
    def _base_path(self) -> str:
        return urlsplit(self.base_url).path.rstrip("/")

    def _head(self, exchange: Exchange) -> str:
        return "/" + unquote(self.relative_path(exchange)).lstrip("/").partition("/")[0]
