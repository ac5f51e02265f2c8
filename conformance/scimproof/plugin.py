"""The pytest plugin: options, fixtures, collection, and the way from items to the record of the run.

``scimproof run`` uses it from within; ``pytest -p scimproof.plugin --pyargs scimproof.scenarios`` works as well,
and so does a folder of one's own with ``check_*.py`` files. Under pytest-xdist the process that talks to the user
holds the :class:`~scimproof.run.Run`, and each worker a :class:`~scimproof.player.Player`.
"""

from __future__ import annotations

import fnmatch
import pickle
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from scimproof import interrupts, results, suites
from scimproof import settings as settings_module
from scimproof.fixtures import (
    admin,
    crowd,
    declared,
    directory,
    discovery,
    entra,
    hooks,
    okta,
    okta_tester,
    probe,
    profile,
    regulars,
    scimproof_session,
    suite,
)
from scimproof.items import FAIL_ON, PLAYER, RUN, CheckItem, PassiveFile, PassiveItem, passive_record
from scimproof.modules import ModuleOfSuites
from scimproof.outcome import Level, Outcome
from scimproof.player import Player
from scimproof.preflight import PreflightFailed
from scimproof.run import Run
from scimproof.settings import Settings, SettingsError
from scimproof.story import spec_of

# pytest finds fixtures by looking through the module of a plugin.
__all__ = [
    "admin",
    "crowd",
    "declared",
    "directory",
    "discovery",
    "entra",
    "hooks",
    "okta",
    "okta_tester",
    "probe",
    "profile",
    "regulars",
    "scimproof_session",
    "suite",
]

# The suite whose verdict the passive checks belong to: what they watch over are statements of the RFCs.
PASSIVE_SUITE = "rfc"

NO_NEWS: dict[str, Any] = {"exchanges": [], "passive": [], "lost": False}

# The run of this process, for hooks that pytest gives nothing to find it by. None in workers.
_run: Run | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options for plain pytest; everything else comes from the settings file and the environment."""
    group = parser.getgroup("scimproof", "SCIM conformance checks")
    group.addoption("--scim-url", metavar="URL", help="SCIM base URL of the target; without one: the lab")
    group.addoption("--scim-config", metavar="FILE", help="settings file (default: scimproof.toml, if there is one)")
    group.addoption("--scim-report-dir", metavar="DIR", help="write Scimproof's reports there as well")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Get hold of the settings, or of what the controller hands to a worker."""
    if config.option.importmode == "prepend":
        # Suites are folders of equally named modules, not packages: two check_users.py must not clash.
        config.option.importmode = "importlib"
    handed = getattr(config, "workerinput", {}).get("scimproof")
    if handed is not None:
        settings, declared, preflight, discovery = pickle.loads(handed)  # noqa: S301 - from our own controller
        player = Player(settings, declared, tuple(preflight))
        player.discovery = discovery
        config.stash[PLAYER] = player
        config.stash[FAIL_ON] = settings.fail_on
        return
    if RUN not in config.stash:
        try:
            config.stash[RUN] = Run(_settings_of(config))
        except SettingsError as error:
            raise pytest.UsageError(str(error)) from None
    config.stash[FAIL_ON] = config.stash[RUN].settings.fail_on


def _settings_of(config: pytest.Config) -> Settings:
    directory = config.getoption("--scim-report-dir")
    file = config.getoption("--scim-config")
    # Without a place for reports the journal still needs one.
    place = Path(directory) if directory else Path(".scimproof")
    options = {"url": config.getoption("--scim-url"), "report_dir": place}
    return settings_module.load(options, Path(file) if file else None)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Under plain pytest the target is made ready here; ``scimproof run`` has done so before."""
    global _run
    run = _run = session.config.stash.get(RUN, None)
    if run is None or session.config.option.collectonly:
        return
    try:
        if not run.is_open:
            run.open()
    except (PreflightFailed, SettingsError) as error:
        pytest.exit(f"scimproof: {error}", returncode=3 if isinstance(error, PreflightFailed) else 2)
    session.config.stash[PLAYER] = run.player


# -- collection -----------------------------------------------------------------------------------------------------


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect ``check_*.py`` without asking the user to configure ``python_files``."""
    patterns = parent.config.getini("python_files")
    # pytest itself collects what fits its patterns, and a file that was named outright.
    already = parent.session.isinitpath(file_path) or any(fnmatch.fnmatch(file_path.name, one) for one in patterns)
    if file_path.suffix == ".py" and file_path.name.startswith("check_") and not already:
        if suites.named_in(file_path):
            return _module_of_suites(file_path, parent)
        module: pytest.Module = pytest.Module.from_parent(parent, path=file_path)
        return module
    return None


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> ModuleOfSuites | None:
    """A module that names its suites is played once in each."""
    return _module_of_suites(module_path, parent) if suites.named_in(module_path) else None


