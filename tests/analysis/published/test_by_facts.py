from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.analysis.published.by_facts import Known, Question, measure_by
from jjinvest.core.errors import BasisError, ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary

WORDS = Vocabulary("en", {})


def known(value: float, *, half: float = 0.0, unit: str = "亿元", period: str = "2023", **part: str) -> Known:
    name = ".".join([period.lower(), "agreed_amount", *(f"{k}.{v}" for k, v in part.items())])
    fact = Fact(name, value, value - half, value + half, unit, "agreed", "all", "published", period)
    return Known(fact, "agreed_amount", part, "level")


def asked(*by: str, **further) -> Question:
    return replace(Question("agreed_amount", by, "2023", {}), **further)


def test_sectors_of_the_published_year_add_up_to_the_total(year):
    frame = year.frame("agreed_amount", by="sector")
    assert frame["value"].sum() == 1088.0
    assert set(frame["evidence"]) == {"published"}
    assert frame.attrs["unit"] == "亿元"


@pytest.mark.parametrize("by", ["project", "task_force"])
def test_what_parts_leave_of_the_whole_is_a_row_of_its_own(year, by):
    frame = year.frame("agreed_amount", by=by, remainder=True)
    assert frame["value"].sum() == pytest.approx(1088.0)
    assert frame["remainder"].tolist() == [False] * (len(frame) - 1) + [True]
    assert frame[by].iloc[-1] == "其余"
    assert frame["evidence"].iloc[-1] == "computed"
    assert frame.attrs["remainder"] == "computed"


def test_named_projects_are_those_of_the_year_with_their_latest_amount(year):
    frame = year.frame("agreed_amount", by="project", labels=False).set_index("project")
    assert frame.loc["kangshuo", "value"] == 20.0  # 上半年文为10亿元
    assert frame.loc["juwan", "value"] == 72.0


def test_a_part_to_date_has_no_remainder():
    facts = [known(100.0), known(30.0, chain="nev")]
    frame = measure_by(facts, asked("chain"), WORDS, labels=False)
    assert frame["value"].tolist() == [30.0]
    assert frame.attrs["remainder"].startswith("unknown")


def test_a_sum_within_rounding_covers_the_whole():
    facts = [known(10.0, half=0.5), known(3.4, half=0.05, park="a"), known(6.5, half=0.05, park="b")]
    frame = measure_by(facts, asked("park"), WORDS, labels=False)
    assert frame["park"].tolist() == ["a", "b"]
    assert frame.attrs["rounding_difference"] == pytest.approx(0.1)


def test_parts_above_the_whole_are_an_error_or_kept_by_choice():
    facts = [known(10.0), known(8.0, park="a"), known(6.0, park="b")]
    with pytest.raises(ParameterError, match='overlap="keep"'):
        measure_by(facts, asked("park"), WORDS, labels=False)
    frame = measure_by(facts, asked("park", overlap="keep"), WORDS, labels=False)
    assert frame["value"].tolist() == [8.0, 6.0]
    assert frame.attrs["overlapping"] is True


def test_size_classes_inside_each_other_overlap():
    facts = [known(100.0), known(60.0, size="ge_10"), known(20.0, size="ge_50")]
    with pytest.raises(ParameterError, match="overlap"):
        measure_by(facts, asked("size"), WORDS, labels=False)


def test_a_whole_that_is_not_known_leaves_no_remainder():
    frame = measure_by([known(8.0, park="a")], asked("park"), WORDS, labels=False)
    assert frame.attrs["remainder"] == "unknown"


def test_units_of_one_kind_are_converted_and_others_refused():
    facts = [known(100.0), known(30_000.0, unit="万元", park="a")]
    frame = measure_by(facts, asked("park", unit="亿元"), WORDS, labels=False)
    assert frame["value"].tolist() == [3.0, 97.0]
    with pytest.raises(BasisError, match="美元"):
        measure_by(
            [known(8.0, park="a"), known(9.0, unit="亿美元", park="b")], asked("park"), WORDS, labels=False
        )


