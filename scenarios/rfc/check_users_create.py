"""A person joins: POST /Users (RFC 7644 section 3.3)."""

from dataclasses import replace
from urllib.parse import urljoin

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
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
from scimproof.directory import with_department


@scenario(given="User")
def a_person_joins(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A person joins: the user is created, read back at the place that the answer names, and read by id."""
    users = declared.endpoint("User")
    person = directory.person()
    story.sent = with_department(as_user(person, declared), person, declared)
    story.created = probe.create(users, story.sent)
    identifier = story.created.resource_id
    story.read = probe.session.settled(lambda: probe.read(users, identifier), lambda seen: seen.status == 200)


@scenario(given="User")
def the_same_person_joins_again(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The same person is created again, then once more with the login in capitals; then somebody who shares only
    an e-mail address."""
    users = declared.endpoint("User")
    person = directory.person()
    story.first = probe.create(users, as_user(person, declared))
    story.first.resource_id  # noqa: B018 - without a first one there is no second
    story.again = probe.create(users, as_user(person, declared))
    shouted = replace(person, user_name=person.user_name.upper(), external_id=f"{person.external_id}-capitals")
    story.in_capitals = probe.create(users, as_user(shouted, declared))
    namesake = as_user(directory.person(), declared)
    if "emails" in namesake:
        namesake["emails"] = as_user(person, declared)["emails"]
        story.same_email = probe.create(users, namesake)


@scenario(given="User")
def a_client_dictates(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A client sends what only the server may decide: an id and meta."""
    body = as_user(directory.person(), declared)
    story.wished_id = probe.session.invented_id()
    meta = {"created": "2001-02-03T04:05:06Z", "location": "https://elsewhere.example/1", "version": 'W/"1"'}
    story.created = probe.create(declared.endpoint("User"), {**body, "id": story.wished_id, "meta": meta})


@scenario(given="User")
def a_person_starts_later(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody is created in advance, not active yet."""
    users = declared.endpoint("User")
    story.created = probe.create(users, as_user(replace(directory.person(), active=False), declared))
    identifier = story.created.resource_id
    story.read = probe.read(users, identifier)


@scenario(given="User")
def spelled_otherwise(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created with a name in capitals, with null and with an empty list for what is not known."""
    users = declared.endpoint("User")
    empty = as_user(directory.person(), declared)
    empty |= {name: None for name in ("nickName", "title") if declared.has("User", name)}
    empty |= {name: [] for name in ("phoneNumbers", "addresses") if declared.has("User", name)}
    story.with_nulls = probe.create(users, empty)
    shouted = as_user(directory.person(), declared)
    shouted["USERNAME"] = shouted.pop("userName")
    story.sent_in_capitals = shouted["USERNAME"]
    story.in_capitals = probe.create(users, shouted, malformed="an attribute name in capitals, which is legal")


@scenario(given="User")
def nonsense_is_sent(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Requests that no server can accept: no JSON, no object, no userName, a number for a name."""
    users = declared.endpoint("User")
    valid = as_user(directory.person(), declared)
    nameless = {name: value for name, value in valid.items() if name != "userName"}
    story.no_json = probe.create(users, b'{"userName": "broken', malformed="broken JSON")  # type: ignore[arg-type]
    story.no_object = probe.create(users, b"[1]", malformed="a JSON array")  # type: ignore[arg-type]
    story.no_user_name = probe.create(users, nameless, malformed="userName is missing")
    story.odd_name = probe.create(users, {**valid, "name": 7}, malformed="a number for a complex attribute")


@check("rfc7644-3.3-create-answers-201", "RFC7644-3.3-08")
def a_create_is_answered_201(a_person_joins: Story) -> Findings:
    """A successful create is answered with 201 Created."""
    return expect.status(a_person_joins.created, 201)


@check("rfc7644-3.3-create-returns-the-user", "RFC7644-3.3-09")
def the_answer_holds_the_user(a_person_joins: Story) -> Findings:
    """The answer to a create holds the created user."""
    exchange = a_person_joins.created
    if not exchange.answer.ok or exchange.answer.object.get("schemas"):
        return None
    return Finding(
        "The answer to the create does not hold the user",
        "the representation of the new user: Okta and Entra read its id from here",
        expect.shown(exchange.answer.json),
        (exchange.number,),
        cause="create without a representation" if exchange.answer.body.strip() else "201 without a body",
    )


@check("rfc7643-3.1-created-user-has-an-id", "RFC7643-3.1-05")
def the_server_gives_an_id(a_person_joins: Story) -> Findings:
    """A created user has a non-empty id."""
    exchange = a_person_joins.created
    if not exchange.answer.ok:
        raise Blocked(f"{exchange.label} was answered {exchange.status}")
    if exchange.creates_in_silence:
        raise NotApplicable(f"{exchange.label} was answered without a body")
    identifier = exchange.answer.object.get("id")
    if isinstance(identifier, str) and identifier:
        return None
    return expect.equal("the id of the created user", "a non-empty string", identifier, exchange)


@check("rfc7644-3.3-create-names-location", "RFC7644-3.3-10")
def a_create_names_the_location(a_person_joins: Story, probe: Probe) -> Findings:
    """The answer to a create gives the user's URI in the Location header and in meta.location."""
    return expect.located(a_person_joins.created, probe.session.base_url)


@check("rfc7644-3.3-location-leads-to-the-user", "RFC7644-3.3-10")
def the_location_leads_to_the_user(a_person_joins: Story, probe: Probe) -> Findings:
    """The URI that a create gives is the one at which the user is read."""
    exchange = a_person_joins.created
    location = exchange.answer.header("Location")
    if location is None:
        raise Blocked(f"{exchange.label} gave no Location header")
    resolved = urljoin(exchange.request.url, location)
    if expect.same_uri(resolved, a_person_joins.read.request.url, probe.session.base_url):
        return expect.status(a_person_joins.read, 200)
    # Another spelling may lead there as well; only the path is asked, the host is ours.
    if not resolved.startswith(probe.session.base_url):
        return expect.equal("the Location header", a_person_joins.read.request.url, location, exchange)
    there = probe.send("GET", resolved.removeprefix(probe.session.base_url))
    return expect.status(there, 200)


@check("rfc7644-3.3-user-is-kept-as-sent", "RFC7644-3.1-12", "RFC7644-3.3-02")
def a_user_is_kept_as_sent(a_person_joins: Story) -> Findings:
    """What was sent in a create is what a later read shows.

    Servers may canonicalise values and add some of their own; attributes that the target's schema does not have are
    not sent.
    """
    return expect.kept(a_person_joins.sent, a_person_joins.read, "userName", "name", "emails")


@check("rfc7643-3.1-external-id-is-kept", "RFC7643-3.1-16", "RFC7643-3.1-12", level="should")
def an_external_id_is_kept(a_person_joins: Story) -> Findings:
    """The externalId of a create is kept, and returned exactly.

    It is the client's own key: Entra ID matches on it, and cannot find its users again without it.
    """
    return expect.kept(a_person_joins.sent, a_person_joins.read, "externalId")


@check("rfc7644-3.3-answer-equals-later-read", "RFC7644-3.1-12")
def the_answer_is_what_is_stored(a_person_joins: Story) -> Findings:
    """The answer to a create shows what a read shows afterwards, and not an echo of the request."""
    created, read = a_person_joins.created, a_person_joins.read
    found: list[Finding] = []
    for name in ("id", "userName", "externalId", "active", "displayName"):
        found += expect.equal(
            f"{name} in the answer to the create",
            expect.lookup(read.resource, name),
            expect.lookup(created.resource, name),
            created,
            read,
        )
    return found


@check("rfc7643-3.1-never-modified", "RFC7643-3.1-25")
def a_new_user_was_never_modified(a_person_joins: Story) -> Findings:
    """meta.lastModified of a new user equals meta.created.

    A difference of less than a second is noted only: the server stamped twice, and chance decides whether it shows.
    """
    exchange = a_person_joins.created
    meta = exchange.resource.get("meta")
    created, modified = (meta.get(name) if isinstance(meta, dict) else None for name in ("created", "lastModified"))
    if not isinstance(created, str) or not isinstance(modified, str) or created == modified:
        return None
    apart = expect.seconds_between(created, modified)
    if apart == 0:
        return None
    grade = Outcome.NOTE if apart is not None and abs(apart) < 1 else None
    return expect.equal("meta.lastModified of a new user", created, modified, exchange, grade=grade)


@check("rfc7644-3.3-duplicate-is-409", "RFC7644-3.3-12", "RFC7643-4.1.1-02")
def a_duplicate_is_a_conflict(the_same_person_joins_again: Story) -> Findings:
    """A create with a userName that is taken is answered with 409 Conflict."""
    return expect.status(the_same_person_joins_again.again, 409)


@check("rfc7644-3.3-duplicate-says-uniqueness", "RFC7644-3.3-12", "RFC7644-3.12-21")
def a_conflict_says_uniqueness(the_same_person_joins_again: Story) -> Findings:
    """The conflict over a userName carries the scimType uniqueness."""
    exchange = the_same_person_joins_again.again
    if exchange.status != 409:
        raise Blocked(f"{exchange.label} was answered {exchange.status}, not 409")
    return expect.scim_type(exchange, "uniqueness")


@check("rfc7643-4.1.1-user-name-ignores-case", "RFC7643-4.1.1-03", "RFC7643-4.1.1-02")
def a_user_name_ignores_case(the_same_person_joins_again: Story) -> Findings:
    """A userName that differs only in case is taken, too."""
    exchange = the_same_person_joins_again.in_capitals
    return expect.status(exchange, 409, why="userName is unique and not case-exact")


@check("rfc7643-8.7.1-emails-are-not-unique", "RFC7643-8.7.1-25", level="should")
def two_people_may_share_an_email(the_same_person_joins_again: Story) -> Findings:
    """Two users may have the same e-mail address.

    The schema of the RFC gives emails no uniqueness. Many products insist on it; identity providers then cannot
    create the second user.
    """
    return expect.status(the_same_person_joins_again.same_email, 201)


@check("rfc7643-3.1-client-cannot-choose-the-id", "RFC7643-3.1-08", "RFC7644-3.3-03")
def a_client_cannot_choose_the_id(a_client_dictates: Story) -> Findings:
    """An id that a client sends in a create is not taken over."""
    exchange = a_client_dictates.created
    if exchange.status == 400:
        return expect.status(exchange, 201, tolerate={400: "readOnly attributes are to be ignored, not refused"})
    if exchange.resource_id != a_client_dictates.wished_id:
        return None
    return expect.equal("the id of the created user", "an id of the server's own", exchange.resource_id, exchange)


@check("rfc7643-3.1-client-meta-is-ignored", "RFC7643-3.1-19", "RFC7644-3.3-03")
def meta_of_a_client_is_ignored(a_client_dictates: Story) -> Findings:
    """meta that a client sends in a create is ignored."""
    if a_client_dictates.created.status == 400:
        raise NotApplicable("the target refused the create, which had an id as well")
    meta = a_client_dictates.created.resource.get("meta")
    shown = meta if isinstance(meta, dict) else {}
    taken = [
        name
        for name, wished in (("created", "2001-02-03T04:05:06"), ("location", "https://elsewhere.example/1"))
        if str(shown.get(name, "")).startswith(wished)
    ]
    return [
        Finding(
            f"meta.{name} is the one that the client wished for",
            "a value of the server's own",
            expect.shown(shown.get(name)),
            (a_client_dictates.created.number,),
            cause="meta of the client is taken over",
        )
        for name in taken
    ]


@check("rfc7643-4.1.1-inactive-stays-inactive", "RFC7643-4.1.1-16", "RFC7644-3.3-02", level="should")
def an_inactive_user_stays_inactive(a_person_starts_later: Story, declared: Declared) -> Findings:
    """A user who is created with active false is not active, or the create is refused.

    A server that makes such a user active lets somebody in before the first day.
    """
    if not declared.has("User", "active"):
        raise NotApplicable("the schema of the target has no active")
    exchange = a_person_starts_later.created
    if exchange.status == 400:
        return expect.status(exchange, 201)
    found = expect.lookup(a_person_starts_later.read.resource, "active")
    return expect.equal("active of a user created with active false", False, found, a_person_starts_later.read)


@check("rfc7643-2.5-null-is-unassigned", "RFC7643-2.5-01")
def null_and_empty_lists_are_no_values(spelled_otherwise: Story) -> Findings:
    """null and an empty list in a create mean 'no value' and are accepted."""
    return expect.status(spelled_otherwise.with_nulls, 201)


@check("rfc7643-2.1-attribute-names-ignore-case", "RFC7643-2.1-01", level="must")
def attribute_names_ignore_case(spelled_otherwise: Story) -> Findings:
    """Attribute names in a request are understood in any case."""
    exchange = spelled_otherwise.in_capitals
    found = expect.status(exchange, 201, why="USERNAME is userName")
    if found:
        return found
    return expect.kept({"userName": spelled_otherwise.sent_in_capitals}, exchange, "userName")


@check("rfc7644-3.12-broken-json-is-400", "RFC7644-3.12-10", "RFC7644-3.12-23", level="must")
def broken_json_is_refused(nonsense_is_sent: Story) -> Findings:
    """A body that is no JSON is answered with 400."""
    return expect.status(nonsense_is_sent.no_json, 400)


@check("rfc7644-3.12-array-is-400", "RFC7644-3.12-10", level="must")
def an_array_is_no_user(nonsense_is_sent: Story) -> Findings:
    """A body that is no JSON object is answered with 400."""
    return expect.status(nonsense_is_sent.no_object, 400)


@check("rfc7643-4.1.1-user-name-is-required", "RFC7643-4.1.1-01", "RFC7644-3.12-26")
def a_user_needs_a_user_name(nonsense_is_sent: Story) -> Findings:
    """A create without userName is answered with 400."""
    return expect.status(nonsense_is_sent.no_user_name, 400)


@check("rfc7644-3.12-wrong-type-is-400", "RFC7644-3.12-10", "RFC7644-3.12-26", level="must")
def a_number_is_no_name(nonsense_is_sent: Story) -> Findings:
    """A value of a wrong type is answered with 400, or left out, and never stored.

    Section 3.1 lets a server interpret a request by its own schema; what it returns has to fit that schema.
    """
    exchange = nonsense_is_sent.odd_name
    if exchange.answer.ok and not isinstance(expect.lookup(exchange.answer.object, "name"), int):
        return None
    return expect.status(exchange, 400)
