"""Single values change: add, replace and remove of simple and complex attributes (RFC 7644 section 3.5.2)."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.patching import (
    NO_PATH,
    add,
    done,
    need_writable,
    remove,
    replace,
    required,
    said,
    spare_texts,
    unassigned,
    untouched,
    writable,
)
from scimproof.stamps import moved_on


@scenario(given=("patch", "User"))
def a_profile_is_kept_up(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Two texts of a user are added, replaced and removed, by path and without one; the user is read in between."""
    users = declared.endpoint("User")
    one, other = story.texts = spare_texts(declared)
    body = {**as_user(directory.person(), declared), other: "Old other"}
    body.pop(one, None)
    identifier = probe.create(users, body).resource_id

    def seen(**wanted: object) -> Exchange:
        return probe.session.settled(
            lambda: probe.read(users, identifier), lambda shown: not expect.kept(wanted, shown, *wanted)
        )

    story.before = probe.read(users, identifier)
    story.added = probe.patch(users, identifier, add(one, "Added"))
    story.overwritten = probe.patch(users, identifier, add(other, "Overwritten"))
    story.after_adds = seen(**{one: "Added", other: "Overwritten"})
    story.added_at_large = probe.patch(users, identifier, add(NO_PATH, {one: "At large", other: "Wide"}))
    story.after_add_at_large = seen(**{one: "At large", other: "Wide"})
    story.replaced = probe.patch(users, identifier, replace(one, "Replaced"))
    story.after_replace = seen(**{one: "Replaced"})
    story.replaced_at_large = probe.patch(users, identifier, replace(NO_PATH, {other: "Large"}))
    story.after_replace_at_large = seen(**{other: "Large"})
    story.removed = probe.patch(users, identifier, remove(one))
    story.nulled = probe.patch(users, identifier, replace(other, None))
    story.after_removals = seen(**{one: None, other: None})
    story.removed_again = probe.patch(users, identifier, remove(one))
    story.replaced_missing = probe.patch(users, identifier, replace(one, "Back again"))
    story.after_return = seen(**{one: "Back again"})


