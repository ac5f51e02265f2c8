"""Imported before the models of the core: what makes the lab quicker, and changes nothing else.

pydantic reads the source of every model to turn the docstrings of its fields into descriptions. The lab publishes the
descriptions of the RFC's own schemas, and never those: that saves a tenth of a second, which is much of the start of
a run. And the core makes a class for each kind of message and resource, pydantic forgets it when nobody holds it, and
it is made again at the next request: held, it saves a fifth of the lab's time.

Should either of them move these functions, nothing is saved and nothing is lost.
"""

from functools import cache
from importlib import import_module
from typing import Any


def _no_descriptions(*_: Any, **__: Any) -> dict[str, str]:
    return {}


try:
    _fields = import_module("pydantic._internal._fields")
except ImportError:
    pass
else:
    if hasattr(_fields, "extract_docstrings_from_cls"):
        setattr(_fields, "extract_docstrings_from_cls", _no_descriptions)  # noqa: B010 - it is not ours

for _name in ("memory", "service"):
    _module = import_module(f"scim2_server.{_name}")
    if hasattr(_module, "parametrize"):
        setattr(_module, "parametrize", cache(_module.parametrize))  # noqa: B010 - it is not ours
