"""Cards of projects: what the imports state of each; no run below the internal tier can publish them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from jjinvest.data.access_log import recorded_reads
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.store.project_history import project_history
from jjinvest.pipeline.planning.plan import RunRequest, plan_run
from jjinvest.pipeline.publishing.access_filter import publishable
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.output_records import MIME
from jjinvest.reporting.pages import projects
from jjinvest.reporting.report import Report
from jjinvest.reporting.tables.project_cards import anchor_of, project_cards
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.runs import ROOT

SECRET = "未公开的<秘密>项目"
SEPTEMBER = {
    "project_code": "A-1",
    "project_name": SECRET,
    "investor": "某公司",
    "origin": "市外",
    "sector": "二产",
    "stage": "在谈",
    "negotiated_on": date(2023, 2, 1),
    "agreed_amount": 50_000,
}
DECEMBER = SEPTEMBER | {
    "stage": "签约",
    "signed_on": date(2023, 11, 9),
    "agreed_amount": 60_000,
    "funds_month": 300,
    "funds_ytd": 300,
    "funds_to_date": 300,
}
OTHER = SEPTEMBER | {"project_code": "A-2", "project_name": "另一项目", "agreed_amount": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """District with the ledgers of September, where both projects are negotiated, and of December."""
    place = tmp_path / "data" / "someplace"
    place.mkdir(parents=True)
    (place / "district.yaml").write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
    import_ledger(place, [SEPTEMBER, OTHER], "2023-09", "2023-10-10")
    import_ledger(place, [DECEMBER, OTHER], "2023-12", "2024-01-10")
    return place


@pytest.fixture
def cards(folder):
    return project_cards(results_of(folder), project_history(folder, 2))


def test_a_card_has_the_dated_stages_of_all_imports(cards):
    card = next(card for card in cards if card.code == "A-1")
    assert (card.name, card.stage, card.since) == (SECRET, "signed", date(2023, 11, 9))
    entries = [(entry.month, entry.field, entry.before, entry.after) for entry in card.log]
    assert entries == [
        ("2023-09", "stage", "", "negotiating"),
        ("2023-09", "negotiated_on", "", "2023-02-01"),
        ("2023-12", "stage", "negotiating", "signed"),
        ("2023-12", "signed_on", "", "2023-11-09"),
    ]


def test_a_card_has_amounts_and_payments_as_the_ledger_states_them(cards):
    card = next(card for card in cards if card.code == "A-1")
    assert card.amounts["agreed_amount"].value == 6.0
    assert card.amounts["funds_to_date"].value == 0.03
    assert [(period, fact.value) for period, fact in card.payments] == [("2023Q4", 0.03)]
    other = next(card for card in cards if card.code == "A-2")
    assert "agreed_amount" not in other.amounts
    assert other.payments == ()


def test_everything_of_a_card_stays_within_the_bureau(cards):
    facts = [fact for card in cards for fact in card.amounts.values()]
    facts += [fact for card in cards for _, fact in card.payments]
    facts += [fact for card in cards for fact in (card.chance, card.expected, card.share) if fact is not None]
    assert len(facts) >= 3
    assert {fact.tier for fact in facts} == {"internal"}
    assert not [fact.id for fact in facts if "秘密" in fact.id or "A-1" in fact.id]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts_of_a_ledger_are_escaped_and_every_word_has_a_name(cards, language):
    renderer = Renderer(Vocabulary(language, {}), {}, links=False)
    html = "".join(projects.card_html(renderer, card) for card in cards)
    assert "<秘密>" not in html
    assert "&lt;" in html
    assert f'id="{anchor_of("A-1")}"' in html
    text = plain(html)
    for code in ("negotiated_on", "signed_on", "funds_to_date", "col."):
        assert code not in text
    assert renderer.words.label("negotiating") in text


def test_the_files_of_all_imports_used_are_inputs_of_the_run(folder):
    with recorded_reads() as reads:
        project_history(folder, 1)
        before = set(reads)
        project_history(folder, 2)
    assert len(before) == 1
    assert len(reads) == 2
    assert all(name.startswith("someplace/private/") for name in reads)


def _shown(monkeypatch) -> list[dict]:
    shown: list[dict] = []
    monkeypatch.setattr("IPython.display.display", lambda data, raw: shown.append(data))
    return shown


def test_no_output_of_the_page_passes_the_filter_of_another_tier(folder, monkeypatch):
    shown = _shown(monkeypatch)
    report = Report.of_results(results_of(folder), "zh")
    listed = projects.cards_of(report, folder.parents[1])
    for publish in (projects.lead, projects.index, projects.cards):
        publish(report, listed)
    report.end()
    outputs = [new_output("display_data", data=data) for data in shown]
    notebook = new_notebook(cells=[new_code_cell("projects.cards(report, cards)", outputs=outputs)])
    for tier in ("public", "government"):
        assert "秘密" not in nbformat.writes(publishable(notebook, tier))
    assert "秘密" in nbformat.writes(publishable(notebook, "internal"))
    blocks = [data[MIME] for data in shown if "section" not in data[MIME]]
    assert {block["tier"] for block in blocks} == {"internal"}


def test_without_a_ledger_the_page_says_so(annual_results, monkeypatch):
    shown = _shown(monkeypatch)
    report = Report.of_results(annual_results, "zh")
    assert projects.cards_of(report) == []
    projects.lead(report, [])
    projects.index(report, [])
    report.end()
    assert "没有项目台账" in json.dumps([data[MIME] for data in shown], ensure_ascii=False)


@pytest.mark.parametrize(("tier", "planned"), [("public", False), ("government", False), ("internal", True)])
def test_the_page_is_planned_for_the_internal_tier_alone(tmp_path, tier, planned):
    for name in ("data", "notebooks", "requirements"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "2023Q4.yaml").write_text(f"as_of: 2024-03-31\ntier: {tier}\n", encoding="utf-8")
    plan = plan_run(RunRequest(tmp_path, ("2023Q4",), ("jiangjin",), ("zh",)), "jiangjin", "2023Q4")
    assert ("80_projects" in {page.page.notebook for page in plan.pages}) is planned
    assert "00_overview" in {page.page.notebook for page in plan.pages}
