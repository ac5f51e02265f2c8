"""Requests that are no PATCH, and paths that lead nowhere: refused, and without effect (RFC 7644 section 3.5.2)."""

from typing import Any

from scimproof import (
    Declared,
    Directory,
    Exchange,
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
from scimproof.cleanup import resource_path
from scimproof.clients.probe import PATCH_OP
from scimproof.declared import Json
from scimproof.patching import (
    OTHER_REFUSALS,
    add,
    refused,
    replace,
    said,
    spare_texts,
    untouched,
)
from scimproof.validation.reading import ERROR

# What no attribute of any schema is called.
NOBODYS = "scimproofNothing"
LENIENT = "nothing was asked for, and nothing was done; the request breaks a MUST, though"

# Bodies that are no JSON object, or whose operations are none.
STRANGE_BODIES = {
    "an array": b"[]",
    "a string": b'"patch"',
    "a number": b"7",
    "null": b"null",
    "half a document": b'{"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [{"op": "add',
}
STRANGE_OPERATIONS: dict[str, Any] = {
    "a string": "add",
    "an object": {"op": "add", "path": "nickName", "value": "Odd"},
    "a list of numbers": [7],
    "a list of nulls": [None],
    "a path that is a list": [{"op": "remove", "path": ["nickName"]}],
    "an op that is an object": [{"op": {"add": True}, "path": "nickName", "value": "Odd"}],
}


@scenario(given=("patch", "User"))
def patches_that_are_none(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Requests without operations, with unknown ones and with half ones are sent; the user is read at the end."""
    users = declared.endpoint("User")
    one, _ = spare_texts(declared)
    identifier = probe.create(users, {**as_user(directory.person(), declared), one: "First"}).resource_id
    own = probe.headers("PATCH", has_body=True)

    def sent(body: Json | bytes, why: str) -> Exchange:
        return probe.send("PATCH", resource_path(users, identifier), headers=own, body=body, malformed=why)

    def patched(operation: Json, why: str) -> Exchange:
        return probe.patch(users, identifier, operation, malformed=why)

    story.before = probe.read(users, identifier)
    story.no_operations = sent({"schemas": [PATCH_OP]}, "there is no Operations")
    story.empty_operations = sent({"schemas": [PATCH_OP], "Operations": []}, "Operations is empty")
    story.no_op = patched({"path": one, "value": "No op"}, "there is no op")
    story.unknown_op = patched({"op": "frobnicate", "path": one, "value": "Unknown op"}, "there is no such op")
    story.move = patched({"op": "move", "from": one, "path": "title"}, "move is JSON Patch, not SCIM")
    story.test = patched({"op": "test", "path": one, "value": "First"}, "test is JSON Patch, not SCIM")
    story.pointer = patched(replace(f"/{one}", "Pointed at"), "a JSON Pointer is no path of SCIM")
    story.remove_without_path = patched({"op": "remove"}, "remove lacks its path")
    story.add_without_value = patched({"op": "add", "path": one}, "add lacks its value")
    story.unbalanced = patched(replace(f'{one}[type eq "work"', "Unbalanced"), "a bracket is not closed")
    story.indexed = patched(replace("emails[0].value", "indexed@scimproof.example"), "SCIM has no array indexes")
    story.unknown_path = patched(add(NOBODYS, "Nobody's"), "no schema has such an attribute")
    story.strange_bodies = [sent(body, f"the body is {what}") for what, body in STRANGE_BODIES.items()]
    story.strange_operations = [
        sent({"schemas": [PATCH_OP], "Operations": value}, f"Operations is or has {what}")
        for what, value in STRANGE_OPERATIONS.items()
    ]
    story.after = probe.read(users, identifier)


@scenario(given=("patch", "User"))
def patches_of_another_schema(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A PATCH does not say that it is one, another says that it is a user, and a third writes Replace."""
    users = declared.endpoint("User")
    one, _ = spare_texts(declared)
    body = as_user(directory.person(), declared)
    identifier = probe.create(users, body).resource_id
    operations = [replace(one, "Undeclared")]
    own = probe.headers("PATCH", has_body=True)
    path = resource_path(users, identifier)
    story.no_schemas = probe.send(
        "PATCH", path, headers=own, body={"Operations": operations}, malformed="there is no schemas"
    )
    story.other_schemas = probe.send(
        "PATCH",
        path,
        headers=own,
        body={"schemas": body["schemas"], "Operations": operations},
        malformed="schemas is that of a user",
    )
    story.capital = probe.patch(users, identifier, {"op": "Replace", "path": one, "value": "Capital"})


@scenario(given=("patch", "User"))
def nobody_is_patched(story: Story, probe: Probe, declared: Declared) -> None:
    """Somebody who never existed is changed."""
    one, _ = spare_texts(declared)
    story.patched = probe.patch(declared.endpoint("User"), probe.session.invented_id(), replace(one, "Nobody"))


def _syntax(exchange: Exchange, *, lenient: str | None = None) -> list[Finding]:
    """Refused with 400 that says invalidSyntax or invalidValue; a success may be forgiven."""
    tolerated = {**OTHER_REFUSALS, **({200: lenient, 204: lenient} if lenient else {})}
    found = expect.status(exchange, 400, tolerate=tolerated)
    return found + said(exchange, "invalidSyntax", "invalidValue", grade=Outcome.WARN)


@check("rfc7644-3.5.2-operations-are-needed", "RFC7644-3.5.2-05", "RFC7644-3.12-23")
def operations_are_needed(patches_that_are_none: Story) -> Findings:
    """A PATCH without Operations, or with an empty list of them, is refused with 400."""
    story = patches_that_are_none
    return _syntax(story.no_operations, lenient=LENIENT) + _syntax(story.empty_operations, lenient=LENIENT)


@check("rfc7644-3.5.2-op-is-one-of-three", "RFC7644-3.5.2-06", "RFC7644-3.12-26")
def op_is_one_of_three(patches_that_are_none: Story) -> Findings:
    """An operation without op, or with one that is none of add, remove and replace, is refused with 400.

    A success would tell the client that it was carried out.
    """
    story = patches_that_are_none
    return _syntax(story.no_op) + _syntax(story.unknown_op)


@check("rfc7644-3.5.2-no-json-patch", "RFC7644-3.5.2-03", "RFC7644-3.5.2-06", level="must")
def scim_is_no_json_patch(patches_that_are_none: Story) -> Findings:
    """Operations of JSON Patch that SCIM does not have, move and test, are refused with 400."""
    return _syntax(patches_that_are_none.move) + _syntax(patches_that_are_none.test)


@check("rfc7644-3.5.2.2-remove-needs-a-path", "RFC7644-3.5.2.2-02", "RFC7644-3.5.2-08", level="must")
def a_remove_needs_a_path(patches_that_are_none: Story) -> Findings:
    """A remove without a path is refused with 400 noTarget."""
    exchange = patches_that_are_none.remove_without_path
    return expect.status(exchange, 400) or expect.scim_type(exchange, "noTarget")


@check("rfc7644-3.5.2.1-add-needs-a-value", "RFC7644-3.5.2.1-01", "RFC7644-3.12-26")
def an_add_needs_a_value(patches_that_are_none: Story) -> Findings:
    """An add without a value is refused with 400."""
    return _syntax(patches_that_are_none.add_without_value, lenient=LENIENT)


@check("rfc7644-3.5.2-malformed-paths-are-refused", "RFC7644-3.12-24", "RFC7644-3.5.2-09", level="must")
def malformed_paths_are_refused(patches_that_are_none: Story) -> Findings:
    """A path with an open bracket, with an array index, or of JSON Patch is refused with 400 invalidPath.

    invalidFilter is as good where the error lies in a filter; noTarget and other keywords draw a warning.
    """
    story = patches_that_are_none
    found: list[Finding] = []
    for exchange in (story.unbalanced, story.indexed, story.pointer):
        found += refused(exchange, "invalidPath")
        found += said(exchange, "invalidPath", "invalidFilter", grade=Outcome.WARN)
    return found


@check("rfc7644-3.5.2-unknown-attributes-are-refused", "RFC7644-3.12-25", "RFC7644-3.12-24", level="must")
def unknown_attributes_are_refused(patches_that_are_none: Story) -> Findings:
    """A path to an attribute that no schema has is refused with 400.

    A server that ignores it, as the RFC lets it do elsewhere, or even keeps it, draws a warning.
    """
    story = patches_that_are_none
    kept = expect.lookup(story.after.resource, NOBODYS) is not None
    remark = "the attribute was kept, and no schema has it" if kept else "the attribute was ignored"
    tolerated = {**OTHER_REFUSALS, 200: remark, 204: remark}
    found = expect.status(story.unknown_path, 400, tolerate=tolerated)
    return found + said(
        story.unknown_path, "invalidPath", "noTarget", "invalidSyntax", "invalidFilter", grade=Outcome.WARN
    )


@check("rfc7644-3.5.2-strange-bodies-are-refused", "RFC7644-3.12-10", "RFC7644-3.12-23", level="must")
def strange_bodies_are_refused(patches_that_are_none: Story) -> Findings:
    """A PATCH whose body is an array, a string, a number, null or half a document is refused with 400."""
    return [finding for exchange in patches_that_are_none.strange_bodies for finding in refused(exchange, "no object")]


@check("rfc7644-3.5.2-strange-operations-are-refused", "RFC7644-3.12-10", "RFC7644-3.5.2-05", level="must")
def strange_operations_are_refused(patches_that_are_none: Story) -> Findings:
    """A PATCH whose operations are no objects, or hold objects for texts, is refused with 400.

    One operation that stands without its list is understood by some servers: that draws a warning.
    """
    found: list[Finding] = []
    remark = "a single operation was taken for a list of one"
    for what, exchange in zip(STRANGE_OPERATIONS, patches_that_are_none.strange_operations, strict=True):
        lenient = {200: remark, 204: remark} if what == "an object" else {}
        found += expect.status(exchange, 400, tolerate={**OTHER_REFUSALS, **lenient}, why=f"Operations: {what}")
    return found


@check("rfc7644-3.5.2-refused-patches-change-nothing", "RFC7644-3.5.2-25", "RFC7644-3.5.2-24")
def refused_patches_change_nothing(patches_that_are_none: Story) -> Findings:
    """After requests that are no PATCH the user is what it was."""
    story = patches_that_are_none
    if story.strange_operations[1].answer.ok:  # the single operation that a lenient server may carry out
        ignored: tuple[str, ...] = ("nickName", NOBODYS)
    else:
        ignored = (NOBODYS,)
    return untouched("after requests that are no PATCH", story.before, story.after, but=ignored)


@check("rfc7644-3.5.2-failed-patch-has-a-scim-body", "RFC7644-3.5.2-26", "RFC7644-3.12-02", "RFC7644-3.12-03")
def a_failed_patch_has_a_scim_body(patches_that_are_none: Story) -> Findings:
    """A PATCH that fails is answered with a SCIM Error: its schema, and the status once more."""
    story = patches_that_are_none
    found: list[Finding] = []
    for exchange in (story.remove_without_path, story.unknown_op, story.unbalanced):
        if exchange.status < 400:
            continue  # that it was not refused is judged elsewhere
        body = exchange.answer.object
        found += expect.equal("schemas in the error of a failed PATCH", [ERROR], body.get("schemas"), exchange)
        found += expect.equal(
            "status in the error of a failed PATCH", str(exchange.status), body.get("status"), exchange
        )
    return found


@check("rfc7644-3.5.2-patch-names-its-schema", "RFC7644-3.5.2-04", "RFC7644-3.12-23")
def a_patch_names_its_schema(patches_of_another_schema: Story) -> Findings:
    """A PATCH without schemas, or with those of a user, is refused with 400; a lenient server draws a warning."""
    story = patches_of_another_schema
    lenient = "the request does not say that it is a PATCH, and is taken for one"
    return _syntax(story.no_schemas, lenient=lenient) + _syntax(story.other_schemas, lenient=lenient)


@check("rfc7644-3.5.2-op-in-capitals", "RFC7644-3.5.2-06", level="may")
def op_in_capitals(patches_of_another_schema: Story) -> Findings:
    """An op that is written Replace is understood.

    The RFC writes it in lower case and does not say that case makes no difference. Entra ID sends Add, Replace and
    Remove: a server that refuses them cannot be provisioned by it.
    """
    return expect.status(patches_of_another_schema.capital, 200, 204, why="Entra ID capitalises")


@check("rfc7644-3.5.2-patch-of-nobody-is-404", "RFC7644-3.12-13", "RFC7644-3.12-31", level="must")
def a_patch_of_nobody_is_404(nobody_is_patched: Story) -> Findings:
    """A PATCH of a user who does not exist is answered with 404."""
    return expect.status(nobody_is_patched.patched, 404)
