"""Managers: sent once both accounts exist, as the bare id of the other account."""

from __future__ import annotations

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Entra,
    Exchange,
    Findings,
    Probe,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.entra import EntraUser
from scimproof.clients.entra.keeping import kept, need_mapped
from scimproof.clients.entra.mappings import line_to
from scimproof.clients.entra.references import MANAGER, manager_in
from scimproof.clients.tasks import Task, needed
from scimproof.declared import ENTERPRISE_USER
from scimproof.outcome import Finding

SUITES = ("entra", "entra-optscim")

DEPARTMENT = line_to(f"{ENTERPRISE_USER}:department")
FORMS = ("path", "filter", "empty-text", "empty-object")


@scenario(given="User")
def a_manager_is_named(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada works for Bo, and both join in one cycle. Later Ada works for Cy, who is new.

    Entra sends, after all creates, an Add to the path urn:...:enterprise:2.0:User:manager with the bare id as its
    value, and a Replace when it changes; for a manager who has no account it sends nothing yet.
    """
    need_mapped(declared, f"{MANAGER}.value")
    ada, bo, cy = (entra.user(directory.person()) for _ in range(3))
    entra.set_manager(ada, bo)
    entra.assign(ada, bo)
    story.joined = entra.cycle()
    story.first, story.ada, story.bo = bo.account_id, ada, bo
    story.boss = probe.read("/Users", story.first)
    story.read = _read(probe, ada, story.first)
    story.checked = entra.check_reference(ada, bo)
    story.idle = entra.restart()
    entra.set_manager(ada, cy)
    story.not_yet = entra.cycle()
    story.waiting = _read(probe, ada, story.first)
    entra.assign(cy)
    story.followed = entra.cycle()
    story.second = cy.account_id
    story.changed = _read(probe, ada, story.second)


@scenario(given="User")
def a_manager_is_an_object(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """The same with the manager as RFC 7643 writes it.

    Entra sends an Add to the same path with {"value": "id"}.
    """
    need_mapped(declared, f"{MANAGER}.value")
    entra.turn(manager_as="object")
    ada, bo = entra.user(directory.person()), entra.user(directory.person())
    entra.set_manager(ada, bo)
    entra.assign(ada, bo)
    story.joined = entra.cycle()
    story.manager = bo.account_id
    story.read = _read(probe, ada, story.manager)


@scenario(given="User")
def managers_are_taken_away(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Four people work for Bo, and then for nobody. Each is told to the target in another form.

    Entra sends a Remove of the path, a remove of manager[value eq "id"], a Replace by "", or one by {"value": ""}:
    all four are in circulation, and which one a tenant sends is not documented.
    """
    need_mapped(declared, f"{MANAGER}.value")
    bo = entra.user(directory.person())
    people = {form: entra.user(directory.person()) for form in FORMS}
    for one in people.values():
        entra.set_manager(one, bo)
    entra.assign(bo, *people.values())
    story.joined = entra.cycle()
    story.cleared, story.reads = {}, {}
    story.before = {form: _read(probe, one, bo.account_id) for form, one in people.items()}
    for form, one in people.items():
        entra.turn(removes_manager_by=form)
        entra.set_manager(one, None)
        story.cleared[form] = entra.cycle()
        story.reads[form] = _read(probe, one, None)


def _read(probe: Probe, user: EntraUser, manager: str | None) -> Exchange:
    return probe.session.settled(
        lambda: probe.read("/Users", user.account_id),
        lambda shown: shown.response is not None and manager_in(shown.response.object) == manager,
    )


def _is(exchange: Exchange, wanted: str) -> list[Finding]:
    """The manager is shown, wherever it is: how it is shown is judged elsewhere."""
    shown = _anywhere(exchange)
    return expect.equal("the manager", wanted, shown.get("value") if isinstance(shown, dict) else shown, exchange)


def _anywhere(exchange: Exchange) -> object:
    extension = expect.lookup(exchange.resource, ENTERPRISE_USER)
    holder = extension if isinstance(extension, dict) else exchange.resource
    return expect.lookup(holder, "manager") or expect.lookup(exchange.resource, "manager")


@check("manager-is-named", "ENTRA-MANAGER-01")
def a_manager_is_set(a_manager_is_named: Story) -> Findings:
    """The manager is set by the bare id of the account, added to the attribute of the enterprise extension.

    RFC 7643 has an object there, and Entra sends a text. A server that wants the object refuses every manager.
    """
    return succeeded(a_manager_is_named.joined) or _is(a_manager_is_named.read, a_manager_is_named.first)


@check("manager-is-shown-as-an-object", "ENTRA-MANAGER-03")
def a_manager_is_shown_as_an_object(a_manager_is_named: Story) -> Findings:
    """The manager is shown as an object with a value, inside of the enterprise extension.

    A text there cannot be read by Entra, and the user is in error from then on; elsewhere Entra does not see it.
    """
    story = a_manager_is_named
    needed(story.joined)
    extension = expect.lookup(story.read.resource, ENTERPRISE_USER)
    shown = expect.lookup(extension, "manager") if isinstance(extension, dict) else None
    wanted = {"value": story.first}
    kept = isinstance(shown, dict) and shown.get("value") == story.first
    return [] if kept else expect.equal("the manager in the enterprise extension", wanted, shown, story.read)


@check("manager-leaves-the-rest-alone", "ENTRA-MANAGER-07", "ENTRA-UPDATE-11")
def the_rest_stays(a_manager_is_named: Story, declared: Declared) -> Findings:
    """When a manager is named, the department of the user stays: both are in the same extension.

    The PATCH names the manager and nothing else. A server that puts the manager in the place of the whole extension
    loses the rest, and Entra, which compares in the next cycle only what has changed by then, does not notice.
    """
    need_mapped(declared, DEPARTMENT.target)
    story = a_manager_is_named
    needed(story.joined)
    if kept(story.bo, story.boss, [DEPARTMENT]):
        raise Blocked("departments are not kept, whether or not there is a manager")
    return kept(story.ada, story.read, [DEPARTMENT])


@check("manager-is-sent-once", "ENTRA-MANAGER-03", level="should")
def a_manager_is_sent_once(a_manager_is_named: Story) -> Findings:
    """When everybody is looked at again there is nothing to send: Entra sees the manager that it has sent."""
    story = a_manager_is_named
    needed(story.joined)
    again = [one for one in story.idle.exchanges if one.request.method == "PATCH" and MANAGER in one.request.text]
    if not again:
        return []
    return [
        Finding(
            "The manager is sent again, as the target does not show it where Entra looks",
            "no PATCH, as the manager is the same",
            again[0].request.text,
            expect.numbers(again),
            cause="the manager is not shown",
        )
    ]


@check("manager-reference-can-be-asked-for", "ENTRA-MANAGER-06")
def a_reference_can_be_asked_for(a_manager_is_named: Story) -> Findings:
    """A search for id and manager together is answered with a list, or refused, and is no error of the server."""
    exchange = a_manager_is_named.checked.last
    if exchange.response is not None and exchange.status < 500:
        return []
    return expect.status(exchange, 200, 400, why="the filter may be refused")


@check("manager-follows-later", "ENTRA-MANAGER-04")
def a_manager_follows(a_manager_is_named: Story) -> Findings:
    """The manager is changed, once the new one has an account; until then the old one stays."""
    story = a_manager_is_named
    needed(story.joined)
    return succeeded(story.followed) or _is(story.waiting, story.first) + _is(story.changed, story.second)


@check("manager-as-an-object", "ENTRA-MANAGER-02")
def a_manager_may_be_an_object(a_manager_is_an_object: Story) -> Findings:
    """The manager is set by an object with the id of the account as its value."""
    return succeeded(a_manager_is_an_object.joined) or _is(a_manager_is_an_object.read, a_manager_is_an_object.manager)


def _cleared(story: Story, form: str) -> list[Finding]:
    needed(story.joined)
    task: Task = story.cleared[form]
    if manager_in(story.before[form].resource) is None:
        raise Blocked("the manager who was to be taken away is not shown")
    left = _anywhere(story.reads[form])
    value = left.get("value") if isinstance(left, dict) else left
    gone = [] if value in (None, "") else expect.equal("the manager", "no manager", left, story.reads[form])
    return succeeded(task) or gone


@check("manager-is-removed-by-path", "ENTRA-MANAGER-05")
def removed_by_path(managers_are_taken_away: Story) -> Findings:
    """A manager is taken away by a Remove of the attribute."""
    return _cleared(managers_are_taken_away, "path")


@check("manager-is-removed-by-filter", "ENTRA-MANAGER-05")
def removed_by_filter(managers_are_taken_away: Story) -> Findings:
    """A manager is taken away by a Remove of manager[value eq "id"], as one log of 2023 has it."""
    return _cleared(managers_are_taken_away, "filter")


@check("manager-is-cleared-by-a-text", "ENTRA-MANAGER-05")
def cleared_by_a_text(managers_are_taken_away: Story) -> Findings:
    """A manager is taken away by a Replace with an empty text, as Microsoft's tests send it."""
    return _cleared(managers_are_taken_away, "empty-text")


@check("manager-is-cleared-by-an-object", "ENTRA-MANAGER-05")
def cleared_by_an_object(managers_are_taken_away: Story) -> Findings:
    """A manager is taken away by a Replace with an object whose value is empty, as Microsoft's validator sends it."""
    return _cleared(managers_are_taken_away, "empty-object")
