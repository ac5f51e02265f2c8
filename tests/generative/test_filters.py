"""The small model of filters: it says what the RFC says, and the search for the smallest failure finds it."""

import pytest
from hypothesis import strategies as st

from scimproof.generative.filters import Both, Compare, Either, Filter, Not, Present, Within
from scimproof.generative.shrinking import smallest

ADA = {
    "userName": "Ada@Example.com",
    "name": {"familyName": "Lovelace"},
    "active": True,
    "emails": [{"type": "work", "value": "ada@work.example"}, {"type": "home", "value": "ada@home.example"}],
    "title": "",
}
NAME = Compare("userName", "eq", "ada@example.com")


@pytest.mark.parametrize(
    ("wanted", "text", "selects"),
    [
        (NAME, 'userName eq "ada@example.com"', True),
        (Compare("USERNAME", "sw", "ADA"), 'USERNAME sw "ADA"', True),
        (Compare("name.familyName", "co", "vela"), 'name.familyName co "vela"', True),
        (Compare("name.familyName", "ew", "X"), 'name.familyName ew "X"', False),
        (Compare("emails.value", "eq", "ada@home.example"), 'emails.value eq "ada@home.example"', True),
        (Compare("active", "eq", True), "active eq true", True),
        (Compare("active", "eq", False), "active eq false", False),
        (Compare("userName", "eq", 'q"uo\\te'), 'userName eq "q\\"uo\\\\te"', False),
        (Present("emails"), "emails pr", True),
        (Present("title"), "title pr", False),
        (Present("nickName"), "nickName pr", False),
        (
            Within("emails", (Compare("type", "eq", "work"), Compare("value", "co", "home"))),
            'emails[type eq "work" and value co "home"]',
            False,
        ),
        (Not(NAME), 'not (userName eq "ada@example.com")', False),
        (Both(Either(NAME, Present("title")), Present("emails")), f"({NAME} or title pr) and emails pr", True),
        (Either(Both(Present("title"), NAME), Present("emails")), f"title pr and {NAME} or emails pr", True),
    ],
)
def test_the_model(wanted: Filter, text: str, selects: bool) -> None:
    assert str(wanted) == text
    assert wanted.selects(ADA) is selects


def test_the_smallest_failure_is_found_and_the_same_one_every_time() -> None:
    tried = [smallest(st.integers(0, 10_000), lambda number: number >= 17, most=100, seed=seed) for seed in (0, 1)]
    assert tried == [17, 17]


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    tried: list[int] = []

    def goes_wrong(number: int) -> bool:
        tried.append(number)
        return False

    assert smallest(st.integers(), goes_wrong, most=10, seed=0) is None
    assert len(tried) == 10
