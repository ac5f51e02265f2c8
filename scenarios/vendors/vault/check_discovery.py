"""Discovery: what a SCIM client reads before it does anything."""

from scimproof import Declared, Directory, Exchange, Finding, Findings, Probe, Story, check, expect, scenario
from scimproof.declared import GROUP, USER
from scimproof.querying import entries
from scimproof.vaults import refused, user

SUITES = ("vault",)
SCIM_JSON = "application/scim+json"
UNSUPPORTED = ("bulk", "sort", "etag", "changePassword")


@scenario
def a_client_looks_around(story: Story, probe: Probe, declared: Declared, directory: Directory) -> None:
    """Discovery is read with a token and without; /Me, /Bulk, a user and a filter that is refused are tried."""
    story.open_config = probe.send("GET", "/ServiceProviderConfig", headers=probe.headers_with(None), anonymous=True)
    story.types = probe.query("/ResourceTypes")
    story.user_type, story.group_type = probe.read("/ResourceTypes", "User"), probe.read("/ResourceTypes", "Group")
    story.schemas = probe.query("/Schemas")
    story.user_schema, story.group_schema = probe.read("/Schemas", USER), probe.read("/Schemas", GROUP)
    story.every = {
        f"{path}/{identifier}": probe.read(path, identifier)
        for path, listed in (("/ResourceTypes", story.types), ("/Schemas", story.schemas))
        for entry in entries(listed)
        if (identifier := str(entry.get("id") or entry.get("name"))) not in ("User", "Group", USER, GROUP)
    }
    story.config = probe.query("/ServiceProviderConfig")
    story.me = probe.query("/Me")
    story.bulk = probe.bulk({"method": "DELETE", "path": f"/Users/{probe.session.invented_id()}"})
    users = declared.endpoint("User")
    story.created = probe.create(users, user(directory.person(), declared))
    story.listed = probe.query(users, {"count": 1})
    story.unknown = probe.read(users, probe.session.invented_id())
    story.wrong_filter = probe.query(users, {"filter": 'displayName sw "x"'})


@check("answers-are-scim-json", "VLT-02")
def answers_are_scim_json(a_client_looks_around: Story) -> Findings:
    """Every answer with a body is application/scim+json, refusals as well."""
    story = a_client_looks_around
    return [finding for exchange in story.exchanges for finding in _is_scim(exchange)]


def _is_scim(exchange: Exchange) -> list[Finding]:
    response = exchange.answer
    if not response.body.strip() or response.media_type == SCIM_JSON:
        return []
    message = f"{expect.asked(exchange)} is answered with the media type {response.media_type or 'of nothing'}"
    return [Finding(message, SCIM_JSON, response.media_type or "none", (exchange.number,), cause=message)]


@check("config-needs-no-token", "VLT-03")
def the_config_needs_no_token(a_client_looks_around: Story) -> Findings:
    """ServiceProviderConfig can be read without a token."""
    return expect.status(a_client_looks_around.open_config, 200)


@check("discovery-is-complete", "VLT-04")
def discovery_is_complete(a_client_looks_around: Story) -> Findings:
    """Resource types and schemas can be read as lists, and each of them by its id."""
    story = a_client_looks_around
    found = expect.status(story.types, 200) + expect.status(story.schemas, 200)
    single = {"User": story.user_type, "Group": story.group_type, USER: story.user_schema, GROUP: story.group_schema}
    found += [finding for exchange in story.every.values() for finding in expect.status(exchange, 200)]
    for name, exchange in single.items():
        found += expect.status(exchange, 200)
        if exchange.answer.ok:
            found += expect.equal("the id of a single document", name, exchange.resource.get("id", name), exchange)
    return found


@check("me-is-not-implemented", "VLT-05")
def me_is_not_implemented(a_client_looks_around: Story) -> Findings:
    """/Me answers 501: it is declared, and not implemented."""
    return expect.status(a_client_looks_around.me, 501)


@check("declares-what-it-lacks", "VLT-06")
def what_it_lacks_is_declared(a_client_looks_around: Story) -> Findings:
    """Bulk, sorting, ETags and password changes are declared as not supported."""
    config = a_client_looks_around.config
    return [
        finding
        for name in UNSUPPORTED
        for finding in expect.equal(
            f"{name}.supported", False, (config.resource.get(name) or {}).get("supported", False), config
        )
    ]


@check("bulk-is-refused", "VLT-06")
def bulk_is_refused(a_client_looks_around: Story) -> Findings:
    """A bulk request is refused."""
    return refused(a_client_looks_around.bulk, "A bulk request is taken, though Vault documents that it does none")
