"""The hand-written JSON Schemas of SCIM messages and resources, loaded once and without a network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urljoin

from referencing import Registry
from referencing.jsonschema import DRAFT202012

from scimproof.validation.judging import Judge
from scimproof.validation.problem import Problem

MessageName = Literal[
    "list-response",
    "error",
    "patch-op",
    "search-request",
    "bulk-request",
    "bulk-response",
    "service-provider-config",
    "resource-type",
    "schema",
    "user",
    "enterprise-user",
    "group",
]


def problems(instance: Any, name: MessageName) -> list[Problem]:
    """What is wrong with a document of this kind, by the RFCs alone and not by what a target declares."""
    return _judge(name).problems(instance)


def document(name: str) -> Mapping[str, Any]:
    """A schema file by its name without the extension.

    :raises KeyError: when there is no such file.
    """
    return _documents()[name]


def definition(name: str) -> Mapping[str, Any]:
    """One of the definitions that all resources share, such as ``dateTime``."""
    shared: Mapping[str, Any] = document("common")["$defs"][name]
    return shared


@cache
def _documents() -> Mapping[str, Mapping[str, Any]]:
    folder = files("scimproof.schemas").joinpath("scim")
    found = {
        file.name.removesuffix(".json"): json.loads(file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".json")
    }
    return dict(sorted(found.items()))


@cache
def _registry() -> Registry[Any]:
    resources = [DRAFT202012.create_resource(entry) for entry in _documents().values()]
    registry: Registry[Any] = Registry().with_resources([(str(entry.id()), entry) for entry in resources])
    return registry.crawl()


@cache
def _judge(name: str) -> Judge:
    return Judge(document(name), _registry(), _resolve)


def _resolve(reference: str, base: str) -> tuple[Mapping[str, Any], str]:
    """What a ``$ref`` refers to, and the URI of the document that holds it."""
    uri = urljoin(base, reference)
    contents: Mapping[str, Any] = _registry().resolver().lookup(uri).contents
    return contents, uri.partition("#")[0]
