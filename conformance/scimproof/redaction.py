"""Secrets are replaced by ``***`` before anything is written or printed.

Two nets: every secret *value* that Scimproof was given, wherever it turns up, also in its encoded forms; and
the values of sensitive *names* (headers, JSON members, query parameters), known or not.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "***"

# Values shorter than this would also blank innocent text ("a", "1234").
SHORTEST_SECRET = 6

SENSITIVE_HEADERS = frozenset(
    {
        "authorization",
        "cookie",
        "set-cookie",
        "proxy-authorization",
        "x-api-key",
        "api-key",
        "x-auth-token",
    }
)
_SENSITIVE_NAME = re.compile(
    r"(pass(word|wd|phrase)?|secret|token|api_?key|private_?key|client_?secret|credential|authorization)s?$", re.I
)
_MEMBER = re.compile(r'("((?:[^"\\]|\\.)*)"\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)')
_PARAMETER = re.compile(r"([?&]([^=&\s]+)=)([^&\s#\"]+)")
_USERINFO = re.compile(r"(https?://)[^/@\s\"]+@")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+(?!\*\*\*|realm|error)[A-Za-z0-9._~+/=-]{6,}", re.I)

# Words that end like a secret's name but are part of SCIM itself.
_HARMLESS_NAMES = frozenset({"changepassword", "oauthbearertoken"})


def is_sensitive_name(name: str) -> bool:
    """Whether a JSON member, header or parameter of this name holds a secret."""
    bare = name.rpartition(":")[2].rpartition(".")[2].replace("-", "_")
    return bare.lower() not in _HARMLESS_NAMES and bool(_SENSITIVE_NAME.search(bare))


def is_credential(header: str) -> bool:
    """Whether a header of this name carries a credential."""
    return header.lower() in SENSITIVE_HEADERS or is_sensitive_name(header)


class Redactor:
    """Masks secrets in text, headers and whole JSON documents.

    :param secrets: values to hide; a Basic credential is given as ``user:password``.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._values = sorted(set(_spellings(secrets)), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, self._values))) if self._values else None

    def text(self, text: str) -> str:
        """Text of any kind: messages, tracebacks, URLs, bodies."""
        if self._pattern is not None:
            text = self._pattern.sub(MASK, text)
        text = _USERINFO.sub(rf"\1{MASK}@", text)
        text = _BEARER.sub(rf"\1 {MASK}", text)
        text = _PARAMETER.sub(self._parameter, text)
        return _MEMBER.sub(self._member, text)

    def headers(self, headers: Iterable[tuple[str, str]]) -> list[list[str]]:
        """Header pairs in order; the values of sensitive names are masked whole, but for the scheme."""
        return [[name, self._header(name, value)] for name, value in headers]

    def document(self, value: Any) -> Any:
        """A copy of a JSON-like document with every string in it masked."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.document(entry) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [self.document(entry) for entry in value]
        return value

    def _header(self, name: str, value: str) -> str:
        if is_credential(name):
            scheme, _, rest = value.partition(" ")
            return f"{scheme} {MASK}" if rest and scheme.isalpha() else MASK
        return self.text(value)

    @staticmethod
    def _member(match: re.Match[str]) -> str:
        return f'{match[1]}"{MASK}"' if is_sensitive_name(match[2]) else match[0]

    @staticmethod
    def _parameter(match: re.Match[str]) -> str:
        return f"{match[1]}{MASK}" if is_sensitive_name(match[2]) else match[0]


def _spellings(secrets: Iterable[str]) -> Iterable[str]:
    """Each secret as it may appear: plain, quoted in a URL, escaped in JSON, as Basic credentials."""
    for secret in secrets:
        if len(secret) < SHORTEST_SECRET:
            continue
        yield secret
        yield quote(secret, safe="")
        yield quote_plus(secret)
        yield json.dumps(secret)[1:-1]
        yield base64.b64encode(secret.encode()).decode()
        if ":" in secret:
            password = secret.partition(":")[2]
            if len(password) >= SHORTEST_SECRET:
                yield password
