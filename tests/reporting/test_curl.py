"""Each shown request can be sent again: the command is run by a real shell, with a curl that tells its arguments."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from scimproof.reporting.curl import curl

Arguments = list[str]


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs a command line in which ``curl`` prints its arguments as JSON."""
    (tmp_path / "curl").write_text(f"#!{sys.executable}\nimport json, sys\nprint(json.dumps(sys.argv[1:]))\n")
    (tmp_path / "curl").chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "SCIMPROOF_TOKEN": "s3cret", "SCIMPROOF_BASIC": "ann:pw"}

    def run(command: str) -> Arguments:
        answer = subprocess.run(
            ["bash", "-c", command], env=environment, capture_output=True, check=True, text=True, encoding="utf-8"
        )
        arguments: Arguments = json.loads(answer.stdout)
        return arguments

    return run


def exchange(
    method: str = "GET", url: str = "https://a.test/Users", headers: Any = (), body: str | None = None
) -> dict[str, Any]:
    return {"request": {"method": method, "url": url, "headers": [list(pair) for pair in headers], "body": body}}


def headers_of(arguments: Arguments) -> list[str]:
    return [value for option, value in pairwise(arguments) if option == "-H"]


def test_a_post_is_one_line_and_complete(results: Any, run: Any) -> None:
    sent = results["exchanges"][1]
    command = curl(sent)
    assert "\n" not in command
    arguments = run(command)
    assert arguments[:3] == ["-X", "POST", "https://scim.example.test/v2/Users"]
    assert arguments[arguments.index("--data-raw") + 1] == sent["request"]["body"]
    assert headers_of(arguments) == [
        "Authorization: Bearer s3cret",
        "Accept: application/scim+json",
        "User-Agent: scimproof/0.1.0",
        "Content-Type: application/scim+json",
    ]


@pytest.mark.parametrize("masked", ["***", "Bearer ***", "Bearer", "whatever", "token ***"])
def test_the_credential_comes_from_the_environment(masked: str, run: Any) -> None:
    command = curl(exchange(headers=[("authorization", masked)]))
    assert '-H "Authorization: Bearer $SCIMPROOF_TOKEN"' in command
    assert "Authorization: Bearer s3cret" in headers_of(run(command))


def test_basic_credentials_have_their_own_variable(run: Any) -> None:
    arguments = run(curl(exchange(headers=[("Authorization", "Basic ***")])))
    assert arguments[arguments.index("--user") + 1] == "ann:pw"


def test_a_stranger_stays_a_stranger(run: Any) -> None:
    assert not any("Authorization" in header for header in headers_of(run(curl(exchange()))))


def test_headers_that_curl_would_add_are_taken_away(run: Any) -> None:
    assert headers_of(run(curl(exchange("POST", body="{}")))) == ["User-Agent:", "Accept:", "Content-Type:"]


def test_an_empty_header_is_sent_empty(run: Any) -> None:
    assert "Accept;" in headers_of(run(curl(exchange(headers=[("Accept", "")]))))


@pytest.mark.parametrize(
    "text",
    [
        "'; rm -rf ~ #",
        "$(id) `id` ${HOME}",
        "a\nb\r\n\tc",
        "it's \\n not\na newline",
        "@/etc/passwd",
        "Zoë 李",
        "\x1b[31m",
        "\u202egnp\x85",
    ],
)
def test_nothing_in_a_request_reaches_the_shell(text: str, run: Any) -> None:
    url = f"https://a.test/Users?filter={text}"
    command = curl(exchange("POST", url, [("X-Note", text)], text))
    assert "\n" not in command
    arguments = run(command)
    assert url in arguments
    assert arguments[arguments.index("--data-raw") + 1] == text
    assert f"X-Note: {text}" in headers_of(arguments)


def test_a_header_name_cannot_make_curl_read_a_file() -> None:
    assert "passwd" not in curl(exchange(headers=[("@/etc/passwd", ""), ("X Y", "passwd")]))


def test_patterns_and_dots_in_the_url_are_meant() -> None:
    assert "--globoff" in curl(exchange(url='https://a.test/Users?filter=emails[type eq "work"]'))
    assert "--path-as-is" in curl(exchange(url="https://a.test/Users/../Groups"))


@pytest.mark.parametrize(("method", "option"), [("HEAD", "--head"), ("DELETE", "-X DELETE")])
def test_methods(method: str, option: str) -> None:
    assert option in curl(exchange(method))
    assert "-X" not in curl(exchange())
