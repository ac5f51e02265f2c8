"""Tenants and filters: a filter narrows what a tenant may see, and never widens it (RFC 7644 section 3.4.2.2)."""

from scimproof import Declared, Directory, Findings, NotApplicable, Probe, Story, as_user, check, expect, scenario
from scimproof.cleanup import resource_path
from scimproof.clients.neighbour import Neighbour
from scimproof.clients.probe import encode
from scimproof.querying import entries


@scenario(given=("User", "filter"))
def another_tenant_searches_with_or(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user of one tenant is searched from another, by filters with or, and, not and brackets."""
    neighbour = Neighbour(probe)
    users = declared.endpoint("User")
    sent = as_user(directory.person(), declared)
    story.id = probe.create(users, sent).resource_id
    name = sent["userName"]
    read = neighbour.send("GET", resource_path(users, story.id))
    if read.answer.ok:
        raise NotApplicable("both credentials see the same users")
    nobody = f'userName eq "nobody.{name}"'
    wanted = (f'{nobody} or userName eq "{name}"', f'userName sw "{name[:4]}" or id pr', f"not ({nobody}) or id pr")
    story.found = [neighbour.send("GET", users, query=encode({"filter": one})) for one in wanted]


@check("rfc7644-3.4.2.2-or-stays-in-its-tenant", "RFC7644-2-09", "RFC7644-6.1-03", "RFC7644-3.4.2.2-21")
def or_stays_in_its_tenant(another_tenant_searches_with_or: Story) -> Findings:
    """A filter with or finds nobody of another tenant.

    Where the terms are appended to the server's own condition without brackets, or escapes from it.
    """
    story = another_tenant_searches_with_or
    return [
        finding
        for exchange in story.found
        if story.id in [entry.get("id") for entry in entries(exchange)]
        for finding in expect.equal(
            "who is found with or in a filter", "nobody of another tenant", f"the user {story.id} of another", exchange
        )
    ]
