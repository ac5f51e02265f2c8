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
from scimproof.exercising.characteristics import READ_ONLY, WRITE_ONLY, Attribute, with_parts
from scimproof.exercising.comparing import NOTHING, differences
from scimproof.exercising.fixed import ImmutableTrial, immutable_trials
from scimproof.exercising.inventing import Inventor
from scimproof.exercising.resources import Plot, plots
from scimproof.patching import OTHER_REFUSALS, replace

MOST_PATCHES = 6


@scenario
def what_only_the_server_writes(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A resource of each type is created, replaced and patched with values for every attribute that is readOnly."""
    story.dictated = [
        Dictation(plot, wanted) for plot in plots(probe, directory, declared) if (wanted := _read_only(plot))
    ]
    if not story.dictated:
        raise NotApplicable("the target's schemas declare no readOnly attribute")
    for dictation in story.dictated:
        dictation.play()


class Dictation:
    """A resource that is told what its readOnly attributes are to be."""

    def __init__(self, plot: Plot, wanted: list[Attribute]) -> None:
        self.plot, self.wanted = plot, wanted
        self.patched: list[tuple[Attribute, Exchange]] = []

    def play(self) -> None:
        """POST, PUT, and a PATCH for each attribute, with a read after each verb."""
        plot, probe = self.plot, self.plot.probe
        body, inventor = plot.begin()
        dictated_values = {one: _dictated(one, inventor, probe.session.invented_id()) for one in self.wanted}
        self.values = {one: value for one, value in dictated_values.items() if value not in NOTHING}
        dictated = dict(body)
        for one, value in self.values.items():
            one.put(dictated, value)
        self.created = plot.create(dictated, "readOnly attributes are dictated")
        if not self.created.answer.ok:
            plain = plot.create(body)
            identifier = plain.resource_id
        else:
            identifier = self.created.resource_id
        self.after_create = probe.read(plot.endpoint, identifier)
        self.replaced = plot.replace(identifier, dictated, "readOnly attributes are dictated")
        self.after_put = probe.read(plot.endpoint, identifier)
        if plot.declared.supports("patch"):
            for one in list(self.values)[:MOST_PATCHES]:
                self.patched.append((one, probe.patch(plot.endpoint, identifier, replace(one.path, self.values[one]))))
            self.after_patch = probe.read(plot.endpoint, identifier)

    def taken(self, read: Exchange, how: str, before: Exchange | None = None) -> list[Finding]:
        """The attributes that show what was dictated."""
        return [
            Finding(
                f"{one.label} is readOnly, and takes the value of a {how}",
                "a value of the server's own, or none",
                expect.shown(one.of(read.resource)),
                (read.number,),
                cause=f"{one.type_name}s: readOnly attributes can be written by {how}",
            )
            for one, value in self.values.items()
            if _shows(one, value, read) and (before is None or not _shows(one, value, before))
        ]


def _read_only(plot: Plot) -> list[Attribute]:
    """The readOnly attributes, and the readOnly parts of single values that a client may write otherwise."""
    return [
        one
        for one in with_parts(plot.attributes)
        if one.mutability == READ_ONLY and one.returned != "never" and (one.parent is None or one.parent.writable)
    ]


# Values that no server comes upon by itself.
UNLIKELY = {"integer": 918273, "decimal": 918273.5, "datetime": "2001-02-03T04:05:06Z"}


def _dictated(one: Attribute, inventor: Inventor, nobody: str) -> Any:
    """A value that the server would never give: ids of nobody, texts that are marked. ``None`` where there is none."""
    value: Any
    if one.is_complex:
        parts = {part.name: _dictated(part, inventor, nobody) for part in one.parts}
        value = {name: entry for name, entry in parts.items() if entry is not None}
    elif one.type == "reference":
        value = f"{inventor.base_url}/{nobody}"
    elif one.type == "string" and not one.canonical_values:
        value = nobody if one.name.casefold() == "value" else f"Dictated {inventor.mark}"
    else:
        value = UNLIKELY.get(one.type)
    return [value] if one.multi_valued and value is not None else value


def _shows(one: Attribute, value: Any, read: Exchange) -> bool:
    """Whether something of what was dictated is there."""
    shown = one.of(read.answer.object) if read.answer.ok else None
    if shown in NOTHING:
        return False
    if isinstance(value, str | list | dict) and one.type != "datetime":
        return any(token in str(shown).casefold() for token in _tokens(value))
    return not differences(one, value, shown)


def _tokens(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value.casefold()]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [token for entry in inner for token in _tokens(entry)]


@check("rfc7644-3.3-read-only-is-ignored-on-create", "RFC7644-3.3-03", "RFC7644-3.3-02", "RFC7643-7-29")
def read_only_is_ignored_on_create(what_only_the_server_writes: Story) -> Findings:
    """A create with values for every readOnly attribute succeeds, and none of them is taken over.

    A refusal draws a warning: such values are to be ignored.
    """
    found: list[Finding] = []
    for dictation in what_only_the_server_writes.dictated:
        found += expect.status(dictation.created, 201, tolerate={400: "readOnly attributes are to be ignored"})
        if dictation.created.answer.ok:
            found += dictation.taken(dictation.after_create, "create")
    return found


@check("rfc7644-3.5.1-read-only-is-ignored-by-put", "RFC7644-3.5.1-12", "RFC7643-7-29", "RFC7644-3.5.1-03")
def read_only_is_ignored_by_put(what_only_the_server_writes: Story) -> Findings:
    """A PUT with values for every readOnly attribute succeeds, and changes none of them.

    An example in section 3.12 refuses such a PUT with 400 mutability: that is tolerated with a warning.
    """
    found: list[Finding] = []
    for dictation in what_only_the_server_writes.dictated:
        found += expect.status(dictation.replaced, 200, tolerate={400: "readOnly attributes are to be ignored"})
        found += dictation.taken(dictation.after_put, "PUT", dictation.after_create)
    return found


@check("rfc7643-7-read-only-is-not-patched", "RFC7643-7-29", "RFC7644-3.5.2-12", given="patch")
def read_only_is_not_patched(what_only_the_server_writes: Story) -> Findings:
    """A PATCH of a readOnly attribute is refused with 400, and changes nothing.

    Success without a change draws a warning: the client believes that it is done.
    """
    found: list[Finding] = []
    for dictation in what_only_the_server_writes.dictated:
        taken = dictation.taken(dictation.after_patch, "PATCH", dictation.after_put)
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
    story.trials = immutable_trials(plots(probe, directory, declared))
    if not story.trials:
        raise NotApplicable("the target's schemas declare no immutable attribute of a single value")
    for trial in story.trials:
        trial.play()


def _each(story: Story, step: str) -> list[ImmutableTrial]:
    """The trials that got so far.

    :raises Blocked: when none did.
    """
    reached = [trial for trial in story.trials if hasattr(trial, step)]
    if not reached:
        raise Blocked("; ".join(trial.stopped for trial in story.trials if trial.stopped) or "nothing was tried")
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
    story.written = []
    for plot in plots(probe, directory, declared):
        wanted = [one for one in plot.attributes if one.mutability == WRITE_ONLY and _may_be_set(one, declared)]
        if wanted:
            body, inventor = plot.begin()
            identifier = plot.create(body).resource_id
            for one in wanted:
                changed = dict(body)
                one.put(changed, _secret(one, inventor, 0))
                story.written.append((one, plot.replace(identifier, changed)))
                if declared.supports("patch"):
                    operation = replace(one.path, _secret(one, inventor, 1))
                    story.written.append((one, probe.patch(plot.endpoint, identifier, operation)))
    if not story.written:
        raise NotApplicable("the target's schemas declare no writeOnly attribute that may be changed")


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
