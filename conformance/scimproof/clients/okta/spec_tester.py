"""The client of the tests that Okta publishes for integrations of its network: requests of a test runner, not Okta's.

Exported in May 2024 (users) and November 2025 (entitlements). It asks for ``count`` before ``startIndex``, names a
media type in reads too, and sends plain JSON in creates.
"""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

from scimproof.cleanup import resource_path
from scimproof.clients.base import Client
from scimproof.declared import USER, Json
from scimproof.exchange import Exchange
from scimproof.session import compact

AGENT = "OKTA SCIM Integration"
WRONG_TOKEN = "non-token"  # noqa: S105 - the one that opens nothing

# Names and ids as the tests have them: nobody is called so.
NOBODY = "abcdefgh@atko.com"
NO_ID = "010101001010101011001010101011"
ANOTHER_ID_OF_NOBODY = "00919288221112222"


class OktaSpecTester(Client):
    """The runner of Okta's published tests."""

    id: ClassVar[str] = "okta-spec-tester"

    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """Its headers in the order of the published file; creates carry fewer."""
        credential = self.session.authorization
        if has_body:
            found = [("Content-Type", "application/json"), ("Accept", "application/scim+json; charset=utf-8")]
            return found if credential is None else [found[0], ("Authorization", credential), found[1]]
        return self._reading(credential)

    def _reading(self, credential: str | None) -> list[tuple[str, str]]:
        found = [
            ("Accept-Charset", "utf-8"),
            ("Content-Type", "application/scim+json; charset=utf-8"),
            ("Accept", "application/scim+json"),
        ]
        if credential is not None:
            found.append(("Authorization", credential))
        return [*found, ("User-Agent", AGENT)]

    def first(self, endpoint: str = "/Users") -> Exchange:
        """A page of one."""
        return self._get(endpoint, "count=1&startIndex=1")

    def read(self, resource_id: str) -> Exchange:
        """One user by id."""
        return self._get(resource_path("/Users", resource_id))

    def find(self, user_name: str) -> Exchange:
        """Users by userName. The published URL has blanks and quotes as they are; the runner encodes those."""
        return self._get("/Users", _wanted(user_name))

    def find_with_a_wrong_token(self, user_name: str) -> Exchange:
        """The same with a credential that is none."""
        url, headers = _wanted(user_name), self._reading(WRONG_TOKEN)
        return self._send("GET", "/Users", url, headers, anonymous=True)

    def groups(self) -> Exchange:
        """Groups, without paging."""
        return self._get("/Groups")

    def provider_config(self) -> Exchange:
        """What the target says of itself. Earlier exports of the SPEC test, and the one for SCIM 1.1, ask for it."""
        return self._get("/ServiceProviderConfig")

    def create(self, user_name: str, given_name: str, family_name: str, email: str) -> Exchange:
        """A user with the least that Okta sends."""
        body: Json = {
            "schemas": [USER],
            "userName": user_name,
            "name": {"givenName": given_name, "familyName": family_name},
            "emails": [{"primary": True, "value": email, "type": "work"}],
            "displayName": f"{given_name} {family_name}",
            "active": True,
        }
        headers = [*self.headers("POST", has_body=True), ("Content-Length", str(len(compact(body))))]
        return self._send("POST", "/Users", "", headers, body)

    def _get(self, path: str, query: str = "") -> Exchange:
        return self._send("GET", path, query, self.headers("GET", has_body=False))

    def _send(
        self,
        method: str,
        path: str,
        query: str,
        headers: list[tuple[str, str]],
        body: Json | None = None,
        *,
        anonymous: bool = False,
    ) -> Exchange:
        def once() -> Exchange:
            return self.session.send(
                method,
                path,
                query=query,
                headers=headers,
                body=body,
                client=self.id,
                emulated=True,
                anonymous=anonymous,
            )

        # What somebody who runs the tests does when the target asks to wait: run that step again.
        return self.session.patiently(once)


def _wanted(user_name: str) -> str:
    return "filter=" + quote(f'userName eq "{user_name}"', safe="@")
