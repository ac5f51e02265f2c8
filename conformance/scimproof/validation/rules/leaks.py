"""What no answer may give away: passwords, credentials, the inside of the server."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from scimproof.declared import USER
from scimproof.exchange import Exchange
from scimproof.outcome import Finding, Level
from scimproof.validation.compiler import definitions, document_of
from scimproof.validation.context import Context
from scimproof.validation.reading import Shown
from scimproof.validation.rule import found, passive

# Shorter ones turn up in innocent text.
_SHORTEST_SECRET = 8


@passive(
    "rfc7643-7-nothing-is-returned-that-never-is",
    "RFC7643-7-37",
    "RFC7643-7-34",
    "RFC7643-4.1.1-18",
    "RFC7643-4.1.1-24",
    level=Level.MUST,
)
def never_returned(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No answer holds an attribute that is never returned, above all no password.

    By the target's schemas, and for the password of a User by RFC 7643 whatever they say, at any depth. A password
    that was sent may also not come back under another name or in an error.
    """
    for resource, problem in context.resource_problems(exchange):
        if problem.rule == "returned":
            yield _returned(exchange, resource.label, problem.attribute, f"{resource.pointer}{problem.pointer}")
    for resource in context.reading(exchange).shown:
        for pointer in _passwords_in(resource, context):
            yield _returned(exchange, resource.label, "password", f"{resource.pointer}{pointer}")
    yield from _echoed(exchange)


def _returned(exchange: Exchange, label: str, attribute: str, pointer: str) -> Finding:
    return found(
        exchange,
        f"A {label} shows {attribute}, which is never returned",
        expected=f"no {attribute}",
        received=f"a value at {pointer}",  # the value itself has no place in a report
        cause=f"{label} {attribute}",
    )


def _passwords_in(resource: Shown, context: Context) -> Iterator[str]:
    """Where a User, or a resource of no known type, has a member of that name with a value."""
    kind = resource.resource_type
    if resource.document is not None or (kind is not None and kind.schema.casefold() != USER.casefold()):
        return
    declared = {uri.casefold() for uri in (kind.extensions if kind else ()) if _declares_password(uri, context)}
    body = {name: value for name, value in resource.body.items() if name.casefold() not in declared}
    for path, name, value in _members(body):
        if name.casefold() == "password" and value not in (None, [], {}):
            yield f"{path}/{name}"


def _declares_password(uri: str, context: Context) -> bool:
    """Whether an extension has a password of its own, which its schema alone decides about."""
    document = document_of(uri, context.declared.schemas)
    return any(entry["name"].casefold() == "password" for entry in definitions(document, "attributes"))


def _echoed(exchange: Exchange) -> Iterator[Finding]:
    secrets = _passwords_sent(exchange.request.json)
    if not secrets:
        return
    response = exchange.answer
    texts = [value for _, _, value in _members(response.json) if isinstance(value, str)]
    if response.json is None:
        texts = [response.text]
    texts += [value for _, value in response.headers]
    if any(secret in text for secret in secrets for text in texts):
        yield found(
            exchange,
            "The answer repeats the password that was sent",
            expected="no password in any form",
            received=f"the password in the answer {response.status}",
            cause="password repeated",
        )


def _passwords_sent(body: Any) -> set[str]:
    """The passwords in a request that are nothing else, too: those in a resource, and those in a PATCH."""
    secrets, others = set(), []
    for _, name, value in _members(body):
        if isinstance(value, dict) and _is_password_path(value.get("path")) and isinstance(value.get("value"), str):
            secrets.add(value["value"])
        elif isinstance(value, str) and name.casefold() == "password":
            secrets.add(value)
        elif isinstance(value, str) and name != "value":  # the value of a PATCH may be the password itself
            others.append(value)
    return {
        secret for secret in secrets if len(secret) >= _SHORTEST_SECRET and not any(secret in text for text in others)
    }


def _is_password_path(path: object) -> bool:
    return isinstance(path, str) and path.casefold().rpartition(":")[2] == "password"


