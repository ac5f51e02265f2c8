"""Findings that say the same of the same thing, whatever was asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scimproof.roots.blame import Symptom
from scimproof.roots.records import Records

ANY_TYPE = "\0"
# That something was answered 200 is no root: two requests of a kind can be wrong in two ways.
_SAYS_LITTLE = re.compile(r"(\S+ of )?[A-Z]+ /")
_NO_SCIM_TYPE = ("no scimType", "400 with scimType missing")
# A write that was taken. That it should not have been is what the finding says.
_ACCEPTED = re.compile(r"(PUT|PATCH|DELETE|POST) \S+ answered 2\d\d|a success in place of ")
# A success in place of a refusal that has one meaning: no right, nobody there, a name that is taken, a later version.
_SUCCESS = re.compile(r"[A-Z]+ \S+ answered 2\d\d")
_REFUSAL = re.compile(r"(401|403|404|409|412|413|415|501)\b")
# What a create is answered with that is no 201 has one root at all endpoints.
_CREATED = re.compile(r"POST /(?P<type>(?!Bulk)[A-Z]\w+) answered (?P<status>20[024])")
# In more ways than this a rule is broken as a whole.
MOST_WAYS = 4
# So many of the findings of a root have to be about an attribute, for the root to be about it.
_MOST = 0.6
# The same attribute of several types is lost in one place: where it is an attribute of all resources.
_LOST = re.compile(r"(?P<name>externalId|meta\.\w+) of GET /(?P<type>\w+)/\{id\} is not kept")
_WORD = re.compile(r"urn:[\w.:-]+|[A-Za-z$_]\w*", re.IGNORECASE)
# A request in a sentence: neither PATCH nor /Groups is the attribute of that name.
_REQUEST = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\b( /\S+)?")
# Names that many attributes have in common, and words that are names by accident.
_COMMON = frozenset({"value", "type", "primary", "display", "$ref", "name", "id", "op", "path", "operations"})


@dataclass(frozen=True, eq=False)
class Group:
    """Findings that have one root, whatever else is found out.

    :param cause: what they are called.
    """

    cause: str
    symptoms: tuple[Symptom, ...]

    @property
    def shown(self) -> frozenset[int]:
        """The exchanges that they name."""
        return frozenset[int]().union(*(symptom.shown for symptom in self.symptoms))

    @property
    def blamed(self) -> frozenset[int]:
        """The exchanges whose requests they blame."""
        return frozenset[int]().union(*(symptom.blamed for symptom in self.symptoms))

    @property
    def writes(self) -> frozenset[int]:
        """The writes that they blame."""
        return frozenset[int]().union(*(symptom.writes for symptom in self.symptoms))

    @property
    def watches(self) -> bool:
        """Whether rules that watch every exchange have found them."""
        return all(symptom.watches for symptom in self.symptoms)

    @property
    def is_rare(self) -> bool:
        """Whether a rule that watches every exchange has found them, in a few."""
        return all(symptom.watches and not symptom.is_everywhere for symptom in self.symptoms)

    @property
    def is_everywhere(self) -> bool:
        """Whether a rule that watches every exchange has found them, some of them in so many that not all are named."""
        return self.watches and any(symptom.is_everywhere for symptom in self.symptoms)

    def votes(self, of_answers: bool) -> frozenset[int]:
        """The exchanges that they speak against, by their answers or by their requests."""
        return frozenset[int]().union(*(symptom.votes(of_answers) for symptom in self.symptoms))

    def is_explained_by(self, numbers: frozenset[int], *, of_answers: bool) -> bool:
        """Whether these exchanges, which have a property in common, are behind all of them."""
        return all(symptom.is_explained_by(numbers, of_answers=of_answers) for symptom in self.symptoms)


def tied(symptoms: Sequence[Symptom], records: Records) -> list[Group]:
    """The findings in groups; one that is like no other is a group by itself."""
    words = _names_of_types(records)
    alike: dict[str, dict[str, list[Symptom]]] = {}
    for symptom in symptoms:
        word, shape = _shape(symptom, words)
        alike.setdefault(shape, {}).setdefault(word, []).append(symptom)
    groups = [group for shape, by_type in alike.items() for group in _groups(shape, by_type)]
    return list(_by_what_is_everywhere(_by_number(_by_rule(_by_acceptance(groups))), names_in(records)))


def _groups(shape: str, by_type: Mapping[str, Sequence[Symptom]]) -> Iterable[Group]:
    symptoms = tuple(symptom for some in by_type.values() for symptom in some)
    if _SAYS_LITTLE.match(shape):
        yield from (Group(symptom.cause, (symptom,)) for symptom in symptoms)
    else:
        yield Group(shape.replace(ANY_TYPE, _listed(list(by_type))), symptoms)


def _by_acceptance(groups: Sequence[Group]) -> list[Group]:
    """A write that should have been refused explains what it has done, and that it was answered with a success."""
    done = list(groups)
    for leader in groups:
        if leader not in done or not _ACCEPTED.match(leader.cause):
            continue
        effects = [one for one in done if one.writes and one.writes <= leader.writes and not one.watches]
        same = [leader, *(one for one in effects if one is not leader)]
        done = [one for one in done if one not in same]
        done.append(Group(leader.cause, tuple(symptom for one in same for symptom in one.symptoms)))
    return done


def _by_rule(groups: Sequence[Group]) -> list[Group]:
    """What one rule finds in the same answers is one: an object of a wrong form breaks it in each of its members."""
    done: list[Group] = []
    for group in groups:
        same = next((one for one in done if _is_one_sin(one, group)), None)
        if same is None:
            done.append(group)
        else:
            done[done.index(same)] = Group(same.cause, same.symptoms + group.symptoms)
    return done


def _by_number(groups: Sequence[Group]) -> list[Group]:
    """What one rule finds in many ways is one thing to look at: the rule itself says best what is wrong."""
    ways: dict[str, list[Group]] = {}
    for group in groups:
        if group.watches:
            ways.setdefault(str(group.symptoms[0].check["id"]), []).append(group)
    many = {rule: found for rule, found in ways.items() if len(found) > MOST_WAYS}
    tied_up = [group for found in many.values() for group in found]
    return [
        *(group for group in groups if group not in tied_up),
        *(
            Group(_many_ways(found), tuple(symptom for group in found for symptom in group.symptoms))
            for found in many.values()
        ),
    ]


def _many_ways(groups: Sequence[Group]) -> str:
    title = str(groups[0].symptoms[0].check["title"])
    return f"Not so, in {len(groups)} ways: {title[:1].lower()}{title[1:]}"


def _is_one_sin(one: Group, other: Group) -> bool:
    rules = {str(symptom.check["id"]) for symptom in (*one.symptoms, *other.symptoms) if symptom.watches}
    watched = all(symptom.watches for symptom in (*one.symptoms, *other.symptoms))
    return watched and len(rules) == 1 and 2 * len(one.shown & other.shown) >= max(len(one.shown), len(other.shown))


def _by_what_is_everywhere(groups: Sequence[Group], names: frozenset[str]) -> Iterable[Group]:
    """What every answer shows wrongly explains what other findings say of the same attribute."""
    waiting = list(groups)
    for group in groups:
        if group not in waiting or not group.is_everywhere:
            continue
        subject = frozenset().union(*(_words(symptom.cause) & names for symptom in group.symptoms))
        same = [one for one in waiting if one is group or subject & about(one, names)]
        waiting = [one for one in waiting if one not in same]
        yield Group(group.cause, tuple(symptom for one in same for symptom in one.symptoms))
    yield from waiting


def about(group: Group, names: frozenset[str]) -> frozenset[str]:
    """The attributes that findings are about: named by their causes, or missing or too many in what was received."""
    return frozenset[str]().union(*(_about(symptom) for symptom in group.symptoms)) & names


def mostly_about(groups: Iterable[Group], names: frozenset[str]) -> frozenset[str]:
    """The attributes that most of the findings of several groups are about."""
    symptoms = [symptom for group in groups for symptom in group.symptoms]
    counted = Counter(name for symptom in symptoms for name in _about(symptom) & names)
    return frozenset(name for name, times in counted.items() if times >= _MOST * len(symptoms))


def _about(symptom: Symptom) -> frozenset[str]:
    expected, received = (_words(str(symptom.finding[one])) for one in ("expected", "received"))
    return _words(symptom.cause) | (expected ^ received)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(_REQUEST.sub("", text)))


def names_in(records: Records) -> frozenset[str]:
    """The names of all members of what was sent and received, but for those that say little."""
    return frozenset[str]().union(*(record.names for record in records.values())) - _COMMON


def _shape(symptom: Symptom, words: frozenset[str]) -> tuple[str, str]:
    """The name of a type that a cause begins with, and the cause without it: ``User without version``."""
    if str(symptom.finding["received"]).startswith(_NO_SCIM_TYPE):
        return "", "errors without scimType"
    if lost := _LOST.fullmatch(symptom.cause):
        return lost["type"], f"{lost['name']} of {ANY_TYPE} is not kept"
    if _SUCCESS.match(symptom.cause) and (due := _REFUSAL.match(str(symptom.finding["expected"]))):
        return "", f"a success in place of {due[0]}"
    if created := _CREATED.fullmatch(symptom.cause):
        return created["type"], f"{ANY_TYPE}: creates answered {created['status']}"
    first, blank, rest = symptom.cause.partition(" ")
    word = first.removesuffix(":")
    if word not in words or not blank:
        return "", symptom.cause
    return word, ANY_TYPE + first[len(word) :] + blank + re.sub(rf"\b{word}\b", "…", rest)


def _names_of_types(records: Records) -> frozenset[str]:
    places = {record.path.strip("/").partition("/")[0] for record in records.values()}
    singular = {
        place.removesuffix("ies") + "y" if place.endswith("ies") else place.removesuffix("s") for place in places
    }
    return frozenset((places | singular) - {""})


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