def test_periods_are_in_order_of_time():
    facts = [known(8.0, period="2023"), known(5.0, period="2021"), known(3.0, period="2023H1")]
    years = replace(asked("year"), period="all")
    assert measure_by(facts, years, WORDS, labels=False)["year"].tolist() == [2021, 2023]
    assert measure_by(facts, asked("year"), WORDS, labels=False)["year"].tolist() == [2023]
    every = asked("period", period="all")
    assert measure_by(facts, every, WORDS, labels=False)["period"].tolist() == [
        "2021",
        "2023H1",
        "2023",
    ]


@pytest.mark.parametrize(
    ("arguments", "choice"),
    [
        ({"metric": "agreed_ammount"}, "agreed_amount"),
        ({"metric": "agreed_amount", "by": "sectr"}, "sector"),
        ({"metric": "agreed_amount", "period": "1999"}, "2023H1"),
        ({"metric": "agreed_amount", "period": "last year"}, "2023Q1-Q3"),
        ({"metric": "agreed_amount", "statistic": "grwth"}, "completion"),
        ({"metric": "agreed_amount", "source": "bulletin"}, "figures"),
        ({"metric": "agreed_amount", "by": ["month", "origin"]}, "sector"),
        ({"metric": "agreed_amount", "by": "half_year"}, r"half, quarter(.|\n)*near.*half"),
        ({"metric": "agreed_amount", "by": ["sector", "quater"]}, "near.*quarter"),
        ({"metric": "agreed_amount", "where": "xx"}, r"dimension=member.*'xx'(.|\n)*sector"),
        ({"metric": "agreed_amount", "where": "secto=secondary"}, "near: sector"),
        ({"metric": "agreed_amount", "by": "quarter"}, r"agreed_amount by quarter(.|\n)*2023H1"),
        ({"metric": "agreed_amount", "statistic": "growth"}, "2022"),
        ({"metric": "funds_in_place", "by": "quarter"}, "origin"),
        ({"metric": "agreed_amount", "by": "chain", "statistic": "share"}, "agreed_amount by chain"),
        ({"metric": "agreed_amount", "by": "year", "statistic": "growth", "period": "all"}, "year before"),
        ({"metric": "agreed_amount", "where": "quarter=2023Q3"}, 'period="2023Q3"'),
        ({"metric": "agreed_amount", "period": "all"}, 'by="period"'),
    ],
)
def test_errors_name_the_choices(year, arguments, choice):
    with pytest.raises(ParameterError, match=choice):
        year.frame(**arguments)


def test_the_shorter_of_one_end_is_first_and_a_period_asked_for_bounds_them():
    facts = [known(float(n), period=period) for n, period in enumerate(["2023", "2023H2", "2022", "2022H1"])]
    facts += [known(4.0, period="2023H1"), known(5.0, period="2023Q1")]
    every = measure_by(facts, asked("period", period="all"), WORDS, labels=False)
    assert every["period"].to_list() == ["2022H1", "2022", "2023Q1", "2023H1", "2023H2", "2023"]
    one = measure_by(facts, asked("period", period="2022"), WORDS, labels=False)
    assert one["period"].to_list() == ["2022H1", "2022"]


def test_periods_are_all_unless_one_is_asked_for(year):
    every = year.frame("agreed_amount", by="period")["period"].to_list()
    assert {"2023H1", "2023"} <= set(every)
    assert every == year.frame("agreed_amount", by="period", period="all")["period"].to_list()
    of_half = year.frame("agreed_amount", by="period", period="2023H1")["period"].to_list()
    assert of_half == ["2023-04-06", "2023H1"]


