"""Settings: option before environment before file, and one clear line for every mistake."""

from pathlib import Path
from typing import Any

import pytest

from scimproof.settings import Settings, SettingsError, header, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scimproof.toml"


def test_precedence(file: Path) -> None:
    file.write_text('url = "https://file.test"\ntoken = "${T}"\nseed = 3\nname = "file"\n')
    settings = load({"name": "option"}, file, {"T": "from-variable", "SCIMPROOF_URL": "https://environment.test"})
    assert (settings.url, settings.token, settings.seed, settings.name) == (
        "https://environment.test",
        "from-variable",
        3,
        "option",
    )


def test_an_option_replaces_its_rival_of_the_environment() -> None:
    settings = load({"basic": "u:p"}, None, {"SCIMPROOF_TOKEN": "t"})
    assert (settings.token, settings.basic) == (None, "u:p")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("urll = 'x'", "unknown key 'urll'; did you mean 'url'?"),
        ("url = ", "is not valid TOML"),
        ("workers = 'many'", "'workers' has to be a number"),
        ("insecure = 1", "'insecure' has to be true or false"),
        ("token = '${NOT_SET}'", "the environment variable NOT_SET is not set"),
        ("seed = true", "'seed' has to be a number"),
        ("suites = 'rfc'", "'suites' has to be a list"),
    ],
)
def test_a_bad_file_is_one_clear_line(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load({}, file, {})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot read the settings file"):
        load({}, tmp_path / "none.toml", {})


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://host", "has to begin with https"),
        ("host/scim", "has to begin with https"),
        ("https://", "names no host"),
        ("https://u:secret@host", "credentials do not belong"),
        ("https://host/#x", "fragment"),
        ("https://host/?tenant=1", "no query string"),
        ("https://host:99999/", "no URL"),
        ("https://ho st/", "characters"),
        ("http://[::1", "no URL"),
    ],
)
def test_an_impossible_url_is_refused(url: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        Settings(url=url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/scim/v2", "https://h/v2?aadOptscim062020", "http://[::1]:80/v2"])
def test_a_possible_url_is_taken(url: str) -> None:
    assert Settings(url=url).url == url


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"token": "t", "basic": "u:p"}, "exclude each other"),
        ({"token": "Bearer t"}, "leave out 'Bearer'"),
        ({"basic": "nobody"}, "USER:PASSWORD"),
        ({"app": "module"}, "MODULE:ATTRIBUTE"),
        ({"app": "a:b", "url": "http://h"}, "exclude each other"),
        ({"level": "might"}, "--level takes must, should, all"),
        ({"workers": -1}, "--workers has to be at least 0"),
        ({"rate": 0.0}, "--rate has to be at least"),
        ({"ca": Path("/no/such/file")}, "there is no file"),
    ],
)
def test_impossible_options_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        load(options, None, {})


def test_headers_are_read() -> None:
    assert header("X-Key:  a: b ") == ("X-Key", "a: b")
    with pytest.raises(SettingsError, match="Name: value"):
        header("no colon")


def test_credentials_are_secrets_and_not_public() -> None:
    settings = Settings(token="the-token", headers=(("X-Api-Key", "the-key"), ("X-Trace", "plain")))
    assert set(settings.secrets) >= {"the-token", "the-key"}
    assert "plain" not in settings.secrets
    assert "the-token" not in str(settings.public())
    assert "the-key" not in str(settings.public())


def test_a_crowd_is_an_option_and_a_key(file: Path) -> None:
    file.write_text("crowd = 250")
    assert load({}, file, {}).crowd == 250
    assert load({"crowd": 0}, file, {}).crowd == 0
    with pytest.raises(SettingsError, match="--crowd has to be at least 0"):
        Settings(crowd=-1)
