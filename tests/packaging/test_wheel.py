"""An installed wheel, with no checkout near, gives the same checks and the same ids."""

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from scimproof import suites

ROOT = Path(__file__).parents[2]

# On one worker: two that build at the same time are in each other's way.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment with nothing but the wheel and what it needs."""
    place = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(place), str(ROOT)], check=True)
    wheel = next(place.glob("scimproof-*.whl"))
    venv.create(place / "environment", with_pip=True)
    bin_folder = place / "environment" / "bin"
    own_pip = [str(bin_folder / "python"), "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*own_pip, "install", str(wheel)], check=True)
    return bin_folder


def run(command: list[str], place: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=900, check=False)


def test_the_wheel_runs_the_same_checks(installed: Path, tmp_path: Path) -> None:
    listing = ["list", "checks", "--json"]
    ours = run([sys.executable, "-m", "scimproof", *listing], tmp_path)
    theirs = run([str(installed / "scimproof"), *listing], tmp_path)
    assert theirs.returncode == 0, theirs.stderr
    assert json.loads(theirs.stdout) == json.loads(ours.stdout)

    played = run([str(installed / "scimproof"), "run", "--report-dir", "report"], tmp_path)
    assert played.returncode == 0, played.stdout + played.stderr
    results = json.loads((tmp_path / "report" / "results.json").read_text())
    by_default = suites.default()  # those of profiles want one
    assert sorted(check["id"] for check in results["checks"]) == sorted(
        check["id"] for check in json.loads(ours.stdout) if check["suite"] in by_default
    )
    assert "site-packages" not in (tmp_path / "report" / "pytest.html").read_text()


def test_nothing_but_scimproof_becomes_importable(installed: Path, tmp_path: Path) -> None:
    names = ["conformance", "scenarios", "schemas", "reports", "tests"]
    code = f"import importlib.util as u; print([n for n in {names} if u.find_spec(n)])"
    assert run([str(installed / "python"), "-c", code], tmp_path).stdout.strip() == "[]"
