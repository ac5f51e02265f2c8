"""What requests and answers are made of: media types, charset, UTF-8 (RFC 7644 sections 3.1, 3.8 and 8.1)."""

import json
import unicodedata

from scimproof import (
    Blocked,
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Outcome,
    Probe,
    Regulars,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.declared import Json, attribute
from scimproof.session import compact
from scimproof.texts import NAMES as TEXTS
from scimproof.texts import with_texts

# Letters of Latin-1 and beyond, of other scripts, and of another plane: each breaks at another mistake.
NAMES = "Zoë Łukasz Ελένη 王小明 🦉"
FORMS = {"complex": "an object"}
SCIM, JSON = "application/scim+json", "application/json"


@scenario(given="User")
def a_name_in_many_scripts(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user with a name in many scripts is created and replaced, with and without charset, and read."""
    users = declared.endpoint("User")
    person = as_user(directory.person(), declared)
    body = _called(NAMES, person, declared)
    story.created = probe.create(users, body)
    identifier = story.created.resource_id
    story.read = probe.read(users, identifier)
    path = resource_path(users, identifier)
    story.replaced = _send(probe, "PUT", path, body, f"{SCIM}; charset=utf-8")
    story.escaped = _send(probe, "PUT", path, _escaped(_called(NAMES[::-1], person, declared)), SCIM)
    story.after_escapes = probe.read(users, identifier)
    story.as_json = _send(probe, "PUT", path, body, JSON)
    story.as_json_utf8 = _send(probe, "PUT", path, body, f"{JSON}; charset=utf-8")
    story.in_capitals = _send(probe, "PUT", path, body, "Application/SCIM+JSON")
    story.as_text = _send(probe, "PUT", path, b"<user><userName>x</userName></user>", "text/xml", "XML")
    broken = compact(_called("Zo", person, declared)).replace(b'"Zo"', b'"Zo\xeb"')
    story.latin_1 = _send(probe, "PUT", path, broken, SCIM, "the body is no UTF-8")
    story.after_all = probe.read(users, identifier)


@scenario(given="User")
def a_reader_with_wishes(story: Story, probe: Probe, regulars: Regulars) -> None:
    """A user is read with Accept headers of several kinds."""
    crowd = regulars.three()
    path = resource_path(crowd.endpoint, crowd.id_of("ada"))

    def ask(accept: str) -> Exchange:
        headers = probe.headers_with(probe.session.authorization, accept=accept)
        return probe.send("GET", path, headers=headers)

    story.anything = ask("*/*")
    story.several = ask(f"{SCIM}, {JSON};q=0.8, */*;q=0.1")
    story.with_charset = ask(f"{SCIM}; charset=utf-8")
    story.only_html = ask("text/html")


@scenario(given="User")
def a_create_as_json(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user is created with application/json as Content-Type, as many clients send it."""
    users = declared.endpoint("User")
    story.sent = as_user(directory.person(), declared)
    story.created = _send(probe, "POST", users, story.sent, JSON)


@check("rfc7644-3.8-utf-8-is-kept", "RFC7644-3.8-01", "RFC7644-3.8-02")
def letters_of_all_scripts_are_kept(a_name_in_many_scripts: Story) -> Findings:
    """A name in many scripts, sent as UTF-8 without saying so, comes back as it was sent.

    UTF-8 is the default: a server that guesses Latin-1 turns Zoë into ZoÃ«. Composed and decomposed letters are
    the same text here.
    """
    story = a_name_in_many_scripts
    found = expect.status(story.created, 201)
    return found or _same_text(story.created) + _same_text(story.read)


@check("rfc7644-3.8-escapes-are-read", "RFC7644-3.8-01")
def escaped_letters_are_read(a_name_in_many_scripts: Story) -> Findings:
    """A name whose letters are sent as JSON escapes is kept like any other."""
    story = a_name_in_many_scripts
    found = expect.status(story.escaped, 200)
    return found or _same_text(story.after_escapes, NAMES[::-1])


@check("rfc7644-8.1-scim-json-is-accepted", "RFC7644-3.8-01", "RFC7644-8.1-01", "RFC7644-3.1-01")
def scim_json_is_accepted(a_name_in_many_scripts: Story) -> Findings:
    """Requests of the type application/scim+json are accepted, with a charset parameter, too.

    Entra ID sends "application/scim+json; charset=utf-8".
    """
    story = a_name_in_many_scripts
    return expect.status(story.created, 201) or expect.status(story.replaced, 200)


@check("rfc7644-3.8-json-requests-are-accepted", "RFC7644-3.8-07")
def json_requests_are_accepted(a_name_in_many_scripts: Story, a_create_as_json: Story) -> Findings:
    """Requests of the type application/json are accepted, with and without charset.

    The RFC recommends it for Accept only; but many clients send it.
    """
    story = a_name_in_many_scripts
    found = expect.status(a_create_as_json.created, 201)
    return found + expect.status(story.as_json, 200) + expect.status(story.as_json_utf8, 200)


@check("rfc7644-3.8-json-requests-are-read", "RFC7644-3.8-01")
def json_requests_are_read(a_create_as_json: Story) -> Findings:
    """What a create of the type application/json holds is kept: the body is not taken for empty."""
    story = a_create_as_json
    if not story.created.answer.ok:
        raise Blocked(f"{story.created.label} was answered {story.created.status}")
    return expect.kept(story.sent, story.created, "userName")


@check("rfc7644-3.8-media-type-ignores-case", "RFC7644-8.1-01", level="should")
def the_case_of_a_media_type_is_ignored(a_name_in_many_scripts: Story) -> Findings:
    """The case of a request's media type makes no difference (RFC 9110 section 8.3.1)."""
    return expect.status(a_name_in_many_scripts.in_capitals, 200)


@check("rfc7644-3.12-foreign-media-type-is-refused", "RFC7644-3.12-10", level="must")
def a_foreign_media_type_is_refused(a_name_in_many_scripts: Story) -> Findings:
    """A request in XML is refused with 415 or 400, and not with an internal error."""
    return expect.status(a_name_in_many_scripts.as_text, 415, 400)


@check("rfc7644-3.8-broken-utf-8-is-400", "RFC7644-3.12-10", "RFC7644-3.8-02", level="must")
def broken_utf_8_is_refused(a_name_in_many_scripts: Story) -> Findings:
    """A body that is no UTF-8 is refused with 400, and changes nothing.

    A server that puts replacement characters in its place stores a name that nobody has: a warning.
    """
    story = a_name_in_many_scripts
    return expect.status(story.latin_1, 400, tolerate={200: "the letters that are no UTF-8 are lost"})


@check("rfc7644-3.8-any-format-means-scim", "RFC7644-3.8-08", "RFC7644-3.1-01", level="must")
def any_format_means_scim(a_reader_with_wishes: Story) -> Findings:
    """With Accept: */* the answer is application/scim+json; plain application/json draws a warning."""
    return _is_scim(a_reader_with_wishes.anything)


@check("rfc7644-3.8-accept-is-a-list", "RFC7644-3.8-06", "RFC7644-3.1-01")
def accept_is_understood_as_a_list(a_reader_with_wishes: Story) -> Findings:
    """An Accept header that names application/scim+json first among others, or with a charset, is supported."""
    story = a_reader_with_wishes
    return _is_scim(story.several) + expect.status(
        story.with_charset, 200, tolerate={406: "the parameter charset is not understood"}
    )


@check("rfc7644-3.8-foreign-format", "RFC7644-3.8-06", level="should")
def a_foreign_format_is_refused_or_ignored(a_reader_with_wishes: Story) -> Findings:
    """With Accept: text/html the answer is 406, or SCIM all the same; but no page for browsers."""
    exchange = a_reader_with_wishes.only_html
    found = expect.status(exchange, 406, 200)
    if found or exchange.status == 406 or "schemas" in exchange.answer.object:
        return found
    return expect.equal("the answer to Accept: text/html", "406, or the user", exchange.answer.media_type, exchange)


@check("rfc7644-3.8-values-have-their-json-form", "RFC7644-3.8-09", "RFC7644-3.8-10", "RFC7644-3.8-11", level="must")
def values_have_their_json_form(a_name_in_many_scripts: Story, declared: Declared) -> Findings:
    """Multi-valued attributes are arrays, even with one value; complex ones are objects; others are neither."""
    kind = declared.resource_type("User")
    schema = declared.schemas.get(kind.schema) if kind else None
    exchange = a_name_in_many_scripts.read
    found: list[Finding] = []
    for name, value in exchange.resource.items():
        definition = attribute(schema, name) if schema else None
        if definition is None or value is None:
            continue
        form = (
            "an array" if definition.get("multiValued") is True else FORMS.get(str(definition.get("type")), "a value")
        )
        received = "an array" if isinstance(value, list) else "an object" if isinstance(value, dict) else "a value"
        found += expect.equal(f"the JSON form of {name}", form, received, exchange)
    return found


def _send(
    probe: Probe, method: str, path: str, body: Json | bytes, content_type: str, why: str | None = None
) -> Exchange:
    headers = probe.headers_with(probe.session.authorization, has_body=True, content_type=content_type)
    return probe.send(method, path, headers=headers, body=body, malformed=why)


def _escaped(body: Json) -> bytes:
    return json.dumps(body).encode("ascii")


def _called(text: str, person: Json, declared: Declared) -> Json:
    """The person with this text wherever a server may keep one."""
    body = with_texts("User", person, declared, text)
    return {**body, "name": {**body["name"], "familyName": text}} if "familyName" in body.get("name", {}) else body


def _same_text(exchange: Exchange, wanted: str = NAMES) -> list[Finding]:
    name = expect.lookup(exchange.resource, "name")
    family_name = expect.lookup(name, "familyName") if isinstance(name, dict) else None
    texts = [family_name, *(expect.lookup(exchange.resource, attribute) for attribute in TEXTS)]
    received = [unicodedata.normalize("NFC", text) for text in texts if isinstance(text, str)]
    if unicodedata.normalize("NFC", wanted) in received:
        return []  # not every server keeps every attribute
    return expect.equal("a name with letters of many scripts", wanted, received[0] if received else None, exchange)


def _is_scim(exchange: Exchange) -> list[Finding]:
    found = expect.status(exchange, 200)
    if found or exchange.answer.media_type == SCIM:
        return found
    grade = Outcome.WARN if exchange.answer.media_type == JSON else None
    return expect.equal("the media type", SCIM, exchange.answer.media_type, exchange, grade=grade)
