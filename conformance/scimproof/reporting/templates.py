"""The templates, styles and scripts of ``scimproof.reports``."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from functools import cache
from html import escape
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from scimproof.reporting.text import counted, one_line, visible


def template(name: str) -> Template:
    """A template by its file name. Everything it prints is escaped."""
    return _environment().get_template(name)


@cache
def asset(name: str) -> Markup:
    """A style sheet or script of ours, to stand in the page as it is."""
    return Markup(_read(name).strip())  # noqa: S704 - our own file


def content_hash(text: str) -> str:
    """The hash by which a content security policy lets this one inline style or script through."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(line=one_line, content=_content, marked=_marked)
    environment.globals.update(counted=counted)
    return environment


def _content(text: str) -> Markup:
    """Text between tags: there, quotes may stand as they are, which makes pages full of JSON a third smaller."""
    return Markup(escape(visible(text), quote=False))  # noqa: S704 - escaped


def _marked(text: str, places: Collection[int]) -> Markup:
    """The same, and these lines of it marked."""
    lines = str(_content(text)).split("\n")
    shown = (f"<mark>{line}</mark>" if place in places else line for place, line in enumerate(lines))
    return Markup("\n".join(shown))  # noqa: S704 - escaped above


def _read(name: str) -> str:
    return files("scimproof.reports").joinpath(name).read_text("utf-8")
