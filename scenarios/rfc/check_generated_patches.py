"""PATCH requests that nobody wrote down, judged by a model of our own (RFC 7644 section 3.5.2)."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from scimproof import (
    Declared,
    Directory,
    Exchange,
    Finding,
    Findings,
    NotApplicable,
    Probe,
    Story,
    as_user,
    check,
    expect,
    scenario,
)
from scimproof.generative.patches import (
    State,
    Step,
    adds_email,
    applied,
    changes_email,
    removes_email,
    removes_text,
    replaces_emails,
    sets_name_part,
    sets_text,
)
from scimproof.generative.shrinking import smallest

MOST_PATCHES = 16
TEXTS = ("nickName", "title", "userType")
MAIL = "scimproof.example"


@scenario(given=("User", "patch"))
def somebody_to_be_changed(story: Story, probe: Probe, directory: Directory, declared: Declared) -> None:
    """A user with a nickname, a title and two e-mails, as the target keeps them."""
    users = declared.endpoint("User")
    body = as_user(directory.person(), declared)
    body |= {name: f"first {name.lower()}" for name in TEXTS if declared.has("User", name)}
    if body.get("emails") and "type" in body["emails"][0]:  # as_user leaves out what the schema does not have
        body["emails"] = [{"type": kind, "value": f"first.{kind}@{MAIL}"} for kind in ("work", "home")]
    story.id = probe.create(users, body).resource_id
    story.before = probe.read(users, story.id).resource
    # As Okta does it: the server's own representation, and over it what we want. Its meta will be out of date, and a
    # server may refuse a PUT that changes it.
    story.body = {name: value for name, value in story.before.items() if name != "meta"} | body


WHAT_THE_MODEL_KNOWS = (
    *(f"RFC7644-3.5.2.1-{row}" for row in ("03", "04", "06", "07", "08")),
    *(f"RFC7644-3.5.2.2-{row}" for row in ("01", "03", "07")),
    *(f"RFC7644-3.5.2.3-{row}" for row in ("03", "04", "05", "09", "12")),
    *(f"RFC7644-3.5.2-{row}" for row in ("20", "21")),
)


@check("rfc7644-3.5.2-generated-patches", "RFC7644-3.5.2.3-08", *WHAT_THE_MODEL_KNOWS)
def whatever_is_patched_is_changed(somebody_to_be_changed: Story, probe: Probe, declared: Declared) -> Findings:
    """A PATCH of one to four operations changes exactly what they say.

    Operations are generated, sent, and the user is read again and compared with a small model of section 3.5.2. When
    one goes wrong, the user is put back by PUT as it was at first, and the smallest sequence that goes wrong from there
    is shown.
    """
    story, users = somebody_to_be_changed, declared.endpoint("User")
    kept = tuple(name for name in TEXTS if story.before.get(name))
    trials = Trials(probe, users, story, State.of(story.before, kept), kept)
    some = sequences(trials.first, kept)
    with suppress(GoesWrongOnce):
        smallest(some, trials.go_wrong, most=MOST_PATCHES, seed=probe.session.settings.seed)
    worst = trials.worst
    if worst is None:
        return None
    told = "; then ".join(str(step) for step in worst.steps)
    return Finding(
        f"A PATCH does not do what it says: {told}",
        f"200 or 204, and then {_difference(worst.wanted, worst.found)}",
        f"{worst.patched.answer.status}, and then {_difference(worst.found, worst.wanted)} "
        f"{expect.detail(worst.patched)}".strip(),
        expect.numbers([worst.patched, worst.after]),
        cause="generated patches",
    )


class GoesWrongOnce(Exception):
    """A sequence went wrong after others, and does not from the beginning: there is nothing to make smaller."""


@dataclass(frozen=True)
class Trial:
    """One sequence: what it should have left, and what it left."""

    steps: tuple[Step, ...]
    patched: Exchange
    after: Exchange
    wanted: State
    found: State

    @property
    def wrong(self) -> bool:
        return not self.patched.answer.ok or self.found != self.wanted


@dataclass
class Trials:
    """The sequences that a user has been through, each from where the last one left it.

    :param worst: the latest that went wrong; from then on the user is put back before each.
    """

    probe: Probe
    endpoint: str
    story: Story
    first: State
    kept: tuple[str, ...]
    worst: Trial | None = None

    def __post_init__(self) -> None:
        self._now = self.first

    def go_wrong(self, steps: tuple[Step, ...]) -> bool:
        """Whether a sequence goes wrong.

        :raises GoesWrongOnce: when it did, but does not once the user is put back.
        """
        if self.worst is not None:
            return self._tried_afresh(steps)
        trial = self._tried(steps)
        if trial is None or not trial.wrong:
            return False
        self.worst = trial
        if not self._tried_afresh(steps):
            raise GoesWrongOnce
        return True

    def _tried_afresh(self, steps: tuple[Step, ...]) -> bool:
        back = self.probe.replace(self.endpoint, self.story.id, self.story.body)
        if not back.answer.ok:
            raise GoesWrongOnce
        self._now = self.first
        trial = self._tried(steps)
        if trial is None or not trial.wrong:
            return False
        self.worst = trial
        return True

    def _tried(self, steps: tuple[Step, ...]) -> Trial | None:
        wanted = applied(steps, self._now)
        if wanted is None:
            return None
        patched = self.probe.patch(self.endpoint, self.story.id, *(step.operation for step in steps))
        after = self.probe.read(self.endpoint, self.story.id)
        self._now = State.of(after.answer.object, self.kept)
        return Trial(steps, patched, after, wanted, self._now)


def sequences(first: State, kept: tuple[str, ...]) -> st.SearchStrategy[tuple[Step, ...]]:
    """One to four operations on what the target keeps."""
    verbs, words = st.sampled_from(("add", "replace")), st.sampled_from(("one", "two", "Überstadt"))
    kinds = st.sampled_from(("work", "home"))
    mails = st.sampled_from((f"one@{MAIL}", f"two@{MAIL}"))
    some: list[st.SearchStrategy[Step]] = []
    if kept:
        texts = st.sampled_from(kept)
        some += [st.builds(sets_text, verbs, texts, words, path=st.booleans()), st.builds(removes_text, texts)]
    if len(first.name) == 2:
        parts = st.sampled_from(("givenName", "familyName"))
        some.append(st.builds(sets_name_part, verbs, parts, words, dotted=st.booleans()))
    if {kind for kind, _ in first.emails} == {"work", "home"}:
        some += [st.builds(build, kinds, mails) for build in (adds_email, replaces_emails, changes_email)]
        some.append(st.builds(removes_email, kinds))
    if not some:
        raise NotApplicable("the target keeps none of the attributes that the model knows")
    several = st.lists(st.one_of(some), min_size=1, max_size=4).map(tuple)
    if not kept:
        return several
    # What comes last counts; pure chance seldom writes the same attribute twice.
    twice = st.builds(
        lambda name, one, two: (sets_text("replace", name, one, path=True), sets_text("add", name, two, path=True)),
        st.sampled_from(kept),
        words,
        words,
    )
    return st.one_of(several, several, twice)


def _difference(one: State, other: State) -> str:
    parts = [
        f"{field} {expect.shown(_plain(getattr(one, field)))}"
        for field in ("texts", "name", "emails")
        if getattr(one, field) != getattr(other, field)
    ]
    return ", ".join(parts) or "the same as expected"


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else dict(value)
