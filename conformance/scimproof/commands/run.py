"""``scimproof run``: preflight, checks, reports, exit code."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scimproof import editions, profiles, results, suites, waivers
from scimproof import settings as settings_module
from scimproof.cli import settings_options
from scimproof.gate import Exit
from scimproof.items import RUN
from scimproof.judgement import Terms
from scimproof.preflight import PreflightFailed, Step
from scimproof.progress import Progress
from scimproof.publishing import publish, requirement_texts
from scimproof.run import Run
from scimproof.settings import Settings, SettingsError

QUIET, NORMAL, VERBOSE = -1, 0, 1


def command(options: argparse.Namespace) -> int:
    """Run the suites; returns the exit code."""
    settings = with_implied_profile(settings_module.load(settings_options(options), options.config))
    if settings.options and settings.profile is None:
        raise SettingsError("--set: options belong to a profile: name it with --profile")
    verbosity = QUIET if options.quiet else VERBOSE if options.verbose else NORMAL
    profile = profiles.load(settings.profile, settings.options) if settings.profile is not None else None
    paths = suites.chosen(settings.suites, profile)
    _make_directory(settings.report_dir)
    console = Console(highlight=False, soft_wrap=True)
    run = Run(settings, terms_of(settings))
    try:
        run.open(_teller(console, verbosity))
    except PreflightFailed as failed:
        print(f"scimproof: {run.redactor.text(str(failed))}", file=sys.stderr)
        return Exit.UNREACHABLE
    try:
        play(run, paths, Progress(console, verbosity))
    except KeyboardInterrupt:
        run.interrupted = True
    finally:
        run.close()
    _report(run, console, verbosity)
    return run.exit_code()


def with_implied_profile(settings: Settings) -> Settings:
    """Who asks for the suite of one vendor means a target of that vendor."""
    named = [suite for suite in settings.suites if suite in profiles.available()]
    return settings if settings.profile is not None or len(named) != 1 else replace(settings, profile=named[0])


def terms_of(settings: Settings) -> Terms:
    """The files that a user has agreed on beforehand, read before anything is sent.

    :raises SettingsError: when one of them cannot be used.
    """
    try:
        baseline = results.read(settings.baseline) if settings.baseline is not None else None
    except results.ResultsError as error:
        raise SettingsError(f"--baseline: {error}") from None
    return Terms(
        waivers=waivers.load(settings.waivers) if settings.waivers is not None else (),
        baseline=baseline,
        edition=editions.load(settings.edition) if settings.edition is not None else None,
    )


def play(run: Run, paths: list[Path], progress: Progress) -> None:
    """Let pytest run the checks of an open run.

    :raises SettingsError: when a suite cannot be collected.
    """
    with _own_pytest(), tempfile.TemporaryDirectory(prefix="scimproof-") as scratch:
        ini = Path(scratch) / "pytest.ini"
        ini.write_text("[pytest]\n", "utf-8")
        code = pytest.main(_arguments(run.settings, paths, ini), plugins=[Handover(run), Silence(), progress])
    if code == pytest.ExitCode.INTERNAL_ERROR and run.internal_error is None:
        run.internal_error = "pytest met an internal error"
    if run.not_collected:
        raise SettingsError(f"--suite: {run.not_collected[0]}")
    if code == pytest.ExitCode.USAGE_ERROR:
        raise SettingsError("the suites cannot be collected; the reason stands above")


def _arguments(settings: Settings, paths: list[Path], ini: Path) -> list[str]:
    arguments = ["-p", "scimproof.plugin", "-p", "pytest_metadata.plugin", "-p", "pytest_html.plugin"]
    arguments += ["-p", "scimproof.reporting.pytest_table"]
    top = paths[0] if paths[0].is_dir() else paths[0].parent
    # Ids in reports must not contain the path of an environment, and nothing may be written into it.
    arguments += ["-c", str(ini), f"--rootdir={suites.home().parent}", f"--confcutdir={top}"]
    arguments += ["--import-mode=importlib", "-p", "no:cacheprovider", "--assert=plain", "--capture=no"]
    # These two look for faults in tests of Python code; at their end they collect garbage five times over.
    arguments += ["-p", "no:unraisableexception", "-p", "no:threadexception"]
    arguments += [f"--html={settings.report_dir / 'pytest.html'}", "--self-contained-html"]
    if settings.workers > 1:
        arguments += ["-p", "xdist.plugin", "-n", str(settings.workers)]
    return [*arguments, *map(str, paths)]


class Handover:
    """Gives the run to the plugin, before the plugin asks for it."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Put the run where the plugin looks."""
        config.stash[RUN] = self.run


class Silence:
    """Takes pytest's own terminal away: our report speaks to the user, and pytest's would repeat it otherwise."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """After pytest has registered its reporter."""
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            config.pluginmanager.unregister(reporter)


@contextmanager
def _own_pytest() -> Iterator[None]:
    """Keep the user's own pytest configuration and plugins out of the run."""
    ours = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": None, "PYTEST_PLUGINS": None}
    before = {name: os.environ.get(name) for name in ours}
    _set(ours)
    try:
        yield
    finally:
        _set(before)


def _set(variables: dict[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _report(run: Run, console: Console, verbosity: int) -> None:
    from scimproof.reporting.terminal import print_report

    document = run.document()
    if run.internal_error is not None:
        trace = run.settings.report_dir / "internal-error.txt"
        trace.write_text(run.internal_error, "utf-8", "replace")
        print(f"scimproof: a fault of Scimproof itself; the traceback is in {trace}", file=sys.stderr)
    paths = publish(document, run.settings.report_dir)
    _tell_github(document, paths["summary.md"])
    paths["pytest.html"] = run.settings.report_dir / "pytest.html"
    print_report(
        document,
        console,
        verbosity=verbosity,
        paths=paths,
        requirements=requirement_texts(),
        exit_code=run.exit_code(),
    )


def _tell_github(document: Mapping[str, Any], summary: Path) -> None:
    """In a workflow of GitHub's: annotations of what to fix, and the summary on the page of the job."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from scimproof.reporting.annotations import render_annotations

        print("\n".join(render_annotations(document)))
    if page := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(page).open("a", encoding="utf-8") as file:
            file.write(summary.read_text("utf-8") + "\n")


def _teller(console: Console, verbosity: int) -> Callable[[Step], None]:
    def tell(step: Step) -> None:
        if verbosity > QUIET:
            mark = "note " if step.remark else "ready"
            console.print(f"{mark}  {step.name:12} {step.detail}", markup=False)

    return tell


def _make_directory(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"--report-dir: cannot create {path}: {error.strerror}") from None
    if not os.access(path, os.W_OK):
        raise SettingsError(f"--report-dir: cannot write to {path}")
