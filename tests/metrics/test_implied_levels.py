"""Totals that published figures imply: sums of parts of a year, completions of known targets."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.data.reported_period import reported_period
from jjinvest.data.workspace import Workspace, load_workspace
from jjinvest.reporting.tables.leaders import standings
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import results_of

MONTHS = (
    "a,2024,agreed_amount,,,,,,141.2,亿元,2025-01-15",
    "b,2025,agreed_amount,,target,,,,150,亿元,2025-02-01",
    "c,2025-01..2025-02,agreed_amount,,,,,,18.4,亿元,2025-03-10",
    "d,2025-03,agreed_amount,,,,,,15.1,亿元,2025-04-10",
)
RAISED = (
    "e,2025-01..2025-04,agreed_amount,,completion,,,,28.9,%,2025-05-12",
    "f,2025,agreed_amount,,target,,,,165,亿元,2025-07-14",
    "f,2025H1,agreed_amount,,completion,,,,44.2,%,2025-07-14",
    "f,2025H1,projects_signed,,,,,,31,个,2025-07-14",
)


@pytest.fixture
def workspace(tmp_path: Path):
    def made(*rows: str) -> Workspace:
        """Workspace of rows that end with the day of their source; a second target is a restated one."""
        sources = {row.split(",")[0]: row.rsplit(",", 1)[1] for row in rows}
        folder = district_folder(tmp_path, f"district{len(list(tmp_path.iterdir()))}")
        given = [row.rsplit(",", 1)[0].split(",") for row in rows]
        lines = [
            ",".join((*cells, "", "restated" if cells[0] == "f" and cells[4] == "target" else ""))
            for cells in given
        ]
        head = "source,period,metric,where,statistic,of,authority,relation,value,unit,half_width,version"
        (folder / "figures.csv").write_text("\n".join((head, *lines, "")), encoding="utf-8")
        texts = [f"{name},text {name},{day},," for name, day in sources.items()]
        (folder / "sources.csv").write_text(
            "\n".join(("source,title,published,address,publisher", *texts, "")), encoding="utf-8"
        )
        return load_workspace(folder)

    return made


def test_two_parts_make_the_quarter_that_is_reported(workspace):
    known = workspace(*MONTHS)
    assert reported_period(known, "2025Q1") == "2025Q1"
    facts = results_of(known, None, period="2025Q1").facts
    total = facts["2025q1.agreed_amount"]
    assert (total.value, total.evidence, total.caveat) == (pytest.approx(33.5), "computed", "sum_of_parts")
    assert (total.low, total.high) == (pytest.approx(33.4), pytest.approx(33.6))
    assert len(total.sources) == 2
    assert facts["2025q1.agreed_amount.completion"].value == pytest.approx(100 * 33.5 / 150)


def test_a_missing_month_ends_the_sum(workspace):
    known = workspace(*MONTHS[:3], "d,2025-04,agreed_amount,,,,,,15.1,亿元,2025-05-10")
    assert reported_period(known, "2025Q2") == "2025H1"
    assert reported_period(known, "2025Q1") == "2025-01..2025-02"
    assert "2025q1.agreed_amount" not in results_of(known, None, period="2025Q1").facts


def test_four_quarters_make_the_year_and_a_published_year_stays(workspace):
    quarters = [f"q{n},2025Q{n},agreed_amount,,,,,,{10 + n}.5,亿元,2026-0{n}-10" for n in range(1, 5)]
    facts = results_of(workspace(*quarters), None, period="2025Q4").facts
    assert facts["2025.agreed_amount"].value == pytest.approx(52)
    assert facts["2025.agreed_amount"].caveat == "sum_of_parts"
    published = results_of(
        workspace(*quarters, "y,2025,agreed_amount,,,,,,52.3,亿元,2026-05-01"), None, period="2025Q4"
    ).facts
    assert (published["2025.agreed_amount"].value, published["2025.agreed_amount"].evidence) == (
        pytest.approx(52.3),
        "published",
    )


def test_a_completion_of_a_known_target_gives_the_level(workspace):
    facts = results_of(workspace(*MONTHS, *RAISED), None, period="2025Q2").facts
    level = facts["2025h1.agreed_amount"]
    assert (level.value, level.caveat) == (pytest.approx(72.93), "from_completion")
    assert (level.low, level.high) == (pytest.approx(72.8475), pytest.approx(73.0125))
    assert [name for name in facts if name.startswith("2025.agreed_amount") and "p_reach.165" in name]


def test_a_completion_is_of_the_target_of_its_day(workspace):
    facts = results_of(workspace(*MONTHS, *RAISED), None, period="2025Q2").facts
    assert facts["2025m01-m04.agreed_amount"].value == pytest.approx(0.289 * 150)
    assert "2025m01-m04.agreed_amount.completion" not in facts
    assert facts["2025m01-m04.agreed_amount.completion.before_revision"].value == pytest.approx(28.9)


def test_a_completion_of_the_old_target_is_computed_again_of_the_new_one(workspace):
    late = (
        "g,2025H1,agreed_amount,,,,,,72.9,亿元,2025-07-01",
        "g,2025H1,agreed_amount,,completion,,,,48.6,%,2025-07-01",
    )
    raised = "f,2025,agreed_amount,,target,,,,165,亿元,2025-07-14"
    facts = results_of(workspace(*MONTHS[:2], *late, raised), None, period="2025Q2").facts
    assert facts["2025h1.agreed_amount.completion"].value == pytest.approx(100 * 72.9 / 165)
    assert facts["2025h1.agreed_amount.completion.before_revision"].value == pytest.approx(48.6)


def test_stocks_and_bounds_are_not_added_up(workspace):
    rows = [
        "a,2025-01..2025-02,projects_in_negotiation,,,,,,30,个,2025-03-10",
        "b,2025-03,projects_in_negotiation,,,,,,28,个,2025-04-10",
        "a,2025-01..2025-02,funds_in_place,,,,,>,5,亿元,2025-03-10",
        "b,2025-03,funds_in_place,,,,,,2.1,亿元,2025-04-10",
    ]
    facts = results_of(workspace(*rows), None, period="2025Q1").facts
    assert not {"2025q1.projects_in_negotiation", "2025q1.funds_in_place"} & set(facts)


@pytest.mark.parametrize(("level", "caveat"), [("11995", "rounded_to_target"), ("12000", "")])
def test_a_published_completion_of_100_percent_is_called_rounded_where_it_is(workspace, level, caveat):
    rows = (
        f"a,2024,foreign_funds,,,,,,{level},万美元,2025-01-20",
        "a,2024,foreign_funds,,target,,,,12000,万美元,2025-01-20",
        "a,2024,foreign_funds,,completion,,,,100.0,%,2025-01-20",
    )
    facts = results_of(workspace(*rows), None, period="2024Q4").facts
    assert facts["2024.foreign_funds.completion"].caveat == caveat
    assert facts["2024.targets.reached"].value == (not caveat)


@pytest.mark.parametrize(("first", "light"), [("0.3", "yellow"), ("0.31", "red")])
def test_a_sum_of_coarsely_rounded_parts_is_about_so_much(tmp_path, first, light):
    """With 0.3 it is 83.9 to 90.8 % of 1.9, with 0.31 86.8 to 88.9 %; the threshold is 90."""
    rows = [f"2025Q1,foreign_funds,,,,,{first},亿美元", "2025,foreign_funds,,target,,,1.90,亿美元"]
    others = {"Q2": "0.52", "Q3": "0.39", "Q4": "0.45"}
    rows += [f"2025{quarter},foreign_funds,,,,,{value},亿美元" for quarter, value in others.items()]
    district = district_folder(tmp_path, "place", *rows)
    results = results_of(load_workspace(district), period="2025Q4")
    [standing] = [each for each in standings(results) if each.completion is not None]
    assert standing.completion.relation == "~"
    assert standing.light.colour == light
    assert {alert.level for alert in results.alerts} == ({"yellow"} if light == "yellow" else {"red"})
