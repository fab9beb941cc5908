"""The locks install by themselves, environment.yml agrees with pyproject.toml, nothing names an address."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def lock(script):
    return script("lock")


@pytest.fixture(scope="session")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="session")
def environment() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def conda_bounds(environment) -> dict[str, SpecifierSet]:
    packages = [Requirement(part) for part in environment["dependencies"] if isinstance(part, str)]
    return {package.name: package.specifier for package in packages}


def test_environment_yml_is_current(lock):
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == lock.conda_environment()


def test_environment_yml_names_packages_of_conda_forge(environment, conda_bounds):
    assert environment["name"] == "jjinvest"
    assert environment["channels"] == ["conda-forge"]
    assert {"python", "pip", "jupyterlab", "pandas", "statsmodels", "papermill"} <= set(conda_bounds)


def test_conda_packages_have_the_bounds_of_pyproject(project, conda_bounds):
    listed = [*project["dependencies"], *project["optional-dependencies"]["lab"]]
    required = {Requirement(line).name: Requirement(line).specifier for line in listed}
    required |= {"python": SpecifierSet(project["requires-python"]), "pip": SpecifierSet()}
    assert conda_bounds == {name: required[name] for name in conda_bounds}


def test_every_dependency_comes_from_conda_or_with_the_project(environment, project, conda_bounds):
    pip_lines = [
        line for part in environment["dependencies"] if isinstance(part, dict) for line in part["pip"]
    ]
    by_name = {Requirement(line).name for line in pip_lines if not line.startswith("-")}
    with_the_project = {
        Requirement(line).name for line in project["dependencies"] if "-e .[lab]" in pip_lines
    }
    required = {Requirement(line).name for line in project["dependencies"]}
    assert required - set(conda_bounds) - by_name - with_the_project == set()


def test_every_requirement_is_pinned_and_hashed(lock):
    for name in ("run.lock", "lab.lock", "dev.lock"):
        for line in lock.locked_requirements(ROOT / "requirements" / name):
            assert re.match(r"[a-z0-9._-]+==\S+", line), line[:80]
            assert "--hash=sha256:" in line


def test_no_addresses_in_locks():
    for name in (
        "requirements/run.lock",
        "requirements/lab.lock",
        "requirements/dev.lock",
        "environment.yml",
    ):
        assert not re.search(r"https?://|--index-url|--find-links", (ROOT / name).read_text(encoding="utf-8"))


def test_the_tree_names_no_machine_and_no_package_index():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    pattern = re.compile(r"pypi\.org|pythonhosted|/(?:work|root|home)/\w")
    named = []
    for name in tracked:
        path = ROOT / name
        if (
            path.suffix
            in {".py", ".md", ".toml", ".yml", ".yaml", ".csv", ".ipynb", ".po", ".j2", ".css", ""}
            and path.is_file()
        ):
            text = path.read_text(encoding="utf-8")
            named += [name for _ in pattern.finditer(text) if name != "tests/packaging/test_environment.py"]
    assert named == []


@pytest.mark.slow
def test_the_lock_installs_in_a_fresh_environment(tmp_path):
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, timeout=120)
    binary = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    install = [
        str(binary / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
    ]
    subprocess.run(
        [*install, "--require-hashes", "-r", str(ROOT / "requirements/run.lock")], check=True, timeout=400
    )
    subprocess.run([*install, "--no-deps", str(ROOT)], check=True, timeout=120)
    shown = subprocess.run(
        [str(binary / "jjinvest"), "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "jjinvest" in shown.stdout
