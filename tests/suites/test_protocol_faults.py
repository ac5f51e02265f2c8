"""The checks of the protocol around resources can turn red: bulk, versions, media types, methods, credentials."""

from __future__ import annotations

import importlib.util
import json
import re
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
from rich.console import Console

from scimproof import suites
from scimproof.bulk import Result, matched
from scimproof.commands.run import QUIET, play
from scimproof.declared import USER, Declared
from scimproof.exchange import Exchange, Request, Response
from scimproof.outcome import Finding, NotApplicable
from scimproof.progress import Progress
from scimproof.run import Run
from scimproof.settings import Settings
from scimproof.story import spec_of
from scimproof.texts import kept_among, with_texts

Play = Callable[..., dict[str, dict[str, Any]]]

TOPICS = (
    "bulk",
    "bulk_errors",
    "bulk_limits",
    "bulk_references",
    "credentials",
    "errors",
    "etags",
    "etags_groups",
    "me",
    "media_types",
    "methods",
    "tenancy",
    "unicode",
    "versioning",
)

# Fault, and the checks that have to see it. What else turns red is a consequence.
SEEN: dict[str, tuple[str, ...]] = {
    "answers_bulk_with_207": ("rfc7644-3.7-bulk-answers-200", "rfc7644-3.7-mixed-job-is-200"),
    "misnames_bulk_responses": ("rfc7644-3.7-answer-is-a-bulk-response",),
    "reports_failures_only": ("rfc7644-3.7.3-every-operation-has-a-result",),
    "reports_successes_only": (
        "rfc7644-3.7.3-failed-operations-have-results",
        "rfc7644-3.7.3-answer-shows-what-was-done",
    ),
    "forgets_methods_of_results": ("rfc7644-3.7-result-repeats-method",),
    "forgets_bulk_ids": ("rfc7644-3.7-create-returns-bulk-id",),
    "forgets_locations_of_results": (
        "rfc7644-3.7-result-has-location",
        "rfc7644-3.7.3-failed-operation-has-a-location",
    ),
    "locates_bulk_creates_elsewhere": ("rfc7644-3.7-location-leads-to-the-resource",),
    "reports_200_for_everything": ("rfc7644-3.7.3-status-of-a-single-request",),
    "reports_400_for_everything": ("rfc7644-3.7.3-failed-operation-has-its-status",),
    "runs_operations_again": ("rfc7644-3.7.3-status-of-a-single-request",),
    "pretends_bulk_changes": (
        "rfc7644-3.7-bulk-creates",
        "rfc7644-3.7-bulk-patches",
        "rfc7644-3.7-bulk-deletes",
        "rfc7644-3.7-bulk-keeps-the-order",
    ),
    "reverses_bulk_operations": ("rfc7644-3.7-bulk-keeps-the-order",),
    "hides_bulk": ("rfc7644-3.7-undeclared-bulk-is-refused",),
    "fails_bulk_as_a_whole": ("rfc7644-3.7-mixed-job-is-200", "rfc7644-3.7.2-failed-reference-fails-alone"),
    "stops_at_the_first_error": ("rfc7644-3.7-errors-do-not-stop-the-job",),
    "ignores_fail_on_errors": (
        "rfc7644-3.7.3-first-error-stops-the-job",
        "rfc7644-3.7.3-nothing-happens-after-the-stop",
    ),
    "repeats_fail_on_errors": ("rfc7644-3.7-answer-has-no-fail-on-errors",),
    "writes_bulk_errors_as_text": ("rfc7644-3.7-failed-operation-has-a-response",),
    "explains_no_bulk_errors": ("rfc7644-3.7.3-failed-operation-says-why",),
    "completes_bulk_requests": (
        "rfc7644-3.7-bulk-needs-operations",
        "rfc7644-3.7-operation-needs-method",
        "rfc7644-3.7-operation-needs-path",
        "rfc7644-3.7-create-needs-bulk-id",
        "rfc7644-3.7-create-goes-to-an-endpoint",
    ),
    "crashes_on_incomplete_bulk": ("rfc7644-3.7-create-needs-data", "rfc7644-3.7-bulk-needs-schemas"),
    "keeps_bulk_ids": (
        "rfc7644-3.7.2-bulk-id-becomes-the-id",
        "rfc7644-3.7.2-later-bulk-id-becomes-the-id",
        "rfc7644-3.7.2-bulk-id-in-patch",
        "rfc7644-3.7.2-bulk-id-in-extension",
        "rfc7644-3.7.2-no-bulk-id-is-stored",
        "rfc7644-3.7.1-circular-references",
    ),
    "crashes_on_failed_references": ("rfc7644-3.7.2-failed-reference-fails-alone",),
    "forgets_bulk_limits": ("rfc7644-3.7.4-limits-are-defined",),
    "knows_no_bulk_limits": ("rfc7644-3.7.4-too-many-operations-is-413", "rfc7644-3.7.4-too-large-is-413"),
    "names_no_bulk_limit": (
        "rfc7644-3.7.4-too-many-operations-names-the-limit",
        "rfc7644-3.7.4-too-large-names-the-limit",
    ),
    "forgets_etags": ("rfc7644-3.14-etag-header",),
    "forgets_meta_version": ("rfc7643-3.1-meta-version",),
    "bares_versions": ("rfc7643-3.1-version-is-the-etag-read", "rfc7644-3.14-meta-version-is-understood"),
    "marks_weak_versions_in_small_letters": ("rfc7643-3.1-weak-versions-are-marked",),
    "never_answers_304": ("rfc7644-3.14-unchanged-is-304",),
    "always_answers_304": ("rfc7644-3.14-changed-is-200",),
    "ignores_if_match": (
        "rfc7644-3.14-stale-if-match-keeps-put-out",
        "rfc7644-3.14-stale-if-match-keeps-patch-out",
        "rfc7644-3.7-stale-version-in-bulk",
    ),
    "refuses_every_if_match": (
        "rfc7644-3.14-current-if-match-puts",
        "rfc7644-3.14-current-if-match-patches",
        "rfc7644-3.14-meta-version-is-understood",
    ),
    "compares_if_match_as_text": ("rfc7644-3.14-if-match-any", "rfc7644-3.14-if-match-list"),
    "crashes_on_conditional_deletes": ("rfc7644-3.14-stale-delete",),
    "freezes_versions": (
        "rfc7644-3.14-put-changes-the-version",
        "rfc7644-3.14-patch-changes-the-version",
        "rfc7644-3.14-new-member-changes-the-version",
    ),
    "reads_latin_1": ("rfc7644-3.8-utf-8-is-kept", "rfc7644-3.8-user-name-outside-ascii-is-kept"),
    "keeps_json_escapes": ("rfc7644-3.8-escapes-are-read",),
    "stumbles_over_charset": ("rfc7644-8.1-scim-json-is-accepted",),
    "refuses_plain_json": ("rfc7644-3.8-json-requests-are-accepted",),
    "overlooks_plain_json": ("rfc7644-3.8-json-requests-are-read",),
    "spells_media_types_exactly": ("rfc7644-3.8-media-type-ignores-case",),
    "crashes_on_foreign_media_types": ("rfc7644-3.12-foreign-media-type-is-refused",),
    "crashes_on_broken_bodies": (
        "rfc7644-3.12-empty-create-is-400",
        "rfc7644-3.12-put-of-broken-json-is-400",
        "rfc7644-3.7-broken-json-is-400",
        "rfc7644-3.8-broken-utf-8-is-400",
    ),
    "shows_pages_to_browsers": ("rfc7644-3.8-foreign-format",),
    "marks_other_formats": ("rfc7644-3.8-any-format-means-scim", "rfc7644-3.8-accept-is-a-list"),
    "unwraps_single_values": ("rfc7644-3.8-values-have-their-json-form",),
    "names_messages_as_in_version_1": ("rfc7644-8.2-messages-name-their-schemas",),
    "tells_errors_with_200": ("rfc7644-3.2-errors-stand-in-status-and-body",),
    "empties_what_it_refuses": ("rfc7644-3.12-refused-put-changes-nothing",),
    "hides_patch": ("rfc7644-3.12-undeclared-patch-is-501",),
    "finds_anybody_by_password": ("rfc7644-7.5.2-guessed-password-finds-nobody",),
    "refuses_password_filters_oddly": ("rfc7644-3.12-sensitive-filter-says-why",),
    "declares_odd_endpoints": ("rfc7644-3.2-endpoints-of-users-and-groups", "rfc7644-3.2-endpoints-of-other-types"),
    "knows_no_put": ("rfc7644-3.2-methods-of-users", "rfc7644-3.2-methods-of-groups"),
    "knows_no_patch": ("rfc7644-3.2-patch-of-users", "rfc7644-3.2-patch-of-groups"),
    "creates_on_put": ("rfc7644-3.2-put-creates-nothing",),
    "has_no_provider_config": ("rfc7644-3.2-discovery-serves-get",),
    "takes_new_configurations": ("rfc7644-3.2-discovery-serves-get-only",),
    "takes_searches_for_creates": ("rfc7644-3.2-search-by-post",),
    "compares_raw_ids": ("rfc7644-3.4.1-percent-encoded-ids",),
    "decodes_ids_twice": ("rfc7644-3.4.1-ids-are-decoded-once",),
    "crashes_on_odd_ids": ("rfc7644-3.12-odd-ids-are-404",),
    "has_no_me": ("rfc7644-3.11-me-is-answered",),
    "names_me_me": (
        "rfc7644-3.11-me-names-the-permanent-location",
        "rfc7644-3.11-me-is-located-where-it-says",
    ),
    "compares_the_beginning_of_tokens": ("rfc7644-2-truncated-token-is-401",),
    "takes_empty_tokens": ("rfc7644-2-empty-token-is-401",),
    "overlooks_the_scheme": ("rfc7644-2-unknown-scheme-is-401",),
    "spells_bearer_exactly": ("rfc7644-2-scheme-ignores-case",),
    "challenges_for_a_password": ("rfc7644-2-challenge-names-the-scheme",),
    "sets_lasting_cookies": ("rfc7644-7.4-cookies-do-not-last",),
    "mixes_tenants": (
        "rfc7644-6-tenants-are-apart",
        "rfc7644-6-tenants-cannot-write-to-each-other",
        "rfc7644-3.12-other-credential-is-refused",
        "rfc7644-6.2-names-are-free-in-other-tenants",
    ),
    "hands_over_accounts": ("rfc7644-6-creates-stay-in-their-tenant",),
    "strips_accents": ("rfc7644-3.8-user-name-outside-ascii-is-kept", "rfc7644-7.8-name-outside-ascii-is-found"),
    "crashes_on_combining_marks": (
        "rfc7644-7.8-other-spelling-is-found",
        "rfc7644-5-other-spelling-is-the-same-name",
    ),
}

