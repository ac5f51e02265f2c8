"""How attributes are named in filters: case, URNs, sub-attributes, extensions (RFC 7644 section 3.10)."""

from scimproof import Declared, Findings, NotApplicable, Regulars, Story, check, scenario
from scimproof.declared import ENTERPRISE_USER
from scimproof.querying import Crowd, extends_users, findings_of, urn_of


@scenario(given=("User", "filter"))
def attributes_are_named(story: Story, regulars: Regulars, declared: Declared) -> None:
    """Ada is searched by her userName and family name, named in all the ways that the RFC has."""
    crowd = story.crowd = regulars.three()
    mark = crowd.mark
    ada, user = crowd.login("ada"), urn_of(declared)
    family, needs = f'"{mark}Lovelace"', ["name.familyName"]
    story.other_case = [crowd.ask(f'{name} eq "{ada}"', "ada") for name in ("USERNAME", "username")]
    story.other_operator = [crowd.ask(f'userName {operator} "{ada}"', "ada") for operator in ("EQ", "Eq")]
    story.sub = crowd.ask(f"name.familyName eq {family}", "ada", needs=needs)
    story.sub_in_capitals = crowd.ask(f"NAME.FAMILYNAME eq {family}", "ada", needs=needs)
    story.urn = crowd.ask(f'{user}:userName eq "{ada}"', "ada")
    story.urn_sw = crowd.ask(f'{user}:userName sw "{ada[:-3]}"', "ada")
    story.urn_sub = crowd.ask(f"{user}:name.familyName eq {family}", "ada", needs=needs)
    story.urn_in_capitals = crowd.ask(f'{user.upper()}:USERNAME eq "{ada}"', "ada")
    story.resource_type = crowd.ask_among_us('meta.resourceType eq "User"', "ada", "bob", "cyd")
    story.other_type = crowd.ask_among_us('meta.resourceType eq "Group"')
    story.schema = crowd.ask_among_us(f'schemas eq "{user}"', "ada", "bob", "cyd")
    story.unknown = [
        crowd.ask(f'scimproofNoSuch eq "{ada}"'),
        crowd.ask("scimproofNoSuch pr"),
        crowd.ask(f'name.scimproofNoSuch eq "{ada}"'),
    ]
    story.unknown_urn = crowd.ask(f'urn:scimproof:no:such:2.0:Schema:userName eq "{ada}"')
    story.unknown_with_known = crowd.ask(f'scimproofNoSuch eq "{ada}" or userName eq "{ada}"', "ada")


@check("rfc7644-3.4.2.2-attribute-names-ignore-case", "RFC7644-3.4.2.2-05", "RFC7643-2.1-01", level="must")
def names_ignore_case(attributes_are_named: Story) -> Findings:
    """Names of attributes in filters ignore case.

    Clients write userName, username and USERNAME.
    """
    return findings_of(*attributes_are_named.other_case)


@check("rfc7644-3.4.2.2-operators-ignore-case", "RFC7644-3.4.2.2-05", level="must")
def operators_ignore_case(attributes_are_named: Story) -> Findings:
    """Operators ignore case: EQ and Eq are eq."""
    return findings_of(*attributes_are_named.other_operator)


@check("rfc7644-3.4.2.2-sub-attribute", "RFC7644-3.4.2.2-32", "RFC7644-3.10-04")
def sub_attributes_are_searched(attributes_are_named: Story) -> Findings:
    """A part of a complex attribute is searched as name.familyName."""
    return findings_of(attributes_are_named.sub)


@check("rfc7644-3.10-sub-attributes-ignore-case", "RFC7644-3.10-06", level="must")
def sub_attributes_ignore_case(attributes_are_named: Story) -> Findings:
    """Names of sub-attributes in filters ignore case."""
    return findings_of(attributes_are_named.sub_in_capitals)


@check("rfc7644-3.4.2.2-urn", "RFC7644-3.4.2.2-28", "RFC7644-3.10-01", level="must")
def urns_can_be_given(attributes_are_named: Story) -> Findings:
    """An attribute can be named with the URN of its schema, whatever the operator.

    The URN holds a full stop: parsers that split names at each of them break here.
    """
    return findings_of(attributes_are_named.urn, attributes_are_named.urn_sw)


@check("rfc7644-3.10-urn-with-sub-attribute", "RFC7644-3.10-05", "RFC7644-3.4.2.2-28", level="must")
def urns_with_sub_attributes(attributes_are_named: Story) -> Findings:
    """A sub-attribute can be named with the URN of its schema."""
    return findings_of(attributes_are_named.urn_sub)


@check("rfc7644-3.10-urns-ignore-case", "RFC7644-3.10-06", level="must")
def urns_ignore_case(attributes_are_named: Story) -> Findings:
    """URNs of attributes in filters ignore case."""
    return findings_of(attributes_are_named.urn_in_capitals)


