"""The effective import of a period, and the payments between imports."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from jjinvest.analysis.opening import analysis_of
from jjinvest.core.assumptions import Assumptions
from jjinvest.core.errors import ParameterError
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.store.select_import import load_with_ledger, load_without_rows
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.validate import validate
from jjinvest.reporting import tables
from jjinvest.reporting.pages.trust import trust_light, trust_sentences
from jjinvest.results.results import Results
from tests.fixtures.district_folders import district_folder
from tests.fixtures.imports import REPORT_DAY, import_ledger, results_of
from tests.fixtures.workbooks import HEADERS, clean_project, clean_projects, write_ledger


def test_of_the_months_of_a_quarter_the_last_one_is_used(district: Path):
    import_ledger(district, clean_projects(18), "2023-10", "2023-11-05")
    import_ledger(district, clean_projects(20), "2023-11", "2023-12-05")
    within = results_of(district)
    assert within.workspace.ledger.number == 2
    assert (within.period, within.complete_year) == ("2023-01..2023-11", False)
    signed = [each for each in clean_projects(20) if str(each.get("signed_on", ""))[:7] <= "2023-11"]
    in_year = [each for each in signed if str(each.get("signed_on", "")).startswith("2023")]
    assert within.facts["2023m01-m11.projects_signed"].value == len(in_year)
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    assert (results_of(district).workspace.ledger.number, results_of(district).period) == (3, "2023")


def test_a_report_before_the_end_of_the_quarter_uses_the_month_that_is_over(district: Path):
    import_ledger(district, clean_projects(20), "2023-10", "2023-11-05")
    import_ledger(district, clean_projects(20), "2023-11", "2023-12-05")
    assert results_of(district, day=date(2023, 11, 10)).period == "2023-01..2023-10"
    assert results_of(district, day=date(2023, 12, 10)).period == "2023-01..2023-11"


def test_a_ledger_of_january_is_reported_alone(district: Path):
    of_january = [p | {"funds_ytd": p.get("funds_month")} for p in clean_projects(20)]
    import_ledger(district, of_january, "2024-01", "2024-02-05")
    january = results_of(district, "2024Q1", date(2024, 3, 1))
    assert (january.period, january.workspace.ledger.number) == ("2024-01", 1)
    assert "2024m01.projects_signed" in january.facts


def test_a_ledger_within_the_quarter_stands_back_behind_a_later_published_total(district: Path):
    import_ledger(district, clean_projects(20), "2023-11", "2023-12-05")
    write_figures(district, "2023-01..2023-10", "88")
    assert results_of(district).period == "2023-01..2023-11"
    write_figures(district, "2023", "96")
    published = results_of(district)
    assert (published.period, published.workspace.ledger) == ("2023", None)


def test_without_a_ledger_of_the_quarter_the_last_one_that_has_one_is_named(district: Path):
    import_ledger(district, clean_projects(20), "2023-08", "2023-09-05")
    with pytest.raises(ParameterError, match="jjinvest run 2023-08"):
        results_of(district)


def write_figures(folder: Path, period: str, amount: str) -> None:
    """Publish the agreed amount of a period in January after it."""
    (folder / "sources.csv").write_text(
        "source,title,published,address\nbulletin,公报,2024-01-15,https://example.org\n", encoding="utf-8"
    )
    (folder / "figures.csv").write_text(
        f"source,period,metric,value,unit\nbulletin,{period},agreed_amount,{amount},亿元\n", encoding="utf-8"
    )


def test_nothing_is_known_before_the_month_has_ended(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2023-12-28")
    with pytest.raises(ParameterError):
        results_of(district, day=date(2023, 12, 30))
    assert results_of(district, day=date(2023, 12, 31)).rests_on_ledger


def test_of_two_imports_of_a_month_the_last_known_one_is_used(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    import_ledger(district, clean_projects(18), "2023-12", "2024-04-20")
    assert results_of(district).workspace.ledger.number == 1
    assert results_of(district, day=date(2024, 5, 1)).workspace.ledger.number == 2


def test_of_imports_after_the_as_of_day_the_last_is_used(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2026-01-10")
    import_ledger(district, clean_projects(18), "2023-12", "2026-01-10")
    ledger = results_of(district).workspace.ledger
    assert (ledger.number, len(ledger.projects), ledger.correction) == (2, 18, None)


def test_a_later_import_of_the_month_that_is_not_used_is_named(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    import_ledger(district, clean_projects(18), "2023-12", "2024-04-20")
    assert results_of(district).workspace.ledger.correction == (2, date(2024, 4, 20))
    assert results_of(district, day=date(2024, 5, 1)).workspace.ledger.correction is None


def test_a_past_ledger_that_was_imported_later_is_used(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2026-01-10")
    assert results_of(district).workspace.ledger.number == 1


def test_payments_are_the_growth_between_two_months(district: Path):
    first = [clean_project(n) for n in range(1, 6)]
    later = [
        clean_project(n, funds_ytd=2_000 + n + 50, funds_to_date=2_000 + n + 50, funds_month=50)
        for n in range(1, 6)
    ]
    import_ledger(district, first, "2023-11", "2023-12-05")
    import_ledger(district, later, "2023-12", "2024-01-10")
    ledger = results_of(district).workspace.ledger
    in_month = ledger.payments.groupby(ledger.payments["month"].dt.strftime("%Y-%m"))["amount"].sum()
    assert in_month["2023-12"] == 5 * 50 * 10_000
    assert in_month.sum() == ledger.projects["funds_to_date"].sum()
    assert ledger.funds_known_from == date(2023, 11, 1)


def test_what_an_earlier_import_stated_in_negotiation_reaches_the_forecast(district: Path):
    talks = clean_project(6, agreed_amount=90_000)  # in negotiation
    signed = clean_project(1) | {"project_code": talks["project_code"], "project_name": talks["project_name"]}
    rest = [clean_project(n) for n in range(2, 6)]
    import_ledger(district, [talks, *rest], "2023-11", "2023-12-05")
    changed = signed | {"signed_on": date(2023, 12, 7), "agreed_amount": 60_000, "contract_on": None}
    changed |= {"contract_amount": None, "started_on": None, "stage": "签约"}
    import_ledger(district, [changed, *rest], "2023-12", "2024-01-10")
    results = results_of(district)
    assert results.workspace.ledger.estimates.to_dict() == {talks["project_code"]: 90_000 * 10_000}
    rows = results.outlook.data.ledger.projects.set_index("project_code")
    assert rows.loc[talks["project_code"], "estimated_amount"] == 90_000 * 10_000
    assert rows["estimated_amount"].notna().sum() == 1


def test_a_project_whose_code_changed_has_not_paid_again(district: Path):
    first = [clean_project(n) for n in range(1, 6)]
    again = [
        *first[:4],
        first[4] | {"project_code": "新码-1", "funds_ytd": 2_055, "funds_to_date": 2_055, "funds_month": 50},
    ]
    import_ledger(district, first, "2023-11", "2023-12-05")
    import_ledger(district, again, "2023-12", "2024-01-10")
    ledger = results_of(district).workspace.ledger
    assert ledger.payments["amount"].sum() == ledger.projects["funds_to_date"].sum()
    renamed = ledger.payments[ledger.payments["project_code"] == "新码-1"]
    before = renamed["month"] < "2023-12-01"
    assert renamed.loc[before, "amount"].sum() == 2_005 * 10_000
    assert renamed.loc[~before, "amount"].tolist() == [50 * 10_000]


def test_names_of_groups_are_shown_as_the_clerk_wrote_them(district: Path, tmp_path: Path):
    projects = [clean_project(n, park="<b>双福</b>工业园") for n in range(1, 6)]
    path = tmp_path / "parks.xlsx"
    write_ledger(path, projects, headers=HEADERS | {"park": "承接平台"}, title="台账（截至2023年12月）")
    result = validate(path, load_spellings(district), today=date(2024, 1, 10))
    Store(district / "private").add(result, datetime(2024, 1, 10).astimezone())
    results = results_of(district)
    key = tables.by_group(results, "park")["group"].iloc[0].key
    assert results.workspace.labels.loc[key, "zh"] == "<b>双福</b>工业园"


def test_without_rows_the_period_the_figures_and_the_files_are_the_same(district: Path):
    import_ledger(district, clean_projects(20), "2023-12", "2024-01-10")
    whole = results_of(district)
    visible = load_without_rows(district, "2023Q4", REPORT_DAY)
    alone = Results(visible, "2023Q4", 1, Assumptions())
    assert (alone.period, alone.rests_on_ledger) == (whole.period, whole.rests_on_ledger)
    assert alone.bounds == whole.bounds
    assert dict(visible.files) == dict(whole.workspace.files)
    assert len(visible.ledger.projects) == 0


def test_without_rows_nothing_known_is_the_same_error(district: Path):
    import_ledger(district, clean_projects(20), "2023-08", "2023-09-05")
    with pytest.raises(ParameterError, match="jjinvest run 2023-08"):
        load_without_rows(district, "2023Q4", REPORT_DAY)


def test_signed_projects_that_are_gone_are_counted_and_make_trust_yellow(district: Path):
    import_ledger(district, clean_projects(20), "2023-10", "2023-11-05")
    kept = clean_projects(20)
    dropped = next(each for each in kept if each.get("signed_on") and not each.get("terminated_on"))
    import_ledger(district, kept, "2023-11", "2023-12-05")
    complete = results_of(district, day=date(2023, 12, 10))
    assert (complete.workspace.ledger.gone, trust_light(complete).colour) == (0, "green")
    import_ledger(district, [each for each in kept if each is not dropped], "2023-12", "2024-01-10")
    results = results_of(district)
    assert results.workspace.ledger.gone == 1
    light = trust_light(results)
    assert (light.colour, light.reason) == ("yellow", "gone")
    said = [each for each in trust_sentences(results) if each.key == "overview.trust_gone"]
    assert [each.content["gone"].value for each in said] == [1]


def test_a_project_that_was_terminated_before_it_is_gone_is_no_surprise(district: Path):
    import_ledger(district, clean_projects(20), "2023-10", "2023-11-05")
    ended = clean_projects(20)
    dropped = next(each for each in ended if each.get("signed_on") and not each.get("terminated_on"))
    rest = [each for each in ended if each is not dropped]
    stopped = {**dropped, "stage": "终止", "terminated_on": "2023-11-20", "terminated_reason": "撤回"}
    import_ledger(district, [stopped, *rest], "2023-11", "2023-12-05")
    import_ledger(district, rest, "2023-12", "2024-01-10")
    assert results_of(district).workspace.ledger.gone == 0


def test_a_quarter_before_all_figures_names_the_first_that_has_some(tmp_path: Path):
    folder = district_folder(
        tmp_path, "place", "2031,funds_in_place,,,,,40,亿元", "2032,funds_in_place,,target,,,50,亿元"
    )
    with pytest.raises(ParameterError, match="remedy: jjinvest run 2031Q4") as refused:
        load_with_ledger(folder, "2031Q1", date(2031, 5, 15))
    assert "as_of of" not in str(refused.value)
    with pytest.raises(ParameterError, match="as_of 不早于 2031-12-31"):
        load_with_ledger(folder, "2031Q4", date(2031, 5, 15))


def test_no_number_holds_the_funds_of_a_project_that_is_gone_and_their_sum_is_known(district: Path):
    projects = [p for p in clean_projects(20) if p.get("funds_to_date")]
    import_ledger(district, projects, "2023-11", "2023-12-05")
    dropped, *kept = projects
    import_ledger(district, kept, "2023-12", "2024-01-10")
    state = results_of(district).workspace.ledger
    assert state.gone_funds == dropped["funds_to_date"] * 10**4
    assert state.payments["amount"].sum() == sum(p["funds_to_date"] for p in kept) * 10**4


def test_a_new_exchange_rate_is_no_payment_of_the_report(district: Path):
    headers = HEADERS | {"currency": "币种", "exchange_rate": "汇率", "rate_on": "汇率日期"}
    first, *others = clean_projects(20)
    for month, imported, rate, paid in (
        ("2023-11", "2023-12-05", 7.0, 100),
        ("2023-12", "2024-01-10", 7.2, 150),
    ):
        terms = {"currency": "美元", "exchange_rate": rate, "rate_on": date(2023, 11, 1)}
        funds = {"funds_month": paid - 100, "funds_ytd": paid, "funds_to_date": paid}
        foreign = first | terms | funds | {"agreed_amount": 1000, "contract_amount": 900}
        import_ledger(district, [foreign, *others], month, imported, headers=headers)
    ledger = results_of(district).workspace.ledger
    own = ledger.payments[ledger.payments["project_code"] == first["project_code"]]
    december = own[own["month"] == "2023-12-01"]
    assert december["amount"].tolist() == [50 * 72_000]
    assert own["amount"].sum() == 150 * 72_000


def test_funds_of_projects_that_are_gone_are_said_on_the_page_as_long_as_they_are_missing(district: Path):
    projects = [p for p in clean_projects(20) if p.get("funds_to_date")]
    import_ledger(district, projects, "2023-07", "2023-08-05")
    import_ledger(district, projects[3:], "2023-08", "2023-09-05")
    import_ledger(district, projects[3:], "2023-12", "2024-01-10")
    results = results_of(district)
    assert results.workspace.ledger.gone == 0  # not of the three months before
    assert (trust_light(results).colour, trust_light(results).reason) == ("yellow", "gone")
    said = next(each for each in trust_sentences(results) if each.key == "overview.trust_gone_paid")
    assert (said.content["paid"].value, said.content["funds"].tier) == (3, "public")
    assert said.content["funds"].value == sum(p["funds_to_date"] for p in projects[:3]) / 10**4


def test_the_funds_of_one_project_that_is_gone_are_not_public(district: Path):
    projects = [p for p in clean_projects(20) if p.get("funds_to_date")]
    import_ledger(district, projects, "2023-11", "2023-12-05")
    import_ledger(district, projects[1:], "2023-12", "2024-01-10")
    said = {each.key: each.content for each in trust_sentences(results_of(district))}
    assert "overview.trust_gone_paid" not in said
    assert list(said["overview.trust_gone_funds"]) == ["paid"]


def test_a_blank_year_is_said_wherever_funds_of_the_year_are(district: Path):
    projects = [p | {"funds_month": None} for p in clean_projects(20) if p.get("funds_to_date")]
    earlier = {"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)}
    projects[0] |= earlier | {"funds_ytd": None, "funds_to_date": 1900}
    import_ledger(district, projects, "2023-12", "2024-01-10")
    results = results_of(district)
    assert results.workspace.ledger.years_left_blank().tolist() == [1900 * 10**4]
    said = {each.key: each.content for each in trust_sentences(results)}
    assert said["overview.trust_years_left_blank"]["rows"].value == 1
    assert (trust_light(results).colour, trust_light(results).reason) == ("yellow", "blank")
    notes = analysis_of(results, "zh").frame("funds_in_place").attrs["notes"]
    assert "1 个项目有累计到位（共 1900 万元）而未填本年累计" in notes


def test_signed_projects_without_any_funds_stated_are_counted_beside_those_with_zeros(district: Path):
    projects = [p for p in clean_projects(20) if p.get("funds_to_date")]
    blank = {"funds_month": None, "funds_ytd": None, "funds_to_date": None}
    zero = dict.fromkeys(blank, 0)
    rows = [p | (blank if number < 4 else zero) for number, p in enumerate(projects)]
    import_ledger(district, rows, "2023-12", "2024-01-10")
    results = results_of(district)
    said = {each.key: each.content for each in trust_sentences(results)}
    assert said["overview.trust_funds_left_blank"]["rows"].value == 4
    assert (trust_light(results).colour, trust_light(results).reason) == ("yellow", "unfilled")
    notes = analysis_of(results, "zh").frame("funds_in_place").attrs["notes"]
    assert "4 个已签项目没有填到位资金" in notes


def test_a_ledger_that_says_nothing_of_funds_has_no_blanks_among_them(district: Path):
    blank = {"funds_month": None, "funds_ytd": None, "funds_to_date": None}
    import_ledger(district, [p | blank for p in clean_projects(20)], "2023-12", "2024-01-10")
    assert results_of(district).workspace.ledger.funds_left_blank() == 0


def test_a_year_that_no_row_or_every_row_states_is_not_called_blank(district: Path):
    projects = [p for p in clean_projects(20) if p.get("funds_to_date")]
    import_ledger(district, projects, "2023-11", "2023-12-10")
    assert results_of(district).workspace.ledger.years_left_blank().empty
    import_ledger(district, [p | {"funds_ytd": None} for p in projects], "2023-12", "2024-01-10")
    results = results_of(district)
    assert results.workspace.ledger.years_left_blank().empty
    assert "overview.trust_years_left_blank" not in {each.key for each in trust_sentences(results)}
