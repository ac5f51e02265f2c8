"""Two runs side by side: what is newly broken, still broken, works again, or is not asked any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scimproof.outcome import Outcome

Check = Mapping[str, Any]
Results = Mapping[str, Any]
Key = tuple[str, str, str]

# What has to be acted on, gravest first. A waived check is broken all the same.
RED = (Outcome.FAIL, Outcome.ERROR, Outcome.BLOCKED, Outcome.WARN, Outcome.WAIVED)


@dataclass(frozen=True)
class Comparison:
    """The checks of a newer run by what became of them since an older one.

    :param new: red now, and not red before.
    :param known: red now, and at least as red before.
    :param fixed: red before, and judged and not red now.
    :param gone: judged before, and not in the newer run at all; as they were.
    """

    older: Results
    new: tuple[Check, ...]
    known: tuple[Check, ...]
    fixed: tuple[Check, ...]
    gone: tuple[Check, ...]

    def record(self) -> dict[str, Any]:
        """As it stands in the results file of the newer run: ids, and which run they were compared with."""
        run = self.older["run"]
        return {
            "run": run["id"],
            "started": run["started"],
            "version": self.older["tool"]["version"],
            "new": ids(self.new),
            "known": ids(self.known),
            "fixed": ids(self.fixed),
            "gone": ids(self.gone),
        }


def compare(older: Results, checks: list[dict[str, Any]]) -> Comparison:
    """Compare the checks of a run with an older results file."""
    before = {key(check): check for check in older["checks"]}
    now = {key(check): check for check in checks}
    red = [check for check in checks if is_red(check)]
    known = [check for check in red if _was_as_bad(before.get(key(check)), check)]
    return Comparison(
        older=older,
        new=tuple(check for check in red if check not in known),
        known=tuple(known),
        fixed=tuple(now[one] for one, check in before.items() if is_red(check) and one in now and not is_red(now[one])),
        gone=tuple(check for one, check in before.items() if one not in now and check["outcome"] != "n/a"),
    )


def key(check: Check) -> Key:
    """What a check is recognised by in another run."""
    return check["suite"], check["id"], check["client"] or ""


def is_red(check: Check) -> bool:
    """Whether somebody has to look at it."""
    return check["outcome"] in RED


def ids(checks: tuple[Check, ...]) -> list[str]:
    """Their ids, in order."""
    return [check["id"] for check in checks]


def _was_as_bad(before: Check | None, now: Check) -> bool:
    """A warning that has become a failure is new, and so is a failure where a check could not run."""
    if before is None or not is_red(before):
        return False
    return now["outcome"] == Outcome.WAIVED or _badness(before) >= _badness(now)


def _badness(check: Check) -> int:
    """A waived check counts as the failure that it is."""
    return len(RED) if check["outcome"] == Outcome.WAIVED else len(RED) - RED.index(check["outcome"])
