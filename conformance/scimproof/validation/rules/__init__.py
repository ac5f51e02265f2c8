"""The passive rules by theme. Importing this registers them all.

A new rule belongs into the module of its theme; a new theme is a new module, named here.
"""

from scimproof.validation.rules import (
    bodies,
    bulk,
    documents,
    elements,
    errors,
    identity,
    leaks,
    lists,
    locations,
    metadata,
    references,
    schemas,
    statuses,
    values,
)

__all__ = [
    "bodies",
    "bulk",
    "documents",
    "elements",
    "errors",
    "identity",
    "leaks",
    "lists",
    "locations",
    "metadata",
    "references",
    "schemas",
    "statuses",
    "values",
]
