"""A district folder of a test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.broken_data import copy_data


@pytest.fixture
def district(tmp_path: Path) -> Path:
    return copy_data(tmp_path)
