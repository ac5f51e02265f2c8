"""The command line: what can be asked, and how a user's mistake is answered."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from scimproof import interrupts
from scimproof.gate import Exit
from scimproof.settings import ENVIRONMENT, FAIL_ON, LEVELS, SettingsError, header, nearest
from scimproof.version import __version__

EXIT_CODES = """\
exit codes:
  0 gate met   1 gate not met   2 usage or configuration   3 preflight failed, target unreachable or lost
  4 a fault of Scimproof itself   130 interrupted
"""

EXAMPLES = {
    "init": """\
examples:
  scimproof init --url https://host/scim/v2 --suite rfc,okta-oin
  scimproof init --url https://host/scim/v2 --ci github
""",
    "run": """\
examples:
  scimproof run                                            against the built-in lab, to see how it looks
  SCIMPROOF_TOKEN=... scimproof run --url https://host/scim/v2
  scimproof run --app myproject.asgi:application            serve an application on loopback and test it
  scimproof run --url http://localhost:8080 --check 'rfc7644-3.3-*' --level must
  scimproof run --url https://host/scim/v2 --profile ./mine.toml --set plan=team     see docs/profiles.md
""",
    "doctor": """\
examples:
  SCIMPROOF_TOKEN=... scimproof doctor --url https://host/scim/v2
""",
    "serve": """\
examples:
  scimproof serve --port 8080 --token secret-token
  scimproof serve --fault forgets_location_header --fault returns_password
  scimproof serve --choice answers_patch_with_204           legal, and seen in real servers
  scimproof serve --vendor acme --set leavers=removed       a vendor, with its application behind it
""",
    "list": """\
examples:
  scimproof list suites
  scimproof list requirements --json
  scimproof list faults
  scimproof list profiles
""",
    "explain": """\
examples:
  scimproof explain RFC7644-3.3-10
  scimproof explain ./mine.toml
  scimproof explain forgets_location_header
""",
    "report": """\
examples:
  scimproof report scimproof-report/results.json --report-dir again
""",
    "diff": """\
examples:
  scimproof diff main/results.json scimproof-report/results.json
""",
    "waive": """\
examples:
  scimproof waive --from scimproof-report/results.json >> waivers.toml     then say why, and whom to ask
  scimproof waive waivers.toml --prune --from scimproof-report/results.json
  scimproof waive waivers.toml --expiring 14
""",
    "replay": """\
examples:
  SCIMPROOF_TOKEN=... scimproof replay scimproof-report/results.json --check rfc7644-3.3-duplicate-is-409
  SCIMPROOF_TOKEN=... scimproof replay results.json --exchange 31 --url http://localhost:8080/scim/v2
  scimproof replay results.json --exchange 31 --as curl > again.sh
""",
    "clean": """\
examples:
  SCIMPROOF_TOKEN=... scimproof clean --report-dir scimproof-report
