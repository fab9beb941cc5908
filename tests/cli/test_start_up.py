"""Start-up stays fast: commands and analyses of what has not changed import no pandas or numpy."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.project import PERIOD, Project


@pytest.fixture
def project(tmp_path: Path, published_small_project: Callable[[Path], Project]) -> Project:
    """Make a small project that has been published."""
    return published_small_project(tmp_path / "project")


IMPORTED = """
import json, sys
from jjinvest.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    code = end.code
names = {name.partition(".")[0] for name in sys.modules}
print(json.dumps([code, sorted(names & {"numpy", "pandas", "matplotlib", "papermill", "nbconvert"})]))
"""


def heavy_imports(*arguments: str) -> tuple[int, list[str]]:
    """Exit code of a command in a process of its own, and the heavy packages it has imported."""
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTED, *arguments], capture_output=True, text=True, check=True, timeout=60
    )
    code, names = json.loads(ended.stdout.splitlines()[-1])
    return code, names


@pytest.mark.parametrize("arguments", [("--version",), ("run", "--help"), ("ledger", "import", "--help")])
def test_help_and_version_import_nothing_heavy(arguments):
    assert heavy_imports(*arguments) == (0, [])


def test_an_unchanged_run_imports_neither_pandas_nor_numpy(project: Project):
    assert heavy_imports("run", PERIOD, "--lang", "zh", "--root", str(project.root)) == (0, [])


def test_an_unchanged_check_imports_neither_pandas_nor_numpy(tmp_path: Path):
    project = Project(tmp_path / "project")
    project.notebook("00_first", "1")
    folder = str(project.root / "data" / "jiangjin")
    assert heavy_imports("check", folder) == (0, ["numpy", "pandas"])
    assert heavy_imports("check", folder) == (0, [])


def test_explaining_a_number_of_a_run_imports_neither_pandas_nor_numpy(project: Project):
    given = ("explain", "2023h1.agreed_amount", "--period", PERIOD, "--root", str(project.root))
    assert heavy_imports(*given) == (0, [])


OPENED = """
import json, sys
import jjinvest as jj
from jjinvest.results.results import Results
HEAVY = {"numpy", "pandas", "pyarrow", "matplotlib", "jjinvest.results.computations"}
d = jj.open("jiangjin", sys.argv[1], root=sys.argv[2])
assert d.prepared and d.results.facts and d.results["now.agreed_amount"]
after_opening = sorted(HEAVY & set(sys.modules))
assert d.frame("agreed_amount", by="period")["value"].notna().any()
print(json.dumps([after_opening, sorted(HEAVY & set(sys.modules))]))
"""


def test_opening_a_prepared_district_imports_no_pandas_before_the_first_frame(project: Project):
    ended = subprocess.run(
        [sys.executable, "-c", OPENED, PERIOD, str(project.root)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    )
    opened, framed = json.loads(ended.stdout)
    assert opened == []
    assert framed == ["numpy", "pandas", "pyarrow"]


def test_a_rehearsal_imports_nothing_that_draws_charts(tmp_path: Path):
    project = Project(tmp_path / "project")
    project.notebook("00_first", "from jjinvest.reporting import charts, tables, report")
    code, names = heavy_imports("check", str(project.root / "data" / "jiangjin"))
    assert (code, "matplotlib" in names) == (0, False)


def test_importing_results_imports_neither_readers_of_workbooks_nor_scipy():
    others = ("rapidfuzz", "xlrd", "openpyxl", "python_calamine", "scipy", "statsmodels")
    code = f"import sys, jjinvest.results.computations; sys.exit(any(m in sys.modules for m in {others}))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_importing_the_analysis_does_not_import_papermill_or_jupyterlab():
    heavy = ("papermill", "jupyterlab", "nbconvert", "matplotlib")
    code = f"import sys, jjinvest.results.computations; sys.exit(any(m in sys.modules for m in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_a_district_without_a_ledger_is_read_without_the_reader_of_workbooks():
    code = (
        "import sys, jjinvest.ledger.store.select_import, jjinvest.reporting.names_in_text\n"
        "heavy = ('jjinvest.ledger.reader.', 'jjinvest.ledger.validation.r', 'xlrd')\n"
        "print(*(name for name in sys.modules if name.startswith(heavy)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == ""