def _members(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Every member and element at any depth: path of its container, name, value.

    Without recursion, because a server may nest deeper than Python likes.
    """
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            entries = list(value.items())
        elif isinstance(value, list):
            entries = [(str(at), entry) for at, entry in enumerate(value)]
        else:
            continue
        for name, entry in entries:
            yield path, name, entry
            waiting.append((f"{path}/{name}", entry))


@passive(
    "scimproof-no-credential-in-an-answer",
    level=Level.SHOULD,
    reason="An answer that repeats the client's credential carries it into logs, caches and support tickets.",
)
def credential(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No answer repeats the credential of the request."""
    response = exchange.answer
    texts = [response.text, *(value for _, value in response.headers)]
    for secret in _credentials(exchange, context):
        spellings = {secret, json.dumps(secret)[1:-1]}
        if any(spelling in text for spelling in spellings for text in texts):
            in_body = any(spelling in response.text for spelling in spellings)
            yield found(
                exchange,
                "An answer repeats the client's credential",
                expected="no credential in the answer",
                received=f"the credential in the {'body' if in_body else 'headers'} of an answer {response.status}",
                cause=f"credential in the {'body' if in_body else 'headers'}",
            )
            return


def _credentials(exchange: Exchange, context: Context) -> Iterator[str]:
    known = [*context.secrets]
    scheme, _, value = (exchange.request.header("Authorization") or "").partition(" ")
    known.append(value.strip())
    if scheme.lower() == "basic":
        known.append(_decoded(value))
    for secret in known:
        for part in (secret, secret.partition(":")[2]):
            if len(part) >= _SHORTEST_SECRET:
                yield part


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except ValueError:
        return ""


_TRACES = {
    "a Python traceback": re.compile(r"Traceback \(most recent call last\)|File \"[^\"]{1,300}\", line \d+, in "),
    "a Java stack trace": re.compile(r"\bat [\w$.]{1,300}\([\w$]{1,100}\.(?:java|kt|scala|groovy):\d+\)"),
    "a .NET stack trace": re.compile(r"\bat [\w.`<>]{1,300}\([^)\n]{0,300}\) in [^\n]{1,300}:line \d+"),
    "a Node.js stack trace": re.compile(r"\bat [^\n]{0,300}(?:\.[cm]?[jt]s|node:internal[\w/]{0,100}):\d+:\d+"),
    "a PHP stack trace": re.compile(r"Stack trace:\s{0,10}#0 |\.php(?::| on line )\d+"),
    "a Ruby stack trace": re.compile(r"\.rb:\d+:in [`']"),
    "a Go stack trace": re.compile(r"goroutine \d+ \[\w+\]:"),
    "an exception class": re.compile(
        r"\b(?:java|javax|jakarta|org|com|System|Microsoft)(?:\.\w{1,60}){1,10}(?:Exception|Error)\b"
        r"|\b(?:sqlalchemy|psycopg2?|pymysql|sqlite3|django)(?:\.\w{1,60}){1,6}(?:Error|Exception|DoesNotExist)\b"
    ),
    "a database message": re.compile(
        r"SQLSTATE\[|\bORA-\d{5}\b|UNIQUE constraint failed:|violates unique constraint|duplicate key value"
        r"|You have an error in your SQL syntax|Duplicate entry '[^'\n]{0,200}' for key|E11000 duplicate key"
    ),
    "an SQL statement": re.compile(
        r"\b(?:SELECT\s[^;\n]{1,500}\sFROM\s|INSERT INTO\s|UPDATE\s\S{1,100}\sSET\s)[\"`\[\w]"
    ),
}


@passive(
    "scimproof-no-error-shows-the-inside-of-the-server",
    level=Level.SHOULD,
    reason="Stack traces and database messages tell an attacker how the server is built, and a client nothing.",
)
def traces(exchange: Exchange, context: Context) -> Iterable[Finding]:
    """No error shows a stack trace, an exception or a database message."""
    response = exchange.answer
    if response.status < 400 and not context.reading(exchange).errors:
        return
    text = _error_text(exchange, context)
    for what, pattern in _TRACES.items():
        if pattern.search(text):
            yield found(
                exchange,
                f"An error shows {what}",
                expected="a message about the request",
                received=f"{what} in an answer {response.status}",
                cause=what,
            )
            return


def _error_text(exchange: Exchange, context: Context) -> str:
    """All texts of the errors in an answer, with line breaks as the server meant them."""
    errors = context.reading(exchange).errors
    texts = [value for error in errors for _, _, value in _members(error.body) if isinstance(value, str)]
    response = exchange.answer
    if response.status >= 400 and response.json is None:
        texts.append(response.text)
    return "\n".join(texts)[:200_000]
