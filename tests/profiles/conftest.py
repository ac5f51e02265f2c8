"""Servers with a peculiarity of their own: the lab, changed by a function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from scimproof.lab.application import MOUNT, Application
from scimproof.lab.behaviour import Behaviour, OnAnswer, OnRequest
from scimproof.lab.serving import serve_application

TOKEN = "token-of-a-peculiar-server"

Peculiar = Callable[..., str]


@pytest.fixture
def peculiar() -> Iterator[Peculiar]:
    """Serve the lab with a peculiarity; returns its URL. Its token is :data:`TOKEN`."""
    with ExitStack() as stack:

        def serve(request: OnRequest | None = None, answer: OnAnswer | None = None) -> str:
            behaviour = Behaviour(id="peculiar", title="", story="", request=request, answer=answer)
            application: Any = Application([TOKEN], [behaviour], 0.0)
            return stack.enter_context(serve_application(application, path=MOUNT))

        yield serve
