"""The lock installs by itself, environment.yml repeats it, and nothing names an address or this machine."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]


def locked_requirements(lock: Path) -> list[str]:
    """Read a lock as scripts/lock.py does."""
    spec = importlib.util.spec_from_file_location("lock", ROOT / "scripts" / "lock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.locked_requirements(lock)


def pip_section() -> list[str]:
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    sections = [part for part in content["dependencies"] if isinstance(part, dict)]
    assert [part for part in content["dependencies"] if not isinstance(part, dict)] == ["python=3.11", "pip"]
    assert len(sections) == 1
    return sections[0]["pip"]


def test_environment_yml_holds_the_lock_and_nothing_else():
    assert pip_section() == locked_requirements(ROOT / "requirements/run.lock")


def test_every_requirement_is_pinned_and_hashed():
    for name in ("run.lock", "dev.lock"):
        for line in locked_requirements(ROOT / "requirements" / name):
            assert re.match(r"[a-z0-9._-]+==\S+", line), line[:80]
            assert "--hash=sha256:" in line


def test_no_addresses_in_locks():
    for name in ("requirements/run.lock", "requirements/dev.lock", "environment.yml"):
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
def test_the_pip_section_installs_in_a_fresh_environment(tmp_path):
    requirements = tmp_path / "pip-section.txt"
    requirements.write_text("\n".join(pip_section()) + "\n", encoding="utf-8")
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
    subprocess.run([*install, "--require-hashes", "-r", str(requirements)], check=True, timeout=400)
    subprocess.run([*install, "--no-deps", str(ROOT)], check=True, timeout=120)
    shown = subprocess.run(
        [str(binary / "jjinvest"), "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "jjinvest" in shown.stdout
