"""Okta's provisioning client, by connector: AIW apps, OIN apps, and apps with entitlements.

Built from Okta's published guides and test files, from what its engineers have shown, and from logs of servers that
it talks to, as of November 2026. Where these are silent or disagree there is a knob, with the documented default.
"""

from scimproof.clients.okta.client import Okta
from scimproof.clients.okta.connectors import CONNECTORS, Connector
from scimproof.clients.okta.knobs import Knobs
from scimproof.clients.okta.people import AssignedGroup, OktaGroup, OktaUser
from scimproof.clients.okta.spec_tester import OktaSpecTester
from scimproof.clients.okta.staff import bystanders, employed, established, hired, until_listed
from scimproof.clients.tasks import Task

__all__ = [
    "CONNECTORS",
    "AssignedGroup",
    "Connector",
    "Knobs",
    "Okta",
    "OktaGroup",
    "OktaSpecTester",
    "OktaUser",
    "Task",
    "bystanders",
    "employed",
    "established",
    "hired",
    "until_listed",
]
