"""Every attribute that the target's own schemas declare, through POST, PUT and each verb of PATCH.

What ``/Schemas`` calls readWrite works: clients map what they find there, and nobody tells them otherwise.
"""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    check,
    scenario,
)
from scimproof.exercising import agreeing, verdicts
from scimproof.exercising.resources import plots
from scimproof.exercising.trial import Trial


@scenario
def every_attribute_is_written(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A resource of each type is created with all that its schema declares, replaced by other values, changed by
    PATCH, and emptied; it is read after each step."""
    story.left_out = []
    story.trials = [Trial(plot) for plot in plots(probe, directory, declared, story.left_out)]
    for trial in story.trials:
        trial.play()


@check("rfc7643-7-declared-attributes-are-accepted", "RFC7643-7-30", "RFC7644-3.1-04", level="must")
def declared_attributes_are_accepted(every_attribute_is_written: Story) -> Findings:
    """A create takes every attribute that the schema lets clients write.

    A refusal draws a warning: a server may want a form that its schema cannot tell. That an attribute refers to
    something of which there is none is noted.
    """
    trials = every_attribute_is_written.trials
    untried = [
        Finding(f"{one.label} was not tried: {why}", "a value that can be made up", why, grade=Outcome.NOTE)
        for trial in trials
        for one, why in trial.left_out
    ]
    untried += [
        Finding(f"A resource type was not tried: {why}", "a schema that can be met", why, grade=Outcome.NOTE)
        for why in every_attribute_is_written.left_out
    ]
    return verdicts.refusals(trials, "post", grade=Outcome.WARN) + untried


@check("rfc7644-3.3-declared-attributes-are-kept", "RFC7643-7-30", "RFC7643-2.4-09", "RFC7643-7-31", level="should")
def declared_attributes_are_kept(every_attribute_is_written: Story) -> Findings:
    """A read shows every attribute that a create gave a value, as far as the schema declares it.

    The value of an element is its ``value``. Section 3.3 of RFC 7644 leaves a server free to ignore what was posted,
    hence a warning; the schema says that it would not.
    """
    return verdicts.not_kept(every_attribute_is_written.trials, "post")


@check("rfc7644-3.5.1-put-replaces-every-attribute", "RFC7644-3.5.1-04", "RFC7643-7-30", "RFC7644-3.1-09")
def put_replaces_every_attribute(every_attribute_is_written: Story) -> Findings:
    """A PUT replaces every readWrite attribute by the value that it gives.

    Another value than was sent draws a warning: servers may canonicalise.
    """
    trials = every_attribute_is_written.trials
    return verdicts.refusals(trials, "put", grade=None) + verdicts.not_kept(trials, "put")


@check(
    "rfc7644-3.5.2.3-replace-changes-every-attribute",
    "RFC7644-3.5.2.3-03",
    "RFC7644-3.5.2.3-04",
    "RFC7644-3.5.2.3-06",
    "RFC7643-7-30",
    level="must",
    given="patch",
)
def replace_changes_every_attribute(every_attribute_is_written: Story) -> Findings:
    """A PATCH replace changes every readWrite attribute that a PUT can change, each by its path."""
    trials = every_attribute_is_written.trials
    return verdicts.refusals(trials, "replace", grade=None) + verdicts.not_kept(trials, "replace")


@check("rfc7644-3.5.2.2-remove-empties-every-attribute", "RFC7644-3.5.2.2-03", "RFC7644-3.5.2.2-04", given="patch")
def remove_empties_every_attribute(every_attribute_is_written: Story) -> Findings:
    """A PATCH remove takes the value of every attribute that is not required.

    A default in its place is no matter, and a refusal draws a warning: the server insists on more than it declares.
    """
    trials = every_attribute_is_written.trials
    return verdicts.refusals(trials, "remove", grade=Outcome.WARN) + verdicts.not_gone(trials, "remove")


@check(
    "rfc7644-3.5.2.1-add-fills-every-attribute",
    "RFC7644-3.5.2.1-08",
    "RFC7644-3.5.2.1-04",
    "RFC7643-7-30",
    level="must",
    given="patch",
)
def add_fills_every_attribute(every_attribute_is_written: Story) -> Findings:
    """A PATCH add gives every attribute without a value the one that it is sent with."""
    trials = every_attribute_is_written.trials
    return verdicts.refusals(trials, "add", grade=None) + verdicts.not_kept(trials, "add")


@check("rfc7644-3.5.1-put-of-nothing-clears", "RFC7643-2.5-02", "RFC7644-3.5.1-08", level="must")
def put_of_nothing_clears(every_attribute_is_written: Story) -> Findings:
    """A PUT with null, or with an empty list, clears every attribute that is not required.

    Okta takes away the last role, address or member so. A refusal draws a warning: the server insists on more than
    it declares.
    """
    trials = every_attribute_is_written.trials
    return verdicts.refusals(trials, "clear", grade=Outcome.WARN) + verdicts.not_gone(trials, "clear")


@check("rfc7643-7-case-is-kept", "RFC7643-7-26")
def case_is_kept(every_attribute_is_written: Story) -> Findings:
    """Values of case-exact attributes come back in the case that they were sent in.

    References and binaries are case-exact by themselves; of a URI only the end of the path is compared.
    """
    return verdicts.case_lost(every_attribute_is_written.trials)


@check("rfc7644-3.9-create-shows-every-part", "RFC7644-3.9-01", "RFC7643-7-35", "RFC7644-3.1-12", level="should")
def a_create_shows_every_part(every_attribute_is_written: Story) -> Findings:
    """The answer to a create shows what a read shows, down to the last sub-attribute, and with the same values."""
    return agreeing.writes(every_attribute_is_written.trials, "post")


@check("rfc7644-3.9-put-shows-every-part", "RFC7644-3.9-01", "RFC7643-7-35", "RFC7644-3.1-12", level="should")
def a_put_shows_every_part(every_attribute_is_written: Story) -> Findings:
    """The answer to a PUT shows what a read shows, down to the last sub-attribute, and with the same values."""
    return agreeing.writes(every_attribute_is_written.trials, "put", "clear")


@check(
    *("rfc7644-3.9-patch-shows-every-part", "RFC7644-3.9-01", "RFC7643-7-35", "RFC7644-3.1-12"),
    level="should",
    given="patch",
)
def a_patch_shows_every_part(every_attribute_is_written: Story) -> Findings:
    """The answer to a PATCH, if it has a body, shows what a read shows, and with the same values."""
    return agreeing.writes(every_attribute_is_written.trials, "replace", "remove", "add")


@check("rfc7644-3.4-lists-show-every-part", "RFC7644-3.4-03", "RFC7643-7-39", level="should", given="filter")
def lists_show_every_part(every_attribute_is_written: Story) -> Findings:
    """A list shows of a resource what a read shows, down to the last sub-attribute, and with the same values.

    A list of groups may leave their members out: there may be too many.
    """
    return agreeing.lists(every_attribute_is_written.trials)
