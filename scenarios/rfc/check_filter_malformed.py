"""Filters that are none: refused with 400 and invalidFilter, never answered with people (RFC 7644 section 3.4.2.2)."""

from dataclasses import replace

from scimproof import Exchange, Finding, Findings, Outcome, Probe, Regulars, Story, check, expect, scenario
from scimproof.querying import INVALID_FILTER, entries, refuses

NOT_REFUSED = "a filter that is none is answered as if nobody met it"


@scenario(given=("User", "filter"))
def filters_that_are_none(story: Story, probe: Probe, regulars: Regulars) -> None:
    """Ada is there; filters that are no filters are sent, none of which asks for her."""
    crowd = regulars.three()
    nobody = f'"nobody.{crowd.mark}"'
    eq = f"userName eq {nobody}"
    wrong = crowd.ask_wrongly
    story.empty = wrong("", "the filter is empty")
    story.unknown_operator = wrong(f"userName regex {nobody}", "there is no operator regex")
    story.sign = wrong(f"userName == {nobody}", "there is no operator ==")
    story.no_operator = wrong(f"userName {nobody}", "an expression has an operator")
    story.attribute_alone = wrong("userName", "an expression has an operator")
    story.no_value = wrong("userName eq", "eq needs a value")
    story.no_attribute = wrong(f"eq {nobody}", "an expression has an attribute")
    story.value_alone = wrong(nobody, "an expression has an attribute")
    story.open_quote = wrong(f"userName eq {nobody[:-1]}", "the string does not end")
    story.not_closed = wrong(f"({eq}", "a bracket is not closed")
    story.not_opened = wrong(f"{eq})", "a bracket is not opened")
    story.nothing_in_brackets = [wrong("()", "brackets hold a filter"), wrong("emails[]", "brackets hold a filter")]
    story.square_not_closed = wrong(f"emails[value eq {nobody}", "a bracket is not closed")
    story.nothing_behind = wrong(f"{eq} and", "and joins two expressions")
    story.nothing_before = wrong(f"or {eq}", "or joins two expressions")
    story.joined_twice = wrong(f"{eq} and or {eq}", "and joins two expressions")
    story.not_alone = wrong("not", "not needs an expression")
    story.not_joined = wrong(f"{eq} {eq}", "two expressions have to be joined")
    story.rubbish_behind = wrong(f"{eq} scimproof", "something stands behind the filter")
    story.pr_with_value = wrong(f"userName pr {nobody}", "pr takes no value")
    story.bad_escape = wrong(f'userName eq "{crowd.mark}\\x"', "JSON knows no such escape")
    story.list_of_values = wrong(f"userName eq [{nobody}]", "a list is no value")
    story.odd_signs = [
        wrong(f'userName eq "{crowd.mark}\\ud800"', "half of a surrogate is no letter"),
        wrong(f'userName eq "{crowd.mark}\x00"', "a NUL is no letter"),
        wrong("\u2603", "a snowman is no filter"),
    ]
    story.deep = probe.query(crowd.endpoint, {"filter": "(" * 150 + eq + ")" * 150})
    story.long = probe.query(crowd.endpoint, {"filter": f'userName eq "{"x" * 3000}{crowd.mark}"'})


def refused(*exchanges: Exchange, scim_type: Outcome = Outcome.WARN, empty: Outcome = Outcome.WARN) -> list[Finding]:
    """Every filter is refused with 400 and invalidFilter.

    The RFC says so of operators that are not known; for all else Table 9 has the keyword, and no sentence demands the
    refusal: a list of nobody does no harm and warns. People in the answer do not meet the filter, whatever it was.
    """
    return [finding for exchange in exchanges for finding in _refused(exchange, scim_type, empty)]


def _refused(exchange: Exchange, scim_type: Outcome, empty: Outcome) -> list[Finding]:
    if refuses(exchange):
        return []
    sent = exchange.request.query.get("filter", "")
    cause = f"A filter that is none is not refused: {exchange.request.malformed}"
    if exchange.status == 400:
        found = expect.scim_type(exchange, INVALID_FILTER, grade=scim_type)
        return [Finding(f"{entry.message}: {sent}", *_rest(entry), cause, entry.grade) for entry in found]
    if exchange.answer.ok and not entries(exchange):
        message, received, grade = f"The filter {sent} is not refused", f"{exchange.status}: {NOT_REFUSED}", empty
    elif exchange.answer.ok:
        message = f"The filter {sent} finds somebody, and is no filter: {exchange.request.malformed}"
        received, grade = f"{exchange.status} with {len(entries(exchange))} resources", Outcome.FAIL
    else:
        message = f"The filter {sent} is answered {exchange.status}"
        received, grade = f"{exchange.status} {expect.detail(exchange)}".strip(), Outcome.FAIL
        cause = f"A filter that is none is answered {exchange.status}"
    return [Finding(message, f"400 and {INVALID_FILTER}", received, (exchange.number,), cause, grade)]


