"""People and teams as a target with this profile has to take them, and values for what is tried with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scimproof.clients.probe import Probe
from scimproof.contract.places import NOTHING, Place
from scimproof.declared import Declared, Json
from scimproof.directory import MAIL_DOMAIN, Directory, as_group, as_user
from scimproof.exchange import Exchange
from scimproof.exercising.characteristics import Attribute, attributes_of
from scimproof.exercising.inventing import CannotInvent, Inventor
from scimproof.outcome import NotApplicable
from scimproof.profiles import Profile, Resources

USER, GROUP = "User", "Group"

# What is known of attributes whose schema the target does not publish.
_SEVERAL = ("emails", "phoneNumbers", "addresses", "photos", "ims", "roles", "entitlements", "members")


class Applicants:
    """Makes users and groups that fit a profile."""

    def __init__(self, probe: Probe, directory: Directory, declared: Declared, profile: Profile) -> None:
        self.probe, self.directory, self.declared, self.profile = probe, directory, declared, profile
        self._people: list[str] = []

    def rules(self, kind: str) -> Resources:
        """What the profile says of users, or of groups."""
        return self.profile.users if kind == USER else self.profile.groups

    @property
    def kinds(self) -> list[str]:
        """The types of resources that there are by the profile."""
        return [kind for kind in (USER, GROUP) if not self.rules(kind).none]

    def endpoint(self, kind: str) -> str:
        """Where they are.

        :raises NotApplicable: when the target declares no such resources.
        """
        if self.declared.resource_type(kind) is None:
            raise NotApplicable(f"the target declares no resource type {kind}")
        return self.declared.endpoint(kind)

    # -- resources ----------------------------------------------------------------------------------------------

    def body(self, kind: str, *member_ids: str) -> Json:
        """A resource with all that the profile requires, and nothing that it says is refused."""
        if kind == USER:
            person = self.directory.person()
            made, mark = as_user(person, self.declared), person.external_id
        else:
            team = self.directory.team()
            made, mark = as_group(team, self.declared, member_ids), team.external_id
        rules = self.rules(kind)
        for name in rules.unsupported:
            if name not in rules.required:
                made = Place.at(name).drop(made)
        for name in rules.required:
            place = Place.at(name)
            if not place.values(made):
                place.put(made, self.value(kind, place, 0, mark))
        return made

    def create(self, kind: str, body: Mapping[str, Any] | None = None) -> Exchange:
        """Create one; a profile may ask for what the RFC has no place for."""
        sent = body if body is not None else self.body(kind)
        return self.probe.create(self.endpoint(kind), sent, malformed="as the profile of the target has it")

    def read(self, kind: str, identifier: str) -> Exchange:
        """Read one."""
        return self.probe.read(self.endpoint(kind), identifier)

    def people(self, number: int) -> list[str]:
        """The ids of so many users, created when they are first needed."""
        while len(self._people) < number:
            self._people.append(self.create(USER).resource_id)
        return self._people[:number]

    # -- values -------------------------------------------------------------------------------------------------

    def another(self, kind: str, place: Place, shown: Mapping[str, Any], mark: str) -> Any:
        """A value that a resource does not have there."""
        if place.name == "active":
            return True not in place.values(shown)
        first = self.value(kind, place, 0, mark)
        return self.value(kind, place, 1, mark) if has(place, shown, first) else first

    def value(self, kind: str, place: Place, turn: int, mark: str) -> Any:
        """The first (0) or the other (1) value that fits there.

        :raises NotApplicable: when none can be made up.
        """
        known = self._known(kind, place, turn, mark)
        if known is not None:
            return known
        attribute = self._attribute(kind, place)
        inventor = Inventor(mark, self.declared.base_url, self.declared.endpoint(USER), lambda: self.people(2))
        try:
            value = inventor.value(attribute, turn)
        except CannotInvent as problem:
            raise NotApplicable(f"no value can be made up for {place}: {problem}") from None
        if place.condition is not None and place.part is None and isinstance(value, list):
            return value[0]
        return value

    def _known(self, kind: str, place: Place, turn: int, mark: str) -> Any:
        match place.name.casefold(), place.part:
            case "username", None:
                return f"{mark}.{turn + 1}@{MAIL_DOMAIN}"
            case "externalid", None:
                return f"{mark}-{turn + 1}"
            case "displayname", None if kind == GROUP:
                return f"Team {turn + 1} {mark}"
            case "members", None:
                return [{"value": self.people(3 + turn)[2 + turn]}]
            case "emails", None:
                return [{"value": f"{mark}.{turn + 1}@{MAIL_DOMAIN}", "type": "work", "primary": True}]
            case "emails", "value":
                return f"{mark}.{turn + 1}@{MAIL_DOMAIN}"
        return None

    def _attribute(self, kind: str, place: Place) -> Attribute:
        known = self.declared.resource_type(kind)
        for attribute in attributes_of(self.declared, known) if known is not None else ():
            same_name = attribute.name.casefold() == place.name.casefold()
            if same_name and (attribute.uri or "").casefold() == (place.uri or "").casefold():
                if place.part is None:
                    return attribute
                if (part := attribute.part(place.part)) is not None:
                    return part
        if place.part is not None:
            return Attribute(kind, {"name": place.part}, place.uri)
        return Attribute(kind, {"name": place.name, "multiValued": place.name in _SEVERAL}, place.uri)


def has(place: Place, resource: Mapping[str, Any], value: Any) -> bool:
    """Whether a resource shows this value there; texts ignore case."""
    there = [_folded(one) for one in place.values(resource)]
    wanted = value if isinstance(value, list) else [value]
    return value not in NOTHING and any(_folded(one) in there for one in wanted)


def _folded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _folded(value["value"]) if "value" in value else {key: _folded(one) for key, one in value.items()}
    return value.casefold() if isinstance(value, str) else value
