"""What the steps of the trials say about a target: one finding for each attribute, one cause for each sin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scimproof import expect
from scimproof.exercising.characteristics import Attribute
from scimproof.exercising.comparing import NOTHING, Difference, differences, is_same_element, keeps_case
from scimproof.exercising.trial import Step, Trial
from scimproof.outcome import Blocked, Finding, NotApplicable, Outcome

# A server may let in only the roles that it knows, and only references to what exists (RFC 7643 sections 4.1.2 and
# 2.3.7): a refusal of what we made up is its free choice.
SELECTIVE = ("roles", "entitlements", "photos", "profileurl")

# Made by many servers of the parts of the name.
OFTEN_DERIVED = ("displayname",)


def steps(trials: Sequence[Trial], name: str) -> list[tuple[Trial, Step]]:
    """The trials that reached a step.

    :raises Blocked: when none did.
    :raises NotApplicable: when there was nothing to try.
    """
    reached = [(trial, trial.steps[name]) for trial in trials if name in trial.steps]
    if not reached:
        reasons = [str(trial.stopped) for trial in trials if trial.stopped is not None]
        raise Blocked("; ".join(reasons)) if reasons else NotApplicable("no attribute could be tried")
    if not any(step.sent or step.sifted.refused for _, step in reached):
        raise NotApplicable("the target keeps no attribute that could be tried")
    return reached


def refusals(trials: Sequence[Trial], name: str, *, grade: Outcome | None) -> list[Finding]:
    """Attributes that were refused although the value fits what the schema declares.

    :param grade: that of a refusal with a status 4xx; an error of the server has that of the check.
    """
    found = []
    for _, step in steps(trials, name):
        for one, exchange in step.sifted.refused:
            chosen = Outcome.NOTE if one.path.casefold() in SELECTIVE and grade is not None else grade
            found.append(
                Finding(
                    f"{one.label} is refused by {step.verb}, though the value fits its declaration",
                    "a value that fits the schema is accepted",
                    f"{exchange.status} {expect.detail(exchange)}".strip(),
                    (exchange.number,),
                    cause=f"{one.type_name}s: {step.verb} refuses attributes that the schema declares",
                    grade=chosen if exchange.status < 500 else None,
                )
            )
    return found


def not_kept(trials: Sequence[Trial], name: str) -> list[Finding]:
    """Attributes that a later read shows without the value that was accepted, or still with the former one.

    Another value draws a warning: a server may canonicalise (RFC 7643 section 2.4).
    """
    found: list[Finding] = []
    for _, step in steps(trials, name):
        for one, value in step.sent.items():
            if one.visible and one.mutability != "writeOnly":
                found += [_lost(step, difference) for difference in _judged(step, one, value)]
    return found


def _judged(step: Step, one: Attribute, value: Any) -> Iterator[Difference]:
    shown = one.of(step.read.resource)
    found = differences(one, value, shown)
    derived = one.path.casefold() in OFTEN_DERIVED and shown not in (*NOTHING, step.former.get(one))
    yield from () if derived else found
    if not found and one.multi_valued and step.verb in ("PUT", "PATCH replace"):
        former = step.former.get(one)
        for element in former if isinstance(former, list) else []:
            still = any(is_same_element(one, _as_sent(one, element), entry) for entry in shown)
            if still and not any(is_same_element(one, sent, element) for sent in value):
                yield Difference(one, "other", value, shown)
                return


def _as_sent(one: Attribute, element: Any) -> Any:
    """An element that a server showed, with the names as the schema spells them."""
    if not isinstance(element, dict):
        return element
    shown = {part.name: expect.lookup(element, part.name) for part in one.parts}
    return {name: value for name, value in shown.items() if value not in NOTHING}


def _lost(step: Step, difference: Difference) -> Finding:
    one = difference.attribute
    whole = one.parent or one
    former = step.former.get(whole)
    unchanged = former not in NOTHING and former == whole.of(step.read.resource)
    changed = difference.kind == "other" and not unchanged and not _left_over(step, whole)
    sin = "does not keep" if difference.kind == "missing" else "does not replace" if not changed else "changes"
    return Finding(
        f"{one.label} after {step.verb}: {expect.shown(difference.shown, 60)} instead of "
        f"{expect.shown(difference.sent, 60)}",
        expect.shown(difference.sent),
        expect.shown(difference.shown),
        step.exchanges,
        cause=f"{one.type_name}s: {step.verb} {sin} attributes that the schema declares",
        grade=Outcome.WARN if changed else None,
    )


def _left_over(step: Step, whole: Attribute) -> bool:
    """Whether the former values of a list stand beside the new ones."""
    former, shown = step.former.get(whole), whole.of(step.read.resource)
    if not isinstance(former, list) or not isinstance(shown, list) or step.verb == "PATCH add":
        return False
    return bool(former) and all(entry in shown for entry in former)


def not_gone(trials: Sequence[Trial], name: str) -> list[Finding]:
    """Attributes that still have the value that was taken away. A default in its place is no matter."""
    found = []
    for _, step in steps(trials, name):
        for one, value in step.sent.items():
            former, shown = step.former.get(one), one.of(step.read.resource)
            if value is None and former not in NOTHING and shown == former:
                found.append(
                    Finding(
                        f"{one.label} is still there after {step.verb}: {expect.shown(shown, 60)}",
                        f"no value for {one.path}",
                        expect.shown(shown),
                        step.exchanges,
                        cause=f"{one.type_name}s: {step.verb} does not take values away",
                    )
                )
    return found


def case_lost(trials: Sequence[Trial]) -> list[Finding]:
    """Case-exact values that came back in another case than they were sent in."""
    found = []
    for _, step in steps(trials, "post"):
        for one, sent in step.sent.items():
            for part, before, after in _texts(one, sent, one.of(step.read.resource)):
                if part.case_exact and not keeps_case(part, before, after):
                    found.append(
                        Finding(
                            f"{part.label} comes back in another case: {expect.shown(after, 60)}",
                            expect.shown(before),
                            expect.shown(after),
                            step.exchanges,
                            cause=f"{one.type_name}s: the case of case-exact values is not kept",
                        )
                    )
    return found


def _texts(one: Attribute, sent: Any, shown: Any) -> Iterator[tuple[Attribute, Any, Any]]:
    """Simple values that were sent, beside those that are shown."""
    if one.multi_valued:
        if isinstance(shown, list):
            for element in sent:
                match = next((entry for entry in shown if is_same_element(one, element, entry)), None)
                yield from _pairs(one, element, match)
    else:
        yield from _pairs(one, sent, shown)


def _pairs(one: Attribute, sent: Any, shown: Any) -> Iterator[tuple[Attribute, Any, Any]]:
    if not one.is_complex:
        yield one, sent, shown
    elif isinstance(shown, dict):
        for part in one.parts:
            if part.name in sent:
                yield part, sent[part.name], expect.lookup(shown, part.name)
