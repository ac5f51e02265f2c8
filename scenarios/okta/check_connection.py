"""Test Connector Configuration: what an admin presses before anything else."""

from scimproof import Blocked, Findings, Okta, Outcome, Story, check, scenario, succeeded
from scimproof.listing import NUMBERS, is_list, whole_numbers

SUITES = ("okta-aiw", "okta-oin", "okta-entitlements")


@scenario(given="User")
def the_connection_is_tested(story: Story, okta: Okta) -> None:
    """An admin enters the base URL and the token, and tests the connection.

    Okta sends GET /Users?startIndex=1&count=2, and nothing else.
    """
    story.tested = okta.test_credentials(groups=False)
    story.users = story.tested.sent("GET")


@scenario(given=("User", "Group"))
def the_connection_is_tested_with_groups(story: Story, okta: Okta) -> None:
    """An admin enters the base URL and the token, ticks that groups are imported, and tests the connection.

    Okta sends GET /Users?startIndex=1&count=2, then GET /Groups?startIndex=1&count=100.
    """
    story.tested = okta.test_credentials()
    if len(story.tested.exchanges) < 2:
        raise Blocked(f"the test ended before groups were asked for: {story.tested.error}")
    story.groups = story.tested.exchanges[-1]


@check("connection-test-passes", "OKTA-CONN-01")
def the_connection_test_passes(the_connection_is_tested: Story) -> Findings:
    """The connection test passes: a page of two users is answered with 200 and a list.

    Okta sends GET /Users?startIndex=1&count=2 and nothing else: no attributes, no ServiceProviderConfig. A list is
    wanted even where there is nobody. Otherwise the integration cannot be saved.
    """
    story = the_connection_is_tested
    return is_list(story.users) or succeeded(story.tested)


@check("connection-test-counts-in-numbers", "OKTA-CONN-02")
def the_connection_test_counts_in_numbers(the_connection_is_tested: Story) -> Findings:
    """totalResults, startIndex and itemsPerPage are whole numbers.

    A startIndex of "1" stopped provisioning in April 2024, and the admin saw no reason. What is missing is warned
    about: Okta's samples have all three, also in empty lists.
    """
    exchange = the_connection_is_tested.users
    if is_list(exchange):
        raise Blocked(f"{exchange.label} is no list")
    return whole_numbers(exchange, *NUMBERS, missing=Outcome.WARN)


@check("connection-test-with-groups-passes", "OKTA-CONN-03")
def the_connection_test_with_groups_passes(the_connection_is_tested_with_groups: Story) -> Findings:
    """With groups enabled, the connection test passes as well: a page of groups is answered with 200 and a list."""
    story = the_connection_is_tested_with_groups
    return is_list(story.groups) or succeeded(story.tested)
