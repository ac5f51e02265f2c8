"""An edition is written once: ids of checks never change, so all that it names is still there."""

import pytest

from scimproof import editions, suites


@pytest.mark.parametrize("name", editions.names())
def test_no_check_of_an_edition_has_gone(name: str) -> None:
    assert editions.load(name) - {entry.id for entry in suites.known_checks()} == set()


def test_there_is_one() -> None:
    assert editions.names()
    assert len(editions.load(editions.names()[-1])) > 1000
