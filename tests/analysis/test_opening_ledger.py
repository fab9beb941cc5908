from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import jjinvest as jj
from jjinvest.core.errors import DataError, ParameterError
from jjinvest.ledger.findings import format_yuan
from tests.fixtures.workbooks import COLUMN, HEADERS, clean_project, clean_projects, write_ledger


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "ledger.xlsx"
    write_ledger(path, clean_projects(30))
    return path


def test_a_workbook_is_opened_and_nothing_is_kept(workbook):
    d = jj.open_ledger(workbook, month="2023-12", language="en")
    projects = [each for each in clean_projects(30) if "signed_on" in each]
    expected = sum(int(each["agreed_amount"]) for each in projects) / 10_000
    assert d.frame("agreed_amount")["value"].iloc[0] == pytest.approx(expected)
    assert d.ledger_day.date() == date(2023, 12, 31)
    assert d.ledger["signed"].sum() == len(projects)
    assert [path.name for path in workbook.parent.iterdir()] == ["ledger.xlsx"]


def test_a_ledger_within_a_quarter_opens_as_the_year_up_to_its_month(workbook):
    projects = [each for each in clean_projects(30) if "signed_on" in each]
    d = jj.open_ledger(workbook)
    assert (d.results.period, d.ledger_day.date()) == ("2023-01..2023-10", date(2023, 10, 31))
    days = pd.to_datetime([row["signed_on"] for row in projects])
    total = sum(
        row["agreed_amount"] / 10_000
        for row, day in zip(projects, days, strict=True)
        if day.year == 2023 and day.month <= 10
    )
    assert d.frame("agreed_amount")["value"].iloc[0] == pytest.approx(total)


def test_a_month_that_is_not_known_is_asked_for(tmp_path):
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, clean_projects(5), title="某区招商项目台账")
    with pytest.raises(ParameterError, match=r"台账截至哪个月[\s\S]*month="):
        jj.open_ledger(path)
    with pytest.raises(ParameterError, match="2023-12"):
        jj.open_ledger(path, month="Dec")


def test_a_ledger_of_a_month_that_is_not_over_opens(tmp_path):
    path = tmp_path / "ledger.xlsx"
    today = date.today()
    write_ledger(path, clean_projects(5), title=f"台账（截至{today.year}年{today.month}月）")
    assert jj.open_ledger(path).ledger_day.date() >= today


def test_rows_with_errors_are_an_error_or_left_out_by_choice(tmp_path):
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, [*clean_projects(10), clean_project(11, agreed_amount="about ten")])
    with pytest.raises(DataError, match="jjinvest check"):
        jj.open_ledger(path, month="2023-12")
    assert len(jj.open_ledger(path, month="2023-12", without_rejected=True).ledger) == 10


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(ParameterError, match=r"none\.xlsx"):
        jj.open_ledger(tmp_path / "none.xlsx")


def test_rejected_cells_are_listed_with_their_place(tmp_path):
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, [*clean_projects(10), clean_project(11, agreed_amount="about ten")])
    with pytest.raises(DataError) as refused:
        jj.open_ledger(path, month="2023-12")
    text = str(refused.value)
    for expected in ("without_rejected=True", "about ten", COLUMN["agreed_amount"] + "13", "jjinvest check"):
        assert expected in text
    assert text.startswith("数据有误 1 处 / 1 fault(s)")  # the summary of the rows is no fault
    (cell,) = refused.value.problems
    assert cell.row is not None
    assert cell.expected


def test_many_cells_of_a_column_with_one_fault_are_one_entry(tmp_path):
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, [project | {"agreed_amount": "about ten"} for project in clean_projects(10)])
    with pytest.raises(DataError) as refused:
        jj.open_ledger(path, month="2023-12")
    (cell,) = refused.value.problems
    assert "同列共 10 格" in cell.found


def test_a_ledger_without_columns_of_funds_and_starts_knows_neither(tmp_path):
    path = tmp_path / "ledger.xlsx"
    left_out = ("funds_month", "funds_ytd", "funds_to_date", "started_on", "in_production_on")
    kept = ("project_code", "project_name", "investor", "origin", "sector", "signed_on", "agreed_amount")
    rows = [{name: each[name] for name in kept} for each in clean_projects(30) if "signed_on" in each]
    write_ledger(path, rows, headers={name: HEADERS[name] for name in kept})
    d = jj.open_ledger(path, month="2023-12")
    assert d.frame("projects_signed")["value"].iloc[0] > 0
    known = set(d.metrics.loc[d.metrics["source"] == "ledger", "metric"])
    assert known == {"projects_signed", "agreed_amount"}
    for metric in ("funds_in_place", "projects_started", "projects_completed", "contract_amount"):
        with pytest.raises(ParameterError, match="agreed_amount") as refused:
            d.frame(metric)
        assert "台账没有" in str(refused.value)
    assert not set(left_out[:3]) & set(d.ledger.dropna(axis="columns", how="all"))


def test_a_good_row_stays_where_its_bad_duplicate_is_left_out_and_the_analysis_says_so(tmp_path):
    path = tmp_path / "ledger.xlsx"
    good = clean_project(11)
    bad = {**good, "agreed_amount": "about ten"}
    write_ledger(path, [*clean_projects(10), bad, good, good])
    d = jj.open_ledger(path, month="2023-10", without_rejected=True)
    assert d.ledger["project_name"].eq(good["project_name"]).sum() == 1
    kept = d.ledger.loc[d.ledger["project_name"] == good["project_name"], "agreed_amount"]
    assert kept.iloc[0] == pytest.approx(int(good["agreed_amount"]) / 10_000)
    (note,) = d.notes
    assert "2 行" in note
    for shown in (d.ledger.attrs["notes"], d.frame("agreed_amount").attrs["notes"], repr(d)):
        assert note in shown
    page = tmp_path / "page.html"
    d.save_page(page, {"按产业": d.frame("agreed_amount", by="sector")}, title="协议引资")
    assert note in page.read_text(encoding="utf-8")


