"""Filters that nobody wrote down, judged by a model of our own (RFC 7644 section 3.4.2.2)."""

from typing import Any

from hypothesis import strategies as st

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.declared import attribute, sub_attribute
from scimproof.generative.filters import Both, Compare, Either, Filter, Not, Present, Within, values_of
from scimproof.generative.shrinking import smallest
from scimproof.querying import Crowd

MOST_FILTERS = 30
TEXTS = ("userName", "displayName", "name.givenName", "name.familyName", "emails.value")
TEXT_OPERATORS = ("eq", "co", "sw", "ew")


@scenario(given=("User", "filter"))
def a_small_crowd(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Five people are there, two of them not active, one without a nickname; they are listed."""
    people = Crowd(probe, directory, declared, "gf")
    for number, name in enumerate(("ada", "bob", "cyd", "dan", "eve")):
        people.add(name, active=number % 2 == 0, **({"nickName": f"Nick{number}"} if number else {}))
    people.gather()
    story.people = people


WHAT_THE_MODEL_KNOWS = [f"RFC7644-3.4.2.2-{row}" for row in (10, 12, 13, 14, 15, 20, 21, 22, 30, 31, 37)]


@check("rfc7644-3.4.2.2-generated-filters", "RFC7644-3.4.2.2-04", *WHAT_THE_MODEL_KNOWS)
def whatever_is_searched_is_found(a_small_crowd: Story, probe: Probe, declared: Declared) -> Findings:
    """A filter made of comparisons, and, or, not and brackets finds exactly those whom it describes.

    Filters are generated, sent, and compared with a small model of section 3.4.2.2. When one goes wrong, the smallest
    that still does is shown. The same --seed generates the same filters, but for names, which carry the id of the run.

    A server may refuse a filter with 400; other checks say which kind. If that is all that goes wrong it warns, and for
    brackets such as emails[type eq "work"], which are optional, it is right.
    """
    people: Crowd = a_small_crowd.people
    crowd = list(people.shown.values())
    last: dict[str, Any] = {}
    refused: list[Exchange] = []

    def goes_wrong(wanted: Filter) -> bool:
        # With a condition that only they meet: whoever else there is, their list fits on a page.
        bound = f"({wanted}) and {people.ours}" if isinstance(wanted, Either) else f"{wanted} and {people.ours}"
        exchange = probe.query(people.endpoint, {"filter": bound})
        expected = {resource["id"] for resource in crowd if wanted.selects(resource)}
        listed = exchange.answer.object.get("Resources") if exchange.answer.ok else None
        entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        found = {entry.get("id") for entry in entries} & {resource["id"] for resource in crowd}
        if exchange.status == 400:
            if "[" not in str(wanted):
                refused.append(exchange)
            return False
        wrong = not exchange.answer.ok or found != expected
        if wrong:
            last.update(filter=wanted, exchange=exchange, expected=expected, found=found)
        return wrong

    seed = probe.session.settings.seed
    worst = smallest(filters(crowd, declared), goes_wrong, most=MOST_FILTERS, seed=seed)
    if worst is None:
        return _refusals(refused)
    exchange = last["exchange"]
    return Finding(
        f"The filter {last['filter']} does not find whom it describes",
        f"200 with {len(last['expected'])} of the five: {sorted(last['expected'])}",
        f"{exchange.answer.status} with {len(last['found'])} of the five: {sorted(map(str, last['found']))} "
        f"{expect.detail(exchange)}".strip(),
        (exchange.number,),
        cause="generated filters",
    )


def _refusals(refused: list[Exchange]) -> Findings:
    if not refused:
        return None
    return Finding(
        "Generated filters are refused",
        f"200 for each of {MOST_FILTERS}",
        f"400 for {len(refused)} of them, such as {refused[0].request.query.get('filter')}",
        expect.numbers(refused[:5]),
        cause="generated filters refused",
        grade=Outcome.WARN,
    )


def filters(crowd: list[dict[str, Any]], declared: Declared) -> st.SearchStrategy[Filter]:
    """Filters whose literals are parts of what the crowd has, so that they select some and not all."""
    texts = [
        name for name in TEXTS if _ignores_case(declared, name) and all(_pieces(resource, name) for resource in crowd)
    ]
    if not texts:
        raise NotApplicable("no attribute that can be searched without regard to case has a value for everybody")
    # In the order of the crowd, not of the alphabet: names carry the id of the run, and chance must not depend on it.
    pieces = {name: list(dict.fromkeys(piece for one in crowd for piece in _pieces(one, name))) for name in texts}
    compared = [(name, piece) for name in texts for piece in pieces[name]]
    strangers = [(name, piece) for name in texts for other in texts if other != name for piece in pieces[other]]
    comparisons: st.SearchStrategy[Filter] = st.builds(
        lambda pair, operator: Compare(pair[0], operator, pair[1]),
        # Most compare an attribute with a part of its own values, so that somebody is found.
        st.one_of(*[st.sampled_from(compared)] * 3, st.sampled_from(strangers or compared)),
        st.sampled_from(TEXT_OPERATORS),
    )
    simple: list[st.SearchStrategy[Filter]] = [comparisons]
    if all(isinstance(resource.get("active"), bool) for resource in crowd):
        simple.append(st.builds(Compare, st.just("active"), st.just("eq"), st.booleans()))
    present = [name for name in ("nickName", "displayName", "emails", "title") if any(name in one for one in crowd)]
    if present:
        simple.append(st.builds(Present, st.sampled_from(present)))
    if "emails.value" in texts:
        work, mails = Compare("type", "eq", "work"), pieces["emails.value"]
        within = st.builds(Compare, st.just("value"), st.sampled_from(TEXT_OPERATORS), st.sampled_from(mails))
        simple.append(st.builds(lambda one: Within("emails", (work, one)), within))
    term = st.one_of(simple)
    # Precedence goes wrong more often than anything else, and pure chance seldom meets it.
    mixed = st.one_of(
        st.builds(lambda one, two, three: Either(Both(one, two), three), term, term, term),
        st.builds(lambda one, two, three: Either(one, Both(two, three)), term, term, term),
        st.builds(lambda one, two: Both(Not(one), two), term, term),
    )
    nested = st.recursive(
        term,
        lambda terms: st.one_of(st.builds(Not, terms), st.builds(Both, terms, terms), st.builds(Either, terms, terms)),
        max_leaves=4,
    )
    return st.one_of(mixed, nested)


def _ignores_case(declared: Declared, path: str) -> bool:
    """Whether the target's own schema compares the attribute without regard to case; the model knows no other way."""
    kind = declared.resource_type("User")
    schema = declared.schemas.get(kind.schema) if kind else None
    head, _, rest = path.partition(".")
    definition = attribute(schema, head) if schema else None
    if definition is not None and rest:
        definition = sub_attribute(definition, rest)
    return definition is None or definition.get("caseExact") is not True


def _pieces(resource: dict[str, Any], name: str) -> list[str]:
    found = []
    for value in values_of(resource, name):
        if isinstance(value, str) and len(value) > 4:
            found += [value, value[:3], value[-3:], value[1:4], value.upper()]
    return found
