"""What was created on the target, written down before it is created, so that it can always be removed.

The journal is a file of JSON lines next to the reports. It outlives a crash: ``scimproof clean`` finishes the
job from it. It is also the guard of everybody else's data: only what is in it may be changed.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FILE_NAME = "journal.jsonl"

INTENDED = "intended"  # about to be created; if nothing follows, the target may or may not have it
CREATED = "created"  # the target says it exists under this id
REFUSED = "refused"  # the target said no
DELETED = "deleted"


@dataclass(frozen=True)
class Entry:
    """One resource that this run created or tried to create.

    :param endpoint: such as ``/Users``.
    :param attribute: the attribute that identifies it, such as ``userName``, with ``value``.
    :param id: the target's id, once known.
    :param proven: whether the target's answer showed our own value. Only then is the id surely ours.
    """

    key: str
    base_url: str
    endpoint: str
    attribute: str
    value: str
    state: str = INTENDED
    id: str | None = None
    proven: bool = False

    @property
    def open(self) -> bool:
        """Whether it may still exist on the target."""
        return self.state in (INTENDED, CREATED)


class Journal:
    """The journal of a run. Several processes may append to one file."""

    def __init__(self, path: Path, base_url: str) -> None:
        self.path = path
        self.base_url = base_url
        self._mine: dict[str, Entry] = {}
        self._places: dict[tuple[str, str], str] = {}  # the key of the first entry of an id
        path.parent.mkdir(parents=True, exist_ok=True)

    def intend(self, endpoint: str, attribute: str, value: str) -> Entry:
        """Note that a resource is about to be created."""
        return self._write(Entry(uuid.uuid4().hex, self.base_url, endpoint, attribute, value))

    def created(self, entry: Entry, resource_id: str, *, proven: bool) -> Entry:
        """Note the id that the target gave."""
        return self._write(replace(entry, state=CREATED, id=resource_id, proven=proven))

    def refused(self, entry: Entry) -> None:
        """Note that the target did not create it."""
        self._write(replace(entry, state=REFUSED))

    def deleted(self, entry: Entry) -> None:
        """Note that it is gone."""
        self._write(replace(entry, state=DELETED))

    def owned(self, endpoint: str, resource_id: str) -> Entry | None:
        """The entry of a resource that this process created, whatever became of it."""
        key = self._places.get((endpoint, resource_id))
        return self._mine[key] if key is not None else None

    def adopt(self, entry: Entry) -> None:
        """Take over what another process of this run created, to remove it."""
        self._know(self._mine.setdefault(entry.key, entry))

    def open_entries(self) -> list[Entry]:
        """What this process created and did not delete, the newest first."""
        return [entry for entry in reversed(self._mine.values()) if entry.open]

    def _write(self, entry: Entry) -> Entry:
        self._mine[entry.key] = entry
        self._know(entry)
        line = json.dumps(entry.__dict__, ensure_ascii=False) + "\n"
        with self.path.open("ab") as file:  # one write call with O_APPEND: lines of several workers do not mix
            file.write(line.encode())
        return entry

    def _know(self, entry: Entry) -> None:
        if entry.id is not None:
            self._places.setdefault((entry.endpoint, entry.id), entry.key)


def read(path: Path) -> list[Entry]:
    """The open entries of a journal file, the newest first. A torn last line is skipped."""
    entries: dict[str, Entry] = {}
    for document in _lines(path):
        try:
            entry = Entry(**document)
        except TypeError:
            continue
        entries[entry.key] = entry
    return [entry for entry in reversed(entries.values()) if entry.open]


def _lines(path: Path) -> Iterator[Mapping[str, Any]]:
    if not path.is_file():
        return
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            document = json.loads(line)
        except ValueError:
            continue
        if isinstance(document, dict):
            yield document
