"""A line of a profile, what was seen of it, and the words in which a report tells that it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from scimproof import expect
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding, NotApplicable

# Answers that refuse nothing: they say that the client, or the moment, was wrong.
NO_REFUSALS = (401, 408, 429)
NOT_IMPLEMENTED = 501


@dataclass(frozen=True)
class Line:
    """A line of the profile that was put to the test.

    :param says: what the profile says there, as in ``a User without displayName is refused``.
    :param entry: the line itself.
    :param seen: what was seen of it.
    :param stopped: why nothing was seen.
    :param reference: where it is written down.
    """

    says: str
    entry: Any = None
    seen: Any = None
    stopped: Exception | None = None
    reference: str = ""

    @property
    def shown(self) -> Any:
        """What was seen.

        :raises Blocked: or :class:`NotApplicable`, when nothing was.
        """
        if self.stopped is not None:
            raise self.stopped
        return self.seen


def tried(says: str, attempt: Callable[[], Any], entry: Any = None, reference: str = "") -> Line:
    """Put a line to the test. One that cannot be tested stops no other."""
    try:
        return Line(says, entry, attempt(), None, reference)
    except (Blocked, NotApplicable) as stop:
        return Line(says, entry, None, stop, reference)


def judged(lines: Iterable[Line], judge: Callable[[Line], list[Finding]]) -> list[Finding]:
    """What is wrong with these lines.

    :raises NotApplicable: when the profile has none of them.
    :raises Blocked: when nothing is wrong, and some could not be tested: what nobody has seen is no pass.
    """
    found: list[Finding] = []
    stops: list[tuple[Line, Exception]] = []
    there = list(lines)
    for line in there:
        try:
            found += judge(line)
        except (Blocked, NotApplicable) as stop:
            stops.append((line, stop))
    if not there:
        raise NotApplicable("the profile says nothing of it")
    if stops and not found:
        kind = NotApplicable if all(isinstance(stop, NotApplicable) for _, stop in stops) else Blocked
        raise kind("; ".join(f"the profile says that {line.says}: {stop}" for line, stop in stops))
    return found


def broken(line: Line, but: str, expected: str, received: str, *exchanges: Exchange) -> Finding:
    """The finding that a line does not hold.

    :param but: how the sentence goes on that begins with what the profile says.
    """
    stands = f" ({line.reference})" if line.reference else ""
    return Finding(
        f"The profile says that {line.says}; {but}",
        f"{expected}{stands}",
        received,
        expect.numbers(exchanges),
        cause=f"the profile does not hold: {line.says}",
    )


def done(line: Line, exchange: Exchange) -> list[Finding]:
    """What is promised was answered with success."""
    if exchange.response is not None and exchange.response.ok:
        return []
    return [broken(line, f"{_answer(exchange)}", "2xx", _received(exchange), exchange)]


def refused(line: Line, exchange: Exchange, answers: tuple[int, ...] = ()) -> list[Finding]:
    """What is refused was answered with one of these statuses, or with any that refuses."""
    status = exchange.response.status if exchange.response is not None else 0
    if status in answers or (not answers and refuses(status)):
        return []
    expected = " or ".join(map(str, answers)) if answers else "a refusal: 4xx, or 501"
    return [broken(line, _answer(exchange), expected, _received(exchange), exchange)]


def refuses(status: int) -> bool:
    """Whether a status says that this is not done here."""
    return (400 <= status < 500 and status not in NO_REFUSALS) or status == NOT_IMPLEMENTED


def _answer(exchange: Exchange) -> str:
    said = "got no answer" if exchange.response is None else f"was answered {exchange.response.status}"
    return f"{expect.asked(exchange)} {said}"


def _received(exchange: Exchange) -> str:
    if exchange.response is None:
        return exchange.error or "no answer"
    return f"{exchange.response.status} {expect.detail(exchange)}".strip()
