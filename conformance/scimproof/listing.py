"""List answers as products read them: their numbers, and who is on a walk through their pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scimproof import expect
from scimproof.clients.okta import Okta, OktaUser, Task
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, NotApplicable, Outcome
from scimproof.querying import entries, number_in
from scimproof.validation.reading import LIST_RESPONSE, NO_LIST_RESPONSE

NUMBERS = ("totalResults", "startIndex", "itemsPerPage")


def is_list(exchange: Exchange) -> list[Finding]:
    """It is answered with 200 and a ListResponse."""
    found = expect.status(exchange, 200)
    if found:
        return found
    schemas = exchange.answer.object.get("schemas")
    if isinstance(schemas, list) and LIST_RESPONSE in schemas:
        return []
    received = expect.shown(schemas) if exchange.answer.object else expect.shown(exchange.answer.text[:80])
    return [
        Finding(
            "The answer is no ListResponse",
            f'a JSON object with "schemas": ["{LIST_RESPONSE}"]',
            received,
            (exchange.number,),
            cause=NO_LIST_RESPONSE,
        )
    ]


def whole_numbers(exchange: Exchange, *names: str, missing: Outcome | None = None) -> list[Finding]:
    """These members of a list are whole JSON numbers. ``missing`` is the grade of one that is not there."""
    found = []
    for name in names:
        value = expect.lookup(exchange.answer.object, name)
        if isinstance(value, bool) or not isinstance(value, int):
            text = "missing" if value is None else "no whole number"
            found.append(
                Finding(
                    f"{name} of a list is {text}",
                    f"a whole number for {name}",
                    expect.shown(value),
                    (exchange.number,),
                    cause=f"{name} of a list is {text}",
                    grade=missing if value is None else None,
                )
            )
    return found


def counts_its_page(exchange: Exchange) -> list[Finding]:
    """itemsPerPage is the number of resources on the page."""
    stated = number_in(exchange, "itemsPerPage")
    return [] if stated is None else expect.equal("itemsPerPage", len(entries(exchange)), stated, exchange)


def found_by(exchange: Exchange) -> list[str]:
    """The ids that a look-up found."""
    return [str(entry.get("id")) for entry in entries(exchange)]


def finds_only(exchange: Exchange, *ids: str) -> list[Finding]:
    """A look-up finds exactly these."""
    return expect.status(exchange, 200) or expect.equal(
        "the ids that the look-up finds", sorted(ids), sorted(found_by(exchange)), exchange
    )


def looked_up(okta: Okta, user: OktaUser, *ids: str) -> Exchange:
    """The look-up of somebody, once it finds these, or when ``--settle`` has passed."""
    return okta.session.settled(lambda: okta.look_up(user), lambda seen: not finds_only(seen, *ids))


def wait_for(okta: Okta, user: OktaUser, identifier: str) -> None:
    """Let a target that needs time show a change to look-ups before somebody is assigned; nothing by default."""
    if okta.session.settings.settle_s:
        looked_up(okta, user, identifier)


def imported(okta: Okta, ids: Iterable[str]) -> Task:
    """An import of users, after which these should be known, each once.

    While Scimproof pages, others come and go, and what was just created may take its time. What goes wrong once may be
    their doing; twice it is not.

    :raises NotApplicable: when the target has more users than are read to the last.
    """
    wanted, tasks = set(ids), list[Task]()

    def walk() -> Exchange:
        tasks.append(okta.import_users())
        return tasks[-1].last

    def shows(_: Exchange) -> bool:
        return not tasks[-1].succeeded or not (_missing(tasks[-1], wanted) or _repeated(tasks[-1], wanted))

    if not shows(walk()):
        okta.session.settled(walk, shows)
    pages, most = len(tasks[-1].exchanges), okta.knobs.most_pages
    total = number_in(tasks[-1].last, "totalResults") if tasks[-1].succeeded else 0
    if pages >= most and (total or 0) > most * okta.knobs.page_size:
        raise NotApplicable(f"the target has {total} users: no more than {most * okta.knobs.page_size} are read")
    return tasks[-1]


def shows_each_once(task: Task, ids: Iterable[str]) -> list[Finding]:
    """An import shows each of these people once."""
    wanted = set(ids)
    missing, repeated = _missing(task, wanted), _repeated(task, wanted)
    return expect.equal(
        "the number of our people whom the import misses", 0, len(missing), *task.exchanges
    ) + expect.equal("the number of our people whom the import shows more than once", 0, len(repeated), *task.exchanges)


def of_ours(task: Task, ids: Iterable[str]) -> dict[str, dict[str, object]]:
    """What an import shows of these people, by id."""
    wanted = set(ids)
    return {str(entry.get("id")): entry for entry in task.resources if entry.get("id") in wanted}


def _missing(task: Task, wanted: set[str]) -> set[str]:
    return wanted - {str(entry.get("id")) for entry in task.resources}


def _repeated(task: Task, wanted: set[str]) -> set[str]:
    counted = Counter(str(entry.get("id")) for entry in task.resources)
    return {identifier for identifier in wanted if counted[identifier] > 1}
