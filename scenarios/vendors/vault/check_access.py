"""Who may speak SCIM to Vault: principals, policies, tokens and namespaces."""

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    Hooks,
    Outcome,
    Probe,
    Profile,
    Seen,
    Story,
    check,
    expect,
    scenario,
)
from scimproof.cleanup import resource_path
from scimproof.clients.probe import PATCH_OP
from scimproof.vaults import accepted, newer, refused, second_client, stays, user

SUITES = ("vault",)
NO_ENTRY = (403, 401)


def _with(probe: Probe, token: str, method: str, path: str, body: dict[str, object] | None = None) -> Exchange:
    return second_client(probe, token).send(method, path, body)


@scenario(given="User")
def a_stranger_asks(story: Story, probe: Probe, declared: Declared, hooks: Hooks) -> None:
    """A token of an entity that is no principal of a client lists users and groups, and tries to create one."""
    hooks.require("issue_token", "revoke")
    token = accepted(hooks, "issue_token", kind="service")["token"]
    users = declared.endpoint("User")
    story.tries = [_with(probe, token, "GET", path) for path in (users, declared.endpoint("Group"), "/Schemas")]
    hooks.call("revoke", token=token)


@check("only-principals-come-in", "VLT-07", "VLT-08")
def only_principals_come_in(a_stranger_asks: Story) -> Findings:
    """A token whose entity is no principal of a SCIM client is refused, whatever its policies allow: 403."""
    message = "A Vault token of an entity without a SCIM client gets in"
    return [finding for one in a_stranger_asks.tries for finding in refused(one, message, *NO_ENTRY)]


@scenario(given="User")
def a_policy_is_narrow(story: Story, probe: Probe, directory: Directory, declared: Declared, hooks: Hooks) -> None:
    """Tokens of the client, each of whose policies lacks the capability for one verb, read a user and try that verb."""
    hooks.require("issue_token", "revoke")
    users = declared.endpoint("User")
    sent = user(directory.person(), declared)
    story.created = probe.create(users, sent)
    path = resource_path(users, story.created.resource_id)
    off = {"schemas": [PATCH_OP], "Operations": [{"op": "replace", "path": "active", "value": False}]}
    tries: dict[str, tuple[str, dict[str, object] | None]] = {
        "PATCH": (path, off),
        "PUT": (path, {**sent, "active": False}),
        "DELETE": (path, None),
        "POST": (users, user(directory.person(), declared)),
    }
    story.reads, story.tries = [], {}
    for verb, (where, body) in tries.items():
        token = accepted(hooks, "issue_token", client=0, kind="service", without=verb.lower())["token"]
        story.reads.append(_with(probe, token, "GET", path))
        story.tries[verb] = _with(probe, token, verb, where, body)
        hooks.call("revoke", token=token)
    story.after = probe.send("GET", path)


@check("policies-hold-for-scim", "VLT-09")
def policies_hold_for_scim(a_policy_is_narrow: Story) -> Findings:
    """A token whose policy lacks the capability for a verb reads a user, and is refused that verb: 403."""
    story = a_policy_is_narrow
    found = [finding for one in story.reads for finding in expect.status(one, 200)]
    for verb, exchange in story.tries.items():
        found += refused(exchange, f"A token without the capability for {verb} can {verb} users", 403)
    return found + stays("after what was refused", story.created.resource, story.after, "active")


@scenario(given="User")
def a_token_is_revoked(story: Story, probe: Probe, declared: Declared, hooks: Hooks) -> None:
    """A token of the client is issued, used, revoked, and used again."""
    hooks.require("issue_token", "revoke")
    users = declared.endpoint("User")
    token = accepted(hooks, "issue_token", client=0, kind="service")["token"]
    story.before = _with(probe, token, "GET", users)
    hooks.call("revoke", token=token)
    story.after = _with(probe, token, "GET", users)


@check("revoked-token-opens-nothing", "VLT-10")
def a_revoked_token_opens_nothing(a_token_is_revoked: Story) -> Findings:
    """A token works until it is revoked, and not a request longer."""
    story = a_token_is_revoked
    message = "A token that was revoked still opens the SCIM endpoint"
    return expect.status(story.before, 200) + refused(story.after, message, *NO_ENTRY)


@scenario(given="User")
def tokens_are_issued(story: Story, probe: Probe, declared: Declared, profile: Profile, hooks: Hooks) -> None:
    """Tokens of the type scim are issued until Vault refuses one; the first is used for SCIM and for other paths."""
    newer(profile)
    hooks.require("issue_token", "revoke", "use_token")
    issued: list[Seen] = []
    while len(issued) < 4 and (not issued or issued[-1].value["accepted"]):
        issued.append(hooks.call("issue_token", client=0, kind="scim"))
    story.issued = issued
    token = issued[0].value.get("token", "")
    story.scim = _with(probe, token, "GET", declared.endpoint("User"))
    paths = ("secret/data/payroll", "identity/entity/name/somebody", "sys/mounts", "auth/token/lookup-self")
    story.uses = {path: hooks.call("use_token", token=token, path=path) for path in paths}
    for one in issued:
        if one.value["accepted"]:
            hooks.call("revoke", token=one.value["token"])


