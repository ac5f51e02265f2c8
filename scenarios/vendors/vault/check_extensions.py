"""Extension schemas: metadata of entities and groups, names of entities, and which version an answer shows."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    NotApplicable,
    Probe,
    Profile,
    Story,
    as_group,
    check,
    expect,
    scenario,
)
from scimproof.vaults import GROUP, METADATA, USER, accepted, newer, refused, second_client, user

SUITES = ("vault",)
DEPARTMENT, SITE = {"key": "department", "value": "engineering"}, {"key": "site", "value": "Oslo"}


def _with(resource: dict[str, Any], urn: str, block: dict[str, Any], *, declared: bool = True) -> dict[str, Any]:
    schemas = [*resource["schemas"], urn] if declared else resource["schemas"]
    return {**resource, "schemas": schemas, urn: block}


def _pairs(what: str, exchange: Exchange, urn: str, name: str, *wanted: dict[str, str]) -> list[Finding]:
    """The metadata that an answer shows."""
    if (gone := expect.status(exchange, 200, 201)) != []:
        return gone
    block = exchange.resource.get(urn)
    shown = block.get(name) if isinstance(block, dict) else None
    listed = shown if isinstance(shown, list) else []
    seen = {str(entry.get("key")): entry.get("value") for entry in listed if isinstance(entry, dict)}
    return expect.equal(what, {one["key"]: one["value"] for one in wanted}, seen, exchange)


@scenario(given="User")
def metadata_of_the_first_version(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created with the metadata extension 2.0, and read."""
    users = declared.endpoint("User")
    sent = _with(user(directory.person(), declared), METADATA, {"items": [DEPARTMENT, SITE]})
    story.created = probe.create(users, sent)
    story.read = probe.read(users, story.created.resource_id)


@check("metadata-round-trips", "VLT-35")
def metadata_round_trips(metadata_of_the_first_version: Story, profile: Profile) -> Findings:
    """Metadata of the extension 2.0 is shown as it was sent, by the create, and by reads where the client has 2.0."""
    story = metadata_of_the_first_version
    found = _pairs("metadata in the answer to the create", story.created, METADATA, "items", DEPARTMENT, SITE)
    if profile.option("generation") == "beta" or METADATA in story.read.resource:
        found += _pairs("metadata that is read", story.read, METADATA, "items", DEPARTMENT, SITE)
    return found


