"""What is required, and what is unique, as the target's schemas declare it (RFC 7643 section 7)."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.exercising.characteristics import Attribute
from scimproof.exercising.comparing import NOTHING
from scimproof.exercising.resources import Plot, plots
from scimproof.patching import OTHER_REFUSALS

MOST_ATTRIBUTES = 6


@scenario
def twins_are_created(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """For each attribute that is unique by its schema: two resources that share its value, and nothing else."""
    pairs = [
        (one, *pair)
        for plot in plots(probe, directory, declared)
        for one in [one for one in plot.attributes if _is_unique(one)][:MOST_ATTRIBUTES]
        if (pair := _twins(plot, one))
    ]
    if not pairs:
        raise NotApplicable("the target's schemas declare no unique attribute that clients may write")
    story.pairs = pairs


def _is_unique(one: Attribute) -> bool:
    return one.unique and one.writable and one.visible and one.type == "string" and not one.multi_valued


def _twins(plot: Plot, one: Attribute) -> Any:
    """The two creates; ``None`` when the value is not kept, so that nothing can be said."""
    first, inventor = plot.begin()
    value = one.of(first) or inventor.value(one, 0)
    one.put(first, value)
    created = plot.create(first)
    if not created.answer.ok or one.of(created.resource) in NOTHING:
        return None
    second, _ = plot.begin()
    one.put(second, value)
    return created, plot.create(second)


@scenario
def something_is_missing(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """For each attribute that is required by its schema: a create without it, and a PUT without it."""
    creates, puts = [], []
    for plot in plots(probe, directory, declared):
        try:
            whole, _ = plot.begin()
        except NotApplicable:
            continue
        wanted = [one for one in plot.attributes if one.required and one.writable and one.of(whole) is not None]
        if not wanted:
            continue
        for one in wanted[:MOST_ATTRIBUTES]:
            body, _ = plot.begin()
            creates.append((one, plot.create(_without(body, one), f"{one.path} is missing")))
        created = plot.create(whole)
        identifier = created.resource_id
        before = probe.read(plot.endpoint, identifier) if created.creates_in_silence else created
        for one in [one for one in wanted if not one.visible or one.of(before.resource) not in NOTHING]:
            asked = plot.replace(identifier, _without(whole, one), f"{one.path} is missing")
            puts.append((one, asked, probe.read(plot.endpoint, identifier) if asked.answer.ok else before))
            if asked.answer.ok:
                plot.replace(identifier, whole)
    if not creates:
        raise NotApplicable("the target's schemas require no attribute that clients may write")
    story.creates, story.puts = creates, puts


def _without(body: dict[str, Any], one: Attribute) -> dict[str, Any]:
    if one.uri is not None:
        return {**body, one.uri: {name: value for name, value in body[one.uri].items() if name != one.name}}
    return {name: value for name, value in body.items() if name != one.name}


@check("rfc7643-7-unique-values-are-unique", "RFC7643-7-46", "RFC7643-7-47", "RFC7644-3.12-21")
def unique_values_are_unique(twins_are_created: Story) -> Findings:
    """A create with the value of another resource, for an attribute that is unique by its schema, is refused: 409."""
    found: list[Finding] = []
    for one, _, second in twins_are_created.pairs:
        if second.status == 400:
            found += expect.scim_type(second, "uniqueness")
        elif second.status != 409:
            found.append(
                Finding(
                    f"{one.label} is unique by its schema, and two resources have the same value",
                    "409",
                    f"{second.status} {expect.detail(second)}".strip(),
                    (second.number,),
                    cause=f"{one.type_name}s: unique attributes are not unique",
                )
            )
    return found


@check("rfc7643-7-required-values-are-demanded", "RFC7643-7-20", "RFC7644-3.12-26", level="must")
def required_values_are_demanded(something_is_missing: Story) -> Findings:
    """A create without an attribute that is required by its schema is answered with 400, or the server gives it a
    value.

    A default of the server's own draws a warning: the schema says that the client has to give one.
    """
    found: list[Finding] = []
    for one, exchange in something_is_missing.creates:
        given = exchange.answer.ok and one.of(exchange.answer.object) not in NOTHING
        if given:
            found += expect.status(exchange, 400, tolerate={201: f"{one.path} is required, and gets a default"})
        else:
            found += expect.status(exchange, 400, tolerate=OTHER_REFUSALS)
    return found


@check("rfc7644-3.5.1-required-values-survive-put", "RFC7644-3.5.1-13", "RFC7643-7-20")
def required_values_survive_put(something_is_missing: Story) -> Findings:
    """A PUT without an attribute that is required by its schema is answered with 400, or leaves the former value.

    The RFC binds the client to send it, and does not say what a server answers when it does not: keeping the former
    value draws a warning, losing it is wrong.
    """
    found: list[Finding] = []
    for one, asked, after in something_is_missing.puts:
        if one.visible and one.of(after.resource) in NOTHING:
            found.append(
                Finding(
                    f"A PUT without {one.label} leaves a resource without it",
                    "400, or the former value kept",
                    expect.shown(one.of(after.resource)),
                    expect.numbers([asked, after]),
                    cause=f"{one.type_name}s: a PUT can take required values away",
                )
            )
        else:
            kept = {200: f"{one.path} is required, and the former value is kept without a word"}
            found += expect.status(asked, 400, tolerate={**OTHER_REFUSALS, **kept})
    return found
