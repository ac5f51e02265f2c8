"""What a fault is, and how a function becomes one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scimproof.lab.messages import Inbound, Outbound

OnRequest = Callable[[Inbound], Outbound | None]
OnAnswer = Callable[[Inbound, Outbound], None]
OnStorage = Callable[[type[Any]], type[Any]]


@dataclass(frozen=True)
class Fault:
    """A way to misbehave, named by its sin.

    :param basis: ``rfc`` (breaks it), ``idp`` (legal, but a client depends on the contrary) or ``robustness``.
    :param severity: ``critical``, ``major`` or ``minor``, for a live integration.
    :param clients: who is hurt.
    :param bugs: entries of the catalogue of real bugs that it commits.
    :param request: sees a request first; may change it, or answer in the server's stead.
    :param answer: sees an answer last, and changes it.
    :param storage: makes another storage class of the healthy one.
    """

    id: str
    title: str
    story: str
    basis: str
    severity: str
    clients: tuple[str, ...]
    bugs: tuple[str, ...]
    request: OnRequest | None = None
    answer: OnAnswer | None = None
    storage: OnStorage | None = None


FAULTS: dict[str, Fault] = {}


def _register(
    hook: str, function: Callable[..., Any], basis: str, severity: str, clients: tuple[str, ...], bugs: tuple[str, ...]
) -> None:
    title, _, story = inspect.cleandoc(function.__doc__ or "").partition("\n")
    name = function.__name__
    if not title or name in FAULTS:
        raise TypeError(f"the fault {name} has no docstring, or its name is taken")
    hooks: dict[str, Any] = {hook: function}
    FAULTS[name] = Fault(name, title.rstrip("."), story.strip(), basis, severity, clients, bugs, **hooks)


def on_request(
    basis: str, severity: str, *clients: str, bugs: tuple[str, ...] = ()
) -> Callable[[OnRequest], OnRequest]:
    """Make a function that sees requests a fault. The first line of its docstring is the title."""

    def decorate(function: OnRequest) -> OnRequest:
        _register("request", function, basis, severity, clients, bugs)
        return function

    return decorate


def on_answer(basis: str, severity: str, *clients: str, bugs: tuple[str, ...] = ()) -> Callable[[OnAnswer], OnAnswer]:
    """Make a function that changes answers a fault."""

    def decorate(function: OnAnswer) -> OnAnswer:
        _register("answer", function, basis, severity, clients, bugs)
        return function

    return decorate


def on_storage(
    basis: str, severity: str, *clients: str, bugs: tuple[str, ...] = ()
) -> Callable[[OnStorage], OnStorage]:
    """Make a function that derives another storage class a fault."""

    def decorate(function: OnStorage) -> OnStorage:
        _register("storage", function, basis, severity, clients, bugs)
        return function

    return decorate
