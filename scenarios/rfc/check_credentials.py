"""Credentials that are nearly right, and how they travel (RFC 7644 sections 2, 7.2 and 7.4)."""

import re
import ssl
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scimproof import (
    Blocked,
    Declared,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.handshake import refuses
from scimproof.wire import LOOPBACK

# A browser session is over when the browser is closed; a day is a generous reading of that.
LONGEST_COOKIE_S = 24 * 60 * 60


@scenario(given="User")
def a_credential_is_spoiled(story: Story, probe: Probe, declared: Declared) -> None:
    """The own bearer token is sent cut short, empty, under another scheme or none, and with Bearer in small letters."""
    token = probe.session.settings.token
    if token is None or len(token) < 2:
        raise NotApplicable("no bearer token was given")
    users = declared.endpoint("User")

    def ask(credential: str) -> Exchange:
        return probe.send("GET", users, query="count=1", headers=probe.headers_with(credential), anonymous=True)

    story.cut_short = ask(f"Bearer {token[:-1]}")
    story.empty = ask("Bearer")
    story.other_scheme = ask(f"Scimproof {token}")
    story.bare = ask(token)
    story.small = ask(f"bearer {token}")


@check("rfc7644-2-truncated-token-is-401", "RFC7644-2-04", "RFC7644-3.12-11", level="must")
def a_truncated_token_is_refused(a_credential_is_spoiled: Story) -> Findings:
    """A bearer token that lacks its last character opens nothing: 401."""
    return _kept_out(a_credential_is_spoiled.cut_short)


@check("rfc7644-2-empty-token-is-401", "RFC7644-2-04", "RFC7644-3.12-11", level="must")
def an_empty_token_is_refused(a_credential_is_spoiled: Story) -> Findings:
    """The word Bearer without a token opens nothing: 401.

    Where no secret is configured, an empty one has been equal to it.
    """
    return _kept_out(a_credential_is_spoiled.empty)


@check("rfc7644-2-unknown-scheme-is-401", "RFC7644-3.12-11", "RFC7644-2-04", level="must")
def an_unknown_scheme_is_refused(a_credential_is_spoiled: Story) -> Findings:
    """The right token under a scheme that nobody has heard of is answered with 401.

    A server that looks at the token only draws a warning: it lets nobody in who lacks the token.
    """
    exchange = a_credential_is_spoiled.other_scheme
    remarks = {200: "the scheme is not looked at", 403: "without a valid credential the answer is 401"}
    return expect.status(exchange, 401, 400, tolerate=remarks)


@check("rfc7644-2-bare-token-is-401", "RFC7644-3.12-11", "RFC7644-2-04", level="must")
def a_bare_token_is_refused(a_credential_is_spoiled: Story) -> Findings:
    """The right token without any scheme before it is answered with 401.

    A server that takes it lets nobody in who lacks the token, but hides from its clients that they are wrong: it warns.
    """
    remarks = {200: "a scheme is not asked for", 403: "without a valid credential the answer is 401"}
    return expect.status(a_credential_is_spoiled.bare, 401, 400, tolerate=remarks)


@check("rfc7644-2-scheme-ignores-case", "RFC7644-2-04", level="should")
def the_scheme_ignores_case(a_credential_is_spoiled: Story) -> Findings:
    """The name of the authentication scheme may be written in small letters (RFC 9110 section 11.1)."""
    exchange = a_credential_is_spoiled.small
    return expect.status(exchange, 200) if exchange.status in (401, 403) else None


@check("rfc7644-2-challenge-names-the-scheme", "RFC7644-2-08")
def the_challenge_names_the_scheme(a_credential_is_spoiled: Story) -> Findings:
    """The WWW-Authenticate header of a 401 names the scheme that the target lets us in with: Bearer."""
    exchange = a_credential_is_spoiled.cut_short
    challenge = exchange.answer.header("WWW-Authenticate")
    if exchange.status != 401 or not challenge:
        raise NotApplicable("no 401 with a challenge was seen")  # a missing one is judged by another check
    if "bearer" in schemes_in([value for name, value in exchange.answer.headers if name.lower() == HEADER]):
        return None
    return expect.equal("the WWW-Authenticate header", "Bearer", challenge, exchange, grade=Outcome.WARN)


@check("rfc7644-7.2-transport-is-encrypted", "RFC7644-7.2-01", "RFC7644-7.4-02")
def the_transport_is_encrypted(discovery: Story, probe: Probe) -> Findings:
    """The target is reached by HTTPS; on loopback, HTTP will do.

    Over plain HTTP the bearer token is everybody's. As a proxy may add TLS in front of the address that was tested,
    it draws a warning.
    """
    url = urlsplit(probe.session.base_url)
    if url.scheme == "https" or url.hostname in LOOPBACK:
        return None
    return expect.equal("the scheme of the URL", "https", url.scheme, discovery.provider_config, grade=Outcome.WARN)


@check("rfc7644-7.2-tls-1.2", "RFC7644-7.2-02")
def tls_1_2_is_supported(discovery: Story, probe: Probe) -> Findings:
    """A target that is reached by HTTPS supports TLS 1.2.

    The sentence is older than TLS 1.3. A server that offers only the newer version is as safe, and shuts out clients
    that do not have it yet: a warning.
    """
    url = urlsplit(probe.session.base_url)
    if url.scheme != "https" or url.hostname is None:
        raise NotApplicable("the target is not reached by HTTPS")
    try:
        reason = refuses(url.hostname, url.port or 443, ssl.TLSVersion.TLSv1_2, probe.session.settings.timeout_s)
    except OSError as error:
        raise Blocked(f"there is no direct connection to {url.netloc}: {error}") from None
    if reason is None:
        return None
    return expect.equal("the answer to TLS 1.2", "a handshake", reason, discovery.provider_config, grade=Outcome.WARN)


@check("rfc7644-7.4-cookies-do-not-last", "RFC7644-7.4-05", "RFC7644-7.4-06")
def cookies_do_not_last(discovery: Story, a_credential_is_spoiled: Story) -> Findings:
    """A cookie that the target sets lasts no longer than a browser session."""
    seen = [discovery.provider_config, discovery.resource_types, discovery.schemas, a_credential_is_spoiled.small]
    return [
        Finding(
            "A cookie outlives the browser session",
            "no cookie, or one that lasts a day at most",
            f"a cookie that lasts {lasts // 86400} days",
            (exchange.number,),
            cause="cookies that last",
        )
        for exchange in seen
        for name, value in exchange.answer.headers
        if name.lower() == "set-cookie" and (lasts := lifetime_s(value, exchange)) > LONGEST_COOKIE_S
    ]


HEADER = "www-authenticate"


def schemes_in(challenges: list[str]) -> set[str]:
    """The schemes that ``WWW-Authenticate`` headers name, in small letters (RFC 9110 section 11.6.1).

    A challenge begins at the start or after a comma, and its scheme is followed by a blank, a comma or the end;
    parameters have an equals sign there.
    """
    unquoted = (re.sub(r'"(\\.|[^"\\])*"', '""', challenge) for challenge in challenges)
    found = (re.findall(r"(?:^|,)\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)(?=\s+[^=\s]|\s*(?:,|$))", text) for text in unquoted)
    return {scheme.lower() for schemes in found for scheme in schemes}


def lifetime_s(cookie: str, exchange: Exchange) -> int:
    """For how many seconds a cookie lives; 0 for one that ends with the session (RFC 6265 section 5.2)."""
    age = re.search(r"(?i);\s*max-age\s*=\s*(\d+)", cookie)
    if age:
        return int(age[1])
    expires = re.search(r"(?i);\s*expires\s*=\s*([^;]+)", cookie)
    try:
        moment = parsedate_to_datetime(expires[1]) if expires else None
        return int((moment - exchange.started).total_seconds()) if moment else 0
    except (ValueError, TypeError):
        return 0


def _kept_out(exchange: Exchange) -> list[Finding]:
    return expect.status(exchange, 401, 400, tolerate={403: "without a valid credential the answer is 401"})