@scenario(given=("User", "Group"))
def metadata_of_the_second_version(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """A user and a group are created with metadata 2.2, replaced without it, replaced with another, and with none."""
    newer(profile)
    users, groups = declared.endpoint("User"), declared.endpoint("Group")
    person, team = user(directory.person(), declared), as_group(directory.team(), declared)
    for name, endpoint, plain, urn in (("user", users, person, USER), ("group", groups, team, GROUP)):
        created = probe.create(endpoint, _with(plain, urn, {"metadata": [DEPARTMENT]}))
        identifier = created.resource_id
        setattr(story, f"{name}_created", created)
        setattr(story, f"{name}_omitted", probe.replace(endpoint, identifier, _with(plain, urn, {})))
        setattr(story, f"{name}_changed", probe.replace(endpoint, identifier, _with(plain, urn, {"metadata": [SITE]})))
        setattr(story, f"{name}_cleared", probe.replace(endpoint, identifier, _with(plain, urn, {"metadata": []})))


@check("user-metadata-is-kept-and-cleared", "VLT-36")
def metadata_of_users(metadata_of_the_second_version: Story) -> Findings:
    """Metadata of a user stays when a PUT leaves it out, changes when it is sent, and goes with an empty list."""
    return _kept_and_cleared(metadata_of_the_second_version, "user", USER)


@check("group-metadata-is-kept-and-cleared", "VLT-49")
def metadata_of_groups(metadata_of_the_second_version: Story) -> Findings:
    """Metadata of a group stays when a PUT leaves it out, changes when it is sent, and goes with an empty list."""
    return _kept_and_cleared(metadata_of_the_second_version, "group", GROUP)


def _kept_and_cleared(story: Story, name: str, urn: str) -> list[Finding]:
    steps = {"created": (DEPARTMENT,), "omitted": (DEPARTMENT,), "changed": (SITE,), "cleared": ()}
    said = {
        "created": "metadata of a {} that was created with it",
        "omitted": "metadata of a {} after a PUT that leaves it out",
        "changed": "metadata of a {} after a PUT that changes it",
        "cleared": "metadata of a {} after a PUT with an empty list",
    }
    return [
        finding
        for step, wanted in steps.items()
        for finding in _pairs(said[step].format(name), getattr(story, f"{name}_{step}"), urn, "metadata", *wanted)
    ]


@scenario(given="User")
def further_aliases(story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
    """A user gets a secondary alias, keeps it through a PUT that leaves it out, and loses it with an empty list."""
    newer(profile)
    users = declared.endpoint("User")
    plain = user(directory.person(), declared)
    alias = {"mount_accessor": "auth_userpass_scimproof", "name": directory.person().user_name}
    story.alias = alias
    story.created = probe.create(users, _with(plain, USER, {"aliases": [alias]}))
    if not story.created.answer.ok:
        raise NotApplicable("this Vault has no auth mount of the name that the alias needs")
    identifier = story.created.resource_id
    story.omitted = probe.replace(users, identifier, _with(plain, USER, {}))
    story.cleared = probe.replace(users, identifier, _with(plain, USER, {"aliases": []}))


@check("secondary-aliases-are-kept-and-cleared", "VLT-36")
def secondary_aliases(further_aliases: Story) -> Findings:
    """A secondary alias stays when a PUT leaves aliases out, and goes with an empty list."""
    story = further_aliases
    found: list[Finding] = []
    for exchange, wanted in ((story.created, [story.alias]), (story.omitted, [story.alias]), (story.cleared, [])):
        block = exchange.resource.get(USER)
        shown = block.get("aliases") or [] if isinstance(block, dict) else []
        found += expect.equal("secondary aliases of the user", wanted, shown, exchange)
    return found


@scenario(given="User")
def an_entity_has_a_name_of_its_own(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """A user is created with an entityName that is not the userName, and replaced without it."""
    newer(profile)
    users = declared.endpoint("User")
    plain, story.name = user(directory.person(), declared), f"{directory.mark}entity"
    story.has_mount = profile.option("alias_mount") == "on"
    story.created = probe.create(users, _with(plain, USER, {"entityName": story.name}))
    if story.has_mount:
        story.omitted = probe.replace(users, story.created.resource_id, _with(plain, USER, {}))


@check("entity-names-are-kept", "VLT-36")
def entity_names_are_kept(an_entity_has_a_name_of_its_own: Story) -> Findings:
    """With an alias mount an entityName of its own is kept, and stays when a PUT leaves it out; else it is refused."""
    story = an_entity_has_a_name_of_its_own
    if not story.has_mount:
        message = "Without an alias mount an entityName is taken that is not the userName"
        return refused(story.created, message, 400)
    found = expect.status(story.created, 201) + expect.status(story.omitted, 200)
    for exchange in (story.created, story.omitted):
        block = exchange.resource.get(USER)
        shown = block.get("entityName") if isinstance(block, dict) else None
        found += expect.equal("entityName of the user", story.name, shown, exchange)
    return found


@scenario(given="User")
def extensions_are_misused(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile
) -> None:
    """Blocks that schemas does not name, and both extensions of users at once, by POST and by PUT."""
    newer(profile)
    users = declared.endpoint("User")
    plain = user(directory.person(), declared)
    identifier = probe.create(users, plain).resource_id
    old, new = {"items": [SITE]}, {"metadata": [SITE]}
    why = "schemas has to name the extension"
    undeclared = [_with(plain, urn, block, declared=False) for urn, block in ((METADATA, old), (USER, new))]
    story.undeclared = [probe.replace(users, identifier, body, malformed=why) for body in undeclared]
    both = _with(_with(plain, METADATA, old), USER, new)
    story.both = [probe.replace(users, identifier, both)]
    for urn, block in ((METADATA, old), (USER, new)):
        body = _with(user(directory.person(), declared), urn, block, declared=False)
        story.undeclared += [probe.create(users, body, malformed=why)]
    fresh = user(directory.person(), declared)
    story.both += [probe.create(users, _with(_with(fresh, METADATA, old), USER, new))]


@check("undeclared-extensions-are-refused", "VLT-37")
def undeclared_extensions(extensions_are_misused: Story) -> Findings:
    """An extension block whose URN is not in schemas is refused with 400."""
    message = "An extension block is taken though schemas does not name it"
    return [one for exchange in extensions_are_misused.undeclared for one in refused(exchange, message, 400)]


@check("versions-do-not-mix", "VLT-37")
def versions_do_not_mix(extensions_are_misused: Story) -> Findings:
    """A request with the extensions 2.0 and 2.2 of users at once is refused with 400."""
    message = "The extensions 2.0 and 2.2 are taken in one request"
    return [one for exchange in extensions_are_misused.both for one in refused(exchange, message, 400)]


@scenario(given="User")
def each_client_has_a_version(
    story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile, hooks: Hooks
) -> None:
    """A user is created in the words of 2.0 and of 2.2 and read; so is one by a client whose default is 2.0."""
    newer(profile)
    users = declared.endpoint("User")
    chosen = profile.option("default_schema_version")
    story.default = "2.2" if chosen == "auto" else chosen
    story.old = probe.create(users, _with(user(directory.person(), declared), METADATA, {"items": [SITE]}))
    story.new = probe.create(users, _with(user(directory.person(), declared), USER, {"metadata": [SITE]}))
    story.read = probe.read(users, story.new.resource_id)
    hooks.require("create_client", "delete_client")
    made = accepted(hooks, "create_client", name=f"{directory.mark}older", version="2.0")
    other = second_client(probe, made["token"])
    theirs = other.send("POST", users, _with(user(directory.person(), declared), USER, {"metadata": [SITE]}))
    story.theirs = other.send("GET", f"{users}/{theirs.resource_id}")
    other.remove(users, theirs)
    accepted(hooks, "delete_client", name=made["name"], resources="delete")
    hooks.let_time_pass(60)


@check("answers-follow-the-request", "VLT-38")
def answers_follow_the_request(each_client_has_a_version: Story) -> Findings:
    """An answer shows the version of the extension that its request declares."""
    story = each_client_has_a_version
    found = _pairs("metadata in the answer to a create with 2.0", story.old, METADATA, "items", SITE)
    return found + _pairs("metadata in the answer to a create with 2.2", story.new, USER, "metadata", SITE)


@check("answers-follow-the-client", "VLT-38")
def answers_follow_the_client(each_client_has_a_version: Story) -> Findings:
    """A read that declares nothing shows the version that the client has as its default."""
    story = each_client_has_a_version
    name, urn = ("items", METADATA) if story.default == "2.0" else ("metadata", USER)
    return _pairs(f"metadata for a client whose default is {story.default}", story.read, urn, name, SITE)


@check("older-client-gets-older-answers", "VLT-38")
def an_older_client_gets_older_answers(each_client_has_a_version: Story) -> Findings:
    """A client whose default is 2.0 reads metadata in the words of 2.0."""
    return _pairs("metadata for a client of 2.0", each_client_has_a_version.theirs, METADATA, "items", SITE)
