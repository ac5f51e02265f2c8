"""Microsoft Entra ID without its flag switches people off by a text: what becomes of that is not written down."""

from scimproof import Admin, Directory, Finding, Findings, Probe, Story, check, expect, scenario

SUITES = ("workos",)
CLIENTS = ("entra",)


@scenario(given="User")
def entra_switches_somebody_off(story: Story, admin: Admin, probe: Probe, directory: Directory) -> None:
    """The assignment of Ada is taken away: Entra sends a Replace of active with the text "False"."""
    ada = admin.employee(directory.person())
    admin.hire(ada)
    story.dismissed = admin.dismiss(ada)
    story.patch = story.dismissed.sent("PATCH")
    story.read = probe.read("/Users", str(ada.account_id))


@check("text-for-active-in-a-patch", "WOS-08b")
def a_text_for_active_in_a_patch(entra_switches_somebody_off: Story) -> Findings:
    """A PATCH with the text "False" for active switches somebody off.

    If not, the flag aadOptscim062020 in the tenant URL helps: with it, Entra sends a boolean.
    """
    story = entra_switches_somebody_off
    shown = expect.lookup(story.read.answer.object, "active") if story.read.answer.ok else False
    if story.patch.answer.ok and shown is False:
        return []
    message = 'Entra without its flag does not switch anybody off: the text "False" is not understood'
    received = f"{story.patch.status}, then active is {expect.shown(shown)}"
    return [Finding(message, "the user is inactive", received, (story.patch.number, story.read.number), cause=message)]
