"""How long Okta waits when a target says that it is asked too much (HTTP 429).

With ``Retry-After`` in whole seconds exactly as long; without one, or with anything else in it, five minutes. Every
further 429 doubles the wait; after ten attempts the task is left to the admin (Okta's SCIM concepts, March 2026).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from scimproof.exchange import Response

DEFAULT_WAIT_S = 300.0
MOST_ATTEMPTS = 10


@dataclass
class Patience:
    """The waits of one request, on Okta's clock.

    :param waits: how long Okta waited so far, in seconds.
    """

    waits: list[float] = field(default_factory=list)

    def next_wait(self, response: Response | None) -> float | None:
        """Seconds until the next attempt; ``None`` when there is none."""
        if response is None or response.status != 429 or len(self.waits) + 1 >= MOST_ATTEMPTS:
            return None
        if self.waits:
            wait = 2 * self.waits[-1]
        else:
            asked = (response.header("Retry-After") or "").strip()
            wait = float(asked) if asked.isdigit() else DEFAULT_WAIT_S
        self.waits.append(wait)
        return wait
