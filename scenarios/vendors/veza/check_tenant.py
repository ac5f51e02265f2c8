"""Lists in pages, daily work, and the tenant next door."""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Profile,
    Story,
    as_group,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.clients.neighbour import Neighbour
from scimproof.clients.probe import encode
from scimproof.querying import entries

SUITES = ("veza",)
CLOSED = (401, 403, 404)
QUICKLY = 12


@scenario(given="Group")
def pages(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Three groups are created, and the last of all groups are listed in pages of two."""
    groups = declared.endpoint("Group")
    for _ in range(3):
        story.last_created = probe.create(groups, as_group(directory.team(), declared))
    story.whole = probe.query(groups, {"startIndex": 1})
    total = story.whole.answer.object.get("totalResults")
    start = max(1, total - 3) if isinstance(total, int) else 1
    story.pages = [probe.query(groups, {"startIndex": one, "count": 2}) for one in (start, start + 2)]
    story.first = probe.query(groups, {"startIndex": 1, "count": 1})


@scenario(given="Group")
def many_groups(story: Story, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
    """There is one group more than a page may hold, and all are asked for at once."""
    groups, settings = declared.endpoint("Group"), probe.session.settings
    story.most = int(profile.paging.get("most_groups", 200))
    total = probe.query(groups, {"startIndex": 1, "count": 1}).answer.object.get("totalResults")
    missing = story.most + 1 - total if isinstance(total, int) else story.most + 1
    if missing > (settings.crowd if settings.crowd is not None else missing):
        raise NotApplicable(f"{missing} groups would have to be created, more than --crowd allows")
    for _ in range(missing):
        story.last_created = probe.create(groups, as_group(directory.team(), declared))
    story.asked_for = story.most + 1
    story.greedy = probe.query(groups, {"startIndex": 1, "count": story.asked_for})


@check("no-page-is-too-long", "VEZ-08")
def no_page_is_too_long(many_groups: Story) -> Findings:
    """However many groups are asked for, a page has at most 200, and says so."""
    greedy, most = many_groups.greedy, many_groups.most
    found = expect.status(greedy, 200)
    said = greedy.answer.object.get("itemsPerPage")
    for what, number in (("groups on one page", len(entries(greedy))), ("itemsPerPage", said)):
        if isinstance(number, int) and number > most:
            found += expect.equal(what, f"at most {most}", number, greedy)
    return found


@check("total-counts-every-group", "VEZ-08")
def total_counts_every_group(many_groups: Story) -> Findings:
    """totalResults counts all groups, also those that are on no page yet."""
    greedy = many_groups.greedy
    total = greedy.answer.object.get("totalResults")
    if isinstance(total, int) and total >= many_groups.asked_for:
        return expect.status(greedy, 200)
    return expect.equal("totalResults", f"at least {many_groups.asked_for}", total, greedy)


@check("count-is-respected", "VEZ-08")
def count_is_respected(pages: Story) -> Findings:
    """A page has no more entries than count says."""
    found: list[Finding] = []
    for page, most in [*((one, 2) for one in pages.pages), (pages.first, 1)]:
        found += expect.status(page, 200)
        if len(entries(page)) > most:
            found += expect.equal("groups on a page", f"at most {most}", len(entries(page)), page)
    return found


@check("pages-do-not-overlap", "VEZ-08")
def pages_do_not_overlap(pages: Story) -> Findings:
    """Two pages that follow each other have no group in common, and the first page begins with the first group."""
    before, after = ([str(one.get("id")) for one in entries(page)] for page in pages.pages)
    twice = sorted(set(before) & set(after))
    found = [] if not twice else expect.equal("groups on two pages", [], twice, *pages.pages)
    first = [str(one.get("id")) for one in entries(pages.first)]
    whole = [str(one.get("id")) for one in entries(pages.whole)]
    return found + expect.equal("the first page of one", whole[:1], first[:1], pages.whole, pages.first)


@scenario(given="User")
def a_busy_minute(story: Story, probe: Probe, declared: Declared) -> None:
    """A dozen quick look-ups, no faster than Veza allows."""
    users = declared.endpoint("User")
    story.answers = [probe.query(users, {"startIndex": 1, "count": 1}) for _ in range(QUICKLY)]


@check("daily-work-is-served", "VEZ-09")
def daily_work_is_served(a_busy_minute: Story) -> Findings:
    """A dozen requests in a row, within the limit of 200 in a minute, are all answered: no 429."""
    return [finding for exchange in a_busy_minute.answers for finding in expect.status(exchange, 200)]


@scenario(given="User")
def another_tenant(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user of one tenant is listed, read, replaced and deleted with the key of another."""
    neighbour = Neighbour(probe, called="key of a second tenant")
    users = declared.endpoint("User")
    story.sent = as_user(directory.person(), declared)
    story.id = probe.create(users, story.sent).resource_id
    path = resource_path(users, story.id)
    story.listed = neighbour.send("GET", users, query=encode({"filter": f'userName eq "{story.sent["userName"]}"'}))
    story.foreign = [
        neighbour.send("GET", path),
        neighbour.send("PUT", path, as_user(directory.person(), declared)),
        neighbour.send("DELETE", path),
    ]
    story.after = probe.read(users, story.id)


@check("tenants-are-apart", "VEZ-24", "VEZ-02", level="must")
def tenants_are_apart(another_tenant: Story) -> Findings:
    """The key of another tenant neither finds, reads, changes nor deletes a user.

    It is no valid key of this one.
    """
    story = another_tenant
    seen = [one.get("id") for one in entries(story.listed)] if story.listed.answer.ok else []
    found = expect.equal("who is found with the key of another tenant", [], seen, story.listed) if seen else []
    for exchange in story.foreign:
        found += expect.status(exchange, *CLOSED)
    return found + (expect.status(story.after, 200) or expect.kept(story.sent, story.after, "userName", "name"))
