"""The operators of filters on strings, and on lists of them (RFC 7644 section 3.4.2.2, Table 3)."""

from scimproof import Declared, Findings, Outcome, Regulars, Story, check, scenario
from scimproof.querying import email_types, findings_of


@scenario(given=("User", "filter"))
def three_people_are_searched(story: Story, regulars: Regulars, declared: Declared) -> None:
    """Ada, Bob and Cyd are searched: by names, titles, of which Cyd has none, and by the two e-mails of Ada's."""
    _, home = email_types(declared)
    crowd = regulars.three()
    mark = crowd.mark
    ada, bob = crowd.login("ada"), crowd.login("bob")
    story.eq = crowd.ask(f'title eq "{mark} Engineer"', "ada", needs=["title"])
    story.ne = crowd.ask_among_us(f'userName ne "{ada}"', "bob", "cyd")
    story.co = crowd.ask(f'userName co "{ada[1:-1]}"', "ada")
    story.co_all = crowd.ask(crowd.ours, "ada", "bob", "cyd")
    story.sw = crowd.ask(f'userName sw "{ada[:-8]}"', "ada")
    story.sw_whole = crowd.ask(f'userName sw "{bob}"', "bob")
    story.sw_middle = crowd.ask(f'userName sw "{ada[1:]}"')
    story.ew = crowd.ask(f'userName ew "{ada[1:]}"', "ada")
    story.ew_whole = crowd.ask(f'userName ew "{bob}"', "bob")
    story.ew_middle = crowd.ask(f'userName ew "{ada[:-1]}"')
    story.order = [
        crowd.ask_among_us(f'userName gt "{bob}"', "cyd"),
        crowd.ask_among_us(f'userName le "{bob}"', "ada", "bob"),
    ]
    story.pr = crowd.ask_among_us("title pr", "ada", "bob", needs=["title"])
    story.not_pr = crowd.ask_among_us("not (title pr)", "cyd", needs=["title"])
    story.pr_name = crowd.ask_among_us("name pr", "ada", "bob", "cyd", needs=["name.familyName"])
    story.pr_emails = crowd.ask_among_us("emails pr", "ada", "bob", "cyd", needs=["emails.value"])
    story.second_email = crowd.ask(f'emails.value eq "other.{ada}"', "ada", needs=["emails.value"])
    story.email_type = crowd.ask_among_us(f'emails.type eq "{home}"', "ada", needs=["emails.type"])
    story.whole_emails = crowd.ask(f'emails co "other.{ada}"', "ada", needs=["emails.value"])
    story.external_id = crowd.ask(f'externalId eq "{mark}-bob"', "bob", needs=["externalId"])
    story.id = crowd.ask(f'id eq "{crowd.id_of("bob")}"', "bob")


@check("rfc7644-3.4.2.2-eq-on-optional-strings", "RFC7644-3.4.2.2-10", level="must")
def eq_finds_the_same_text(three_people_are_searched: Story) -> Findings:
    """eq on an optional string finds those who have this value, and nobody else."""
    return findings_of(three_people_are_searched.eq)


@check("rfc7644-3.4.2.2-ne", "RFC7644-3.4.2.2-11", level="must")
def ne_finds_the_others(three_people_are_searched: Story) -> Findings:
    """ne finds those who have another value, and not those who have this one."""
    return findings_of(three_people_are_searched.ne)


@check("rfc7644-3.4.2.2-co", "RFC7644-3.4.2.2-12", level="must")
def co_finds_a_part(three_people_are_searched: Story) -> Findings:
    """co finds a value by any part of it."""
    return findings_of(three_people_are_searched.co, three_people_are_searched.co_all)


@check("rfc7644-3.4.2.2-sw", "RFC7644-3.4.2.2-13", level="must")
def sw_finds_a_beginning(three_people_are_searched: Story) -> Findings:
    """sw finds a value by its beginning, and not by a part further on."""
    return findings_of(three_people_are_searched.sw, three_people_are_searched.sw_middle)


