"""What a fault is, and how a function becomes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scimproof.lab.behaviour import Behaviour, OnAnswer, OnBackstage, OnRequest, OnStorage, described


@dataclass(frozen=True, kw_only=True)
class Fault(Behaviour):
    """A way to misbehave, named by its sin.

    :param basis: ``rfc`` (breaks it), ``idp`` (legal, but a client depends on the contrary), ``promise`` (a vendor has
        said otherwise) or ``robustness``.
    :param severity: ``critical``, ``major`` or ``minor``, for a live integration.
    :param clients: who is hurt.
    :param bugs: entries of the catalogue of real bugs that it commits.
    :param vendor: the double that it needs; empty for none.
    """

    basis: str
    severity: str
    clients: tuple[str, ...]
    bugs: tuple[str, ...]
    vendor: str = ""


FAULTS: dict[str, Fault] = {}


def _register(
    hook: str, function: Callable[..., Any], basis: str, severity: str, clients: tuple[str, ...], bugs: tuple[str, ...]
) -> None:
    texts = described(function, "fault", FAULTS)
    hooks: dict[str, Any] = {hook: function}
    FAULTS[function.__name__] = Fault(**texts, basis=basis, severity=severity, clients=clients, bugs=bugs, **hooks)


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


def on_backstage(vendor: str, severity: str, *clients: str) -> Callable[[OnBackstage], OnBackstage]:
    """Make a function that derives another application a fault: the double of this vendor breaks a promise."""

    def decorate(function: OnBackstage) -> OnBackstage:
        texts = described(function, "fault", FAULTS)
        FAULTS[function.__name__] = Fault(
            **texts,
            basis="promise",
            severity=severity,
            clients=clients,
            bugs=(),
            vendor=vendor,
            backstage=function,
        )
        return function

    return decorate