""",
}


class Parser(argparse.ArgumentParser):
    """argparse, but a mistake is one line, and the nearest known option is named."""

    def error(self, message: str) -> NoReturn:
        """One line to standard error, exit code 2."""
        unknown = message.partition("unrecognized arguments: ")[2].split()
        if unknown:
            known = [option for action in self._actions for option in action.option_strings]
            message = f"unknown option or argument: {unknown[0]}{nearest(unknown[0], known)}"
        self.exit(Exit.USAGE, f"{self.prog}: {message}\n(try: {self.prog} --help)\n")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Refuse unknown options here, where the subcommand's own are known."""
        found, rest = super().parse_known_args(args, namespace)
        if rest:
            self.error("unrecognized arguments: " + " ".join(rest))
        return found, rest


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the command."""
    interrupts.install()
    # Starting imports much that stays: with the default thresholds the collector takes a tenth of a whole run.
    gc.set_threshold(100_000, 50, 50)
    parser = build_parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "command"):
        parser.print_help()
        sys.exit(Exit.USAGE)
    try:
        sys.exit(_command(options.command)(options))
    except SettingsError as error:
        print(f"scimproof: {error}", file=sys.stderr)
        sys.exit(Exit.USAGE)
    except KeyboardInterrupt:
        print("scimproof: interrupted", file=sys.stderr)
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:  # the reader of our output has gone: `scimproof list checks | head`
        sys.stderr.close()
        sys.exit(Exit.MET)
    except Exception as fault:  # whatever it is, it is ours
        print(_described(fault), file=sys.stderr)
        sys.exit(Exit.HARNESS_FAULT)


def _described(fault: Exception) -> str:
    """One line for the user; the traceback for who debugs Scimproof, masked, because it may quote requests."""
    import os
    import traceback

    from scimproof.redaction import Redactor

    given = [value for name, value in os.environ.items() if name in ENVIRONMENT and name != "SCIMPROOF_URL"]
    options = dict(zip(sys.argv[1:], sys.argv[2:], strict=False))
    secrets = given + [options[name] for name in ("--token", "--basic", "--second-token") if name in options]
    line = f"scimproof: a fault of Scimproof itself: {type(fault).__name__}: {fault}"
    if os.environ.get("SCIMPROOF_DEBUG"):
        line += "\n" + "".join(traceback.format_exception(fault))
    return Redactor(secrets).text(line)


def _command(name: str) -> Any:
    from importlib import import_module

    return import_module(f"scimproof.commands.{name}").command


def build_parser() -> Parser:
    """All commands and their options."""
    parser = Parser(
        prog="scimproof",
        description="Plays SCIM clients against your SCIM 2.0 server and shows what breaks.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"scimproof {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    _init(_sub(commands, "init", "write scimproof.toml, and a pipeline that runs by it"))
    _run(_sub(commands, "run", "play suites against a target (without --url: against the lab)"))
    _doctor(_sub(commands, "doctor", "look whether the target can be tested at all: one cause, one fix"))
    _serve(_sub(commands, "serve", "serve the lab: a good SCIM server that can misbehave on demand"))
    _list(_sub(commands, "list", "list suites, checks, requirements, clients, profiles, vendors, faults or mutations"))
    _explain(_sub(commands, "explain", "tell about a check, a requirement, a profile, a fault or a choice of the lab"))
    _report(_sub(commands, "report", "render the reports of a results file again"))
    _diff(_sub(commands, "diff", "compare two runs: what is newly broken, still broken, fixed, not asked any more"))
    _waive(_sub(commands, "waive", "write, prune and list waivers: what is known to be broken and accepted for a time"))
    _replay(_sub(commands, "replay", "send a recorded story again, or print it as a program"))
    _clean(_sub(commands, "clean", "delete what an interrupted run left behind"))
    return parser


def _sub(commands: Any, name: str, help_text: str) -> Parser:
    sub: Parser = commands.add_parser(
        name,
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        epilog=EXAMPLES[name],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    sub.set_defaults(command=name)
    return sub


def _target(parser: Parser) -> None:
    group = parser.add_argument_group("target")
    group.add_argument("--url", help="SCIM base URL (SCIMPROOF_URL)")
    group.add_argument("--token", help="bearer token; better in SCIMPROOF_TOKEN, where no process list shows it")
    group.add_argument("--basic", metavar="USER:PASS", help="HTTP Basic credential (SCIMPROOF_BASIC)")
    group.add_argument("--header", action="append", metavar="'K: V'", help="header for every request (repeatable)")
    group.add_argument("--client-cert", type=Path, metavar="FILE", help="client certificate and key, PEM")
    group.add_argument("--ca", type=Path, metavar="FILE", help="certificate authority of the target, PEM")
    group.add_argument("--insecure", action="store_true", default=None, help="do not check the certificate")
    group.add_argument("--timeout", type=float, metavar="S", dest="timeout_s", help="seconds per request (default 30)")
    group.add_argument("--rate", type=float, metavar="N", help="requests per second at most")
    group.add_argument("--config", type=Path, metavar="FILE", help="settings file (default: scimproof.toml)")


def _profile(parser: Parser) -> None:
    parser.add_argument(
        "--profile", metavar="NAME|FILE", help="what the target promises, and where it deviates (docs/profiles.md)"
    )
    parser.add_argument(
        "--set", action="append", metavar="NAME=VALUE", dest="options", help="an option of the profile (repeatable)"
    )


def _report_dir(parser: Any) -> None:
    parser.add_argument(
        "--report-dir", type=Path, metavar="DIR", help="where reports and journal are (default: scimproof-report)"
    )


def _init(parser: Parser) -> None:
    parser.add_argument("--url", help="SCIM base URL of your server")
    parser.add_argument("--suite", metavar="A,B", help="suites, or folders with check_*.py of your own (default all)")
    parser.add_argument("--ci", choices=("github", "gitlab", "none"), default="none", help="whose pipeline to write")
    parser.add_argument("--force", action="store_true", help="write anew what exists already")


def _run(parser: Parser) -> None:
    _target(parser)
    parser.add_argument("--app", metavar="MODULE:ATTR", help="serve this ASGI or WSGI application and test it")
    parser.add_argument("--second-token", metavar="T", help="token of another tenant (SCIMPROOF_SECOND_TOKEN)")
    _profile(parser)
    choice = parser.add_argument_group("what to run")
    choice.add_argument("--suite", metavar="A,B", help="suites, or folders with check_*.py of your own")
    choice.add_argument("--check", action="append", metavar="PATTERN", help="only checks whose id fits (repeatable)")
    choice.add_argument("--level", choices=LEVELS, help="only checks of this level and above (default all)")
    choice.add_argument("--seed", type=int, metavar="N", help="seed of the invented people (default 0)")
    choice.add_argument("--settle", type=float, metavar="S", dest="settle_s", help="seconds an effect may take to show")
    choice.add_argument("--max-requests", type=int, metavar="N", help="stop asking after so many requests")
    choice.add_argument(
        "--crowd", type=int, metavar="N", help="people in the largest scenarios (default 1000, 250 on the lab; 0: none)"
    )
    choice.add_argument("--workers", type=int, metavar="N", help="processes that play scenarios at once")
    choice.add_argument("--keep", action="store_true", default=None, help="do not delete what was created")
    result = parser.add_argument_group("result")
    result.add_argument("--fail-on", choices=FAIL_ON, help="what the gate is closed by (default must)")
    result.add_argument("--waivers", type=Path, metavar="FILE", help="what is known and accepted for a time (TOML)")
    result.add_argument(
        "--baseline", type=Path, metavar="results.json", help="an older run: only what is newly broken closes the gate"
    )
    result.add_argument("--edition", metavar="YYYY-MM", help="go by the checks of that month; newer ones only show")
    result.add_argument("--events", type=Path, metavar="FILE", help="write what happens as lines of JSON, at once")
    _report_dir(result)
    result.add_argument("--name", metavar="TEXT", help="a name for this run, shown in the reports")
    result.add_argument("-q", "--quiet", action="store_true", help="verdicts and files only")
    result.add_argument("-v", "--verbose", action="store_true", help="one line per check")


def _doctor(parser: Parser) -> None:
    _target(parser)
    parser.add_argument("-v", "--verbose", action="store_true", help="show the requests and answers")


def _serve(parser: Parser) -> None:
    parser.add_argument("--port", type=int, default=0, metavar="P", help="port on loopback (default: any free one)")
    parser.add_argument("--token", metavar="T", help="bearer token to accept (SCIMPROOF_TOKEN; default: a new one)")
    parser.add_argument("--vendor", metavar="V", help="play this vendor's endpoint, and its application behind it")
    option = "an option of the vendor (repeatable)"
    parser.add_argument("--set", action="append", metavar="NAME=VALUE", dest="options", help=option)
    parser.add_argument("--fault", action="append", metavar="F", default=[], help="misbehave this way (repeatable)")
    choice = "behave this way where the RFCs leave a choice (repeatable)"
    parser.add_argument("--choice", action="append", metavar="C", default=[], help=choice)
    parser.add_argument("--latency", type=float, metavar="MS", default=0.0, help="milliseconds to wait per answer")


def _list(parser: Parser) -> None:
    kinds = ("suites", "checks", "requirements", "clients", "profiles", "vendors", "faults", "mutations")
    parser.add_argument("what", choices=kinds)
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def _explain(parser: Parser) -> None:
    parser.add_argument(
        "id", metavar="ID", help="id of a check, a requirement, a fault, a choice or a profile, or the file of one"
    )


def _report(parser: Parser) -> None:
    parser.add_argument("results", type=Path, metavar="results.json")
    _report_dir(parser)


def _diff(parser: Parser) -> None:
    parser.add_argument("older", type=Path, metavar="old.json")
    parser.add_argument("newer", type=Path, metavar="new.json")
    parser.add_argument("--json", action="store_true", help="as JSON, for programs")


def _waive(parser: Parser) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar="waivers.toml", help="the waiver file")
    parser.add_argument("--from", type=Path, metavar="results.json", dest="results", help="the run to go by")
    parser.add_argument("--check", action="append", metavar="PATTERN", help="only these checks (repeatable)")
    parser.add_argument("--days", type=int, default=90, metavar="N", help="how long new entries hold (default 90)")
    parser.add_argument(
        "--prune", action="store_true", help="take entries out of the file that have ended, or do nothing"
    )
    parser.add_argument("--expiring", type=int, metavar="N", help="list the entries that end within so many days")


def _replay(parser: Parser) -> None:
    parser.add_argument("results", type=Path, metavar="results.json")
    story = parser.add_mutually_exclusive_group()
    story.add_argument("--check", metavar="ID", help="the story that a check judged (default: of all that is red)")
    story.add_argument("--exchange", type=int, metavar="N", help="the story up to this exchange")
    forms = ("curl", "python", "http")
    parser.add_argument(
        "--as", choices=forms, dest="form", help="print a shell script, a Python program, an .http file"
    )
    _target(parser)


def _clean(parser: Parser) -> None:
    _target(parser)
    _report_dir(parser)


SETTINGS = (
    *("url", "token", "basic", "second_token", "client_cert", "ca", "insecure", "app", "profile"),
    *("level", "fail_on", "report_dir", "name", "workers", "seed", "keep", "waivers", "baseline"),
    *("edition", "events"),
    *("rate", "timeout_s", "settle_s", "max_requests", "crowd"),
)


def named_value(entry: str) -> tuple[str, str]:
    """Read ``NAME=VALUE``.

    :raises SettingsError: when it has no ``=``.
    """
    name, separator, value = entry.partition("=")
    if not separator or not name.strip():
        raise SettingsError(f"--set takes NAME=VALUE, not {entry!r}")
    return name.strip(), value.strip()


def settings_options(options: argparse.Namespace) -> dict[str, Any]:
    """The options that are settings, by the names of :class:`~scimproof.settings.Settings`.

    :raises SettingsError: for a header that is none.
    """
    found = {name: getattr(options, name, None) for name in SETTINGS}
    if getattr(options, "header", None):
        found["headers"] = tuple(header(line) for line in options.header)
    if getattr(options, "suite", None):
        found["suites"] = tuple(name.strip() for name in options.suite.split(",") if name.strip())
    if getattr(options, "options", None):
        found["options"] = tuple(named_value(entry) for entry in options.options)
    if isinstance(getattr(options, "check", None), list):
        found["checks"] = tuple(options.check)
    return found
