"""A directory of 201: an import of one page, of two and of three, and assignments in it.

What is sent is the same for every kind of app, so it is sent once, as the app that reviewers look at.
"""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Finding,
    Findings,
    Okta,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
    succeeded,
)
from scimproof.clients.tasks import Task
from scimproof.directory import Person
from scimproof.listing import imported, is_list, shows_each_once
from scimproof.querying import entries, number_in

SUITES = ("okta-oin",)

SIZES = (100, 101, 201)  # a full page, one more, and a third page
FEW = 5  # in a directory that is large already


@scenario(given="User")
def a_large_directory_is_imported(
    story: Story, okta: Okta, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """People are added until there are 100, 101 and 201, with an import each time. Then the first and the last of them
    are assigned.

    Okta sends GET /Users?startIndex=1&count=100, then startIndex=101 and so on: a hundred more each time, however many
    a page held. Each assignment begins with GET /Users?filter=userName eq "..."&startIndex=1&count=100.
    """
    others = number_in(okta.page_of_users(1), "totalResults") or 0
    people: dict[str, Person] = {}

    def add(number: int) -> None:
        for _ in range(number):
            person = directory.person()
            people[probe.create("/Users", as_user(person, declared)).resource_id] = person

    story.imports = []
    for size in SIZES if others < SIZES[-1] else SIZES[-1:]:
        add(max(size - others - len(people), 0) or (FEW if not people else 0))
        story.imports.append((imported(okta, people), tuple(people)))
    story.ids = [next(iter(people)), next(reversed(people))]
    story.assigned = []
    for identifier in story.ids:
        user = okta.user(people[identifier])
        story.assigned.append((identifier, okta.assign(user), user.target_id))


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


def _largest(story: Story) -> tuple[Task, list[str]]:
    """The last import, and whom it has to show.

    :raises Blocked: when it did not come so far.
    """
    if not story.imports:
        raise Blocked("nobody could be created who could be imported")
    largest: tuple[Task, list[str]] = story.imports[-1]
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
    task, ids = _largest(a_large_directory_is_imported)
    if is_list(task.exchanges[0]):
        raise Blocked(f"{task.exchanges[0].label} is no list")
    held = len(entries(task.exchanges[0]))
    if len(ids) < 100 and held >= len(ids):
        return None
    return expect.equal("the number of users on the first page", 100, held, task.exchanges[0]) if held < 100 else None


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
