"""One TLS handshake with a version of our choice. Nothing is sent over it."""

from __future__ import annotations

import socket
import ssl


def refuses(host: str, port: int, version: ssl.TLSVersion, timeout_s: float) -> str | None:
    """Why a server does not agree to exactly this version of TLS; ``None`` when it does.

    Whose certificate it is does not matter here: the requests themselves verify that.

    :raises OSError: when there is no connection, so that nothing can be said.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    with socket.create_connection((host, port), timeout_s) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=host):
                return None
        except ssl.SSLError as error:
            return error.reason or str(error)
        except ConnectionResetError:
            return "the connection is reset"
