"""Microsoft's SCIM Validator, the tests of users: what scimvalidator.microsoft.com sends."""

from __future__ import annotations

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Entra,
    Exchange,
    Findings,
    NotApplicable,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.clients.entra.keeping import empty, need_mapped, once, shows
from scimproof.clients.entra.mappings import declared_lines, line_to
from scimproof.clients.entra.messages import patch
from scimproof.clients.entra.published import PRIMARY_ROLE, Validator, Values, each, least_user, new_user, values
from scimproof.clients.entra.references import MANAGER
from scimproof.declared import ENTERPRISE_USER
from scimproof.outcome import Finding

SUITES = ("entra", "entra-optscim")

# The managers of the validator are random words.
FIRST_MANAGER, SECOND_MANAGER, NO_MANAGER = "XYMKVVRYDIOO", "QWPLSNBTZKXA", ""


@scenario(given="User")
def a_user_is_validated(story: Story, entra: Entra, directory: Directory, declared: Declared) -> None:
    """A user is created, created again, searched for, changed in all that there is, renamed, disabled and deleted.

    The validator sends POST /Users with userName first and schemas last, searches by userName, PATCHes with an
    operation in small letters for each attribute, and DELETE.
    """
    tool, person = Validator(entra.session, entra.knobs), directory.person()
    filled = values(person, declared)
    story.filled = [one for one in filled if not one[0].target.startswith(PRIMARY_ROLE)]
    story.created = tool.call("POST", "/Users", body=new_user(person, story.filled))
    path = resource_path("/Users", story.created.resource_id)
    story.id = story.created.resource_id
    story.found = tool.find(person.user_name)
    story.shouted = tool.find(person.user_name.upper())
    story.missing = tool.find(entra.session.invented_id())
    story.duplicate = tool.call("POST", "/Users", body=new_user(person, story.filled))
    story.changes = [one for one in values(person, declared, changed=True) if one[0] in dict(story.filled)]
    story.replaced = tool.call("PATCH", path, body=each("replace", story.changes))
    story.after_replacing = _read(tool, path, story.changes)
    local, _, domain = person.user_name.partition("@")
    story.name = [(line, f"{local}.renamed@{domain}") for line in declared_lines([line_to("userName")], declared)]
    if story.name:
        story.renamed = tool.call("PATCH", path, body=each("replace", story.name))
        story.after_renaming = _read(tool, path, story.name)
    story.inactive = [(line_to("active"), False)]
    story.disabled = tool.call("PATCH", path, body=each("replace", story.inactive))
    story.after_disabling = _read(tool, path, story.inactive)
    story.deleted = tool.call("DELETE", path)
    story.gone = tool.call("GET", path)
    story.deleted_again = tool.call("DELETE", path)
    story.deleted_unknown = tool.call("DELETE", resource_path("/Users", entra.session.invented_id()))


@scenario(given="User")
def a_user_is_filled_up(story: Story, entra: Entra, directory: Directory, declared: Declared) -> None:
    """A user who has but a name gets thirty-six attributes in one PATCH, and then a few more changes in one.

    The validator sends POST /Users with two keys, and a PATCH with thirty-six adds.
    """
    _nothing_else_is_required(declared)
    tool, person = Validator(entra.session, entra.knobs), directory.person()
    created = tool.call("POST", "/Users", body=least_user(person))
    path = resource_path("/Users", created.resource_id)
    story.filled = values(person, declared)
    story.added = tool.call("PATCH", path, body=each("add", story.filled))
    story.after_adding = _read(tool, path, story.filled)
    need_mapped(declared, "preferredLanguage", "displayName")
    operations = [
        {"op": "remove", "path": "preferredLanguage"},
        {"op": "add", "path": "externalId", "value": person.external_id},
        {"op": "replace", "path": "displayName", "value": "MULTIOPS"},
    ]
    story.several = tool.call("PATCH", path, body=patch(*operations))
    story.expected = [(line_to("externalId"), person.external_id), (line_to("displayName"), "MULTIOPS")]
    story.after_several = _read(tool, path, story.expected)
    same = [{"op": op, "path": "displayName", "value": f"SAME{op}".upper()} for op in ("add", "replace")]
    story.same = tool.call("PATCH", path, body=patch(*same))
    story.last = [(line_to("displayName"), "SAMEREPLACE")]
    story.after_same = _read(tool, path, story.last)


