"""Putting the lines of a profile to the test, whichever they are: a user may have written them this morning."""

from scimproof.contract.applicants import Applicants
from scimproof.contract.changes import Change, effect_of, send, unchanged
from scimproof.contract.lines import Line, broken, done, judged, refused, tried

__all__ = [
    "Applicants",
    "Change",
    "Line",
    "broken",
    "done",
    "effect_of",
    "judged",
    "refused",
    "send",
    "tried",
    "unchanged",
]
