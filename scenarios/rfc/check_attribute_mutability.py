"""What mutability means on the wire: readOnly, immutable and writeOnly attributes, as the target's schemas declare them
(RFC 7643 section 7)."""

from typing import Any

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.exercising.characteristics import WRITE_ONLY, Attribute
from scimproof.exercising.comparing import NOTHING
from scimproof.exercising.dictating import Dictation, read_only
from scimproof.exercising.fixed import ImmutableTrial, immutable_trials
from scimproof.exercising.inventing import Inventor
from scimproof.exercising.resources import plots
from scimproof.patching import OTHER_REFUSALS, replace


@scenario
def what_only_the_server_writes(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A resource of each type is created, replaced and patched with values for every attribute that is readOnly."""
    found = [Dictation(plot, wanted) for plot in plots(probe, directory, declared) if (wanted := read_only(plot))]
    if not found:
        raise NotApplicable("the target's schemas declare no readOnly attribute")
    reasons = [str(stopped) for dictation in found if (stopped := dictation.play()) is not None]
    if len(reasons) == len(found):
        raise Blocked("; ".join(reasons))
    story.dictated = [dictation for dictation in found if dictation.complete]


@check("rfc7644-3.3-read-only-is-ignored-on-create", "RFC7644-3.3-03", "RFC7644-3.3-02", "RFC7643-7-29")
def read_only_is_ignored_on_create(what_only_the_server_writes: Story) -> Findings:
    """A create with values for every readOnly attribute succeeds, and none of them is taken over.

    A refusal draws a warning: such values are to be ignored.
    """
    found: list[Finding] = []
    for dictation in what_only_the_server_writes.dictated:
        found += expect.status(dictation.created, 201, tolerate={400: "readOnly attributes are to be ignored"})
        if dictation.created.answer.ok:
            found += dictation.taken("POST", dictation.after_create)
    return found


@check("rfc7644-3.5.1-read-only-is-ignored-by-put", "RFC7644-3.5.1-12", "RFC7643-7-29", "RFC7644-3.5.1-03")
def read_only_is_ignored_by_put(what_only_the_server_writes: Story) -> Findings:
    """A PUT with values for every readOnly attribute succeeds, and changes none of them.

    An example in section 3.12 refuses such a PUT with 400 mutability: that is tolerated with a warning.
    """
    found: list[Finding] = []
    for dictation in what_only_the_server_writes.dictated:
        found += expect.status(dictation.replaced, 200, tolerate={400: "readOnly attributes are to be ignored"})
        found += dictation.taken("PUT", dictation.after_put)
    return found


@check("rfc7643-7-read-only-is-not-patched", "RFC7643-7-29", "RFC7644-3.5.2-12", given="patch")
def read_only_is_not_patched(what_only_the_server_writes: Story) -> Findings:
    """A PATCH of a readOnly attribute is refused with 400, and changes nothing.

    Success without a change draws a warning: the client believes that it is done.
    """
    found: list[Finding] = []
    for dictation in what_only_the_server_writes.dictated:
        taken = dictation.taken("PATCH", dictation.after_patch)
        ignored = "the attribute is readOnly, and the operation is ignored without a word"
        for one, exchange in dictation.patched:
            if not any(finding.message.startswith(f"{one.label} ") for finding in taken):
                found += expect.status(exchange, 400, tolerate={**OTHER_REFUSALS, 200: ignored, 204: ignored})
        found += taken
    return found


@scenario
def what_is_given_once(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A resource gets its immutable attributes when it is created, and keeps them whatever is sent; another one gets
    them by PUT."""
    trials = immutable_trials(plots(probe, directory, declared))
    if not trials:
        raise NotApplicable("the target's schemas declare no immutable attribute of a single value")
    story.trials = trials
    for trial in story.trials:
        trial.play()


def _each(story: Story, step: str) -> list[ImmutableTrial]:
    """The trials that got so far.

    :raises Blocked: when none did.
    :raises NotApplicable: when there is nothing to try.
    """
    reached = [trial for trial in story.trials if hasattr(trial, step)]
    if not reached:
        reasons = [trial.stopped for trial in story.trials if trial.stopped]
        raise Blocked("; ".join(reasons)) if reasons else NotApplicable("every immutable attribute is required")
    return reached


@check("rfc7643-7-immutable-is-set-on-create", "RFC7643-7-31", level="should")
def immutable_is_set_on_create(what_is_given_once: Story) -> Findings:
    """A create gives immutable attributes their values."""
    found: list[Finding] = []
    for trial in _each(what_is_given_once, "read"):
        found += trial.missing(trial.read, "a create")
    return found


@check("rfc7644-3.5.1-put-may-repeat-immutable", "RFC7644-3.5.1-10")
def put_may_repeat_immutable(what_is_given_once: Story) -> Findings:
    """A PUT that repeats the values of immutable attributes is accepted."""
    return [
        finding for trial in _each(what_is_given_once, "repeated") for finding in expect.status(trial.repeated, 200)
    ]


@check("rfc7644-3.5.1-put-of-another-immutable-value", "RFC7644-3.5.1-09", "RFC7644-3.12-22")
def put_of_another_immutable_value(what_is_given_once: Story) -> Findings:
    """A PUT with another value for an immutable attribute is refused with 400 and scimType mutability."""
    found: list[Finding] = []
    for trial in _each(what_is_given_once, "changed"):
        for _, exchange in trial.changed:
            found += expect.status(exchange, 400) or expect.scim_type(exchange, "mutability")
    return found


@check("rfc7643-7-immutable-survives-put", "RFC7643-7-32")
def immutable_survives_put(what_is_given_once: Story) -> Findings:
    """A PUT does not change an immutable attribute, whatever it is answered with."""
    return [
        finding
        for trial in _each(what_is_given_once, "after_put")
        for finding in trial.lost(trial.read, trial.after_put, "PUT")
    ]


@check("rfc7643-7-immutable-survives-patch", "RFC7643-7-32", "RFC7644-3.5.2-12", given="patch")
def immutable_survives_patch(what_is_given_once: Story) -> Findings:
    """A PATCH replace of an immutable attribute that has a value does not change it.

    It is to be refused with 400; a success that changes nothing draws a warning.
    """
    found: list[Finding] = []
    for trial in _each(what_is_given_once, "after_patch"):
        lost = trial.lost(trial.after_put, trial.after_patch, "PATCH")
        ignored = "the attribute is immutable, and the operation is ignored without a word"
        for _, exchange in trial.patched if not lost else ():
            found += expect.status(exchange, 400, tolerate={**OTHER_REFUSALS, 200: ignored, 204: ignored})
        found += lost
    return found


@check("rfc7644-3.5.1-put-sets-what-is-immutable", "RFC7644-3.5.1-11", "RFC7643-7-31")
def put_sets_what_is_immutable(what_is_given_once: Story) -> Findings:
    """A PUT gives an immutable attribute that has no value yet the one that it sends."""
    found: list[Finding] = []
    for trial in _each(what_is_given_once, "set_later"):
        found += expect.status(trial.set_later, 200) or trial.missing(trial.later, "a PUT")
    return found


@scenario
def what_is_never_shown(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Attributes that are written and never read get new values by PUT and by PATCH."""
    written: list[tuple[Attribute, Exchange]] = []
    for plot in plots(probe, directory, declared):
        wanted = [one for one in plot.attributes if one.mutability == WRITE_ONLY and _may_be_set(one, declared)]
        if wanted:
            body, inventor = plot.begin()
            identifier = plot.create(body).resource_id
            for one in wanted:
                changed = dict(body)
                one.put(changed, _secret(one, inventor, 0))
                written.append((one, plot.replace(identifier, changed)))
                if declared.supports("patch"):
                    operation = replace(one.path, _secret(one, inventor, 1))
                    written.append((one, probe.patch(plot.endpoint, identifier, operation)))
    if not written:
        raise NotApplicable("the target's schemas declare no writeOnly attribute that may be changed")
    story.written = written


def _may_be_set(one: Attribute, declared: Declared) -> bool:
    """A password only where its change is declared (RFC 7643 section 5)."""
    return one.name.casefold() != "password" or declared.supports("changePassword")


def _secret(one: Attribute, inventor: Inventor, turn: int) -> Any:
    return f"Pr00f-{turn}-{inventor.mark}" if one.type == "string" else inventor.value(one, turn)


@check("rfc7643-7-write-only-gets-a-new-value", "RFC7643-7-33", "RFC7644-3.5.1-04", level="must")
def write_only_gets_a_new_value(what_is_never_shown: Story) -> Findings:
    """A PUT and a PATCH that give a writeOnly attribute a new value are accepted, and do not show it.

    A refusal with 400 draws a warning: a password may be too weak for the target.
    """
    found: list[Finding] = []
    for one, exchange in what_is_never_shown.written:
        accepted = (200,) if exchange.request.method == "PUT" else (200, 204)
        found += expect.status(exchange, *accepted, tolerate={400: "the value fits the schema"})
        shown = one.of(exchange.answer.object) if exchange.answer.ok else None
        if shown not in NOTHING:
            found.append(
                Finding(
                    f"{one.label} is writeOnly, and is shown in the answer to {exchange.request.method}",
                    f"no {one.path}",
                    "a value",
                    (exchange.number,),
                    cause=f"{one.type_name}s: writeOnly attributes are shown",
                )
            )
    return found
