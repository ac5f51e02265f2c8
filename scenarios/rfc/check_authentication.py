"""Who may come in: credentials, and none (RFC 7644 section 2)."""

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


@check("rfc7644-2-no-credential-is-401", "RFC7644-3.12-11", level="must")
def without_a_credential_nobody_reads(strangers_knock: Story) -> Findings:
    """A read without a credential is answered with 401."""
    return _kept_out(strangers_knock.reads_without)


@check("rfc7644-2-wrong-credential-is-401", "RFC7644-3.12-11", "RFC7644-2-04", level="must")
def with_a_wrong_credential_nobody_reads(strangers_knock: Story) -> Findings:
    """A read with a wrong credential is answered with 401."""
    return _kept_out(strangers_knock.reads_with_wrong)


@check("rfc7644-2-strangers-cannot-write", "RFC7644-2-09", "RFC7644-3.12-11", "RFC7644-2.2-01")
def strangers_cannot_write(strangers_knock: Story) -> Findings:
    """A create without a credential, or with a wrong one, is refused.

    A server may let strangers create users, so that people can register themselves (section 2.2). As it may be an
    oversight, it draws a warning.
    """
    registered = {201: "anybody can create users", 403: "without a valid credential the answer is 401"}
    found = expect.status(strangers_knock.writes_without, 401, tolerate=registered)
    return found + _kept_out(strangers_knock.writes_with_wrong)


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


def _kept_out(exchange: Exchange) -> list[Finding]:
    return expect.status(exchange, 401, tolerate={403: "without a valid credential the answer is 401"})
