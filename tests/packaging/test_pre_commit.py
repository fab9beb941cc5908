"""The hooks before a commit check what `make lint` checks, with installed tools only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def repositories() -> list[dict]:
    return yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]


@pytest.fixture(scope="module")
def entries(repositories) -> list[str]:
    return [hook["entry"] for repository in repositories for hook in repository["hooks"]]


def test_hooks_are_local_and_use_installed_tools(repositories, entries):
    assert [repository["repo"] for repository in repositories] == ["local"]
    assert {hook["language"] for hook in repositories[0]["hooks"]} == {"system"}
    assert all(entry.startswith(".venv/bin/") for entry in entries)


def test_every_check_of_make_lint_is_a_hook(entries):
    recipe = re.search(
        r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert recipe is not None
    # hooks get the changed files instead of ".", and format them instead of only checking
    checks = [line.strip().replace("$(BIN)", ".venv/bin") for line in recipe[1].splitlines()]
    checks = [check.removesuffix(" .").replace("format --check", "format") for check in checks]
    assert len(checks) >= 5
    assert [check for check in checks if not any(entry.startswith(check) for entry in entries)] == []