@check("rfc7644-3.4.2.2-meta-resource-type", "RFC7644-3.4.2.2-10", level="must")
def the_type_is_searched(attributes_are_named: Story) -> Findings:
    """meta.resourceType eq "User" finds all users at their endpoint, and "Group" none."""
    return findings_of(attributes_are_named.resource_type, attributes_are_named.other_type)


@check("rfc7644-3.4.2.2-schemas-eq", "RFC7644-3.4.2.2-31", "RFC7644-3.4.2.2-39", level="must")
def schemas_are_searched(attributes_are_named: Story) -> Findings:
    """schemas eq finds those who have the schema."""
    return findings_of(attributes_are_named.schema)


@check("rfc7644-3.4.2.2-unknown-attribute", "RFC7644-3.12-19", "RFC7644-3.4.2.2-04", level="must")
def unknown_attributes_find_nobody(attributes_are_named: Story) -> Findings:
    """A filter on an attribute that does not exist finds nobody, or is refused with 400 and invalidFilter.

    A server that leaves the condition out finds everybody: a client would take a stranger for its user.
    """
    return findings_of(*attributes_are_named.unknown, refusal=None)


@check("rfc7644-3.4.2.2-unknown-attribute-in-or", "RFC7644-3.12-19", "RFC7644-3.4.2.2-21", level="must")
def unknown_attributes_in_alternatives(attributes_are_named: Story) -> Findings:
    """An attribute that does not exist, as one of two alternatives, leaves the other one; or the filter is refused."""
    return findings_of(attributes_are_named.unknown_with_known, refusal=None)


@check("rfc7644-3.10-unknown-urn", "RFC7644-3.10-01", "RFC7644-3.12-19", level="should")
def unknown_urns_find_nobody(attributes_are_named: Story) -> Findings:
    """A known name with an unknown URN is another attribute: it finds nobody, or is refused."""
    return findings_of(attributes_are_named.unknown_urn, refusal=None)


@scenario(given=("User", "filter"))
def extensions_are_searched(story: Story, attributes_are_named: Story, declared: Declared) -> None:
    """Ada is in a department, by the enterprise extension; Bob and Cyd have no extension."""
    if not extends_users(declared):
        raise NotApplicable("users have no enterprise extension")
    crowd: Crowd = attributes_are_named.crowd
    mark = crowd.mark
    department, needs = f"{ENTERPRISE_USER}:department", [f"{ENTERPRISE_USER}:department"]
    story.eq = crowd.ask(f'{department} eq "{mark} Engines"', "ada", needs=needs)
    story.sw = crowd.ask(f'{department} sw "{mark}"', "ada", needs=needs)
    story.pr = crowd.ask_among_us(f"{department} pr", "ada", needs=needs)
    story.other_case = crowd.ask(f'{department.upper()} eq "{mark.upper()} ENGINES"', "ada", needs=needs)
    story.joined = crowd.ask(
        f'userName eq "{crowd.login("ada")}" and {department} eq "{mark} Engines"', "ada", needs=needs
    )
    # Some servers name the extension with everybody, used or not.
    extended = [name for name, shown in crowd.shown.items() if ENTERPRISE_USER in (shown.get("schemas") or [])]
    story.schemas = crowd.ask_among_us(f'schemas eq "{ENTERPRISE_USER}"', *extended, needs=needs)


@check("rfc7644-3.10-extension-attribute", "RFC7644-3.10-01", "RFC7644-3.4.2.2-28", "RFC7644-3.10-03", level="must")
def extensions_are_found(extensions_are_searched: Story) -> Findings:
    """An attribute of an extension is searched by its URN and name, also next to other conditions."""
    story = extensions_are_searched
    return findings_of(story.eq, story.sw, story.joined)


@check("rfc7644-3.4.2.2-extension-attribute-pr", "RFC7644-3.4.2.2-15", "RFC7644-3.10-01", level="must")
def extensions_are_present(extensions_are_searched: Story) -> Findings:
    """pr on an attribute of an extension finds those who have it."""
    return findings_of(extensions_are_searched.pr)


@check("rfc7644-3.10-extension-attribute-ignores-case", "RFC7644-3.10-06", level="must")
def extensions_ignore_case(extensions_are_searched: Story) -> Findings:
    """The URN and the name of an attribute of an extension ignore case."""
    return findings_of(extensions_are_searched.other_case)


@check(
    "rfc7644-3.4.2.2-schemas-eq-extension",
    "RFC7644-3.4.2.2-31",
    "RFC7644-3.4.2.2-39",
    "RFC7644-3.4.2.2-38",
    level="must",
)
def extended_users_are_found(extensions_are_searched: Story) -> Findings:
    """schemas eq with the URN of an extension finds those who show it in schemas."""
    return findings_of(extensions_are_searched.schemas)
