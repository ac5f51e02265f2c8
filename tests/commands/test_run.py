"""``scimproof run`` from end to end: the lab is green, reports are always written, and nothing is left behind."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from scimproof import suites

# People who are created, replaced and deleted: enough where it does not matter which checks are played.
SOME = ("--check", "rfc7644-3.3-*", "--check", "rfc7644-3.5.1-*", "--check", "rfc7644-3.6-*")

REPORTS = {"results.json", "report.html", "pytest.html", "junit.xml", "summary.md", "exchanges.har"}


def outcomes(results: dict[str, Any]) -> Counter[str]:
    return Counter(check["outcome"] for check in results["checks"])


def written(cli: Any) -> set[str]:
    return {file.name for file in (cli.place / "scimproof-report").iterdir()}


def test_the_lab_is_all_green(cli: Any) -> None:
    """The lab is the ideal server: nothing red, nothing yellow, nothing waived, and nothing left behind."""
    done = cli("run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    results = cli.results()
    worrying = [check for check in results["checks"] if check["outcome"] not in ("pass", "note", "n/a")]
    assert worrying == []
    assert outcomes(results)["pass"] > 80
    assert results["leftovers"] == []
    assert written(cli) == REPORTS | {f"badge-{suite}.json" for suite in suites.default()}
    assert done.stdout.splitlines()[-1].startswith("scimproof: rfc met · ")
    assert " · gate met (exit 0) · " in done.stdout.splitlines()[-1]
    assert done.stdout.splitlines()[-1].endswith("report.html")


def test_the_results_file_fits_its_published_schema(cli: Any) -> None:
    cli("run", "--check", "rfc7644-3.3-*")
    schema = json.loads(files("scimproof.schemas").joinpath("results.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(cli.results())


def test_a_faulty_server_closes_the_gate(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve("--fault", "forgets_location_header")
    done = cli("run", *SOME, "--url", lab.url, SCIMPROOF_TOKEN=lab.token)
    assert done.returncode == 1
    failed = {check["id"] for check in cli.results()["checks"] if check["outcome"] == "fail"}
    assert "rfc7644-3.3-create-names-location" in failed
    assert "gate not met" in done.stdout.splitlines()[-1]
    assert lab.names() == []


def test_fail_on_never_opens_the_gate(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve("--fault", "forgets_location_header")
    assert cli("run", *SOME, "--url", lab.url, "--fail-on", "never", SCIMPROOF_TOKEN=lab.token).returncode == 0


def test_no_secret_is_written_or_printed(cli: Any, serve: Callable[..., Any]) -> None:
    """A token is planted, and looked for in everything that comes out: also from a server that echoes it."""
    token = "planted-" + "T0ken" * 4
    lab = serve("--token", token, "--fault", "echoes_authorization_header")
    done = cli("run", "-v", *SOME, "--check", "rfc7644-2-*", "--url", lab.url, SCIMPROOF_TOKEN=token)
    seen = done.stdout + done.stderr
    for file in (cli.place / "scimproof-report").iterdir():
        seen += file.read_text("utf-8")
    assert token not in seen
    results = cli.results()
    sent = [exchange["request"]["body"] or "" for exchange in results["exchanges"]]
    passwords = [word for body in sent for word in re.findall(r'"password": ?"([^"]*)"', body)]
    assert set(passwords) == {"***"}


def test_foreign_data_is_untouched(cli: Any, serve: Callable[..., Any]) -> None:
    """Other people's users are still there afterwards, unchanged."""
    lab = serve()
    headers = {"Authorization": f"Bearer {lab.token}", "Content-Type": "application/scim+json"}
    schema = "urn:ietf:params:scim:schemas:core:2.0:User"
    body = {"schemas": [schema], "userName": "ceo@company.example", "active": True}
    ceo = httpx.post(f"{lab.url}/Users", json=body, headers=headers).json()
    cli("run", "--url", lab.url, "--crowd", "250", SCIMPROOF_TOKEN=lab.token)
    assert httpx.get(f"{lab.url}/Users/{ceo['id']}", headers=headers).json() == ceo
    assert lab.names() == ["ceo@company.example"]


