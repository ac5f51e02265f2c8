"""Google Workspace's requests, as far as a log of requests and the guides of targets show them."""

from __future__ import annotations

import httpx
import pytest
import respx

from scimproof.clients.admins import Admin, admin_of
from scimproof.clients.google import Google, GoogleUser, Knobs
from scimproof.directory import Person, Team
from scimproof.outcome import NotApplicable
from scimproof.session import Session

from .stage import listing
from .transcripts import sent

ADA = Person("Ada", "Byron", "ada@scimproof.example", "person-1", "Analyst", "Engines", "secret-1")
ID = "23a35c27"
SHOWN = {"id": ID, "userName": ADA.user_name, "active": True}

LOOK_UP = """\
GET /scim/v2/Users?filter=userName%20eq%20%22ada%40scimproof.example%22&startIndex=1 HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Authorization: Bearer the-token
"""

CREATE = """\
POST /scim/v2/Users HTTP/1.1
Host: scim.example.test
Accept: application/scim+json
Content-Type: application/scim+json
Authorization: Bearer the-token
Content-Length: 283

{"schemas":["urn:scim:schemas:core:1.0","urn:ietf:params:scim:schemas:core:2.0:User"],\
"userName":"ada@scimproof.example","emails":[{"primary":true,"value":"ada@scimproof.example","type":"work"}],\
"name":{"givenName":"Ada","familyName":"Byron"},"displayName":"Ada Byron","active":true}
"""


@pytest.fixture
def user(session: Session, target: respx.MockRouter) -> GoogleUser:
    """Somebody whom nobody knows yet."""
    target.get("/Users").mock(return_value=listing())
    target.post("/Users").mock(return_value=httpx.Response(201, json=SHOWN))
    for verb in (target.put, target.patch):
        verb(f"/Users/{ID}").mock(return_value=httpx.Response(200, json=SHOWN))
    target.delete(f"/Users/{ID}").mock(return_value=httpx.Response(204))
    return Google(session).user(ADA)


def test_a_newcomer_is_looked_for_and_created(session: Session, target: respx.MockRouter, user: GoogleUser) -> None:
    assert Google(session).provision(user).succeeded
    assert [sent(call.request) for call in target.calls] == [LOOK_UP, CREATE]
    assert user.target_id == ID


def test_one_user_is_asked_for_when_a_connection_is_tested(
    session: Session, target: respx.MockRouter, user: GoogleUser
) -> None:
    assert Google(session).test().succeeded
    assert [call.request.url.query for call in target.calls] == [b"count=1"]


@pytest.mark.parametrize("verb", ["PUT", "PATCH"])
def test_a_leaver_is_suspended_and_deleted_later(
    session: Session, target: respx.MockRouter, user: GoogleUser, verb: str
) -> None:
    google = Google(session, Knobs(updates_by=verb))
    google.provision(user)
    suspended = google.suspend(user).sent(verb)
    assert b'"active"' in suspended.request.body
    assert b"false" in suspended.request.body
    assert google.delete(user).sent("DELETE").status == 204
    assert user.target_id is None


def test_a_refusal_is_what_the_admin_reads(session: Session, target: respx.MockRouter, user: GoogleUser) -> None:
    target.post("/Users").mock(return_value=httpx.Response(400, json={"detail": "no"}))
    assert Google(session).provision(user).error == "POST /Users has failed: 400"


def test_there_are_no_groups(session: Session) -> None:
    admin: Admin = admin_of("google", session)
    with pytest.raises(NotApplicable, match="google pushes no groups"):
        admin.staff(Team("Engines", "team-1"))
