"""``scimproof report``: the reports of a results file, rendered again."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from scimproof import results
from scimproof.gate import Exit
from scimproof.publishing import requirement_texts
from scimproof.reporting import write_reports
from scimproof.settings import DEFAULT_REPORT_DIR, SettingsError


def command(options: argparse.Namespace) -> int:
    """Render; the results file itself is not touched.

    :raises SettingsError: when it cannot be read, or the directory not be written to.
    """
    try:
        document = results.read(options.results)
        directory: Path = options.report_dir or DEFAULT_REPORT_DIR
        directory.mkdir(parents=True, exist_ok=True)
        written = write_reports(document, directory, requirement_texts())
    except results.ResultsError as error:
        raise SettingsError(str(error)) from None
    except OSError as error:
        raise SettingsError(f"--report-dir: cannot write {error.filename}: {error.strerror}") from None
    console = Console(highlight=False, soft_wrap=True)
    for path in written.values():
        console.print(str(path), markup=False)
    return Exit.MET