def test_ctrl_c_ends_with_reports_and_without_leftovers(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve("--latency", "30")
    process = cli.start("run", "--url", lab.url, SCIMPROOF_TOKEN=lab.token)
    wait_until(lambda: len(lab.names()) >= 2)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130, output + errors
    assert "Traceback" not in output + errors
    results = cli.results()
    assert results["run"]["interrupted"] is True
    assert len(results["checks"]) > 0
    assert REPORTS - {"pytest.html"} <= written(cli)
    assert lab.names() == []


def test_clean_finishes_the_job_of_a_killed_run(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve("--latency", "30")
    process = cli.start("run", "--url", lab.url, SCIMPROOF_TOKEN=lab.token)
    wait_until(lambda: len(lab.names()) >= 2)
    process.kill()
    process.communicate(timeout=20)
    assert lab.names() != []
    cleaned = cli("clean", SCIMPROOF_TOKEN=lab.token)
    assert cleaned.returncode == 0, cleaned.stdout + cleaned.stderr
    assert lab.names() == []
    assert lab.names("/Groups") == []
    assert "nothing to clean" in cli("clean", SCIMPROOF_TOKEN=lab.token).stdout


def test_a_target_that_is_lost_ends_the_run(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve("--latency", "20")
    process = cli.start("run", "--url", lab.url, SCIMPROOF_TOKEN=lab.token)
    wait_until(lambda: len(lab.names()) >= 2)
    lab.process.kill()
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 3, output + errors
    assert "the target was lost" in output
    assert cli.results()["gate"]["met"] is False


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_workers_find_the_same(cli: Any) -> None:
    """Two processes give the same checks with the same outcomes, and number the exchanges of the run together."""
    assert cli("run", "--suite", "rfc", "--report-dir", "one").returncode == 0
    done = cli("run", "--suite", "rfc", "--workers", "2", "--report-dir", "two")
    assert done.returncode == 0, done.stdout + done.stderr
    one, two = cli.results("one"), cli.results("two")
    assert {check["id"]: check["outcome"] for check in one["checks"]} == {
        check["id"]: check["outcome"] for check in two["checks"]
    }
    numbers = [exchange["number"] for exchange in two["exchanges"]]
    assert numbers == list(range(1, len(numbers) + 1))
    # Flows are shared by checks: that is what makes a run cheap for the target.
    flows = [exchange for exchange in one["exchanges"] if exchange["scenario"].startswith("rfc/")]
    assert len(flows) < 1.5 * len(one["checks"])
    played = [{exchange["scenario"] for exchange in run["exchanges"]} for run in (one, two)]
    assert played[0] == played[1]


def test_workers_point_to_the_right_exchange(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve("--fault", "forgets_location_header")
    cli("run", *SOME, "--workers", "2", "--url", lab.url, SCIMPROOF_TOKEN=lab.token)
    results = cli.results()
    by_number = {exchange["number"]: exchange for exchange in results["exchanges"]}
    check = next(check for check in results["checks"] if check["id"] == "rfc7644-3.3-create-names-location")
    shown = by_number[check["findings"][0]["exchanges"][0]]
    assert (shown["request"]["method"], shown["response"]["status"]) == ("POST", 201)
    assert shown["scenario"] == check["scenario"]


def test_a_worker_that_dies_is_an_error_and_leaves_nothing(cli: Any, serve: Callable[..., Any]) -> None:
    """What it was judging has no verdict, what it created is removed, and every check is there once."""
    lab = serve("--latency", "30")
    process = cli.start(
        "run", "--check", "rfc7644-3.4.2.*", "--workers", "2", "--url", lab.url, SCIMPROOF_TOKEN=lab.token
    )
    wait_until(lambda: len(lab.names()) >= 2)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        process.kill()
        pytest.skip("this system does not tell the children of a process")
    os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 4, output + errors
    checks = cli.results()["checks"]
    assert len({check["id"] for check in checks}) == len(checks)
    assert "the worker process died" in str([check["reason"] for check in checks if check["outcome"] == "error"])
    assert lab.names() == []


def test_selection(cli: Any) -> None:
    cli("run", "--check", "rfc7644-3.6-*", "--report-dir", "some")
    assert {check["id"][:11] for check in cli.results("some")["checks"]} == {"rfc7644-3.6"}
    cli("run", *SOME, "--level", "must", "--report-dir", "must")
    assert {check["level"] for check in cli.results("must")["checks"]} == {"must"}


def test_the_seed_decides_who_is_invented(cli: Any) -> None:
    def people(directory: str) -> list[str]:
        bodies = [exchange["request"]["body"] or "" for exchange in cli.results(directory)["exchanges"]]
        return [name for body in bodies for name in re.findall(r'"familyName":"([^"]+)"', body)]

    for seed, directory in (("1", "a"), ("1", "b"), ("2", "c")):
        cli("run", "--seed", seed, "--check", "rfc7644-3.3-create-*", "--report-dir", directory)
    assert people("a") == people("b") != people("c")


def test_a_request_budget_blocks_instead_of_failing(cli: Any) -> None:
    done = cli("run", "--max-requests", "20")
    found = outcomes(cli.results())
    assert found["blocked"] > 0
    assert found["fail"] == 0
    assert done.returncode == 1
    assert any("--max-requests" in (check["reason"] or "") for check in cli.results()["checks"])


def test_keep_leaves_the_data_and_the_journal(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve()
    cli("run", "--keep", "--check", "rfc7644-3.3-create-answers-201", "--url", lab.url, SCIMPROOF_TOKEN=lab.token)
    assert lab.names() != []
    assert cli("clean", SCIMPROOF_TOKEN=lab.token).returncode == 0
    assert lab.names() == []


def test_name_and_options_are_recorded(cli: Any) -> None:
    cli("run", "--name", "nightly", "--check", "rfc7644-3.6-delete-answers-204")
    run = cli.results()["run"]
    assert (run["name"], run["interrupted"]) == ("nightly", False)
    assert run["options"]["checks"] == ["rfc7644-3.6-delete-answers-204"]


def test_the_users_pytest_configuration_stays_out(cli: Any) -> None:
    (cli.place / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (cli.place / "conftest.py").write_text("raise RuntimeError('not for you')\n")
    done = cli("run", "--check", "rfc7644-3.6-delete-answers-204", PYTEST_ADDOPTS="--no-such-option")
    assert done.returncode == 0, done.stdout + done.stderr


def test_quiet_and_verbose(cli: Any) -> None:
    quiet = cli("run", "-q", "--check", "rfc7644-3.6-*").stdout
    verbose = cli("run", "-v", "--check", "rfc7644-3.6-*").stdout
    assert "rfc7644-3.6-delete-answers-204" not in quiet
    assert "rfc7644-3.6-delete-answers-204" in verbose
    assert len(quiet.splitlines()) < 8


ASGI = '''
async def application(scope, receive, send):
    """Answers everything with 404, as an application without SCIM does."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})
'''
WSGI = """
from scim2_models import ScimProvider
from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.utils import load_default_provider

application = WSGIApplication(InMemoryStorage(), load_default_provider())
"""


def test_an_asgi_application_is_served(cli: Any) -> None:
    (cli.place / "mine.py").write_text(ASGI)
    done = cli("run", "--app", "mine:application")
    assert done.returncode == 3
    assert "There is no SCIM at http://127.0.0.1:" in done.stderr


def test_a_wsgi_application_is_served_and_tested(cli: Any) -> None:
    (cli.place / "mine.py").write_text(WSGI)
    done = cli("run", "--app", "mine:application", "--check", "rfc7644-3.6-*")
    assert done.returncode == 0, done.stdout + done.stderr
    assert outcomes(cli.results())["pass"] >= 8


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "--urll", "x"), "did you mean '--url'?"),
        (("run", "--url", "ftp://x"), "has to begin with https"),
        (("run", "--suite", "rfcc"), "did you mean 'rfc'?"),
        (("run", "--suite", "./nowhere"), "there is no folder or file ./nowhere"),
        (("run", "--config", "none.toml"), "cannot read the settings file none.toml"),
        (("run", "--config", "broken.toml"), "is not valid TOML"),
        (("run", "--level", "might"), "invalid choice: 'might'"),
        (("run", "--workers", "many"), "invalid int value"),
        (("run", "--header", "nonsense"), "'Name: value'"),
        (("run", "--app", "no_such_module:app"), "cannot import 'no_such_module'"),
        (("run", "--app", "json:nothing"), "has no 'nothing'"),
        (("run", "--ca", "broken.toml", "--url", "https://127.0.0.1:1"), "--ca or --client-cert cannot be used"),
        (("run", "--report-dir", "broken.toml"), "cannot create broken.toml"),
        (("run", "surplus"), "unknown option or argument: surplus"),
        (("serve", "--fault", "no_such_fault"), "no_such_fault"),
        (("serve", "--port", "99999"), "--port has to be between"),
        (("explain", "rfc7644-3.3-create-answers-202"), "did you mean 'rfc7644-3.3-create-answers-201'?"),
        (("report", "none.json"), "cannot read none.json"),
        (("report", "broken.toml"), "is no JSON"),
        (("report", "other.json"), "is no results file of this version"),
        (("report", "damaged.json"), "is damaged"),
        (("list", "unicorns"), "invalid choice: 'unicorns'"),
        (("fly",), "invalid choice: 'fly'"),
        ((), ""),
    ],
)
def test_a_mistake_is_one_clear_line(cli: Any, arguments: tuple[str, ...], said: str) -> None:
    (cli.place / "broken.toml").write_text("url = \n")
    (cli.place / "other.json").write_text("{}")
    (cli.place / "damaged.json").write_text('{"format": "scimproof-results/1"}')
    done = cli(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert said in done.stderr
    assert len([line for line in done.stderr.splitlines() if not line.startswith("(try")]) <= 1


def test_a_closed_port_is_one_sentence(cli: Any) -> None:
    done = cli("run", "--url", "http://127.0.0.1:9")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "No connection to 127.0.0.1:9" in done.stderr


def test_a_wrong_token_is_one_sentence(cli: Any, serve: Callable[..., Any]) -> None:
    done = cli("run", "--url", serve().url, SCIMPROOF_TOKEN="not-the-token")
    assert done.returncode == 3
    assert done.stderr.startswith("scimproof: The target refuses the token (401).")
    assert len(done.stderr.splitlines()) == 1


def test_a_settings_file_is_used(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve()
    text = f'url = "{lab.url}"\ntoken = "${{LAB}}"\nchecks = ["rfc7644-3.6-*"]\nreport-dir = "here"\n'
    (cli.place / "scimproof.toml").write_text(text)
    done = cli("run", LAB=lab.token)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (cli.place / "here" / "report.html").exists()
    assert Path(cli.place / "scimproof-report").exists() is False
