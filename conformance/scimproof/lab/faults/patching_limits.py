"""Servers that let a PATCH do what it may not, refuse what it may, or answer it wrongly."""

from __future__ import annotations

from typing import Any

from scimproof.declared import ENTERPRISE_USER
from scimproof.lab.faults.mechanism import on_answer, on_request, on_storage
from scimproof.lab.messages import Inbound, Outbound, config_in, scim_error
from scimproof.lab.patches import Memory, Operation, Overlay, drop, operations, path, rewrite, send, verb

CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User"


def _succeed(answer: Outbound) -> None:
    answer.status, answer.body = 204, None
    answer.headers.pop("Content-Type", None)


@on_answer("rfc", "major", "generic", bugs=("BUG-072",))
def patches_what_is_its_own(asked: Inbound, answer: Outbound) -> None:
    """id and meta are changed by whoever sends a PATCH."""
    for operation in operations(asked) if answer.status == 400 else []:
        value = operation.get("value")
        at_large = value if isinstance(value, dict) and not path(operation) else {}
        if path(operation) == "id":
            DICTATED.put(asked, {"id": value} if value else {})
        elif path(operation) == "meta.created":
            DICTATED.put(asked, {"meta": {"created": value}})
        elif "id" not in at_large and "meta" not in at_large:
            continue
        _succeed(answer)
    DICTATED.show(asked, answer)


DICTATED = Overlay()


@on_answer("rfc", "critical", "generic")
def lets_user_names_go(asked: Inbound, answer: Outbound) -> None:
    """The userName of a user can be removed, and set to null."""
    for operation in operations(asked):
        if path(operation) == "userName" and answer.status == 400 and not operation.get("value"):
            NAMELESS.put(asked, {"userName": None})
            _succeed(answer)
    NAMELESS.show(asked, answer)


NAMELESS = Overlay()


@on_storage("rfc", "major", "entra", "okta", bugs=("BUG-058",))
def lets_names_be_taken(healthy: type[Any]) -> type[Any]:
    """A PATCH can give a user the userName of somebody else."""

    class Careless(healthy):  # type: ignore[misc]
        def update(self, resource_type: Any, resource: Any, *, expected_version: str | None = None) -> Any:
            self.__dict__["updating"] = True
            try:
                return super().update(resource_type, resource, expected_version=expected_version)
            finally:
                self.__dict__["updating"] = False

        def _check_uniqueness(self, *arguments: Any) -> None:
            if not self.__dict__.get("updating"):
                super()._check_uniqueness(*arguments)

    return Careless


@on_answer("rfc", "major", "generic", bugs=("BUG-072",))
def changes_immutable_titles(asked: Inbound, answer: Outbound) -> None:
    """The schema says that a title is immutable, and a PATCH changes it."""
    _declare_immutable(asked, answer)


@on_answer("rfc", "major", "generic")
def refuses_first_titles(asked: Inbound, answer: Outbound) -> None:
    """The schema says that a title is immutable, and a PATCH cannot even give a first one."""
    _declare_immutable(asked, answer)
    if any(path(operation) == "title" for operation in operations(asked)):
        refused = scim_error(400, "title is immutable", "mutability")
        answer.status, answer.body = refused.status, refused.body


def _declare_immutable(asked: Inbound, answer: Outbound) -> None:
    for schema in answer.resources if asked.endpoint == "Schemas" else []:
        for attribute in schema.get("attributes") or []:
            if attribute.get("name") == "title":
                attribute["mutability"] = "immutable"


@on_answer("rfc", "critical", "entra", "generic", bugs=("BUG-071", "BUG-124"))
def stores_any_type(asked: Inbound, answer: Outbound) -> None:
    """A value is stored as it comes, whatever its type: active is the string "False", which is true."""
    for operation in operations(asked):
        value, name = operation.get("value"), path(operation)
        if verb(operation) == "replace" and (answer.status == 400 or (name == "active" and isinstance(value, str))):
            _succeed(answer)
            ANYTHING.put(asked, {name: value})
    ANYTHING.show(asked, answer)


ANYTHING = Overlay()


@on_answer("idp", "major", "entra", bugs=("BUG-057",))
def stores_managers_as_text(asked: Inbound, answer: Outbound) -> None:
    """A manager who comes as a bare id is stored as a text."""
    for operation in operations(asked):
        value = operation.get("value")
        if verb(operation) == "replace" and path(operation).endswith(":manager") and isinstance(value, dict):
            MANAGERS.put(asked, {ENTERPRISE_USER: {"manager": value.get("value")}})
    MANAGERS.show(asked, answer)


MANAGERS = Overlay()


@on_request("rfc", "major", "entra", bugs=("BUG-062",))
def knows_no_urn_of_the_core(asked: Inbound) -> Outbound | None:
    """A path that begins with the URN of the core schema is passed over."""
    drop(asked, lambda operation: path(operation).startswith(CORE_USER))
    return None


@on_request("rfc", "major", "entra", "generic", bugs=("BUG-128",))
def respects_case_of_paths(asked: Inbound) -> Outbound | None:
    """Names are looked up as they are spelt: Members and USERNAME are nobody's."""
    drop(asked, lambda operation: path(operation)[:1].isupper())

    def known(operation: Operation) -> list[Operation]:
        value = operation.get("value")
        if path(operation) or not isinstance(value, dict):
            return [operation]
        return [{**operation, "value": {name: entry for name, entry in value.items() if not name.isupper()}}]

    rewrite(asked, known)
    return None


