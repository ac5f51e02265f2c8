"""When a resource was changed: meta.lastModified, as far as clocks let it be compared (RFC 7643 section 3.1)."""

from __future__ import annotations

import re

from scimproof import expect
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, NotApplicable

# Two changes that are closer than this may well bear the same time: the clock of Windows ticks every 16 ms.
FINE_CLOCK_S = 0.02
_FRACTION = re.compile(r"\.(\d+)")


def stamp(exchange: Exchange, name: str = "lastModified") -> str | None:
    """A member of ``meta``, when it is a text."""
    meta = exchange.resource.get("meta")
    value = meta.get(name) if isinstance(meta, dict) else None
    return value if isinstance(value, str) else None


def moved_on(what: str, first: Exchange, write: Exchange, last: Exchange) -> list[Finding]:
    """``lastModified`` is later than it was on the first read, when a write has changed the resource since.

    The same moment is right where the write came so soon that the clock of the target cannot tell them apart.

    :raises NotApplicable: when the target shows no moments that can be compared.
    """
    before, after = stamp(first), stamp(last)
    apart = expect.seconds_between(before, after) if before and after else None
    if before is None or apart is None:
        raise NotApplicable("the target shows no meta.lastModified that can be compared")
    passed = (write.started - first.started).total_seconds()
    if apart > 0 or (apart == 0 and passed < _indistinct_s(before)):
        return []
    return expect.equal(f"meta.lastModified {what}", f"later than {before}", after, first, write, last)


def _indistinct_s(moment: str) -> float:
    """How close changes may be that bear the same time, by the digits that the clock shows.

    Zeros at the end tell of none: a column of whole seconds is often printed as ``.000``.
    """
    fraction = _FRACTION.search(moment)
    digits = len(fraction[1].rstrip("0")) if fraction else 0
    return max(FINE_CLOCK_S, 2 * 10.0**-digits)
