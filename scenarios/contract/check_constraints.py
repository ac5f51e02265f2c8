"""What may be sent of a user or a group: what is required, unique, fixed, or not kept."""

from __future__ import annotations

from functools import partial

from scimproof import Declared, Directory, Exchange, Finding, Findings, Probe, Profile, Story, check, expect, scenario
from scimproof.contract import Applicants, Line, broken, done, judged, refused, tried
from scimproof.contract.applicants import GROUP, USER, has
from scimproof.contract.places import Place

WRONG = "it breaks a rule of the profile, to see that it is refused"


@scenario
def something_is_missing(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Each user and group lacks one thing that the profile requires."""
    them = Applicants(probe, directory, declared, profile)

    def without(kind: str, name: str) -> Exchange:
        body = Place.at(name).drop(them.body(kind))
        return probe.create(them.endpoint(kind), body, malformed=WRONG)

    story.required = [
        tried(f"a {kind} without {name} is refused", partial(without, kind, name), name, rules.reference)
        for kind in them.kinds
        for rules in (them.rules(kind),)
        for name in rules.required
    ]

    def with_mails(*mails: dict[str, object]) -> Exchange:
        body = them.body(USER)
        body["emails"] = list(mails)
        return probe.create(them.endpoint(USER), body if mails else Place("emails").drop(body), malformed=WRONG)

    address = {"value": directory.person().user_name, "type": "work", "primary": False}
    says = "a User without a primary e-mail address is refused"
    rules = profile.users
    story.primary = [
        tried(says, partial(with_mails, *mails), reference=rules.reference)
        for mails in (((), (address,)) if rules.primary_email_required else ())
    ]

    def named_otherwise() -> Exchange:
        body = them.body(USER)
        body["userName"] = str(body["userName"]).partition("@")[0]
        return probe.create(them.endpoint(USER), body, malformed=WRONG)

    says = "a User whose userName is no e-mail address is refused"
    story.names = [tried(says, named_otherwise, reference=rules.reference)] if rules.user_name_is_email else []


def _refused(line: Line) -> list[Finding]:
    return refused(line, line.shown)


@check("contract-required-is-required", "CONTRACT-01")
def required_is_required(something_is_missing: Story) -> Findings:
    """A create that lacks what the profile requires is refused."""
    return judged(something_is_missing.required, _refused)


@check("contract-primary-email-is-required", "CONTRACT-01")
def a_primary_email_is_required(something_is_missing: Story) -> Findings:
    """Where the profile requires a primary e-mail address, a user without one is refused."""
    return judged(something_is_missing.primary, _refused)


@check("contract-user-name-is-email", "CONTRACT-01")
def a_user_name_is_an_email(something_is_missing: Story) -> Findings:
    """Where the profile says that userName is an e-mail address, any other is refused."""
    return judged(something_is_missing.names, _refused)


@scenario
def two_have_the_same(story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
    """Somebody comes with a value of somebody else, which the profile says is unique."""
    them = Applicants(probe, directory, declared, profile)

    def second(kind: str, name: str) -> Exchange:
        place, first, other = Place.at(name), them.body(kind), them.body(kind)
        if not place.values(first):
            place.put(first, them.value(kind, place, 0, directory.mark))
        shared = place.values(first) if isinstance(place.whole(first), list) else place.values(first)[0]
        place.put(other, shared if place.part is None else place.values(first)[0])
        _ = them.create(kind, first).resource_id  # without a first one there is no second
        return them.create(kind, other)

    story.seconds = [
        tried(f"no two {kind}s have the same {name}", partial(second, kind, name), kind, rules.reference)
        for kind in them.kinds
        for rules in (them.rules(kind),)
        for name in rules.unique
    ]


@check("contract-unique-is-unique", "CONTRACT-02")
def unique_is_unique(two_have_the_same: Story, profile: Profile) -> Findings:
    """A second resource with a value that the profile says is unique is answered as the profile says."""

    def judge(line: Line) -> list[Finding]:
        return refused(line, line.shown, (profile.users if line.entry == USER else profile.groups).conflict)

    return judged(two_have_the_same.seconds, judge)


@scenario
def something_fixed_is_changed(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """What the profile says is immutable is given another value, by PUT and by PATCH."""
    them = Applicants(probe, directory, declared, profile)

    def changed(kind: str, name: str) -> tuple[Exchange, Exchange, Exchange, Exchange]:
        place, body, endpoint = Place.at(name), them.body(kind), them.endpoint(kind)
        if not place.values(body):
            place.put(body, them.value(kind, place, 0, directory.mark))
        identifier = them.create(kind, body).resource_id
        before = probe.read(endpoint, identifier)
        value = them.another(kind, place, before.resource, f"{directory.mark}other-{identifier[-8:]}")
        operation = {"op": "replace", "path": str(place), "value": value}
        why = "it changes what the profile says cannot be changed"
        patched = probe.patch(endpoint, identifier, operation, malformed=why)
        between = probe.read(endpoint, identifier)
        place.put(body, value)
        replaced = probe.replace(endpoint, identifier, body, malformed=why)
        return patched, between, replaced, probe.read(endpoint, identifier)

    story.changes = [
        tried(f"{name} of a {kind} cannot be changed", partial(changed, kind, name), name, rules.reference)
        for kind in them.kinds
        for rules in (them.rules(kind),)
        for name in rules.immutable
    ]


@check("contract-immutable-is-kept", "CONTRACT-03")
def immutable_is_kept(something_fixed_is_changed: Story) -> Findings:
    """What the profile says cannot be changed has its first value after every attempt, refused or ignored."""

    def judge(line: Line) -> list[Finding]:
        place, found = Place.at(line.entry), []
        patched, between, replaced, after = line.shown
        for tried_with, shown in ((patched, between), (replaced, after)):
            now = place.values(shown.resource)
            sent = _sent(place, tried_with)
            if any(has(place, shown.resource, value) for value in sent):
                what = f"a {tried_with.request.method} has changed it"
                found.append(broken(line, what, "the value that it had", expect.shown(now), tried_with, shown))
        return found

    return judged(something_fixed_is_changed.changes, judge)


def _sent(place: Place, exchange: Exchange) -> list[object]:
    document = exchange.request.object
    operations = document.get("Operations")
    value = operations[0]["value"] if operations else place.values(document)
    return value if isinstance(value, list) else [value]


@scenario
def something_is_not_supported(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Somebody comes with attributes that the profile says are not kept."""
    them = Applicants(probe, directory, declared, profile)

    def created(kind: str, name: str) -> tuple[Exchange, Exchange | None]:
        body, place = them.body(kind), Place.at(name)
        place.put(body, them.value(kind, place, 0, directory.mark))
        answer = probe.create(them.endpoint(kind), body, malformed="it has what the target does not keep")
        return answer, them.read(kind, answer.resource_id) if answer.answer.ok else None

    story.strange = [
        tried(
            f"{name} of a {kind} is {_FATES[rules.unsupported_are]}",
            partial(created, kind, name),
            (name, rules.unsupported_are),
            rules.reference,
        )
        for kind in them.kinds
        for rules in (them.rules(kind),)
        for name in rules.unsupported
    ]


_FATES = {"ignored": "ignored", "refused": "refused", "unknown": "not kept"}


@check("contract-unsupported-is-not-kept", "CONTRACT-04")
def unsupported_is_not_kept(something_is_not_supported: Story) -> Findings:
    """Attributes that the profile says are not supported are ignored or refused, as it says, and never shown."""

    def judge(line: Line) -> list[Finding]:
        (name, fate), (created, read) = line.entry, line.shown
        if fate == "refused":
            return refused(line, created)
        found = done(line, created) if fate == "ignored" else []
        if read is not None and (shown := Place.at(name).values(read.resource)):
            found.append(broken(line, "it is kept", f"no {name}", expect.shown(shown), created, read))
        return found

    return judged(something_is_not_supported.strange, judge)


@scenario
def there_are_none(story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
    """A resource of a type is created of which the profile says that there is none."""
    them = Applicants(probe, directory, declared, profile)

    def came(kind: str) -> Exchange:
        return probe.create(declared.endpoint(kind), them.body(kind), malformed=WRONG)

    story.strangers = [
        tried(
            f"there are no {kind}s",
            partial(came, kind),
            reference=them.rules(kind).reference,
        )
        for kind in (USER, GROUP)
        if them.rules(kind).none
    ]


@check("contract-nothing-is-there", "CONTRACT-05")
def nothing_is_there(there_are_none: Story) -> Findings:
    """Where the profile says that there are no groups, or no users, none can be created."""
    return judged(there_are_none.strangers, _refused)


@scenario
def groups_in_groups(story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
    """A group becomes a member of another."""
    them = Applicants(probe, directory, declared, profile)

    def nested() -> tuple[str, Exchange, Exchange]:
        inner = them.create(GROUP).resource_id
        outer = them.create(GROUP).resource_id
        operation = {"op": "add", "path": "members", "value": [{"value": inner}]}
        patched = probe.patch(them.endpoint(GROUP), outer, operation)
        return inner, patched, them.read(GROUP, outer)

    promise = profile.groups.nested
    says = f"groups as members of groups are {promise}"
    wanted = promise != "unknown" and not profile.groups.none
    story.nested = [tried(says, nested, promise, profile.groups.reference)] if wanted else []


@check("contract-groups-in-groups", "CONTRACT-06")
def groups_are_in_groups_or_not(groups_in_groups: Story) -> Findings:
    """A group can be a member of another where the profile promises it, and is refused where it says so."""

    def judge(line: Line) -> list[Finding]:
        inner, patched, after = line.shown
        members = Place("members", None, None, "value").values(after.resource)
        if line.entry == "refused":
            found = refused(line, patched)
            if inner in members:
                found.append(broken(line, "the group is a member", "no such member", inner, patched, after))
            return found
        found = done(line, patched)
        if not found and inner not in members:
            found = [broken(line, "the group is no member", inner, expect.shown(members), patched, after)]
        return found

    return judged(groups_in_groups.nested, judge)
