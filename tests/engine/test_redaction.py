"""No secret leaves Scimproof, in whatever spelling, and what is no secret stays readable."""

import base64
from urllib.parse import quote

import pytest

from scimproof.redaction import MASK, Redactor, is_sensitive_name

TOKEN = "tok/en+with=odd chars"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {TOKEN}",
        f"https://host/?x={quote(TOKEN, safe='')}",
        f'{{"echo": "{TOKEN}"}}',
        f"Basic {base64.b64encode(TOKEN.encode()).decode()}",
        f"Traceback: ValueError: {TOKEN}",
    ],
)
def test_a_known_secret_is_masked_in_every_spelling(text: str) -> None:
    masked = Redactor([TOKEN]).text(text)
    assert MASK in masked
    assert TOKEN not in masked
    assert quote(TOKEN, safe="") not in masked
    assert base64.b64encode(TOKEN.encode()).decode() not in masked


def test_the_password_of_a_basic_credential_is_masked_alone() -> None:
    assert "hunter22" not in Redactor(["admin:hunter22"]).text("the password was hunter22")


@pytest.mark.parametrize(
    "text",
    [
        '{"password": "gl^m&qWZ"}',
        '{"password":"a\\"b"}',
        '{"urn:x:User":{"clientSecret":"abc"}}',
        "https://user:pw@host/path",
        "GET /x?access_token=abc&y=1",
        "Bearer abcdefghijk",
    ],
)
def test_values_of_sensitive_names_are_masked(text: str) -> None:
    masked = Redactor().text(text)
    assert MASK in masked
    for secret in ("gl^m", "abc", ":pw@", 'a\\"b'):
        assert secret not in masked


@pytest.mark.parametrize(
    "text",
    [
        '{"changePassword": {"supported": true}}',
        '{"type": "oauthbearertoken", "name": "OAuth Bearer Token"}',
        'WWW-Authenticate: Bearer realm="SCIM"',
        '{"userName": "a@b.example"}',
        "https://host/scim/v2/Users?filter=userName%20eq%20%22a%22",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor(["some-secret"]).text(text) == text


def test_headers_keep_their_order_and_scheme() -> None:
    headers = [("Authorization", "Bearer abc"), ("Accept", "x/y"), ("Set-Cookie", "s=1"), ("X-Api-Key", "k")]
    assert Redactor().headers(headers) == [
        ["Authorization", f"Bearer {MASK}"],
        ["Accept", "x/y"],
        ["Set-Cookie", MASK],
        ["X-Api-Key", MASK],
    ]


def test_short_secrets_do_not_blank_innocent_text() -> None:
    assert Redactor(["a"]).text("a banana") == "a banana"


def test_documents_are_masked_throughout() -> None:
    document = {"a": ["x secret-value y", {"b": "secret-value"}], "n": 1, "t": True}
    assert Redactor(["secret-value"]).document(document) == {"a": [f"x {MASK} y", {"b": MASK}], "n": 1, "t": True}


@pytest.mark.parametrize(
    "name", ["password", "urn:x:User:password", "name.password", "apiKey", "client_secret", "X-Token"]
)
def test_sensitive_names(name: str) -> None:
    assert is_sensitive_name(name)