@scenario(given="User")
def a_user_with_a_role_is_validated(story: Story, entra: Entra, directory: Directory, declared: Declared) -> None:
    """A user is created with a role; primary is the text True there, as the validator writes it.

    The validator sends POST /Users with roles: [{"primary": "True", ...}].
    """
    tool, person = Validator(entra.session, entra.knobs), directory.person()
    story.filled = [one for one in values(person, declared) if one[0].target.startswith(PRIMARY_ROLE)]
    if not story.filled:
        raise NotApplicable("the schema of the target has no roles that clients may write")
    story.created = tool.call("POST", "/Users", body=new_user(person, story.filled))
    story.read = _read(tool, resource_path("/Users", story.created.resource_id), story.filled)


@scenario(given="User")
def a_manager_is_validated(story: Story, entra: Entra, directory: Directory, declared: Declared) -> None:
    """A user gets a manager, another one, and none. The managers are words, and nobody's ids.

    The validator sends PATCHes of the manager by the path of the enterprise extension: an add, a replace, and a
    replace by an empty text.
    """
    need_mapped(declared, f"{MANAGER}.value")
    tool, person = Validator(entra.session, entra.knobs), directory.person()
    created = tool.call("POST", "/Users", body=new_user(person, []))
    path = resource_path("/Users", created.resource_id)
    story.steps = {}
    for op, word in (("add", FIRST_MANAGER), ("replace", SECOND_MANAGER), ("replace", NO_MANAGER)):
        change = tool.call("PATCH", path, body=patch({"op": op, "path": MANAGER, "value": word}))
        story.steps[word] = (change, tool.call("GET", path))


def _nothing_else_is_required(declared: Declared) -> None:
    """:raises NotApplicable: when the target's schema requires more than a userName."""
    kind = declared.resource_type("User")
    schema = declared.schemas.get(kind.schema) if kind else None
    listed = (schema or {}).get("attributes")
    for entry in listed if isinstance(listed, list) else []:
        wanted = isinstance(entry, dict) and entry.get("required") is True and entry.get("mutability") != "readOnly"
        if wanted and entry.get("name") not in ("userName", "schemas", "id"):
            raise NotApplicable(f"the schema of the target requires {entry.get('name')} as well")


def _read(tool: Validator, path: str, wanted: Values) -> Exchange:
    def shown(exchange: Exchange) -> bool:
        return bool(exchange.answer.object) and all(not shows(exchange, line, value) for line, value in wanted)

    return tool.session.settled(lambda: tool.call("GET", path), shown)


def _shows(exchange: Exchange, wanted: Values) -> list[Finding]:
    return [finding for line, value in wanted for finding in shows(exchange, line, value)]


def _finds(story: Story, exchange: Exchange) -> list[Finding]:
    if found := expect.status(exchange, 200):
        return found
    ids = [entry.get("id") for entry in exchange.resource.get("Resources") or []]
    return expect.equal("the users found", [story.id], ids, exchange)


@check("msvalidator-create-user", "ENTRA-TESTS-01")
def create_user(a_user_is_validated: Story) -> Findings:
    """SCIM Validator: 'Create a new user': created with all attributes, and found by userName."""
    story = a_user_is_validated
    return expect.status(story.created, 201) or _shows(story.created, story.filled) or _finds(story, story.found)


@check("msvalidator-create-user-with-role", "ENTRA-TESTS-01", level="should")
def create_user_with_role(a_user_with_a_role_is_validated: Story) -> Findings:
    """SCIM Validator: a user is created with a role whose primary is the text True.

    It ought to be a Boolean; the validator sends it so all the same.
    """
    story = a_user_with_a_role_is_validated
    return expect.status(story.created, 201) or _shows(story.read, story.filled)


@check("msvalidator-duplicate-user", "ENTRA-TESTS-02")
def duplicate_user(a_user_is_validated: Story) -> Findings:
    """SCIM Validator: 'Create a duplicate user': answered with 409."""
    return expect.status(a_user_is_validated.duplicate, 409)


@check("msvalidator-filter-existing-user", "ENTRA-TESTS-03")
def filter_existing(a_user_is_validated: Story) -> Findings:
    """SCIM Validator: 'Filter for an existing user': found, also in other case."""
    story = a_user_is_validated
    return _finds(story, story.found) + _finds(story, story.shouted)


@check("msvalidator-filter-missing-user", "ENTRA-TESTS-03")
def filter_missing(a_user_is_validated: Story) -> Findings:
    """SCIM Validator: 'Filter for a non-existing user': 200 and nobody."""
    exchange = a_user_is_validated.missing
    found = expect.status(exchange, 200)
    return found or expect.equal("the number of users found", 0, exchange.resource.get("totalResults"), exchange)


@check("msvalidator-replace-attributes", "ENTRA-TESTS-04")
def replace_attributes(a_user_is_validated: Story) -> Findings:
    """SCIM Validator: 'Update a user - replace attributes (verbose)': each attribute by its path."""
    story = a_user_is_validated
    return expect.status(story.replaced, 200, 204) or _shows(story.after_replacing, story.changes)


