"""What a hook shows at one moment of a story, for scenarios in which the endpoint is judged as well.

To ask a hook that is not there ends a flow. A glance keeps the reason instead: the checks of the endpoint go on, and
only those that need to see behind it are not applicable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scimproof import expect
from scimproof.hooks import Seen
from scimproof.outcome import Blocked, Finding, NotApplicable


class Glance:
    """A look behind the endpoint, taken when it is made.

    :param look: asks a hook.
    """

    def __init__(self, look: Callable[[], Seen]) -> None:
        self._seen: Seen | None = None
        self._why: Blocked | NotApplicable | None = None
        try:
            self._seen = look()
        except (Blocked, NotApplicable) as why:
            self._why = why

    @property
    def seen(self) -> Seen:
        """What it showed.

        :raises NotApplicable: when there is no such hook.
        :raises Blocked: when the hook does not answer as described.
        """
        if self._seen is None:
            why = self._why or Blocked("nothing was seen")
            raise type(why)(str(why))
        return self._seen

    @property
    def worked(self) -> bool:
        """Whether there is something to see."""
        return self._seen is not None

    @property
    def value(self) -> Any:
        """The value that was seen."""
        return self.seen.value


def is_(one: Glance | Seen, expected: Any, message: str) -> list[Finding]:
    """A finding with this message unless the value is the expected one."""
    return _seen(one).is_(expected, message)


def shows(one: Glance | Seen, fits: Callable[[Any], bool], expected: str, message: str) -> list[Finding]:
    """A finding with this message unless the value fits, by whatever rule the check has."""
    seen = _seen(one)
    if fits(seen.value):
        return []
    return [Finding(message, expected, expect.shown(seen.value), seen.exchanges, cause=message)]


def _seen(one: Glance | Seen) -> Seen:
    return one.seen if isinstance(one, Glance) else one
