"""The page of all runs: the state of each, in both languages, without script or outside address."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

from jjinvest.pipeline.publishing.index_page import write_index_page
from jjinvest.pipeline.storage.known_figures import known_figures
from tests.fixtures.district_folders import district_folder
from tests.fixtures.project import PERIOD, Project
from tests.fixtures.runs import run


def rows(page: str) -> list[str]:
    """Text of each row, its cells parted by bars."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return [
        " | ".join(re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row))
        for row in re.findall(r"<tr>.*?</tr>", body)
    ]


def page(project: Project, name: str = "index.html") -> str:
    return (project.root / "outputs" / name).read_text(encoding="utf-8")


def fake(outputs: Path, district: str, period: str, status: str, started: str) -> None:
    """Leave what a run leaves that the page reads."""
    place = outputs / district / period if status == "ok" else outputs / ".failed" / district / period
    place.mkdir(parents=True)
    written = {"status": status, "started": started, "as_of": "2024-03-31"}
    (place / "run.json").write_text(json.dumps(written), encoding="utf-8")
    (place / "index.html").write_text("", encoding="utf-8")


def test_only_what_exists_is_linked(own_data):
    outputs = own_data.root / "outputs"
    fake(outputs, "a", "2023Q4", "ok", "2024-04-02")
    (outputs / "a" / "2023Q4" / "index.html").unlink()
    (outputs / "FAILED-a.txt").mkdir()
    write_index_page(own_data.root)
    assert rows(page(own_data)) == ["a | 2023Q4 | 已发布 | 2024-03-31"]
    assert re.findall(r'href="([^"#]+)"', page(own_data)) == ["index.en.html"]


def test_the_state_of_each_district_and_period(own_data):
    outputs = own_data.root / "outputs"
    fake(outputs, "a", "2023Q4", "ok", "2024-04-02")
    fake(outputs, "a", "2023Q4", "failed", "2024-04-01")  # made good since
    fake(outputs, "b", "2023Q4", "ok", "2024-04-01")
    fake(outputs, "b", "2023Q4", "failed", "2024-04-02")
    fake(outputs, "b", "2023Q2", "ok", "2023-08-01")
    fake(outputs, "c", "2023Q4", "interrupted", "2024-04-01")
    fake(outputs, "all", "2023Q4", "ok", "2024-04-03")
    (outputs / "FAILED-d.txt").write_text("why", encoding="utf-8")
    (outputs / "b" / "reconstructed").mkdir()
    write_index_page(own_data.root)
    assert rows(page(own_data, "index.en.html")) == [
        "All districts | 2023Q4 | published | 2024-03-31",
        "b | 2023Q4 | failed the latest attempt, which failed | 2024-03-31",
        "b | 2023Q2 | published | 2024-03-31",
        "c | 2023Q4 | interrupted the latest attempt, which failed | 2024-03-31",
        "d | Note on failure: why, and what to do",
        "a | 2023Q4 | published | 2024-03-31",
    ]
    links = re.findall(r'href="([^"#]+)"', page(own_data))
    assert links == [
        "index.en.html",
        "all/2023Q4/index.html",
        "b/2023Q4/index.html",
        ".failed/b/2023Q4/",
        "b/2023Q2/index.html",
        ".failed/c/2023Q4/",
        "FAILED-d.txt",
        "a/2023Q4/index.html",
    ]


def test_a_run_brings_the_page_up_to_date_and_an_unchanged_one_leaves_it(own_data):
    assert own_data.run().code == 0
    assert rows(page(own_data)) == [f"江津区 | {PERIOD} | 已发布 | 2023-07-31"]
    assert 'lang="zh-CN"' in page(own_data)
    assert rows(page(own_data, "index.en.html")) == [f"Jiangjin District | {PERIOD} | published | 2023-07-31"]
    before = (own_data.root / "outputs" / "index.html").stat().st_mtime_ns
    assert own_data.run().code == 0
    assert (own_data.root / "outputs" / "index.html").stat().st_mtime_ns == before
    own_data.notebook("00_first", "1/0")
    assert own_data.run().code == 1
    assert rows(page(own_data))[0].split(" | ")[2].startswith("失败")
    for name in ("index.html", "index.en.html"):
        text = page(own_data, name)
        assert "<script" not in text
        assert "http://" not in text
        assert "https://" not in text
        assert "default-src 'none'" in text


