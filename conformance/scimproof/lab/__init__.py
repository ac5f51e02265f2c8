"""The embedded target: a real SCIM server on loopback that can misbehave on demand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from scimproof.lab.choices import choice_named
from scimproof.lab.faults import fault_named
from scimproof.lab.serving import LabError, serve_application
from scimproof.lab.vendors import Vendor, vendor_named

__all__ = ["Lab", "LabError"]


class Lab:
    """A good SCIM server on loopback, with two tenants, and with the faults and choices that were asked for.

    :param token: opens the first tenant; a new one is made when none is given.
    :param second_token: opens another tenant, which sees nothing of the first.
    :param faults: names of faults to commit.
    :param choices: names of choices to make where the RFCs leave one.
    :param vendor: whose endpoint, and whose application behind it, is played.
    :param options: what the vendor's operator has set.
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
        vendor: str | None = None,
        options: Mapping[str, str] | None = None,
        latency_s: float = 0.0,
        port: int = 0,
    ) -> None:
        self.token = token or secrets.token_hex(24)
        self.second_token = second_token or secrets.token_hex(24)
        self.faults = [fault_named(name) for name in faults]
        self.vendor = vendor_named(vendor) if vendor is not None else None
        own = self.vendor.choices if self.vendor is not None else ()
        self.choices = [choice_named(name) for name in (*own, *choices)]
        self.options = _options(self.vendor, dict(options or {}))
        for fault in self.faults:
            if fault.backstage is not None and self.vendor is None:
                raise LabError(f"the fault {fault.id} breaks a promise of a vendor: add --vendor {fault.vendor}")
        self.latency_s = latency_s
        self._port = port
        self._stack = ExitStack()
        self.url = ""

    def start(self) -> Lab:
        """Begin to serve.

        :raises LabError: when the port is taken.
        """
        from scimproof.lab.application import MOUNT, Application

        tokens, behaviours = [self.token, self.second_token], [*self.choices, *self.faults]
        application = Application(tokens, behaviours, self.latency_s, self._stage())
        self.url = self._stack.enter_context(serve_application(application, port=self._port, path=MOUNT))
        return self

    def _stage(self) -> Any:
        from scimproof.lab.application import Stage
        from scimproof.lab.backdoor import announcement

        if self.vendor is None:
            return None
        kind = self.vendor.backstage
        for fault in self.faults:
            kind = fault.backstage(kind) if fault.backstage is not None else kind
        backstage, token, name = kind(self.options), secrets.token_hex(24), self.vendor.id
        return Stage(backstage, token, lambda origin: announcement(name, backstage, origin, token, self.second_token))

    def stop(self) -> None:
        """End it; all that it held is forgotten."""
        self._stack.close()

    def __enter__(self) -> Lab:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _options(vendor: Vendor | None, given: dict[str, str]) -> dict[str, str]:
    """:raises LabError: for an option that the vendor does not have."""
    from scimproof.settings import nearest

    known = vendor.options if vendor is not None else {}
    for name in given:
        if name not in known:
            whose = f"the vendor {vendor.id}" if vendor is not None else "the lab itself"
            raise LabError(f"{whose} has no option '{name}'{nearest(name, known)}; it has {', '.join(known) or 'none'}")
    return {**known, **given}
