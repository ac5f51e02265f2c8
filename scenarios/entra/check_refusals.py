"""Changes that cannot be made: a userName that somebody else has. Nothing of the PATCH may be done then."""

from __future__ import annotations

from scimproof import (
    Declared,
    Directory,
    Entra,
    Findings,
    Probe,
    Story,
    check,
    converged,
    expect,
    observe,
    scenario,
    snapshot,
    succeeded,
)
from scimproof.clients.entra.keeping import kept, need_mapped, shows_all
from scimproof.clients.entra.mappings import line_to

SUITES = ("entra", "entra-optscim")


@scenario(given="User")
def a_name_is_taken(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada and Bea have accounts. In Entra, Bea gets a new title and, by mistake, Ada's name; then a good one.

    Entra sends a PATCH with the title first and then the userName, which is Ada's; in the next cycle one with the
    good name.
    """
    need_mapped(declared, "title", "userName")
    # The order of the operations is that of the mapping: what cannot be done comes last.
    job = entra.with_mapping(line_to("title"), line_to("active"), line_to("userName"))
    ada, bea = job.user(directory.person()), job.user(directory.person())
    job.assign(ada, bea)
    job.cycle()
    bystanders = snapshot(probe, ("/Users", ada.account_id), ("/Users", bea.account_id))
    story.lines = (line_to("userName"), line_to("title"))
    name = bea.name
    job.update(bea, jobTitle="Another Title", userPrincipalName=ada.name)
    story.refused = job.cycle()
    story.nothing = observe(probe, entra.afresh().intends(bystanders))
    story.user = bea
    job.update(bea, userPrincipalName=name)
    story.mended = job.cycle()
    story.read = probe.session.settled(
        lambda: probe.read("/Users", bea.account_id), lambda shown: shows_all(bea, story.lines, shown)
    )


@check("taken-name-is-refused", "ENTRA-UPDATE-10", "RFC7644-3.12-14")
def a_taken_name_is_refused(a_name_is_taken: Story) -> Findings:
    """A PATCH to the userName of somebody else is refused with 409.

    Done, it leaves two people with one name: both are found by each search, and neither is provisioned any more.
    """
    remark = {400: "a refusal, but 409 is what Entra takes for a conflict"}
    return expect.status(a_name_is_taken.refused.sent("PATCH"), 409, tolerate=remark)


@check("refused-patch-changes-nothing", "ENTRA-UPDATE-09", "RFC7644-3.5.2-25")
def a_refused_patch_changes_nothing(a_name_is_taken: Story) -> Findings:
    """A PATCH of which the last operation is refused changes nothing, of anybody.

    The title, which came before the name in the same request, is what it was.
    """
    return converged(a_name_is_taken.nothing)


@check("refused-object-recovers", "ENTRA-UPDATE-01")
def a_refused_object_recovers(a_name_is_taken: Story) -> Findings:
    """When the admin has mended the name, the next cycle brings what is left to do."""
    story = a_name_is_taken
    return succeeded(story.mended) or kept(story.user, story.read, story.lines)
