"""Steps of Okta's published tests that an integration may leave out: groups, and what earlier exports asked for."""

from typing import Any

from scimproof import Finding, Findings, OktaSpecTester, Story, check, expect, scenario
from scimproof.listing import is_list

SUITES = ("okta-oin",)

WITHIN_S = 0.6


@scenario(given=("User", "Group"))
def the_spec_test_reads_groups(story: Story, okta_tester: OktaSpecTester) -> None:
    """The optional request of the SPEC test; twice more if it was slow, for the machine may be busy.

    The test sends GET /Groups, without parameters.
    """
    tries = [okta_tester.groups()]
    while tries[-1].elapsed_s > WITHIN_S and len(tries) < 3:
        tries.append(okta_tester.groups())
    story.groups = min(tries, key=lambda answered: answered.elapsed_s)


@scenario
def an_older_spec_test_reads_the_provider_config(story: Story, okta_tester: OktaSpecTester) -> None:
    """The request of earlier exports of the SPEC test, which the one for SCIM 1.1 still has.

    The test sends GET /ServiceProviderConfig.
    """
    story.config = okta_tester.provider_config()


@check("spec-10-groups", "OKTA-TEST-11")
def spec_10_groups(the_spec_test_reads_groups: Story) -> Findings:
    """SPEC test, step 10, optional: groups are answered with 200 and a list, within 600 milliseconds."""
    groups = the_spec_test_reads_groups.groups
    if found := is_list(groups):
        return found
    took = groups.elapsed_s
    if took <= WITHIN_S:
        return None
    message = f"The list of groups took {took:.2f} s, and the test allows {WITHIN_S} s"
    return Finding(
        message, f"at most {WITHIN_S} s", f"{took:.2f} s", (groups.number,), cause="groups are listed slowly"
    )


@check("spec-provider-config-is-complete", "OKTA-TEST-20")
def spec_provider_config_is_complete(an_older_spec_test_reads_the_provider_config: Story) -> Findings:
    """SPEC test of earlier years: ServiceProviderConfig names an authentication scheme, and the limits of bulk."""
    config = an_older_spec_test_reads_the_provider_config.config
    if found := expect.status(config, 200):
        return found
    schemes, bulk = (expect.lookup(config.resource, name) for name in ("authenticationSchemes", "bulk"))
    found = expect.present("authenticationSchemes", schemes, config)
    for scheme in schemes if isinstance(schemes, list) else []:
        for name in ("type", "name", "description"):
            found += expect.present(f"{name} of an authentication scheme", _part(scheme, name), config)
    for name in ("supported", "maxOperations", "maxPayloadSize"):
        found += expect.present(f"bulk.{name}", _part(bulk, name), config)
    return found


def _part(value: Any, name: str) -> Any:
    return expect.lookup(value, name) if isinstance(value, dict) else None
