"""Microsoft's validation for the gallery (August 2026), the tests of users: some drive Entra, some call directly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scimproof import (
    Declared,
    Directory,
    Entra,
    Exchange,
    Finding,
    Findings,
    Probe,
    Story,
    as_user,
    check,
    converged,
    expect,
    observe,
    scenario,
    succeeded,
)
from scimproof.cleanup import resource_path
from scimproof.clients.entra import DEFAULT_MAPPING
from scimproof.clients.entra.keeping import empty, kept, need_mapped, shows, shows_all
from scimproof.clients.entra.mappings import declared_lines, line_to
from scimproof.clients.entra.messages import new_user, patch
from scimproof.clients.entra.people import EntraUser
from scimproof.clients.entra.profile import FULL
from scimproof.clients.entra.published import GalleryTests
from scimproof.clients.entra.references import MANAGER, manager_in
from scimproof.clients.tasks import needed

SUITES = ("entra", "entra-optscim")

PAGE = 5
# Names of attributes, of the schemas of RFC 7643 and of others.
CAMEL_CASE = re.compile(r"^[a-z$][A-Za-z0-9_-]*$")


@scenario(given="User")
def entra_is_driven(story: Story, entra: Entra, probe: Probe, directory: Directory) -> None:
    """The tests tell Entra to create, change, disable, restore and delete somebody, and look what came of it.

    Entra sends what it does for any user: the probe, a search and a POST, a GET and a PATCH of what differs, a
    PATCH of active, a DELETE.
    """
    story.credentials = entra.test_connection()
    trial = entra.afresh()
    other = trial.user(directory.person())
    trial.assign(other)
    story.on_demand = trial.provision_on_demand(other)
    story.after_on_demand = observe(probe, trial.intends())
    ada = entra.user(directory.person())
    entra.assign(ada)
    story.created = entra.cycle()
    story.id = ada.account_id
    story.after_create = observe(probe, entra.intends())
    entra.update(ada, displayName="Another Name", surname="Surname")
    story.updated = entra.cycle()
    story.after_update = observe(probe, entra.intends())
    entra.soft_delete(ada)
    story.disabled = entra.cycle()
    story.after_disable = observe(probe, entra.intends())
    entra.restore(ada)
    story.restored = entra.cycle()
    story.after_restore = observe(probe, entra.intends())
    entra.soft_delete(ada)
    entra.cycle()
    entra.hard_delete(ada)
    story.deleted = entra.cycle()
    story.gone = probe.read("/Users", story.id)


@scenario(given="User")
def entra_names_a_manager(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The test names a manager in Entra, and then another one.

    Entra sends an Add of the manager to the path of the enterprise extension, with the bare id of the account, and
    later a Replace.
    """
    need_mapped(declared, f"{MANAGER}.value")
    ada, bo, cy = (entra.user(directory.person()) for _ in range(3))
    entra.set_manager(ada, bo)
    entra.assign(ada, bo, cy)
    story.named = entra.cycle()
    story.second = cy.account_id
    entra.set_manager(ada, cy)
    story.changed = entra.cycle()
    story.read = probe.session.settled(
        lambda: probe.read("/Users", ada.account_id), lambda shown: manager_in(shown.answer.object) == story.second
    )


