"""Published pages: self-contained, script-free, accessible, small, the same bytes twice."""

from __future__ import annotations

import csv
import json
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jjinvest.pipeline.publishing.facts_and_csv import merge_facts, write_tables
from jjinvest.pipeline.publishing.html_export import safe_html
from tests.fixtures.runs import project_copy, run

PAGES = [
    f"{n}.{lang}.{kind}"
    for n in ("00_overview", "10_annual_figures", "20_structure", "50_targets_forecast", "60_data_quality")
    for lang in ("zh", "en")
    for kind in ("html", "review.html")
]

ROOT = Path(__file__).resolve().parents[3]
with (ROOT / "data" / "jiangjin" / "sources.csv").open(encoding="utf-8", newline="") as handle:
    ADDRESSES = [row["address"] for row in csv.DictReader(handle) if row["address"]]


class Document(HTMLParser):
    """Collects what a test asks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=["2023Q4", "2023Q2"])
def folder(request, published) -> Path:
    return published(request.param)


def test_the_folder_is_laid_down_as_documented(folder):
    names = {p.name for p in folder.iterdir()}
    assert names >= {
        "index.html",
        "facts.json",
        "run.json",
        "run.jsonl",
        "tables",
        "provenance.zh.html",
        "provenance.en.html",
        *PAGES,
    }
    assert {f"{n}.{lang}.ipynb" for n in ("00_overview", "60_data_quality") for lang in ("zh", "en")} <= names


def test_pages_load_nothing_and_run_nothing(folder):
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        page = Document(text)
        assert not page.all("script")
        assert "default-src 'none'" in page.all("meta")[1]["content"]
        assert not any("://" in (value or "") for _, given in page.tags for value in given.values())
        for address in ADDRESSES:  # shown as text, never as a link
            text = text.replace(escape(address), "")
        assert not re.search(r"https?://", text), path.name
        assert all(a["src"].startswith("data:image/svg+xml;base64,") for a in page.all("img"))
        assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)
        assert path.stat().st_size <= 1_500_000


def test_language_title_alt_text_and_links(folder):
    pages = {path.name: Document(path.read_text(encoding="utf-8")) for path in folder.glob("*.html")}
    anchors = {name: {given["id"] for _, given in page.tags if "id" in given} for name, page in pages.items()}
    for file, page in pages.items():
        language = "en" if ".en." in file else "zh-CN"
        assert page.all("html")[0]["lang"] == language
        assert len(page.all("h1")) == 1
        assert all(a.get("alt", "").strip() for a in page.all("img"))
        for link in page.all("a"):
            target = link["href"]
            name, _, anchor = target.partition("#")
            assert not name or (folder / name).exists(), target
            assert not name or not anchor or anchor in anchors[name], target


def test_the_index_lists_every_other_report_of_its_language(folder):
    text = (folder / "index.html").read_text(encoding="utf-8")
    listed = text.partition('id="reports"')[2].partition('id="downloads"')[0]
    others = {path.name for path in folder.glob("[0-9]*.zh.html")} - {"00_overview.zh.html"}
    assert others
    assert set(re.findall(r'href="([^"]+)"', listed)) == others


def test_readers_see_no_code_and_reviewers_do(folder):
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert ("report.header(" in text) == (".review." in path.name)


def test_every_table_is_a_csv_that_excel_opens(folder):
    paths = list((folder / "tables").glob("*.csv"))
    assert paths
    for path in paths:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert len(rows) > 1
        assert {len(row) for row in rows} == {len(rows[0])}


def test_run_json_holds_hashes_and_versions_and_no_result_does_times(folder):
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert set(run["data"]) >= {
        "jiangjin/figures.csv",
        "context/growth_reference.csv",
    }
    assert run["packages"]["papermill"]
    for path in folder.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "start_time" not in text
        assert "/project/" not in text


@pytest.mark.slow
def test_a_second_quarter_has_the_bytes_of_a_cold_one(tmp_path):
    """What the first quarter and another district computed is read again, and changes nothing."""
    folders = []
    for periods in (("2023Q2", "2023Q4"), ("2023Q4",)):
        root = project_copy(tmp_path / f"{len(periods)}")
        for period in periods:
            assert run(root, period, languages=("zh",)).code == 0
        folders.append(root / "outputs" / "jiangjin" / "2023Q4")
    warm, cold = folders
    names = sorted(p.relative_to(cold) for p in cold.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(warm) for p in warm.rglob("*") if p.is_file())
    own = ("run.json", "run.jsonl")
    assert [
        n for n in names if n.name not in own and (warm / n).read_bytes() != (cold / n).read_bytes()
    ] == []


@pytest.mark.parametrize("warm", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_the_same_inputs_give_the_same_bytes_in_forked_and_in_ordinary_kernels(published, tmp_path, warm):
    first = published("2023Q2")
    root = project_copy(tmp_path / "project")
    assert run(root, "2023Q2", warm=warm).code == 0
    again = root / "outputs" / "jiangjin" / "2023Q2"
    names = sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(first) for p in first.rglob("*") if p.is_file())
    different = [
        str(n)
        for n in names
        if n.name not in ("run.json", "run.jsonl") and (first / n).read_bytes() != (again / n).read_bytes()
    ]
    assert different == []


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<img src="https://example.org/x.png">',
        "<svg onload=alert(1)>",
        '<p style="background:url(//x)">x</p>',
        "<iframe src=x></iframe>",
    ],
)
def test_hostile_html_loses_what_could_act(hostile):
    cleaned = safe_html(hostile)
    for part in ("script", "onerror", "javascript", "example.org", "onload", "style", "iframe"):
        assert part not in cleaned


def test_cells_of_a_csv_are_numbers_and_texts_that_no_spreadsheet_runs(tmp_path):
    table = {
        "name": "cells",
        "columns": ["a", "b"],
        "rows": [["=HYPERLINK(1)", -8.1], ["江津", None]],
        "decimals": [[None, 1], [None, None]],
        "units": [[None, None], [None, None]],
    }
    write_tables(tmp_path / "tables", {"zh": [table]})
    text = (tmp_path / "tables" / "cells.zh.csv").read_text(encoding="utf-8-sig")
    assert text.split() == ["a,b", "'=HYPERLINK(1),-8.1", "江津,"]


def test_one_id_with_two_numbers_is_refused():
    from jjinvest.core.errors import JJInvestError

    with pytest.raises(JJInvestError, match=r"2023\.x"):
        merge_facts([{"facts": [{"id": "2023.x", "value": 1}]}, {"facts": [{"id": "2023.x", "value": 2}]}])
