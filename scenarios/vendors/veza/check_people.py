"""People: they come, change, go and come back."""

from scimproof import Admin, Directory, Findings, Hooks, Seen, Story, check, scenario, succeeded

SUITES = ("veza",)
CLIENTS = ("okta-oin", "entra")


@scenario(given="User")
def somebody_leaves(story: Story, admin: Admin, hooks: Hooks, directory: Directory) -> None:
    """Ada gets the app, and it is taken from her again."""
    ada = admin.employee(directory.person())
    story.hired = admin.hire(ada)
    story.could = hooks.sign_in(ada.person.user_name)
    story.dismissed = admin.dismiss(ada)
    story.can = hooks.settled(lambda: hooks.sign_in(ada.person.user_name), lambda allowed: not allowed)


@check("leaver-is-deactivated", "VEZ-12")
def a_leaver_is_deactivated(somebody_leaves: Story) -> Findings:
    """Whoever loses the app cannot sign in any more."""
    can: Seen = somebody_leaves.can
    return succeeded(somebody_leaves.dismissed) + can.is_(False, "A leaver can still sign in")
