"""The application's own extension: an admin maps attributes that no RFC knows, under a URN that the target declares."""

from __future__ import annotations

from scimproof import Declared, Directory, Entra, Findings, NotApplicable, Probe, Story, check, scenario, succeeded
from scimproof.clients.entra.keeping import kept, mappable_job, settled_read, shows
from scimproof.clients.entra.mappings import Mapping
from scimproof.clients.tasks import needed
from scimproof.declared import ENTERPRISE_USER, Json

SUITES = ("entra", "entra-optscim")

SOURCE = "extensionAttribute1"  # one of the fifteen that Entra has for whatever a company needs


@scenario(given="User")
def an_extension_is_mapped(story: Story, entra: Entra, probe: Probe, directory: Directory, declared: Declared) -> None:
    """An attribute of the target's own extension is mapped. Ada has it when she joins; Bea gets it later, and then
    another one.

    Entra sends POST /Users with the value under the URN of the extension, which schemas does not list, and PATCHes
    of urn:...:attribute, as a path or with the flag as a key.
    """
    line = _own_line(declared)
    job, lines = mappable_job(entra, declared)
    job = job.with_mapping(*job.mapping, line)
    story.line, story.lines = line, [*lines, line]
    ada, bea = job.user(directory.person(), **{SOURCE: "Delft"}), job.user(directory.person())
    job.assign(ada, bea)
    story.joined = job.cycle()
    story.created = settled_read(probe, ada, [line])
    story.bea = bea
    job.update(bea, **{SOURCE: "Utrecht"})
    story.added = job.cycle()
    story.after_add = settled_read(probe, bea, [line])
    job.update(bea, **{SOURCE: "Leiden"}, displayName="Another Name")
    story.changed = job.cycle()
    story.after_change = settled_read(probe, bea, [line])


def _own_line(declared: Declared) -> Mapping:
    """A mapping to the first plain text of an extension that is not the enterprise one.

    :raises NotApplicable: when the target declares none.
    """
    kind = declared.resource_type("User")
    for urn in kind.extensions if kind else ():
        listed = (declared.schemas.get(urn) or {}).get("attributes")
        attributes = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
        if urn == ENTERPRISE_USER or any(entry.get("required") is True for entry in attributes):
            continue
        if fitting := next(filter(_takes_any_text, attributes), None):
            return Mapping(SOURCE, f"{urn}:{fitting['name']}")
    raise NotApplicable("the target declares no extension of its own for users, with a text that clients may write")


def _takes_any_text(definition: Json) -> bool:
    return (
        definition.get("type", "string") == "string"
        and not definition.get("multiValued")
        and not definition.get("canonicalValues")
        and definition.get("mutability", "readWrite") == "readWrite"
        and definition.get("returned", "default") in ("default", "always")
        and definition.get("uniqueness", "none") == "none"
    )


@check("own-extension-is-created", "ENTRA-CUSTOM-01")
def created_with_it(an_extension_is_mapped: Story) -> Findings:
    """An attribute of the target's own extension is kept at the create, though schemas does not name the extension.

    The admin has added the attribute to the list of the application, and mapped it. Entra writes the data under the
    URN, and lists the core and the enterprise schema in schemas, whatever else it sends. A server that reads only the
    extensions which schemas names loses the value; the next change of the user brings it, if ever there is one.
    """
    story = an_extension_is_mapped
    return succeeded(story.joined) or shows(story.created, story.line, "Delft")


@check("own-extension-is-added", "ENTRA-CUSTOM-02")
def added_later(an_extension_is_mapped: Story) -> Findings:
    """An attribute of the target's own extension is added by its URN and its name, with a colon in between.

    Entra sends an Add to the path urn:...:attribute, and with the flag that text as a key of a value without a path.
    A server that splits the path at the wrong colon, or knows but the enterprise extension, refuses it or says that
    it is done: the provisioning log shows a success, and the application knows nothing.
    """
    story = an_extension_is_mapped
    return succeeded(story.added) or shows(story.after_add, story.line, "Utrecht")


@check("own-extension-is-changed", "ENTRA-CUSTOM-02")
def changed_later(an_extension_is_mapped: Story) -> Findings:
    """An attribute of the target's own extension is changed together with one of the core schema, and nothing else is.

    Entra sends a Replace to each path, and with the flag one replace with both keys. Whoever takes the URN for the name
    of an attribute keeps the former value, or loses the rest of the PATCH with it.
    """
    story = an_extension_is_mapped
    needed(story.added)
    return succeeded(story.changed) or kept(story.bea, story.after_change, story.lines)
