"""The endpoint: what it wants of a user, which filters it knows, how it pages, and how it refuses."""

from datetime import datetime
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Probe,
    Profile,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.querying import entries

SUITES = ("veza",)
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
TYPES = ("invalidValue", "invalidSyntax", "invalidFilter", "uniqueness", "invalidPath", "noTarget", "tooMany")
ENDPOINTS = ("/Users", "/Groups", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig")
REFUSED_FILTERS = ('{} sw "{}"', '{} co "{}"', '{} ew "{}"', '{} ne "{}"', "{} pr", '{} eq "{}" and id pr')


@scenario
def the_door(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Every endpoint is read with the key. Users and groups are read, and a user is created, without a key, and with a
    wrong one."""
    story.read = {path: probe.send("GET", path) for path in ENDPOINTS}

    def knock(key: str | None) -> list[Exchange]:
        reads = [probe.send("GET", path, headers=probe.headers_with(key), anonymous=True) for path in ENDPOINTS[:2]]
        body, headers = as_user(directory.person(), declared), probe.headers_with(key, has_body=True)
        return [*reads, probe.create(declared.endpoint("User"), body, headers=headers, anonymous=True)]

    story.without, story.wrong = knock(None), knock("Bearer scimproof-has-no-such-token")


@check("speaks-scim", "VEZ-01", "VEZ-03")
def it_speaks_scim(the_door: Story) -> Findings:
    """Users, groups and the documents that describe the endpoint can be read with the key."""
    return [finding for exchange in the_door.read.values() for finding in expect.status(exchange, 200)]


@check("key-is-required", "VEZ-02")
def a_key_is_required(the_door: Story) -> Findings:
    """Without a key nobody gets in: 401."""
    return [finding for exchange in the_door.without for finding in expect.status(exchange, 401)]


@check("wrong-key-is-refused", "VEZ-02")
def a_wrong_key_is_refused(the_door: Story) -> Findings:
    """With a wrong key nobody gets in: 401."""
    return [finding for exchange in the_door.wrong for finding in expect.status(exchange, 401)]


@scenario(given="User")
def incomplete_people(story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
    """Users are created that each lack something, or whose addresses do not fit, and one that lacks nothing."""
    users, wrong = declared.endpoint("User"), "what Veza requires is left out"

    def create(change: Any) -> Exchange:
        body = as_user(directory.person(), declared)
        change(body)
        return probe.create(users, body, malformed=wrong)

    story.lacking = {name: create(lambda body, name=name: _leave_out(body, name)) for name in profile.users.required}
    story.secondary = create(lambda body: body["emails"][0].update(primary=False))
    story.unflagged = create(lambda body: body["emails"][0].pop("primary"))
    story.nickname = create(lambda body: body.update(userName=body["userName"].partition("@")[0]))
    story.stranger = create(lambda body: body.update(userName="x" + body["userName"]))
    story.without_email = create(lambda body: body.pop("emails"))
    whole = as_user(directory.person(), declared)
    story.created = probe.create(users, whole)
    story.again = probe.create(users, whole)
    story.read = probe.read(users, story.created.resource_id)
    story.unknown = probe.read(users, probe.session.invented_id())


@check("names-are-required", "VEZ-05")
def names_are_required(incomplete_people: Story) -> Findings:
    """A create without userName, displayName, given name or family name is refused: 400."""
    lacking = incomplete_people.lacking
    return [finding for name, one in lacking.items() for finding in expect.status(one, 400, why=f"{name} is missing")]


@check("user-name-is-the-address", "VEZ-06")
def a_user_name_is_the_address(incomplete_people: Story) -> Findings:
    """A create whose userName is not the e-mail address is refused: 400."""
    story = incomplete_people
    why = "userName is not the address"
    return expect.status(story.nickname, 400, why=why) + expect.status(story.stranger, 400, why=why)


@check("address-has-to-be-primary", "VEZ-04", "VEZ-06")
def an_address_has_to_be_primary(incomplete_people: Story) -> Findings:
    """A create without an e-mail address that is flagged as primary is refused: 400 with invalidValue."""
    story = incomplete_people
    found: list[Finding] = []
    for one in (story.secondary, story.unflagged, story.without_email):
        found += expect.status(one, 400, why="no address is primary") or expect.scim_type(one, "invalidValue")
    return found


@check("complete-user-is-created", "VEZ-05", "VEZ-10")
def a_complete_user_is_created(incomplete_people: Story) -> Findings:
    """A create with all that is required is answered 201."""
    return expect.status(incomplete_people.created, 201)


@check("times-are-iso-8601", "VEZ-22")
def times_are_iso_8601(incomplete_people: Story) -> Findings:
    """The times of a user are written as ISO 8601 has it."""
    read = incomplete_people.read
    meta = read.resource.get("meta")
    times = {name: (meta or {}).get(name) for name in ("created", "lastModified")} if isinstance(meta, dict) else {}
    wrong = {name: value for name, value in times.items() if value is not None and not _is_moment(value)}
    return [
        finding
        for name, value in wrong.items()
        for finding in expect.equal(f"meta.{name}", "a time such as 2026-01-31T10:00:00Z", value, read)
    ]


@check("second-account-is-refused", "VEZ-23")
def a_second_account_is_refused(incomplete_people: Story) -> Findings:
    """A second user with the same userName is refused: 409 with uniqueness."""
    again = incomplete_people.again
    return expect.status(again, 409) or expect.scim_type(again, "uniqueness")


@scenario(given=("User", "Group"))
def questions(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Two users and two groups are looked for, by filters that are known and by others."""
    kinds = {"User": "userName", "Group": "displayName"}
    people = [as_user(directory.person(), declared) for _ in range(2)]
    teams = [as_group(directory.team(), declared) for _ in range(2)]
    story.found, story.others = {}, []
    for (kind, attribute), bodies in zip(kinds.items(), (people, teams), strict=True):
        endpoint = declared.endpoint(kind)
        created = [probe.create(endpoint, body).resource_id for body in bodies]
        value = bodies[0][attribute]
        one = probe.query(endpoint, {"filter": f'{attribute} eq "{value}"'})
        story.found[kind] = (created[0], one)
        for form in REFUSED_FILTERS:
            story.others.append(probe.query(endpoint, {"filter": form.format(attribute, value), "count": 5}))
    story.nobody = probe.query(declared.endpoint("User"), {"filter": f'userName eq "{directory.person().user_name}"'})
    story.nameless = probe.create(declared.endpoint("Group"), _nameless(teams[0]), malformed="displayName is left out")


@check("equality-finds-the-one", "VEZ-07")
def equality_finds_the_one(questions: Story) -> Findings:
    """A filter for equality finds the one user, or group, and nobody where there is none."""
    found: list[Finding] = []
    for identifier, listed in questions.found.values():
        found += expect.status(listed, 200) or expect.equal(
            "what a filter for equality finds", [identifier], [one.get("id") for one in entries(listed)], listed
        )
    nobody = questions.nobody
    return found + (
        expect.status(nobody, 200) or expect.equal("how many have an unknown userName", 0, len(entries(nobody)), nobody)
    )


@check("other-filters-are-refused", "VEZ-07")
def other_filters_are_refused(questions: Story) -> Findings:
    """Every other filter is refused, 400 with invalidFilter, and never answered with people it does not describe."""
    found: list[Finding] = []
    for asked in questions.others:
        found += expect.status(asked, 400, why="only eq is supported") or expect.scim_type(asked, "invalidFilter")
    return found


@check("group-needs-a-name", "VEZ-15")
def a_group_needs_a_name(questions: Story) -> Findings:
    """A create of a group without displayName is refused: 400."""
    return expect.status(questions.nameless, 400, why="displayName is missing")


@check("errors-are-scim-errors", "VEZ-04")
def errors_are_scim_errors(the_door: Story, incomplete_people: Story, questions: Story) -> Findings:
    """Whatever is refused is refused with a SCIM error: its schema, and the status as a text."""
    refused = [*the_door.without, *the_door.wrong, *_refusals(incomplete_people), *questions.others, questions.nameless]
    return [
        finding
        for exchange in refused
        if exchange.response is not None and 400 <= exchange.response.status < 500
        for finding in _is_scim_error(exchange)
    ]


@check("refusals-say-of-what-kind", "VEZ-04")
def refusals_say_of_what_kind(incomplete_people: Story, questions: Story) -> Findings:
    """What is refused with 400 or 409 says by its scimType of what kind the error is."""
    refused = [*_refusals(incomplete_people), *questions.others, questions.nameless]
    return [
        finding
        for exchange in refused
        if exchange.response is not None and exchange.response.status in (400, 409)
        for finding in expect.scim_type(exchange, *TYPES)
    ]


def _leave_out(body: dict[str, Any], name: str) -> None:
    *holders, last = name.split(".")
    for part in holders:
        body = body[part]
    body.pop(last, None)


def _nameless(group: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in group.items() if name != "displayName"}


def _refusals(story: Story) -> list[Exchange]:
    """What was to be refused of people, and the read of one that is not there."""
    named = [story.secondary, story.unflagged, story.nickname, story.stranger, story.without_email]
    return [*story.lacking.values(), *named, story.again, story.unknown]


def _is_scim_error(exchange: Exchange) -> list[Finding]:
    body = exchange.answer.object
    schemas = body.get("schemas")
    found = [] if schemas == [ERROR] else expect.equal("schemas of an error", [ERROR], schemas, exchange)
    return found + expect.equal("status in an error", str(exchange.status), body.get("status"), exchange)


def _is_moment(value: object) -> bool:
    try:
        datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return False
    return isinstance(value, str) and "T" in value
