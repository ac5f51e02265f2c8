"""Values that do not fit: other JSON types than the schema declares, and words outside of its list (RFC 7643 sections
2.3 and 7)."""

from scimproof import (
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
from scimproof.exercising import nonsense
from scimproof.exercising.characteristics import Attribute
from scimproof.exercising.resources import Plot, plots
from scimproof.patching import OTHER_REFUSALS, need_writable, replace

OTHER_WORD = "x-scimproof"


@scenario
def nonsense_of_every_type(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Resources are created with values of a wrong type: all texts at once, then all Booleans, numbers, dates,
    complex values and lists."""
    story.asked = []
    for plot in plots(probe, directory, declared):
        for kind, attributes in nonsense.by_class(plot.attributes).items():
            body, _ = plot.begin()
            named = [one for one in attributes if one.path.casefold() != plot.identity(body)]
            for one in named:
                one.put(body, nonsense.WRONG[kind])
            if named:
                created = plot.create(body, f"values of the wrong type for what is of type {kind}")
                story.asked.append((named, created, _read(plot, created)))


@scenario(given=("User", "patch"))
def perhaps_active(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A Boolean is replaced by a word that is neither true nor false."""
    need_writable(declared, "User", "active")
    plot = next(plot for plot in plots(probe, directory, declared) if plot.kind.name == "User")
    story.active = next(one for one in plot.attributes if one.path.casefold() == "active")
    identifier = plot.create(plot.begin()[0]).resource_id
    story.asked = probe.patch(plot.endpoint, identifier, replace("active", "maybe"))
    story.after = probe.read(plot.endpoint, identifier)


@scenario
def words_that_nobody_suggested(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A resource is created with values outside of the lists that its schema suggests."""
    asked = []
    for plot in plots(probe, directory, declared):
        body, inventor = plot.begin()
        chosen = [one for one in plot.attributes if _has_suggestions(one) and one.path.casefold() != "active"]
        for one in chosen:
            one.put(body, _unusual(one, inventor.value(one, 0)))
        if chosen:
            created = plot.create(body)
            asked.append((chosen, created, _read(plot, created)))
    if not asked:
        raise NotApplicable("the target's schemas suggest no values of an attribute that clients may write")
    story.asked = asked


def _read(plot: Plot, created: Exchange) -> Exchange | None:
    return plot.probe.read(plot.endpoint, created.resource_id) if created.answer.ok else None


def _has_suggestions(one: Attribute) -> bool:
    """Whether a client may write a value for which the schema has a list. What refers to somebody is left alone."""
    if one.is_complex:
        return one.writable and one.part("$ref") is None and any(_has_suggestions(part) for part in one.parts)
    return one.writable and one.visible and one.type == "string" and bool(one.canonical_values)


def _unusual(one: Attribute, value: object) -> object:
    if isinstance(value, list):
        return [_unusual(one, entry) for entry in value]
    if isinstance(value, dict):
        unusual = {part.name for part in one.parts if _has_suggestions(part)}
        return {name: OTHER_WORD if name in unusual else entry for name, entry in value.items()}
    return OTHER_WORD


@check("rfc7643-2.3-wrong-types-are-not-stored", "RFC7643-2.3-02", "RFC7644-3.12-26", "RFC7643-2.3-09", level="must")
def wrong_types_are_not_stored(nonsense_of_every_type: Story) -> Findings:
    """A create with values of a wrong JSON type is answered with 400, or they are converted or left out; none is
    stored as it is, and none is an internal error.

    Entra ID has sent "True" for true, and an array for a single value: servers may be kind. What they show has to be
    of the declared type.
    """
    found: list[Finding] = []
    for attributes, asked, read in nonsense_of_every_type.asked:
        if asked.answer.ok:
            found += nonsense.stored(attributes, asked, read)
        else:
            found += expect.status(asked, 400, tolerate=OTHER_REFUSALS)
    return found


@check("rfc7643-2.3.2-a-boolean-is-true-or-false", "RFC7643-2.3.2-01", "RFC7644-3.12-26", level="must", given="patch")
def a_boolean_is_true_or_false(perhaps_active: Story) -> Findings:
    """A PATCH that sets active to "maybe" is answered with 400, and active stays true or false.

    A server that takes any text for true gives somebody access, and one that stores it confuses every client.
    """
    story = perhaps_active
    found = expect.status(story.asked, 400, tolerate={**OTHER_REFUSALS, 200: "ignored", 204: "ignored"})
    shown = story.active.of(story.after.resource)
    if isinstance(shown, bool) or shown is None:
        return found
    return expect.equal('active after "maybe"', True, shown, story.after)


@check("rfc7643-2.3.1-other-words-are-taken-or-refused", "RFC7643-2.3.1-02", "RFC7644-3.12-10", level="must")
def other_words_are_taken_or_refused(words_that_nobody_suggested: Story) -> Findings:
    """A create with values outside of canonicalValues succeeds, or is answered with 400; but it does not fail.

    The list is a suggestion, and a server may restrict itself to it. Clients map their own types, and need an answer
    that they understand.
    """
    found: list[Finding] = []
    for _, asked, _ in words_that_nobody_suggested.asked:
        found += expect.status(asked, 201, 400, tolerate=OTHER_REFUSALS)
    return found
