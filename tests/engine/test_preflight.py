"""The preflight stops at the first cause and says what to do: one sentence, never a hundred failures."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scimproof.player import Player
from scimproof.preflight import Preflight, PreflightFailed, Step
from scimproof.settings import Settings

Server = Any
Start = Callable[[Any], Server]
CONFIG = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"], "patch": {"supported": True}}
EMPTY = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}
ERROR = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"]}


def answer(status: int, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    import json

    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    return status, {"Content-Type": "application/scim+json", **headers}, content


def preflight(url: str, tmp_path: Path, **more: Any) -> list[Step]:
    settings = Settings(url=url, report_dir=tmp_path, timeout_s=2, **more)
    player = Player(settings)
    steps: list[Step] = []
    try:
        Preflight(player.session).run(steps.append)
    finally:
        player.close()
    return steps


def failing(url: str, tmp_path: Path, **more: Any) -> PreflightFailed:
    with pytest.raises(PreflightFailed) as caught:
        preflight(url, tmp_path, **more)
    assert "\n" not in str(caught.value)
    return caught.value


def healthy(method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
    import json

    if method == "POST":
        return answer(201, {**json.loads(body), "id": "1"}, Location="/Users/1")
    if method == "DELETE":
        return answer(204)
    if path.endswith("/ServiceProviderConfig"):
        return answer(200, CONFIG)
    if path.endswith("/Users/1"):
        return answer(200, {"id": "1", "userName": "x"})
    return answer(200, EMPTY)


def test_a_healthy_target_passes_and_is_left_empty(scripted: Start, tmp_path: Path) -> None:
    server = scripted(healthy)
    steps = preflight(server.url, tmp_path, token="the-token")
    assert [step.name for step in steps] == ["name", "connection", "credentials", "discovery", "write"]
    assert [step.remark for step in steps] == [False] * 5
    assert ("DELETE", "/Users/1") in [(method, path) for method, path, _, _ in server.asked]


def test_an_unknown_host(tmp_path: Path) -> None:
    failed = failing("http://no-such-host.invalid/scim", tmp_path)
    assert failed.step == "name"


def test_a_closed_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    failed = failing(f"http://127.0.0.1:{port}", tmp_path)
    assert failed.step == "connection"
    assert f"127.0.0.1:{port}" in failed.cause


def test_plain_http_behind_https(scripted: Start, tmp_path: Path) -> None:
    failed = failing(scripted(healthy).url.replace("http:", "https:"), tmp_path)
    assert failed.step == "TLS"
    assert "http://" in failed.fix


@pytest.mark.parametrize(
    ("more", "cause", "fix"),
    [
        ({"token": "wrong-token"}, "refuses the token (401)", "not expired"),
        ({}, "wants a credential", "SCIMPROOF_TOKEN"),
        ({"headers": (("Authorization", "wrong-token"),)}, "no scheme such as 'Bearer'", "--token"),
        ({"basic": "user:password"}, "refuses the credential (401)", "complete"),
    ],
)
def test_a_refused_credential(scripted: Start, tmp_path: Path, more: dict[str, Any], cause: str, fix: str) -> None:
    server = scripted(lambda *_: answer(401, ERROR))
    failed = failing(server.url, tmp_path, **more)
    assert failed.step == "credentials"
    assert cause in failed.cause
    assert fix in failed.fix
    assert "wrong-token" not in str(failed)


def test_a_credential_without_rights(scripted: Start, tmp_path: Path) -> None:
    failed = failing(scripted(lambda *_: answer(403, ERROR)).url, tmp_path, token="the-token")
    assert "403" in failed.cause


def test_a_login_page(scripted: Start, tmp_path: Path) -> None:
    page = b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>"
    server = scripted(lambda *_: (200, {"Content-Type": "text/html"}, page))
    failed = failing(server.url, tmp_path)
    assert "HTML page titled 'Sign in'" in failed.cause


def test_a_redirect_is_told_and_not_followed(scripted: Start, tmp_path: Path) -> None:
    server = scripted(lambda *_: answer(302, None, Location="https://login.example.test/"))
    failed = failing(server.url, tmp_path)
    assert "https://login.example.test/" in failed.cause


def test_a_base_url_without_its_mount_is_told_the_right_one(scripted: Start, tmp_path: Path) -> None:
    def below_v2(method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        return healthy(method, path, headers, body) if path.startswith("/v2/") else answer(404, ERROR)

    server = scripted(below_v2)
    failed = failing(server.url, tmp_path)
    assert failed.fix.endswith(f"use --url {server.url}/v2")


def test_no_scim_at_all(scripted: Start, tmp_path: Path) -> None:
    failed = failing(scripted(lambda *_: answer(404, b"not found")).url, tmp_path)
    assert "There is no SCIM at" in failed.cause


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [(500, b"oops", "with 500"), (200, b"hello", "no JSON")],
)
def test_answers_that_are_no_scim(scripted: Start, tmp_path: Path, status: int, body: bytes, said: str) -> None:
    failed = failing(scripted(lambda *_: answer(status, body)).url, tmp_path)
    assert said in failed.cause


def test_a_refused_create_stops(scripted: Start, tmp_path: Path) -> None:
    def read_only(method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        return answer(403, {"detail": "read only"}) if method == "POST" else healthy(method, path, headers, body)

    failed = failing(scripted(read_only).url, tmp_path)
    assert failed.step == "write"
    assert "403: read only" in failed.cause


@pytest.mark.parametrize("broken", ["DELETE", "GET /Users/1", "no id"])
def test_what_checks_can_judge_does_not_stop(scripted: Start, tmp_path: Path, broken: str) -> None:
    """A target that cannot delete or read is worth a report, and not a refusal to look."""

    def script(method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        if broken == method or broken == f"{method} {path}":
            return answer(500, ERROR)
        if broken == "no id" and method == "POST":
            return answer(201, {})
        return healthy(method, path, headers, body)

    steps = preflight(scripted(script).url, tmp_path)
    assert steps[-1].name == "write"
    assert steps[-1].remark


def test_a_target_that_minds_passwords_gets_none(scripted: Start, tmp_path: Path) -> None:
    """A server need not take passwords (RFC 7643 section 5), and may say so with 400."""

    def picky(method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        if method == "POST" and b'"password"' in body:
            return answer(400, ERROR)
        return healthy(method, path, headers, body)

    server = scripted(picky)
    assert preflight(server.url, tmp_path, token="the-token")[-1] == Step("write", "one user created, read and deleted")
    assert [b'"password"' in body for method, _, _, body in server.asked if method == "POST"] == [True, False]


def test_groups_that_nobody_has_are_not_taken_for_granted(scripted: Start, tmp_path: Path) -> None:
    def alone(method: str, path: str, headers: dict[str, str], body: bytes) -> Any:
        absent = path.partition("?")[0].endswith(("/ResourceTypes", "/Groups"))
        return answer(404, ERROR) if absent else healthy(method, path, headers, body)

    steps = preflight(scripted(alone).url, tmp_path, token="the-token")
    assert next(step.detail for step in steps if step.name == "discovery").startswith("User;")
