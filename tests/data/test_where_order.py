"""The dimensions of a `where` may be written in any order: they identify one figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.quality.checks.report import report
from tests.fixtures.figure_rows import read_rows

LISTED = [{"dimension": "sector", "member": "x"}, {"dimension": "industry", "member": "y"}]
PAIRS = ("cohort=new", "industry=y", "origin=abroad", "sector=x", "zone=a")


@given(st.permutations(PAIRS), st.booleans())
def test_any_order_is_one_figure(pairs, listed):
    first, other = read_rows(
        {"where": ";".join(PAIRS)}, {"where": ";".join(pairs)}, dimensions=LISTED if listed else ()
    ).figures
    assert (first.where, first.fact_id, other.figure_id) == (
        other.where,
        other.fact_id,
        f"{first.figure_id}#2",
    )


def test_the_order_is_that_of_the_dimensions_then_of_the_alphabet():
    cells = {"where": "zone=a;industry=y;cohort=new;sector=x"}
    [row] = read_rows(cells, dimensions=LISTED).figures
    assert row.where_text == "sector=x;industry=y;cohort=new;zone=a"
    assert row.fact_id == "2023.agreed_amount.x.industry.y.cohort.new.zone.a"
    [row] = read_rows(cells).figures
    assert row.where_text == "cohort=new;industry=y;sector=x;zone=a"


def test_a_repetition_in_another_order_with_another_value_is_a_contradiction():
    rows = read_rows(
        {"where": "sector=x;origin=abroad", "value": "10"}, {"where": "origin=abroad;sector=x", "value": "12"}
    ).figures
    [finding] = report(rows).findings
    assert (finding.verdict, finding.kind, finding.rows) == ("contradicts", "repeated", (2, 3))


def share(where: str, of: str = "") -> dict[str, str]:
    return {"where": where, "statistic": "share", "of": of, "value": "40", "unit": "%"}


@pytest.mark.parametrize(
    ("where", "of", "fact_id"),
    [
        ("cohort=new;sector=x", "", "2023.agreed_amount.cohort.new.x.share"),
        ("sector=x;cohort=new", "", "2023.agreed_amount.cohort.new.x.share.of.sector.x"),
        ("sector=x;cohort=new", "cohort=new", "2023.agreed_amount.cohort.new.x.share"),
        ("zone=a", "sector=x;cohort=new", "2023.agreed_amount.zone.a.share.of.cohort.new.sector.x"),
        ("zone=a", "cohort=new; sector=x", "2023.agreed_amount.zone.a.share.of.cohort.new.sector.x"),
        (
            "zone=a",
            "a:sector=x;cohort=new",
            "2023.agreed_amount.zone.a.share.of.a.cohort.new.sector.x",
        ),
    ],
)
def test_the_whole_of_a_share_is_that_without_the_dimension_written_last(where, of, fact_id):
    [row] = read_rows(share(where, of)).figures
    assert row.fact_id == fact_id


@pytest.mark.parametrize("written", ["cohort=new;sector=x", "sector=x;cohort=new"])
def test_the_check_of_a_share_takes_the_whole_that_was_meant(written):
    whole = written.partition(";")[0]
    rows = read_rows(
        {"where": "cohort=new", "value": "50"},
        {"where": "sector=x", "value": "100"},
        {"where": written, "value": "20"},
        share(written) | {"value": "40" if whole == "cohort=new" else "20"},
    ).figures
    result = report(rows)
    assert "share" in [check.kind for check in result.checks]
    assert result.verdict == "consistent"
