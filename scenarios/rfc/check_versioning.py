"""The version of the protocol in the base URL (RFC 7644 section 3.13)."""

import re
from urllib.parse import urlsplit

from scimproof import Finding, Findings, NotApplicable, Outcome, Probe, Request, Story, check, expect, scenario

VERSION = re.compile(r"v\d+(\.\d+)*", re.IGNORECASE)
NO_SUCH_VERSION = "v99"


@scenario
def a_version_of_the_future(story: Story, probe: Probe) -> None:
    """Users are asked for in a version of the protocol that does not exist."""
    session = probe.session
    base, _, version = session.base_url.rpartition("/")
    if not VERSION.fullmatch(version):
        raise NotApplicable("the base URL does not end with a version")
    # Not below the base URL, so it goes past the session: a GET of the same host, with the same headers.
    headers = (*probe.headers("GET", has_body=False), *session.settings.headers)
    request = Request("GET", f"{base}/{NO_SUCH_VERSION}/Users?count=1", headers)
    story.asked = session.wire.send(request, scenario=story.scenario, client=probe.id)


@check("rfc7644-3.13-version-stands-before-the-endpoint", "RFC7644-3.13-02", level="should")
def the_version_stands_before_the_endpoint(discovery: Story, probe: Probe) -> Findings:
    """A version in the base URL is v2, and its last segment.

    A segment such as /v1 may be the version of the vendor's whole API and none of SCIM: only a warning.
    """
    segments = [part for part in urlsplit(probe.session.base_url).path.split("/") if part]
    versions = [part for part in segments if VERSION.fullmatch(part)]
    if not versions or segments[-1] == "v2":
        return None
    return expect.equal("the end of the base URL", "v2", segments[-1], discovery.provider_config)


@check("rfc7644-3.13-unknown-version-is-refused", "RFC7644-3.13-03", "RFC7644-3.12-27")
def an_unknown_version_is_refused(a_version_of_the_future: Story) -> Findings:
    """A request for a version of the protocol that the server does not have is refused: 404, or 400 invalidVers."""
    exchange = a_version_of_the_future.asked
    if exchange.answer.ok:
        is_scim = "schemas" in exchange.answer.object
        # A page for browsers, served at every unknown path, is no SCIM of another version.
        return [_served(exchange.request.url, exchange.number, None if is_scim else Outcome.WARN)]
    if exchange.status == 400:
        return expect.scim_type(exchange, "invalidVers", grade=Outcome.WARN)
    if exchange.status < 500 or exchange.status == 501:
        return None
    return expect.status(exchange, 404, 400)


def _served(url: str, number: int, grade: Outcome | None) -> Finding:
    return Finding(
        f"Users are served in version {NO_SUCH_VERSION} of the protocol",
        "404, or 400 with scimType invalidVers",
        expect.shown(url),
        (number,),
        cause="unknown versions are served",
        grade=grade,
    )
