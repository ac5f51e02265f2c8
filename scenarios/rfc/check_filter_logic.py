"""and, or, not, brackets, and who comes first (RFC 7644 section 3.4.2.2, Tables 4 and 5)."""

from scimproof import Declared, Findings, Outcome, Regulars, Story, check, scenario
from scimproof.querying import Answer, Crowd, email_types, findings_of


@scenario(given=("User", "filter"))
def conditions_are_combined(story: Story, regulars: Regulars, declared: Declared) -> None:
    """Ada, Bob and Cyd are searched by conditions on their userName that are combined in every way."""
    crowd = story.crowd = regulars.three()
    story.types = email_types(declared)
    ours = crowd.ours
    ada, bob, cyd = (f'userName eq "{crowd.login(name)}"' for name in ("ada", "bob", "cyd"))
    nobody = f'userName eq "nobody.{crowd.mark}"'
    everyone = ("ada", "bob", "cyd")
    story.both = [crowd.ask(f"{ours} and {ada}", "ada"), crowd.ask(f"{ada} and {bob}")]
    story.either = [crowd.ask(f"{ada} or {bob}", "ada", "bob"), crowd.ask(f"{nobody} or {cyd}", "cyd")]
    story.negated = [
        crowd.ask(f"{ours} and not ({ada})", "bob", "cyd"),
        crowd.ask(f"not ({bob}) and {ours}", "ada", "cyd"),
    ]
    story.negated_group = crowd.ask(f"{ours} and not ({ada} or {bob})", "cyd")
    story.negated_twice = crowd.ask(f"{ours} and not (not ({ada}))", "ada")
    # (ada or bob) and cyd would be nobody.
    story.and_first = [crowd.ask(f"{ada} or {bob} and {cyd}", "ada"), crowd.ask(f"{cyd} and {bob} or {ada}", "ada")]
    # not (ada and bob) would be everyone.
    story.not_first = crowd.ask(f"{ours} and not ({ada}) and {bob}", "bob")
    # not (ada or bob) would be Cyd alone.
    story.not_before_or = crowd.ask(f"{ours} and (not ({ada}) or {ada})", *everyone)
    story.grouped = [
        crowd.ask(f"({ada} or {bob}) and {cyd}"),
        crowd.ask(f"{ours} and ({bob} or {cyd})", "bob", "cyd"),
    ]
    story.nested = crowd.ask(f"(({ada}) or (({bob}) and ({ours})))", "ada", "bob")
    story.chain = [
        crowd.ask(f"{ada} or {bob} or {cyd}", *everyone),
        crowd.ask(f'{ours} and userName sw "ada" and userName co "a." and {ada}', "ada"),
    ]
    story.long_chain = crowd.ask(" or ".join([nobody] * 20 + [bob]), "bob")
    story.capitals = [
        crowd.ask(f"{ada} OR {bob}", "ada", "bob"),
        crowd.ask(f"{ours} AND {cyd}", "cyd"),
        crowd.ask(f"{ours} and NOT ({cyd})", "ada", "bob"),
    ]


@check("rfc7644-3.4.2.2-and", "RFC7644-3.4.2.2-20", level="must")
def both_have_to_match(conditions_are_combined: Story) -> Findings:
    """and finds those who meet both conditions."""
    return findings_of(*conditions_are_combined.both)


@check("rfc7644-3.4.2.2-or", "RFC7644-3.4.2.2-21", level="must")
def either_is_enough(conditions_are_combined: Story) -> Findings:
    """or finds those who meet one condition or the other."""
    return findings_of(*conditions_are_combined.either)


@check("rfc7644-3.4.2.2-not", "RFC7644-3.4.2.2-22", level="must")
def not_finds_the_others(conditions_are_combined: Story) -> Findings:
    """not finds those who do not meet the condition."""
    return findings_of(*conditions_are_combined.negated)