@check("msvalidator-update-user-name", "ENTRA-TESTS-05")
def update_user_name(a_user_is_validated: Story) -> Findings:
    """SCIM Validator: 'Update a user - userName'."""
    story = a_user_is_validated
    if not story.name:
        raise NotApplicable("the schema of the target does not let clients change a userName")
    return expect.status(story.renamed, 200, 204) or _shows(story.after_renaming, story.name)


@check("msvalidator-disable-user", "ENTRA-TESTS-06")
def disable_user(a_user_is_validated: Story) -> Findings:
    """SCIM Validator: 'Update a user - disable': active is the Boolean false, and the user can be read."""
    story = a_user_is_validated
    return expect.status(story.disabled, 200, 204) or _shows(story.after_disabling, story.inactive)


@check("msvalidator-add-attributes", "ENTRA-TESTS-07")
def add_attributes(a_user_is_filled_up: Story) -> Findings:
    """SCIM Validator: 'Update a user - add attributes (verbose)': thirty-six operations on somebody who has but a name.

    They make a mail, an address, three numbers and a role, piece by piece.
    """
    story = a_user_is_filled_up
    found = expect.status(story.added, 200, 204) or _shows(story.after_adding, story.filled)
    if any(line.target.startswith("addresses[") for line, _ in story.filled) and not found:
        found = once(story.after_adding, "addresses", "work")
    return found


@check("msvalidator-add-manager", "ENTRA-TESTS-08")
def add_manager(a_manager_is_validated: Story) -> Findings:
    """SCIM Validator: 'Add Manager': a word, which is nobody's id, is the manager then."""
    return _managed(a_manager_is_validated, FIRST_MANAGER)


@check("msvalidator-update-manager", "ENTRA-TESTS-08")
def update_manager(a_manager_is_validated: Story) -> Findings:
    """SCIM Validator: 'Replace Manager': another word takes the place of the manager."""
    return _managed(a_manager_is_validated, SECOND_MANAGER)


@check("msvalidator-remove-manager", "ENTRA-TESTS-08")
def remove_manager(a_manager_is_validated: Story) -> Findings:
    """SCIM Validator: 'Remove Manager': an empty text takes the manager away."""
    if expect.status(a_manager_is_validated.steps[FIRST_MANAGER][0], 200, 204):
        raise Blocked("no manager was added who could be taken away")
    return _managed(a_manager_is_validated, NO_MANAGER)


def _managed(story: Story, word: str) -> list[Finding]:
    """The change is a success, and the manager is the one of that word."""
    change, read = story.steps[word]
    if found := expect.status(change, 200, 204):
        return found
    extension = expect.lookup(read.resource, ENTERPRISE_USER)
    shown = expect.lookup(extension, "manager") if isinstance(extension, dict) else None
    value = shown.get("value") if isinstance(shown, dict) else shown
    return expect.equal("the manager", word or None, value or None, read)


@check("msvalidator-delete-user", "ENTRA-TESTS-09")
def delete_user(a_user_is_validated: Story) -> Findings:
    """SCIM Validator: 'Delete a user': 204, and 404 afterwards."""
    return expect.status(a_user_is_validated.deleted, 204) + expect.status(a_user_is_validated.gone, 404)


@check("msvalidator-several-operations", "ENTRA-TESTS-10")
def several_operations(a_user_is_filled_up: Story) -> Findings:
    """SCIM Validator, preview: several operations on different attributes: remove, add and replace in one PATCH."""
    story = a_user_is_filled_up
    if found := expect.status(story.several, 200, 204):
        return found
    return _shows(story.after_several, story.expected) + empty(story.after_several, "preferredLanguage")


@check("msvalidator-several-operations-on-one", "ENTRA-TESTS-10")
def several_operations_on_one(a_user_is_filled_up: Story) -> Findings:
    """SCIM Validator, preview: several operations on the same attribute: the last one counts."""
    story = a_user_is_filled_up
    return expect.status(story.same, 200, 204) or _shows(story.after_same, story.last)


@check("msvalidator-delete-unknown-user", "ENTRA-TESTS-11")
def delete_unknown_user(a_user_is_validated: Story) -> Findings:
    """SCIM Validator, preview: 'Delete a non-existing user': 404."""
    return expect.status(a_user_is_validated.deleted_unknown, 404)


@check("msvalidator-delete-user-twice", "ENTRA-TESTS-11")
def delete_user_twice(a_user_is_validated: Story) -> Findings:
    """SCIM Validator, preview: 'Delete a user twice': 404 the second time."""
    return expect.status(a_user_is_validated.deleted_again, 404)
