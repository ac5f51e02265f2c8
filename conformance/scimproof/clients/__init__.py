"""Emulated SCIM clients: each sends what that client really sends."""

# Every client that is played, by its id. The id of a product's client is the name of its suite as well.
TITLES = {
    "probe": "a plain client that speaks the RFC and nothing else; the rfc suite is played with it",
    "okta-aiw": "Okta, an app of the App Integration Wizard with SCIM: every change is a GET and a PUT",
    "okta-oin": "Okta, an app of the Okta Integration Network: PUT for profiles, PATCH for the rest",
    "okta-entitlements": "Okta, an app with Governance: roles and entitlements are discovered and assigned",
    "okta-spec-tester": "the runner of the tests that Okta publishes for integrations of its network",
    "entra": "Microsoft Entra ID as it provisions by default",
    "entra-optscim": "Microsoft Entra ID with the flag aadOptscim062020 in the tenant URL",
    "google": "Google Workspace with automated user provisioning: users only, and no groups",
    "sailpoint": "SailPoint, a source of the type SCIM 2.0: full discovery, aggregation, accounts and entitlements",
}
