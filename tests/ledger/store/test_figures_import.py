"""A form of published figures is imported as a whole or not at all, and nothing is lost in the round."""

from __future__ import annotations

import csv
import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.figure_rows import FigureTables, read_figure_tables
from jjinvest.ledger.store.figures_import import filled_form, import_figures

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = [
    *sorted(folder for folder in (ROOT / "tests/data/bulletins").iterdir() if folder.is_dir()),
    ROOT / "data" / "jiangjin",
    ROOT / "data" / "worked_examples",
]
TABLES = ("figures.csv", "sources.csv", "dimensions.csv")
FORMULAS = ["=1+1", "+1+1", "-1+1", "-5", "@SUM(A1)", "＝1+1", "＋1", "－1+1", "＠SUM(A1)"]
TEXTS = [
    "\x1b[31m红",
    "a\x00b",
    "\u202eabc\u202c",
    "a\u200fb\u200eb",
    "\u200b=1+1",
    "<script>alert(1)</script>&amp;",
    "_x0041_",
    "字" * 32_000,
    "第一行\n=1+1",
    "a\x85b",
    "\u2028a",
    "007",
    "1e3",
    "NA",
    "'=1+1",
    "http://example.invalid",
]


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES if (folder / name).exists()}


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def district(folder: Path, texts: list[str]) -> Path:
    """A district with one figure for each text, which is its quote and its note."""
    folder.mkdir()
    header = ["source", "period", "metric", "value", "unit", "quote", "note"]
    rows = [["s", str(2000 + n), "trips", str(n), "个", text, text] for n, text in enumerate(texts)]
    write(folder / "figures.csv", [header, *rows])
    write(folder / "sources.csv", [["source", "title", "published", "address"], ["s", texts[0], "", ""]])
    write(folder / "dimensions.csv", [["dimension", "member", "zh", "en"], ["park", "p", *(texts * 2)[:2]]])
    return folder


def form_of(folder: Path) -> Path:
    path = folder.parent / f"{folder.name}.xlsx"
    path.write_bytes(filled_form(folder))
    return path


def compared(tables: FigureTables) -> tuple[object, ...]:
    return [replace(row, row=0) for row in tables.figures], tables.sources, tables.dimensions


@pytest.mark.parametrize("original", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_comes_back_equal(tmp_path, original):
    folder = tmp_path / "district"
    shutil.copytree(original, folder)
    before, files = read_figure_tables(folder), contents(folder)
    form = form_of(folder)
    assert import_figures(form, folder).files == ()
    assert contents(folder) == files
    for name in TABLES:
        (folder / name).unlink(missing_ok=True)
    assert len(import_figures(form, folder).added) == len(before.figures)
    assert compared(read_figure_tables(folder)) == compared(before)


def test_the_same_form_gives_the_same_files(tmp_path):
    form = form_of(district(tmp_path / "first", FORMULAS + TEXTS))
    written = []
    for name in ("second", "third"):
        (tmp_path / name).mkdir()
        import_figures(form, tmp_path / name)
        written.append(contents(tmp_path / name))
    assert written[0] == written[1]


def test_hostile_texts_come_back_and_no_cell_is_a_formula(tmp_path):
    folder = district(tmp_path / "district", FORMULAS + TEXTS)
    form = form_of(folder)
    assert import_figures(form, folder).files == ()
    other = tmp_path / "other"
    other.mkdir()
    import_figures(form, other)
    rows = read_figure_tables(other).figures
    broken_up = {"\x1b[31m红": "[31m红", "a\x00b": "a b", "第一行\n=1+1": "第一行 =1+1", "a\x85b": "a b"}
    kept = [broken_up.get(text, text.strip()) for text in TEXTS]
    assert [row.quote for row in rows] == [f"'{text}" for text in FORMULAS] + kept
    for name in TABLES:
        with (other / name).open(newline="", encoding="utf-8") as file:
            for cells in csv.reader(file):
                assert not any(cell.startswith(tuple("=+-@＝＋－＠")) for cell in cells)


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "figures.csv",
            [["source", "period", "metric", "value", "unit"], ["s", "2023", "trips", "1", "@A1"]],
        ),
        (
            "figures.csv",
            [["source", "period", "metric", "value", "where"], ["s", "2023", "trips", "1", "park=+1"]],
        ),
        ("dimensions.csv", [["dimension", "member"], ["park", "@SUM(A1)"]]),
    ],
)
def test_a_name_that_is_a_formula_is_refused(tmp_path, table, rows):
    folder = district(tmp_path / "district", ["a"])
    write(folder / table, rows)
    problems = read_figure_tables(folder).problems
    assert [Path(problem.file).name for problem in problems] == [table]


