"""Okta with options that few apps have: profiles by PATCH, and tasks that overlap."""

from __future__ import annotations

import json

import httpx

from scimproof.clients.okta import OktaGroup

from .stage import ENTERPRISE, ID, SHOWN, USER, Stage, writing

DEPARTMENT = f"{ENTERPRISE}:department"


def patched(value: str) -> str:
    body = '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":%s}]}'
    return writing("PATCH", f"/Users/{ID}", body % value)


def test_a_patch_brings_what_has_changed(oin: Stage) -> None:
    """Since the last push, in the order in which Okta maps; without a GET, and without a path."""
    okta = oin.okta.patching_profiles()
    user = oin.linked()
    user.more = {"title": "Jedi", DEPARTMENT: "Council"}
    okta.update_profile(user)
    oin.forget()
    assert okta.update_profile(user, first_name="Ben").succeeded
    assert okta.update_profile(user, **{DEPARTMENT: "Tatooine"}).succeeded
    assert okta.update_profile(user, title=None).succeeded
    assert okta.change_user_name(user, "ben@tatooine.example").succeeded
    assert oin.wire == [
        patched('{"name":{"givenName":"Ben","familyName":"Kenobi"},"displayName":"Ben Kenobi"}'),
        patched(f'{{"{ENTERPRISE}":{{"department":"Tatooine"}}}}'),
        patched('{"title":""}'),
        patched('{"userName":"ben@tatooine.example"}'),
    ]


def test_a_create_and_a_link_know_what_was_sent(oin: Stage) -> None:
    """After a create only changes are pushed; whoever is linked gets all that is mapped."""
    okta = oin.okta.patching_profiles()
    user = oin.somebody()
    oin.knows_nobody()
    oin.target.patch(f"/Users/{ID}").mock(return_value=httpx.Response(200, json=SHOWN))
    okta.assign(user)
    oin.forget()
    okta.update_profile(user, first_name="Ben")
    assert json.loads(oin.wire[-1].rpartition("\n\n")[2])["Operations"][0]["value"].keys() == {"name", "displayName"}
    oin.knows(SHOWN)
    okta.reassign(user)
    everything = json.loads(oin.wire[-1].rpartition("\n\n")[2])["Operations"][0]["value"]
    assert everything.keys() == {"externalId", "userName", "name", "emails", "displayName", "locale", "active"}


def test_a_failed_patch_is_brought_again(oin: Stage) -> None:
    okta = oin.okta.patching_profiles()
    user = oin.linked()
    okta.update_profile(user)
    oin.target.patch(f"/Users/{ID}").mock(
        side_effect=[httpx.Response(500, json={"detail": "oops"}), httpx.Response(204)]
    )
    oin.forget()
    assert not okta.update_profile(user, locale="nb-NO").succeeded
    assert okta.update_profile(user, title="Jedi").succeeded
    assert oin.wire == [patched('{"locale":"nb-NO"}'), patched('{"locale":"nb-NO","title":"Jedi"}')]


def test_tasks_overlap(oin: Stage) -> None:
    """People who join at the same time join once each; people who are assigned at the same time, too."""
    group = OktaGroup("Droids", "00g", target_id="2819c223", pushed=True)
    entry = oin.okta.session.journal.intend("/Groups", "displayName", "Droids")
    oin.okta.session.journal.created(entry, "2819c223", proven=True)
    oin.target.patch("/Groups/2819c223").mock(return_value=httpx.Response(204))
    members = [oin.somebody(f"{name}@iamciam.dev") for name in ("bb-8", "c-3po")]
    for number, member in enumerate(members):
        member.target_id, member.assigned = f"id-{number}", True
    tasks = oin.okta.add_members_at_once(group, *members, members[1])
    assert [task.succeeded for task in tasks] == [True, True, True]
    assert group.members == members
    added = [request for request in oin.wire if '"op":"add"' in request]
    assert len(added) == 3
    assert [len(task.exchanges) for task in tasks] == [2, 2, 2]
    oin.knows_nobody()
    people = [oin.somebody(f"r{number}-d2@iamciam.dev") for number in range(3)]
    oin.forget()
    assert all(task.succeeded for task in oin.okta.assign_at_once(*people))
    assert sorted(request.split(maxsplit=1)[0] for request in oin.wire) == ["GET"] * 3 + ["POST"] * 3
    assert all(f'"schemas":["{USER}"]' in request for request in oin.wire if request.startswith("POST"))