@check("rfc7644-3.4.2.2-not-of-a-group", "RFC7644-3.4.2.2-22", "RFC7644-3.4.2.2-30", level="must")
def not_covers_its_brackets(conditions_are_combined: Story) -> Findings:
    """not applies to all that stands in its brackets."""
    return findings_of(conditions_are_combined.negated_group)


@check("rfc7644-3.4.2.2-not-twice", "RFC7644-3.4.2.2-22", level="must")
def not_twice_is_nothing(conditions_are_combined: Story) -> Findings:
    """not (not (...)) finds those who meet the condition."""
    return findings_of(conditions_are_combined.negated_twice)


@check("rfc7644-3.4.2.2-and-before-or", "RFC7644-3.4.2.2-30")
def and_comes_before_or(conditions_are_combined: Story) -> Findings:
    """and binds tighter than or, on whichever side it stands."""
    return findings_of(*conditions_are_combined.and_first)


@check("rfc7644-3.4.2.2-not-before-and", "RFC7644-3.4.2.2-30")
def not_comes_before_and(conditions_are_combined: Story) -> Findings:
    """not binds tighter than and, and than or."""
    return findings_of(conditions_are_combined.not_first, conditions_are_combined.not_before_or)


@check("rfc7644-3.4.2.2-brackets-come-first", "RFC7644-3.4.2.2-30", "RFC7644-3.4.2.2-23", "RFC7644-3.4.2.2-09")
def brackets_come_first(conditions_are_combined: Story) -> Findings:
    """Conditions in round brackets are taken together, before and after and."""
    return findings_of(*conditions_are_combined.grouped)


@check("rfc7644-3.4.2.2-nested-brackets", "RFC7644-3.4.2.2-30", "RFC7644-3.4.2.2-09")
def brackets_can_be_nested(conditions_are_combined: Story) -> Findings:
    """Round brackets can stand in round brackets."""
    return findings_of(conditions_are_combined.nested)


@check("rfc7644-3.4.2.2-three-conditions", "RFC7644-3.4.2.2-20", "RFC7644-3.4.2.2-21", level="must")
def three_conditions_are_no_problem(conditions_are_combined: Story) -> Findings:
    """More than two conditions can be joined without brackets."""
    return findings_of(*conditions_are_combined.chain)


@check("rfc7644-3.4.2.2-long-chain", "RFC7644-3.4.2.2-21", "RFC7644-3.4.2.2-08", level="should")
def long_chains_are_no_problem(conditions_are_combined: Story) -> Findings:
    """Twenty-one conditions can be joined by or: clients look for a page of accounts in one request."""
    return findings_of(conditions_are_combined.long_chain)


@check("rfc7644-3.4.2.2-logical-operators-ignore-case", "RFC7644-3.4.2.2-26", "RFC7644-3.4.2.2-05")
def logical_operators_ignore_case(conditions_are_combined: Story) -> Findings:
    """AND, OR and NOT in capitals are understood: strings of the grammar ignore case (RFC 5234 section 2.3).

    The prose says it of "attribute operators" only, so a refusal warns.
    """
    return findings_of(*conditions_are_combined.capitals)