@scenario(given=("patch", "User"))
def somebody(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is there."""
    story.person = directory.person()
    story.id = probe.create(declared.endpoint("User"), as_user(story.person, declared)).resource_id


@scenario(given=("patch", "User"))
def a_person_pauses(story: Story, somebody: Story, probe: Probe, declared: Declared) -> None:
    """A user is deactivated without a path, as Okta does it, and activated with one, as Entra does it."""
    need_writable(declared, "User", "active")
    users, identifier = declared.endpoint("User"), somebody.id

    def seen(active: bool) -> Exchange:
        return probe.session.settled(
            lambda: probe.read(users, identifier),
            lambda shown: shown.answer.ok and expect.lookup(shown.answer.object, "active") is active,
        )

    story.before = probe.read(users, identifier)
    story.paused = probe.patch(users, identifier, replace(NO_PATH, {"active": False}))
    story.while_paused = seen(False)
    story.returned = probe.patch(users, identifier, replace("active", True))
    story.back = seen(True)


@scenario(given=("patch", "User"))
def a_name_changes_in_part(story: Story, somebody: Story, probe: Probe, declared: Declared) -> None:
    """The family name changes by add and by replace of name, then the given name by its own path."""
    need_writable(declared, "User", "name", "name.givenName", "name.familyName")
    users, identifier = declared.endpoint("User"), somebody.id
    story.given = somebody.person.given_name

    def seen(given: str, family: str) -> Exchange:
        wanted = {"name": {"givenName": given, "familyName": family}}
        return probe.session.settled(
            lambda: probe.read(users, identifier), lambda shown: not expect.kept(wanted, shown, "name")
        )

    story.added = probe.patch(users, identifier, add("name", {"familyName": "Added"}))
    story.after_add = seen(story.given, "Added")
    story.replaced = probe.patch(users, identifier, replace("name", {"familyName": "Replaced"}))
    story.after_replace = seen(story.given, "Replaced")
    story.by_part = probe.patch(users, identifier, replace("name.givenName", "Newly"))
    story.after_part = seen("Newly", "Replaced")
    if writable(declared, "User", "name.middleName"):
        story.middle_added = probe.patch(users, identifier, add("name.middleName", "Middle"))
        story.with_middle = probe.read(users, identifier)
        story.middle_removed = probe.patch(users, identifier, remove("name.middleName"))
        story.without_middle = probe.session.settled(
            lambda: probe.read(users, identifier), lambda shown: not _part(shown, "middleName")
        )


def _part(exchange: Exchange, name: str) -> object:
    whole = expect.lookup(exchange.resource, "name")
    return expect.lookup(whole, name) if isinstance(whole, dict) else None


def _text(what: str, wanted: str, exchange: Exchange, name: str) -> Findings:
    return expect.equal(what, wanted, expect.lookup(exchange.resource, name), exchange)


@check(
    "rfc7644-3.5.2.1-add-sets-a-missing-value",
    "RFC7644-3.5.2.1-04",
    "RFC7644-3.5.2.1-08",
    "RFC7644-3.5.2-16",
    level="must",
)
def add_sets_a_missing_value(a_profile_is_kept_up: Story) -> Findings:
    """An add to an attribute without a value gives it this value.

    The path is the bare name: the schemas of the stored user are assumed, no prefix is needed.
    """
    story = a_profile_is_kept_up
    name = story.texts[0]
    return done(story.added) or _text(f"{name} after an add", "Added", story.after_adds, name)


@check("rfc7644-3.5.2.1-add-replaces-a-single-value", "RFC7644-3.5.2.1-07", "RFC7644-3.5.2.1-09", level="must")
def add_replaces_a_single_value(a_profile_is_kept_up: Story) -> Findings:
    """An add to a single-valued attribute that has a value replaces it."""
    story = a_profile_is_kept_up
    name = story.texts[1]
    return done(story.overwritten) or _text(f"{name} after an add to it", "Overwritten", story.after_adds, name)


@check("rfc7644-3.5.2.1-add-leaves-others-alone", "RFC7644-3.1-12", "RFC7644-3.5.2.1-04", level="must")
def add_leaves_others_alone(a_profile_is_kept_up: Story) -> Findings:
    """An add changes nothing but the attribute in its path.

    Derived values (a formatted name, a count of changes) are the server's own; what the client set is not.
    """
    story = a_profile_is_kept_up
    return untouched("after an add to another attribute", story.before, story.after_adds, but=story.texts)


@check("rfc7644-3.5.2.1-add-without-path", "RFC7644-3.5.2.1-03", "RFC7644-3.5.2-07", level="must")
def add_without_path(a_profile_is_kept_up: Story) -> Findings:
    """An add without a path takes the attributes from its value."""
    story = a_profile_is_kept_up
    wanted = {story.texts[0]: "At large", story.texts[1]: "Wide"}
    return done(story.added_at_large) or expect.kept(wanted, story.after_add_at_large, *wanted)


@check("rfc7644-3.5.2.3-replace-sets-a-single-value", "RFC7644-3.5.2.3-03", level="must")
def replace_sets_a_single_value(a_profile_is_kept_up: Story) -> Findings:
    """A replace of a single-valued attribute gives it the new value."""
    story = a_profile_is_kept_up
    name = story.texts[0]
    return done(story.replaced) or _text(f"{name} after a replace", "Replaced", story.after_replace, name)


@check("rfc7644-3.5.2.3-replace-without-path", "RFC7644-3.5.2.3-01", "RFC7644-3.5.2.3-02", level="must")
def replace_without_path(a_profile_is_kept_up: Story) -> Findings:
    """A replace without a path takes the attributes from its value.

    It is the form of Okta: a server that only understands paths never hears of its changes.
    """
    story = a_profile_is_kept_up
    name = story.texts[1]
    return done(story.replaced_at_large) or _text(
        f"{name} after a replace without path", "Large", story.after_replace_at_large, name
    )


@check("rfc7644-3.5.2.3-replace-without-path-is-no-put", "RFC7644-3.5.2.3-12", level="must")
def replace_without_path_is_no_put(a_profile_is_kept_up: Story) -> Findings:
    """A replace without a path leaves the attributes alone that its value does not name."""
    story = a_profile_is_kept_up
    return untouched(
        "after a replace of another attribute",
        story.after_replace,
        story.after_replace_at_large,
        but=story.texts[1:],
    )


@check("rfc7644-3.5.2.3-replace-adds-a-missing-value", "RFC7644-3.5.2.3-05")
def replace_adds_a_missing_value(a_profile_is_kept_up: Story) -> Findings:
    """A replace of an attribute without a value acts as an add.

    Clients do not know whether a value is there: Entra sends replace for whatever its own user has.
    """
    story = a_profile_is_kept_up
    name = story.texts[0]
    return done(story.replaced_missing) or _text(
        f"{name} after a replace of nothing", "Back again", story.after_return, name
    )


@check("rfc7644-3.5.2.2-remove-takes-the-value", "RFC7644-3.5.2.2-03", "RFC7644-3.5.2.2-01")
def remove_takes_the_value(a_profile_is_kept_up: Story) -> Findings:
    """A remove of a single-valued attribute leaves it without a value."""
    story = a_profile_is_kept_up
    name = story.texts[0]
    return done(story.removed) or unassigned(f"{name} after a remove", story.after_removals, name)


@check("rfc7644-3.5.2.2-remove-of-nothing", "RFC7644-3.12-25", level="must")
def remove_of_nothing(a_profile_is_kept_up: Story) -> Findings:
    """A remove of an attribute that has no value succeeds, or is refused with 400 noTarget."""
    exchange = a_profile_is_kept_up.removed_again
    return expect.status(exchange, 200, 204, 400) or said(exchange, "noTarget", grade=Outcome.WARN)


@check("rfc7643-2.5-patch-null-clears", "RFC7643-2.5-02", "RFC7643-2.5-03", level="must")
def a_replace_with_null_clears(a_profile_is_kept_up: Story) -> Findings:
    """A replace with null leaves an attribute without a value, and does not store the word."""
    story = a_profile_is_kept_up
    name = story.texts[1]
    return done(story.nulled) or unassigned(f"{name} after a replace with null", story.after_removals, name)


@check("rfc7644-3.5.2.3-deactivate-without-path", "RFC7644-3.5.2.3-01", level="must")
def a_user_is_deactivated(a_person_pauses: Story) -> Findings:
    """A replace without a path that sets active to false deactivates the user.

    So does Okta take away access. A server that answers 200 and does nothing leaves the leaver in.
    """
    found = done(a_person_pauses.paused)
    active = expect.lookup(a_person_pauses.while_paused.resource, "active")
    return found or expect.equal("active after it was set to false", False, active, a_person_pauses.while_paused)


@check("rfc7644-3.5.2.3-deactivation-leaves-the-rest", "RFC7644-3.1-12", "RFC7644-3.5.2.3-12", level="should")
def a_deactivation_leaves_the_rest(a_person_pauses: Story) -> Findings:
    """Whoever is deactivated keeps name, addresses and all else that the client has set, and so can come back.

    What access goes with it, groups, roles and entitlements, is up to the server.
    """
    story = a_person_pauses
    if not story.paused.answer.ok or expect.lookup(story.while_paused.resource, "active") is not False:
        raise Blocked("nobody was deactivated")
    access = ("active", "groups", "roles", "entitlements")
    return untouched("after a deactivation", story.before, story.while_paused, but=access)


@check("rfc7644-3.5.2.3-activate-with-path", "RFC7644-3.5.2.3-03", level="must")
def a_user_is_activated(a_person_pauses: Story) -> Findings:
    """A replace with the path active and the value true activates the user again."""
    found = done(a_person_pauses.returned)
    active = expect.lookup(a_person_pauses.back.resource, "active")
    return found or expect.equal("active after it was set to true", True, active, a_person_pauses.back)


@check("rfc7644-3.5.2.1-add-to-a-complex-value", "RFC7644-3.5.2.1-05", "RFC7644-3.5.2.1-02")
def add_to_a_complex_value(a_name_changes_in_part: Story) -> Findings:
    """An add to a complex attribute sets the sub-attributes of its value, and keeps the others."""
    story = a_name_changes_in_part
    wanted = {"name": {"givenName": story.given, "familyName": "Added"}}
    return done(story.added) or expect.kept(wanted, story.after_add, "name")


@check("rfc7644-3.5.2.3-replace-in-a-complex-value", "RFC7644-3.5.2.3-06")
def replace_in_a_complex_value(a_name_changes_in_part: Story) -> Findings:
    """A replace of a complex attribute sets the sub-attributes of its value."""
    story = a_name_changes_in_part
    return done(story.replaced) or expect.kept({"name": {"familyName": "Replaced"}}, story.after_replace, "name")


@check("rfc7644-3.5.2.3-replace-keeps-other-parts", "RFC7644-3.5.2.3-07", level="must")
def replace_keeps_other_parts(a_name_changes_in_part: Story) -> Findings:
    """A replace of a complex attribute leaves the sub-attributes alone that its value does not name.

    Many servers replace the whole attribute instead, as in JSON Patch, and individual drafts wish for that. By the
    letter of the RFC the others stay, and clients that send only what changed lose data otherwise.
    """
    story = a_name_changes_in_part
    if found := done(story.replaced):
        return found
    return expect.equal(
        "name.givenName after a replace of name with a familyName",
        story.given,
        _part(story.after_replace, "givenName"),
        story.after_replace,
    )


@check("rfc7644-3.5.2-path-to-a-sub-attribute", "RFC7644-3.5.2-09", "RFC7644-3.5.2.3-03", level="must")
def a_path_to_a_sub_attribute(a_name_changes_in_part: Story) -> Findings:
    """A replace with the path name.givenName changes the given name, and not the family name."""
    story = a_name_changes_in_part
    wanted = {"givenName": "Newly", "familyName": "Replaced"}
    if found := done(story.by_part):
        return found
    shown = {name: _part(story.after_part, name) for name in wanted}
    if done(story.replaced) or _part(story.after_replace, "familyName") != "Replaced":
        wanted, shown = {"givenName": "Newly"}, {"givenName": shown["givenName"]}
    return expect.equal("name after a replace of its givenName", wanted, shown, story.after_part)


@check("rfc7644-3.5.2.2-remove-a-sub-attribute", "RFC7644-3.5.2.2-03", "RFC7644-3.5.2.2-08")
def remove_a_sub_attribute(a_name_changes_in_part: Story, declared: Declared) -> Findings:
    """A remove with the path name.middleName leaves the name without one, and the rest of it as it was."""
    if not writable(declared, "User", "name.middleName") or required(declared, "User", "name.middleName"):
        raise NotApplicable("the schema of the target has no middleName that clients may remove")
    story = a_name_changes_in_part
    found = done(story.middle_added) + done(story.middle_removed)
    if found:
        return found
    kept = {name: _part(story.after_part, name) for name in ("givenName", "familyName")}
    return (
        expect.equal(
            "name.middleName after an add", "Middle", _part(story.with_middle, "middleName"), story.with_middle
        )
        + expect.equal(
            "name.middleName after a remove",
            None,
            _part(story.without_middle, "middleName") or None,
            story.without_middle,
        )
        + expect.kept({"name": kept}, story.without_middle, "name")
    )


@check("rfc7643-3.1-patches-move-last-modified", "RFC7643-3.1-24", level="must")
def patches_move_last_modified(a_profile_is_kept_up: Story) -> Findings:
    """meta.lastModified of a user moves on when a PATCH changes something.

    Who reads only what changed since yesterday never hears of the change otherwise.
    """
    story = a_profile_is_kept_up
    before, after = (expect.lookup(seen.resource, story.texts[0]) for seen in (story.before, story.after_return))
    if before == after:
        raise Blocked("the PATCH before changed nothing")
    return moved_on("after several PATCH requests", story.before, story.replaced_missing, story.after_return)
