"""Imported before the models of the core: saves a tenth of a second, which is much of the start of a run.

pydantic reads the source of every model to turn the docstrings of its fields into descriptions. The lab publishes the
descriptions of the RFC's own schemas, and never those. Should pydantic move the function, nothing is saved and nothing
is lost.
"""

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
