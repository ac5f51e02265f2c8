"""Direct requests to a double: to its endpoint, and to the back door of its application."""

from __future__ import annotations

from typing import Any

import httpx

from scimproof.lab import Lab

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

Answer = tuple[int, Any]


class Asking:
    """Asks a double; each answer is its status and its document."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._origin = lab.url.removesuffix("/scim/v2")
        self.announced = self._send("GET", f"{self._origin}/.well-known/scimproof", "")[1]

    def get(self, path: str, token: str | None = None) -> Answer:
        """Read something."""
        return self._scim("GET", path, None, token)

    def post(self, path: str, body: Any, token: str | None = None) -> Answer:
        """Create something."""
        return self._scim("POST", path, body, token)

    def put(self, path: str, body: Any) -> Answer:
        """Replace something."""
        return self._scim("PUT", path, body)

    def patch(self, where: str, **operation: Any) -> Answer:
        """Change something, by one operation."""
        return self._scim("PATCH", where, {"schemas": [PATCH_OP], "Operations": [operation]})

    def delete(self, path: str) -> Answer:
        """Delete something."""
        return self._scim("DELETE", path)

    def behind(self, method: str, path: str, body: Any = None) -> Answer:
        """Ask the application."""
        return self._send(method, f"{self._origin}/app{path}", self.announced["hook_token"], body)

    def wait(self, seconds: float) -> None:
        """Turn the clock."""
        self.behind("POST", "/clock", {"advance": seconds})

    def _scim(self, method: str, path: str, body: Any = None, token: str | None = None) -> Answer:
        return self._send(method, self._lab.url + path, token or self._lab.token, body)

    @staticmethod
    def _send(method: str, url: str, token: str, body: Any = None) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx.request(method, url, headers=headers, json=body)
        return answer.status_code, answer.json() if answer.content else None


def user_named(name: str, **more: Any) -> dict[str, Any]:
    """A user with all that a vendor may want."""
    address = f"{name}@scimproof.example"
    return {
        "schemas": [USER],
        "userName": address,
        "displayName": name.title(),
        "name": {"givenName": name.title(), "familyName": "Byron"},
        "emails": [{"value": address, "type": "work", "primary": True}],
        "active": True,
        **more,
    }


def group_named(name: str, *members: str) -> dict[str, Any]:
    """A group with these members."""
    return {"schemas": [GROUP], "displayName": name, "members": [{"value": one} for one in members]}
