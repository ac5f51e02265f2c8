"""Texts that nobody expects in a name, and that people and clients send (RFC 7643 section 2.3.1)."""

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.texts import NAMES, with_texts

KEPT = {
    "signs that HTML escapes": 'R&D "Tools" <Labs> &amp; more',
    "an emoji of several code points": "Ada \U0001f469\U0001f3fd\u200d\U0001f4bb",
    "a text from right to left": "\u05e2\u05d3\u05d4 \u0645\u0631\u064a\u0645",
}
ODD = {"a text of ten thousand letters": "x" * 10_000, "blanks around it": "  Ada  ", "two lines": "Ada\nLovelace"}


@scenario(given="User")
def odd_texts_are_sent(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Users are created whose texts are very long, have blanks around them, or signs that others escape.

    Nothing here looks like an attack: what stands in front of a server may shut out whoever sends one.
    """
    users = declared.endpoint("User")
    story.created = {
        what: probe.create(users, with_texts("User", as_user(directory.person(), declared), declared, text))
        for what, text in {**KEPT, **ODD}.items()
    }


@check("rfc7643-2.3.1-odd-texts-do-no-harm", "RFC7643-2.3-02", "RFC7644-3.12-10", level="should")
def odd_texts_do_no_harm(odd_texts_are_sent: Story) -> Findings:
    """A user with a text that is very long, or has odd signs, is created, or refused with 400 or 413."""
    created: dict[str, Exchange] = odd_texts_are_sent.created
    return [
        finding for what, exchange in created.items() for finding in expect.status(exchange, 201, 400, 413, why=what)
    ]


@check("rfc7643-2.3.1-texts-are-not-altered", "RFC7644-3.1-12", "RFC7643-2.3-02", level="should")
def texts_are_not_altered(odd_texts_are_sent: Story) -> Findings:
    """Signs that HTML escapes, emoji, and letters of any script come back as they were sent.

    Escaping belongs to where a text is shown. What is stored escaped is escaped once more by whoever shows it.
    """
    created: dict[str, Exchange] = odd_texts_are_sent.created
    found: list[Finding] = []
    kept = 0
    for what, text in KEPT.items():
        exchange = created[what]
        if not exchange.answer.ok:
            continue  # that it is refused is another check's business
        shown = [expect.lookup(exchange.resource, name) for name in NAMES if name in exchange.request.object]
        kept += text in shown
        if text not in shown:
            found += expect.equal(what, text, next(iter(shown), None), exchange)
    if not kept:
        raise NotApplicable(f"the target keeps none of {', '.join(NAMES)} as it is sent")
    return found
