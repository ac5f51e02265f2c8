"""A finding as reports show it."""

from __future__ import annotations

from dataclasses import dataclass

from scimproof.reporting.causes import Finding
from scimproof.reporting.shelf import MOST_EXCHANGES
from scimproof.reporting.text import one_line, shortened, visible

_LONGEST_VALUE = 1_500


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as it is shown."""

    message: str
    expected: str
    received: str
    exchanges: tuple[int, ...]
    more: int

    @classmethod
    def of(cls, finding: Finding) -> Said:
        """Values are kept on several lines where they are, and cut where they are long."""
        numbers = tuple(finding["exchanges"])
        return cls(
            message=one_line(finding["message"], _LONGEST_VALUE),
            expected=shortened(visible(finding["expected"]), _LONGEST_VALUE),
            received=shortened(visible(finding["received"]), _LONGEST_VALUE),
            exchanges=numbers[:MOST_EXCHANGES],
            more=len(numbers[MOST_EXCHANGES:]),
        )
