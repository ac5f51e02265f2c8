"""A story as a program: a shell script, a Python program, or a file for HTTP clients of editors.

Ids that the server gave then become variables that are filled by its answers of today, and the id of the run is a new
one, so that names are free. The credential comes from ``$SCIMPROOF_TOKEN``, the server from ``$SCIMPROOF_URL``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scimproof.redaction import MASK
from scimproof.replaying.replayer import PASSWORD
from scimproof.replaying.stories import Record, created_by, replaced
from scimproof.reporting.curl import MADE_BY_THE_SENDER, quoted
from scimproof.reporting.text import one_line

_LEFT_OUT = MADE_BY_THE_SENDER | {"authorization"}


@dataclass(frozen=True)
class Step:
    """One request, with placeholders in it.

    :param creates: the name of the variable that takes the id in the answer; empty when nothing is created.
    :param anonymous: without a credential.
    """

    number: int
    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: str
    status: int | None
    creates: str
    anonymous: bool


def render(form: str, story: Sequence[Record], results: Mapping[str, Any]) -> str:
    """The story as a program.

    :param form: ``curl``, ``python`` or ``http``.
    """
    placeholder, write = FORMS[form]
    names = {created_by(entry): f"ID_{entry['number']}" for entry in story if created_by(entry)}
    renames = {str(old): placeholder(name) for old, name in names.items()}
    renames[str(results["run"]["id"])] = placeholder("RUN")
    base = str(results["target"]["url"])
    steps = [_step(entry, renames, names, base) for entry in story if entry["request"]["url"].startswith(base)]
    return write(steps, f"{results['tool']['name']} run {results['run']['id']} on {one_line(base)}")


def _step(entry: Record, renames: Mapping[str, str], names: Mapping[str | None, str], base: str) -> Step:
    request, response = entry["request"], entry["response"]
    headers = tuple((name, value) for name, value in request["headers"] if name.lower() not in _LEFT_OUT)
    return Step(
        number=entry["number"],
        method=request["method"],
        path=replaced(request["url"][len(base) :], renames.items()),
        headers=headers,
        body=replaced(request["body"] or "", renames.items()).replace(f'"{MASK}"', json.dumps(PASSWORD)),
        status=response["status"] if response else None,
        creates=names.get(created_by(entry), ""),
        anonymous=not any(name.lower() == "authorization" for name, _ in request["headers"]),
    )


# -- a shell script -------------------------------------------------------------------------------------------------

_SHELL = """\
#!/usr/bin/env bash
# {title}. Needs bash, curl and jq; $SCIMPROOF_URL and $SCIMPROOF_TOKEN say where, and as whom.
# What it creates stays there: `scimproof replay` removes it.
set -u
: "${{SCIMPROOF_URL:?the base URL of the server}}" "${{SCIMPROOF_TOKEN:?a bearer token}}"
RUN=$(printf '%08x' $((RANDOM * 32768 + RANDOM)))
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
"""


def _shell(steps: Sequence[Step], title: str) -> str:
    parts = [_SHELL.format(title=title)]
    for step in steps:
        words = ["curl -sS -o \"$answer\" -w '%{http_code}'", f"-X {quoted(step.method)}", "--globoff"]
        words += [f"-H {quoted(f'{name}: {value}')}" for name, value in step.headers]
        words += [] if step.anonymous else ['-H "Authorization: Bearer $SCIMPROOF_TOKEN"']
        words += ["--data-binary @-"] if step.body else []
        command = " \\\n  ".join([*words, f'"$SCIMPROOF_URL"{_double(step.path)}'])
        fed = f" <<BODY\n{_here(step.body)}\nBODY\n" if step.body else "\n"
        parts.append(f"\n# {step.number}: answered {step.status} then\nstatus=$({command}{fed})\n")
        parts.append(f'echo "{step.number} {step.method} $status (then {step.status})"\n')
        if step.creates:
            parts.append(f'{step.creates}=$(jq -r .id "$answer")\n')
    return "".join(parts)


def _double(text: str) -> str:
    """Text between double quotes, in which only our own variables are filled in."""
    kept = text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`")
    return f'"{_only_ours(kept)}"'


def _here(text: str) -> str:
    return _only_ours(text.replace("\\", "\\\\").replace("`", "\\`"))


def _only_ours(text: str) -> str:
    return text.replace("$", "\\$").replace("\\${ID_", "${ID_").replace("\\${RUN}", "${RUN}")


# -- a Python program -----------------------------------------------------------------------------------------------

_PYTHON = '''\
"""{title}. Needs httpx; SCIMPROOF_URL and SCIMPROOF_TOKEN say where, and as whom.

What it creates stays there: `scimproof replay` removes it.
"""

import os
import secrets

import httpx

URL, TOKEN = os.environ["SCIMPROOF_URL"], os.environ["SCIMPROOF_TOKEN"]
known = {{"RUN": secrets.token_hex(4)}}
client = httpx.Client(timeout=60)


def fill(text: str) -> str:
    for name, value in known.items():
        text = text.replace("<<" + name + ">>", value)
    return text


def send(number, method, path, headers, body, then, *, creates=None, anonymous=False):
    credential = [] if anonymous else [("Authorization", "Bearer " + TOKEN)]
    answer = client.request(method, URL + fill(path), headers=[*headers, *credential], content=fill(body).encode())
    print(number, method, answer.status_code, "(then", str(then) + ")", answer.text[:200])
    if creates and answer.is_success:
        known[creates] = answer.json().get("id") or answer.headers["Location"].rpartition("/")[2]


'''


def _python(steps: Sequence[Step], title: str) -> str:
    lines = [_PYTHON.format(title=title.replace('"', "'").replace("\\", "/"))]
    for step in steps:
        more = f", creates={step.creates!r}" if step.creates else ""
        more += ", anonymous=True" if step.anonymous else ""
        given = ", ".join(map(repr, (step.number, step.method, step.path, list(step.headers), step.body, step.status)))
        lines.append(f"send({given}{more})\n")
    return "".join(lines)


# -- a file for editors ---------------------------------------------------------------------------------------------


def _http(steps: Sequence[Step], title: str) -> str:
    parts = [f"# {title}\n@url = {{{{$processEnv SCIMPROOF_URL}}}}\n@token = {{{{$processEnv SCIMPROOF_TOKEN}}}}\n"]
    parts.append("@RUN = {{$timestamp}}\n")
    for step in steps:
        parts.append(f"\n### {step.number}: answered {step.status} then\n# @name e{step.number}\n")
        parts.append(f"{step.method} {{{{url}}}}{step.path}\n")
        parts += [f"{name}: {value}\n" for name, value in step.headers]
        parts += [] if step.anonymous else ["Authorization: Bearer {{token}}\n"]
        parts += [f"\n{step.body}\n"] if step.body else []
        parts += [f"\n@{step.creates} = {{{{e{step.number}.response.body.id}}}}\n"] if step.creates else []
    return "".join(parts)


Placeholder = Callable[[str], str]
FORMS: Mapping[str, tuple[Placeholder, Callable[[Sequence[Step], str], str]]] = {
    "curl": (lambda name: f"${{{name}}}", _shell),
    "python": (lambda name: f"<<{name}>>", _python),
    "http": (lambda name: f"{{{{{name}}}}}", _http),
}
