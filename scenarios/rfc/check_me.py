"""The alias of whoever is signed in: GET /Me (RFC 7644 section 3.11)."""

from scimproof import Finding, Findings, NotApplicable, Outcome, Probe, Story, check, expect, scenario


@scenario
def who_am_i(story: Story, probe: Probe) -> None:
    """Whoever holds the credential asks for the own resource."""
    story.asked = probe.query("/Me")


@check("rfc7644-3.11-me-is-answered", "RFC7644-3.11-03", "RFC7644-3.11-02", "RFC7644-3.2-12", "RFC7644-3.11-01")
def me_is_answered_in_one_of_three_ways(who_am_i: Story) -> Findings:
    """GET /Me is answered with 501, with a permanent redirect (308), or with the resource itself.

    404 is common where there is no such alias, and 403 where the credential belongs to no user: warnings.
    """
    exchange = who_am_i.asked
    found = expect.status(exchange, 501, 308, 200)
    if found or exchange.status != 200:
        return found
    return expect.present("the id of /Me", exchange.answer.object.get("id"), exchange)


@check("rfc7644-3.11-me-names-the-permanent-location", "RFC7644-3.11-07", "RFC7644-3.11-04", "RFC7644-3.11-06")
def me_names_the_permanent_location(who_am_i: Story) -> Findings:
    """An answer to /Me that leads to a resource has its permanent location in the Location header, never /Me.

    Without the header a client does not learn who it is: that draws a warning, since the sentence can be read as
    being about the header's value.
    """
    exchange = who_am_i.asked
    if exchange.status not in (200, 308):
        raise NotApplicable(f"{exchange.label} was answered {exchange.status}")
    location = exchange.answer.header("Location")
    if not location:
        grade = Outcome.WARN if exchange.status == 200 else None
        return expect.present("the Location header of /Me", location, exchange, grade=grade)
    if location.rstrip("/").casefold().endswith("/me"):
        return _not_permanent(location, exchange.number)
    return None


@check("rfc7644-3.11-me-is-located-where-it-says", "RFC7644-3.11-07")
def me_is_the_resource_that_it_names(who_am_i: Story, probe: Probe) -> Findings:
    """The Location header of /Me is the meta.location of the resource."""
    exchange = who_am_i.asked
    location = exchange.answer.header("Location")
    if exchange.status != 200 or not location:
        raise NotApplicable(f"{exchange.label} was answered {exchange.status} without a Location")
    meta = exchange.resource.get("meta")
    own = meta.get("location") if isinstance(meta, dict) else None
    if not isinstance(own, str) or expect.same_uri(location, own, probe.session.base_url):
        return None  # a missing meta.location is judged on every exchange
    return expect.equal("the Location header of /Me", own, location, exchange)


def _not_permanent(location: str, number: int) -> Finding:
    return Finding(
        "The Location of /Me is /Me again",
        "the permanent URL of the resource, such as .../Users/2819c223",
        expect.shown(location),
        (number,),
        cause="Location of /Me",
    )