def test_a_text_too_long_for_a_cell_is_refused_and_not_cut(tmp_path):
    folder = district(tmp_path / "district", ["a", "字" * 40_000])
    with pytest.raises(DataError, match="Excel 单元格") as refused:
        filled_form(folder)
    assert {problem.column for problem in refused.value.problems} == {"quote", "note", "en"}


def test_columns_that_are_not_read_keep_their_cells(tmp_path):
    folder = tmp_path / "district"
    shutil.copytree(ROOT / "tests/data/bulletins/haibei", folder)
    form = form_of(folder)
    text = (folder / "figures.csv").read_text(encoding="utf-8")
    first, second, *rest = text.splitlines(keepends=True)
    (folder / "figures.csv").write_text("".join([first, *rest]), encoding="utf-8")
    assert len(import_figures(form, folder).added) == 1
    with (folder / "figures.csv").open(newline="", encoding="utf-8") as file:
        handles = [row["row"] for row in csv.DictReader(file)]
    assert handles == ["", *(line.split(",")[0] for line in rest)]
    assert second.split(",")[0] not in handles


def changed(tmp_path: Path) -> tuple[Path, Path]:
    """A district, and a form that changes all three of its files."""
    folder, other = district(tmp_path / "district", ["a"]), district(tmp_path / "other", ["b", "c"])
    return form_of(other), folder


@pytest.mark.parametrize("call", ["open", "rename", "replace"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_write_that_fails_leaves_the_old_files(tmp_path, monkeypatch, call, number):
    form, folder = changed(tmp_path)
    before, calls = contents(folder), 0
    real = getattr(Path, call)

    def failing(path: Path, *args: object, **kwargs: object) -> object:
        nonlocal calls
        if path.is_relative_to(folder) and (call != "open" or args[:1] == ("wb",)):
            calls += 1
            if calls == min(number, 2 if call == "rename" else number):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, call, failing)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        import_figures(form, folder)
    assert contents(folder) == before
    monkeypatch.setattr(Path, call, real)
    assert set(import_figures(form, folder).files) == set(TABLES)


def test_nothing_is_written_into_a_folder_with_a_fault(tmp_path):
    """A folder that has a fault already stays as it is."""
    form, folder = changed(tmp_path)
    write(folder / "dimensions.csv", [["dimension", "member"], ["park", "p"], ["park", "p"]])
    before = contents(folder)
    with pytest.raises(DataError):
        import_figures(form, folder)
    assert contents(folder) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_import_killed_between_two_files_is_finished_by_the_next_reader(tmp_path, number):
    form, folder = changed(tmp_path)
    before = contents(folder)
    expected = tmp_path / "expected"
    shutil.copytree(folder, expected)
    import_figures(form, expected)
    script = textwrap.dedent(
        f"""
        import os, signal
        from pathlib import Path
        from jjinvest.ledger.store.figures_import import import_figures

        moved, real = 0, Path.replace

        def replace(path, target):
            global moved
            moved += 1
            if moved == {number}:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(path, target)

        Path.replace = replace
        import_figures(Path({str(form)!r}), Path({str(folder)!r}))
        """
    )
    ended = subprocess.run([sys.executable, "-c", script], timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert contents(folder) not in (contents(expected), *([before] if number > 1 else []))
    read = read_figure_tables(folder)
    assert not read.problems
    assert contents(folder) == contents(expected)
    assert {path.name for path in folder.iterdir()} == set(TABLES)
