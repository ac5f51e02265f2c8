"""Groups are unlinked and kept, unlinked and deleted, linked to what is there, and lost."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Findings,
    NotApplicable,
    Okta,
    Outcome,
    Probe,
    Story,
    as_group,
    check,
    converged,
    expect,
    needed,
    observe,
    scenario,
    sound,
    succeeded,
)
from scimproof.clients.okta import Task, bystanders, employed, established, hired, until_listed
from scimproof.convergence import GONE, member_ids

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given=("User", "Group"))
def a_group_is_unlinked(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """A group is unlinked and kept; Bea goes, Cleo comes, and it is pushed again. Then it is deleted, and pushed anew.

    Nothing is sent for the unlinking.

    Okta sends nothing for the unlinking. The next push begins with GET /Groups?filter=displayName eq "..."; an OIN app
    goes on with PATCH of the name and PATCH replace members, an AIW app with GET and PUT. The deletion is DELETE
    /Groups/{id}; the push after it is a look-up and POST /Groups.
    """
    ada, bea, cleo, eve = hired(okta, directory, 4)
    group = okta.group(directory.team(), ada, bea)
    needed(okta.push_group(group))
    story.before = observe(probe, okta.intends())
    story.id = str(group.target_id)
    until_listed(okta, group)
    okta.unlink_group(group, delete=False)
    group.members = [ada, cleo]
    story.pushed_again = okta.push_group(group)
    story.id_again = group.target_id
    story.seen_again = observe(probe, okta.intends())
    needed(story.pushed_again)
    around = bystanders(okta, directory, eve)
    deleted = str(group.target_id)
    story.deleted = okta.unlink_group(group, delete=True)
    story.gone = probe.session.settled(lambda: probe.read("/Groups", deleted), lambda seen: seen.status in GONE)
    story.members = observe(probe, employed(ada, bea, cleo))
    needed(story.deleted)
    story.pushed_anew = okta.push_group(group)
    story.seen_anew = observe(probe, okta.intends(around))


@check("kept-group-is-found-again", "OKTA-GROUP-LINK-01")
def a_kept_group_is_found_again(a_group_is_unlinked: Story) -> Findings:
    """A group that was unlinked and kept is found by its name, and is the one that the next push changes.

    Nothing is sent when the admin leaves the group in the application. A look-up that does not find it makes the push
    create a second group of the same name, or fail with a conflict that no further push resolves.
    """
    story = a_group_is_unlinked
    found = succeeded(story.pushed_again)
    return found or expect.equal(
        "the group that the look-up by name finds", story.id, story.id_again, story.pushed_again.first
    )


@check("kept-group-is-pushed-again", "OKTA-GROUP-LINK-02")
def a_kept_group_is_pushed_again(a_group_is_unlinked: Story) -> Findings:
    """A group that is pushed again over itself has the members that it has by now, and no others."""
    sound(a_group_is_unlinked.before)
    needed(a_group_is_unlinked.pushed_again)
    return converged(a_group_is_unlinked.seen_again)


@check("deleted-group-is-gone", "OKTA-GROUP-LINK-03")
def a_deleted_group_is_gone(a_group_is_unlinked: Story) -> Findings:
    """ "Delete the group in the target app" deletes it.

    Otherwise what the group grants goes on, and nobody sees it in Okta any more.
    """
    return succeeded(a_group_is_unlinked.deleted) or expect.status(a_group_is_unlinked.gone, 404, 410)


@check("deleted-group-leaves-its-members", "OKTA-GROUP-LINK-04")
def a_deleted_group_leaves_its_members(a_group_is_unlinked: Story) -> Findings:
    """The people of a deleted group keep their accounts: they are there, active, under the same name."""
    return converged(a_group_is_unlinked.members)


@check("deleted-group-can-be-pushed-anew", "OKTA-GROUP-LINK-05")
def a_deleted_group_can_be_pushed_anew(a_group_is_unlinked: Story) -> Findings:
    """After a group was deleted, its name is free: it is pushed anew with its members, and nothing else changes."""
    sound(a_group_is_unlinked.seen_again)
    return succeeded(a_group_is_unlinked.pushed_anew) or converged(a_group_is_unlinked.seen_anew)


@scenario(given=("User", "Group"))
def a_group_is_linked(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The application has a group in which Eve is. Groups are imported, and a group of the org, with Ada and Bea, is
    linked to that one. Later groups are imported once more.

    Okta sends GET /Groups?startIndex=1&count=100 and so on for an import: there it knows the id from. An OIN app sends
    PATCH replace without a path with the id and the name, and PATCH replace members; an AIW app GET and PUT of the
    whole group.
    """
    ada, bea, eve = hired(okta, directory, 3)
    own = as_group(directory.team(), declared, (str(eve.target_id),))
    identifier = probe.create("/Groups", own).resource_id
    group = okta.group(directory.team(), ada, bea)
    story.group = identifier
    story.imported = _imported(okta, identifier, own["displayName"])
    story.eve, story.wanted = str(eve.target_id), sorted(str(user.target_id) for user in (ada, bea))
    story.linked = okta.link_group(group, identifier)
    story.name = group.name
    story.read = probe.session.settled(
        lambda: probe.read("/Groups", identifier), lambda seen: sorted(member_ids(seen.answer.object)) == story.wanted
    )
    story.imported_again = _imported(okta, identifier, group.name)


