"""A small project whose data a test may change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.project import YEAR, Project


@pytest.fixture
def own_data(tmp_path: Path, small_project: Callable[[Path], Project]) -> Project:
    """Make a project with a small district, the parameters of both periods and one notebook."""
    project = small_project(tmp_path / "project 项目")
    (project.root / "params" / "2023Q4.yaml").write_text(YEAR, encoding="utf-8")
    project.notebook("00_first", "1")
    return project
