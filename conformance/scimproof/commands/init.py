"""``scimproof init``: a settings file, and a pipeline that runs by it."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path

from scimproof import editions, suites
from scimproof.cli import settings_options
from scimproof.gate import Exit
from scimproof.settings import DEFAULT_CONFIG_FILE, Settings, SettingsError

EXAMPLE_URL = "https://scim.example.com/scim/v2"
SETTINGS_FILE = Path(DEFAULT_CONFIG_FILE)
PIPELINES: Mapping[str, Path] = {"github": Path(".github/workflows/scim.yml"), "gitlab": Path(".gitlab/scim.yml")}
SECRETS = {"github": "a secret of the repository", "gitlab": "a masked variable of the project"}
GITLAB_ENTRANCE = Path(".gitlab-ci.yml")


def command(options: argparse.Namespace) -> int:
    """Write what is missing, and say what comes next.

    :raises SettingsError: when a file exists already, or cannot be written; then none is.
    """
    wanted = settings_options(options)
    Settings(url=wanted["url"])
    suites.chosen(wanted.get("suites", ()))
    texts = {} if _only_a_pipeline(options) else {SETTINGS_FILE: _settings_file(options.url, wanted.get("suites"))}
    package = _package()
    if options.ci in PIPELINES:
        texts[PIPELINES[options.ci]] = _starter(f"{options.ci}.yml", package=package)
    if not options.force:
        for path in texts:
            if os.path.lexists(path):
                raise SettingsError(f"{path} exists already; --force writes it anew")
    if options.ci == "gitlab" and not os.path.lexists(GITLAB_ENTRANCE):
        texts[GITLAB_ENTRANCE] = _starter("gitlab-ci.yml")
    for path, text in texts.items():
        _write(path, text)
        print(f"wrote  {path}")
    for line in _remarks(options, set(texts), package):
        print(f"note   {line}")
    print("scimproof: next: SCIMPROOF_TOKEN=... scimproof doctor")
    return Exit.MET


def _only_a_pipeline(options: argparse.Namespace) -> bool:
    """The settings are there already, nothing is to change in them: the pipeline goes by them as they are."""
    return options.ci in PIPELINES and SETTINGS_FILE.is_file() and not (options.url or options.suite or options.force)


def _settings_file(url: str | None, chosen: tuple[str, ...] | None) -> str:
    return _starter(
        "scimproof.toml",
        url=_quoted(url or EXAMPLE_URL),
        suites=f"[{', '.join(map(_quoted, chosen or suites.default()))}]",
        edition=_quoted(editions.names()[-1]),
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a basic string of TOML


def _starter(name: str, **values: str) -> str:
    text = files("scimproof.commands").joinpath("starters", name).read_text("utf-8")
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def _package() -> str:
    """What pip has to install to get this very Scimproof: a commit, if it came from one, or a version of the index."""
    try:
        installed = distribution("scimproof")
    except PackageNotFoundError:
        return "scimproof"
    origin = json.loads(installed.read_text("direct_url.json") or "{}")  # PEP 610
    if source := origin.get("vcs_info"):
        return f"scimproof @ {source['vcs']}+{origin['url']}@{source['commit_id']}"
    return f"scimproof=={installed.version}"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"cannot write {path}: {error.strerror}") from None


def _remarks(options: argparse.Namespace, written: set[Path], package: str) -> list[str]:
    found = []
    if SETTINGS_FILE not in written:
        found.append(f"{SETTINGS_FILE} stays as it is")
    elif not options.url:
        found.append(f"put the base URL of your server into {SETTINGS_FILE}")
    if options.ci in PIPELINES:
        found.append(f"the pipeline installs {package}: where your package index lacks it, name a wheel or a git URL")
        found.append(f"the pipeline takes SCIMPROOF_TOKEN from {SECRETS[options.ci]}")
    if options.ci == "gitlab" and GITLAB_ENTRANCE not in written:
        found.append(f"add to the list `include` of {GITLAB_ENTRANCE}: {{local: {PIPELINES['gitlab']}}}")
    return found
