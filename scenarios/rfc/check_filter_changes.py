"""What a filter finds after somebody changed, left, or was created with a default (RFC 7644 section 3.4.2.2)."""

from dataclasses import replace

from scimproof import (
    Declared,
    Directory,
    Exchange,
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
from scimproof.querying import Crowd, entries, findings_of, number_in


@scenario(given=("User", "filter"))
def somebody_changes(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada marries and gets another userName, Bob leaves, and Cyd was created without saying whether she is active."""
    crowd = Crowd(probe, directory, declared, "ch")
    users = crowd.endpoint
    for name in ("ada", "bob"):
        crowd.add(name)
    crowd.add("cyd", active=None)
    crowd.gather()
    new_name = crowd.login("ada-byron")
    story.renamed = probe.replace(users, crowd.id_of("ada"), {**crowd.sent["ada"], "userName": new_name})
    story.by_new_name = crowd.ask(f'userName eq "{new_name}"', "ada")
    story.by_old_name = crowd.ask(f'userName eq "{crowd.login("ada")}"')
    story.default = expect.lookup(crowd.created["cyd"].resource, "active")
    cyd = f'userName eq "{crowd.login("cyd")}"'
    if isinstance(story.default, bool):
        value = str(story.default).lower()
        story.by_default = [
            crowd.ask(f"{cyd} and active eq {value}", "cyd"),
            crowd.ask(f"{cyd} and active pr", "cyd"),
            crowd.ask(f"{cyd} and active ne {value}"),
        ]
    story.counted = probe.query(users, {"filter": crowd.ours, "count": 1})
    story.left = probe.delete(users, crowd.id_of("bob"))
    story.by_leaver = crowd.ask(f'userName eq "{crowd.login("bob")}"')


@check("rfc7644-3.4.2.2-new-name-is-found", "RFC7644-3.4.2.2-10", "RFC7644-3.4.2.2-04", level="must")
def new_names_are_found(somebody_changes: Story) -> Findings:
    """Somebody who got another userName is found by it, and no more by the old one.

    A server that looks up another field than the one that it shows lets Okta and Entra ID create people twice.
    """
    story = somebody_changes
    if not story.renamed.answer.ok:
        raise NotApplicable(f"the target does not let a userName be changed ({story.renamed.label})")
    return _since(story.renamed, findings_of(story.by_new_name, story.by_old_name))


@check("rfc7644-3.4.2.2-leaver-is-not-found", "RFC7644-3.4.2.2-04")
def leavers_are_not_found(somebody_changes: Story) -> Findings:
    """Somebody who was deleted is not found any more."""
    return _since(somebody_changes.left, findings_of(somebody_changes.by_leaver))


def _since(write: Exchange, found: list[Finding]) -> list[Finding]:
    """The findings, with the write that they may come from."""
    return [replace(finding, exchanges=(write.number, *finding.exchanges)) for finding in found]


@check("rfc7644-3.4.2.2-defaults-are-found", "RFC7644-3.4.2.2-33")
def defaults_are_found(somebody_changes: Story) -> Findings:
    """A value that the server set by itself, and showed, is the one that filters compare with."""
    if not isinstance(somebody_changes.default, bool):
        raise NotApplicable("the target sets no default for active")
    return findings_of(*somebody_changes.by_default)


@check("rfc7644-3.4.2.2-total-results-counts-matches", "RFC7644-3.4.2-05", "RFC7644-3.4.2.2-04", level="must")
def total_results_counts_matches(somebody_changes: Story) -> Findings:
    """totalResults of a filtered page counts all who match, and nobody else."""
    exchange = somebody_changes.counted
    return expect.status(exchange, 200) or expect.equal(
        "totalResults of a filtered page", 3, number_in(exchange, "totalResults"), exchange
    )


@scenario(given="User")
def a_server_without_filters_is_asked(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A server that declares no filters is sent one, as clients do that do not look."""
    if declared.supports("filter"):
        raise NotApplicable("the target declares filters as supported")
    users = declared.endpoint("User")
    probe.create(users, as_user(directory.person(), declared))
    story.filtered = probe.query(users, {"filter": f'userName eq "{probe.session.invented_id()}"'})


@check("rfc7644-3.4.2.2-undeclared-filter-is-not-ignored", "RFC7644-3.4.2.2-01", "RFC7644-3.4.2.2-35", level="should")
def undeclared_filters_are_not_ignored(a_server_without_filters_is_asked: Story) -> Findings:
    """A server without filters refuses one with 400, 403 or 501, or applies it; ignoring it shows everybody.

    A client that looks for one person and gets all takes the first for the one that it asked for.
    """
    exchange = a_server_without_filters_is_asked.filtered
    found = expect.status(exchange, 200, 400, 403, 501)
    if not found and entries(exchange):
        found = expect.equal("the number of users found by a name that nobody has", 0, len(entries(exchange)), exchange)
    return found


@check("rfc7644-3.4.2.2-filter-is-offered", "RFC7644-3.4.2.2-01", level="may")
def filters_are_offered(declared: Declared) -> Findings:
    """Filters are offered. They are optional, and no client of note can do without userName eq."""
    supported = (declared.config.get("filter") or {}) if isinstance(declared.config.get("filter"), dict) else {}
    return expect.equal("filter.supported", True, supported.get("supported"), grade=Outcome.NOTE)
