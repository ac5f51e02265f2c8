"""Profiles: what a kind of target promises, and where it knowingly deviates, as data.

Each is a TOML file in ``scenarios/profiles``, or one of a user's own. It turns nothing green by itself: what it says
is verified by the suites it names, and what it excuses is said in the report, with the reference.
"""

from scimproof.profiles.loading import available, load, titles
from scimproof.profiles.model import Deviation, Filter, Hook, Lifecycle, Option, Patch, Profile, Resources

__all__ = [
    "Deviation",
    "Filter",
    "Hook",
    "Lifecycle",
    "Option",
    "Patch",
    "Profile",
    "Resources",
    "available",
    "load",
    "titles",
]