def _module_of_suites(path: Path, parent: pytest.Collector) -> ModuleOfSuites:
    file: ModuleOfSuites = ModuleOfSuites.from_parent(parent, path=path)
    file.wanted = _settings(parent.config).suites
    return file


def pytest_pycollect_makeitem(collector: pytest.Collector, name: str, obj: object) -> CheckItem | None:
    """Turn a function that ``@check`` decorated into an item named by the id of the check."""
    spec = spec_of(obj)
    return CheckItem.collect_one(collector, obj, spec) if spec is not None and callable(obj) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the passive checks at the end, and leave out what was not asked for."""
    _refuse_double_ids(items)
    if RUN in config.stash and not _distributed(config) and _has_passive_suite(items):
        items.extend(_passive_items(session))
    settings = _settings(config)
    wanted = [item for item in items if not isinstance(item, CheckItem | PassiveItem) or _wanted(item, settings)]
    if len(wanted) < len(items):
        kept = set(map(id, wanted))
        config.hook.pytest_deselected(items=[item for item in items if id(item) not in kept])
        items[:] = wanted


def _settings(config: pytest.Config) -> Settings:
    run = config.stash.get(RUN, None)
    return run.settings if run is not None else config.stash[PLAYER].settings


def _passive_items(session: pytest.Session) -> Iterator[PassiveItem]:
    file: PassiveFile = PassiveFile.from_parent(
        session, path=session.config.rootpath / PASSIVE_SUITE / "every-exchange"
    )
    file.suite = PASSIVE_SUITE
    yield from file.collect()


def _has_passive_suite(items: list[pytest.Item]) -> bool:
    return any(isinstance(item, CheckItem) and item.suite == PASSIVE_SUITE for item in items)


def _wanted(item: CheckItem | PassiveItem, settings: Settings) -> bool:
    if settings.profile is None and item.suite in suites.of_profiles():
        return False  # it judges by what a profile says, and there is none
    levels = {"must": (Level.MUST,), "should": (Level.MUST, Level.SHOULD)}.get(settings.level, tuple(Level))
    named = not settings.checks or any(fnmatch.fnmatch(item.name, pattern) for pattern in settings.checks)
    return named and item.level in levels


def _refuse_double_ids(items: list[pytest.Item]) -> None:
    seen: dict[tuple[str, str], Path] = {}
    for item in items:
        if isinstance(item, CheckItem):
            other = seen.setdefault((item.suite, item.name), item.path)
            if other != item.path:
                raise pytest.UsageError(
                    f"two checks of suite {item.suite} have the id {item.name}: {other}, {item.path}"
                )


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Remember why a suite could not be collected."""
    if report.failed and _run is not None:
        last = str(report.longrepr).strip().splitlines()[-1:]
        _run.not_collected.append(f"{report.nodeid}: {_run.redactor.text(''.join(last)).removeprefix('E').strip()}")


# -- running and recording ------------------------------------------------------------------------------------------


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """Hang the record of the check, and what was sent meanwhile, on pytest's own report."""
    result = yield
    report: pytest.TestReport = result.get_result()
    player = item.config.stash.get(PLAYER, None)
    if player is None or not isinstance(item, CheckItem | PassiveItem):
        return
    if isinstance(report.longrepr, tuple):  # a skip: file, line, reason
        report.longrepr = (report.longrepr[0], report.longrepr[1], player.redactor.text(report.longrepr[2]))
    elif report.longrepr is not None:
        report.longrepr = player.redactor.text(str(report.longrepr))
    report.sections = [(title, player.redactor.text(text)) for title, text in report.sections]
    fault = _own_fault(item, call)
    if fault is not None and isinstance(item, CheckItem):
        item.record = item.fault_record(player, fault)
    record = None if item.handed_in else item.record
    item.handed_in = item.record is not None
    if record is not None and item.config.getoption("htmlpath", None):
        report.user_properties += _for_the_table(record, player)
    report.scimproof_check = record  # type: ignore[attr-defined]
    report.scimproof_news = player.news()  # type: ignore[attr-defined]
    report.scimproof_worker = getattr(item.config, "workerinput", {}).get("workerid")  # type: ignore[attr-defined]
    if player.lost:
        item.session.shouldstop = "the target does not answer any more"


