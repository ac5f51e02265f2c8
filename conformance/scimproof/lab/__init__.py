"""The embedded target: a real SCIM server on loopback that can misbehave on demand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import ExitStack

from scimproof.lab.choices import choice_named
from scimproof.lab.faults import fault_named
from scimproof.lab.serving import LabError, serve_application

__all__ = ["Lab", "LabError"]


class Lab:
    """A good SCIM server on loopback, with two tenants, and with the faults and choices that were asked for.

    :param token: opens the first tenant; a new one is made when none is given.
    :param second_token: opens another tenant, which sees nothing of the first.
    :param faults: names of faults to commit.
    :param choices: names of choices to make where the RFCs leave one.
    :param latency_s: seconds to wait before each answer.
    :param port: 0 takes any free one.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        second_token: str | None = None,
        faults: Sequence[str] = (),
        choices: Sequence[str] = (),
        latency_s: float = 0.0,
        port: int = 0,
    ) -> None:
        self.token = token or secrets.token_hex(24)
        self.second_token = second_token or secrets.token_hex(24)
        self.faults = [fault_named(name) for name in faults]
        self.choices = [choice_named(name) for name in choices]
        self.latency_s = latency_s
        self._port = port
        self._stack = ExitStack()
        self.url = ""

    def start(self) -> Lab:
        """Begin to serve.

        :raises LabError: when the port is taken.
        """
        from scimproof.lab.application import MOUNT, Application

        application = Application([self.token, self.second_token], [*self.choices, *self.faults], self.latency_s)
        self.url = self._stack.enter_context(serve_application(application, port=self._port, path=MOUNT))
        return self

    def stop(self) -> None:
        """End it; all that it held is forgotten."""
        self._stack.close()

    def __enter__(self) -> Lab:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
