"""The target of a run: a URL that the user gave, an application to serve, or the lab."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from scimproof import profiles
from scimproof.settings import Settings, SettingsError

# A crowd for the lab, where a run should take seconds: three of the pages of a hundred that servers like to cut at.
CROWD_OF_THE_LAB = 250


@contextmanager
def hosted(settings: Settings) -> Iterator[Settings]:
    """Yield settings with the URL of a target that answers; serve one for the time being if none was given.

    :raises SettingsError: when the application cannot be imported or served.
    """
    if settings.url is not None:
        yield settings
    elif settings.app is not None:
        from scimproof.lab.serving import LabError, serve_application

        module, _, attribute = settings.app.partition(":")
        served = application(module, attribute)
        with ExitStack() as stack:
            try:
                url = stack.enter_context(serve_application(served))
            except LabError as error:
                raise SettingsError(f"--app: {error}") from None
            yield replace(settings, url=url, app=None)
    else:
        from scimproof.lab import Lab, LabError

        profile = profiles.load(settings.profile, settings.options) if settings.profile is not None else None
        vendor = profile.double if profile is not None else None
        crowd = CROWD_OF_THE_LAB if settings.crowd is None else settings.crowd
        try:
            lab = Lab(
                token=settings.token,
                second_token=settings.second_token,
                faults=settings.faults,
                vendor=vendor,
                options=_of_the_double(profile) if profile is not None else {},
            )
        except LabError as error:
            raise SettingsError(str(error)) from None
        with lab:
            hosted = replace(settings, url=lab.url, crowd=crowd)
            yield replace(hosted, token=lab.token, second_token=lab.second_token, basic=None)


def _of_the_double(profile: profiles.Profile) -> dict[str, str]:
    """The options that the double has, as the profile and the user have chosen them."""
    from scimproof.lab import LabError
    from scimproof.lab.vendors import vendor_named

    if profile.double is None:
        return {}
    try:
        known = vendor_named(profile.double).options
    except LabError as error:
        raise SettingsError(f"--profile: {profile.name}: {error}") from None
    return {name: value for name, value in profile.chosen.items() if name in known}


def application(module: str, attribute: str) -> Any:
    """Import an ASGI or WSGI application; the current directory counts, as for other servers.

    :raises SettingsError: when there is no such module or attribute.
    """
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module)
    except Exception as error:  # whatever the user's module raises while it is imported
        reason = f"{type(error).__name__}: {error}"
        raise SettingsError(f"--app: cannot import {module!r} ({reason})") from error
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise SettingsError(f"--app: the module {module!r} has no {attribute!r}")
        found = getattr(found, part)
    if not callable(found):
        raise SettingsError(f"--app: {module}:{attribute} is no ASGI or WSGI application: it cannot be called")
    return found
