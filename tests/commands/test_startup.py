"""What a command does not need, it does not import: the lab takes longer than all else at a start."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("command", ["run", "doctor", "clean", "diff", "waive", "report"])
def test_commands_begin_without_the_lab(command: str) -> None:
    code = (
        f"import sys, scimproof.commands.{command}; print(*(name for name in sys.modules if 'lab' in name.split('.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