def test_a_part_is_chosen_by_code_or_name(year):
    by_code = year.frame("projects_signed", where={"sector": "secondary"})
    assert by_code["value"].tolist() == [95.0]
    assert year.frame("projects_signed", where={"sector": "第二产业"})["value"].tolist() == [95.0]
    with pytest.raises(ParameterError, match="secondary"):
        year.frame("projects_signed", where={"sector": "fourth"})


def test_other_statistics_have_their_unit(year):
    frame = year.frame("agreed_amount", by="sector", statistic="share")
    assert frame.attrs["unit"] == "%"
    assert frame["value"].sum() == pytest.approx(100.0, abs=0.01)


def test_a_cell_of_a_frame_knows_its_fact(year):
    frame = year.frame("agreed_amount", by="sector")
    assert frame.fact("第三产业").id == "2023.agreed_amount.tertiary"


def test_a_merged_frame_says_that_it_has_no_facts(year):
    frame = year.frame("agreed_amount", by="sector")
    for table in (frame.merge(frame[["sector"]], on="sector"), pd.concat([frame, frame], ignore_index=True)):
        with pytest.raises(ParameterError, match="merge and concat lose them"):
            table.fact(0)


def test_a_total_that_is_published_in_parts_alone_is_not_called_unpublished():
    parts = [known(3.0, park="a"), known(4.0, park="b")]
    with pytest.raises(ParameterError, match="no such total") as raised:
        measure_by(parts, asked(), WORDS, labels=False)
    assert "for any period" not in str(raised.value)
    assert "by=park" in str(raised.value)


def test_everything_is_the_period_that_holds_all_others():
    facts = [known(534.0, period="2023H1"), known(1088.0)]
    frame = measure_by(facts, asked(period="all"), WORDS, labels=False)
    assert frame[["period", "value"]].to_numpy().tolist() == [["2023", 1088.0]]
    with pytest.raises(ParameterError, match="2021, 2023H1, 2023"):
        measure_by([*facts, known(3.0, period="2021")], asked(period="all"), WORDS, labels=False)


def test_an_amount_is_not_below_zero_by_rounding():
    frame = measure_by([known(0.0, half=0.05, park="a")], asked("park"), WORDS, labels=False)
    assert frame[["low", "high"]].iloc[0].tolist() == [0.0, 0.05]
    assert frame.fact("a").low == 0.0


def test_an_error_says_that_more_became_known_after_the_day(half_year):
    with pytest.raises(ParameterError) as raised:
        half_year.frame("agreed_amount", by="month")
    assert "became known later" not in str(raised.value)  # results in memory know nothing later


def test_heads_are_in_the_language_asked_for(year):
    frame = year.frame("agreed_amount", by="sector", labels="en")
    assert frame["sector"].iloc[0] == "Primary sector"
    assert list(frame.with_heads())[:3] == ["sector", "Agreed amount (亿元)", "Low (亿元)"]
    assert list(year.frame("agreed_amount", by="sector").with_heads())[1] == "协议引资（亿元）"


def test_named_projects_are_ranked_without_what_they_leave(year):
    frame = year.frame("agreed_amount", by="project")
    assert "remainder" not in frame
    assert "其余" not in set(frame["project"])
    assert frame["value"].sum() + frame.attrs["rest"] == pytest.approx(1088.0)
    assert f"{frame.attrs['rest']:g}" in frame.attrs["notes"]
    assert "其余" not in set(year.frame("agreed_amount", by="task_force", remainder=False)["task_force"])


def test_spans_that_do_not_cover_the_period_leave_a_rest():
    facts = [known(10.0), known(4.0, period="2023H1")]
    frame = measure_by(facts, asked("half"), WORDS, labels=False)
    assert frame["half"].tolist() == ["2023H1", "remainder"]
    assert frame["value"].tolist() == [4.0, 6.0]
    assert frame["remainder"].tolist() == [False, True]
    assert "revisions" in frame.attrs["notes"]
    both = measure_by([*facts, known(6.0, period="2023H2")], asked("half"), WORDS, labels=False)
    assert "remainder" not in both
    month = measure_by([known(10.0), known(1.0, period="2023-05")], asked("month"), WORDS, labels=False)
    assert month["month"].isna().tolist() == [False, True]


