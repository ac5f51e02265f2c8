"""What scenarios of vendors need: refusals that a vendor promises, feeds of events, and what is seen by hooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from scimproof import expect
from scimproof.declared import Json
from scimproof.exchange import Exchange
from scimproof.hooks import Glimpse, Hooks, Seen
from scimproof.outcome import Blocked, Finding, NotApplicable, Outcome


def refused(what: str, exchange: Exchange, status: int | None, *types: str) -> list[Finding]:
    """What a vendor promises to refuse is refused with this status.

    :param what: it, as the beginning of a sentence.
    :param status: ``None`` where only the refusal is promised: any of 4xx.
    :param types: the values of ``scimType`` that are documented; another one, or none, is warned about.
    """
    if exchange.response is None or exchange.response.ok:
        said = f"{exchange.status} {expect.detail(exchange)}".strip() if exchange.response else str(exchange.error)
        return [
            Finding(
                f"{what} is taken", f"{status or '4xx'}, a refusal", said, (exchange.number,), cause=f"{what} is taken"
            )
        ]
    accepted = (status,) if status is not None else tuple(range(400, 500))
    found = expect.status(exchange, *accepted, why=f"{what} is refused")
    return found or (expect.scim_type(exchange, *types, grade=Outcome.WARN) if types else [])


def is_off(exchange: Exchange, *, may_be_gone: bool, how: str = "") -> list[Finding]:
    """A read shows that somebody is inactive, or finds nobody where that is right as well."""
    if exchange.response is not None and exchange.response.status == 404 and may_be_gone:
        return []
    shown = expect.lookup(exchange.answer.object, "active") if exchange.answer.ok else None
    if shown is False:
        return []
    after = f" after {how}" if how else ""
    return [
        Finding(
            f"Somebody who was switched off is still shown as active{after}"
            if exchange.answer.ok
            else f"Somebody who was switched off is not found any more{after}",
            '"active": false' + (", or 404" if may_be_gone else ""),
            f"{exchange.status}, active is {expect.shown(shown)}",
            (exchange.number,),
            cause="somebody who was switched off is not shown as inactive",
        )
    ]


# -- events ---------------------------------------------------------------------------------------------------------


def about(seen: Seen | Glimpse, **what: str) -> list[Json]:
    """The events that say this, in the order of the feed."""
    listed = seen.value if isinstance(seen.value, list) else []
    return [event for event in listed if all(event.get(name) == value for name, value in what.items())]


def has_event(kind: str, **what: str) -> Callable[[Any], bool]:
    """Whether a feed has such an event: what to wait for."""
    return lambda feed: (
        isinstance(feed, list)
        and any(
            event.get("type") == kind and all(event.get(name) == value for name, value in what.items())
            for event in feed
        )
    )


def told(message: str, wanted: Iterable[str], events: Iterable[Json], seen: Seen) -> list[Finding]:
    """A finding unless these are the types of the events, in this order."""
    expected, received = list(wanted), [str(event.get("type")) for event in events]
    if expected == received:
        return []
    return [
        Finding(
            message, " → ".join(expected) or "no event", " → ".join(received) or "no event", seen.exchanges, message
        )
    ]


# -- accounts behind the endpoint -------------------------------------------------------------------------------------


def known(account: Glimpse, name: str) -> Any:
    """What an account shows under a name.

    :raises Blocked: when there is no account to look at.
    :raises NotApplicable: when the hook tells nothing of it.
    """
    if not isinstance(account.value, Mapping):
        raise Blocked("there is no account to compare with")
    if account.value.get(name) is None:
        raise NotApplicable(f"not observable: the hook 'account' does not tell '{name}'")
    return account.value[name]


def has(account: Glimpse, name: str, wanted: Any, message: str) -> list[Finding]:
    """A finding with this message unless an account shows this; none at all is as good as an inactive one."""
    if account.value is None and (name, wanted) == ("active", False):
        return []
    shown = account.value.get(name) if isinstance(account.value, Mapping) else None
    if shown == wanted:
        return []
    received = "no account" if account.value is None else f"{name}: {expect.shown(shown)}"
    return [Finding(message, f"{name}: {expect.shown(wanted)}", received, account.seen.exchanges, cause=message)]


def account_of(hooks: Hooks, user_name: str, **wanted: Any) -> Glimpse:
    """The account of somebody, once it shows all this, or when the time is over."""

    def shows(account: Any) -> bool:
        found = account if isinstance(account, Mapping) else {"active": False}
        return all(found.get(name) == value for name, value in wanted.items())

    return hooks.glimpse(lambda: hooks.account(user_name), shows)


def sees(seen: Seen | Glimpse, expected: Any, message: str) -> list[Finding]:
    """A finding with this message unless this is what was seen; lists are compared as sets."""
    return seen.is_(expected, message)


def shows(seen: Seen | Glimpse, fits: Callable[[Any], bool], expected: str, message: str) -> list[Finding]:
    """A finding with this message unless what was seen fits, by whatever rule the check has."""
    looked = seen.seen if isinstance(seen, Glimpse) else seen
    if fits(looked.value):
        return []
    return [Finding(message, expected, expect.shown(looked.value), looked.exchanges, cause=message)]