@check("rfc7644-3.4.2.2-sw-identical", "RFC7644-3.4.2.2-13", level="must")
def sw_finds_the_whole(three_people_are_searched: Story) -> Findings:
    """sw finds a value by all of it."""
    return findings_of(three_people_are_searched.sw_whole)


@check("rfc7644-3.4.2.2-ew", "RFC7644-3.4.2.2-14", level="must")
def ew_finds_an_end(three_people_are_searched: Story) -> Findings:
    """ew finds a value by its end, and not by a part before it."""
    return findings_of(three_people_are_searched.ew, three_people_are_searched.ew_middle)


@check("rfc7644-3.4.2.2-ew-identical", "RFC7644-3.4.2.2-14", level="must")
def ew_finds_the_whole(three_people_are_searched: Story) -> Findings:
    """ew finds a value by all of it."""
    return findings_of(three_people_are_searched.ew_whole)


@check("rfc7644-3.4.2.2-order-of-strings", "RFC7644-3.4.2.2-16", "RFC7644-3.4.2.2-19")
def strings_have_an_order(three_people_are_searched: Story) -> Findings:
    """gt and le compare strings in the order of the alphabet.

    No collation is named, so only small letters are compared, on whose order all agree; and it warns only.
    """
    return findings_of(*three_people_are_searched.order, wrong=Outcome.WARN)


@check("rfc7644-3.4.2.2-pr", "RFC7644-3.4.2.2-15", level="must")
def pr_finds_who_has_a_value(three_people_are_searched: Story) -> Findings:
    """pr finds those who have a value, and not those who have none."""
    return findings_of(three_people_are_searched.pr)


@check("rfc7644-3.4.2.2-not-pr", "RFC7644-3.4.2.2-15", "RFC7643-2.5-01", level="must")
def not_pr_finds_who_has_none(three_people_are_searched: Story) -> Findings:
    """not (... pr) finds those who have no value."""
    return findings_of(three_people_are_searched.not_pr)


@check("rfc7644-3.4.2.2-pr-on-complex", "RFC7644-3.4.2.2-15", level="must")
def pr_finds_complex_values(three_people_are_searched: Story) -> Findings:
    """pr on a complex attribute finds those who have a part of it."""
    return findings_of(three_people_are_searched.pr_name)


@check("rfc7644-3.4.2.2-pr-on-multi-valued", "RFC7644-3.4.2.2-15", level="must")
def pr_finds_lists(three_people_are_searched: Story) -> Findings:
    """pr on a multi-valued attribute finds those who have an element in it, each of them once."""
    return findings_of(three_people_are_searched.pr_emails)


@check("rfc7644-3.4.2.2-any-value-matches", "RFC7644-3.4.2.2-31", level="must")
def any_value_matches(three_people_are_searched: Story) -> Findings:
    """Somebody with two e-mails is found by the second one, and once only.

    A join in the database that finds one user twice makes Entra ID stop: it takes the user for ambiguous.
    """
    story = three_people_are_searched
    return findings_of(story.second_email, story.email_type)


@check("rfc7644-3.4.2.2-complex-without-sub-attribute", "RFC7644-3.4.2.2-40", "RFC7644-3.4.2.2-39", level="must")
def emails_without_value(three_people_are_searched: Story) -> Findings:
    """emails co "..." compares the values of the e-mails, or is refused with 400 and invalidFilter.

    The RFC asks for a sub-attribute in the text, and has this filter among its examples: both are right.
    """
    return findings_of(three_people_are_searched.whole_emails, refusal=None)


@check("rfc7644-3.4.2.2-external-id-eq", "RFC7643-3.1-11", "RFC7644-3.4.2.2-10", level="must")
def external_id_is_found(three_people_are_searched: Story) -> Findings:
    """externalId eq finds the one user who has it.

    It is what Entra ID matches accounts by, once it has created them.
    """
    return findings_of(three_people_are_searched.external_id)


@check("rfc7644-3.4.2.2-id-eq", "RFC7644-3.4.2.2-10", level="must")
def id_is_found(three_people_are_searched: Story) -> Findings:
    """id eq finds the one user who has it."""
    return findings_of(three_people_are_searched.id)
