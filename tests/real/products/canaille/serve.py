"""Canaille on its own web server, with the in-memory backend and one OAuth client that holds a bearer token."""

# mypy: disable-error-code="import-not-found,import-untyped"

import asyncio
import datetime
import os
import uuid

from canaille.app import models
from canaille.backends import Backend
from canaille.hypercorn.app import create_app
from hypercorn.asyncio import serve
from hypercorn.config import Config

PORT = os.environ["SCIM_PORT"]
TOKEN = os.environ["SCIM_TOKEN"]


def configuration() -> dict[str, object]:
    return {
        "SECRET_KEY": str(uuid.uuid4()),
        "SERVER_NAME": f"127.0.0.1:{PORT}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"DATABASE": "memory"},
        "CANAILLE_SCIM": {"ENABLE_SERVER": True},
    }


def admit(token: str) -> None:
    """Let whoever bears the token in. It belongs to a client and to no user, so no user's permissions apply."""
    now = datetime.datetime.now(datetime.UTC)
    client = models.Client(client_id="provisioning", client_name="Provisioning", client_id_issued_at=now)
    Backend.instance.save(client)
    issued = models.Token(
        token_id=str(uuid.uuid4()),
        access_token=token,
        type="access_token",
        client=client,
        audience=[client],
        issue_date=now,
        lifetime=int(datetime.timedelta(days=1).total_seconds()),
    )
    Backend.instance.save(issued)


if __name__ == "__main__":
    asgi = create_app(config=configuration(), env_file=None)
    with asgi.wsgi_application.app_context():
        admit(TOKEN)
    asyncio.run(serve(asgi, Config.from_mapping(bind=f"127.0.0.1:{PORT}")))