def _rest(finding: Finding) -> tuple[str, str, tuple[int, ...]]:
    return finding.expected, finding.received, finding.exchanges


@check("rfc7644-3.4.2.2-unknown-operator-is-refused", "RFC7644-3.4.2.2-35")
def unknown_operators_are_refused(filters_that_are_none: Story) -> Findings:
    """An operator that does not exist is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.unknown_operator, scim_type=Outcome.FAIL, empty=Outcome.FAIL)


@check("rfc7644-3.4.2.2-unknown-operator-is-explained", "RFC7644-3.4.2.2-36", level="should")
def unknown_operators_are_explained(filters_that_are_none: Story) -> Findings:
    """The refusal of an operator that does not exist says in words what is wrong."""
    exchange = filters_that_are_none.unknown_operator
    if exchange.answer.ok:
        return None  # that it is not refused is another check's business
    return expect.present("detail of the refusal", exchange.answer.object.get("detail"), exchange)


@check("rfc7644-3.4.2.2-signs-are-no-operators", "RFC7644-3.4.2.2-35")
def signs_are_no_operators(filters_that_are_none: Story) -> Findings:
    """== is no operator: it is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.sign, scim_type=Outcome.FAIL, empty=Outcome.FAIL)


@check("rfc7644-3.4.2.2-empty-filter-is-refused", "RFC7644-3.4.2.2-06", level="should")
def empty_filters_are_refused(filters_that_are_none: Story) -> Findings:
    """An empty filter is refused with 400 and invalidFilter.

    Many frameworks cannot tell an empty parameter from one that is not there, and answer with everybody. The client
    made a mistake that it does not see: it warns.
    """
    found = refused(filters_that_are_none.empty)
    return [Finding(f.message, f.expected, f.received, f.exchanges, f.cause, _at_most_a_warning(f)) for f in found]


@check("rfc7644-3.4.2.2-expression-has-an-operator", "RFC7644-3.4.2.2-07")
def expressions_have_an_operator(filters_that_are_none: Story) -> Findings:
    """An attribute and a value without an operator between them are refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.no_operator)


@check("rfc7644-3.4.2.2-attribute-alone-is-no-filter", "RFC7644-3.4.2.2-07", "RFC7644-3.4.2.2-06")
def an_attribute_is_no_filter(filters_that_are_none: Story) -> Findings:
    """The name of an attribute alone is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.attribute_alone)


@check("rfc7644-3.4.2.2-comparison-has-a-value", "RFC7644-3.4.2.2-07", "RFC7644-3.4.2.2-26")
def comparisons_have_a_value(filters_that_are_none: Story) -> Findings:
    """A comparison without a value is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.no_value)


@check("rfc7644-3.4.2.2-expression-has-an-attribute", "RFC7644-3.4.2.2-07", "RFC7644-3.4.2.2-29")
def expressions_have_an_attribute(filters_that_are_none: Story) -> Findings:
    """An operator and a value without an attribute are refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.no_attribute)


@check("rfc7644-3.4.2.2-value-alone-is-no-filter", "RFC7644-3.4.2.2-07", "RFC7644-3.4.2.2-06")
def a_value_is_no_filter(filters_that_are_none: Story) -> Findings:
    """A value alone is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.value_alone)


@check("rfc7644-3.4.2.2-open-string-is-refused", "RFC7644-3.4.2.2-26")
def open_strings_are_refused(filters_that_are_none: Story) -> Findings:
    """A string that does not end is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.open_quote)


@check("rfc7644-3.4.2.2-bracket-is-closed", "RFC7644-3.4.2.2-26")
def brackets_are_closed(filters_that_are_none: Story) -> Findings:
    """A round bracket that is not closed is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.not_closed)


@check("rfc7644-3.4.2.2-bracket-is-opened", "RFC7644-3.4.2.2-26")
def brackets_are_opened(filters_that_are_none: Story) -> Findings:
    """A round bracket that is not opened is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.not_opened)


