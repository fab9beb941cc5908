from __future__ import annotations

import pickle

import openpyxl
import pandas as pd
import pytest

from jjinvest.analysis.tables.page_numbers import number_table
from jjinvest.core.errors import ParameterError
from jjinvest.core.facts import Fact
from jjinvest.i18n.catalog import catalog
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.tables.cells import Ranged, Term, cells
from tests.fixtures.plain_frames import assert_works


def fact(
    name: str, value: float | None, unit: str = "亿元", low=None, high=None, relation: str = "="
) -> Fact:
    fact_id = f"2023.{name}"
    return Fact(fact_id, value, low, high, unit, "agreed", "all", "published", "2023", relation=relation)


@pytest.fixture
def renderer() -> Renderer:
    return Renderer(Vocabulary("en", {}), {}, links=False)


@pytest.mark.parametrize("kind", ["year", "half_year", "both", "ledger_alone"])
def test_every_table_of_every_page_is_numbers_and_texts(request, kind):
    d = request.getfixturevalue(kind)
    filled = 0
    for name in d.tables:
        table = d.table(name)
        assert_works(table)
        filled += not table.empty
        assert set(table.attrs["units"]) <= set(table) | {c.removesuffix("_low") for c in table}, name
    assert filled > (15 if kind == "half_year" else 20)


def test_every_caption_of_a_page_names_a_table(year, both):
    captions = {key.removeprefix("table.") for key in catalog("zh") if key.startswith("table.")}
    known = {*year.tables, *both.tables}
    by_dimension = {"breakdown", "composition", "league", "league_indicators"}
    of_several_districts = {caption for caption in captions if caption.startswith("group_")}
    without_chances = {"pooled_weights"}  # of "pooled"
    assert captions - by_dimension - of_several_districts - without_chances <= known
    assert all(any(name.startswith(f"{caption}_") for name in known) for caption in by_dimension)


def test_units_stand_in_a_column_where_rows_differ(year):
    table = year.table("key_figures")
    assert {"个", "亿元"} <= set(table["unit"])
    assert "actual" not in table.attrs["units"]


def test_columns_of_different_units_have_one_each(renderer):
    rows = [
        {"a": fact("x", 1.0, "个"), "b": fact("y", 2.0, "%")},
        {"a": fact("z", 1.0), "b": fact("w", 3.0, "个")},
    ]
    table = number_table(cells(rows, ["a", "b"]), renderer)
    assert list(table) == ["a_unit", "a", "b_unit", "b"]
    assert table["b_unit"].tolist() == ["%", "个"]


def test_bounds_words_and_relations_stand_beside_numbers(renderer):
    rows = [
        {
            "a": fact("x", None, low=1.0, high=2.0),
            "b": Term("not_determined"),
            "c": Ranged(fact("r", 5.0, low=4.0)),
        },
        {"a": fact("z", 3.0), "b": fact("w", 600.0, relation=">"), "c": None},
    ]
    table = number_table(cells(rows, ["a", "b", "c"]), renderer)
    assert table[["a_low", "a_high"]].iloc[0].tolist() == [1.0, 2.0]
    assert table["b_relation"].tolist()[1] == ">"
    assert isinstance(table["b_note"].iloc[0], str)
    assert "c" not in table
    assert table["c_low"].iloc[0] == 4.0


def test_the_fact_behind_a_number_is_found_after_sorting(year):
    table = year.table("sectors").sort_values("amount")
    assert table.fact("第二产业", "amount").id == "2023.agreed_amount.secondary"
    assert table.fact(0, "count").value == table.loc[0, "count"]


def test_an_unknown_row_or_column_names_the_choices(year):
    table = year.table("sectors")
    with pytest.raises(ParameterError, match="第二产业"):
        table.fact("第四产业", "amount")
    with pytest.raises(ParameterError, match="amount_share"):
        table.fact("第二产业", "no_such_column")


def test_a_table_is_kept_and_read_again(year):
    table = year.table("sectors")
    again = pickle.loads(pickle.dumps(table))
    assert again.equals(table)
    assert again.fact("第二产业", "amount").value == 896.6


def test_a_row_named_twice_is_not_guessed(renderer):
    rows = [{"group": Term("new"), "a": fact("x", 1.0)}, {"group": Term("new"), "a": fact("y", 2.0)}]
    table = number_table(cells(rows, ["group", "a"]), renderer)
    with pytest.raises(ParameterError, match="0, 1"):
        table.fact(table["group"].iloc[0], "a")


def test_a_table_keeps_what_it_knows_when_it_is_cut(year):
    part = year.table("sectors").query("amount > 100")[["group", "amount"]]
    assert part.attrs["units"]["amount"] == "亿元"
    assert part.fact("第二产业").id == "2023.agreed_amount.secondary"


def test_seaborn_draws_a_table(year):
    import seaborn as sns
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    sns.barplot(data=year.table("sectors"), x="amount", y="group", ax=ax)
    assert [round(bar.get_width(), 1) for bar in ax.patches] == [6.4, 896.6, 185.0]


def test_every_frame_has_heads_in_words(both, year):
    for frame in (both.ledger, both.payments, year.figures, year.targets, year.metrics, year.table("fan")):
        heads = list(frame.with_heads())
        assert [head for head in heads if head.isascii()] == []
    sectors = year.frame("agreed_amount", by="sector").with_heads()
    assert set(sectors["依据"]) == {"原文公布"}
    assert "八成区间下限（亿元）" in year.table("fan").with_heads()
    assert "协议金额（亿元）" in both.ledger.with_heads()
    english = year.frame("agreed_amount", by="sector", labels="en").with_heads()
    assert "Evidence" in english
    assert set(english["Evidence"]) == {year.report("en").words.label("published")}


def test_a_sheet_keeps_notes_below_and_texts_as_texts(year, tmp_path):
    frame = year.frame("agreed_amount", by="half")
    for name, content in (("plain", frame), ("heads", frame.with_heads())):
        file = tmp_path / f"{name}.xlsx"
        content.to_excel(file, index=False)
        rows = list(openpyxl.load_workbook(file).active.iter_rows(values_only=True))
        assert "=" in rows[1]
        assert rows[len(frame) + 2][0] == frame.attrs["notes"].splitlines()[0]
    with pd.ExcelWriter(tmp_path / "two.xlsx") as writer:
        frame.to_excel(writer, sheet_name="A", index=False, startrow=2)
        year.frame("agreed_amount", by="sector").to_excel(writer, sheet_name="B", index=False)
    book = openpyxl.load_workbook(tmp_path / "two.xlsx")
    assert book.sheetnames == ["A", "B"]
    assert book["A"].cell(len(frame) + 5, 1).value == frame.attrs["notes"].splitlines()[0]
    assert frame.attrs["notes"] in repr(frame)


def test_a_pace_says_of_which_years_its_numbers_are(year):
    pace = year.table("pace")
    assert pace["item"].str.contains("2024").all()
    assert "2023" in pace.attrs["notes"]


def test_exact_numbers_have_no_remark_on_their_rounding(year):
    count, amount = (str(year.fact(f"2023.{name}")) for name in ("projects_signed", "agreed_amount"))
    assert "未注明精度" not in count
    assert "±0.5" in amount


def test_named_projects_of_a_year_say_for_which_period_they_were_named(year):
    named = year.frame("agreed_amount", by="project")
    assert set(named["period"]) == {"2023", "2023H1"}
    checks = year.checks
    total = named["value"].sum()
    assert (checks["computed"] - total).abs().min() < 1e-6
