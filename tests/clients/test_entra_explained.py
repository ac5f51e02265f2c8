"""``scimproof explain`` of a check of Entra's: what the admin did, what Entra sends, what must come back, what breaks.

And the tests that Microsoft publishes: each is a check under an id of its own, or has a reason why it cannot be one.
"""

from __future__ import annotations

import re

import pytest

from scimproof import registry, suites
from scimproof.commands.explain import paragraphs
from scimproof.suites import KnownCheck

CHECKS = {one.id: one for one in suites.known_checks() if one.suite.startswith("entra")}
SENDS = re.compile(r"\b(Entra|test|validator|collection) sends\b")

# The tests of the SCIM Validator, and the checks that play them (scimvalidator.microsoft.com, as of 2026).
VALIDATOR = {
    "Create a new user": "msvalidator-create-user",
    "Create a duplicate user": "msvalidator-duplicate-user",
    "Filter for an existing user": "msvalidator-filter-existing-user",
    "Filter for a user that does not exist": "msvalidator-filter-missing-user",
    "Filter for an existing user, in other case": "msvalidator-filter-existing-user",
    "Patch user: replace attributes, verbose": "msvalidator-replace-attributes",
    "Update the userName of a user": "msvalidator-update-user-name",
    "Patch user: disable": "msvalidator-disable-user",
    "Patch user: add attributes, verbose": "msvalidator-add-attributes",
    "Patch user: add manager": "msvalidator-add-manager",
    "Patch user: replace manager": "msvalidator-update-manager",
    "Patch user: remove manager": "msvalidator-remove-manager",
    "Delete a user": "msvalidator-delete-user",
    "Get a group by id without members": "msvalidator-get-group-without-members",
    "Filter for a group without members": "msvalidator-filter-group-without-members",
    "Filter for a group that does not exist": "msvalidator-filter-missing-group",
    "Filter for a group, in other case": "msvalidator-filter-group-in-other-case",
    "Create a new group": "msvalidator-create-group",
    "Create a duplicate group": "msvalidator-duplicate-group",
    "Patch group: replace attributes": "msvalidator-replace-group-attributes",
    "Update the displayName of a group": "msvalidator-update-group-name",
    "Patch group: add member": "msvalidator-add-group-member",
    "Patch group: remove member": "msvalidator-remove-group-member",
    "Delete a group": "msvalidator-delete-group",
    "Preview: several operations on different attributes": "msvalidator-several-operations",
    "Preview: several operations on one attribute": "msvalidator-several-operations-on-one",
    "Preview: delete a user that does not exist": "msvalidator-delete-unknown-user",
    "Preview: delete a user twice": "msvalidator-delete-user-twice",
    "Preview: several operations on a group": "msvalidator-several-group-operations",
    "Preview: delete a group that does not exist": "msvalidator-delete-unknown-group",
    "Preview: delete a group twice": "msvalidator-delete-group-twice",
}
# The validation for the gallery, version 5 of August 2026: twenty-five tests.
GALLERY = {
    "Create user": "gallery-create-user",
    "Update user": "gallery-update-user",
    "Disable user": "gallery-disable-user",
    "Delete user": "gallery-delete-user",
    "Restore user": "gallery-restore-user",
    "Update manager": "gallery-update-manager",
    "Provision on demand user": "gallery-on-demand-user",
    "Create group": "gallery-create-group",
    "Update group": "gallery-update-group",
    "Delete group": "gallery-delete-group",
    "Restore group": "gallery-restore-group",
    "Add member to group": "gallery-add-group-member",
    "Remove member from group": "gallery-remove-group-member",
    "Provision on demand group": "gallery-on-demand-group",
    "Schema discoverability": "gallery-schema-discovery",
    "SCIM null update": "gallery-scim-null-update",
    "SCIM user create": "gallery-scim-create-user",
    "SCIM user update": "gallery-scim-update-user",
    "SCIM group create": "gallery-scim-create-group",
    "SCIM group update": "gallery-scim-update-group",
    "Credentials": "gallery-credentials",
    "Federated identity": None,  # the token that it needs is issued by Microsoft alone
    "User pagination": "gallery-user-pagination",
    "Group pagination": "gallery-group-pagination",
    "SCIM manager update": "gallery-scim-update-manager",
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_tells_all_four_parts(check: KnownCheck) -> None:
    did, _, more = check.flow.partition("\n\n")
    assert len(did.split()) > 3, "what the admin did"
    assert SENDS.search(" ".join(more.split())), "what Entra sends"
    assert len(check.title.split()) > 4, "what must come back"
    needs = [registry.requirements()[identifier] for identifier in check.requirements]
    assert any(need.breaks for need in needs), "what breaks otherwise"
    told = " ".join(" ".join(paragraphs(check.id)).split())
    for part in (did, more, check.title, *(need.breaks or "" for need in needs)):
        assert " ".join(part.split()) in told


@pytest.mark.parametrize("suite", ["entra", "entra-optscim"])
@pytest.mark.parametrize("name", VALIDATOR)
def test_a_test_of_the_validator_is_a_check(name: str, suite: str) -> None:
    assert CHECKS[f"{suite}-{VALIDATOR[name]}"].title.startswith("SCIM Validator")


@pytest.mark.parametrize("suite", ["entra", "entra-optscim"])
@pytest.mark.parametrize("name", GALLERY)
def test_a_test_for_the_gallery_is_a_check(name: str, suite: str) -> None:
    own = GALLERY[name]
    if own is None:
        untold = [need for need in registry.requirements().values() if need.id.startswith("ENTRA-") and need.not_tested]
        assert any("federated" in need.statement for need in untold)
        return
    assert CHECKS[f"{suite}-{own}"].title.startswith("Gallery")


def test_there_are_twenty_five_and_each_has_a_check_of_its_own() -> None:
    assert len(GALLERY) == 25
    played = [own for own in GALLERY.values() if own]
    assert len(set(played)) == len(played) == 24
    # One of the validator's tests, of a name in other case, is judged together with that of the same name.
    assert len(set(VALIDATOR.values())) == len(VALIDATOR) - 1


def test_every_check_of_a_published_test_is_in_one_of_the_lists() -> None:
    listed = {*VALIDATOR.values(), *GALLERY.values()}
    ours = {name.removeprefix("entra-") for name, one in CHECKS.items() if one.suite == "entra"}
    more = {name for name in ours if name.startswith(("msvalidator-", "gallery-"))} - listed
    assert more == {"msvalidator-create-user-with-role"}  # a part of its create that fewer targets can do
