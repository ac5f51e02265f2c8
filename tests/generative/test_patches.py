"""The small model of PATCH: each operation does to a state what section 3.5.2 says, or nothing is said of it."""

import pytest

from scimproof.generative.patches import (
    State,
    Step,
    adds_email,
    applied,
    changes_email,
    removes_email,
    removes_text,
    replaces_emails,
    sets_name_part,
    sets_text,
)

ADA = {
    "title": "Countess",
    "NickName": "",
    "name": {"givenName": "Ada", "familyName": "Lovelace", "formatted": "x"},
    "emails": [
        {"type": "Work", "value": "Ada@example.com", "primary": True},
        {"type": "home", "value": "h@example.com"},
    ],
}
FIRST = State.of(ADA, ("title", "nickName"))
WORK, HOME, NEW = ("work", "ada@example.com"), ("home", "h@example.com"), ("work", "new@example.com")


def test_a_state_is_what_a_resource_shows() -> None:
    assert FIRST.texts == {"title": "Countess"}
    assert FIRST.name == {"givenName": "Ada", "familyName": "Lovelace"}
    assert FIRST.emails == {WORK, HOME}
    assert State.of({"name": None, "emails": "x"}, ("title",)) == State()


@pytest.mark.parametrize(
    ("step", "operation", "texts", "emails"),
    [
        (sets_text("add", "title", "x", path=True), {"op": "add", "path": "title", "value": "x"}, {"title": "x"}, None),
        (
            sets_text("replace", "title", "x", path=False),
            {"op": "replace", "value": {"title": "x"}},
            {"title": "x"},
            None,
        ),
        (removes_text("title"), {"op": "remove", "path": "title"}, {}, None),
        (removes_email("work"), {"op": "remove", "path": 'emails[type eq "work"]'}, None, {HOME}),
        (
            changes_email("work", "new@example.com"),
            {"op": "replace", "path": 'emails[type eq "work"].value', "value": "new@example.com"},
            None,
            {NEW, HOME},
        ),
        (
            adds_email("work", "new@example.com"),
            {"op": "add", "path": "emails", "value": [{"type": "work", "value": "new@example.com"}]},
            None,
            {WORK, HOME, NEW},
        ),
        (
            replaces_emails("work", "new@example.com"),
            {"op": "replace", "path": "emails", "value": [{"type": "work", "value": "new@example.com"}]},
            None,
            {NEW},
        ),
    ],
)
def test_an_operation(
    step: Step, operation: dict[str, object], texts: dict[str, str] | None, emails: set[tuple[str, str]] | None
) -> None:
    assert step.operation == operation
    after = step.effect(FIRST)
    assert after is not None
    assert after.texts == (FIRST.texts if texts is None else texts)
    assert after.emails == (FIRST.emails if emails is None else emails)


@pytest.mark.parametrize("dotted", [True, False])
def test_a_part_of_the_name_leaves_the_other(dotted: bool) -> None:
    after = sets_name_part("add", "givenName", "Eve", dotted=dotted).effect(FIRST)
    assert after is not None
    assert after.name == {"givenName": "Eve", "familyName": "Lovelace"}


@pytest.mark.parametrize(
    "steps",
    [
        (removes_text("nickName"),),
        (removes_email("other"),),
        (removes_email("work"), removes_email("home")),
        (adds_email("work", "new@example.com"), changes_email("work", "x@example.com")),
    ],
)
def test_nothing_is_said_where_servers_may_differ(steps: tuple[Step, ...]) -> None:
    assert applied(steps, FIRST) is None


def test_steps_are_applied_in_order() -> None:
    after = applied((sets_text("add", "title", "one", path=True), removes_text("title")), FIRST)
    assert after is not None
    assert after.texts == {}