@scenario(given="User")
def the_endpoint_is_called(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The tests call the endpoint: a user is created, changed, and a title emptied with a text and with null.

    The test sends POST /Users and PATCHes with a Replace each, the last two with "" and with null, with Accept and
    Content-Type on every call.
    """
    tool = GalleryTests(entra.session, entra.knobs)
    ada = story.user = EntraUser.of(directory.person(), **FULL)
    ada.in_scope = True
    story.lines = declared_lines(DEFAULT_MAPPING, declared)
    story.created = tool.call("POST", "/Users", body=new_user(ada, story.lines))
    path = resource_path("/Users", story.created.resource_id)
    story.read = _until(tool, path, lambda shown: shows_all(ada, story.lines, shown))
    story.text = next((line for line in story.lines if line.target in ("title", "displayName")), line_to("userName"))
    story.wanted = f"x{ada.name}" if story.text.target == "userName" else "Changed"
    story.changed = tool.call("PATCH", path, body=_replace(story.text.target, story.wanted))
    story.after = _until(tool, path, lambda shown: not shows(shown, story.text, story.wanted))
    need_mapped(declared, "title")
    story.emptied = tool.call("PATCH", path, body=_replace("title", ""))
    story.after_empty = _until(tool, path, lambda shown: not empty(shown, "title"))
    story.filled = tool.call("PATCH", path, body=_replace("title", "Engineer"))
    story.nulled = tool.call("PATCH", path, body=_replace("title", None))
    story.after_null = _until(tool, path, lambda shown: not empty(shown, "title"))


@scenario(given="User")
def the_endpoint_is_told_a_manager(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """The test of managers calls the endpoint: a manager is set and taken away.

    The test sends a PATCH with a Replace of the manager by the bare id of another account.
    """
    need_mapped(declared, f"{MANAGER}.value")
    tool = GalleryTests(entra.session, entra.knobs)
    people = [EntraUser.of(directory.person()) for _ in range(2)]
    lines = declared_lines(DEFAULT_MAPPING, declared)
    made = [tool.call("POST", "/Users", body=new_user(one, lines)) for one in people]
    path, story.manager = resource_path("/Users", made[0].resource_id), made[1].resource_id
    story.named = tool.call("PATCH", path, body=_replace(MANAGER, story.manager))
    story.read = _until(tool, path, lambda shown: manager_in(shown.answer.object) == story.manager)


@scenario(given="User")
def all_users_are_read(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The test of paging reads users in pages of five, and then what lies behind the last page.

    The test sends GET /Users?startIndex=1&count=5, startIndex=6, and one far behind the end.
    """
    tool = GalleryTests(entra.session, entra.knobs)
    for _ in range(2 * PAGE):
        probe.create(declared.endpoint("User"), as_user(directory.person(), declared))
    story.first = tool.call("GET", "/Users", query=f"startIndex=1&count={PAGE}")
    story.second = tool.call("GET", "/Users", query=f"startIndex={PAGE + 1}&count={PAGE}")
    total = story.first.resource.get("totalResults")
    # Somebody else may create users meanwhile: far behind the end is behind the end.
    end = (total if isinstance(total, int) else 0) + 10_000
    story.behind = tool.call("GET", "/Users", query=f"startIndex={end}&count={PAGE}")


@scenario
def the_schemas_are_discovered(story: Story, entra: Entra) -> None:
    """When the configuration is saved, Entra reads the schemas.

    Entra sends GET /Schemas.
    """
    story.schemas = GalleryTests(entra.session, entra.knobs).call("GET", "/Schemas")


def _replace(path: str, value: Any) -> dict[str, Any]:
    return patch({"op": "Replace", "path": path, "value": value})


def _until(tool: GalleryTests, path: str, shown: Any) -> Exchange:
    return tool.session.settled(lambda: tool.call("GET", path), shown)


@check("gallery-credentials", "ENTRA-TESTS-33")
def credentials(entra_is_driven: Story) -> Findings:
    """Gallery: the credentials that the admin has entered are accepted."""
    return succeeded(entra_is_driven.credentials)


@check("gallery-create-user", "ENTRA-TESTS-20")
def create_user(entra_is_driven: Story) -> Findings:
    """Gallery: 'Create user': Entra creates somebody."""
    return succeeded(entra_is_driven.created) or converged(entra_is_driven.after_create)


@check("gallery-update-user", "ENTRA-TESTS-21")
def update_user(entra_is_driven: Story) -> Findings:
    """Gallery: 'Update user': Entra changes the names of somebody."""
    return succeeded(entra_is_driven.updated) or converged(entra_is_driven.after_update)


@check("gallery-disable-user", "ENTRA-TESTS-22")
def disable_user(entra_is_driven: Story) -> Findings:
    """Gallery: 'Disable user': Entra disables somebody."""
    return succeeded(entra_is_driven.disabled) or converged(entra_is_driven.after_disable)


@check("gallery-restore-user", "ENTRA-TESTS-23")
def restore_user(entra_is_driven: Story) -> Findings:
    """Gallery: 'Restore user': Entra enables somebody who was deleted and restored."""
    needed(entra_is_driven.updated, entra_is_driven.disabled)
    return succeeded(entra_is_driven.restored) or converged(entra_is_driven.after_restore)


@check("gallery-on-demand-user", "ENTRA-TESTS-26")
def on_demand(entra_is_driven: Story) -> Findings:
    """Gallery: 'Provision on demand user': Entra creates one user at once."""
    return succeeded(entra_is_driven.on_demand) or converged(entra_is_driven.after_on_demand)


@check("gallery-delete-user", "ENTRA-TESTS-24")
def delete_user(entra_is_driven: Story) -> Findings:
    """Gallery, optional: 'Delete user': somebody who was deleted for good can not be read any more."""
    needed(entra_is_driven.updated, entra_is_driven.disabled, entra_is_driven.restored)
    return succeeded(entra_is_driven.deleted) or expect.status(entra_is_driven.gone, 404)


@check("gallery-update-manager", "ENTRA-TESTS-25")
def update_manager(entra_names_a_manager: Story) -> Findings:
    """Gallery: 'Update manager': Entra names a manager, and another one."""
    story = entra_names_a_manager
    found = succeeded(story.named) + succeeded(story.changed)
    return found or expect.equal("the manager", story.second, manager_in(story.read.resource), story.read)


@check("gallery-scim-create-user", "ENTRA-TESTS-29")
def scim_create_user(the_endpoint_is_called: Story) -> Findings:
    """Gallery: 'SCIM user create': a direct POST makes a user with all that was sent."""
    story = the_endpoint_is_called
    return expect.status(story.created, 201) or kept(story.user, story.read, story.lines)


@check("gallery-scim-update-user", "ENTRA-TESTS-30")
def scim_update_user(the_endpoint_is_called: Story) -> Findings:
    """Gallery: 'SCIM user update': a direct PATCH changes an attribute."""
    story = the_endpoint_is_called
    return expect.status(story.changed, 200, 204) or shows(story.after, story.text, story.wanted)


@check("gallery-scim-null-update", "ENTRA-TESTS-28")
def scim_null_update(the_endpoint_is_called: Story) -> Findings:
    """Gallery: 'SCIM null update': a title is emptied with an empty text, and with null.

    New since 2026, and asked of all who want to be listed: until then nothing was ever cleared.
    """
    story = the_endpoint_is_called
    by_text = expect.status(story.emptied, 200, 204) or empty(story.after_empty, "title")
    by_null = expect.status(story.filled, 200, 204) + expect.status(story.nulled, 200, 204)
    return by_text + (by_null or empty(story.after_null, "title"))


@check("gallery-scim-update-manager", "ENTRA-TESTS-32")
def scim_update_manager(the_endpoint_is_told_a_manager: Story) -> Findings:
    """Gallery: 'SCIM manager update': a direct PATCH sets a manager."""
    story = the_endpoint_is_told_a_manager
    found = expect.status(story.named, 200, 204)
    return found or expect.equal("the manager", story.manager, manager_in(story.read.resource), story.read)


@check("gallery-user-pagination", "ENTRA-TESTS-31")
def user_pagination(all_users_are_read: Story) -> Findings:
    """Gallery: 'User pagination': pages of five from the index asked for, nobody twice, and nobody behind the end.

    Account Discovery reads all users so: whom it does not see gets a second account.
    """
    story = all_users_are_read
    pages = (story.first, story.second, story.behind)
    found = [finding for page in pages for finding in expect.status(page, 200)]
    if found:
        return found
    first, second, behind = ([entry.get("id") for entry in page.resource.get("Resources") or []] for page in pages)
    for page, ids in ((story.first, first), (story.second, second)):
        found += expect.equal("the number of users on a page", PAGE, len(ids), page)
    total = story.first.resource.get("totalResults")
    if not isinstance(total, int) or total < 2 * PAGE:
        found += expect.equal("totalResults of the first page", f"{2 * PAGE} or more", total, story.first)
    twice = sorted(str(one) for one in set(first) & set(second))
    found += expect.equal("users on both pages", [], twice, story.first, story.second)
    return found + expect.equal("users behind the last page", [], behind, story.behind)


@check("gallery-schema-discovery", "ENTRA-TESTS-27")
def schema_discovery(the_schemas_are_discovered: Story) -> Findings:
    """Gallery: 'Schema discoverability': a list of schemas, with names in camel case, and without nulls."""
    exchange = the_schemas_are_discovered.schemas
    if found := expect.status(exchange, 200):
        return found
    schemas = exchange.answer.object.get("Resources")
    if not isinstance(schemas, list) or not schemas:
        return expect.present("the list of schemas", None, exchange)
    nulls = [f"{where} is null" for where, value in _walk(schemas, "Resources") if value is None]
    names = [str(entry.get("name")) for entry in _attributes(schemas)]
    odd = [f"{name} is not in camel case" for name in names if not CAMEL_CASE.match(name)]
    return [
        Finding(problem, "names in camel case, no nulls", problem, (exchange.number,), cause="schema discovery")
        for problem in (nulls + odd)[:5]
    ]


def _walk(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    yield where, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from _walk(entry, f"{where}.{key}")


def _attributes(schemas: list[Any]) -> Iterator[dict[str, Any]]:
    waiting = [entry for schema in schemas if isinstance(schema, dict) for entry in schema.get("attributes") or []]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, dict):
            yield entry
            waiting += entry.get("subAttributes") or []