def test_rows_left_out_are_not_mentioned_where_there_are_none(workbook):
    d = jj.open_ledger(workbook, month="2023-10", place="重庆市江津区")
    assert d.notes == []
    assert "notes" not in d.ledger.attrs


def test_places_of_an_unknown_side_are_never_silent(tmp_path):
    path = tmp_path / "ledger.xlsx"
    places = ("重庆市江津区", "重庆", "四川成都", "市外")
    write_ledger(path, [clean_project(number, origin=place) for number, place in enumerate(places)])
    unknown = jj.open_ledger(path, month="2023-10")
    assert any("3 行" in note and "place=" in note for note in unknown.notes)
    assert unknown.frame("agreed_amount", by="origin").attrs["notes"] == "\n".join(unknown.notes)
    known = jj.open_ledger(path, month="2023-10", place="重庆市江津区")
    assert known.notes == []
    assert known.ledger["origin"].tolist() == ["市内", "市内", "市外境内", "市外境内"]
    with pytest.raises(ParameterError, match="朝阳区"):
        jj.open_ledger(path, month="2023-12", place="朝阳区")


@pytest.mark.parametrize("left_out", ["negotiated_on", "started_on", "contract_on"])
def test_every_table_of_a_ledger_works_without_a_column_of_dates(tmp_path, left_out):
    path = tmp_path / "ledger.xlsx"
    rows = [{k: v for k, v in each.items() if k != left_out} for each in clean_projects(30)]
    headers = {name: head for name, head in HEADERS.items() if name != left_out}
    write_ledger(path, rows, headers=headers)
    d = jj.open_ledger(path, month="2023-12")
    for name in d.tables:
        d.table(name)
    signed = sum("signed_on" in each for each in rows)
    assert d.frame("projects_signed", by="sector", period="all")["value"].sum() == signed
    assert not d.table("by_sector").empty
    assert isinstance(d.forecasts, list)


def test_an_exported_ledger_opens_with_the_same_rows(tmp_path):
    path = tmp_path / "ledger.xlsx"
    sample = jj.load_sample()
    assert sample.ledger["month_only"].ne("").any()
    sample.ledger.with_heads().to_excel(path, index=False)
    again = jj.open_ledger(path, month="2023-12")
    assert len(again.ledger) == len(sample.ledger)
    for name in ("signed_on", "started_on", "agreed_amount"):
        before, after = sample.ledger.set_index("key")[name], again.ledger.set_index("key")[name]
        assert after.reindex(before.index).equals(before)


def test_a_frame_in_place_of_a_file_is_refused_with_the_remedy():
    with pytest.raises(ParameterError, match="to_excel"):
        jj.open_ledger(pd.DataFrame({"a": [1]}))


def test_a_refused_amount_is_in_no_sum(tmp_path):
    """A negative amount is refused once; what it holds is not taken off the others."""
    path = tmp_path / "ledger.xlsx"
    rows = [clean_project(number) for number in range(8)]
    rows[2] = {**rows[2], "agreed_amount": "-8000"}
    rows[3] = {**rows[3], "agreed_amount": rows[3]["agreed_amount"], "signed_on": "about May"}
    write_ledger(path, rows)
    d = jj.open_ledger(path, month="2023-12", without_rejected=True)
    (note,) = [each for each in d.notes if "2 行" in each]
    amount = int(rows[3]["agreed_amount"])  # 万元
    assert format_yuan(amount * 10_000, "zh") in note


def test_what_the_check_remarked_and_later_dates_are_in_the_notes(tmp_path):
    rows = pd.DataFrame(
        [
            ["甲制造基地", "2023-03-05", 120_000, 3_000],
            ["乙物流园", "2024-02-05", 50_000, 1_800],
            ["丙电池", "2024-11-30", 4_500, None],
        ],
        columns=["项目名称", "签约日期", "协议金额（万元）", "到位资金（万元）"],
    )
    rows.to_excel(tmp_path / "own.xlsx", index=False)
    d = jj.open_ledger(tmp_path / "own.xlsx", month="2024-09")
    assert any("累计到位" in note and "D1" in note for note in d.notes)
    assert any("2024-09-30" in note and note.startswith("1 ") for note in d.notes)
    notes_of = {
        metric: set(d.frame(metric, by="year").attrs["notes"].splitlines())
        for metric in ("agreed_amount", "funds_in_place")
    }
    assert set(d.notes) <= notes_of["funds_in_place"]
    of_funds = {each for each in d.notes if "D1" in each or "没有填到位资金" in each}
    assert len(of_funds) == 2
    assert set(d.notes) - of_funds <= notes_of["agreed_amount"]
    assert not of_funds & notes_of["agreed_amount"]
    assert not any("D1" in each for each in notes_of["agreed_amount"]), "the column of funds"
    assert d.frame("agreed_amount")["value"].iloc[0] == 5.0
    assert d.frame("agreed_amount", by="year").iloc[-1][["year", "value"]].tolist() == [2024, 5.0]
    assert d.table("waiting").empty  # it says of no project whether it has started
    # only funds to date are known: of the year nothing is
    assert d.frame("funds_in_place")["value"].isna().all()
    assert d.frame("funds_in_place", period="all")["value"].iloc[0] == 0.48
    english = jj.open_ledger(tmp_path / "own.xlsx", month="2024-09", language="en")
    assert any("later" in note or "after the ledger" in note for note in english.notes)
