"""Scimproof: a SCIM 2.0 conformance harness.

What suites, ours and those of others, are written with:

>>> from scimproof import check, expect, scenario
"""

from scimproof import expect
from scimproof.clients.admins import Admin
from scimproof.clients.entra import Entra
from scimproof.clients.okta import AssignedGroup, Okta, OktaSpecTester
from scimproof.clients.probe import Probe
from scimproof.clients.tasks import needed, succeeded
from scimproof.convergence import converged, observe, snapshot, sound
from scimproof.crowd import Crowd
from scimproof.declared import Declared
from scimproof.directory import Directory, Person, Team, as_group, as_user
from scimproof.exchange import Exchange, Request, Response
from scimproof.hooks import Hooks, Seen
from scimproof.outcome import Blocked, Finding, Level, NotApplicable, Outcome
from scimproof.profiles import Profile
from scimproof.regulars import Regulars
from scimproof.story import Findings, Story, check, scenario
from scimproof.version import __version__

__all__ = [
    "Admin",
    "AssignedGroup",
    "Blocked",
    "Crowd",
    "Declared",
    "Directory",
    "Entra",
    "Exchange",
    "Finding",
    "Findings",
    "Hooks",
    "Level",
    "NotApplicable",
    "Okta",
    "OktaSpecTester",
    "Outcome",
    "Person",
    "Probe",
    "Profile",
    "Regulars",
    "Request",
    "Response",
    "Seen",
    "Story",
    "Team",
    "__version__",
    "as_group",
    "as_user",
    "check",
    "converged",
    "expect",
    "needed",
    "observe",
    "scenario",
    "snapshot",
    "sound",
    "succeeded",
]