@on_answer("idp", "critical", "entra", bugs=("BUG-073",))
def stores_paths_as_names(asked: Inbound, answer: Outbound) -> None:
    """The keys of a value without a path are merged as they are: "name.givenName" becomes an attribute."""
    for operation in operations(asked):
        value = operation.get("value")
        if not path(operation) and isinstance(value, dict):
            LITERAL.put(asked, {name: entry for name, entry in value.items() if "." in name and isinstance(entry, str)})
    LITERAL.show(asked, answer)


LITERAL = Overlay()


@on_request("rfc", "critical", "generic", "okta")
def carries_out_the_first_operation(asked: Inbound) -> Outbound | None:
    """Of several operations the first one is carried out."""
    if found := operations(asked):
        send(asked, found[:1])
    return None


@on_request("rfc", "major", "generic")
def stops_after_thirty_operations(asked: Inbound) -> Outbound | None:
    """After thirty operations a PATCH ends, and success is reported."""
    if found := operations(asked):
        send(asked, found[:30])
    return None


@on_answer("rfc", "major", "entra", "okta", bugs=("BUG-059",))
def refuses_what_changes_nothing(asked: Inbound, answer: Outbound) -> None:
    """A replace of a value by itself is refused, because there is nothing to update."""
    shown = KNOWN_VALUES.of(asked)
    found = operations(asked)
    if found and all(path(one) in shown and shown[path(one)] == one.get("value") for one in found):
        refused = scim_error(400, "no valid fields to update", "invalidValue")
        answer.status, answer.body = refused.status, refused.body
    KNOWN_VALUES.keep(answer)


KNOWN_VALUES = Memory()


@on_answer("rfc", "major", "entra")
def replaces_only_what_is_there(asked: Inbound, answer: Outbound) -> None:
    """A replace of an attribute that has no value is refused: a client would have to know what is there."""
    shown = PRESENT.of(asked)
    for operation in operations(asked):
        if shown and verb(operation) == "replace" and path(operation).isalpha() and path(operation) not in shown:
            refused = scim_error(400, "there is nothing to replace", "noTarget")
            answer.status, answer.body = refused.status, refused.body
    PRESENT.keep(answer)


PRESENT = Memory()


@on_answer("rfc", "major", "generic")
def crashes_on_missing_values(asked: Inbound, answer: Outbound) -> None:
    """A remove of an attribute that has no value ends in a 500."""
    shown = REMOVABLE.of(asked)
    for operation in operations(asked):
        if shown and verb(operation) == "remove" and path(operation).isalpha() and path(operation) not in shown:
            crashed = scim_error(500, f"KeyError: {path(operation)}")
            answer.status, answer.body = crashed.status, crashed.body
    REMOVABLE.keep(answer)


REMOVABLE = Memory()


@on_answer("rfc", "major", "okta", "generic", bugs=("BUG-067",))
def answers_with_the_former_state(asked: Inbound, answer: Outbound) -> None:
    """A PATCH is answered with the resource as it was before."""
    former = FORMER.of(asked)
    FORMER.keep(answer)
    if asked.method == "PATCH" and answer.ok and former:
        answer.body = former


FORMER = Memory()


@on_answer("rfc", "major", "okta", "generic", bugs=("BUG-064",))
def echoes_patches(asked: Inbound, answer: Outbound) -> None:
    """A PATCH is answered with the request."""
    if asked.method == "PATCH" and answer.ok:
        answer.body = asked.json


@on_answer("rfc", "minor", "generic")
def answers_every_patch_with_204(asked: Inbound, answer: Outbound) -> None:
    """A PATCH is answered 204, also when the client asks for attributes of the changed resource."""
    if asked.method == "PATCH" and answer.ok:
        _succeed(answer)


@on_answer("rfc", "major", "generic", bugs=("BUG-121",))
def prints_objects_of_extensions(asked: Inbound, answer: Outbound) -> None:
    """The answer to a PATCH shows the objects of the server's programming language in place of their values."""
    for resource in answer.resources if asked.method == "PATCH" else []:
        extension = resource.get(ENTERPRISE_USER) or {}
        resource.update(
            {ENTERPRISE_USER: dict.fromkeys(extension, "com.example.Attribute@1f2e3d")} if extension else {}
        )


@on_request("rfc", "major", "okta")
def refuses_passwords_on_patch(asked: Inbound) -> Outbound | None:
    """A password cannot be changed by PATCH."""
    for operation in operations(asked):
        value = operation.get("value")
        if path(operation) == "password" or (isinstance(value, dict) and "password" in value):
            return scim_error(400, "password cannot be patched", "mutability")
    return None


@on_answer("rfc", "minor", "generic")
def quotes_support_of_patch(asked: Inbound, answer: Outbound) -> None:
    """Whether PATCH is supported is told by a string."""
    if config := config_in(asked, answer):
        config["patch"] = {"supported": "yes"}


@on_answer("rfc", "minor", "entra")
def names_no_extensions(asked: Inbound, answer: Outbound) -> None:
    """schemas names the core schema only, whatever extension a user has."""
    for resource in answer.resources if asked.endpoint == "Users" else []:
        resource["schemas"] = [CORE_USER]


@on_request("rfc", "minor", "generic")
def goes_by_former_schemas(asked: Inbound) -> Outbound | None:
    """An extension that one operation adds to schemas is unknown to the next one."""
    if any(path(operation) == "schemas" for operation in operations(asked)):
        drop(asked, lambda operation: path(operation).startswith(ENTERPRISE_USER))
    return None
