"""Test Connection: somebody who cannot exist is looked for, with next to no headers."""

from __future__ import annotations

from scimproof import Entra, Finding, Findings, Story, check, expect, scenario, succeeded
from scimproof.clients.tasks import Task, needed

SUITES = ("entra", "entra-optscim")

SCIM = "application/scim+json"
FLAGS = {"entra": "AzureAdScimPatch2017", "entra-optscim": "aadOptscim062020"}


@scenario
def the_connection_is_tested(story: Story, entra: Entra, suite: str) -> None:
    """An admin enters the URL and the token, and presses Test Connection; Microsoft's other tools do the same.

    Entra sends GET /Users?filter=userName+eq+%22...%22 with a new GUID as the value, the headers Authorization and
    ADSCIMVersion, and nothing else of its own: no Accept, no User-Agent, no Content-Type.
    """
    story.tested = entra.test_connection()
    story.with_accept = entra.with_knobs(accept="application/scim+json").test_connection()
    story.without_version = entra.with_knobs(scim_version=None).test_connection()
    story.with_flag = entra.with_knobs(flag_on_wire=FLAGS[suite]).test_connection()


@check("connection-is-tested", "ENTRA-CONNECT-01", "RFC7644-3.4.2-14")
def the_probe_is_answered(the_connection_is_tested: Story) -> Findings:
    """A search for a GUID as userName, by which the connection is tested, is answered with an empty list.

    No userName looks like that, and no server may care: 400, 404, 204 or a list without its counters end the test.
    The same search begins every cycle, and an error puts the whole job into quarantine.
    """
    story = the_connection_is_tested
    if not story.tested.succeeded and story.without_version.succeeded:
        return []  # it is the header; a check of its own says so
    return succeeded(story.tested) or _nobody(story.tested)


@check("version-header-is-tolerated", "ENTRA-CONNECT-03")
def the_version_header_is_tolerated(the_connection_is_tested: Story) -> Findings:
    """The header ADSCIMVersion, which Entra adds to every request, changes nothing."""
    story = the_connection_is_tested
    return _differs(story.tested, story.without_version, "with the header ADSCIMVersion: 6.0")


@check("accept-header-is-understood", "ENTRA-CONNECT-02")
def an_accept_header_is_understood(the_connection_is_tested: Story) -> Findings:
    """The search is answered with Accept: application/scim+json, as Microsoft's tests send it, and without any Accept.

    Entra itself sends no Accept, no User-Agent and, without a body, no Content-Type: a server that negotiates strictly
    answers 406, and a firewall that wants a browser 403.
    """
    story = the_connection_is_tested
    found = _differs(story.with_accept, story.tested, "with Accept: application/scim+json")
    return found + _differs(story.without_version, story.with_accept, "without Accept")


@check("flag-on-the-wire-is-ignored", "ENTRA-CONNECT-04")
def the_flag_is_ignored(the_connection_is_tested: Story) -> Findings:
    """The flag of the tenant URL as a query parameter changes nothing.

    Whether Entra leaves it in the URL of its requests is not documented. A server that refuses a parameter which it
    does not know can then never be connected.
    """
    story = the_connection_is_tested
    return _differs(story.with_flag, story.tested, "with the flag of the tenant URL in the query")


@check("answers-are-scim", "ENTRA-CONNECT-06", "RFC7644-8.1-01")
def answers_are_scim(the_connection_is_tested: Story) -> Findings:
    """The search is answered with the media type application/scim+json.

    Microsoft asks it of every application, and its validator does not take anything else. Entra asks for no type: the
    server has to know what it speaks.
    """
    exchange = needed(the_connection_is_tested.tested).last
    received = exchange.answer.media_type or "none"
    return [] if received == SCIM else expect.equal("the media type", SCIM, received, exchange)


def _nobody(task: Task) -> list[Finding]:
    if not task.succeeded:
        return []
    return expect.equal("the number of users whose name is a new GUID", 0, _total(task), task.last)


def _total(task: Task) -> object:
    return task.last.resource.get("totalResults")


def _differs(task: Task, other: Task, how: str) -> list[Finding]:
    """What fails only this way, and not the other."""
    if task.succeeded or not other.succeeded:
        return []
    last = task.last
    received = f"{last.response.status} {expect.detail(last)}" if last.response else str(last.error)
    message = f"The same search fails {how}"
    return [Finding(message, "200 and a list", received.strip(), (last.number,), cause=message)]
