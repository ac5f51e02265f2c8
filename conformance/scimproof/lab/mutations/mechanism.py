"""What a mutation is: a fault that is made by rule, and not from a story."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scimproof.lab.faults.mechanism import Fault


@dataclass(frozen=True, kw_only=True)
class Mutation(Fault):
    """A way to misbehave that is made by rule.

    :param kind: the class that it is counted in, such as ``User: a field is dropped``.
    :param subject: words of which a finding about it has to hold one; none when any finding will do.
    :param times: how often it changed anything in this process, under the key ``met``.
    """

    kind: str
    subject: tuple[str, ...] = ()
    times: Counter[str] = field(default_factory=Counter, compare=False, repr=False)
    story: str = "Made by rule: nobody has reported it, and nothing says that nobody will."
    basis: str = "rfc"
    severity: str = "minor"
    clients: tuple[str, ...] = ()
    bugs: tuple[str, ...] = ()
