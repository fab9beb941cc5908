"""A small project whose data a test may change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.project import FEW, Project


@pytest.fixture
def own_data(tmp_path: Path) -> Project:
    """Make a project with a small district, the parameters of both periods and one notebook."""
    project = Project(tmp_path / "project 项目")
    (project.root / "params" / "2023Q4.yaml").write_text(
        f"as_of: 2024-03-31\nseed: 1\n{FEW}", encoding="utf-8"
    )
    project.notebook("00_first", "1")
    return project
