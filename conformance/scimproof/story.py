"""Scenarios and checks: a flow is played once, and many checks judge its transcript."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, overload

import pytest

from scimproof.clients.admins.admin import Admin
from scimproof.clients.base import Client
from scimproof.clients.probe import Probe
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding, Level, NotApplicable

if TYPE_CHECKING:
    from scimproof.session import Session

Findings = Finding | list[Finding] | None


class Story:
    """The transcript of a scenario: its steps by name.

    A scenario assigns them (``story.created = probe.create(...)``); a check reads them. Reading a step that was
    not reached makes the check ``blocked`` (or ``n/a``), with the reason why the flow stopped.
    """

    def __init__(self, scenario: str) -> None:
        self.__dict__.update(scenario=scenario, stopped=None)

    scenario: str
    stopped: Exception | None

    def __getattr__(self, step: str) -> Any:
        if step.startswith("__"):
            raise AttributeError(step)  # copying and pickling ask for what is not there
        stopped = self.__dict__.get("stopped")
        if isinstance(stopped, NotApplicable | Blocked):
            raise type(stopped)(str(stopped))
        raise Blocked(f"the step '{step}' was not reached")

    def __setattr__(self, step: str, value: Any) -> None:
        self.__dict__[step] = value

    @property
    def exchanges(self) -> list[Exchange]:
        """The steps that are exchanges, in the order they were played."""
        return [value for value in self.__dict__.values() if isinstance(value, Exchange)]


Flow = Callable[..., None]


@overload
def scenario(function: Flow) -> Flow: ...
@overload
def scenario(*, given: str | tuple[str, ...] = (), suite: str | None = None) -> Callable[[Flow], Flow]: ...
def scenario(
    function: Flow | None = None, *, given: str | tuple[str, ...] = (), suite: str | None = None
) -> Flow | Callable[[Flow], Flow]:
    """Make a function the flow of a scenario. Its docstring tells the story; its first parameter is the story.

    The other parameters are fixtures: ``probe``, ``directory``, ``declared``, or one's own. The flow is played
    once, when the first check asks for it, and what it created is removed after the last one.

    :param given: capabilities (``patch``, ``filter``, ...) or resource types (``Group``) that the target has to
        declare; otherwise every check of the scenario is ``n/a``.
    :param suite: the suite it belongs to; by default the name of the folder.
    """

    def decorate(flow: Flow) -> Flow:
        wanted = list(inspect.signature(flow).parameters.values())[1:]

        def play(scimproof_session: Session, request: pytest.FixtureRequest, **fixtures: Any) -> Iterator[Story]:
            client = getattr(request.node, "client", None)
            story = Story(scenario_id(flow, suite or getattr(request.node, "suite", None), client))
            scimproof_session.begin(story.scenario)
            try:
                require(scimproof_session, given)
                flow(story, **{name: _afresh(value) for name, value in fixtures.items()})
            except (Blocked, NotApplicable) as stopped:
                story.stopped = stopped
            yield story
            # A product imports everybody who is there: it finds nobody of a scenario that has ended.
            scimproof_session.tidy(patiently=not any(map(_is_product, fixtures.values())))

        play.__name__ = flow.__name__
        play.__doc__ = flow.__doc__
        play.__module__ = flow.__module__
        keyword = inspect.Parameter.KEYWORD_ONLY
        play.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [
                inspect.Parameter("scimproof_session", inspect.Parameter.POSITIONAL_OR_KEYWORD),
                inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD),
                *(parameter.replace(kind=keyword) for parameter in wanted),
            ]
        )
        # What is left in the module is a fixture; to readers and type checkers it stays the flow.
        return cast(Flow, pytest.fixture(scope="module", name=flow.__name__)(play))

    return decorate(function) if function is not None else decorate


def _afresh(fixture: Any) -> Any:
    """What a client remembers of people and groups ends with the scenario that they were made in."""
    return fixture.afresh() if isinstance(fixture, Client | Admin) else fixture


def _is_product(fixture: Any) -> bool:
    return isinstance(fixture, Client | Admin) and not isinstance(fixture, Probe)


def require(session: Session, given: str | tuple[str, ...]) -> None:
    """:raises NotApplicable: when the target does not declare one of these capabilities or resource types."""
    for name in (given,) if isinstance(given, str) else given:
        if name[:1].isupper():
            if session.declared.resource_type(name) is None:
                raise NotApplicable(f"the target declares no resource type {name}")
        elif not session.declared.supports(name):
            raise NotApplicable(f"the target does not declare {name} as supported")


@dataclass(frozen=True)
class CheckSpec:
    """What is known of a check before it runs.

    :param id: stable across runs and versions.
    :param requirements: ids of what it judges; the first one is printed as the requirement.
    :param level: ``None`` until the registry has been asked.
    """

    id: str
    requirements: tuple[str, ...]
    level: Level | None
    given: tuple[str, ...]
    title: str
    story: str


def check(
    check_id: str, *requirements: str, level: Level | str | None = None, given: str | tuple[str, ...] = ()
) -> Callable[[Callable[..., Findings]], Callable[..., Findings]]:
    """Make a function a check: one verdict on one requirement.

    The function returns nothing (a pass), a :class:`Finding`, or a list of them. The first line of its docstring
    is the sentence in the reports, so it says what has to hold; the rest is printed by ``scimproof explain``.

    :param check_id: lower case, hyphens; never renamed.
    :param requirements: requirement ids, the one that it judges first.
    :param level: by default that of the first requirement; has to be given where the RFC states a fact
        without a key word.
    :param given: as for :func:`scenario`.
    """

    def decorate(function: Callable[..., Findings]) -> Callable[..., Findings]:
        title, _, rest = inspect.cleandoc(function.__doc__ or "").partition("\n")
        if not title:
            raise TypeError(f"the check {check_id} has no docstring: its first line is the sentence in the report")
        function.__scimproof_check__ = CheckSpec(  # type: ignore[attr-defined]
            id=check_id,
            requirements=requirements,
            level=Level(level) if level else None,
            given=(given,) if isinstance(given, str) else given,
            title=title.rstrip("."),
            story=rest.strip(),
        )
        return function

    return decorate


def spec_of(function: object) -> CheckSpec | None:
    """The spec of a function that :func:`check` decorated."""
    found = getattr(function, "__scimproof_check__", None)
    return found if isinstance(found, CheckSpec) else None


def suite_of(path_parts: tuple[str, ...]) -> str:
    """The suite of a module: the name of its folder."""
    return path_parts[-2] if len(path_parts) > 1 else "local"


def scenario_id(flow: Flow, suite: str | None = None, client: str | None = None) -> str:
    """``rfc/users/a-user-comes-and-goes`` for a flow of that name in ``scenarios/rfc/check_users.py``.

    Where a module is played with several clients, the id ends with the client.
    """
    from pathlib import Path

    path = Path(inspect.getfile(flow))
    topic = path.stem.removeprefix("check_").replace("_", "-")
    name = flow.__name__.replace("_", "-") + (f"-by-{client}" if client else "")
    return f"{suite or suite_of(path.parts)}/{topic}/{name}"
