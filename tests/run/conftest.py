"""A small project whose data a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.conftest import Project


@pytest.fixture
def own_data(tmp_path: Path) -> Project:
    """Make a project with a copy of the repository's data, the parameters of both periods and one notebook."""
    made = Project(tmp_path / "project 项目")
    (made.root / "data").unlink()
    shutil.copytree(ROOT / "data", made.root / "data", ignore=shutil.ignore_patterns("private", "issued"))
    (made.root / "params" / "2023Q4.yaml").write_text("as_of: 2024-03-31\nseed: 1\n", encoding="utf-8")
    made.notebook("00_first", "1")
    return made
