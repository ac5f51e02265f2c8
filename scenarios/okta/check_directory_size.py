"""A directory of 250: an import of one page, of two and of three, and assignments in it.

What is sent is the same for every kind of app, so it is sent once, as the app that reviewers look at. The people are
those of the crowd, who make the large group of a later module: the directory has to be small before they come.
"""

from scimproof import (
    Blocked,
    Crowd,
    Finding,
    Findings,
    NotApplicable,
    Okta,
    Story,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.tasks import Task
from scimproof.listing import imported, is_list, shows_each_once
from scimproof.querying import entries, number_in

SUITES = ("okta-oin",)

PAGE = 100
SIZES = (PAGE, PAGE + 1, 250)  # a full page, one more, and three pages
FEW = 5  # in a directory that is large already


@scenario(given="User")
def a_large_directory_is_imported(story: Story, okta: Okta, crowd: Crowd) -> None:
    """The application has 100 people, then 101, then 250, and an admin imports them each time. Then the first and the
    last of them are assigned.

    Okta sends GET /Users?startIndex=1&count=100, then startIndex=101 and so on: a hundred more each time, however many
    a page held. Each assignment begins with GET /Users?filter=userName eq "..."&startIndex=1&count=100.
    """
    others = number_in(okta.page_of_users(1), "totalResults") or 0
    steps = _additions(others, crowd.size)
    story.imports, people = [], []
    for added in steps:
        people = crowd.people(added)
        ids = tuple(identifier for _, identifier in people)
        story.imports.append((imported(okta, ids), ids))
    story.assigned = []
    for person, identifier in (people[0], people[-1]):
        user = okta.user(person)
        story.assigned.append((identifier, okta.assign(user), user.target_id))


def _additions(others: int, most: int) -> list[int]:
    """How many of the crowd have come at each import: as far as there are so many, beside those who were there.

    :raises NotApplicable: when the directory is not to have more than a page of people.
    """
    wanted = [size - others for size in SIZES if others < size] or [FEW]
    possible = [added for added in wanted if added <= most]
    if not possible or others + possible[-1] <= PAGE:
        raise NotApplicable(f"too few people for an import of several pages (--crowd {most})")
    return possible


@check("large-import-shows-everybody-once", "OKTA-IMPORT-01")
def a_large_import_shows_everybody_once(a_large_directory_is_imported: Story) -> Findings:
    """An import of several pages shows everybody once.

    Pages in another order each time, a startIndex that is ignored, a page that is cut at fifty: each time some
    people are missing from Okta, and some may be there twice.
    """
    found: list[Finding] = []
    for task, ids in a_large_directory_is_imported.imports:
        found = found or succeeded(task) or shows_each_once(task, ids)
    return found


def _largest(story: Story) -> tuple[Task, tuple[str, ...]]:
    """The last import, and whom it has to show.

    :raises Blocked: when it did not come so far.
    """
    if not story.imports:
        raise Blocked("nobody could be created who could be imported")
    largest: tuple[Task, tuple[str, ...]] = story.imports[-1]
    return largest


@check("large-import-counts-everybody", "OKTA-IMPORT-09")
def a_large_import_counts_everybody(a_large_directory_is_imported: Story) -> Findings:
    """totalResults is the number of all users, on every page: the import ends when it is passed."""
    task, ids = _largest(a_large_directory_is_imported)
    for page in task.exchanges:
        told = number_in(page, "totalResults")
        if told is not None and told < len(ids):
            return expect.equal("totalResults (there are at least our own)", len(ids), told, page)
    return None


@check("large-import-fills-its-pages", "OKTA-IMPORT-08")
def a_large_import_fills_its_pages(a_large_directory_is_imported: Story) -> Findings:
    """The first page holds a hundred users when there are more.

    Okta goes on by a hundred, however many a page held.
    """
    task, _ = _largest(a_large_directory_is_imported)
    if is_list(task.first):
        raise Blocked(f"{task.first.label} is no list")
    held = len(entries(task.first))
    if held >= PAGE:
        return None
    return expect.equal("the number of users on the first page", PAGE, held, task.first)


@check("look-up-searches-everybody", "OKTA-CREATE-19")
def a_look_up_searches_everybody(a_large_directory_is_imported: Story) -> Findings:
    """In a directory of more than a hundred, an assignment finds who exists, wherever in it that is.

    The look-up carries startIndex=1 and count=100. A target that takes the first hundred users, and filters those,
    finds nobody beyond them.
    """
    found: list[Finding] = []
    for identifier, task, linked in a_large_directory_is_imported.assigned:
        found += succeeded(task) or expect.equal(
            "the id of the account that was found", identifier, linked, *task.exchanges
        )
    return found
