"""A damaged store: the remedy its message names heals it; nobody else reads it; nothing is left behind."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jjinvest.cli.main import main
from jjinvest.core.errors import DataError
from jjinvest.ledger.store.store import Store
from tests.fixtures.runs import ROOT
from tests.fixtures.workbooks import clean_projects, write_ledger


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project folder with a district and no private folder."""
    root = tmp_path / "project"
    ignored = shutil.ignore_patterns("private")
    shutil.copytree(ROOT / "data" / "jiangjin", root / "data" / "jiangjin", ignore=ignored)
    return root


def jjinvest(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def two_imports(root: Path, tmp_path: Path) -> Store:
    path = tmp_path / "台账.xlsx"
    for title in ("台账 2023年9月", "台账 2023年10月"):
        projects = clean_projects()
        projects[0]["agreed_amount"] = 30_000 + len(title)
        write_ledger(path, projects, title=title)
        result = jjinvest("ledger", "import", path, "--root", root)
        assert result.exit_code == 0, result.output
    return Store(root / "data" / "jiangjin" / "private")


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_the_remedy_of_a_damaged_import_heals_it(root, tmp_path, number, damage):
    store = two_imports(root, tmp_path)
    before = store.frame(number)
    path = store.folder / store.entry(number).ledger
    path.unlink()
    if damage == "changed":
        path.write_bytes(b"x")
    with pytest.raises(DataError) as caught:
        store.frame(number)
    command = shlex.split(caught.value.problems[0].remedy)
    assert command[:3] == ["jjinvest", "ledger", "import"]
    result = jjinvest(*command[1:], "--root", root)
    assert result.exit_code == 0, result.output
    assert "恢复" in result.output
    assert store.frame(number).equals(before)
    assert [entry.number for entry in store.history()] == [1, 2], "nothing was imported a second time"


def test_the_remedy_of_a_damaged_history_heals_it(root, tmp_path):
    store = two_imports(root, tmp_path)
    history = store.history()
    (store.folder / "imports.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"imports\.backup\.csv"):
        store.history()
    shutil.copy(store.folder / "imports.backup.csv", store.folder / "imports.csv")
    assert store.history() == history


def test_no_other_account_may_read_the_store(root, tmp_path):
    store = two_imports(root, tmp_path)
    assert store.folder.stat().st_mode & 0o077 == 0
    files = [path for path in store.folder.rglob("*") if path.is_file() and path.name != ".lock"]
    assert len(files) >= 6
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_the_next_import_removes_what_a_killed_one_left(root, tmp_path):
    path = tmp_path / "台账.xlsx"
    write_ledger(path, clean_projects())
    killed = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "Path.replace = lambda *_: os._exit(9)\n"
        "from jjinvest.cli.main import main\n"
        "main(sys.argv[1:])\n"
    )
    arguments = ["ledger", "import", str(path), "--root", str(root)]
    done = subprocess.run(
        [sys.executable, "-c", killed, *arguments], cwd=ROOT, env=os.environ, check=False, timeout=120
    )
    assert done.returncode == 9
    private = root / "data" / "jiangjin" / "private"

    def left() -> list[Path]:
        return [each for each in private.rglob(".*") if each.is_file() and each.name != ".lock"]

    assert left() != []
    assert jjinvest(*arguments).exit_code == 0
    assert left() == []


@pytest.mark.parametrize("wanted", ["../elsewhere", "jiangjin/../../x", "..", "/tmp", "a\\b"])
@pytest.mark.parametrize("command", [("ledger", "import"), ("figures", "import")])
def test_a_district_cannot_lead_outside_the_data_folder(root, tmp_path, wanted, command):
    path = tmp_path / "台账.xlsx"
    write_ledger(path, clean_projects())
    before = set(tmp_path.rglob("*"))
    result = jjinvest(*command, path, "--district", wanted, "--root", root)
    assert result.exit_code == 2
    assert "不是路径" in result.output
    assert set(tmp_path.rglob("*")) == before