@scenario(given=("User", "filter"))
def values_are_searched_by_their_parts(story: Story, conditions_are_combined: Story) -> None:
    """Ada has a work and a home address; conditions in square brackets have to be met by one and the same address."""
    crowd: Crowd = conditions_are_combined.crowd
    work, home = conditions_are_combined.types
    at_work, at_home = crowd.login("ada"), f"other.{crowd.login('ada')}"
    needs = ["emails.type", "emails.value"]
    bob = f'userName eq "{crowd.login("bob")}"'

    def ask(wanted: str, *expected: str) -> Answer:
        return crowd.ask(wanted, *expected, needs=needs)

    story.same = ask(f'emails[type eq "{home}" and value eq "{at_home}"]', "ada")
    story.mixed = ask(f'emails[type eq "{work}" and value eq "{at_home}"]')
    story.apart = ask(f'emails.type eq "{work}" and emails.value eq "{at_home}"', "ada")
    story.one = ask(f'emails[value eq "{at_home}"]', "ada")
    story.either = ask(f'emails[value eq "{at_home}" or value eq "{at_work}"]', "ada")
    story.negated = ask(f'emails[value eq "{at_home}" and not (type eq "{home}")]')
    story.combined = [
        ask(f'userName eq "{crowd.login("ada")}" and emails[type eq "{work}" and value co "{crowd.mark}"]', "ada"),
        ask(f'{bob} and emails[type eq "{home}" and value co "{crowd.mark}"]'),
    ]
    story.alternatives = ask(f'emails[type eq "{home}" and value eq "{at_home}"] or {bob}', "ada", "bob")
    story.excluded = ask(f'{crowd.ours} and not (emails[value eq "{at_home}"])', "bob", "cyd")
    story.unknown_part = crowd.ask(f'emails[scimproofNoSuch eq "{at_home}"]', needs=needs)


@check("rfc7644-3.4.2.2-value-path-same-value", "RFC7644-3.4.2.2-25", "RFC7644-3.4.2.2-24")
def one_value_meets_all_conditions(values_are_searched_by_their_parts: Story) -> Findings:
    """Conditions in square brackets have to be met by one and the same value; or the filter is refused.

    A server that takes them one by one finds people by a combination that nobody has.
    """
    story = values_are_searched_by_their_parts
    return findings_of(story.same, story.mixed, refusal=Outcome.NOTE)


@check("rfc7644-3.4.2.2-sub-attributes-apart", "RFC7644-3.4.2.2-31", "RFC7644-3.10-04", level="must")
def sub_attributes_are_apart(values_are_searched_by_their_parts: Story) -> Findings:
    """Without square brackets, conditions may be met by different values of a multi-valued attribute."""
    return findings_of(values_are_searched_by_their_parts.apart)


@check("rfc7644-3.4.2.2-value-path-one-condition", "RFC7644-3.4.2.2-25")
def one_condition_in_square_brackets(values_are_searched_by_their_parts: Story) -> Findings:
    """A single condition in square brackets finds those who have such a value; or it is refused."""
    return findings_of(values_are_searched_by_their_parts.one, refusal=Outcome.NOTE)


@check("rfc7644-3.4.2.2-value-path-logic", "RFC7644-3.4.2.2-25")
def logic_in_square_brackets(values_are_searched_by_their_parts: Story) -> Findings:
    """or and not work in square brackets as they do outside; or they are refused."""
    story = values_are_searched_by_their_parts
    return findings_of(story.either, story.negated, refusal=Outcome.NOTE)


@check("rfc7644-3.4.2.2-value-path-combined", "RFC7644-3.4.2.2-41", "RFC7644-3.4.2.2-39", level="must")
def square_brackets_can_be_combined(values_are_searched_by_their_parts: Story) -> Findings:
    """Conditions in square brackets can be joined with others by and; or they are refused."""
    return findings_of(*values_are_searched_by_their_parts.combined, refusal=Outcome.NOTE)


@check("rfc7644-3.4.2.2-value-path-alternatives", "RFC7644-3.4.2.2-25", "RFC7644-3.4.2.2-21")
def square_brackets_can_be_alternatives(values_are_searched_by_their_parts: Story) -> Findings:
    """Conditions in square brackets can be joined by or, and negated as a whole; or they are refused."""
    story = values_are_searched_by_their_parts
    return findings_of(story.alternatives, story.excluded, refusal=Outcome.NOTE)


@check("rfc7644-3.4.2.2-value-path-unknown-part", "RFC7644-3.4.2.2-25")
def unknown_parts_match_nobody(values_are_searched_by_their_parts: Story) -> Findings:
    """A condition in square brackets on a sub-attribute that does not exist finds nobody, or is refused."""
    return findings_of(values_are_searched_by_their_parts.unknown_part, refusal=None)
