"""Filters: a short list is promised, everything else is refused rather than answered wrongly."""

from scimproof import Declared, Directory, Exchange, Finding, Findings, Probe, Story, as_group, check, expect, scenario
from scimproof.cleanup import resource_path
from scimproof.querying import entries
from scimproof.vaults import user

SUITES = ("vault",)
LONG_AGO, FAR_OFF = "2001-01-01T00:00:00Z", "2101-01-01T00:00:00Z"


def _ids(exchange: Exchange) -> list[str]:
    return [str(entry.get("id")) for entry in entries(exchange)]


@scenario(given="User")
def users_are_looked_for(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """Two users, one of them switched off, are looked for by every filter that is documented, and by others."""
    users = declared.endpoint("User")
    first, second = (user(directory.person(), declared) for _ in range(2))
    story.first = probe.create(users, first).resource_id
    story.second = probe.create(users, {**second, "active": False}).resource_id
    changed = probe.read(users, story.first).resource.get("meta", {}).get("lastModified", LONG_AGO)
    ask = {
        f'userName eq "{first["userName"]}"': (True, False),
        f'externalId eq "{second["externalId"]}"': (False, True),
        "active eq true": (True, False),
        "active eq false": (False, True),
        f'meta.lastModified gt "{LONG_AGO}"': (True, True),
        f'meta.lastModified ge "{changed}"': (True, True),
        f'meta.lastModified lt "{LONG_AGO}"': (False, False),
        f'meta.lastModified le "{FAR_OFF}"': (True, True),
        f'meta.lastModified gt "{FAR_OFF}"': (False, False),
        f'meta.lastModified ge "{FAR_OFF}"': (False, False),
        f'meta.lastModified lt "{FAR_OFF}"': (True, True),
        f'meta.lastModified le "{LONG_AGO}"': (False, False),
    }
    story.asked = {text: (_everybody(probe, users, text), whom) for text, whom in ask.items()}
    name = first["userName"]
    story.wrong = [
        probe.query(users, {"filter": text})
        for text in (
            f'userName sw "{name[:5]}"',
            f'userName co "{name}"',
            f'userName ne "{name}"',
            "userName pr",
            f'externalId sw "{first["externalId"]}"',
            "active ne true",
            f'displayName eq "{name}"',
            f'emails.value eq "{name}"',
            f'id eq "{story.first}"',
            f'meta.created gt "{LONG_AGO}"',
            f'meta.lastModified eq "{changed}"',
            f'userName eq "{name}" and active eq true',
            f'userName eq "{name}" or active eq false',
            f'not (userName eq "{name}")',
        )
    ]


def _everybody(probe: Probe, endpoint: str, text: str) -> list[Exchange]:
    """The pages of a filter: others may be there, too, and more of them than fit on one page."""
    pages = [probe.query(endpoint, {"filter": text})]
    total = pages[0].answer.object.get("totalResults")
    while pages[-1].answer.ok and isinstance(total, int) and (page := entries(pages[-1])):
        start = 1 + sum(len(entries(one)) for one in pages)
        if start > total or not page:
            break
        pages.append(probe.query(endpoint, {"filter": text, "startIndex": start}))
    return pages


@check("user-filters-find", "VLT-31")
def user_filters_find(users_are_looked_for: Story) -> Findings:
    """Users are found by userName, externalId and active with eq, and by meta.lastModified with gt, ge, lt and le."""
    story = users_are_looked_for
    found: list[Finding] = []
    for text, (pages, whom) in story.asked.items():
        found += expect.status(pages[0], 200)
        shown = {identifier for page in pages if page.answer.ok for identifier in _ids(page)}
        if pages[0].answer.ok:
            seen = tuple(one in shown for one in (story.first, story.second))
            named = text.split('"')[0].strip()
            found += expect.equal(f"who of the two is found by {named}", list(whom), list(seen), *pages)
    return found


@check("user-names-are-matched-alone", "VLT-31")
def a_look_up_finds_one(users_are_looked_for: Story) -> Findings:
    """A look-up by userName or externalId finds the one user that has it, and nobody else."""
    story = users_are_looked_for
    found: list[Finding] = []
    for text, (pages, whom) in story.asked.items():
        if text.startswith(("userName", "externalId")):
            wanted = [story.first] if whom[0] else [story.second]
            found += expect.equal("the users that a look-up finds", wanted, _ids(pages[0]), pages[0])
    return found


@check("other-user-filters-are-refused", "VLT-32")
def other_user_filters_are_refused(users_are_looked_for: Story) -> Findings:
    """Any other attribute, operator or combination in a filter of users is refused: 400 with invalidFilter."""
    return [finding for exchange in users_are_looked_for.wrong for finding in _refused(exchange)]


def _refused(exchange: Exchange) -> list[Finding]:
    if (wrong := expect.status(exchange, 400, why="a filter that is not documented is refused")) != []:
        return wrong
    return expect.scim_type(exchange, "invalidFilter")


@scenario(given="Group")
def groups_are_looked_for(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A group is looked for by every filter that is documented, and by others."""
    groups = declared.endpoint("Group")
    team = directory.team()
    created = probe.create(groups, as_group(team, declared))
    story.id = created.resource_id
    probe.send("GET", resource_path(groups, story.id))
    story.asked = {
        text: (_everybody(probe, groups, text), there)
        for text, there in {
            f'displayName eq "{team.name}"': True,
            f'meta.lastModified gt "{LONG_AGO}"': True,
            f'meta.lastModified ge "{FAR_OFF}"': False,
            f'meta.lastModified lt "{FAR_OFF}"': True,
            f'meta.lastModified le "{LONG_AGO}"': False,
        }.items()
    }
    story.wrong = [
        probe.query(groups, {"filter": text})
        for text in (
            f'displayName sw "{team.name[:5]}"',
            f'displayName co "{team.name}"',
            "displayName pr",
            f'id eq "{story.id}"',
            f'externalId eq "{team.external_id}"',
            f'members.value eq "{story.id}"',
            f'displayName eq "{team.name}" and meta.lastModified gt "{LONG_AGO}"',
        )
    ]


@check("group-filters", "VLT-46")
def group_filters(groups_are_looked_for: Story) -> Findings:
    """Groups are found by displayName with eq, and by meta.lastModified with gt, ge, lt and le."""
    story = groups_are_looked_for
    found: list[Finding] = []
    for text, (pages, there) in story.asked.items():
        found += expect.status(pages[0], 200)
        shown = {identifier for page in pages if page.answer.ok for identifier in _ids(page)}
        if pages[0].answer.ok:
            named = text.split('"')[0].strip()
            found += expect.equal(f"whether the group is found by {named}", there, story.id in shown, *pages)
    return found


@check("other-group-filters-are-refused", "VLT-46")
def other_group_filters_are_refused(groups_are_looked_for: Story) -> Findings:
    """Any other attribute, operator or combination in a filter of groups is refused with 400."""
    why = "a filter that is not documented is refused"
    return [finding for exchange in groups_are_looked_for.wrong for finding in expect.status(exchange, 400, why=why)]
