"""The values in filters: escapes, signs that mean something elsewhere, and case (RFC 7644 section 3.4.2.2)."""

import json
from contextlib import suppress

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Findings,
    NotApplicable,
    Outcome,
    Probe,
    Regulars,
    Story,
    check,
    scenario,
)
from scimproof.declared import Json, attribute, sub_attribute
from scimproof.querying import Answer, Crowd, findings_of, values_at
from scimproof.texts import NAMES

# What people are called by the alphabet of their texts, and the pieces of those texts.
TEXTS = {
    "ada": {
        "quotes": 'says "hi" to all',
        "backslash": "back\\slash",
        "operators": "a and b eq (c) or [d]",
        "apostrophe": "O'Malley-Smith, Dr.",
        "plus": "1+1=2 & 50% ; #7?",
    },
    "bob": {"umlauts": "J\u00fcrgen \u017di\u017eek"},
    "cyd": {"beyond": "\u674e\u5c0f\u9f8d \U0001f600"},
    "dan": {"wildcards": "up%to_date"},
    "eve": {"decoy": "up to the date"},
}


@scenario(given=("User", "filter"))
def strange_texts_are_searched(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """People have quotes, brackets, wildcards and letters of the world in a text, and are searched by those."""
    crowd = Crowd(probe, directory, declared, "tx")
    mark = crowd.mark
    texts = {who: " | ".join(f"{mark} {piece}" for piece in pieces.values()) for who, pieces in TEXTS.items()}
    for who, text in texts.items():
        with suppress(Blocked):  # a server that refuses such a text is not asked for it
            crowd.add(who, **dict.fromkeys(NAMES, text))
    crowd.gather()
    keeps = {name: [who for who in crowd.shown if values_at(crowd.shown[who], name) == [texts[who]]] for name in NAMES}
    name = max(NAMES, key=lambda name: len(keeps[name]))

    def ask(who: str, operator: str, part: str, *, ascii_only: bool = False) -> Answer:
        wanted = f"{name} {operator} {json.dumps(f'{mark} {part}', ensure_ascii=ascii_only)}"
        if who in keeps[name]:
            return crowd.ask(wanted, who)
        return Answer(wanted, frozenset(), {}, None, NotApplicable(f"no text is kept as it was sent: {texts[who]}"))

    for who, pieces in TEXTS.items():
        for piece, text in pieces.items():
            setattr(story, piece, ask(who, "co", text))
    umlauts, beyond = TEXTS["bob"]["umlauts"], TEXTS["cyd"]["beyond"]
    story.escaped = [ask("bob", "eq", umlauts, ascii_only=True), ask("cyd", "eq", beyond, ascii_only=True)]
    story.percent = [ask("dan", "eq", "up%to_date"), ask("dan", "sw", "up%")]
    story.underscore = [crowd.ask(f'{name} eq "{mark} up_to_the_date"'), crowd.ask(f'{name} sw "{mark} *"')]


@check("rfc7644-3.4.2.2-quotes-in-values", "RFC7644-3.4.2.2-27", level="must")
def quotes_are_escaped(strange_texts_are_searched: Story) -> Findings:
    """A quotation mark in a value, written as \\" like in JSON, is part of the value."""
    return findings_of(strange_texts_are_searched.quotes)


@check("rfc7644-3.4.2.2-backslashes-in-values", "RFC7644-3.4.2.2-27", level="must")
def backslashes_are_escaped(strange_texts_are_searched: Story) -> Findings:
    """A backslash in a value, written as two like in JSON, is part of the value."""
    return findings_of(strange_texts_are_searched.backslash)


@check("rfc7644-3.4.2.2-operators-in-values", "RFC7644-3.4.2.2-27", level="must")
def operators_in_values_are_text(strange_texts_are_searched: Story) -> Findings:
    """and, or, eq and brackets in a value are part of the value: parsers that split at words break here."""
    return findings_of(strange_texts_are_searched.operators)


@check("rfc7644-3.4.2.2-punctuation-in-values", "RFC7644-3.4.2.2-27", level="must")
def punctuation_in_values_is_text(strange_texts_are_searched: Story) -> Findings:
    """Apostrophes, hyphens, commas and full stops in a value are part of it: people have such names."""
    return findings_of(strange_texts_are_searched.apostrophe)


@check("rfc7644-3.4.2.2-url-signs-in-values", "RFC7644-3.4.2.2-27", level="must")
def signs_of_urls_are_text(strange_texts_are_searched: Story) -> Findings:
    """+, &, %, = and # in a value, percent-encoded once, are part of the value.

    A server that decodes twice takes a plus for a blank, and does not find anna+test@example.com.
    """
    return findings_of(strange_texts_are_searched.plus)


@check("rfc7644-3.4.2.2-unicode-in-values", "RFC7644-3.4.2.2-27", "RFC7644-7.8-01", level="must")
def letters_of_the_world_are_text(strange_texts_are_searched: Story) -> Findings:
    """Letters outside ASCII, and signs outside the basic plane, are found when they are sent as UTF-8."""
    return findings_of(strange_texts_are_searched.umlauts, strange_texts_are_searched.beyond)


@check("rfc7644-3.4.2.2-unicode-escapes-in-values", "RFC7644-3.4.2.2-27", level="must")
def unicode_escapes_are_understood(strange_texts_are_searched: Story) -> Findings:
    """Letters written as \\uXXXX like in JSON, also as two surrogates, are the letters that they stand for."""
    return findings_of(*strange_texts_are_searched.escaped)


@check("rfc7644-3.4.2.2-no-wildcards", "RFC7644-3.4.2.2-10", "RFC7644-3.4.2.2-13", level="must")
def there_are_no_wildcards(strange_texts_are_searched: Story) -> Findings:
    """%, _ and * in a value stand for themselves: filters know no wildcards.

    A server that hands values to SQL's LIKE finds other people than the one who was asked for.
    """
    story = strange_texts_are_searched
    return findings_of(*story.percent, *story.underscore)


@scenario(given=("User", "filter"))
def capitals_are_searched(story: Story, regulars: Regulars) -> None:
    """Ada is searched in capitals, by attributes that ignore case and by those that respect it."""
    crowd = story.crowd = regulars.three()
    mark, ada = crowd.mark, crowd.login("ada")
    story.id = crowd.id_of("ada")
    loud = ada.upper()
    story.parts = [
        crowd.ask(f'userName co "{loud[:-4]}"', "ada"),
        crowd.ask(f'userName sw "{loud[:-4]}"', "ada"),
        crowd.ask(f'userName ew "{loud[1:]}"', "ada"),
    ]
    story.email = ignoring(crowd, "emails.value", loud)
    story.texts = [
        ignoring(crowd, "name.familyName", f"{mark}LOVELACE".upper()),
        ignoring(crowd, "title", f"{mark} ENGINEER".upper()),
    ]
    story.external_id = crowd.ask(f'externalId eq "{mark.upper()}-ADA"', needs=["externalId"])
    story.id_in_capitals = crowd.ask(f'id eq "{story.id.swapcase()}"')


def ignoring(crowd: Crowd, path: str, value: str) -> Answer:
    """Search by an attribute in capitals, and expect what the target's own schema says of its case."""
    exact = (definition_of(crowd.declared, path) or {}).get("caseExact") is True
    return crowd.ask(f'{path} eq "{value}"', *([] if exact else ["ada"]), needs=[path])


def definition_of(declared: Declared, path: str) -> Json | None:
    """The definition of ``emails.value`` in the target's schema."""
    kind = declared.resource_type("User")
    head, _, rest = path.partition(".")
    definition = attribute(declared.schemas.get(kind.schema, {}), head) if kind else None
    return sub_attribute(definition, rest) if definition and rest else definition


@check("rfc7644-3.4.2.2-parts-ignore-case", "RFC7644-3.4.2.2-37", "RFC7643-4.1.1-03", "RFC7643-7-25")
def parts_ignore_case(capitals_are_searched: Story) -> Findings:
    """co, sw and ew on userName ignore case, as eq does."""
    return findings_of(*capitals_are_searched.parts)


@check("rfc7644-3.4.2.2-emails-ignore-case", "RFC7644-3.4.2.2-37", "RFC7643-7-25")
def emails_ignore_case(capitals_are_searched: Story) -> Findings:
    """emails.value eq ignores case, or respects it where the target's own schema says so."""
    return findings_of(capitals_are_searched.email)


@check("rfc7643-7-case-as-the-schema-says", "RFC7643-7-25", "RFC7643-7-28", "RFC7644-3.4.2.2-37")
def case_is_as_the_schema_says(capitals_are_searched: Story) -> Findings:
    """Names and titles are compared with or without regard to case, as the target's own schema says."""
    texts: list[Answer] = capitals_are_searched.texts
    return findings_of(*([answer for answer in texts if answer.exchange is not None] or texts))


@check("rfc7643-3.1-external-id-respects-case", "RFC7643-3.1-16", "RFC7644-3.4.2.2-37", level="should")
def external_ids_respect_case(capitals_are_searched: Story) -> Findings:
    """externalId eq respects case: it is the client's own key.

    Whoever ignores it mixes up two people whose keys differ by case alone, as those of Salesforce do. Many databases
    do, so it warns.
    """
    return findings_of(capitals_are_searched.external_id)


@check("rfc7643-3.1-id-respects-case", "RFC7643-3.1-10", "RFC7644-3.4.2.2-37", level="should")
def ids_respect_case(capitals_are_searched: Story) -> Findings:
    """id eq respects case."""
    story = capitals_are_searched
    if story.id.swapcase() == story.id:
        raise NotApplicable("the id has no letters")
    return findings_of(story.id_in_capitals, refusal=None)


@scenario(given=("User", "filter"))
def values_of_the_wrong_type(story: Story, capitals_are_searched: Story) -> None:
    """Filters compare a text with a number, a boolean with a text, and anything with null."""
    crowd: Crowd = capitals_are_searched.crowd

    nonsense = ("userName eq 5", "userName eq true", 'active eq "scimproof"', "active eq 17")
    story.wrong = [crowd.ask_among_us(wanted) for wanted in nonsense]
    story.date = crowd.ask_among_us('meta.created gt "yesterday"')
    story.null = crowd.ask_among_us("userName eq null")
    story.boolean_as_text = crowd.ask_among_us('active eq "true"', "ada", "bob", "cyd", needs=["active"])


@check("rfc7644-3.4.2.2-other-types-match-nobody", "RFC7644-3.4.2.2-10", "RFC7644-3.4.2.2-27", level="must")
def other_types_match_nobody(values_of_the_wrong_type: Story) -> Findings:
    """A value of another type is equal to nobody's, or is refused with 400 and invalidFilter.

    What eq null means, the RFC does not say: whom it finds is noted.
    """
    story = values_of_the_wrong_type
    null = findings_of(story.null, refusal=None, wrong=Outcome.NOTE)
    return findings_of(*story.wrong, refusal=None) + null


@check("rfc7644-3.4.2.2-no-date-matches-nobody", "RFC7644-3.4.2.2-16", "RFC7644-3.12-19")
def what_is_no_date_matches_nobody(values_of_the_wrong_type: Story) -> Findings:
    """A date that is none matches nobody, or is refused with 400 and invalidFilter."""
    return findings_of(values_of_the_wrong_type.date, refusal=None)


@check("rfc7644-3.4.2.2-boolean-as-text", "RFC7644-3.4.2.2-27", level="may")
def booleans_as_text(values_of_the_wrong_type: Story) -> Findings:
    """active eq "true", with quotes, finds who is active; the RFC writes it without.

    It is a text, and need not be equal to a boolean. Some clients send it all the same, so it is noted.
    """
    return findings_of(values_of_the_wrong_type.boolean_as_text, refusal=Outcome.NOTE)
