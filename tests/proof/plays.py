"""One play: checks against a lab that commits faults, and what became of each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests import playing

from scimproof import suites
from scimproof.settings import Settings

HERE = Path(__file__).parent
RED = ("fail", "warn")
# The profile that has a line of each kind, but for those about what there is not.
EXAMPLE = "acme"
WITHOUT_GROUPS = {"contract-nothing-is-there"}
SEED = 0
# A server that hangs is not waited for as long as one on the other side of the world.
PATIENCE_S = {"hangs": 0.5}


def outcomes(
    faults: tuple[str, ...], checks: tuple[str, ...] = (), options: tuple[tuple[str, str], ...] = ()
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What the checks say of a lab with these faults: outcome and causes, by id; all checks when none is named.

    :param options: of the double, where the checks are those of a vendor.
    """
    with tempfile.TemporaryDirectory(prefix="scimproof-proof-") as place:
        settings = Settings(
            faults=faults,
            checks=checks,
            report_dir=Path(place),
            seed=SEED,
            timeout_s=patience(faults),
            profile=profile_for(checks),
            options=options,
        )
        return {one: (check["outcome"], _causes(check)) for one, check in playing.played(settings).items()}


def profile_for(checks: Iterable[str]) -> str | None:
    """The profile of the vendor whose suite these checks are of: they are played against its double."""
    wanted = set(checks)
    if wanted & WITHOUT_GROUPS:
        return str(HERE / "without_groups.toml")
    found = {entry.suite for entry in suites.known_checks() if entry.id in wanted} & set(suites.of_profiles())
    return EXAMPLE if suites.CONTRACT in found else min(found, default=None)


def patience(faults: Iterable[str]) -> float:
    """How long to wait for an answer of a lab with these faults."""
    return min((PATIENCE_S[fault] for fault in faults if fault in PATIENCE_S), default=30.0)


def _causes(check: Mapping[str, object]) -> tuple[str, ...]:
    findings = check["findings"]
    listed = findings if isinstance(findings, list) else []
    return tuple(dict.fromkeys(finding["cause"] or str(check["id"]) for finding in listed))