# The lab answers at one base URL on loopback: these are shown red by a scripted server, and by hand.
ELSEWHERE = {
    "rfc7644-3.13-unknown-version-is-refused",
    "rfc7644-3.13-version-stands-before-the-endpoint",
    "rfc7644-7.2-tls-1.2",
    "rfc7644-7.2-transport-is-encrypted",
}


def checks_by_module() -> dict[Path, list[str]]:
    modules = [suites.home() / "rfc" / f"check_{topic}.py" for topic in TOPICS]
    return {module: re.findall(r'@check\(\s*"([^"]+)"', module.read_text("utf-8")) for module in modules}


@pytest.fixture
def play_checks(tmp_path: Path) -> Play:
    """Play these checks only, and collect no more modules than they need."""

    def played(*checks: str, **settings: Any) -> dict[str, dict[str, Any]]:
        folder = tmp_path / "rfc"
        folder.mkdir(exist_ok=True)
        for module, ids in checks_by_module().items():
            if set(ids) & set(checks):
                shutil.copy(module, folder)
        run = Run(Settings(checks=checks, report_dir=tmp_path / "report", **settings))
        run.open()
        try:
            play(run, [folder], Progress(Console(), QUIET))
        finally:
            run.close()
        assert run.internal_error is None, run.internal_error
        return {check["id"]: check for check in run.checks}

    return played


