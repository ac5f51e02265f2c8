"""The lab as an ASGI application: credentials, tenants, faults and choices, and the ideal server behind them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote

from scimproof.lab import quick_start  # noqa: F401 - has to come before the core
from scimproof.lab.behaviour import Behaviour, OnServing, Serve
from scimproof.lab.dialects import in_words_of_the_rfc, takes_microsofts_schema
from scimproof.lab.ideal import IdealStorage, Tenant, make_service, needs_credential
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.references import pad_binaries
from scimproof.lab.serving import pause

MOUNT = "/scim/v2"

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Application:
    """Serves SCIM below ``/scim/v2``, and nothing elsewhere.

    :param tokens: each opens a tenant of its own.
    :param behaviours: faults and choices, applied in this order to requests, storages and answers.
    """

    def __init__(self, tokens: Sequence[str], behaviours: Sequence[Behaviour], latency_s: float) -> None:
        service = make_service()
        storage_class: type[IdealStorage] = IdealStorage
        for behaviour in behaviours:
            storage_class = behaviour.storage(storage_class) if behaviour.storage else storage_class
        group_type = service.get_resource_type("Group")
        self._tenants = {token: Tenant(service, storage_class(group_type)) for token in tokens}
        self._service = service
        self._behaviours = behaviours
        self._latency_s = latency_s

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """One request, or the start and end of the server."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        asked = await _read(scope, receive)
        answer = self.answer(asked, _base_url(scope)) if asked is not None else scim_error(404, "nothing is here")
        await pause(self._latency_s + answer.delay_s)
        await _write(answer, send)

    def answer(self, asked: Inbound, base_url: str) -> Outbound:
        """What is answered, with all faults and choices applied."""
        tenant = self._tenant_of(asked)
        asked.signed_in = tenant is not None
        if tenant is not None:
            asked.look_up = partial(tenant.current, base_url=base_url)
        answer: Outbound | None = None
        for behaviour in self._behaviours:
            if behaviour.request is not None and answer is None:
                answer = behaviour.request(asked)
        if answer is None:
            answer = self._serving(base_url)(asked)
        for behaviour in self._behaviours:
            if behaviour.answer is not None:
                behaviour.answer(asked, answer)
        return answer

    def _serving(self, base_url: str) -> Serve:
        serve: Serve = partial(self._serve, base_url=base_url)
        for behaviour in self._behaviours:
            if behaviour.serving is not None:
                serve = _around(behaviour.serving, serve)
        return serve

    def _serve(self, asked: Inbound, base_url: str) -> Outbound:
        tenant = self._tenant_of(asked)
        if tenant is None:
            refused = scim_error(401, "The bearer token is missing or wrong")
            refused.headers["WWW-Authenticate"] = 'Bearer realm="scimproof lab"'
            return refused
        pad_binaries(asked)
        takes_microsofts_schema(asked)
        if asked.method == "PATCH":
            in_words_of_the_rfc(asked, tenant.current(asked.path))
        served = tenant.serve(asked.method, base_url, asked.path, asked.parameters, asked.headers, asked.body)
        headers = dict(served.headers)
        if served.body is None:
            headers.pop("Content-Type", None)  # a media type of nothing helps nobody
        return Outbound(int(served.status), served.body, headers)

    def _tenant_of(self, asked: Inbound) -> Tenant | None:
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        tenant = self._tenants.get(token) if scheme.lower() == "bearer" else None
        if tenant is None and not needs_credential(self._service, asked.method, asked.path):
            return next(iter(self._tenants.values()))
        return tenant


def _around(serving: OnServing, serve: Serve) -> Serve:
    return lambda asked: serving(asked, serve)


async def _read(scope: dict[str, Any], receive: Receive) -> Inbound | None:
    """The request, or ``None`` when it is not for us."""
    raw_path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
    if raw_path != MOUNT and not raw_path.startswith(MOUNT + "/"):
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    relative = raw_path[len(MOUNT) :] or "/"
    return Inbound(
        method=scope["method"],
        # Segments are decoded one by one: an id may hold an encoded slash.
        path="/".join(unquote(part).replace("/", "%2F") for part in relative.split("/")),
        raw_path=relative,
        query=scope["query_string"].decode("latin-1"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=bytes(body),
    )


async def _write(answer: Outbound, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    content = answer.content
    if answer.status not in (204, 304) and not any(name.lower() == b"content-length" for name, _ in headers):
        headers.append((b"content-length", str(len(content) + (100 if answer.broken_off else 0)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": False})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _base_url(scope: dict[str, Any]) -> str:
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return f"{scope['scheme']}://{host}{MOUNT}"
