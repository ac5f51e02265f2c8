"""The tokens that the double of Vault issues: who may have one, what it opens, and when it ends."""

from __future__ import annotations

import secrets
from typing import Any

from scimproof.lab.vendors.vault_identity import VaultIdentity
from scimproof.lab.vendors.vault_model import LONGEST_TTL_S, MOST_TOKENS, Token

Json = dict[str, Any]
Done = tuple[int, Any]

OF_SCIM_TOKENS = ("identity/scim/v2/", "auth/token/lookup-self", "auth/token/renew-self", "auth/token/revoke-self")
CAPABILITIES = frozenset({"get", "post", "put", "patch", "delete"})


class VaultTokens(VaultIdentity):
    """Tokens for SCIM clients, and for entities that are none."""

    # -- tokens -----------------------------------------------------------------------------------------------

    def _asked_of_tokens(self, parts: list[str], body: Json) -> Done | None:
        match parts:
            case []:
                client = body.get("client")
                return 200, self.issue(None if client is None else int(client), body["kind"], body.get("without") or "")
            case ["revoked"]:
                self.revoke(body["token"])
                return 200, accepted()
            case ["use"]:
                return 200, {"allowed": self.may_use(body["token"], body["path"])}
        return None

    def issue(self, client: int | None, kind: str, without: str) -> Json:
        """A token for a client, or for an entity that has none."""
        active = [token for token in self.tokens.values() if token.kind == "scim" and token.client == client]
        if kind == "scim" and len(active) >= self.most_tokens:
            return refused("the client has as many active tokens as it may have")
        token = Token(self.new_token(kind), client, kind, CAPABILITIES - {without})
        self.tokens[token.value] = token
        if client is not None:
            self.credentials[token.value] = client
        return {**accepted(), "token": token.value, **self.nature(token)}

    most_tokens = MOST_TOKENS

    def new_token(self, kind: str) -> str:
        """The value of a token tells its kind."""
        return f"{'scm' if kind == 'scim' else 'hvs'}.{secrets.token_hex(24)}"

    def nature(self, token: Token) -> Json:
        """Orphan or not, renewable or not, and for how long."""
        is_scim = token.kind == "scim"
        return {"orphan": is_scim, "renewable": not is_scim, "ttl": 3600, "longest": LONGEST_TTL_S}

    def revoke(self, token: str) -> None:
        """It opens nothing any more."""
        self.tokens.pop(token, None)
        self.credentials.pop(token, None)

    def may_use(self, token: str, path: str) -> bool:
        """Whether a token may be used for a path of Vault's API."""
        known = self.tokens.get(token)
        return known is not None and (known.kind != "scim" or path.startswith(OF_SCIM_TOKENS))


def accepted() -> Json:
    """It was done."""
    return {"accepted": True, "said": ""}


def refused(said: str) -> Json:
    """It was not."""
    return {"accepted": False, "said": said}
