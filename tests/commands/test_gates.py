"""A gate through the life of a failure: it is found, accepted for a time, mended, and the waiver goes."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from scimproof.results import published_schema

REGISTRY = Registry().with_resource(
    "https://scimproof.dev/schemas/results-1.json", Resource.from_contents(published_schema("results"))
)
CHECK = "rfc7644-3.3-duplicate-says-uniqueness"


def test_the_life_of_a_waiver(cli: Any, serve: Callable[..., Any]) -> None:
    bad, good = serve("--fault", "forgets_scim_type"), serve()

    def run(lab: Any, *more: str) -> Any:
        return cli("run", "--url", lab.url, "--check", CHECK, *more, SCIMPROOF_TOKEN=lab.token)

    assert run(bad, "--report-dir", "first").returncode == 1

    written = cli("waive", "waivers.toml", "--from", "first/results.json")
    assert "wrote 1 entries" in written.stdout
    unedited = run(bad, "--waivers", "waivers.toml")
    assert unedited.returncode == 2
    assert unedited.stderr.startswith("scimproof: --waivers: waivers.toml, line 2: say why it is accepted")

    file = cli.place / "waivers.toml"
    text = file.read_text("utf-8").replace("CHANGE ME", "asked Ada")
    file.write_text(text.replace(f'target = "{bad.url}"\n', ""), "utf-8")
    waived = run(bad, "--waivers", "waivers.toml")
    assert waived.returncode == 0
    assert "MET WITH WAIVERS" in waived.stdout
    assert "1 check waived" in waived.stdout
    record = cli.results()
    assert record["checks"][0]["outcome"] == "waived"
    assert record["checks"][0]["findings"]
    assert record["waivers"][0]["state"] == "used"
    assert CHECK in cli("waive", "waivers.toml", "--expiring", "100").stdout

    stale = run(good, "--waivers", "waivers.toml")
    assert stale.returncode == 1
    assert "is stale" in stale.stdout
    pruned = cli("waive", "waivers.toml", "--prune", "--from", "scimproof-report/results.json")
    assert "1 of 1 waivers removed" in pruned.stdout
    assert run(good, "--waivers", "waivers.toml").returncode == 0


def test_a_waiver_that_has_ended(cli: Any, serve: Callable[..., Any]) -> None:
    lab = serve("--fault", "forgets_scim_type")
    ended = date.today() - timedelta(days=3)
    entry = f'[[waiver]]\ncheck = "{CHECK}"\nreason = "known"\nowner = "ada"\nuntil = {ended}\n'
    (cli.place / "w.toml").write_text(entry, "utf-8")
    done = cli("run", "--url", lab.url, "--check", CHECK, "--waivers", "w.toml", SCIMPROOF_TOKEN=lab.token)
    assert done.returncode == 1
    assert f"the waiver for {CHECK} expired 3 days ago" in done.stdout


def test_only_what_is_newly_broken_closes_the_gate(cli: Any, serve: Callable[..., Any]) -> None:
    one, two = (
        serve("--fault", "forgets_scim_type"),
        serve("--fault", "forgets_scim_type", "--fault", "answers_conflict_with_400"),
    )

    def run(lab: Any, *more: str) -> Any:
        return cli("run", "--url", lab.url, "--check", "rfc7644-3.3-duplicate-*", *more, SCIMPROOF_TOKEN=lab.token)

    assert run(one, "--report-dir", "old").returncode == 1
    same = run(one, "--baseline", "old/results.json")
    assert same.returncode == 0, same.stdout
    assert "0 new · 1 known · 0 fixed" in same.stdout
    worse = run(two, "--baseline", "old/results.json", "--report-dir", "new")
    assert worse.returncode == 1, worse.stdout
    assert "failed that did not before" in worse.stdout

    diff = cli("diff", "old/results.json", "new/results.json")
    assert diff.returncode == 1
    assert "NEW: 1 check" in diff.stdout
    again = cli("diff", "new/results.json", "old/results.json", "--json")
    assert json.loads(again.stdout)["fixed"] == ["rfc7644-3.3-duplicate-is-409"]


def test_bad_files_are_told_before_anything_is_sent(cli: Any) -> None:
    (cli.place / "no.json").write_text("{}", "utf-8")
    for option, file, told in (
        ("--baseline", "no.json", "is no results file of this version"),
        ("--baseline", "none.json", "there is no file none.json"),
        ("--waivers", "none.toml", "there is no file none.toml"),
        ("--edition", "1999-01", "there is no edition '1999-01'"),
    ):
        done = cli("run", option, file)
        assert done.returncode == 2
        assert told in done.stderr
        assert done.stdout == ""


def test_events_are_written_while_it_runs(cli: Any) -> None:
    done = cli("run", "--check", "rfc7644-3.3-*", "--events", "out/events.jsonl", "--workers", "2")
    assert done.returncode == 0, done.stdout
    events = [json.loads(line) for line in (cli.place / "out" / "events.jsonl").read_text("utf-8").splitlines()]
    assert (events[0]["event"], events[-1]["event"]) == ("started", "finished")
    record = cli.results()
    assert sorted(event["id"] for event in events[1:-1]) == sorted(check["id"] for check in record["checks"])
    assert events[-1]["gate"] == record["gate"]
    validator = Draft202012Validator(published_schema("events"), registry=REGISTRY)
    assert [error.message for event in events for error in validator.iter_errors(event)] == []


def test_in_a_workflow_of_github_what_to_fix_stands_on_the_page(cli: Any, serve: Callable[..., Any]) -> None:
    lab, page = serve("--fault", "forgets_scim_type"), cli.place / "page.md"
    page.write_text("before\n", "utf-8")
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(page)}
    done = cli("run", "--url", lab.url, "--check", CHECK, SCIMPROOF_TOKEN=lab.token, **github)
    assert "::error title=MUST RFC7644-3.3-12::" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("scimproof: rfc not met")
    assert page.read_text("utf-8").startswith("before\n### Scimproof")
