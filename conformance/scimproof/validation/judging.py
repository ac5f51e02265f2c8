"""Validating against a JSON Schema, and saying in our words what is wrong.

Three annotations make a violation speak for its requirement:

``x-requirement``  the requirement that the subschema states;
``x-presence``     the requirement that demands the property at all, where that is another one;
``x-expected``     what would have been accepted, where the keyword alone does not say it well;
``x-rule``         what the violation is called, where the keyword alone does not say it well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry

from scimproof.validation.problem import Problem, pointer_to, shown
from scimproof.validation.shape import Resolve, Shape


def _is_integer(checker: object, value: object) -> bool:
    """JSON Schema takes 5.0 for an integer; RFC 7643 section 2.3.4 forbids fractions and exponents."""
    return isinstance(value, int) and not isinstance(value, bool)


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer)
)

_TYPE_NAMES = {
    "string": "a string",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "array": "an array",
    "null": "null",
}


class Judge:
    """A JSON Schema, ready to be used many times.

    :param schema: the schema; never downloaded anything for.
    :param registry: where other schemas are found by their URI.
    :param resolve: the same, for the names that the schema knows.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        registry: Registry[Any] | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        # An empty registry, because the default one would go to the network for an unknown $ref.
        self._validator = _Validator(schema, registry=registry if registry is not None else Registry())
        self._shape = Shape(schema, resolve, str(schema.get("$id", "")))

    def problems(self, instance: Any) -> list[Problem]:
        """Everything that is wrong with a document, including names in another case than the schema's."""
        try:
            spelled, problems = self._shape.spelled(instance)
            return problems + self._violations(spelled)
        except RecursionError:
            return [Problem("", "depth", "a document that can be read", "one that is nested without end")]

    def _violations(self, instance: Any) -> list[Problem]:
        found: dict[tuple[str, str], Problem] = {}
        for error in self._validator.iter_errors(instance):
            for problem in _described(error):
                found.setdefault((problem.pointer, problem.rule), problem)
        return list(found.values())


def _described(error: ValidationError) -> Iterator[Problem]:
    """The problems that one error of the validator stands for."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    path = tuple(error.absolute_path)
    keyword = str(error.validator)
    if keyword == "required":
        yield from _missing(error, schema, path)
        return
    yield Problem(
        pointer_to(path),
        str(schema.get("x-rule", keyword)),
        str(schema.get("x-expected") or _EXPECTED.get(keyword, _as_the_schema_says)(error.validator_value)),
        # What must not be there at all, such as a PIN, must not be in a report either.
        "a value" if keyword == "not" else shown(error.instance, path),
        _requirement(schema),
    )


def _missing(error: ValidationError, schema: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Problem]:
    """One problem for each absent name. The validator reports them one by one, but names them only in its text."""
    instance = error.instance if isinstance(error.instance, Mapping) else {}
    names: Any = error.validator_value
    for name in names:
        if name not in instance:
            definition = schema.get("properties", {}).get(name)
            definition = definition if isinstance(definition, Mapping) else {}
            requirement = definition.get("x-presence") or _requirement(definition) or _requirement(schema)
            yield Problem(pointer_to((*path, name)), "required", "a value", "nothing", requirement)


def _requirement(schema: Mapping[str, Any]) -> str | None:
    found = schema.get("x-requirement")
    return found if isinstance(found, str) else None


def _type(value: Any) -> str:
    names = value if isinstance(value, list) else [value]
    return " or ".join(_TYPE_NAMES.get(str(name), str(name)) for name in names)


def _as_the_schema_says(value: Any) -> str:
    return "what the schema says"


_EXPECTED: Mapping[str, Callable[[Any], str]] = {
    "type": _type,
    "const": lambda value: shown(value),
    "enum": lambda values: "one of " + ", ".join(shown(value) for value in values),
    "pattern": lambda value: "a string of the right form",
    "minimum": lambda value: f"at least {value}",
    "minLength": lambda value: "a string that is not empty",
    "minItems": lambda value: "at least one value",
    "uniqueItems": lambda value: "no value twice",
    "contains": lambda value: f"an array with {shown(value.get('const', 'the right value'))}",
    "not": lambda value: "nothing",
}