def _for_the_table(record: dict[str, Any], player: Player) -> list[tuple[str, Any]]:
    """What pytest-html's table shows of a check. Only where there is one: JUnit files would print it, too."""
    cited = {number for finding in record["findings"] for number in finding["exchanges"]}
    sent = player.session.wire.exchanges if cited else ()  # most checks pass, and cite none
    evidence = [results.exchange_record(exchange, player.redactor) for exchange in sent if exchange.number in cited]
    return [("scimproof", record), ("scimproof.exchanges", evidence)]


def _own_fault(item: CheckItem | PassiveItem, call: pytest.CallInfo[None]) -> BaseException | None:
    """What an item that was to judge raised instead of a judgement."""
    if call.when == "teardown" or call.excinfo is None or item.record is not None:
        return None
    return None if call.excinfo.errisinstance(KeyboardInterrupt) else call.excinfo.value


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In the process that talks to the user: take what the report carries into the record."""
    if _run is not None and hasattr(report, "scimproof_news"):
        _run.take(report.scimproof_check, report.scimproof_news, worker=report.scimproof_worker)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, Any, None]:
    """With workers, judge the passive checks when all of them are done."""
    yield
    if (
        _run is not None
        and _distributed(session.config)
        and any(check["suite"] == PASSIVE_SUITE for check in _run.checks)
    ):
        _judge_passive(session, _run)


def _judge_passive(session: pytest.Session, run: Run) -> None:
    for item in _passive_items(session):
        if _wanted(item, run.settings):
            (record,) = run.excused([passive_record(run, item.rule, item.suite)])
            messages = "\n".join(finding["message"] for finding in record["findings"])
            failed = record["outcome"] == Outcome.FAIL
            report = _report(item, "call", messages if failed else None)
            report.scimproof_check = record  # type: ignore[attr-defined]
            report.scimproof_news = NO_NEWS  # type: ignore[attr-defined]
            report.scimproof_worker = None  # type: ignore[attr-defined]
            if session.config.getoption("htmlpath", None):
                report.user_properties = _for_the_table(record, run.player)
            session.config.hook.pytest_runtest_logreport(report=report)
            # pytest-html writes the row of an item at its teardown.
            session.config.hook.pytest_runtest_logreport(report=_report(item, "teardown", None))


def _report(item: PassiveItem, when: Literal["call", "teardown"], failure: str | None) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=item.nodeid,
        location=(str(item.path), None, item.name),
        keywords={},
        outcome="failed" if failure is not None else "passed",
        longrepr=failure,
        when=when,
    )


def pytest_keyboard_interrupt(excinfo: pytest.ExceptionInfo[BaseException]) -> None:
    """Remember that the user, or the caller, wanted it to end."""
    interrupts.heeded()
    ours = (pytest.exit.Exception, pytest.Session.Interrupted)
    if _run is not None and not isinstance(excinfo.value, ours):
        _run.interrupted = True


def pytest_internalerror(excrepr: object) -> bool | None:
    """Keep the traceback for a file, masked; the user gets one line."""
    if _run is None:
        return None
    _run.internal_error = _run.redactor.text(str(excrepr))
    return True


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no trace on the target, and close the connection."""
    run = config.stash.get(RUN, None)
    if run is not None:
        directory = config.getoption("--scim-report-dir", None)
        was_open = run.is_open and run.finished is None
        run.close()
        if directory and was_open:
            from scimproof.publishing import publish

            publish(run.document(), Path(directory))
    elif PLAYER in config.stash:
        config.stash[PLAYER].close()


# -- workers --------------------------------------------------------------------------------------------------------


def _distributed(config: pytest.Config) -> bool:
    return bool(getattr(config.option, "numprocesses", None)) or getattr(config.option, "dist", "no") != "no"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand to a worker, through the pipe and not on its command line, what it needs: credentials included."""
    run: Run = node.config.stash[RUN]
    if run.is_open:
        player = run.player
        sent = player.session.wire.exchanges
        workers = getattr(node.config.option, "numprocesses", None) or 1
        node.workerinput["scimproof"] = pickle.dumps(
            (run.settings.share(workers), player.session.declared, sent, player.discovery)
        )


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(crashitem: str, report: Any, sched: Any) -> None:
    """A worker died while it judged this item: that is no verdict, and must not look like one."""
    if _run is not None:
        _run.note_crash(crashitem.rpartition("::")[2])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One scenario stays on one worker: its flow is played once."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)
