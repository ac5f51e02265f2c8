"""Filters in paths that match several values of a list, or join conditions (RFC 7644 section 3.5.2)."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
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
from scimproof.mails import MAIL, mail, mails_after, mails_are, of_type, pair, pairs
from scimproof.patching import (
    Patched,
    done,
    email_types,
    remove,
    replace,
)


@scenario(given=("patch", "User"))
def several_addresses_of_a_type(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Three addresses of one type and one of another are removed and changed by filters that match several."""
    users = declared.endpoint("User")
    one, other, third = story.types = email_types(declared)
    kept = [mail(one, name) for name in ("ann", "ben", "cleo")] + [mail(other, "dora")]
    user = Patched(
        probe, users, probe.create(users, {**as_user(directory.person(), declared), "emails": kept}).resource_id
    )
    if pairs(user.last) != sorted(pair(entry) for entry in kept):
        raise NotApplicable("the target does not keep several e-mail addresses of one type")
    story.by_two_conditions = user.step(
        remove(f'emails[type eq "{one}" and value ew "cleo@{MAIL}"]'),
        until=lambda shown: pair(mail(one, "cleo")) not in pairs(shown),
    )
    story.all_retyped = user.step(
        replace(of_type(one) + ".type", third),
        until=lambda shown: pair(mail(third, "ben")) in pairs(shown),
    )
    story.by_either = user.step(
        remove(f'emails[value eq "ann@{MAIL}" or value eq "ben@{MAIL}"]'),
        until=lambda shown: pairs(shown) == [pair(mail(other, "dora"))],
    )


@check("rfc7644-3.5.2.2-filter-with-and", "RFC7644-3.5.2.2-07", "RFC7644-3.5.2-09", level="must")
def a_filter_with_and(several_addresses_of_a_type: Story) -> Findings:
    """A remove of emails[type eq "work" and value ew "..."] takes away only what meets both conditions."""
    story = several_addresses_of_a_type
    return mails_after(story.by_two_conditions, went=(mail(story.types[0], "cleo"),))


@check("rfc7644-3.5.2.3-every-match-is-changed", "RFC7644-3.5.2.3-09", "RFC7644-3.5.2.3-08", level="must")
def every_match_is_changed(several_addresses_of_a_type: Story) -> Findings:
    """A replace of emails[type eq "work"].type changes every address that matches.

    A server that refuses because there are several, or that changes only one, is tolerated with a warning: individual
    drafts wish for the former.
    """
    story = several_addresses_of_a_type
    step, (one, _, third) = story.all_retyped, story.types
    matched = [entry for entry in pairs(step.before) if entry[0] == one.casefold()]
    if len(matched) < 2:
        raise Blocked("an earlier step did not leave several addresses of one type")
    if not step.patched.answer.ok:
        return expect.status(step.patched, 200, 204, tolerate={400: "several values match, and all have to change"})
    changed = [(third.casefold(), value) for _, value in matched]
    wanted = sorted({*pairs(step.before), *changed} - set(matched))
    return expect.equal(
        "emails after a replace that matched several",
        wanted,
        pairs(step.after),
        step.patched,
        step.after,
        grade=Outcome.WARN if set(changed) & set(pairs(step.after)) else None,
    )


@check("rfc7644-3.5.2.2-filter-with-or", "RFC7644-3.5.2.2-05", "RFC7644-3.5.2.2-07", level="must")
def a_filter_with_or(several_addresses_of_a_type: Story) -> Findings:
    """A remove of emails[value eq "..." or value eq "..."] takes away both values, and no other."""
    story = several_addresses_of_a_type
    step = story.by_either
    gone = {f"{name}@{MAIL}" for name in ("ann", "ben")}
    if not gone <= {value for _, value in pairs(step.before)}:
        raise Blocked("an earlier step did not leave the addresses that this one starts from")
    return done(step.patched) or mails_are({entry for entry in pairs(step.before) if entry[1] not in gone}, step)
