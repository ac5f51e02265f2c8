"""What a choice is, and how a function becomes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.lab.behaviour import Behaviour, OnAnswer, OnRequest, OnStorage, described
from scimproof.lab.messages import Inbound, Outbound

Config = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Choice(Behaviour):
    """Something that a server may do, named by what it does.

    :param places: where the RFCs leave it open, such as ``RFC 7644 section 3.5.2``.
    """

    places: tuple[str, ...]


CHOICES: dict[str, Choice] = {}


def _register(function: Callable[..., Any], places: tuple[str, ...], config: Config | None, **hooks: Any) -> None:
    if not places:
        raise TypeError(f"the choice {function.__name__} does not say where an RFC allows it")
    if config is not None:
        hooks["answer"] = _declaring(config, hooks.get("answer"))
    texts = described(function, "choice", CHOICES)
    CHOICES[function.__name__] = Choice(**texts, places=places, **hooks)


def on_request(
    *places: str, config: Config | None = None, also: OnAnswer | None = None
) -> Callable[[OnRequest], OnRequest]:
    """Make a function that sees requests a choice. The first line of its docstring is the title.

    Who is not signed in is refused before anything is chosen.

    :param places: where the RFCs leave it open.
    :param config: what the ServiceProviderConfig says of it; ``None`` as a value leaves a member out.
    :param also: what belongs to it in answers, such as what /Schemas says.
    """

    def decorate(function: OnRequest) -> OnRequest:
        def when_signed_in(asked: Inbound) -> Outbound | None:
            return function(asked) if asked.signed_in else None

        _register(function, places, config, request=when_signed_in, answer=also)
        return function

    return decorate


def on_answer(*places: str, config: Config | None = None) -> Callable[[OnAnswer], OnAnswer]:
    """Make a function that changes answers a choice."""

    def decorate(function: OnAnswer) -> OnAnswer:
        _register(function, places, config, answer=function)
        return function

    return decorate


def on_storage(*places: str, config: Config | None = None) -> Callable[[OnStorage], OnStorage]:
    """Make a function that derives another storage class a choice."""

    def decorate(function: OnStorage) -> OnStorage:
        _register(function, places, config, storage=function)
        return function

    return decorate


def _declaring(config: Config, also: OnAnswer | None) -> OnAnswer:
    def declare(asked: Inbound, answer: Outbound) -> None:
        if asked.endpoint == "ServiceProviderConfig" and answer.ok and isinstance(answer.body, dict):
            for name, value in config.items():
                change(answer.body, name, value)
        if also is not None:
            also(asked, answer)

    return declare


def change(document: dict[str, Any], name: str, value: Any) -> None:
    """Put a value into a document; an object is merged into the one that is there, and ``None`` leaves out."""
    if value is None:
        document.pop(name, None)
    elif isinstance(value, Mapping):
        inner = document.setdefault(name, {})
        for part, entry in value.items():
            change(inner, part, entry)
    else:
        document[name] = value
