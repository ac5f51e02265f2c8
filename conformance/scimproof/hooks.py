"""Behind the endpoint: what SCIM does not show, such as roles and whether somebody can sign in.

A profile describes how to ask for it: an HTTP call with a JSON pointer into the answer, or a function of the user's
own. Doubles of the lab announce theirs. What no hook can see is ``n/a``, and never a pass.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scimproof.exchange import Exchange, Request
from scimproof.outcome import Blocked, Finding, NotApplicable
from scimproof.profiles.loading import hooks_of
from scimproof.profiles.model import Hook, Profile
from scimproof.session import USER_AGENT, Session

CLIENT = "hook"
POLL_S = 2.0

Json = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """What a hook showed.

    :param value: ``None`` when there is nothing.
    :param exchanges: numbers of the calls that showed it; none when a function was called.
    """

    what: str
    value: Any
    exchanges: tuple[int, ...] = ()

    def is_(self, expected: Any, message: str) -> list[Finding]:
        """A finding with this message unless the value is the expected one; lists are compared as sets."""
        seen, wanted = self.value, expected
        if isinstance(seen, list) and isinstance(wanted, list):
            seen, wanted = sorted(map(str, seen)), sorted(map(str, wanted))
        if seen == wanted:
            return []
        return [Finding(message, _shown(expected), _shown(self.value), self.exchanges, cause=message)]


@dataclass(frozen=True)
class Glimpse:
    """A look behind the endpoint as a step of a story: where nothing can be seen, that stops only who wants to know."""

    stopped: NotApplicable | Blocked | None = None
    shown: Seen | None = None

    @property
    def seen(self) -> Seen:
        """What was seen.

        :raises NotApplicable: when there is no such hook.
        :raises Blocked: when it did not answer as described.
        """
        if self.shown is None:
            reason = self.stopped or Blocked("nobody looked")
            raise type(reason)(str(reason))
        return self.shown

    @property
    def value(self) -> Any:
        """What was seen, without the evidence."""
        return self.seen.value

    def is_(self, expected: Any, message: str) -> list[Finding]:
        """A finding with this message unless the value is the expected one; lists are compared as sets."""
        return self.seen.is_(expected, message)


class Hooks:
    """Asks behind the endpoint, for one scenario or another.

    Methods raise :class:`NotApplicable` where the profile has no such hook, and :class:`Blocked` when it does not
    answer as described.
    """

    def __init__(
        self,
        session: Session,
        profile: Profile | None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._profile = profile
        self._base, self._hooks = _described(session.settings.announced, profile)
        self._sleep, self._now = sleep, now

    def has(self, *names: str) -> bool:
        """Whether there are these hooks."""
        return all(name in self._hooks for name in names)

    def require(self, *names: str) -> None:
        """:raises NotApplicable: when one of these hooks is missing."""
        for name in names:
            if name not in self._hooks:
                where = f"the profile {self._profile.name}" if self._profile else "no profile was chosen, which"
                raise NotApplicable(f"not observable: {where} has no hook '{name}'")

    # -- what can be seen ---------------------------------------------------------------------------------------

    def account(self, user_name: str) -> Seen:
        """The account of a user, as an object with ``id``, ``email``, ``active``, ``managed`` as far as known."""
        return self._ask("account", userName=user_name)

    def accounts(self, email: str) -> Seen:
        """Every account with this e-mail address, a list of such objects."""
        return self._ask("accounts", email=email)

    def roles(self, user_name: str) -> Seen:
        """The roles that a user has, a list of names."""
        return self._ask("roles", userName=user_name)

    def teams(self, user_name: str) -> Seen:
        """The teams, or groups of the application, that a user is in, a list of names."""
        return self._ask("teams", userName=user_name)

    def team(self, name: str) -> Seen:
        """A team by its name: an object, or nothing."""
        return self._ask("team", name=name)

    def sign_in(self, user_name: str) -> Seen:
        """Whether the user can sign in, or use a token or session that was there."""
        return self._ask("sign_in", userName=user_name)

    def events(self, since: int | str = 0) -> Seen:
        """What the application was told since a position: a list of objects with ``type`` and ``id``."""
        return self._ask("events", since=since)

    def glimpse(self, ask: Callable[[], Seen], shows: Callable[[Any], bool] | None = None) -> Glimpse:
        """Look, and keep what was seen, or why nothing can be: the story goes on.

        :param shows: wait until the answer shows this, as :meth:`settled` does.
        """
        try:
            return Glimpse(shown=ask() if shows is None else self.settled(ask, shows))
        except (NotApplicable, Blocked) as stopped:
            return Glimpse(stopped)

    # -- what can be done ---------------------------------------------------------------------------------------

    def seed_account(self, **account: Any) -> Seen:
        """Put an account there that SCIM does not know: ``userName``, ``email``, ``active``, ``externalId``."""
        return self._ask("seed_account", **account)

    def grant_role(self, user_name: str, role: str) -> Seen:
        """Give a role by hand, as an admin of the application does."""
        return self._ask("grant_role", userName=user_name, role=role)

    def set_option(self, name: str, value: Any) -> Seen:
        """Set up the application otherwise, such as which group grants which role."""
        return self._ask("set_option", name=name, value=value)

    def revoke_token(self) -> Seen:
        """Revoke the SCIM credential of the second client; the first one stays."""
        return self._ask("revoke_token")

    def call(self, name: str, /, **arguments: Any) -> Seen:
        """A hook that only some applications have, by its name."""
        return self._ask(name, **arguments)

    # -- time ---------------------------------------------------------------------------------------------------

    @property
    def effect_s(self) -> float:
        """Seconds that the application may take to show an effect."""
        promised = self._profile.effect_s if self._profile is not None else 0.0
        return max(promised, self._session.settings.settle_s)

    def settled(self, ask: Callable[[], Seen], shows: Callable[[Any], bool], within_s: float | None = None) -> Seen:
        """Ask until the answer shows what it has to; the last answer.

        :param within_s: seconds, by default those that the profile grants. A double turns its clock instead.
        """
        seen = ask()
        patience = self.effect_s if within_s is None else within_s
        if shows(seen.value):
            return seen
        if self.has("advance"):
            self._ask("advance", seconds=patience)
            return ask()
        deadline = self._now() + patience
        while not shows(seen.value) and self._now() < deadline:
            self._sleep(min(POLL_S, max(0.0, deadline - self._now())))
            seen = ask()
        return seen

    def let_time_pass(self, seconds: float | None = None) -> None:
        """Wait until every effect must have shown; a double turns its clock instead.

        Where there are no hooks nobody would see it, and nobody waits.
        """
        if not self._hooks:
            return
        patience = self.effect_s if seconds is None else seconds
        if self.has("advance"):
            self._ask("advance", seconds=patience)
        else:
            self._sleep(patience)

    # -- calling ------------------------------------------------------------------------------------------------

    def _ask(self, name: str, /, **arguments: Any) -> Seen:
        self.require(name)
        hook = self._hooks[name]
        if hook.python is not None:
            return Seen(name, _called(hook, arguments))
        exchange = self._send(hook, arguments)
        response = exchange.response
        if response is None:
            raise Blocked(f"the hook '{name}' got no answer: {exchange.error}")
        if response.status in hook.absent:
            return Seen(name, None, (exchange.number,))
        if not response.ok:
            raise Blocked(f"the hook '{name}' was answered {response.status} (#{exchange.number})")
        value = pointed(response.json, hook.pointer)
        if hook.fields:
            value = _renamed(value, hook.fields)
        return Seen(name, value, (exchange.number,))

    def _send(self, hook: Hook, arguments: Mapping[str, Any]) -> Exchange:
        method, _, where = (hook.request or "").partition(" ")
        path = _filled(where, arguments, encode=True)
        url = path if "://" in path else self._base.rstrip("/") + path
        headers = [("Accept", "application/json"), ("User-Agent", USER_AGENT), *hook.headers.items()]
        if token := self._session.settings.hook_token:
            headers.append(("Authorization", f"Bearer {token}"))
        body = b""
        if hook.body is not None:
            body = json.dumps(_filled_in(hook.body, arguments)).encode()
            headers.append(("Content-Type", "application/json"))
        request = Request(method, url, tuple(headers), body)
        return self._session.wire.send(request, scenario=self._session.scenario, client=CLIENT)


def _described(announced: Mapping[str, Any] | None, profile: Profile | None) -> tuple[str, Mapping[str, Hook]]:
    """Where hooks are and what they are: as a double of the lab announced them, or as the profile says."""
    if announced is not None:
        return hooks_of(announced)
    return (profile.hook_base, profile.hooks) if profile is not None else ("", {})


def _called(hook: Hook, arguments: Mapping[str, Any]) -> Any:
    module, _, name = str(hook.python).partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        function: Any = importlib.import_module(module)
        for part in name.split("."):
            function = getattr(function, part)
        return function(**arguments)
    except Exception as problem:  # whatever the user's function raises
        raise Blocked(f"the hook '{hook.name}' failed: {type(problem).__name__}: {problem}") from problem


def pointed(document: Any, pointer: str) -> Any:
    """What a JSON pointer (RFC 6901) leads to; ``None`` when there is nothing."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(key)
        elif isinstance(document, list) and key.isdigit() and int(key) < len(document):
            document = document[int(key)]
        else:
            return None
    return document


