"""Values of a wrong type: refused, or converted, and never stored as they came (RFC 7644 section 3.5.2)."""

from scimproof import (
    Declared,
    Directory,
    Finding,
    Findings,
    Outcome,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.declared import Json
from scimproof.patching import (
    Patched,
    need_writable,
    refused,
    replace,
    said,
    spare_texts,
    writable,
)


@scenario(given=("patch", "User"))
def what_is_of_another_type(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A text is an object, a Boolean a word or a string, a name a text, and a list of addresses one text."""
    users = declared.endpoint("User")
    one, _ = story.texts = spare_texts(declared)
    wrong: Json = {
        one: {"of": "another type"},
        "active": "perhaps",
        "name": "Ada Lovelace",
        "emails": "ada@example.com",
    }
    wrong = {name: value for name, value in wrong.items() if writable(declared, "User", name)}
    identifier = probe.create(users, as_user(directory.person(), declared)).resource_id
    story.before = probe.read(users, identifier)
    story.written = {name: probe.patch(users, identifier, replace(name, value)) for name, value in wrong.items()}
    story.after = probe.read(users, identifier)
    need_writable(declared, "User", "active")
    story.quoted = Patched(probe, users, identifier).step(replace("active", "False"))


@check("rfc7644-3.5.2-types-are-kept", "RFC7644-3.5.2-11", "RFC7644-3.5.2-14", "RFC7643-2.3-03")
def types_are_kept(what_is_of_another_type: Story) -> Findings:
    """A value of a wrong JSON type is refused with 400, or converted; it is not stored as it came."""
    story = what_is_of_another_type
    fits: dict[str, type] = {story.texts[0]: str, "active": bool, "name": dict, "emails": list}
    found: list[Finding] = []
    for name, exchange in story.written.items():
        shown = expect.lookup(story.after.resource, name)
        odd = shown is not None and not isinstance(shown, fits[name])
        odd = odd or (name == "emails" and any(not isinstance(entry, dict) for entry in shown or []))
        if odd:
            found += expect.equal(
                f"{name} after a value of a wrong type", "a value of its type", shown, exchange, story.after
            )
        elif not exchange.answer.ok:
            found += refused(exchange, "invalidValue")
            found += said(exchange, "invalidValue", "invalidSyntax", grade=Outcome.WARN)
    return found


@check("rfc7643-2.3.2-quoted-booleans-are-not-stored", "RFC7644-3.5.2-11", "RFC7643-2.3.2-01", level="must")
def quoted_booleans_are_not_stored(what_is_of_another_type: Story) -> Findings:
    """A replace of active by the string "False" deactivates the user, or is refused with 400.

    Entra ID has long sent it so. A server that stores the string, or takes it for true, lets a leaver in.
    """
    step = what_is_of_another_type.quoted
    if not step.patched.answer.ok:
        return refused(step.patched, "invalidValue")
    shown = expect.lookup(step.after.resource, "active")
    return expect.equal('active after a replace by "False"', False, shown, step.patched, step.after)
