"""What the lab, on plain loopback and at one base URL, cannot show; and what checks of the protocol are made of."""

from __future__ import annotations

import importlib.util
import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from scimproof import suites
from scimproof.bulk import Result, matched
from scimproof.declared import USER, Declared
from scimproof.exchange import Exchange, Request, Response
from scimproof.outcome import Finding, NotApplicable
from scimproof.settings import Settings
from scimproof.story import spec_of
from scimproof.texts import kept_among, with_texts

Play = Callable[..., dict[str, dict[str, Any]]]


def answer_everything(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """A server that looks at the last part of the path only."""
    schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    document = {"schemas": schemas, "totalResults": 0, "Resources": []}
    return 200, {"Content-Type": "application/scim+json"}, json.dumps(document).encode()


@pytest.mark.parametrize(
    ("base", "check", "outcome"),
    [
        ("/scim/v2", "rfc7644-3.13-unknown-version-is-refused", "fail"),
        ("/scim", "rfc7644-3.13-unknown-version-is-refused", "n/a"),
        ("/v1", "rfc7644-3.13-version-stands-before-the-endpoint", "warn"),
        ("/scim/v2/acme", "rfc7644-3.13-version-stands-before-the-endpoint", "warn"),
        ("/scim/v2", "rfc7644-3.13-version-stands-before-the-endpoint", "pass"),
        ("/scim", "rfc7644-3.13-version-stands-before-the-endpoint", "pass"),
    ],
)
def test_versions_in_base_urls(
    play_lab: Play, scripted: Callable[..., Any], base: str, check: str, outcome: str
) -> None:
    url = scripted(answer_everything).url + base
    assert play_lab(checks=(check,), url=url, token="not-a-secret")[check]["outcome"] == outcome


# -- what the lab, on plain loopback, cannot show -------------------------------------------------------------------


def judged(check_id: str, url: str, **settings: Any) -> list[Finding] | Finding | None:
    """The findings of a check that needs no answer of the target but its URL."""
    module = load(suites.home() / "rfc" / "check_credentials.py")
    function = next(entry for entry in vars(module).values() if getattr(spec_of(entry), "id", "") == check_id)
    request = Request("GET", f"{url}/ServiceProviderConfig")
    read = Exchange(1, "preflight", None, datetime.now(UTC), 0.0, request, Response(200))
    session = SimpleNamespace(base_url=url, settings=Settings(url=url, timeout_s=2.0))
    found: list[Finding] | Finding | None = function(
        discovery=SimpleNamespace(provider_config=read), probe=SimpleNamespace(session=session)
    )
    return found


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("url", "safe"), [("http://scim.example", False), ("https://scim.example", True), ("http://127.0.0.1:8080", True)]
)
def test_plain_http_is_seen(url: str, safe: bool) -> None:
    assert bool(judged("rfc7644-7.2-transport-is-encrypted", url)) is not safe


@pytest.fixture
def https(tmp_path: Path) -> Iterator[Callable[[ssl.TLSVersion], str]]:
    """Start servers that shake hands with this version of TLS only, and do nothing else."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    listeners = []

    def start(version: ssl.TLSVersion) -> str:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.minimum_version = context.maximum_version = version
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def serve() -> None:
            with suppress(OSError):
                context.wrap_socket(listener.accept()[0], server_side=True).close()

        threading.Thread(target=serve, daemon=True).start()
        return f"https://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.close()


def test_a_server_without_tls_1_2_is_seen(https: Callable[[ssl.TLSVersion], str]) -> None:
    assert judged("rfc7644-7.2-tls-1.2", https(ssl.TLSVersion.TLSv1_2)) is None
    assert judged("rfc7644-7.2-tls-1.2", https(ssl.TLSVersion.TLSv1_3))
    with pytest.raises(NotApplicable):
        judged("rfc7644-7.2-tls-1.2", "http://127.0.0.1")


@pytest.mark.parametrize(
    ("challenges", "schemes"),
    [
        (["Bearer"], {"bearer"}),
        (['Basic realm="a, Bearer", Bearer realm="b"'], {"basic", "bearer"}),
        (['Basic realm="lab"', "Negotiate"], {"basic", "negotiate"}),
        (['Digest realm="a", nonce="b", algorithm=MD5'], {"digest"}),
    ],
)
def test_schemes_in_challenges(challenges: list[str], schemes: set[str]) -> None:
    assert load(suites.home() / "rfc" / "check_credentials.py").schemes_in(challenges) == schemes


# -- which result answers which operation ---------------------------------------------------------------------------

POST = {"method": "POST", "path": "/Users", "bulkId": "a"}
PUT = {"method": "PUT", "path": "/Users/1"}
DELETE = {"method": "DELETE", "path": "/Users/2"}


def answered(*listed: dict[str, Any]) -> list[dict[str, Any] | None]:
    return [result.document for result in matched([POST, PUT, DELETE], list(listed), None)]  # type: ignore[arg-type]


def test_results_are_told_apart_in_any_order() -> None:
    post = {"method": "POST", "bulkId": "a", "status": "201"}
    put = {"method": "PUT", "location": "https://x.example/v2/Users/1", "status": "200"}
    delete = {"method": "DELETE", "location": "https://x.example/v2/Users/2", "status": "204"}
    assert answered(delete, post, put) == [post, put, delete]
    assert answered(delete) == [None, None, delete]


def test_results_without_names_are_told_apart_by_position() -> None:
    post, put, delete = ({"method": method, "status": "400"} for method in ("POST", "PUT", "DELETE"))
    assert answered(post, put, delete) == [post, put, delete]
    assert answered({**post, "bulkId": "b"}, put, delete) == [None, put, delete]


@pytest.mark.parametrize(
    ("status", "expected"), [("201", 201), (201, 201), ({"code": "201"}, 201), ("Created", None), (None, None)]
)
def test_every_form_of_a_status_is_read(status: object, expected: int | None) -> None:
    assert Result(POST, {"status": status}, None).status == expected  # type: ignore[arg-type]


# -- which attribute a scenario may change --------------------------------------------------------------------------


def shown(**resource: str) -> Exchange:
    response = Response(200, (), json.dumps({"id": "1", **resource}).encode())
    return Exchange(1, "", None, datetime.now(UTC), 0.0, Request("GET", "https://x.example/Users/1"), response)


def test_texts_are_written_where_the_schema_lets_them() -> None:
    attributes = [{"name": "displayName", "mutability": "readOnly"}, {"name": "nickName"}]
    declared = Declared(schema_documents=({"id": USER, "attributes": attributes},))
    assert with_texts("User", {"userName": "a"}, declared) == {"userName": "a", "nickName": "Scimproof"}
    assert set(with_texts("User", {}, Declared())) == {"displayName", "nickName", "title"}


def test_a_text_that_is_kept_is_chosen() -> None:
    sent = {"displayName": "a", "nickName": "a"}
    assert kept_among(sent, shown(displayName="Derived Name", nickname="a")) == "nickName"
    with pytest.raises(NotApplicable):
        kept_among(sent, shown(displayName="Derived Name", title="a"))
