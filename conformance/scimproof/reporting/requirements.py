"""What reports print of a requirement. The registry is handed in: reports read results and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequirementText:
    """A requirement as far as a reader needs it.

    :param statement: the sentence, in our own words.
    :param level: the key word: ``must``, ``should not``, ``may``.
    :param breaks: what people see otherwise, where it is the need of a client.
    :param url: the section it is from; shown only when it is an ``https`` address.
    """

    id: str
    statement: str = ""
    level: str = ""
    url: str = ""
    breaks: str = ""

    @property
    def link(self) -> str:
        """The address, if it is one that a report may point to."""
        return self.url if self.url.startswith("https://") else ""


Requirements = Mapping[str, RequirementText]


def text_of(requirement_id: str, requirements: Requirements) -> RequirementText:
    """The text of a requirement; one that is not known still has its id."""
    return requirements.get(requirement_id) or RequirementText(requirement_id)