def _renamed(value: Any, fields: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(entry, fields) for entry in value]
    return {name: pointed(value, pointer) for name, pointer in fields.items()} if isinstance(value, dict) else value


_HOLE = re.compile(r"\{(\w+)\}")


def _filled(text: str, arguments: Mapping[str, Any], *, encode: bool) -> str:
    def fill(hole: re.Match[str]) -> str:
        value = str(arguments.get(hole[1], ""))
        return quote(value, safe="") if encode else value

    return _HOLE.sub(fill, text)


def _filled_in(template: Any, arguments: Mapping[str, Any]) -> Any:
    """A body with its holes filled: a text that is one hole becomes the value itself, and goes without a value."""
    if isinstance(template, dict):
        filled = {key: _filled_in(entry, arguments) for key, entry in template.items()}
        return {key: value for key, value in filled.items() if value is not _NOTHING}
    if isinstance(template, list):
        return [_filled_in(entry, arguments) for entry in template]
    if isinstance(template, str):
        if hole := _HOLE.fullmatch(template):
            return arguments.get(hole[1], _NOTHING)
        return _filled(template, arguments, encode=False)
    return template


_NOTHING = object()


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list | tuple) and all(isinstance(entry, str) for entry in value):
        return ", ".join(value) or "none"
    return json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value


def names_in(seen: Seen) -> Sequence[str]:
    """A list of names that a hook showed; empty when it showed nothing."""
    return [str(entry) for entry in seen.value] if isinstance(seen.value, list) else []
