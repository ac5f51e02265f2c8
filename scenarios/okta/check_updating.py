"""Profiles change: one value, several, none, and values that were taken away."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Okta,
    Probe,
    Story,
    as_group,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.clients.tasks import needed
from scimproof.convergence import member_ids, settled_read
from scimproof.mapping import spare_texts

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given="User")
def a_profile_changes(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada has a title, and Bea is somebody else. Ada's family name changes, then the first, then both and the title;
    then the same is pushed once more; then the title is emptied.

    Okta sends GET /Users/{id}, and PUT of what it was shown with all mapped attributes laid over it, for each push. The
    title that lost its value is an empty text.
    """
    texts = spare_texts(declared)
    ada, bea = okta.user(directory.person(), **dict.fromkeys(texts, "First")), okta.user(directory.person())
    story.id = okta.assign(ada).sent("POST").resource_id
    bea_id = okta.assign(bea).sent("POST").resource_id
    before = {("/Users", bea_id): probe.read("/Users", bea_id).resource}
    shown = settled_read(probe, "/Users", story.id, ada.more).resource
    story.titles = [name for name in texts if expect.lookup(shown, name) == "First"]
    story.first_push = okta.update_profile(ada, last_name="Second")
    story.second_push = okta.update_profile(ada, first_name="Seconda")
    story.after_two = observe(probe, okta.intends(before))
    titles = dict.fromkeys(story.titles, "Third")
    story.both_pushed = okta.update_profile(ada, last_name="Third", first_name="Terza", **titles)
    story.after_both = observe(probe, okta.intends(before))
    story.read = settled_read(probe, "/Users", story.id, titles)
    story.repeated = okta.update_profile(ada)
    story.cleared = okta.update_profile(ada, **dict.fromkeys(story.titles))
    story.after_clearing = observe(probe, okta.intends(before))
    story.emptied = probe.read("/Users", story.id)


@scenario(given=("User", "Group"))
def a_member_gets_another_name(
    story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """Cyd is in a group of the application, and gets another name.

    Okta sends GET /Users/{id}, and PUT of what it was shown, groups included.
    """
    cyd = okta.user(directory.person())
    story.id = okta.assign(cyd).sent("POST").resource_id
    group = probe.create(declared.endpoint("Group"), as_group(directory.team(), declared, (story.id,)))
    if story.id not in member_ids(probe.read(declared.endpoint("Group"), group.resource_id).resource):
        raise Blocked("the group that was created with a member has none")
    story.pushed = okta.update_profile(cyd, first_name="Renamed")
    story.group = probe.session.settled(
        lambda: probe.read(declared.endpoint("Group"), group.resource_id), lambda _: True
    )


@check("profile-push-is-accepted", "OKTA-PROFILE-01")
def a_profile_push_is_accepted(a_profile_changes: Story) -> Findings:
    """A profile push is accepted: the target's own representation, with what has changed.

    Okta reads the user, lays all mapped attributes over it, and puts it back with id, meta, groups and whatever else it
    was shown.
    """
    story = a_profile_changes
    return succeeded(story.first_push) or succeeded(story.second_push) or succeeded(story.both_pushed)


@check("profile-push-answers-with-the-user", "OKTA-PROFILE-02")
def a_profile_push_answers_with_the_user(a_profile_changes: Story) -> Findings:
    """A profile push is answered with 200 and the user, changed."""
    exchange = a_profile_changes.both_pushed.sent("PUT")
    if not exchange.answer.ok:
        raise Blocked("the push was refused")
    sent = exchange.request.object
    # A formatted name of before is in what was sent: a target may well write it anew.
    names = {part: value for part, value in sent["name"].items() if part in ("givenName", "familyName")}
    return expect.status(exchange, 200) or expect.kept({**sent, "name": names}, exchange, "userName", "name")


@check("profile-changes-add-up", "OKTA-PROFILE-03")
def profile_changes_add_up(a_profile_changes: Story) -> Findings:
    """Two changes, one shortly after the other, are both shown afterwards, and nobody else has changed.

    Between the two Okta reads the user: a target that still shows the old name then gets the old name back.
    """
    story = a_profile_changes
    needed(story.first_push, story.second_push)
    return converged(story.after_two)


@check("profile-changes-together", "OKTA-PROFILE-03")
def profile_changes_together(a_profile_changes: Story) -> Findings:
    """Several changes in one push are all shown afterwards, and nobody else has changed."""
    story = a_profile_changes
    titles = dict.fromkeys(story.titles, "Third")
    return succeeded(story.both_pushed) or converged(story.after_both) + expect.kept(titles, story.read, *titles)


@check("unchanged-profile-is-accepted", "OKTA-PROFILE-04")
def an_unchanged_profile_is_accepted(a_profile_changes: Story) -> Findings:
    """A push that changes nothing is accepted: the account that has the userName already is the same one."""
    story = a_profile_changes
    if not story.both_pushed.succeeded:
        raise Blocked("the push before was refused")
    return succeeded(story.repeated)


@check("empty-values-are-accepted", "OKTA-PROFILE-05")
def empty_values_are_accepted(a_profile_changes: Story) -> Findings:
    """A push with a value that was emptied is accepted (QA plan C9337), and harms nothing else.

    Sent is an empty text for the title that Okta had, which is what its documentation says without showing it.
    """
    story = a_profile_changes
    _has_titles(story)
    if not story.both_pushed.succeeded:
        raise Blocked("the push before was refused")
    return succeeded(story.cleared) or converged(story.after_clearing)


@check("emptied-value-is-gone", "OKTA-PROFILE-06")
def an_emptied_value_is_gone(a_profile_changes: Story) -> Findings:
    """A value that was emptied is gone: empty, or not shown at all."""
    story = a_profile_changes
    _has_titles(story)
    if not story.cleared.succeeded:
        raise Blocked("the push with the empty value was refused")
    found: list[Finding] = []
    for name in story.titles:
        left = expect.lookup(story.emptied.resource, name)
        found += expect.equal(f"{name} after it was emptied", "", left, story.emptied) if left else []
    return found


def _has_titles(story: Story) -> None:
    if not story.titles:
        raise NotApplicable("the target keeps no text that an admin could map and empty")


@check("profile-push-keeps-memberships", "OKTA-PROFILE-11")
def a_profile_push_keeps_memberships(a_member_gets_another_name: Story) -> Findings:
    """A profile push of somebody who is in a group is accepted, and that one is still a member of it.

    What Okta puts back has the groups that the application has shown: they are read-only, and no mistake.
    """
    story = a_member_gets_another_name
    members = member_ids(story.group.resource)
    return succeeded(story.pushed) or expect.equal(
        "the number of members after the push", 1, len(members & {story.id}), story.group
    )
