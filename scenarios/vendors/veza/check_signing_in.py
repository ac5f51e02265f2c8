"""Signing in by SAML: with SCIM on, it neither creates accounts nor changes them."""

from scimproof import Declared, Directory, Findings, Hooks, Probe, Story, as_user, check, expect, scenario
from scimproof.promises import sees, shows

SUITES = ("veza",)


@scenario(given="User")
def two_people_sign_in(story: Story, probe: Probe, hooks: Hooks, directory: Directory, declared: Declared) -> None:
    """Ada, who has an account, signs in by SAML under another name; Bob, who has none, tries to."""
    hooks.require("saml_sign_in")
    ada, bob = directory.person(), directory.person()
    identifier = probe.create(declared.endpoint("User"), as_user(ada, declared)).resource_id
    story.before = hooks.account(ada.user_name)
    story.came_in = hooks.call("saml_sign_in", userName=ada.user_name, name="Somebody Else")
    story.after = hooks.account(ada.user_name)
    story.read = probe.read(declared.endpoint("User"), identifier)
    story.ada = ada
    story.refused = hooks.call("saml_sign_in", userName=bob.user_name, name=bob.display_name)
    story.nobody = hooks.glimpse(lambda: hooks.account(bob.user_name))


@check("saml-creates-nobody", "VEZ-19")
def saml_creates_nobody(two_people_sign_in: Story) -> Findings:
    """Somebody whom nobody has provisioned gets no account by signing in with SAML."""
    story = two_people_sign_in
    message = "Somebody who was not provisioned has an account after signing in by SAML"
    return sees(story.refused, False, "Somebody who was not provisioned signed in by SAML") + shows(
        story.nobody, lambda one: not one, "no account", message
    )


@check("saml-changes-nothing", "VEZ-19")
def saml_changes_nothing(two_people_sign_in: Story) -> Findings:
    """Who signs in with SAML gets in, and keeps the name that came by SCIM."""
    story = two_people_sign_in
    name, given = (story.before.value or {}).get("name"), story.ada.given_name
    renamed = "Signing in by SAML changed the name that came by SCIM"
    return [
        *sees(story.came_in, True, "Somebody who was provisioned cannot sign in by SAML"),
        *shows(story.after, lambda one: bool(one) and one.get("name") == name, str(name), renamed),
        *expect.kept({"name": {"givenName": given}}, story.read, "name"),
    ]
