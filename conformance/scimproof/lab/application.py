"""The lab as an ASGI application: credentials, tenants, faults and choices, and the ideal server behind them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote

from scimproof.lab import quick_start  # noqa: F401 - has to come before the core
from scimproof.lab.backdoor import ANNOUNCEMENT, Backdoor
from scimproof.lab.backdoor import MOUNT as BACKDOOR
from scimproof.lab.backstage import Backstage
from scimproof.lab.behaviour import Behaviour, OnServing, Serve
from scimproof.lab.dialects import in_words_of_the_rfc, takes_microsofts_schema
from scimproof.lab.ideal import IdealStorage, Tenant, make_service, needs_credential
from scimproof.lab.messages import Inbound, Outbound, scim_error
from scimproof.lab.references import pad_binaries
from scimproof.lab.serving import pause

MOUNT = "/scim/v2"

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Stage:
    """What stands behind the endpoint of a double.

    :param token: opens the back door.
    :param announced: what the double says of itself, given its origin.
    """

    backstage: Backstage
    token: str
    announced: Callable[[str], dict[str, Any]]


class Application:
    """Serves SCIM below ``/scim/v2``; of a double also its back door, and nothing elsewhere.

    :param tokens: each opens a tenant of its own.
    :param behaviours: faults and choices, applied in this order to requests, storages and answers.
    :param stage: the application of a double, its announcement given the origin, and the token of its back door.
    """

    def __init__(
        self, tokens: Sequence[str], behaviours: Sequence[Behaviour], latency_s: float, stage: Stage | None = None
    ) -> None:
        self._stage = stage
        backstage = stage.backstage if stage is not None else None
        service = make_service(backstage.provider() if backstage is not None else None)
        tokens = [*tokens, *(backstage.spare_tokens if backstage is not None else ())]
        storage_class: type[IdealStorage] = backstage.storage(IdealStorage) if backstage is not None else IdealStorage
        for behaviour in behaviours:
            storage_class = behaviour.storage(storage_class) if behaviour.storage else storage_class
        group_type = service.get_resource_type("Group")
        self._tenants = {token: Tenant(service, storage_class(group_type)) for token in tokens}
        self._numbers = {token: number for number, token in enumerate(tokens)}
        if backstage is not None:
            backstage.tenants = list(self._tenants.values())
            for number, tenant in enumerate(self._tenants.values()):
                tenant.storage.backstage, tenant.storage.client = backstage, number
                tenant.storage.tell = partial(backstage.written, number)
        self._service = service
        self._behaviours = behaviours
        self._latency_s = latency_s

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """One request, or the start and end of the server."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        asked = await _read(scope, receive)
        if asked is None:
            answer = await self._elsewhere(scope, receive)
        else:
            answer = self.answer(asked, _base_url(scope))
        await pause(self._latency_s + answer.delay_s)
        await _write(answer, send)

    def answer(self, asked: Inbound, base_url: str) -> Outbound:
        """What is answered, with all faults and choices applied."""
        tenant = self._tenant_of(asked)
        asked.signed_in = tenant is not None
        if tenant is not None:
            asked.look_up = partial(tenant.current, base_url=base_url)
        backstage = asked.backstage = self._stage.backstage if self._stage is not None else None
        answer: Outbound | None = None
        for behaviour in self._behaviours:
            if behaviour.request is not None and answer is None:
                answer = behaviour.request(asked)
        if answer is None and backstage is not None and asked.signed_in:
            answer = backstage.meet(asked)
        if answer is None:
            answer = self._serving(base_url)(asked)
        if backstage is not None:
            backstage.show(asked, answer)
            backstage.catch_up()
        for behaviour in self._behaviours:
            if behaviour.answer is not None:
                behaviour.answer(asked, answer)
        return answer

    async def _elsewhere(self, scope: dict[str, Any], receive: Receive) -> Outbound:
        """What a double answers besides SCIM."""
        path, stage = scope["path"], self._stage
        if stage is None or not path.startswith((ANNOUNCEMENT, BACKDOOR + "/")):
            return scim_error(404, "nothing is here")
        if path == ANNOUNCEMENT:
            return _json(200, stage.announced(_origin(scope)))
        headers = dict(scope["headers"])
        if headers.get(b"authorization", b"").decode("latin-1") != f"Bearer {stage.token}":
            return _json(401, {"detail": "the token of the hooks is missing or wrong"})
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        raw = scope.get("raw_path", path.encode()).decode("latin-1").partition("?")[0]
        body = await _body(receive)
        return _json(*Backdoor(stage.backstage).answer(scope["method"], raw[len(BACKDOOR) :], query, body))

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
        number = self._numbers.get(token) if scheme.lower() == "bearer" else None
        if number is None and self._stage is not None:
            number = self._stage.backstage.opens(asked)
        tenant = [*self._tenants.values()][number] if number is not None else None
        asked.client = number or 0
        if tenant is not None and self._stage is not None and asked.client in self._stage.backstage.revoked:
            tenant = None
        if tenant is None and not needs_credential(self._service, asked.method, asked.path):
            return next(iter(self._tenants.values()))
        return tenant


def _json(status: int, document: Any) -> Outbound:
    return Outbound(status, document, {"Content-Type": "application/json"})


def _around(serving: OnServing, serve: Serve) -> Serve:
    return lambda asked: serving(asked, serve)


async def _read(scope: dict[str, Any], receive: Receive) -> Inbound | None:
    """The request, or ``None`` when it is not for us."""
    raw_path = scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
    if raw_path != MOUNT and not raw_path.startswith(MOUNT + "/"):
        return None
    body = await _body(receive)
    relative = raw_path[len(MOUNT) :] or "/"
    return Inbound(
        method=scope["method"],
        # Segments are decoded one by one: an id may hold an encoded slash.
        path="/".join(unquote(part).replace("/", "%2F") for part in relative.split("/")),
        raw_path=relative,
        query=scope["query_string"].decode("latin-1"),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
    )


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


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
    return _origin(scope) + MOUNT


def _origin(scope: dict[str, Any]) -> str:
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return f"{scope['scheme']}://{host}"
