"""Deviations at work: what a profile excuses is told, what it does not is judged, and what is no longer so is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scimproof.lab.messages import Inbound, Outbound, scim_error

from .conftest import TOKEN, Peculiar

Play = Callable[..., dict[str, dict[str, Any]]]
Checks = dict[str, dict[str, Any]]

PUTS = ("rfc7644-3.5.1-*",)


@pytest.fixture
def play(play_lab: Play) -> Play:
    """Play checks against a peculiar server, through a profile."""

    def played(url: str, profile: str | None, *checks: str, **more: Any) -> Checks:
        # Pace is for the real endpoint; here it would only take time.
        return play_lab(url=url, token=TOKEN, profile=profile, checks=checks, rate=10_000.0, **more)

    return played


def red(checks: Checks) -> list[str]:
    return [one for one, check in checks.items() if check["outcome"] not in ("pass", "note", "n/a")]


def operations(asked: Inbound) -> list[dict[str, Any]]:
    document = asked.json if isinstance(asked.json, dict) else {}
    return [one for one in document.get("Operations") or [] if isinstance(one, dict)]


# -- the three effects ------------------------------------------------------------------------------------------------


def no_put(asked: Inbound) -> Outbound | None:
    return Outbound(404, None, {"Content-Type": "text/html"}, raw=b"<html></html>") if asked.method == "PUT" else None


def test_skip_and_what_it_keeps_from_being_judged(peculiar: Peculiar, play: Play) -> None:
    url = peculiar(request=no_put)
    alone = play(url, None, *PUTS)
    assert len(red(alone)) > 10
    assert {check["outcome"] for check in alone.values()} >= {"fail", "blocked"}
    excused = play(url, "google-cloud-identity", *PUTS)
    assert red(excused) == []
    reason = "google-cloud-identity: There is no PUT: it is answered 404, with a page in HTML"
    assert reason in excused["rfc7644-3.5.1-put-answers-200"]["reason"]
    assert excused["rfc7644-3.5.1-put-answers-200"]["outcome"] == "n/a"
    # What was blocked by it is n/a with the same reason, and what a read could not show as well.
    assert excused["rfc7644-3.5.1-put-replaces-values"]["reason"].startswith(reason)


def test_a_product_that_only_knows_put(peculiar: Peculiar, play: Play) -> None:
    checks = play(peculiar(request=no_put), "google-cloud-identity", "okta-aiw-leaver-*", "okta-aiw-*name*")
    assert checks
    assert red(checks) == []


def test_another_answer_is_not_excused(peculiar: Peculiar, play: Play) -> None:
    url = peculiar(request=lambda asked: scim_error(500, "oops") if asked.method == "PUT" else None)
    checks = play(url, "google-cloud-identity", "rfc7644-3.5.1-put-answers-200")
    assert red(checks) == ["rfc7644-3.5.1-put-answers-200"]


def members_are_never_replaced(asked: Inbound) -> Outbound | None:
    if asked.method == "PATCH" and asked.endpoint == "Groups":
        for one in operations(asked):
            members = one.get("path") == "members" or "members" in str(one.get("value"))
            if members and str(one["op"]).lower() in ("replace", "remove"):
                return scim_error(400, "ValidationException")
    return None


REPLACED = ("rfc7644-3.5.2.3-members-are-replaced", "rfc7644-3.5.2.2-all-members-leave")


def test_invert_is_a_note_while_it_is_so(peculiar: Peculiar, play: Play) -> None:
    url = peculiar(request=members_are_never_replaced)
    assert set(red(play(url, None, *REPLACED))) == set(REPLACED)
    for check in play(url, "aws-identity-center", *REPLACED).values():
        assert check["outcome"] == "note"
        assert check["reason"] == (
            "aws-identity-center: A request that replaces or removes all members of a group is refused with 400 "
            "(patchgroup, not supported)"
        )


def test_invert_says_when_it_is_no_longer_so(play_lab: Play) -> None:
    check = play_lab(profile="aws-identity-center", checks=REPLACED[:1])[REPLACED[0]]
    assert check["outcome"] == "warn"
    assert [finding["message"] for finding in check["findings"]] == [
        "The profile aws-identity-center says otherwise, but it works: the profile is out of date"
    ]


def few_filters(asked: Inbound) -> Outbound | None:
    wanted = asked.parameters.get("filter", "")
    if asked.method == "GET" and wanted and not re.fullmatch(r'[\w.:]+ eq "[^"]*"', wanted):
        return scim_error(400, "Invalid filter")
    return None


def test_widen_is_a_note_with_the_reference(peculiar: Peculiar, play: Play) -> None:
    checks = ("rfc7644-3.4.2.2-or", "rfc7644-3.4.2.2-co")
    url = peculiar(request=few_filters)
    assert set(red(play(url, None, *checks))) == set(checks)
    for check in play(url, "aws-identity-center", *checks).values():
        assert (check["outcome"], check["findings"]) == ("note", [])
        assert "Only eq is understood in filters, joined by and (limitations, filter)" in check["reason"]


def test_every_finding_has_to_be_covered(peculiar: Peculiar, play: Play, tmp_path: Path) -> None:
    """What is excused of a check is left out; what is not stays red."""
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "Mine"\n[[deviation]]\nwhat = "No lists"\neffect = "widen"\nreference = "x"\n'
        'requests = ["GET /Groups"]\nanswers = [400]\n',
        "utf-8",
    )
    url = peculiar(request=few_filters)
    assert red(play(url, str(path), "rfc7644-3.4.2.2-or")) == ["rfc7644-3.4.2.2-or"]


@pytest.mark.slow
def test_a_handful_of_deviations_explains_a_peculiar_server(play_lab: Play) -> None:
    """Acme refuses much of what the suite rfc tries; its profile says why, and nothing else is left."""
    checks = play_lab(profile="acme", checks=("rfc[0-9]*",))
    assert red(checks) == []
    told = [check["reason"] for check in checks.values() if (check["reason"] or "").startswith("acme: ")]
    assert len(told) > 100
    assert all("(manual" in reason for reason in told)


# -- one peculiarity of each of the others -----------------------------------------------------------------------------


class Slack:
    """DELETE of a user deactivates."""

    def __call__(self, asked: Inbound) -> Outbound | None:
        if asked.method == "DELETE" and asked.endpoint == "Users" and asked.stored:
            asked.method, asked.path_of_user = "PATCH", asked.path  # type: ignore[attr-defined]
            asked.headers["content-type"] = "application/scim+json"
            asked.replace_json(
                {
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                    "Operations": [{"op": "replace", "path": "active", "value": False}],
                }
            )
        return None

    @staticmethod
    def answered(asked: Inbound, answer: Outbound) -> None:
        if hasattr(asked, "path_of_user") and answer.ok:
            answer.status, answer.body = 204, None


def test_slack(peculiar: Peculiar, play: Play) -> None:
    url = peculiar(request=Slack(), answer=Slack.answered)
    assert "rfc7644-3.6-deleted-user-is-gone" in red(play(url, None, "rfc7644-3.6-*"))
    checks = play(url, "slack", "rfc7644-3.6-deleted-user-*", "contract-deleted-*")
    assert red(checks) == []
    assert checks["rfc7644-3.6-deleted-user-is-gone"]["outcome"] == "note"
    assert checks["contract-deleted-is-as-said"]["outcome"] == "pass"


def leavers_lose_their_names(asked: Inbound, answer: Outbound) -> None:
    for user in answer.resources if asked.endpoint == "Users" else []:
        if user.get("active") is False and asked.method == "GET":
            user["userName"] = f"{abs(hash(user['id'])):x}"


def test_github_emu(peculiar: Peculiar, play: Play) -> None:
    url = peculiar(answer=leavers_lose_their_names)
    checks = play(url, "github-emu", "contract-deactivated-*", "okta-oin-leaver-*", "rfc7644-3.5.1-put-*activates")
    assert red(checks) == []
    assert checks["contract-deactivated-is-as-said"]["outcome"] == "pass"


def leavers_are_gone(asked: Inbound, answer: Outbound) -> None:
    inactive = [one for one in answer.resources if one.get("active") is False]
    if asked.method == "GET" and asked.resource_id and inactive:
        gone = scim_error(404, "Not Found")
        answer.status, answer.body = gone.status, gone.body


def test_github_organization(peculiar: Peculiar, play: Play) -> None:
    url = peculiar(answer=leavers_are_gone)
    names = ("rfc7644-3.5.1-put-deactivates", "rfc7644-3.5.2.3-deactivate-without-path")
    assert set(red(play(url, None, *names))) == set(names)
    checks = play(url, "github-organization", *names, "contract-deactivated-*")
    assert red(checks) == []
    assert all("deletes the SCIM identity" in checks[one]["reason"] for one in names)


def bad_filters_find_nobody(asked: Inbound) -> Outbound | None:
    if few_filters(asked) is None:
        return None
    body = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 0, "Resources": []}
    return Outbound(200, body, {"Content-Type": "application/scim+json"})


@pytest.mark.parametrize(("bundle", "peculiarity"), [("before", bad_filters_find_nobody), ("2026_03", few_filters)])
def test_snowflake(peculiar: Peculiar, play: Play, bundle: str, peculiarity: Any) -> None:
    url = peculiar(request=peculiarity)
    names = ("rfc7644-3.4.2.2-or", "contract-*-filters-*")
    checks = play(url, "snowflake", *names, options=(("bundle", bundle),))
    assert red(checks) == []
    assert checks["contract-refused-filters-are-refused"]["outcome"] == "pass"
    other = "before" if bundle != "before" else "2026_03"
    assert red(play(url, "snowflake", *names, options=(("bundle", other),)))


@pytest.mark.parametrize("profile", ["atlassian", "gitlab"])
def test_single_filters(peculiar: Peculiar, play: Play, profile: str) -> None:
    checks = play(peculiar(request=few_filters), profile, "rfc7644-3.4.2.2-and", "rfc7644-3.4.2.2-co")
    assert {check["outcome"] for check in checks.values()} == {"note"}


def long_filters_are_refused(asked: Inbound) -> Outbound | None:
    long = asked.parameters.get("filter", "").count(" eq ") > 100
    return scim_error(400, "INVALID_FILTER", "invalidFilter") if long else None


def test_databricks(peculiar: Peculiar, play: Play) -> None:
    checks = play(peculiar(request=long_filters_are_refused), "databricks", "rfc7644-3.4.2.2-l*")
    assert red(checks) == []


def groups_are_only_changed(asked: Inbound) -> Outbound | None:
    refused = (asked.method, asked.endpoint) in (("POST", "Groups"), ("DELETE", "Groups"), ("DELETE", "Users"))
    return scim_error(405, "not supported") if refused else None


def test_salesforce(peculiar: Peculiar, play: Play) -> None:
    url = peculiar(request=groups_are_only_changed)
    names = ("rfc7644-3.6-*", "rfc7644-3.3-group-*", "rfc7644-3.5.2.1-member*")
    assert len(red(play(url, None, *names))) > 5
    checks = play(url, "salesforce", *names)
    assert red(checks) == []
    assert "Groups are read and changed" in checks["rfc7644-3.5.2.1-member-joins"]["reason"]


def json_is_refused(asked: Inbound) -> Outbound | None:
    return None if "scim+json" in asked.headers.get("accept", "") else scim_error(406, "application/scim+json only")


def test_zoom(peculiar: Peculiar, play: Play) -> None:
    url = peculiar(request=json_is_refused)
    assert red(play(url, None, "rfc7644-3.8-accepts-json")) == ["rfc7644-3.8-accepts-json"]
    assert play(url, "zoom", "rfc7644-3.8-accepts-json")["rfc7644-3.8-accepts-json"]["outcome"] == "note"