@check("scim-tokens-are-limited", "VLT-11")
def scim_tokens_are_limited(tokens_are_issued: Story) -> Findings:
    """A SCIM token is an orphan that cannot be renewed, begins with scm., ends in time, and there are two at most."""
    first, last = tokens_are_issued.issued[0], tokens_are_issued.issued[-1]
    token = first.value
    found = Seen("tokens", last.value["accepted"], last.exchanges).is_(
        False, "More SCIM tokens are issued for a client than max_active_tokens allows"
    )
    facts = {
        "begins with scm.": str(token.get("token", "")).startswith("scm."),
        "is an orphan": token.get("orphan"),
        "cannot be renewed": not token.get("renewable", True),
        "ends within max_token_ttl": 0 < token.get("ttl", 0) <= token.get("longest", 0),
    }
    for what, holds in facts.items():
        found += Seen(what, holds, first.exchanges).is_(True, f"It does not hold that a SCIM token {what}")
    return found


@check("scim-tokens-are-for-scim", "VLT-12")
def scim_tokens_are_for_scim(tokens_are_issued: Story) -> Findings:
    """A SCIM token opens the SCIM endpoint and what concerns itself, and no other path of Vault."""
    story = tokens_are_issued
    found = expect.status(story.scim, 200)
    for path, seen in story.uses.items():
        allowed = path.startswith("auth/token/")
        message = f"A SCIM token {'cannot' if allowed else 'can'} be used for {path}"
        found += Seen(path, (seen.value or {}).get("allowed"), seen.exchanges).is_(allowed, message)
    return found


@scenario(given="User")
def another_namespace_is_named(story: Story, probe: Probe, declared: Declared) -> None:
    """The token of the client is used with a namespace in which it is not known."""
    headers = [
        *probe.headers("GET", has_body=False),
        ("X-Vault-Namespace", f"scimproof-{probe.session.settings.run_id}/"),
    ]
    story.tries = [probe.send("GET", declared.endpoint(kind), headers=headers) for kind in ("User", "Group")]


@check("clients-stay-in-their-namespace", "VLT-13")
def clients_stay_in_their_namespace(another_namespace_is_named: Story) -> Findings:
    """The token of a client of one namespace is refused in another: 403 or 404."""
    message = "The token of a client opens a namespace in which there is no such client"
    return [
        one for exchange in another_namespace_is_named.tries for one in refused(exchange, message, 403, 404, 400, 401)
    ]


@scenario(given="User")
def before_activation(story: Story, probe: Probe, declared: Declared, hooks: Hooks) -> None:
    """The feature flag is as on a fresh server, and users, groups and discovery are asked for; then it is activated."""
    hooks.require("activate")
    hooks.call("activate", value=False)
    try:
        story.tries = [
            probe.query(path) for path in (declared.endpoint("User"), declared.endpoint("Group"), "/ResourceTypes")
        ]
    finally:
        hooks.call("activate", value=True)
    story.after = probe.query(declared.endpoint("User"), {"count": 1})


@check("nothing-works-before-activation", "VLT-01")
def nothing_works_before_activation(before_activation: Story) -> Findings:
    """Until the feature is activated every SCIM request is refused, and from then on it works."""
    story = before_activation
    message = "SCIM answers though the feature flag is not activated"
    found = [finding for one in story.tries for finding in refused(one, message, 400, 403, 404, 501, 503)]
    return found + expect.status(story.after, 200)


@scenario(given="User")
def a_burst(story: Story, probe: Probe, declared: Declared) -> None:
    """A few look-ups go out at the same time."""
    users = declared.endpoint("User")
    story.answers = probe.session.together(*[lambda: probe.query(users, {"count": 1})] * 5)


@check("bursts-are-recorded", "VLT-72")
def bursts_are_recorded(a_burst: Story) -> Findings:
    """Whether a small burst is throttled is recorded: the quotas of an operator decide."""
    throttled = [one for one in a_burst.answers if one.response is not None and one.status == 429]
    if not throttled:
        return None
    numbers = tuple(one.number for one in throttled)
    message = f"{len(throttled)} of {len(a_burst.answers)} requests of a burst were answered 429"
    return Finding(message, "not documented", "429", numbers, grade=Outcome.NOTE)
