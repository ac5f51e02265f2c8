"""Looking somebody up: GET /Users/{id} (RFC 7644 section 3.4.1), and the media types of answers (section 3.8)."""

from scimproof import Declared, Directory, Exchange, Findings, Probe, Story, as_user, check, expect, scenario
from scimproof.cleanup import resource_path


@scenario(given="User")
def somebody_is_looked_up(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is read by id: as SCIM, as plain JSON, and without saying as what."""
    users = declared.endpoint("User")
    story.sent = as_user(directory.person(), declared)
    identifier = probe.create(users, story.sent).resource_id
    story.read = probe.session.settled(lambda: probe.read(users, identifier), lambda seen: seen.status == 200)
    own = probe.session.authorization
    path = resource_path(users, identifier)
    story.as_json = probe.send("GET", path, headers=probe.headers_with(own, accept="application/json"))
    story.as_anything = probe.send("GET", path, headers=probe.headers_with(own, accept=None))
    story.again = probe.read(users, identifier)


@scenario(given="User")
def nobody_is_looked_up(story: Story, probe: Probe, declared: Declared) -> None:
    """Somebody asks for a user who never existed, and for an endpoint that nobody has."""
    story.nobody = probe.read(declared.endpoint("User"), probe.session.invented_id())
    story.nowhere = probe.query("/ScimproofHasNoSuchEndpoint")


@check("rfc7644-3.4.1-read-answers-200", "RFC7644-3.4.1-02", "RFC7644-3.4.1-01", level="must")
def a_known_user_is_read(somebody_is_looked_up: Story) -> Findings:
    """A GET of a user that exists is answered with 200 and the user itself."""
    exchange = somebody_is_looked_up.read
    return expect.status(exchange, 200) or expect.kept(somebody_is_looked_up.sent, exchange, "userName")


@check("rfc7644-3.4.1-read-is-no-list", "RFC7644-3.4.1-02", level="must")
def a_single_user_is_no_list(somebody_is_looked_up: Story) -> Findings:
    """A single user is not wrapped into a ListResponse."""
    exchange = somebody_is_looked_up.read
    return expect.equal("totalResults in the answer", None, exchange.resource.get("totalResults"), exchange)


@check("rfc7643-3.1-reading-changes-nothing", "RFC7643-3.1-24", level="should")
def reading_changes_nothing(somebody_is_looked_up: Story) -> Findings:
    """meta.lastModified is the same each time that a user is read: reading is no change.

    Where it moves, clients that look for changes see everybody changed, and read them all again.
    """
    first, again = somebody_is_looked_up.read, somebody_is_looked_up.again
    return expect.equal("meta.lastModified, read again", _last_modified(first), _last_modified(again), first, again)


def _last_modified(exchange: Exchange) -> str:
    meta = exchange.resource.get("meta")
    return str(meta.get("lastModified") if isinstance(meta, dict) else None)


@check("rfc7644-3.8-accepts-scim-json", "RFC7644-3.8-06", "RFC7644-3.8-05")
def scim_json_can_be_asked_for(somebody_is_looked_up: Story) -> Findings:
    """Accept: application/scim+json is supported."""
    return expect.status(somebody_is_looked_up.read, 200)


@check("rfc7644-3.8-accepts-json", "RFC7644-3.8-07")
def plain_json_can_be_asked_for(somebody_is_looked_up: Story) -> Findings:
    """Accept: application/json is supported."""
    return expect.status(somebody_is_looked_up.as_json, 200)


@check("rfc7644-3.8-default-format", "RFC7644-3.8-08", level="must")
def no_accept_header_means_scim(somebody_is_looked_up: Story) -> Findings:
    """A request without an Accept header is answered in JSON.

    The default is application/scim+json; plain application/json draws a warning of the media type check. Entra ID
    sends no Accept header.
    """
    exchange = somebody_is_looked_up.as_anything
    found = expect.status(exchange, 200)
    if found or exchange.answer.media_type in ("application/scim+json", "application/json"):
        return found
    return expect.equal("the media type", "application/scim+json", exchange.answer.media_type, exchange)


@check("rfc7644-3.12-unknown-user-is-404", "RFC7644-3.12-13", "RFC7644-3.12-31", level="must")
def an_unknown_user_is_not_found(nobody_is_looked_up: Story) -> Findings:
    """A GET of a user that does not exist is answered with 404."""
    return expect.status(nobody_is_looked_up.nobody, 404)


@check("rfc7644-3.12-unknown-endpoint-is-404", "RFC7644-3.12-13", level="must")
def an_unknown_endpoint_is_not_found(nobody_is_looked_up: Story) -> Findings:
    """An endpoint that does not exist is answered with 404."""
    return expect.status(nobody_is_looked_up.nowhere, 404)
