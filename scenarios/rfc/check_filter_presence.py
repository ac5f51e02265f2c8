"""pr, and lists with nothing in them (RFC 7644 section 3.4.2.2, Table 3; RFC 7643 section 2.5)."""

from scimproof import Declared, Directory, Findings, NotApplicable, Probe, Story, check, expect, scenario
from scimproof.patching import writable
from scimproof.querying import Crowd, findings_of

# Lists that no server has to fill in, and what could be in them.
LISTS = {"phoneNumbers": "tel:+1-201-555-0123", "ims": "scimproof", "entitlements": "parking", "roles": "keeper"}


@scenario(given=("User", "filter"))
def lists_are_searched_for_values(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Ada has something in a list, Bob has an empty one, and Cyd has none; they are searched by that."""
    name = next((name for name in LISTS if writable(declared, "User", f"{name}.value")), None)
    if name is None:
        raise NotApplicable(f"the target's schema has none of {', '.join(LISTS)}")
    crowd = Crowd(probe, directory, declared, "em")
    crowd.add("ada", **{name: [{"value": LISTS[name]}]})
    crowd.add("bob", **{name: []})
    crowd.add("cyd", **{name: None})
    crowd.gather()
    if {who for who, shown in crowd.shown.items() if expect.lookup(shown, name)} != {"ada"}:
        raise NotApplicable(f"the target does not keep {name}, or gives users some of its own")
    story.present = [crowd.ask_among_us(wanted, "ada") for wanted in (f"{name} pr", f"{name}.value pr")]
    story.absent = crowd.ask_among_us(f"not ({name} pr)", "bob", "cyd")


@check("rfc7644-3.4.2.2-pr-on-empty-lists", "RFC7644-3.4.2.2-15", "RFC7643-2.5-01", level="must")
def an_empty_list_is_not_present(lists_are_searched_for_values: Story) -> Findings:
    """pr on a multi-valued attribute does not find who has an empty list, or none."""
    return findings_of(*lists_are_searched_for_values.present, lists_are_searched_for_values.absent)