def test_shares_follow_from_published_levels(year):
    frame = year.frame("agreed_amount", by="project", statistic="share")
    levels = year.frame("agreed_amount", by="project")
    assert frame["value"].tolist() == pytest.approx((100 * levels["value"] / 1088).tolist())
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["value"] <= frame["high"]).all()
    assert set(frame["unit"]) == {"%"}
    assert frame.fact(0).sources


def test_a_part_that_nobody_published_is_said_to_be_so(year):
    with pytest.raises(ParameterError, match="not published, for any period") as refused:
        year.frame("agreed_amount", where="origin=out_of_city")
    assert "2022" not in str(refused.value)  # no other period has it either
    with pytest.raises(ParameterError, match=r'd\.frame\("projects_started"\)'):
        year.frame("projects_started", by="sector")
    with pytest.raises(ParameterError, match=r'd\.table\("bounds"\)'):
        year.frame("agreed_amount", by="size")


def test_targets_of_two_authorities_and_comparable_growth_are_aims_apart():
    base = known(100.3)

    def variant(statistic: str, value: float, further: str = "") -> Known:
        name = ".".join(filter(None, ("2023.agreed_amount", statistic, further)))
        return replace(base, fact=replace(base.fact, id=FactId(name), value=value), statistic=statistic)

    completions = [variant("completion", 100.3), variant("completion", 89.98, "municipality")]
    frame = measure_by([base, *completions], asked(statistic="completion"), WORDS, labels=False)
    assert frame[["authority", "value"]].to_numpy().tolist() == [["district", 100.3], ["municipality", 89.98]]
    assert frame.fact(("2023", "municipality")).id == completions[1].fact.id
    growth = [variant("growth", 10.2, "like_for_like")]
    frame = measure_by([base, *growth], asked(statistic="growth"), WORDS, labels=False)
    assert frame["version"].to_list() == ["like_for_like"]
    assert "authority" not in frame
    plain = measure_by([base, variant("growth", 9.0)], asked(statistic="growth"), WORDS, labels=False)
    assert not {"version", "authority"} & set(plain)
    assert not {"version", "authority"} & set(measure_by([base], asked(), WORDS, labels=False))


def test_abroad_is_within_out_of_city_so_the_rest_is_the_total_less_out_of_city():
    facts = [known(378.3), known(276.9, origin="out_of_city"), known(18.2, origin="abroad")]
    frame = measure_by(facts, asked("origin"), WORDS, labels=False)
    values = dict(zip(frame["origin"], frame["value"], strict=True))
    assert values == {"out_of_city": 276.9, "abroad": 18.2, "remainder": pytest.approx(101.4)}
    assert "within another origin" in frame.attrs["notes"]
    with_the_rest = [*facts, known(101.4, origin="in_city")]
    assert measure_by(with_the_rest, asked("origin"), WORDS, labels=False).attrs["remainder"] == "none"


def test_no_rest_is_computed_where_out_of_province_may_hold_abroad():
    facts = [known(378.3), known(200.0, origin="out_of_province"), known(18.2, origin="abroad")]
    frame = measure_by(facts, asked("origin"), WORDS, labels=False)
    assert frame["value"].sum() == pytest.approx(218.2)
    assert frame.attrs["remainder"].startswith("unknown")


def test_origins_that_together_are_the_whole_leave_no_rest():
    """Where the bureau counts 境外 beside 市外, the three make up the total."""
    facts = [known(26.0), *(known(v, origin=o) for o, v in {"in_city": 6.0, "out_of_city": 18.0}.items())]
    frame = measure_by([*facts, known(2.0, origin="abroad")], asked("origin"), WORDS, labels=False)
    assert sorted(frame["value"]) == [2.0, 6.0, 18.0]
