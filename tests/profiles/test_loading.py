"""Reading profiles: what is wrong with one is a line with the way out, and what is right is read as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from scimproof import profiles
from scimproof.clients.probe import Probe
from scimproof.journal import FILE_NAME, Journal
from scimproof.outcome import WouldHarm
from scimproof.profiles import Profile
from scimproof.session import Session
from scimproof.settings import Settings, SettingsError
from scimproof.wire import Wire

LINE = '[[patch]]\nresource = "User"\nop = "replace"\npath = "active"\npromise = "promised"\n'


def written(place: Path, text: str, name: str = "mine.toml") -> str:
    path = place / name
    path.write_text(text, "utf-8")
    return str(path)


def read(place: Path, text: str, **options: str) -> Profile:
    return profiles.load(written(place, f'title = "Mine"\n{text}'), options)


# -- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel = 'Mine'", "unknown key 'titel'; did you mean 'title'?"),
        ("", "'title' is a required property"),
        ("title = 1", "title: 1 is not of type 'string'"),
        ("title = 'x", "is not valid TOML"),
        ("title = 'x'\n[users]\nimutable = []", "users: unknown key 'imutable'; did you mean 'immutable'?"),
        (f"title = 'x'\n{LINE}answer = [400]", "patch.0: unknown key 'answer'; did you mean 'answers'?"),
        (
            f"title = 'x'\n{LINE.replace('promised', 'maybe')}",
            "patch.0.promise: 'maybe' is not one of ['promised', 'refused', 'unknown']",
        ),
        (f"title = 'x'\n{LINE}answers = [20]", "patch.0.answers.0: 20 is less than the minimum of 100"),
        (
            "title = 'x'\n[[deviation]]\nwhat = 'a'\neffect = 'skip'\nreference = 'b'",
            "deviation.0: it has to name 'checks' or 'requests'",
        ),
        (
            "title = 'x'\n[[deviation]]\nwhat = 'a'\neffect = 'skip'\nrequests = ['PUT *']",
            "deviation.0: 'reference' is a required property",
        ),
        ("title = 'x'\n[hooks.roles]\npointer = '/roles'", "hooks.roles: it has to have either 'request' or 'python'"),
        (
            "title = 'x'\n[hooks.roles]\nrequest = 'GET /a'\npython = 'a:b'",
            "hooks.roles: it has to have either 'request' or 'python'",
        ),
        ("title = 'x'\ninherits = 'workoss'", "there is no profile 'workoss'"),
    ],
)
def test_a_mistake_is_one_line_that_says_where(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        profiles.load(written(tmp_path, text))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "mine.toml" in str(raised.value) or "inherits" in text


def test_an_unknown_name_tells_the_nearest_and_that_files_will_do() -> None:
    with pytest.raises(
        SettingsError, match=r"no profile 'acmee'; did you mean 'acme'\?.* or the path of a \.toml file"
    ):
        profiles.load("acmee")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(SettingsError, match=r"cannot read \./none\.toml: No such file"):
        profiles.load("./none.toml")


# -- inheritance ------------------------------------------------------------------------------------------------------


def test_a_profile_says_the_rest_of_another(tmp_path: Path) -> None:
    written(
        tmp_path,
        f'title = "Parent"\nabout = "Old"\n{LINE}[users]\nunique = ["userName"]\nimmutable = ["externalId"]\n'
        '[lifecycle]\ndeactivated = "gone"\n',
        "parent.toml",
    )
    child = read(
        tmp_path,
        f'inherits = "parent.toml"\n{LINE.replace("active", "title")}[users]\nunique = ["emails"]\n'
        '[lifecycle]\ndeleted = "gone"\n',
    )
    assert child.lineage == ("parent",)
    assert (child.title, child.about) == ("Mine", "")  # what a profile says of itself is its own
    assert [line.path for line in child.patches] == ["active", "title"]  # lines are added
    assert (child.users.unique, child.users.immutable) == (("emails",), ("externalId",))  # other lists are replaced
    assert (child.lifecycle.deactivated, child.lifecycle.deleted) == ("gone", "gone")  # tables are merged


def test_one_of_ours_can_be_inherited(tmp_path: Path) -> None:
    child = read(tmp_path, 'inherits = "acme"\n')
    assert child.double == "acme"
    assert len(child.patches) == len(profiles.load("acme").patches)


def test_a_circle_is_told(tmp_path: Path) -> None:
    written(tmp_path, 'title = "One"\ninherits = "mine.toml"', "one.toml")
    with pytest.raises(SettingsError, match="inherits from itself"):
        read(tmp_path, 'inherits = "one.toml"')


# -- options ----------------------------------------------------------------------------------------------------------

OPTIONS = """
[options.generation]
about = "Which one it is."
default = "beta"
values = ["beta", "2.2"]
[options.role]
about = "The attribute that has the role."
default = ""
"""


def test_options_have_defaults_and_are_set(tmp_path: Path) -> None:
    assert read(tmp_path, OPTIONS).option("generation") == "beta"
    chosen = read(tmp_path, OPTIONS, generation="2.2", role="anything will do")
    assert (chosen.option("generation"), chosen.option("role")) == ("2.2", "anything will do")
    assert chosen.option("unknown") == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"genration": "beta"}, "no option 'genration'; did you mean 'generation'?; it has generation, role"),
        ({"generation": "3"}, "--set: generation takes beta, 2.2, not '3'"),
    ],
)
def test_what_is_no_option_is_told(tmp_path: Path, options: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(tmp_path, OPTIONS, **options)
    assert said in str(raised.value)


def test_lines_hold_when_options_have_values(tmp_path: Path) -> None:
    text = OPTIONS + LINE + 'when = { generation = "2.2" }\n'
    assert read(tmp_path, text).patches == ()
    assert [line.label for line in read(tmp_path, text, generation="2.2").patches] == ["replace of active"]


# -- what it does to a run --------------------------------------------------------------------------------------------


def test_days_are_days(tmp_path: Path) -> None:
    assert read(tmp_path, "reviewed = 2026-11-26\n").reviewed == "2026-11-26"


@pytest.mark.parametrize("name", ["breakglass@acme.example", "BreakGlass@acme.example"])
def test_whom_a_profile_protects_is_never_touched(tmp_path: Path, name: str) -> None:
    """Not even by a create, and whatever the case of the name: nothing is sent."""
    profile = read(tmp_path, 'protected = ["breakglass@*"]\n')
    base = "http://127.0.0.1:9/scim/v2"  # nobody listens there
    session = Session(
        Settings(url=base, report_dir=tmp_path), Wire(base), Journal(tmp_path / FILE_NAME, base), profile=profile
    )
    user = {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name}
    with pytest.raises(WouldHarm, match="the profile mine protects the user"):
        Probe(session).create("/Users", user)
    assert session.wire.exchanges == []
