"""Files and districts that several tests of ledgers share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.fixtures.runs import ROOT
from tests.fixtures.workbooks import clean_projects, write_ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Path of a workbook that a test writes."""
    return tmp_path / "台账.xlsx"


@pytest.fixture
def ledger(path: Path) -> Path:
    """A clean ledger of twenty projects."""
    write_ledger(path, clean_projects())
    return path


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """A district with a name and without published figures."""
    folder = tmp_path / "data" / "somewhere"
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "context", tmp_path / "data" / "context")
    shutil.copy(ROOT / "data" / "jiangjin" / "district.yaml", folder)
    return folder


@pytest.fixture
def district_with_figures(district: Path) -> Path:
    """A district with published figures."""
    for name in ("figures", "sources", "projects", "dimensions"):
        shutil.copy(ROOT / "data" / "jiangjin" / f"{name}.csv", district)
    return district
