"""Profiles change by PATCH: the option "Support PATCH for User" of apps that were submitted since 2025.

Okta documents the option, and shows no request. What is sent here has the form of Okta's other changes of users, one
replace without a path; so no check of this module is more than a warning.
"""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Okta,
    Probe,
    Story,
    check,
    converged,
    expect,
    needed,
    observe,
    scenario,
    sound,
    succeeded,
)
from scimproof.convergence import settled_read
from scimproof.listing import finds_only, looked_up
from scimproof.mapping import as_json, spare_extension_text, spare_texts
from scimproof.patching import writable

SUITES = ("okta-oin",)


@scenario(given="User")
def a_profile_is_patched(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada gets another family name, then another e-mail address; then her title is emptied. Bea is somebody else.

    Okta sends PATCH, one replace without a path, with the attributes that have changed: {"name": {...}}, {"emails":
    [...]}, {"title": ""}. Nothing is read before.
    """
    okta = okta.patching_profiles()
    texts = spare_texts(declared)
    ada, bea = okta.user(directory.person(), **dict.fromkeys(texts, "First")), okta.user(directory.person())
    story.id = okta.assign(ada).sent("POST").resource_id
    bea_id = okta.assign(bea).sent("POST").resource_id
    before = {("/Users", bea_id): probe.read("/Users", bea_id).resource}
    shown = settled_read(probe, "/Users", story.id, ada.more).resource
    story.kept = {name: "First" for name in texts if expect.lookup(shown, name) == "First"}
    story.renamed = okta.update_profile(ada, last_name="Patched")
    story.after_renaming = observe(probe, okta.intends(before))
    story.read = probe.read("/Users", story.id)
    story.readdressed = okta.update_profile(ada, email=f"mail.{ada.login}")
    story.after_address = observe(probe, okta.intends(before))
    story.cleared = okta.update_profile(ada, **dict.fromkeys(story.kept))
    story.emptied = probe.session.settled(
        lambda: probe.read("/Users", story.id), lambda seen: not any(map(seen.answer.object.get, story.kept))
    )


@scenario(given="User")
def an_extension_is_patched(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A text of an extension is mapped, and changes for Cyd.

    Okta sends PATCH, one replace without a path, whose value has the URN of the extension as a key: {"urn:...:User":
    {"department": "..."}}.
    """
    okta, name = okta.patching_profiles(), spare_extension_text(declared)
    cyd = okta.user(directory.person(), **{name: "Before"})
    story.id = okta.assign(cyd).sent("POST").resource_id
    kept = settled_read(probe, "/Users", story.id, as_json(cyd.mapped))
    if expect.kept(as_json(cyd.mapped), kept, *as_json(cyd.mapped)):
        raise NotApplicable("the target does not keep the extension of a create, which extension-is-kept tells of")
    story.changed = okta.update_profile(cyd, **{name: "After"})
    story.mapped = as_json(cyd.mapped)
    story.read = settled_read(probe, "/Users", story.id, story.mapped)


@scenario(given="User")
def a_login_is_patched(story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Dan's login changes; then, by mistake, he gets the login of Eve.

    Okta sends PATCH, one replace without a path, {"userName": "..."}.
    """
    if not writable(declared, "User", "userName"):
        raise NotApplicable("the target's schema does not let userName be changed")
    okta = okta.patching_profiles()
    dan, eve = okta.user(directory.person()), okta.user(directory.person())
    story.id, story.eve = (okta.assign(user).sent("POST").resource_id for user in (dan, eve))
    story.changed = okta.change_user_name(dan, f"patched.{dan.login}")
    story.after_change = observe(probe, okta.intends())
    needed(story.changed)
    before = {("/Users", one): probe.read("/Users", one).resource for one in (story.id, story.eve)}
    story.taken = okta.change_user_name(dan, eve.login).sent("PATCH")
    story.after = observe(probe, okta.afresh().intends(before))
    story.found = looked_up(okta, eve, story.eve)


@check("patched-profile-changes", "OKTA-PATCH-01")
def a_patched_profile_changes(a_profile_is_patched: Story) -> Findings:
    """A change of a profile by PATCH is accepted and shown, and nobody else has changed."""
    story = a_profile_is_patched
    return (
        succeeded(story.renamed)
        or converged(story.after_renaming)
        or succeeded(story.readdressed)
        or converged(story.after_address)
    )


@check("patched-profile-keeps-the-rest", "OKTA-PATCH-02")
def a_patched_profile_keeps_the_rest(a_profile_is_patched: Story) -> Findings:
    """A PATCH that brings a name leaves a title and a nickname as they were: what it does not name is not meant."""
    story = a_profile_is_patched
    needed(story.renamed)
    if not story.kept:
        raise NotApplicable("the target keeps no text that an admin could map")
    return expect.kept(story.kept, story.read, *story.kept)


@check("patched-value-can-be-emptied", "OKTA-PATCH-03")
def a_patched_value_can_be_emptied(a_profile_is_patched: Story) -> Findings:
    """A PATCH with an empty text is accepted, and the value is gone: empty, or not shown at all."""
    story = a_profile_is_patched
    if not story.kept:
        raise NotApplicable("the target keeps no text that an admin could map and empty")
    needed(story.readdressed)
    found: list[Finding] = succeeded(story.cleared)
    for name in () if found else story.kept:
        left = expect.lookup(story.emptied.resource, name)
        found += expect.equal(f"{name} after it was emptied", "", left, story.emptied) if left else []
    return found


@check("patched-extension-is-kept", "OKTA-PATCH-04")
def a_patched_extension_is_kept(an_extension_is_patched: Story) -> Findings:
    """An attribute of an extension, below the URN of the extension in the value of a PATCH, is changed."""
    story = an_extension_is_patched
    return succeeded(story.changed) or expect.kept(story.mapped, story.read, *story.mapped)


@check("patched-login-changes", "OKTA-PATCH-01")
def a_patched_login_changes(a_login_is_patched: Story) -> Findings:
    """A new login that is brought by a PATCH is the userName of the same account."""
    return succeeded(a_login_is_patched.changed) or converged(a_login_is_patched.after_change)


@check("patched-login-is-not-taken", "OKTA-PATCH-05")
def a_patched_login_is_not_taken(a_login_is_patched: Story) -> Findings:
    """A PATCH to a login that somebody else has is refused, best with 409, and neither account changes."""
    story = a_login_is_patched
    sound(story.after_change)
    return (
        converged(story.after)
        or finds_only(story.found, story.eve)
        or expect.status(story.taken, 409, 400, why="a refusal")
    )