def _imported(okta: Okta, identifier: str, name: str) -> tuple[Task, list[str], str]:
    """An import of groups, the names under which it shows a group, and the one that it should have.

    :raises NotApplicable: when the target has more groups than are read to the last.
    """
    tasks: list[Task] = []

    def walk() -> Exchange:
        tasks.append(okta.import_groups())
        return tasks[-1].last

    def names() -> list[str]:
        return [str(one.get("displayName")) for one in tasks[-1].resources if one.get("id") == identifier]

    okta.session.settled(walk, lambda _: names() == [name])
    if tasks[-1].succeeded and len(tasks[-1].exchanges) >= okta.knobs.most_pages:
        raise NotApplicable(f"the target has too many groups: {okta.knobs.most_pages} pages are read")
    return tasks[-1], names(), name


@check("group-import-shows-the-group", "OKTA-IMPORT-11")
def a_group_import_shows_the_group(a_group_is_linked: Story) -> Findings:
    """An import of groups shows a group of the application once, by its name: it can be chosen to be linked."""
    task, names, wanted = a_group_is_linked.imported
    return succeeded(task) or expect.equal("the names that the import shows", [wanted], names, *task.exchanges)


@check("group-import-shows-the-new-name", "OKTA-IMPORT-12")
def a_group_import_shows_the_new_name(a_group_is_linked: Story) -> Findings:
    """An import of groups shows a group that was renamed under its new name, and not under the former one."""
    needed(a_group_is_linked.linked)
    sound_name = expect.kept({"displayName": a_group_is_linked.name}, a_group_is_linked.read, "displayName")
    if sound_name:
        raise Blocked("the group has not got its new name, which linked-group-gets-name-and-members tells of")
    task, names, wanted = a_group_is_linked.imported_again
    return succeeded(task) or expect.equal("the names that the import shows", [wanted], names, *task.exchanges)


@check("linked-group-gets-name-and-members", "OKTA-GROUP-LINK-06")
def a_linked_group_gets_name_and_members(a_group_is_linked: Story) -> Findings:
    """A group of the application to which one of Okta is linked gets its name and its members."""
    story = a_group_is_linked
    if found := succeeded(story.linked) or expect.kept({"displayName": story.name}, story.read, "displayName"):
        return found
    shown = sorted(member_ids(story.read.resource) & set(story.wanted))
    return expect.equal("the members of Okta's who are in the linked group", story.wanted, shown, story.read)


@check("linked-group-has-no-other-members", "OKTA-GROUP-LINK-07")
def a_linked_group_has_no_other_members(a_group_is_linked: Story) -> Findings:
    """Members that the application's group had before are replaced by those of the linked one.

    What Okta sends here is known by its documentation alone, which says both: that a push overwrites everything, and
    that former members are still there after a link. The replacement is what is played.
    """
    story = a_group_is_linked
    needed(story.linked)
    shown = sorted(member_ids(story.read.resource))
    kept = [identifier for identifier in shown if identifier != story.eve]
    return expect.equal("the members of the linked group", kept, shown, story.read)


@scenario(given=("User", "Group"))
def a_group_is_lost(story: Story, okta: Okta, probe: Probe, directory: Directory) -> None:
    """Somebody deletes the group in the application. Bea joins it in Okta; then the admin unlinks and pushes again.

    Okta sends the change to the id that it knows: PATCH in an OIN app, GET in an AIW app. After the unlinking it looks
    the group up by its name, and sends POST /Groups.
    """
    ada, bea = hired(okta, directory, 2)
    group = okta.group(directory.team(), ada)
    established(okta, group)
    story.lost = str(group.target_id)
    probe.delete("/Groups", story.lost)
    gone = probe.session.settled(lambda: probe.read("/Groups", story.lost), lambda seen: not seen.answer.ok)
    if gone.answer.ok:
        raise Blocked("no group could be lost: it is still there after a DELETE")
    story.joined = okta.change_members(group, add=[bea])
    story.answer = story.joined.exchanges[-1]
    okta.unlink_group(group, delete=False)
    story.pushed_again = okta.push_group(group)
    story.seen_again = observe(probe, okta.intends())


@check("lost-group-is-reported", "OKTA-GROUP-LINK-08")
def a_lost_group_is_reported(a_group_is_lost: Story) -> Findings:
    """A change of a group that is not there any more is answered 404.

    Okta's admin sees the error, unlinks the group, and pushes it again. A success leaves everybody in the belief that
    the people are in the group.
    """
    return expect.status(a_group_is_lost.answer, 404, 410)


@check("group-error-can-be-read", "OKTA-ANSWER-01")
def a_group_error_can_be_read(a_group_is_lost: Story) -> Findings:
    """The error of a failed change is JSON, and says in "detail" what is wrong.

    Okta shows "detail" to the admin. Of anything that is no JSON it shows what its parser says of it: "Unrecognized
    token 'Unsupported'" in place of the cause.
    """
    answer = a_group_is_lost.answer
    if answer.response is None or answer.response.ok:
        return expect.status(answer, 404, 410)
    if not answer.response.object:
        shown = answer.response.text[:60] or "nothing"
        return expect.equal("the body of the error", "a JSON object with detail", shown, answer)
    # The RFC makes detail optional: without it the admin reads the status, and nothing misleading.
    return expect.present("detail of the error", answer.response.object.get("detail"), answer, grade=Outcome.WARN)


@check("lost-group-can-be-pushed-again", "OKTA-GROUP-LINK-05")
def a_lost_group_can_be_pushed_again(a_group_is_lost: Story) -> Findings:
    """A group that was lost is unlinked and pushed again: it is there, with its members."""
    return succeeded(a_group_is_lost.pushed_again) or converged(a_group_is_lost.seen_again)
