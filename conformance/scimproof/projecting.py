"""attributes and excludedAttributes judged: what an answer shows of a resource, compared with the whole of it.

A story keeps the whole resource as its step ``whole``, and in ``always`` the names that the target's schema declares
as always returned.
"""

from __future__ import annotations

from typing import Any

from scimproof import expect
from scimproof.declared import Declared, Json
from scimproof.exchange import Exchange
from scimproof.outcome import Blocked, Finding, NotApplicable, Outcome
from scimproof.querying import values_at
from scimproof.story import Story

# Returned whatever is asked for: id always is; schemas is in every representation; meta is tolerated.
FRAME = frozenset({"id", "schemas", "meta"})


def always_returned(declared: Declared, type_name: str = "User") -> frozenset[str]:
    """The attributes that the target's schema declares as always returned, in small letters."""
    kind = declared.resource_type(type_name)
    listed: Any = declared.schemas.get(kind.schema, {}).get("attributes") if kind else None
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return frozenset(str(entry.get("name")).lower() for entry in entries if entry.get("returned") == "always")


def frame(story: Story) -> set[str]:
    """What may be shown whatever is asked for."""
    always: frozenset[str] = story.always
    return set(FRAME | always)


def needs_effect(story: Story, step: str) -> None:
    """What is asked for in a finer way is judged only where the plain way, which is this step, has any effect.

    A server that ignores the parameter has one fault, and not one for each way to write a name.

    :raises Blocked: when it has none.
    """
    plain: Exchange = getattr(story, step)
    if not plain.answer.ok or names_in(plain.resource) == names_in(story.whole.resource):
        raise Blocked(f"the parameter has no effect in its plainest form: {plain.label} was answered {plain.status}")


def needs(story: Story, name: str) -> None:
    """:raises NotApplicable: when a read shows no such attribute, so that there is nothing to choose or leave out."""
    if name.lower() not in names_in(story.whole.resource):
        raise NotApplicable(f"the target shows no {name}")


def only(story: Story, step: str, *names: str, after: str = "") -> list[Finding]:
    """Exactly these attributes are shown, and what belongs to every resource.

    :param after: the step with the plainest form, if this is a finer one.
    """
    if after:
        needs_effect(story, after)
    exchange, whole = getattr(story, step), story.whole.resource
    found = expect.status(exchange, 200)
    if found:
        return found
    for name in names:
        if name.lower() in names_in(whole):
            found += expect.present(f"{name} with attributes", expect.lookup(exchange.resource, name), exchange)
    extra = sorted(names_in(exchange.resource) - {name.lower() for name in names} - frame(story))
    return found + expect.equal(f"what is shown beside {' and '.join(names)}", [], extra, exchange)


def part(story: Story, step: str, wanted: str, sibling: str, after: str) -> list[Finding]:
    """This part of an attribute is shown; its sibling warns, anything else is wrong."""
    needs_effect(story, after)
    exchange, whole = getattr(story, step), story.whole.resource
    if not values_at(whole, wanted):
        raise NotApplicable(f"the target does not keep {wanted}")
    found = expect.status(exchange, 200)
    if found:
        return found
    parent = wanted.rpartition(":")[0] if wanted.startswith("urn:") else wanted.partition(".")[0]
    found += expect.present(f"{wanted} with attributes", values_at(exchange.resource, wanted), exchange)
    extra = sorted(names_in(exchange.resource) - {parent.lower()} - frame(story))
    found += expect.equal(f"what is shown beside {wanted}", [], extra, exchange)
    beside = values_at(exchange.resource, sibling)
    return found + expect.equal(f"{sibling} with attributes={wanted}", [], beside, exchange, grade=Outcome.WARN)


def left_out(story: Story, step: str, unwanted: str, sibling: str, after: str) -> list[Finding]:
    """This part of an attribute is not shown, and its sibling is: all else warns."""
    needs_effect(story, after)
    exchange, whole = getattr(story, step), story.whole.resource
    if not values_at(whole, unwanted) or not values_at(whole, sibling):
        raise NotApplicable(f"the target does not keep {unwanted} and {sibling}")
    return expect.status(exchange, 200) or expect.equal(
        unwanted, [], values_at(exchange.resource, unwanted), exchange, grade=Outcome.WARN
    ) + expect.equal(
        sibling, values_at(whole, sibling), values_at(exchange.resource, sibling), exchange, grade=Outcome.WARN
    )


def all_but(story: Story, step: str, *names: str, after: str = "") -> list[Finding]:
    """Everything is shown but these."""
    if after:
        needs_effect(story, after)
    exchange, whole = getattr(story, step), story.whole.resource
    found = expect.status(exchange, 200)
    if found:
        return found
    expected = names_in(whole) - ({name.lower() for name in names} - frame(story))
    return expect.equal(
        f"what is shown without {' and '.join(names)}", sorted(expected), sorted(names_in(exchange.resource)), exchange
    )


def needs_body(exchange: Exchange) -> None:
    """:raises NotApplicable: when a create is answered without a body, as it may be."""
    if exchange.creates_in_silence:
        raise NotApplicable(f"{exchange.label} was answered without a body")


def names_in(resource: Json) -> set[str]:
    """The names of what has a value (RFC 7643 section 2.5), in small letters."""
    return {name.lower() for name, value in resource.items() if value not in (None, [], {})}
