"""What a mutation is: a fault that is made by rule, and not from a story."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scimproof.lab.behaviour import OnAnswer, OnRequest, OnServing
from scimproof.lab.faults.mechanism import Fault

STORY = "Made by rule: nobody has reported it, and nothing says that nobody will."


@dataclass(frozen=True, kw_only=True)
class Mutation(Fault):
    """A way to misbehave that is made by rule.

    :param kind: the class that it is counted in, such as ``a field is dropped``.
    :param subject: words of which a finding about it has to hold one; none when any finding will do.
    :param times: how often it changed anything, so far, in this process.
    """

    kind: str
    subject: tuple[str, ...] = ()
    times: Counter[str] = field(default_factory=Counter, compare=False, repr=False)

    def met(self) -> None:
        """Note that it changed something."""
        self.times["met"] += 1


def mutation(
    name: str,
    title: str,
    kind: str,
    subject: tuple[str, ...] = (),
    *,
    request: OnRequest | None = None,
    answer: OnAnswer | None = None,
    serving: OnServing | None = None,
    times: Counter[str] | None = None,
) -> Mutation:
    """Make one."""
    return Mutation(
        id=name,
        title=title,
        story=STORY,
        basis="rfc",
        severity="minor",
        clients=(),
        bugs=(),
        kind=kind,
        subject=subject,
        request=request,
        answer=answer,
        serving=serving,
        times=times if times is not None else Counter(),
    )
