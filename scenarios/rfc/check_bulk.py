"""Many changes in one request: POST /Bulk (RFC 7644 section 3.7)."""

from scimproof import (
    Blocked,
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
from scimproof.bulk import Result, creation, deletion, modification, replacement, results, take_over
from scimproof.texts import kept_among, with_texts

BULK_RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"


@scenario(given=("bulk", "User"))
def a_day_in_one_request(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """One bulk request creates three people; the next creates, replaces twice, patches and deletes."""
    users = declared.endpoint("User")
    people = [with_texts("User", as_user(directory.person(), declared), declared) for _ in range(4)]
    story.hired = probe.bulk(*(creation(users, f"hire-{at}", person) for at, person in enumerate(people[:3])))
    story.readings = [take_over(probe, result) for result in results(story.hired)]
    moved, patched, gone = (seen.resource_id for seen in story.readings)
    story.field = field = kept_among(people[0], story.readings[0])
    story.second = {**people[0], field: "Scimproof second"}
    operations = [
        creation(users, "late", people[3]),
        replacement(users, moved, {**people[0], field: "Scimproof first"}),
        replacement(users, moved, story.second),
        deletion(users, gone),
    ]
    if declared.supports("patch"):
        change = {"op": "replace", "path": field, "value": "Scimproof patched"}
        operations.append(modification(users, patched, change))
    story.worked = probe.bulk(*operations)
    story.after_put = probe.session.settled(
        lambda: probe.read(users, moved), lambda seen: not expect.kept(story.second, seen, field)
    )
    story.after_patch = probe.read(users, patched)
    story.after_delete = probe.session.settled(lambda: probe.read(users, gone), lambda seen: seen.status == 404)
    story.newcomer = take_over(probe, results(story.worked)[0])


@scenario
def bulk_is_tried_although_undeclared(story: Story, probe: Probe, declared: Declared) -> None:
    """A target that says it has no bulk is asked to delete nobody in bulk."""
    entry = declared.config.get("bulk")
    if not isinstance(entry, dict) or entry.get("supported") is not False:
        raise NotApplicable("the target does not say that it has no bulk")
    story.tried = probe.bulk(deletion(declared.endpoint("User"), probe.session.invented_id()))


@check("rfc7644-3.7-bulk-answers-200", "RFC7644-3.7-21", "RFC7644-3.2-16", "RFC7644-8.2-04")
def a_bulk_job_is_answered_200(a_day_in_one_request: Story) -> Findings:
    """A bulk job that was carried out is answered with 200."""
    return expect.status(a_day_in_one_request.hired, 200)


@check("rfc7644-3.7-answer-is-a-bulk-response", "RFC7644-3.7-04", "RFC7644-8.2-05", level="must")
def the_answer_names_its_schema(a_day_in_one_request: Story) -> Findings:
    """The answer to a bulk request names the BulkResponse schema."""
    exchange = a_day_in_one_request.hired
    return expect.equal(
        "schemas of a bulk answer",
        [BULK_RESPONSE],
        exchange.resource.get("schemas"),
        exchange,
        cause="BulkResponse schemas contains",
    )


@check("rfc7644-3.7.3-every-operation-has-a-result", "RFC7644-3.7.3-01", "RFC7644-3.7-09")
def every_operation_has_a_result(a_day_in_one_request: Story) -> Findings:
    """The answer has one result for each operation that was carried out.

    A client that finds none for an operation does not know whether to repeat it.
    """
    return [finding for exchange in _jobs(a_day_in_one_request) for finding in _without_result(exchange)]


@check("rfc7644-3.7-result-repeats-method", "RFC7644-3.7-10")
def every_result_names_its_method(a_day_in_one_request: Story) -> Findings:
    """Every result names the method of its operation."""
    found: list[Finding] = []
    for result in _answered(a_day_in_one_request.worked):
        method = (result.document or {}).get("method")
        found += expect.equal(
            f"the method of {result.label}", result.operation["method"], method, a_day_in_one_request.worked
        )
    return found


@check("rfc7644-3.7-create-returns-bulk-id", "RFC7644-3.7-26", "RFC7644-3.7-12")
def a_create_returns_its_bulk_id(a_day_in_one_request: Story) -> Findings:
    """The result of a create carries the bulkId that the client gave it.

    It is how the client learns which id belongs to which of its people.
    """
    exchange = a_day_in_one_request.hired
    listed = exchange.resource.get("Operations")
    returned = [entry.get("bulkId") for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    wanted = [operation["bulkId"] for operation in exchange.request.object["Operations"]]
    missing = [bulk_id for bulk_id in wanted if bulk_id not in returned]
    if not missing:
        return None
    return expect.equal("the bulkIds in the results", wanted, returned, exchange)


@check("rfc7644-3.7-result-has-location", "RFC7644-3.7-17", "RFC7644-3.7.3-02")
def every_success_has_a_location(a_day_in_one_request: Story) -> Findings:
    """The result of every operation that succeeded names the location of its resource, a deletion's included."""
    return [
        Finding(
            f"The result of {result.label} has no location",
            "the URL of the resource",
            expect.shown((result.document or {}).get("location")),
            (result.exchange.number,),
            cause=f"no location of {result.operation['method']}",
        )
        for exchange in _jobs(a_day_in_one_request)
        for result in _answered(exchange)
        if result.ok and result.location is None
    ]


@check("rfc7644-3.7-location-leads-to-the-resource", "RFC7644-3.7-17")
def the_location_leads_there(a_day_in_one_request: Story) -> Findings:
    """What a bulk request created is found at the location that its result names, as it was sent."""
    story = a_day_in_one_request
    found: list[Finding] = []
    for result, seen in zip(results(story.hired), story.readings, strict=False):
        found += expect.status(seen, 200) or expect.kept(result.operation["data"], seen, "userName", "externalId")
    return found


@check("rfc7644-3.7.3-status-of-a-single-request", "RFC7644-3.7.3-03", "RFC7644-3.7-08", "RFC7644-3.7-02")
def the_status_is_that_of_a_single_request(a_day_in_one_request: Story) -> Findings:
    """Each operation reports the status that a request of its own would have had: 201, 200, 204.

    An operation without bulkId (all but creates) is carried out once: repeated, a DELETE would end in 404.
    """
    accepted = {"POST": (201,), "PUT": (200,), "PATCH": (200, 204), "DELETE": (204,)}
    return [
        finding
        for exchange in _jobs(a_day_in_one_request)
        for result in _answered(exchange)
        for finding in _status(result, *accepted[result.operation["method"]])
    ]


@check("rfc7644-3.7-bulk-creates", "RFC7644-3.7-02", "RFC7644-3.7-08", level="must")
def a_bulk_create_creates(a_day_in_one_request: Story) -> Findings:
    """A POST in a bulk request creates the resource."""
    story = a_day_in_one_request
    sent = story.worked.request.object["Operations"][0]["data"]
    return expect.status(story.newcomer, 200) or expect.kept(sent, story.newcomer, "userName")


@check("rfc7644-3.7-bulk-keeps-the-order", "RFC7644-3.7-28")
def the_last_of_two_changes_stays(a_day_in_one_request: Story) -> Findings:
    """Of two changes to one resource in a bulk request, the later one stays.

    A server may carry out the operations in another order only if the result is the same.
    """
    story = a_day_in_one_request
    return expect.kept(story.second, _succeeded(story, "PUT").after_put, story.field)


@check("rfc7644-3.7-bulk-patches", "RFC7644-3.7-02", "RFC7644-3.7-08", level="must", given="patch")
def a_bulk_patch_patches(a_day_in_one_request: Story) -> Findings:
    """A PATCH in a bulk request changes the resource."""
    story = _succeeded(a_day_in_one_request, "PATCH")
    return expect.kept({story.field: "Scimproof patched"}, story.after_patch, story.field)


@check("rfc7644-3.7-bulk-deletes", "RFC7644-3.7-02", "RFC7644-3.7-08", level="must")
def a_bulk_delete_deletes(a_day_in_one_request: Story) -> Findings:
    """A DELETE in a bulk request deletes the resource."""
    return expect.status(_succeeded(a_day_in_one_request, "DELETE").after_delete, 404)


@check("rfc7644-3.7-undeclared-bulk-is-refused", "RFC7644-3.7-01", "RFC7644-3.12-18", level="should")
def undeclared_bulk_is_refused(bulk_is_tried_although_undeclared: Story) -> Findings:
    """A server that declares no bulk refuses bulk requests: 501, or any 4xx.

    One that carries them out nevertheless breaks no rule, but its clients cannot know: a warning.
    """
    exchange = bulk_is_tried_although_undeclared.tried
    if 400 <= exchange.status < 500:
        return None
    return expect.status(exchange, 501, why="or any 4xx")


def _jobs(story: Story) -> list[Exchange]:
    """The bulk requests that were reached: the first one can be judged even if nothing follows from it."""
    return [exchange for exchange in (story.hired, *story.exchanges[1:]) if exchange.request.path.endswith("/Bulk")]


def _answered(exchange: Exchange) -> list[Result]:
    """The results that are there; a missing one is the matter of another check."""
    return [result for result in results(exchange) if result.document is not None]


def _without_result(exchange: Exchange) -> list[Finding]:
    missing = [result.label for result in results(exchange) if result.document is None]
    found = [
        Finding(
            f"There is no result for {label}",
            "one result for each operation",
            expect.shown(exchange.resource.get("Operations")),
            (exchange.number,),
            cause="results are missing",
        )
        for label in missing
    ]
    sent, listed = exchange.request.object["Operations"], exchange.resource.get("Operations")
    if not found and isinstance(listed, list) and len(listed) > len(sent):
        found += expect.equal("the number of results", len(sent), len(listed), exchange, grade=Outcome.WARN)
    return found


def _status(result: Result, *accepted: int) -> list[Finding]:
    if result.status in accepted:
        return []
    return [
        Finding(
            f"{result.label} reports {result.status or 'no status'}",
            " or ".join(f'"status": "{code}"' for code in accepted),
            expect.shown((result.document or {}).get("status")),
            (result.exchange.number,),
            cause=f"status of {result.label}",
        )
    ]


def _succeeded(story: Story, method: str) -> Story:
    """:raises Blocked: when an operation of this method failed, so that nothing follows from it."""
    for result in results(story.worked):
        if result.operation["method"] == method and not result.ok:
            raise Blocked(f"{result.label} (#{story.worked.number}) reports {result.status or 'nothing'}")
    return story