@pytest.mark.parametrize("fault", SEEN)
def test_a_fault_is_seen(play_checks: Play, fault: str) -> None:
    checks = play_checks(*SEEN[fault], faults=(fault,))
    outcomes = {identifier: checks[identifier]["outcome"] for identifier in SEEN[fault]}
    assert set(outcomes.values()) <= {"fail", "warn"}, outcomes
    for identifier in SEEN[fault]:
        for finding in checks[identifier]["findings"]:
            assert all(finding[part] for part in ("exchanges", "expected", "received")), (identifier, finding)


def test_no_check_that_nothing_can_turn_red() -> None:
    seen = {identifier for identifiers in SEEN.values() for identifier in identifiers}
    ours = {identifier for ids in checks_by_module().values() for identifier in ids}
    assert ours - seen == ELSEWHERE


def test_the_healthy_lab_is_green(play_checks: Play) -> None:
    ours = [identifier for ids in checks_by_module().values() for identifier in ids]
    checks = play_checks(*ours)
    assert not {one: checks[one]["outcome"] for one in ours if checks[one]["outcome"] not in ("pass", "note", "n/a")}


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
    play_checks: Play, scripted: Callable[..., Any], base: str, check: str, outcome: str
) -> None:
    url = scripted(answer_everything).url + base
    assert play_checks(check, url=url, token="not-a-secret")[check]["outcome"] == outcome


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
