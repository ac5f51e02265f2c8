"""The image: what is copied exists and is enough, and it does not run as root. No container is needed to see that."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Dockerfile").read_text("utf-8")
LINES = [line for line in TEXT.splitlines() if line and not line.startswith("#")]
BUILD, FINAL = (part.splitlines() for part in re.findall(r"^FROM .*\n(?:(?!FROM).*\n)*", TEXT, re.M))


def arguments(instruction: str, lines: list[str]) -> list[str]:
    return [line.removeprefix(instruction).strip() for line in lines if line.startswith(f"{instruction} ")]


def copied() -> dict[str, str]:
    """What the first stage takes from the checkout, and where to."""
    found: dict[str, str] = {}
    for line in arguments("COPY", BUILD):
        *sources, target = line.split()
        found |= {source: source if target == "./" else target for source in sources}
    return found


def test_what_is_copied_exists_and_is_let_in() -> None:
    assert all((ROOT / source).exists() for source in copied())
    ignore = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert next(line for line in ignore if not line.startswith("#")) == "*"
    assert {line[1:] for line in ignore if line.startswith("!")} == set(copied())


def test_it_is_nobody_in_particular() -> None:
    (user,) = arguments("USER", FINAL)
    assert int(user) > 0
    assert f"useradd --uid {user} " in TEXT
    assert LINES.index(f"USER {user}") > max(i for i, line in enumerate(LINES) if line.startswith("RUN "))


def test_where_it_starts() -> None:
    assert arguments("ENTRYPOINT", FINAL) == ['["scimproof"]']
    assert arguments("WORKDIR", FINAL) == arguments("VOLUME", FINAL) == ["/work"]
    assert arguments("COPY", FINAL) == ["--from=build /opt/scimproof /opt/scimproof"]
    assert "PATH=/opt/scimproof/bin:$PATH" in arguments("ENV", FINAL)


@pytest.mark.slow
@pytest.mark.xdist_group("wheel")
def test_what_is_copied_is_enough(tmp_path: Path) -> None:
    source, environment = tmp_path / "src", tmp_path / "environment"
    source.mkdir()
    for name, target in copied().items():
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, source / target)
    for line in arguments("RUN", BUILD):
        script = line.replace("/opt/scimproof", str(environment)).replace("python -m venv", "python3 -m venv")
        subprocess.run(["sh", "-ec", script], cwd=source, check=True, capture_output=True, timeout=600)
    shutil.rmtree(source)

    def scimproof(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(environment / "bin" / "scimproof"), *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)

    assert scimproof("--version").returncode == 0
    assert scimproof("init", "--ci", "github").returncode == 0
    (tmp_path / "scimproof.toml").unlink()
    done = scimproof("run", "--suite", "rfc", "--check", "rfc7644-3.3-*")
    assert done.returncode == 0, done.stdout + done.stderr
