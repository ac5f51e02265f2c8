"""The kinds of app integration that an Okta org can have, and what they differ in.

Which verb changes a user is a property of the app, set when it was made: Okta never reads it from the target's
``ServiceProviderConfig``, and does not fall back to PUT when a PATCH is answered 501.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Connector:
    """One kind of app integration.

    :param patches_activation: ``active`` is changed by PATCH, not by GET and PUT.
    :param patches_passwords: so are passwords.
    :param patches_groups: so are groups.
    :param patches_profiles: so are profiles: the option "Support PATCH for User" of newer OIN apps.
    :param entitlements: roles and entitlements are discovered at ``/ResourceTypes`` and sent with the profile.
    """

    id: str
    patches_activation: bool = False
    patches_passwords: bool = False
    patches_groups: bool = False
    patches_profiles: bool = False
    entitlements: bool = False


AIW = Connector("okta-aiw")
OIN = Connector("okta-oin", patches_activation=True, patches_passwords=True, patches_groups=True)
ENTITLEMENTS = Connector(
    "okta-entitlements", patches_activation=True, patches_passwords=True, patches_groups=True, entitlements=True
)

CONNECTORS = {connector.id: connector for connector in (AIW, OIN, ENTITLEMENTS)}
