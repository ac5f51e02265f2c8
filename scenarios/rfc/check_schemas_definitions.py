"""The attributes that RFC 7643 defines, as the target's schemas define them (section 8.7), one check for each.

The rows of the tables are in the registry; the checks are made of them. Each of them has a stable id, such as
``rfc7643-8.7.1-user-emails-is-as-defined``.
"""

import re
from collections.abc import Callable

from scimproof import Declared, Findings, Story, check
from scimproof.definitions import EXAMPLES, FIXED, Rows, citations, compared, in_words, tables

SHORT_NAMES = {"EnterpriseUser": "enterprise", "ServiceProviderConfig": "config"}

STORIES = {
    EXAMPLES: """
    A client cannot work with an attribute that has another JSON type or another plurality than the one it knows by
    this name, nor with a characteristic that another section of RFC 7643 fixes: those fail. Anything else in the
    published listing is an example, and what a server has instead is noted. A schema may have fewer attributes.
    """,
    FIXED: """
    A server need not list the schemas of its own documents. Where it does, another JSON type, another plurality and
    an attribute that could be written fail; other differences from the published listing and its errata draw a
    warning, because these schemas are fixed.
    """,
}


def definition_check(rows: Rows) -> Callable[..., Findings]:
    """A check that compares the published definition of one attribute with these rows."""

    def judged(discovery: Story, declared: Declared) -> Findings:
        return compared(rows, declared, discovery.schemas)

    schema, name = (rows[0].attribute or "").split(".")[:2]
    judged.__name__ = f"{schema}_{name}_is_as_defined"
    judged.__doc__ = f"{in_words(rows)}.\n{STORIES[rows[0].section]}"
    words = f"{SHORT_NAMES.get(schema, hyphenated(schema))}-{hyphenated(name)}"
    return check(f"rfc7643-{rows[0].section}-{words}-is-as-defined", *citations(rows), level="must")(judged)


def hyphenated(name: str) -> str:
    """``phone-numbers`` for ``phoneNumbers``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


# They are collected like functions that are written out.
globals().update({made.__name__: made for section in STORIES for made in map(definition_check, tables(section))})
