"""Which findings have one root, so that one thing to fix is one heading.

A check knows what it looked at, and calls its cause by that. One fault of a server shows in many places, though: if no
PATCH with a filter in its path has any effect, a dozen checks find a dozen values unchanged. So when all is judged, the
causes are given again:

1. ``blame`` traces each finding to the requests behind it, which for a read is the write before it;
2. ``likeness`` ties findings together that say the same of the same thing;
3. ``spectrum`` looks for what the requests behind red findings have in common, and others have not: a kind of request
   (``requests``), or of answer (``answers``).
"""

from __future__ import annotations

from collections.abc import Sequence

from scimproof.outcome import Outcome
from scimproof.roots import blame, likeness, spectrum
from scimproof.roots.records import Json, read

RED = (Outcome.FAIL.value, Outcome.WARN.value)


def united(checks: Sequence[Json], exchanges: Sequence[Json], base_url: str) -> list[Json]:
    """The checks, with one cause for all findings of one root."""
    records = read(exchanges, base_url)
    symptoms = blame.symptoms((check for check in checks if check["outcome"] in RED), records)
    causes = spectrum.causes(likeness.tied(symptoms, records), records)
    return [
        {
            **check,
            "findings": [
                {**finding, "cause": causes.get(id(finding), finding["cause"])} for finding in check["findings"]
            ],
        }
        for check in checks
    ]
