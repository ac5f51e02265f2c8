"""Writing the results file and every report that is rendered from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scimproof import registry, results
from scimproof.reporting import RequirementText, write_reports


def publish(document: Mapping[str, Any], directory: Path) -> dict[str, Path]:
    """Write ``results.json`` first, then the reports. Returns the paths by file name.

    :raises OSError: when the directory cannot be written to.
    """
    written = {results.FILE_NAME: results.write(document, directory / results.FILE_NAME)}
    return {**written, **write_reports(document, directory, requirement_texts())}


def requirement_texts() -> dict[str, RequirementText]:
    """What reports print of each requirement."""
    return {
        entry.id: RequirementText(entry.id, entry.statement, entry.keyword, entry.url, entry.breaks or "")
        for entry in registry.requirements().values()
    }
