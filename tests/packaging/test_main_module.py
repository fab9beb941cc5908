"""``python -m jjinvest`` and ``python -m jjinvest.cli`` are the command line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jjinvest import __version__


@pytest.mark.parametrize("module", ["jjinvest", "jjinvest.cli"])
def test_python_m_runs_the_command_line(module):
    shown = subprocess.run(
        [sys.executable, "-m", module, "--version"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert shown.stdout == f"jjinvest, version {__version__}\n"


def test_a_wrong_command_ends_with_an_error():
    shown = subprocess.run(
        [sys.executable, "-m", "jjinvest", "no-such-command"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert shown.returncode == 2
    assert "no-such-command" in shown.stderr
