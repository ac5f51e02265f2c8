"""How an admin writes an attribute in the list of the application, Entra writes it in paths and filters."""

from __future__ import annotations

from scimproof import Blocked, Declared, Directory, Entra, Findings, Probe, Story, check, scenario, succeeded
from scimproof.clients.entra import EntraUser, Mapping
from scimproof.clients.entra.keeping import kept, need_mapped, settled_read
from scimproof.clients.entra.mappings import line_to
from scimproof.clients.tasks import Task
from scimproof.declared import USER
from scimproof.outcome import Finding

SUITES = ("entra", "entra-optscim")

MAIL = 'emails[type eq "work"].value'


@scenario(given="User")
def names_are_written_in_full(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """The admin has written the title with the URN of its schema. Ada gets another one, and later yet another.

    Entra sends PATCHes of urn:ietf:params:scim:schemas:core:2.0:User:title, as a path or with the flag as a key.
    """
    need_mapped(declared, "title")
    _a_title_comes_and_changes(
        story, entra, probe, directory, (Mapping("jobTitle", f"{USER}:title"),), (line_to("title"),)
    )


@scenario(given="User")
def names_are_written_in_other_case(
    story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared
) -> None:
    """The admin has written Title, and Emails[Type eq "work"].Value. Both change, and later once more.

    Entra sends PATCHes of Title, and of the path Emails[Type eq "work"].Value.
    """
    need_mapped(declared, "title", MAIL)
    written = (Mapping("jobTitle", "Title"), Mapping("mail", 'Emails[Type eq "work"].Value'))
    _a_title_comes_and_changes(story, entra, probe, directory, written, (line_to("title"), line_to(MAIL)))


def _a_title_comes_and_changes(
    story: Story,
    entra: Entra,
    probe: Probe,
    directory: Directory,
    written: tuple[Mapping, ...],
    meant: tuple[Mapping, ...],
) -> None:
    """She is created with the default names: what is to be seen is how changes are written."""
    found = (line_to("userName"), line_to("active"))
    job, person = entra.with_mapping(*found, *meant), directory.person()
    ada = job.user(person, jobTitle="Trainee", mail=f"old.{person.user_name}")
    job.assign(ada)
    job.cycle()
    if kept(ada, settled_read(probe, ada, list(meant)), meant):
        raise Blocked("these attributes are not kept under their usual names")
    job.mapping = (*found, *written)
    story.meant, story.changes = meant, []
    for title, mail in (("Engineer", person.user_name), ("Lead Engineer", f"new.{person.user_name}")):
        job.update(ada, jobTitle=title, mail=mail)
        task = job.cycle()
        story.changes.append((task, settled_read(probe, ada, list(meant)), _as_now(ada)))


def _as_now(user: EntraUser) -> EntraUser:
    return EntraUser(dict(user.properties), user.object_id)


def _kept(story: Story) -> list[Finding]:
    for task, shown, user in story.changes:
        taken: Task = task
        if found := succeeded(taken) or kept(user, shown, story.meant):
            return found
    return []


@check("name-with-schema-is-understood", "ENTRA-SPELLING-01")
def written_in_full(names_are_written_in_full: Story) -> Findings:
    """An attribute of the core schema is set and changed by its name in full, with the URN of the schema before it.

    The admin has written it so in the list of the application's attributes, and Entra puts it so into the path, or with
    the flag into the key. A server that compares paths with bare names answers 501, or does nothing
    (zulip/zulip#39773, rancher/rancher#54896): the provisioning log shows an error in every cycle, or a success for
    nothing.
    """
    return _kept(names_are_written_in_full)


@check("name-in-other-case-is-understood", "ENTRA-SPELLING-02", "RFC7643-2.1-01")
def written_in_other_case(names_are_written_in_other_case: Story) -> Findings:
    """An attribute is set and changed by its name in other case, also within brackets.

    Entra writes names as the admin has written them in the list of the application's attributes. Names of attributes
    ignore case; a server that looks them up exactly does nothing, and Entra logs a success.
    """
    return _kept(names_are_written_in_other_case)
