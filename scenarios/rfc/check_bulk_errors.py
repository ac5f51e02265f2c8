"""Bulk requests of which a part goes wrong, or the whole (RFC 7644 sections 3.7, 3.7.3 and 3.12)."""

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.bulk import Result, creation, deletion, replacement, results, take_over
from scimproof.session import BULK_REQUEST, mark_of
from scimproof.validation.reading import ERROR

DUPLICATE, UNKNOWN, LEAVER = 1, 2, 3


@scenario(given=("bulk", "User"))
def some_of_it_goes_wrong(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Between two good creates, a name is taken, and two people are changed who never existed."""
    users = declared.endpoint("User")
    taken = as_user(directory.person(), declared)
    probe.create(users, taken).resource_id  # noqa: B018 - it has to be there
    story.mixed = probe.bulk(
        creation(users, "good", as_user(directory.person(), declared)),
        creation(users, "taken", {**as_user(directory.person(), declared), "userName": taken["userName"]}),
        replacement(users, probe.session.invented_id(), as_user(directory.person(), declared)),
        deletion(users, probe.session.invented_id()),
        creation(users, "last", as_user(directory.person(), declared)),
    )
    story.results = results(story.mixed)
    story.first = take_over(probe, story.results[0])
    story.last = take_over(probe, story.results[-1])


@scenario(given=("bulk", "User"))
def the_first_error_ends_it(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """With failOnErrors 1, the second of three creates has a name that is taken."""
    users = declared.endpoint("User")
    taken = as_user(directory.person(), declared)
    probe.create(users, taken).resource_id  # noqa: B018 - it has to be there
    operations = [
        creation(users, "good", as_user(directory.person(), declared)),
        creation(users, "taken", {**as_user(directory.person(), declared), "userName": taken["userName"]}),
        creation(users, "never", as_user(directory.person(), declared)),
    ]
    body = {"schemas": [BULK_REQUEST], "failOnErrors": 1, "Operations": operations}
    story.limited = probe.send("POST", "/Bulk", body=body)
    if declared.supports("filter"):
        name = operations[-1]["data"]["userName"]
        story.looked_for = probe.query(users, {"filter": f'userName eq "{name}"'})
        story.name = name


@scenario(given=("bulk", "User"))
def it_is_not_put_well(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Bulk requests that lack what a bulk request needs, one after the other."""
    users = declared.endpoint("User")
    harmless = deletion(users, probe.session.invented_id())

    def ask(operation: dict[str, object], why: str) -> Exchange:
        return probe.bulk(operation, malformed=why)

    def somebody() -> dict[str, object]:
        body = as_user(directory.person(), declared)
        # A server that creates in spite of all: what it made has to be found again.
        probe.session.journal.intend(users, *mark_of(body))
        return body

    story.broken = probe.send("POST", "/Bulk", body=b'{"schemas": ["' + BULK_REQUEST.encode(), malformed="no JSON")
    story.no_schemas = probe.send("POST", "/Bulk", body={"Operations": [harmless]}, malformed="schemas is missing")
    story.no_operations = probe.send("POST", "/Bulk", body={"schemas": [BULK_REQUEST]}, malformed="no Operations")
    nameless = {name: value for name, value in creation(users, "a", somebody()).items() if name != "method"}
    story.no_method = ask(nameless, "method is missing")
    story.no_path = ask({"method": "POST", "bulkId": "a", "data": somebody()}, "path is missing")
    story.no_data = ask({"method": "POST", "bulkId": "a", "path": users}, "data is missing")
    story.no_bulk_id = ask({"method": "POST", "path": users, "data": somebody()}, "bulkId is missing")
    story.to_a_resource = ask(
        {**creation(users, "a", somebody()), "path": deletion(users, probe.session.invented_id())["path"]},
        "POST to the path of a resource",
    )


@check("rfc7644-3.7-mixed-job-is-200", "RFC7644-3.7-21")
def a_mixed_job_is_answered_200(some_of_it_goes_wrong: Story) -> Findings:
    """A bulk job of which a part failed is answered with 200."""
    return expect.status(some_of_it_goes_wrong.mixed, 200)


@check("rfc7644-3.7-errors-do-not-stop-the-job", "RFC7644-3.7-22", "RFC7644-3.7.3-08")
def errors_do_not_stop_the_job(some_of_it_goes_wrong: Story) -> Findings:
    """Without failOnErrors, the operations after a failed one are carried out, and so are those before it."""
    story = some_of_it_goes_wrong
    stopped = [result for result in (story.results[0], story.results[-1]) if not result.ok]
    if stopped:
        return [_finding(result, "is not carried out", "201", "later operations fail") for result in stopped]
    return expect.status(story.first, 200) + expect.status(story.last, 200)


@check("rfc7644-3.7.3-failed-operations-have-results", "RFC7644-3.7.3-01")
def failed_operations_have_results(some_of_it_goes_wrong: Story) -> Findings:
    """Every operation that failed has a result, too."""
    return [
        _finding(result, "has no result", "one result for each operation", "failures without a result")
        for result in _failures(some_of_it_goes_wrong)
        if result.document is None
    ]


@check("rfc7644-3.7.3-failed-operation-has-its-status", "RFC7644-3.7.3-03", "RFC7644-3.7-08")
def a_failure_has_the_status_of_a_single_request(some_of_it_goes_wrong: Story) -> Findings:
    """A failed operation reports the status of a single request: 409 for a taken name, 404 for an unknown id."""
    accepted = {DUPLICATE: (409,), UNKNOWN: (404,), LEAVER: (404,)}
    story = some_of_it_goes_wrong
    return [
        _finding(story.results[at], f"reports {story.results[at].status or 'no status'}", str(codes[0]), "wrong status")
        for at, codes in accepted.items()
        if story.results[at].document is not None and story.results[at].status not in codes
    ]


@check("rfc7644-3.7-failed-operation-has-a-response", "RFC7644-3.7-18", "RFC7644-3.7-20")
def a_failure_carries_the_error(some_of_it_goes_wrong: Story) -> Findings:
    """A failed operation carries its error as the response: a SCIM error with the same status."""
    found: list[Finding] = []
    for result in _reported(some_of_it_goes_wrong):
        schemas, status = result.response.get("schemas"), result.response.get("status")
        if not isinstance(schemas, list) or ERROR not in schemas:
            found.append(_finding(result, "carries no SCIM error", f'"response" of {ERROR}', "no error as response"))
        elif str(status) != str(result.status):
            found += expect.equal(
                f"the status in the error of {result.label}", str(result.status), status, result.exchange
            )
    return found


@check("rfc7644-3.7-conflict-says-uniqueness", "RFC7644-3.7-20", "RFC7644-3.3-12", "RFC7644-3.12-21")
def a_conflict_says_uniqueness(some_of_it_goes_wrong: Story) -> Findings:
    """A create in a bulk job that conflicts over the userName carries the scimType uniqueness, as a single one does."""
    result = some_of_it_goes_wrong.results[DUPLICATE]
    if result.status != 409 or not result.response:
        raise Blocked(f"{result.label} is not reported as a conflict with an error")
    if result.response.get("scimType") == "uniqueness":
        return None
    return _finding(
        result,
        "does not say scimType uniqueness",
        '"scimType": "uniqueness" in its "response"',
        "scimType of a conflict",
    )


@check("rfc7644-3.7.3-failed-operation-says-why", "RFC7644-3.7.3-04")
def a_failure_says_why(some_of_it_goes_wrong: Story) -> Findings:
    """A failed operation says in words what went wrong."""
    return [
        _finding(result, "does not say why it failed", '"detail" in its "response"', "failures without explanation")
        for result in _reported(some_of_it_goes_wrong)
        if not _explanation(result)
    ]


@check("rfc7644-3.7.3-failed-operation-has-a-location", "RFC7644-3.7.3-02", "RFC7644-3.7-17")
def a_failed_change_has_a_location(some_of_it_goes_wrong: Story) -> Findings:
    """A failed PUT or DELETE names the location that it was meant for; only a failed create has none."""
    return [
        _finding(result, "names no location", "the URL of the resource", "failures without a location")
        for result in _reported(some_of_it_goes_wrong)
        if result.operation["method"] != "POST" and result.location is None
    ]


@check(
    "rfc7644-3.7.3-first-error-stops-the-job",
    "RFC7644-3.7-05",
    "RFC7644-3.7-24",
    "RFC7644-3.7.3-05",
    "RFC7644-3.7-23",
    level="must",
)
def the_first_error_stops_the_job(the_first_error_ends_it: Story) -> Findings:
    """With failOnErrors 1, no operation after the first error is carried out."""
    never = _of(the_first_error_ends_it.limited, "never")
    if never.ok:
        return _finding(never, "is carried out after the first error", "no success after it", "failOnErrors is ignored")
    return None


@check("rfc7644-3.7.3-nothing-happens-after-the-stop", "RFC7644-3.7.3-06", level="must", given="filter")
def nothing_happens_after_the_stop(the_first_error_ends_it: Story) -> Findings:
    """Who was to be created after the error that ends a job does not exist."""
    story = the_first_error_ends_it
    listed = story.looked_for.resource.get("Resources")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if any(str(expect.lookup(entry, "userName")).casefold() == story.name.casefold() for entry in entries):
        return Finding(
            "A user exists who was to be created after the error that ends the job",
            "no such user",
            expect.shown(story.name),
            expect.numbers([story.limited, story.looked_for]),
            cause="failOnErrors is ignored",
        )
    return None


@check("rfc7644-3.7.3-answer-shows-what-was-done", "RFC7644-3.7.3-07", "RFC7644-3.7.3-01", level="must")
def the_answer_shows_what_was_done(the_first_error_ends_it: Story) -> Findings:
    """A job that failOnErrors ended is answered with the error and the results before it."""
    story = the_first_error_ends_it
    found = expect.status(story.limited, 200)
    if found:
        return found
    good, taken = _of(story.limited, "good"), _of(story.limited, "taken")
    if not good.ok:
        found.append(_finding(good, "is not shown as done", "its status 201", "results before the error"))
    if taken.document is None:
        found.append(_finding(taken, "has no result", "its status 409", "the error that ended the job"))
    return found


@check("rfc7644-3.7-answer-has-no-fail-on-errors", "RFC7644-3.7-07", level="should")
def the_answer_does_not_repeat_fail_on_errors(the_first_error_ends_it: Story) -> Findings:
    """failOnErrors does not come back in the answer."""
    exchange = the_first_error_ends_it.limited
    return expect.equal("failOnErrors in the answer", None, exchange.answer.object.get("failOnErrors"), exchange)


@check("rfc7644-3.7-broken-json-is-400", "RFC7644-3.7-21", "RFC7644-3.12-10", "RFC7644-3.12-23")
def broken_json_is_refused(it_is_not_put_well: Story) -> Findings:
    """A bulk request that is no JSON is answered with 400; the scimType is invalidSyntax."""
    exchange = it_is_not_put_well.broken
    return expect.status(exchange, 400) or expect.scim_type(exchange, "invalidSyntax", grade=Outcome.WARN)


@check("rfc7644-3.7-bulk-needs-schemas", "RFC7644-3.7-03", level="may")
def a_bulk_request_names_its_schema(it_is_not_put_well: Story) -> Findings:
    """A bulk request that does not name its schema is refused with 400, or carried out.

    The RFC asks the client to name it, and no server to insist, so carrying it out is noted only. An internal error
    is neither.
    """
    exchange = it_is_not_put_well.no_schemas
    found = expect.status(exchange, 400)
    if exchange.status < 500:
        return found
    return [Finding(one.message, one.expected, one.received, one.exchanges, one.cause, Outcome.WARN) for one in found]


@check("rfc7644-3.7-bulk-needs-operations", "RFC7644-3.7-09")
def a_bulk_request_has_operations(it_is_not_put_well: Story) -> Findings:
    """A bulk request without Operations is refused with 400."""
    return expect.status(it_is_not_put_well.no_operations, 400, tolerate={200: "there is nothing to carry out"})


@check("rfc7644-3.7-operation-needs-method", "RFC7644-3.7-10")
def an_operation_needs_a_method(it_is_not_put_well: Story) -> Findings:
    """An operation without a method fails, or the whole request does."""
    return _refused(it_is_not_put_well.no_method)


@check("rfc7644-3.7-operation-needs-path", "RFC7644-3.7-15")
def an_operation_needs_a_path(it_is_not_put_well: Story) -> Findings:
    """An operation without a path fails, or the whole request does."""
    return _refused(it_is_not_put_well.no_path)


@check("rfc7644-3.7-create-needs-data", "RFC7644-3.7-16")
def a_create_needs_data(it_is_not_put_well: Story) -> Findings:
    """A create without data fails, or the whole request does."""
    return _refused(it_is_not_put_well.no_data)


@check("rfc7644-3.7-create-needs-bulk-id", "RFC7644-3.7-12")
def a_create_needs_a_bulk_id(it_is_not_put_well: Story) -> Findings:
    """A create without bulkId fails, or the whole request does.

    The client has to send one; that a server has to insist on it is not said, so creating nevertheless draws a
    warning: the client cannot tell the results apart.
    """
    return _refused(it_is_not_put_well.no_bulk_id, lenient=Outcome.WARN)


@check("rfc7644-3.7-create-goes-to-an-endpoint", "RFC7644-3.7-14", level="must")
def a_create_goes_to_an_endpoint(it_is_not_put_well: Story) -> Findings:
    """A POST to the path of a single resource fails, or the whole request does."""
    return _refused(it_is_not_put_well.to_a_resource)


def _failures(story: Story) -> list[Result]:
    return [story.results[at] for at in (DUPLICATE, UNKNOWN, LEAVER)]


def _reported(story: Story) -> list[Result]:
    """The failed operations that have a result and were not taken for successes."""
    reported = [result for result in _failures(story) if result.document is not None and not result.ok]
    if not reported:
        raise Blocked(f"no operation of {story.mixed.label} is reported as failed")
    return reported


def _of(exchange: Exchange, bulk_id: str) -> Result:
    return next(result for result in results(exchange) if result.operation["bulkId"] == bulk_id)


def _explanation(result: Result) -> bool:
    """Text and examples of section 3.7.3 differ: a description in an object status explains as well."""
    status = (result.document or {}).get("status")
    said = [result.response.get("detail"), status.get("description") if isinstance(status, dict) else None]
    return any(isinstance(text, str) and text.strip() for text in said)


def _finding(result: Result, what: str, expected: str, cause: str) -> Finding:
    received = expect.shown(result.document) if result.document is not None else "no result"
    return Finding(f"{result.label} {what}", expected, received, (result.exchange.number,), cause)


def _refused(exchange: Exchange, lenient: Outcome | None = None) -> list[Finding]:
    """400 for the whole, or 4xx for the one operation in it."""
    if exchange.status != 200:
        return expect.status(exchange, 400, why="or 200 with the operation failed")
    listed = exchange.answer.object.get("Operations")
    first = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else None
    status = Result({}, first, exchange).status
    if status is not None and 400 <= status < 500:
        return []
    return [
        Finding(
            f"A bulk request is carried out although {exchange.request.malformed}",
            "400, or 200 with the operation failed",
            expect.shown(first),
            (exchange.number,),
            cause=f"bulk: {exchange.request.malformed}",
            grade=lenient if status is not None and status < 400 else None,
        )
    ]
