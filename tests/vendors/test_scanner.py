"""Scanner: the suite is green on the double, wherever roles come from, and the double does what is documented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scimproof.lab import Lab

from .asking import Asking, group_named, user_named

Play = Callable[..., dict[str, dict[str, Any]]]
FIVE_MINUTES = 301
BY_GROUP, BY_USER = "group.displayName", "user.roles"
ROLES = ["scim:engines", "scim:Engines", "scim:looms", "scim:", "engines"]


def asking(source: str) -> Iterator[Asking]:
    with Lab(vendor="scanner", options={"role_source": source}) as lab:
        double = Asking(lab)
        double.behind("PUT", "/options/roles", {"value": ROLES})
        yield double


@pytest.fixture
def by_group() -> Iterator[Asking]:
    yield from asking(BY_GROUP)


@pytest.fixture
def by_user() -> Iterator[Asking]:
    yield from asking(BY_USER)


@pytest.mark.parametrize("source", [BY_GROUP, BY_USER])
def test_every_promise_is_kept_by_the_double(play_lab: Play, source: str) -> None:
    """What is about the other source of roles is not applicable, and nothing else."""
    checks = play_lab(profile="scanner", checks=("scanner-*",), options=(("role_source", source),))
    others = ("scanner/roles-of-users",) if source == BY_GROUP else ("scanner/roles/", "scanner/ways-of-leaving")
    for one, check in checks.items():
        expected = "n/a" if check["scenario"].startswith(others) else "pass"
        assert check["outcome"] == expected, one


def test_a_role_follows_the_name_of_a_group(by_group: Asking) -> None:
    ada = by_group.post("/Users", user_named("ada"))[1]["id"]
    group = by_group.post("/Groups", group_named("engines", ada))[1]["id"]
    assert _roles(by_group) == []
    by_group.wait(FIVE_MINUTES)
    assert _roles(by_group) == ["scim:engines"]
    by_group.patch(f"/Groups/{group}", op="replace", path="displayName", value="looms")
    by_group.wait(FIVE_MINUTES)
    assert _roles(by_group) == ["scim:looms"]
    by_group.delete(f"/Groups/{group}")
    by_group.wait(FIVE_MINUTES)
    assert _roles(by_group) == []


def test_a_role_follows_the_roles_of_a_user(by_user: Asking) -> None:
    ada = by_user.post("/Users", user_named("ada", roles=[{"value": "engines"}]))[1]["id"]
    by_user.post("/Groups", group_named("looms", ada))
    by_user.wait(FIVE_MINUTES)
    assert _roles(by_user) == ["scim:engines"]
    by_user.patch(f"/Users/{ada}", op="remove", path="roles")
    by_user.wait(FIVE_MINUTES)
    assert _roles(by_user) == []


def test_a_role_by_hand_stays(by_group: Asking) -> None:
    ada = by_group.post("/Users", user_named("ada"))[1]["id"]
    by_group.behind("POST", "/accounts/ada@scimproof.example/roles", {"role": "viewer"})
    group = by_group.post("/Groups", group_named("engines", ada))[1]["id"]
    by_group.wait(FIVE_MINUTES)
    by_group.delete(f"/Groups/{group}")
    by_group.wait(FIVE_MINUTES)
    assert _roles(by_group) == ["viewer"]


def _roles(double: Asking) -> Any:
    return double.behind("GET", "/accounts/ada@scimproof.example")[1]["roles"]
