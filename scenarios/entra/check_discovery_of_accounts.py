"""Account Discovery: before anybody is matched, all users of the application are read, page by page."""

from __future__ import annotations

from collections import Counter

from scimproof import (
    Declared,
    Directory,
    Entra,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.entra.published import GalleryTests
from scimproof.clients.tasks import Task

SUITES = ("entra", "entra-optscim")

PEOPLE = 7
PAGES = 12  # more would be a reading of somebody's whole directory
ATTEMPTS = 3  # others may come and go meanwhile


@scenario(given="User")
def all_accounts_are_read(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Seven people have accounts that Entra has not made. All accounts are read, and what is behind the last one.

    Entra sends GET /Users?startIndex=1&count=5, then startIndex=6 and so on, until it has read totalResults.
    """
    story.people = [
        probe.create(declared.endpoint("User"), as_user(directory.person(), declared)).resource_id
        for _ in range(PEOPLE)
    ]
    for _ in range(ATTEMPTS):
        story.task = entra.discover_accounts(most_pages=PAGES)
        if not story.task.succeeded or _seen_once(story.task, story.people):
            break
    last = story.task.last
    story.total = last.resource.get("totalResults")
    tool = GalleryTests(entra.session, entra.knobs)
    behind = f"startIndex={int(story.total) + 1000}&count={entra.knobs.discovery_page}"
    story.behind = tool.call("GET", "/Users", query=behind)


def _seen_once(task: Task, people: list[str]) -> bool:
    times = Counter(str(user.get("id")) for user in task.resources)
    return all(times[one] == 1 for one in people)


@check("discovery-sees-everybody-once", "ENTRA-DISCOVERY-01")
def everybody_is_seen_once(all_accounts_are_read: Story) -> Findings:
    """Reading all users in pages, from startIndex 1 on, sees everybody, and nobody twice.

    Who is not seen is reported as missing in the application, who is seen twice as two accounts.
    """
    story = all_accounts_are_read
    if found := succeeded(story.task):
        return found
    times = Counter(str(user.get("id")) for user in story.task.resources)
    twice = sorted(one for one, seen in times.items() if seen > 1)
    if found := expect.equal("users that are on two pages", [], twice, *story.task.exchanges):
        return found
    if len(story.task.resources) < int(story.total) and len(story.task.exchanges) >= PAGES:
        raise NotApplicable(f"there are {story.total} users: too many to read them all")
    missing = sorted(set(story.people) - set(times))
    return expect.equal("users that are on no page", [], missing, *story.task.exchanges)


@check("discovery-counts-everybody", "ENTRA-DISCOVERY-02")
def totals_are_right(all_accounts_are_read: Story) -> Findings:
    """Every page says how many users there are in all, not how many are on the page.

    The reading ends when so many have been seen: a total that counts the page ends it after the first one.
    """
    story = all_accounts_are_read
    if found := succeeded(story.task):
        return found
    first = story.task.exchanges[0]
    total = first.resource.get("totalResults")
    if isinstance(total, int) and total >= PEOPLE:
        return None
    return expect.equal("totalResults", f"{PEOPLE} or more", total, first)


@check("discovery-ends", "ENTRA-DISCOVERY-03")
def there_is_an_end(all_accounts_are_read: Story) -> Findings:
    """A page behind the last user is empty, and answered with 200."""
    exchange = all_accounts_are_read.behind
    if found := expect.status(exchange, 200):
        return found
    return expect.equal("users behind the last page", 0, len(exchange.resource.get("Resources") or []), exchange)
