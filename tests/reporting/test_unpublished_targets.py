"""Pages with targets that the bureau did not publish: marked on each, absent from those of the public."""

from __future__ import annotations

from unittest import mock

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.store import select_import
from jjinvest.pipeline.publishing.provenance_page import provenance_page
from jjinvest.reporting.output_records import MIME
from jjinvest.reporting.report import Report
from jjinvest.results.results import Results
from tests.fixtures.district_folders import HEAD
from tests.fixtures.imports import REPORT_DAY, import_ledger
from tests.fixtures.pages import build_page
from tests.fixtures.workbooks import clean_projects

PAGES = ("00_overview", "10_annual_figures", "30_funds_in_place", "50_targets_forecast", "60_data_quality")
MARK = {"zh": "含未公布的本局目标或计划", "en": "targets or plans of the bureau that are not published"}
ROWS = (
    "period,metric,value,unit,decided_on\n"
    "2023,agreed_amount,41.37,亿元,2023-01-10\n"
    "2024,agreed_amount,63.59,亿元,2024-01-10\n"
)


@pytest.fixture
def with_targets(tmp_path):
    """A district with a ledger and two own targets, and nothing published."""
    folder = tmp_path / "data" / "somewhere"
    folder.mkdir(parents=True)
    (folder / "district.yaml").write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
    import_ledger(folder, clean_projects(), "2023-12", "2024-01-10")
    (folder / "private" / "targets.csv").write_text(ROWS, encoding="utf-8")
    return folder


def results(folder, tier):
    visible = select_import.load_with_ledger(folder, "2023Q4", REPORT_DAY, tier)[1]
    return Results(visible, "2023Q4", 1, Assumptions(draws=1_000, ledger_draws=1_000))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_page_of_the_bureau_is_marked_and_shows_its_target(with_targets, language):
    own = results(with_targets, "government")
    assert own.rests_on_ledger, "a target is no published figure of the period"
    texts = {name: build_page(own, name, language).text for name in PAGES}
    assert all(MARK[language] in text for text in texts.values())
    assert "41.37" in texts["00_overview"]
    assert "63.59" in texts["50_targets_forecast"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_the_public_shows_or_mentions_it(with_targets, language):
    public = results(with_targets, "public")
    assert not [name for name in public.facts if "bureau" in name]
    for name in PAGES:
        text = build_page(public, name, language).text
        assert MARK[language] not in text
        assert "41.37" not in text
        assert "63.59" not in text


def test_what_rests_on_such_a_target_is_dropped_from_a_public_run_even_if_a_notebook_asks_for_it(
    with_targets,
):
    records = []
    with mock.patch("IPython.display.display", lambda data, raw: records.append(data[MIME])):
        report = Report.of_results(results(with_targets, "government"), "zh")
        report.header("overview")
        Report.of_results(results(with_targets, "public"), "zh").header("overview")
    assert [record["tier"] for record in records] == ["government", "public"]


def test_the_provenance_page_is_marked_and_names_the_file_of_targets(with_targets):
    own = results(with_targets, "government")
    everything = select_import.load_with_ledger(with_targets, "2023Q4", REPORT_DAY, "government")[0]
    fact = own.facts["2023.agreed_amount.target.bureau"]
    page = provenance_page([fact], everything, "2023Q4", Vocabulary("zh", {}), ["zh"])
    assert MARK["zh"] in page
    assert "本局目标与计划（未公布）" in page
    assert "private/targets.csv" in page


@pytest.mark.parametrize("day", ["2024-01-05", "2024-01-20"])  # before and after the bureau's own
def test_the_chance_in_the_headline_is_that_of_the_published_target_beside_it(with_targets, day):
    figures = [
        HEAD,
        "text,2023,agreed_amount,,,,,40,亿元",
        "text,2024,agreed_amount,,target,,,50,亿元",
    ]
    (with_targets / "figures.csv").write_text("\n".join(figures) + "\n", encoding="utf-8")
    text = f"source,title,published\ntext,Text,{day}\n"
    (with_targets / "sources.csv").write_text(text, encoding="utf-8")
    own = results(with_targets, "government")
    page = build_page(own, "50_targets_forecast", "zh")
    goals, chances = (page.column("targets_ahead", head) for head in ("目标", "达到的可能性"))
    assert len(set(chances)) == len(goals) == 2
    of_published = dict(zip(goals, chances, strict=True))[50]
    headline = next(text for text in page.texts if "达到目标 50 亿元的把握" in text)
    assert f"（{of_published:.0%}）" in headline
