"""Files of a circular: from an intact published run only, a draft until exactly its numbers are released."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core.errors import JJInvestError
from jjinvest.pipeline.publishing.circular import published_run, write_circular
from tests.fixtures.circulars import PERIOD, full_year


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Project with a published run of a district with one figure of its own."""
    data = tmp_path / "data" / "here"
    data.mkdir(parents=True)
    (data / "district.yaml").write_text("name: {zh: 某区, en: Some}\n", encoding="utf-8")
    row = "s,2023,agreed_amount,90,亿元\n"
    (data / "figures.csv").write_text(f"source,period,metric,value,unit\n{row}", encoding="utf-8")
    (data / "sources.csv").write_text("source,title,published\ns,公报,2024-01-20\n", encoding="utf-8")
    folder = tmp_path / "outputs" / "here" / PERIOD
    folder.mkdir(parents=True)
    content = json.dumps([asdict(fact) for fact in full_year()]).encode()
    (folder / "facts.json").write_bytes(content)
    manifest = {
        "status": "ok",
        "as_of": "2024-03-31",
        "parameters": {"tier": "public"},
        "files": {"facts.json": hashlib.sha256(content).hexdigest()},
    }
    (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path


def release(root: Path, content: bytes) -> None:
    folder = root / "data" / "here" / "releases" / PERIOD
    folder.mkdir(parents=True)
    (folder / "facts.json").write_bytes(content)
    version = {
        "version": 1,
        "file": "facts.json",
        "sha256": hashlib.sha256(content).hexdigest(),
        "released": "2024-04-09",
        "as_of": "2024-03-31",
        "reason": "",
    }
    record = {"district": "here", "period": PERIOD, "versions": [version]}
    (folder / "release.json").write_text(json.dumps(record), encoding="utf-8")


def test_the_files_are_written_outside_the_folder_of_the_run(root):
    before = sorted((root / "outputs" / "here").rglob("*"))
    paths = write_circular(root, "here", PERIOD)
    # one target alone is no chart
    assert [path.suffix for path in paths] == [".docx", ".md", ".png", ".json"]
    assert {path.parent for path in paths} == {root / "outputs" / "circular" / "here" / PERIOD}
    assert sorted((root / "outputs" / "here").rglob("*")) == before
    contents = [path.read_bytes() for path in paths]
    assert [path.read_bytes() for path in write_circular(root, "here", PERIOD)] == contents


def test_each_number_is_listed_with_its_fact(root):
    *_, facts_file = write_circular(root, "here", PERIOD)
    content = json.loads(facts_file.read_text(encoding="utf-8"))
    published = {
        fact["id"]: fact for fact in json.loads((root / "outputs/here/2023Q4/facts.json").read_text())
    }
    numbers = [number for text in content["texts"] for number in text["numbers"]]
    assert {"fact": "2023.agreed_amount.completion", "written": "90%"} in numbers
    assert {number["fact"] for number in numbers} <= {fact["id"] for fact in content["facts"]}
    assert {fact["id"] for fact in content["facts"]} <= set(published)


def test_it_is_a_draft_until_exactly_these_numbers_are_released(root):
    content = (root / "outputs" / "here" / PERIOD / "facts.json").read_bytes()
    release(root, b"[]")
    assert published_run(root, "here", PERIOD).released is None
    text = write_circular(root, "here", PERIOD)[1].read_text(encoding="utf-8")
    assert "送审稿" in text
    for path in (root / "data" / "here" / "releases" / PERIOD).iterdir():
        path.unlink()
    (root / "data" / "here" / "releases" / PERIOD).rmdir()
    release(root, content)
    text = write_circular(root, "here", PERIOD)[1].read_text(encoding="utf-8")
    assert "送审稿" not in text
    assert text.rstrip().endswith("2024年4月9日")


def test_without_an_intact_run_the_message_names_a_remedy(root):
    with pytest.raises(JJInvestError, match="jjinvest run 2023Q2"):
        write_circular(root, "here", "2023Q2")
    path = root / "outputs" / "here" / PERIOD / "facts.json"
    path.write_bytes(path.read_bytes().replace(b"90", b"91"))
    with pytest.raises(JJInvestError, match="were changed"):
        write_circular(root, "here", PERIOD)
    path.with_name("run.json").write_text("{", encoding="utf-8")
    with pytest.raises(JJInvestError, match="damaged"):
        write_circular(root, "here", PERIOD)


def test_the_command_names_the_files_and_exits_2_without_a_run(root, tmp_path):
    arguments = ["release", "circular", PERIOD, "--root", str(root), "--district", "here"]
    ended = CliRunner().invoke(main, [*arguments, "--lang", "en", "--out", str(tmp_path / "to")])
    assert ended.exit_code == 0, ended.output
    assert (tmp_path / "to" / f"circular-here-{PERIOD}.en.docx").exists()
    arguments[2] = "2023Q1"
    assert CliRunner().invoke(main, arguments).exit_code == 2
