"""A small project whose notebooks a test writes, and the processes a run leaves behind.

Its district holds four figures of the repository's and few years are simulated: what is tested here is how a
run goes, not what it computes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.project import Project, processes


@pytest.fixture
def project(tmp_path: Path, small_project: Callable[[Path], Project]) -> Project:
    return small_project(tmp_path / "project")


@pytest.fixture
def published_project(tmp_path: Path, published_small_project: Callable[[Path], Project]) -> Project:
    """Make a small project of two notebooks that has been published."""
    return published_small_project(tmp_path / "project")


@pytest.fixture
def none_left() -> Callable[[str], None]:
    """Wait until no process with a mark in its environment is left."""

    def check(mark: str) -> None:
        end = time.monotonic() + 10
        while processes(mark) and time.monotonic() < end:
            time.sleep(0.1)
        assert processes(mark) == []

    return check
