"""What a vendor is to the lab, and how a class becomes one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from scimproof.lab.backstage import Backstage

Kind = TypeVar("Kind", bound=Backstage)


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """A vendor whose endpoint, and the application behind it, the lab can play.

    :param backstage: the application, and what the endpoint does otherwise than the lab by itself.
    :param choices: the choices of the lab that its endpoint makes.
    :param options: the value of each option by name, if nobody says otherwise.
    """

    id: str
    title: str
    story: str
    backstage: type[Backstage]
    choices: tuple[str, ...]
    options: Mapping[str, str]


VENDORS: dict[str, Vendor] = {}


def vendor(name: str, *choices: str, **options: str) -> Callable[[type[Kind]], type[Kind]]:
    """Make a class the application of a vendor. The first line of its docstring is the title.

    :param choices: names of choices of the lab.
    :param options: those that an operator has, with their defaults.
    """

    def decorate(backstage: type[Kind]) -> type[Kind]:
        title, _, story = inspect.cleandoc(backstage.__doc__ or "").partition("\n")
        if not title or name in VENDORS:
            raise TypeError(f"the vendor {name} has no docstring, or its name is taken")
        VENDORS[name] = Vendor(
            id=name,
            title=title.rstrip("."),
            story=story.strip(),
            backstage=backstage,
            choices=choices,
            options=options,
        )
        return backstage

    return decorate
