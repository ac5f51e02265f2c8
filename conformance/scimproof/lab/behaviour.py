"""What makes the lab behave otherwise than it does by itself: the part that faults and choices have in common."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from scimproof.lab.messages import Inbound, Outbound

OnRequest = Callable[[Inbound], Outbound | None]
OnAnswer = Callable[[Inbound, Outbound], None]
OnBackstage = Callable[[type[Any]], type[Any]]
OnStorage = Callable[[type[Any]], type[Any]]
Serve = Callable[[Inbound], Outbound]
OnServing = Callable[[Inbound, Serve], Outbound]


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """A way to behave, named by what it does.

    :param request: sees a request first; may change it, or answer in the server's stead.
    :param answer: sees an answer last, and changes it.
    :param serving: stands between the two: serves a request as often and in whichever form it likes.
    :param storage: makes another storage class of the healthy one.
    :param backstage: makes another application of that behind a double.
    """

    id: str
    title: str
    story: str
    request: OnRequest | None = None
    answer: OnAnswer | None = None
    serving: OnServing | None = None
    storage: OnStorage | None = None
    backstage: OnBackstage | None = None


def described(function: Callable[..., Any], what: str, taken: Container[str]) -> dict[str, Any]:
    """Name and explanation of a behaviour, as its function gives them.

    :param what: ``fault`` or ``choice``.
    :param taken: a container of the names that exist.
    :raises TypeError: when the function has no docstring, or its name is taken.
    """
    title, _, story = inspect.cleandoc(function.__doc__ or "").partition("\n")
    name = function.__name__
    if not title or name in taken:
        raise TypeError(f"the {what} {name} has no docstring, or its name is taken")
    return {"id": name, "title": title.rstrip("."), "story": story.strip()}
