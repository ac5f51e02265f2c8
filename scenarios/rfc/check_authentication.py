"""Who may come in: credentials (RFC 7644 section 2), and other tenants (section 6)."""

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path

WRONG_CREDENTIAL = "Bearer scimproof-has-no-such-token"


@scenario(given="User")
def strangers_knock(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Somebody without a credential, and somebody with a wrong one, want to read and to write."""
    if not probe.session.has_credentials:
        raise NotApplicable("no credential was given, so the target lets everybody in")
    users = declared.endpoint("User")

    def knock(method: str, credential: str | None, body: dict[str, object] | None = None) -> Exchange:
        headers = probe.headers_with(credential, has_body=body is not None)
        return probe.send(method, users, headers=headers, body=body, anonymous=True)

    story.reads_without = knock("GET", None)
    story.reads_with_wrong = knock("GET", WRONG_CREDENTIAL)
    story.writes_without = knock("POST", None, as_user(directory.person(), declared))
    story.writes_with_wrong = knock("POST", WRONG_CREDENTIAL, as_user(directory.person(), declared))


@scenario(given="User")
def another_tenant_looks_in(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user of one tenant is looked for with the credential of another."""
    second = probe.session.settings.second_token
    if second is None:
        raise NotApplicable("no second credential was given (--second-token)")
    users = declared.endpoint("User")
    story.created = probe.create(users, as_user(directory.person(), declared))
    story.id = story.created.resource_id
    headers = probe.headers_with(f"Bearer {second}")
    story.others_list = probe.send("GET", users, headers=headers, anonymous=True)
    story.others_read = probe.send("GET", resource_path(users, story.id), headers=headers, anonymous=True)


@check("rfc7644-2-no-credential-is-401", "RFC7644-3.12-11", level="must")
def without_a_credential_nobody_reads(strangers_knock: Story) -> Findings:
    """A read without a credential is answered with 401."""
    return _kept_out(strangers_knock.reads_without)


@check("rfc7644-2-wrong-credential-is-401", "RFC7644-3.12-11", "RFC7644-2-04", level="must")
def with_a_wrong_credential_nobody_reads(strangers_knock: Story) -> Findings:
    """A read with a wrong credential is answered with 401."""
    return _kept_out(strangers_knock.reads_with_wrong)


@check("rfc7644-2-strangers-cannot-write", "RFC7644-2-09", "RFC7644-3.12-11")
def strangers_cannot_write(strangers_knock: Story) -> Findings:
    """A create without a credential, or with a wrong one, is refused."""
    return _kept_out(strangers_knock.writes_without) + _kept_out(strangers_knock.writes_with_wrong)


@check("rfc7644-2-www-authenticate", "RFC7644-2-08")
def a_refusal_says_how_to_authenticate(strangers_knock: Story) -> Findings:
    """A 401 names the supported authentication schemes in the WWW-Authenticate header."""
    refusals = [
        exchange
        for exchange in (strangers_knock.reads_without, strangers_knock.reads_with_wrong)
        if exchange.status == 401
    ]
    silent = [exchange for exchange in refusals if not (exchange.answer.header("WWW-Authenticate") or "").strip()]
    if not silent:
        return None
    return Finding(
        "A 401 does not say how to authenticate",
        "a WWW-Authenticate header, such as: Bearer",
        "no such header",
        expect.numbers(silent),
        cause="WWW-Authenticate is missing",
    )


@check("rfc7644-6-tenants-are-apart", "RFC7644-2-09", "RFC7644-6.1-03")
def tenants_are_apart(another_tenant_looks_in: Story) -> Findings:
    """Another tenant neither lists nor reads the user."""
    story = another_tenant_looks_in
    found: list[Finding] = []
    if story.others_read.status not in (401, 403, 404):
        found += expect.status(story.others_read, 404, 403, 401)
    listed = story.others_list.answer.object.get("Resources")
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    if story.id in [entry.get("id") for entry in entries]:
        found += expect.equal("the ids another tenant lists", "none of ours", story.id, story.others_list)
    return found


def _kept_out(exchange: Exchange) -> list[Finding]:
    return expect.status(exchange, 401, tolerate={403: "without a valid credential the answer is 401"})
