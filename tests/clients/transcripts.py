"""What was sent, as text that can be compared with a transcript: the request line, the headers in order, the body."""

from __future__ import annotations

import httpx


def sent(request: httpx.Request) -> str:
    """One request as it stands on the wire. ``Host`` comes first: h11 writes it there, whatever a client asks for."""
    target = request.extensions["target"].decode("ascii")
    headers = [f"{name.decode()}: {value.decode()}" for name, value in request.headers.raw]
    return "\n".join([f"{request.method} {target} HTTP/1.1", *headers, "", request.content.decode()]).rstrip() + "\n"
