"""The list of packages in pyproject.toml is written by hand: it must not forget any."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_of_the_engine_is_listed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = set(project["tool"]["setuptools"]["packages"])
    source = ROOT / "conformance"
    found = {".".join(file.parent.relative_to(source).parts) for file in source.rglob("__init__.py")}
    assert listed - {"scimproof.scenarios", "scimproof.schemas", "scimproof.reports"} == found


def test_nothing_but_wire_and_the_lab_imports_httpx() -> None:
    """All use of httpx stays in one module, so that it can be exchanged in one place."""
    users = [
        file.relative_to(ROOT).as_posix()
        for folder in ("conformance", "scenarios")
        for file in (ROOT / folder).rglob("*.py")
        if "import httpx" in file.read_text()
    ]
    assert users == ["conformance/scimproof/wire.py"]