@check("rfc7644-3.4.2.2-brackets-hold-a-filter", "RFC7644-3.4.2.2-26", "RFC7644-3.4.2.2-25")
def brackets_hold_a_filter(filters_that_are_none: Story) -> Findings:
    """Empty brackets, round and square, are refused with 400 and invalidFilter."""
    return refused(*filters_that_are_none.nothing_in_brackets)


@check("rfc7644-3.4.2.2-square-bracket-is-closed", "RFC7644-3.4.2.2-26")
def square_brackets_are_closed(filters_that_are_none: Story) -> Findings:
    """A square bracket that is not closed is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.square_not_closed)


@check("rfc7644-3.4.2.2-and-joins-two", "RFC7644-3.4.2.2-26")
def something_follows_and(filters_that_are_none: Story) -> Findings:
    """and with nothing behind it, or with another operator, is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.nothing_behind, filters_that_are_none.joined_twice)


@check("rfc7644-3.4.2.2-or-joins-two", "RFC7644-3.4.2.2-26")
def something_stands_before_or(filters_that_are_none: Story) -> Findings:
    """or with nothing before it is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.nothing_before)


@check("rfc7644-3.4.2.2-not-needs-a-filter", "RFC7644-3.4.2.2-26")
def not_needs_a_filter(filters_that_are_none: Story) -> Findings:
    """not alone is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.not_alone)


@check("rfc7644-3.4.2.2-expressions-have-to-be-joined", "RFC7644-3.4.2.2-26")
def expressions_have_to_be_joined(filters_that_are_none: Story) -> Findings:
    """Two expressions side by side are refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.not_joined)


@check("rfc7644-3.4.2.2-nothing-follows-the-filter", "RFC7644-3.4.2.2-26")
def nothing_follows_the_filter(filters_that_are_none: Story) -> Findings:
    """A word behind a filter is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.rubbish_behind)


@check("rfc7644-3.4.2.2-pr-takes-no-value", "RFC7644-3.4.2.2-26")
def pr_takes_no_value(filters_that_are_none: Story) -> Findings:
    """pr with a value is refused with 400 and invalidFilter; that the value is overlooked warns."""
    found = refused(filters_that_are_none.pr_with_value)
    if not entries(filters_that_are_none.pr_with_value):
        return found
    return [replace(finding, grade=Outcome.WARN) for finding in found]


@check("rfc7644-3.4.2.2-values-are-json", "RFC7644-3.4.2.2-26", "RFC7644-3.4.2.2-27")
def values_are_json(filters_that_are_none: Story) -> Findings:
    """A string with an escape that JSON does not know is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.bad_escape)


@check("rfc7644-3.4.2.2-list-is-no-value", "RFC7644-3.4.2.2-26", "RFC7644-3.4.2.2-27")
def lists_are_no_values(filters_that_are_none: Story) -> Findings:
    """A list as the value of a comparison is refused with 400 and invalidFilter."""
    return refused(filters_that_are_none.list_of_values)


@check("rfc7644-3.4.2.2-odd-signs-do-no-harm", "RFC7644-3.4.2.2-26")
def odd_signs_do_no_harm(filters_that_are_none: Story) -> Findings:
    """Half a surrogate, a NUL and a snowman find nobody, and cause no internal error.

    What cannot be stored may be looked for in vain: a list of nobody is right, too.
    """
    found = refused(*filters_that_are_none.odd_signs)
    return [entry for entry in found if entry.grade is Outcome.FAIL]


@check("rfc7644-3.4.2.2-large-filters-do-no-harm", "RFC7644-3.4.2.2-09", "RFC7644-3.4.2.2-04", level="should")
def large_filters_do_no_harm(filters_that_are_none: Story) -> Findings:
    """A filter of many brackets, and one of 3,000 letters, are answered with nobody or refused; they break nothing."""
    found: list[Finding] = []
    for exchange in (filters_that_are_none.deep, filters_that_are_none.long):
        found += expect.status(exchange, 200, 400, 403, 413, 414, 431)
        if entries(exchange):
            found += expect.equal("the number of resources found", 0, len(entries(exchange)), exchange)
    return found


def _at_most_a_warning(finding: Finding) -> Outcome:
    return Outcome.WARN if finding.received.startswith("2") else finding.grade or Outcome.FAIL
