"""Names in paths: with the URN of their schema, in another case, with a dot (RFC 7644 sections 3.5.2 and 3.10)."""

from collections.abc import Callable

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
from scimproof.patching import (
    NO_PATH,
    OTHER_REFUSALS,
    Patched,
    Step,
    add,
    done,
    email_types,
    need_writable,
    replace,
    spare_texts,
    with_value,
)

MAIL = "scimproof.example"


@scenario(given=("patch", "User"))
def somebody(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is there, with one e-mail address."""
    users = declared.endpoint("User")
    body = as_user(directory.person(), declared)
    (story.email,) = body.get("emails") or ({},)
    story.user = Patched(probe, users, probe.create(users, body).resource_id)
    kind = declared.resource_type("User")
    story.urn = kind.schema if kind else "urn:ietf:params:scim:schemas:core:2.0:User"


@scenario(given=("patch", "User"))
def names_are_written_differently(story: Story, somebody: Story, declared: Declared) -> None:
    """A text of a user is changed by its full name, in capitals, and without a path in capitals."""
    urn, user = somebody.urn, somebody.user
    one, other = story.texts = spare_texts(declared)

    def until(**wanted: str) -> Callable[[Exchange], bool]:
        return lambda shown: not expect.kept(wanted, shown, *wanted)

    story.full = user.step(replace(f"{urn}:{one}", "Full name"), until=until(**{one: "Full name"}))
    story.capital = user.step(replace(one.upper(), "Capital"), until=until(**{one: "Capital"}))
    story.at_large = user.step(
        replace(NO_PATH, {one.upper(): "At large", other: "Beside"}), until=until(**{one: "At large", other: "Beside"})
    )
    story.full_capital = user.step(
        replace(f"{urn.upper()}:{one.upper()}", "Full capital"), until=until(**{one: "Full capital"})
    )


@scenario(given=("patch", "User"))
def an_address_is_named_differently(story: Story, somebody: Story, declared: Declared) -> None:
    """An address is changed by a path that begins with the URN of its schema, and by one in capitals."""
    email_types(declared)  # the schema tells addresses apart by them
    urn, user, email = somebody.urn, somebody.user, somebody.email
    kind = email["type"]
    if with_value(user.last, "emails", email["value"]) is None:
        raise NotApplicable("the target does not keep an e-mail address as it was sent")
    story.full = user.step(
        replace(f'{urn}:emails[type eq "{kind}"].value', f"full@{MAIL}"),
        until=lambda shown: with_value(shown, "emails", f"full@{MAIL}") is not None,
    )
    story.capital = user.step(
        replace(f'EMAILS[Type eq "{kind}"].VALUE', f"capital@{MAIL}"),
        until=lambda shown: with_value(shown, "emails", f"capital@{MAIL}") is not None,
    )


@scenario(given=("patch", "User"))
def a_name_is_named_in_full(story: Story, somebody: Story, declared: Declared) -> None:
    """The given name is changed by its full path, and then by a dotted key without a path."""
    need_writable(declared, "User", "name", "name.givenName")
    urn, user = somebody.urn, somebody.user
    story.full = user.step(
        replace(f"{urn}:name.givenName", "Fully"), until=lambda shown: _given_name(shown.answer.object) == "Fully"
    )
    story.dotted = user.step(add(NO_PATH, {"name.givenName": "Dotted"}))


def _given_name(resource: dict[str, object]) -> object:
    name = expect.lookup(resource, "name")
    return expect.lookup(name, "givenName") if isinstance(name, dict) else None


def _text(step: Step, name: str, wanted: str, how: str) -> list[Finding]:
    shown = expect.lookup(step.after.resource, name)
    return done(step.patched) or expect.equal(f"{name} after a replace {how}", wanted, shown, step.patched, step.after)


@check("rfc7644-3.5.2-path-with-the-core-urn", "RFC7644-3.5.2-15", "RFC7644-3.10-01", level="must")
def a_path_with_the_core_urn(names_are_written_differently: Story) -> Findings:
    """A path may begin with the URN of the core schema: it leads to the same attribute."""
    story = names_are_written_differently
    return _text(story.full, story.texts[0], "Full name", "by its full name")


@check("rfc7644-3.5.2-path-in-another-case", "RFC7644-3.5.2-15", "RFC7644-3.10-06", "RFC7643-2.1-01", level="must")
def a_path_in_another_case(names_are_written_differently: Story) -> Findings:
    """The case of a path makes no difference, with the URN before it and without."""
    story = names_are_written_differently
    name = story.texts[0]
    return _text(story.capital, name, "Capital", "in capitals") + _text(
        story.full_capital, name, "Full capital", "by its full name in capitals"
    )


@check("rfc7644-3.5.2-key-in-another-case", "RFC7643-2.1-01", "RFC7644-3.5.2.3-01", level="must")
def a_key_in_another_case(names_are_written_differently: Story) -> Findings:
    """The case of the names in the value of a replace without a path makes no difference."""
    story = names_are_written_differently
    step = story.at_large
    wanted = {story.texts[0]: "At large", story.texts[1]: "Beside"}
    return done(step.patched) or expect.kept(wanted, step.after, *wanted)


@check("rfc7644-3.5.2-urn-before-a-filter", "RFC7644-3.5.2-15", "RFC7644-3.5.2-09", level="must")
def a_urn_before_a_filter(an_address_is_named_differently: Story) -> Findings:
    """A path with a filter may begin with the URN of the schema."""
    return _mail(an_address_is_named_differently.full, f"full@{MAIL}")


@check("rfc7644-3.5.2-filter-in-another-case", "RFC7644-3.5.2-15", "RFC7644-3.10-06", level="must")
def a_filter_in_another_case(an_address_is_named_differently: Story) -> Findings:
    """The case of the names in a path with a filter makes no difference: EMAILS[Type eq "work"].VALUE."""
    return _mail(an_address_is_named_differently.capital, f"capital@{MAIL}")


def _mail(step: Step, wanted: str) -> list[Finding]:
    if found := done(step.patched):
        return found
    if with_value(step.after, "emails", wanted) is not None:
        return []
    shown = expect.lookup(step.after.resource, "emails")
    return expect.equal("emails after a replace of value", [{"value": wanted}], shown, step.patched, step.after)


@check(
    "rfc7644-3.5.2-urn-before-a-sub-attribute", "RFC7644-3.5.2-15", "RFC7644-3.10-05", "RFC7644-3.10-04", level="must"
)
def a_urn_before_a_sub_attribute(a_name_is_named_in_full: Story) -> Findings:
    """A path with the URN, the attribute and the sub-attribute leads to the sub-attribute."""
    step = a_name_is_named_in_full.full
    shown = _given_name(step.after.resource)
    return done(step.patched) or expect.equal(
        "name.givenName after a replace by its full name", "Fully", shown, step.patched, step.after
    )


@check("rfc7644-3.5.2-dotted-keys-are-no-names", "RFC7644-3.5.2.1-03", "RFC7644-3.5.2.3-01", level="must")
def dotted_keys_are_no_names(a_name_is_named_in_full: Story) -> Findings:
    """An add without a path of "name.givenName" sets the given name or is refused, and makes no such attribute.

    Entra ID sends such keys, and the RFC says nothing about them. A plain merge stores an attribute that no schema has.
    """
    step = a_name_is_named_in_full.dotted
    found = expect.status(step.patched, 200, 204, 400, tolerate=OTHER_REFUSALS)
    for name in ("name.givenName", "givenName"):
        found += expect.equal(
            f"an attribute {name} of the user", None, step.after.resource.get(name), step.patched, step.after
        )
    return found
