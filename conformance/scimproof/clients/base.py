"""What every emulated client has: an id, its own headers, and a session to send through."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from scimproof.exchange import Exchange
from scimproof.session import Session


class Client(ABC):
    """A SCIM client, true to the bytes of the product it plays."""

    id: ClassVar[str]

    def __init__(self, session: Session) -> None:
        self.session = session

    def afresh(self) -> Self:
        """The client as a scenario gets it: what it remembers of people and groups is that scenario's own."""
        return self

    @abstractmethod
    def headers(self, method: str, *, has_body: bool) -> list[tuple[str, str]]:
        """The headers this client sends, in its order."""

    def send(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        body: Mapping[str, Any] | bytes | None = None,
        headers: Sequence[tuple[str, str]] | None = None,
        malformed: str | None = None,
        anonymous: bool = False,
    ) -> Exchange:
        """Send one request with this client's headers, or with these instead."""
        own = self.headers(method, has_body=body is not None) if headers is None else headers
        return self.session.send(
            method,
            path,
            query=query,
            headers=own,
            body=body,
            client=self.id,
            malformed=malformed,
            anonymous=anonymous,
        )