def test_hostile_names_are_escaped_in_text_and_links(own_data):
    name = 'x"><img src=x onerror=alert(1)>'
    data = own_data.root / "data"
    shutil.copytree(data / "jiangjin", data / name)
    profile = data / name / "district.yaml"
    profile.write_text(
        profile.read_text(encoding="utf-8").replace("江津区,", "'<script>alert(1)</script>',", 1),
        encoding="utf-8",
    )
    assert run(own_data.root, PERIOD, district=name, languages=("zh",)).code == 0
    text = page(own_data)
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert re.findall(r'href="(x[^"]+)"', text) == [
        f"x%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E/{PERIOD}/index.html"
    ]


def test_a_page_that_cannot_be_written_does_not_change_how_a_run_ends(own_data):
    (own_data.root / "outputs" / "index.html").mkdir()
    ended = own_data.run()
    assert ended.code == 0
    assert "the page of all runs is not up to date" in ended.output
    assert own_data.is_complete()


def _state(project: Project) -> str:
    write_index_page(project.root)
    [row] = rows(page(project, "index.en.html"))
    return row.split(" | ")[2]


def test_a_report_made_before_its_figures_changed_is_marked(own_data):
    folder = district_folder(
        own_data.root / "data", "place", "2031H1,funds_in_place,,,,,18,亿元", published="2031-07-19"
    )
    day = date(2031, 8, 14)
    fake(own_data.root / "outputs", "place", "2031Q2", "ok", "2031-08-15")
    made = own_data.root / "outputs" / "place" / "2031Q2" / "run.json"
    written = {
        "status": "ok",
        "started": "2031-08-15",
        "as_of": str(day),
        "known_figures": known_figures(folder, day),
    }
    made.write_text(json.dumps(written), encoding="utf-8")
    assert _state(own_data) == "published"
    figures, sources = folder / "figures.csv", folder / "sources.csv"
    with sources.open("a", encoding="utf-8") as file:
        file.write("notice,Notice,2031-10-10\n")
    with figures.open("a", encoding="utf-8") as file:
        file.write("notice,2031H1,funds_in_place,,,,,17,亿元\n")
    assert _state(own_data) == "published"  # it became public after the as-of day
    sources.write_text(
        sources.read_text(encoding="utf-8").replace("2031-10-10", "2031-08-01"), encoding="utf-8"
    )
    assert _state(own_data) == "published figures have changed since; not run again"


def test_a_run_keeps_which_figures_it_knows(own_data):
    assert own_data.run().code == 0
    [made] = (own_data.root / "outputs").glob(f"*/{PERIOD}/run.json")
    written = json.loads(made.read_text(encoding="utf-8"))
    folder = own_data.root / "data" / written["district"]
    assert written["known_figures"] == known_figures(folder, date.fromisoformat(written["as_of"])) != ""


def test_every_note_beside_the_reports_is_linked(own_data):
    outputs = own_data.root / "outputs"
    fake(outputs, "a", "2023Q4", "ok", "2024-04-02")
    fake(outputs, "b", "2023Q4", "ok", "2024-04-02")
    notes = [f"{kind}-b.txt" for kind in ("MISSING", "FAILED", "CONTRADICTIONS")]
    for note in notes:
        (outputs / note).write_text("what", encoding="utf-8")
    write_index_page(own_data.root)
    links = re.findall(r'href="([^"#]+)"', page(own_data))
    assert links == ["index.en.html", "b/2023Q4/index.html", *notes, "a/2023Q4/index.html"]


def test_what_failed_stands_above_what_lacks_data_and_that_above_what_is_well(own_data):
    outputs = own_data.root / "outputs"
    for name in ("a_well", "b_missing", "c_failed", "d_attempt"):
        fake(outputs, name, "2023Q4", "ok", "2024-04-01")
    (outputs / "MISSING-b_missing.txt").write_text("what", encoding="utf-8")
    (outputs / "FAILED-c_failed.txt").write_text("why", encoding="utf-8")
    fake(outputs, "d_attempt", "2023Q4", "failed", "2024-04-02")
    write_index_page(own_data.root)
    order = list(dict.fromkeys(row.partition(" | ")[0] for row in rows(page(own_data))))
    assert order == ["c_failed", "d_attempt", "b_missing", "a_well"]
