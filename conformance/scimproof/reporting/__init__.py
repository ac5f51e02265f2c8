"""Renderings of one results record: terminal, HTML, JUnit, Markdown, HAR.

They read the results and nothing else. What they say of a requirement is handed in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scimproof.reporting.requirements import Requirements, RequirementText

__all__ = ["RequirementText", "Requirements", "write_reports"]

_TABLE = "pytest.html"


def write_reports(results: Mapping[str, Any], directory: Path, requirements: Requirements) -> dict[str, Path]:
    """Write ``report.html``, ``junit.xml``, ``summary.md``, ``exchanges.har`` and badges; returns the paths by name.

    :raises OSError: when the directory cannot be written to.
    """
    # The template engine is loaded when a report is written, not when a command merely starts.
    from scimproof.reporting.badges import render_badges
    from scimproof.reporting.har import render_har
    from scimproof.reporting.html import render_html
    from scimproof.reporting.junit import render_junit
    from scimproof.reporting.markdown import render_summary

    directory.mkdir(parents=True, exist_ok=True)
    table = _TABLE if (directory / _TABLE).is_file() else ""  # pytest-html has written it by now, where it takes part
    rendered = {
        "report.html": render_html(results, requirements, table),
        "junit.xml": render_junit(results),
        "summary.md": render_summary(results),
        "exchanges.har": render_har(results),
        **render_badges(results),
    }
    return {name: _write(text, directory / name) for name, text in rendered.items()}


def _write(text: str, path: Path) -> Path:
    """Write a file whole or not at all: a CI job may collect it at any moment."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(text.encode("utf-8", "replace"))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path
