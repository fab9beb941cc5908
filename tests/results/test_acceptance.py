from __future__ import annotations

import csv
import shutil
import signal
from pathlib import Path

import openpyxl
import pytest

import jjinvest as jj
from jjinvest.core.errors import DataError
from jjinvest.data.bulletins.wording import read_wordings
from jjinvest.results import acceptance
from jjinvest.results.acceptance import accept_file, accept_sheet
from tests.fixtures.bulletin_folders import TEXT, new_district, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_district(tmp_path)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "审阅.xlsx"
    path.write_bytes(jj.read(written(tmp_path, TEXT)).sheet())
    return path


def _figures(folder: Path) -> list[dict[str, str]]:
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _column(sheet: openpyxl.worksheet.worksheet.Worksheet, header: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == header)


def test_accepted_rows_are_written_and_others_are_not(folder: Path, sheet: Path) -> None:
    result = accept_sheet(sheet, folder)
    assert [row["value"] for row in _figures(folder)] == ["132", "1088", "12.3", "5", "95", "32"]
    assert len(result.imported.added) == 6
    assert result.learned


def test_deleted_row_is_not_accepted(folder: Path, sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    figures = book["公布数"]
    value = _column(figures, "数值")
    figures.delete_rows(next(row for row in range(2, 20) if figures.cell(row, value).value == "12.3"))
    book.save(sheet)
    accept_sheet(sheet, folder)
    assert "12.3" not in [row["value"] for row in _figures(folder)]


def test_row_marked_no_is_not_accepted_and_not_checked(folder: Path, sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    figures = book["公布数"]
    figures.cell(2, _column(figures, "接收")).value = "否"
    figures.cell(2, _column(figures, "指标")).value = "不存在的指标"
    book.save(sheet)
    accept_sheet(sheet, folder)
    assert len(_figures(folder)) == 5


def test_fault_of_a_cell_names_its_row_and_writes_nothing(folder: Path, sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    figures = book["公布数"]
    figures.cell(3, _column(figures, "指标")).value = "不存在的指标"
    book.save(sheet)
    with pytest.raises(DataError, match="不存在的指标") as caught:
        accept_sheet(sheet, folder)
    assert caught.value.problems[0].row == 3
    assert not (folder / "figures.csv").exists()


def test_contradiction_is_refused_with_its_rows(folder: Path, sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    figures = book["公布数"]
    value = _column(figures, "数值")
    row = next(row for row in range(2, 20) if figures.cell(row, value).value == "132")
    figures.cell(row, value).value = "120"
    book.save(sheet)
    (folder / "dimensions.csv").write_text(
        "dimension,member,zh,en,complete\nsector,primary,,,yes\nsector,secondary,,,yes\nsector,tertiary,,,yes\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as caught:
        accept_sheet(sheet, folder)
    problem = caught.value.problems[0]
    assert problem.row is not None
    assert "120" in problem.found
    assert "with-contradictions" in problem.remedy
    assert not (folder / "figures.csv").exists()
    assert not (folder / "wording.csv").exists()
    result = accept_sheet(sheet, folder, with_contradictions=True)
    assert any("120" in remark for remark in result.remarks)
    assert "120" in [row["value"] for row in _figures(folder)]


def test_contradiction_with_what_the_district_has_is_refused(folder: Path, sheet: Path) -> None:
    (folder / "sources.csv").write_text("source,title,published,address\na,甲,,\n", encoding="utf-8")
    (folder / "figures.csv").write_text(
        "source,period,metric,value,unit\na,2023H1,agreed_amount,3000,亿元\n", encoding="utf-8"
    )
    before = (folder / "figures.csv").read_bytes()
    with pytest.raises(DataError, match="3000") as caught:
        accept_sheet(sheet, folder)
    [problem] = caught.value.problems
    assert "已有 figures.csv 第 2 行（来源 a）" in problem.found
    assert f"本表第 {problem.row} 行" in problem.found
    assert "…" not in str(caught.value)
    assert (folder / "figures.csv").read_bytes() == before


def test_contradiction_among_other_sources_is_not_this_reviews(folder: Path, sheet: Path) -> None:
    (folder / "sources.csv").write_text("source,title,published,address\na,甲,,\n", encoding="utf-8")
    lines = "a,2020,agreed_amount,880,亿元\na,2020,agreed_amount,660,亿元\n"
    (folder / "figures.csv").write_text(f"source,period,metric,value,unit\n{lines}", encoding="utf-8")
    assert len(accept_sheet(sheet, folder).imported.added) == 6


def test_sheet_without_accepted_rows_has_a_clear_word(folder: Path, sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    figures = book["公布数"]
    for row in range(2, figures.max_row + 1):
        figures.cell(row, _column(figures, "接收")).value = None
    book.save(sheet)
    with pytest.raises(DataError, match="没有接收的行"):
        accept_sheet(sheet, folder)


def test_csv_is_accepted_like_the_sheet(folder: Path, sheet: Path, tmp_path: Path) -> None:
    other = folder.parent / "y"
    shutil.copytree(folder, other)
    table = tmp_path / "审阅.csv"
    table.write_bytes(jj.read(tmp_path / "公报.txt").csv())
    accept_sheet(sheet, folder)
    accept_file(table, other)
    assert (folder / "figures.csv").read_bytes() == (other / "figures.csv").read_bytes()
    assert (folder / "wording.csv").read_bytes() == (other / "wording.csv").read_bytes()


def test_accepting_again_changes_nothing(folder: Path, sheet: Path) -> None:
    accept_sheet(sheet, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert not accept_sheet(sheet, folder).imported.files
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_wordings_count_texts_and_can_be_edited(folder: Path, sheet: Path, tmp_path: Path) -> None:
    accept_sheet(sheet, folder)
    later = written(tmp_path, TEXT.replace("2023", "2024").replace("1088", "1222"), "后一篇.txt")
    path = tmp_path / "审阅2.xlsx"
    path.write_bytes(jj.read(later, district=folder).sheet())
    accept_sheet(path, folder)
    known = read_wordings(folder)
    assert known["全区签约项目#个"].accepted == 2
    assert known["第一产业项目#个"].where == "sector=primary"
    table = folder / "wording.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("projects_signed", "Projects"), encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"wording\.csv"):
        jj.read(later, district=folder)


def test_values_that_contradict_each_other_are_not_proposed(tmp_path: Path) -> None:
    text = "2026年上半年，全县签约项目21个，到位资金18.9亿元，完成年度目标任务40亿元的45.5%。"
    rows = jj.read(written(tmp_path, text)).review_rows
    assert {row.cells["value"]: row.is_proposed for row in rows} == {
        "21": True,
        "18.9": False,
        "40": False,
        "45.5": False,
    }
    agreeing = jj.read(written(tmp_path, text.replace("18.9", "18.2"), "b.txt")).review_rows
    assert all(row.is_proposed for row in agreeing)


def test_a_stop_between_figures_and_wordings_comes_after_both(
    folder: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, places = acceptance.import_form, []

    def import_form(form: object, place: Path) -> object:
        imported = real(form, place)
        places.append(place)
        if place == folder:  # and not the copy that is looked at first
            signal.raise_signal(signal.SIGINT)
        return imported

    monkeypatch.setattr(acceptance, "import_form", import_form)
    with pytest.raises(KeyboardInterrupt):
        accept_sheet(sheet, folder)
    assert folder in places
    monkeypatch.undo()
    again = accept_sheet(sheet, folder)
    assert (again.imported.added, again.learned) == ((), ())
