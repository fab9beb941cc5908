"""Drafts: published only where params list them, marked as drafts; one that fails blocks nothing."""

from __future__ import annotations

import csv
import json
from html import unescape

import pytest

from jjinvest.pipeline.execution import engine
from tests.fixtures.project import PERIOD

OPEN = (
    "import jjinvest as jj\n"
    "d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier,"
    " assumptions=assumptions)\n"
    "report = d.report()"
)
SHOW = (
    "import pandas as pd\n"
    "own = pd.DataFrame({'park': ['<b>east</b>', '=west'], 'amount': [10.25, 4.0]})\n"
    "own.attrs['units'] = {'amount': '亿元'}\n"
    "report.header(title='My <i>page</i>')\n"
    "report.show(own, title='Parks', note='By [hand](https://example.org).')\n"
    "report.show(own.plot.bar(x='park', y='amount'), title='Chart')"
)


@pytest.fixture
def project(tmp_path, small_project):
    project = small_project(tmp_path / "project")
    (project.root / "notebooks" / "drafts").mkdir()
    project.notebook("00_overview", OPEN, "report.header('overview')")
    return project


def listed(project, *names):
    project.parameters(f"as_of: 2023-07-31\nseed: 1\ndrafts: [{', '.join(names)}]\n")


def published(project):
    return {path.name for path in project.final.iterdir()}


def test_what_an_analyst_shows_is_published_escaped_marked_and_offered_for_download(project):
    project.notebook("drafts/parks", OPEN, SHOW)
    assert project.run().code == engine.OK
    assert not [name for name in published(project) if "parks" in name]
    listed(project, "parks")
    ended = project.run()
    assert ended.code == engine.OK, ended.output
    page = (project.final / "90_parks.zh.html").read_text(encoding="utf-8")
    assert "My &lt;i&gt;page&lt;/i&gt;" in page
    assert "<b>east" not in page
    assert "hand (https://example.org)" in page
    assert 'href="https://' not in page
    assert "分析员自算" in page
    assert "分析员草稿" in page
    assert "分析员草稿" not in (project.final / "00_overview.zh.html").read_text(encoding="utf-8")
    facts = json.loads((project.final / "facts.json").read_text(encoding="utf-8"))
    own = {fact["id"]: fact for fact in facts if fact["evidence"] == "analyst"}
    assert [(fact["value"], fact["unit"], fact["tier"]) for fact in own.values()] == [
        (10.25, "亿元", "public"),
        (4.0, "亿元", "public"),
    ]
    trace = (project.final / "provenance.zh.html").read_text(encoding="utf-8")
    assert all(fact_id in unescape(trace) for fact_id in own)
    [table] = (project.final / "tables").glob("own_Parks*.csv")
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert ["10.25" in row for row in rows].count(True) == 1
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert {"parks"} == {
        n["notebook"][3:] for n in project.manifest(project.final)["notebooks"] if n.get("draft")
    }


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ((OPEN, "1 / 0"), "failed"),
        (None, "invalid"),
        # a number of the report under its id, changed by the draft: the pages contradict each other
        (
            (
                OPEN,
                "from dataclasses import replace\nimport pandas as pd\n"
                "fact = d.results['2023h1.agreed_amount']\n"
                "cells = pd.DataFrame({'x': ['a'], 'y': [replace(fact, value=1.0)]}, dtype=object)\n"
                "report.header(title='x')\nreport.table('key_figures', cells)",
            ),
            "invalid",
        ),
    ],
)
def test_a_draft_that_fails_is_named_and_the_others_are_published(project, cells, status):
    project.notebook(
        "00_overview",
        OPEN,
        "report.header('overview')\nimport pandas as pd\n"
        "cells = pd.DataFrame({'x': ['a'], 'y': [d.results['2023h1.agreed_amount']]}, dtype=object)\n"
        "report.table('key_figures', cells)",
    )
    if cells is not None:
        project.notebook("drafts/parks", *cells)
    listed(project, "parks")
    ended = project.run()
    assert ended.code == engine.OK, ended.output
    assert f"draft not published: 90_parks (zh): {status}" in ended.output
    assert "00_overview.zh.html" in published(project)
    assert not [name for name in published(project) if "parks" in name]
    assert project.statuses(project.final)["90_parks"][0] == status
    assert project.is_complete()
    assert "未变 unchanged" in project.run().output
    project.notebook("drafts/parks", OPEN, SHOW)
    assert project.run().code == engine.OK
    assert "90_parks.zh.html" in published(project)


def test_a_draft_with_the_name_of_a_page_is_refused(project):
    project.notebook("drafts/00_overview", OPEN)
    listed(project, "00_overview")
    ended = project.run()
    assert ended.code == engine.INVALID
    assert "has the name of a page" in ended.output
    assert PERIOD not in {path.name for path in (project.root / "outputs").iterdir()}
