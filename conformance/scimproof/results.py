"""The results file: one record of a run, from which every report is rendered."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from scimproof.exchange import Exchange
from scimproof.outcome import Finding
from scimproof.redaction import Redactor

FORMAT = "scimproof-results/1"
FILE_NAME = "results.json"


class ResultsError(Exception):
    """A results file that cannot be used. The message is one line and names the way out."""


def finding_record(finding: Finding, redactor: Redactor) -> dict[str, Any]:
    """A finding as it stands in the file."""
    return {
        "message": redactor.text(finding.message),
        "expected": redactor.text(finding.expected),
        "received": redactor.text(finding.received),
        "exchanges": list(finding.exchanges),
        "cause": redactor.text(finding.cause or finding.message),
    }


def exchange_record(exchange: Exchange, redactor: Redactor) -> dict[str, Any]:
    """An exchange as it stands in the file: order and raw bodies kept, secrets masked."""
    request, response = exchange.request, exchange.response
    return {
        "number": exchange.number,
        "scenario": exchange.scenario,
        "client": exchange.client,
        "started": timestamp(exchange.started),
        "elapsed_s": round(exchange.elapsed_s, 6),
        "request": {
            "method": request.method,
            "url": redactor.text(request.url),
            "headers": redactor.headers(request.headers),
            "body": redactor.text(request.text) if request.body else None,
        },
        "response": None
        if response is None
        else {
            "status": response.status,
            "headers": redactor.headers(response.headers),
            "body": redactor.text(response.text) if response.body else None,
        },
        "error": None if exchange.error is None else redactor.text(exchange.error),
    }


def timestamp(moment: datetime) -> str:
    """RFC 3339, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def write(document: Mapping[str, Any], path: Path) -> Path:
    """Write the file, whole or not at all.

    :raises OSError: when it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    # Lone surrogates, which a server may send escaped, cannot be encoded: they are written escaped again.
    text = json.dumps(document, ensure_ascii=False, indent=1)
    beside.write_bytes(text.encode("utf-8") if _encodable(text) else _escaped(document))
    beside.replace(path)
    return path


def read(path: Path) -> dict[str, Any]:
    """Read a results file.

    :raises ResultsError: when it cannot be read or is none.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ResultsError(f"cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise ResultsError(f"{path} is no JSON: {error}") from None
    found = document.get("format") if isinstance(document, dict) else None
    if found != FORMAT:
        raise ResultsError(f"{path} is no results file of this version: its format is {found!r}, not {FORMAT!r}")
    problem = _violation(document)
    if problem:
        raise ResultsError(f"{path} is damaged: {problem}")
    return dict(document)


def published_schema(name: str) -> dict[str, Any]:
    """The schema of a file of ours: ``results``, ``waivers``, ``events``."""
    document: dict[str, Any] = json.loads(files("scimproof.schemas").joinpath(f"{name}.schema.json").read_text("utf-8"))
    return document


def _violation(document: Any) -> str | None:
    """Where a document breaks the published schema, or ``None``."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(published_schema("results")).iter_errors(document):
        return f"{error.json_path} does not fit the schema ({error.validator})"
    return None


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _escaped(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, indent=1).encode("ascii")
