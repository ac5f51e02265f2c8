"""The list of packages in pyproject.toml is written by hand: it must not forget any."""

import ast
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_package_of_the_engine_is_listed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = set(project["tool"]["setuptools"]["packages"])
    source = ROOT / "conformance"
    found = {".".join(file.parent.relative_to(source).parts) for file in source.rglob("__init__.py")}
    assert listed - {"scimproof.scenarios", "scimproof.schemas", "scimproof.reports"} == found


def imported_by(file: Path) -> set[str]:
    """The packages that a module imports; what it merely prints, such as a program for others, is not among them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module.partition(".")[0])
    return found


def test_nothing_but_wire_and_the_lab_imports_httpx() -> None:
    """All use of httpx stays in one module, so that it can be exchanged in one place."""
    users = [
        file.relative_to(ROOT).as_posix()
        for folder in ("conformance", "scenarios")
        for file in (ROOT / folder).rglob("*.py")
        if "httpx" in imported_by(file)
    ]
    assert users == ["conformance/scimproof/wire.py"]
