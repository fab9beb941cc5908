"""Answers in a ledger: kept by the import, known to the next ledger of the district."""

from __future__ import annotations

from tests.cli.test_ledger import jjinvest, root  # noqa: F401
from tests.fixtures.workbooks import clean_projects, write_ledger


def write(path, *origins):
    projects = clean_projects()
    for project, origin in zip(projects, origins, strict=False):
        project["origin"] = origin
    write_ledger(path, projects)
    return path


def test_an_answer_is_kept_by_the_import_and_known_to_the_next_ledger(tmp_path, root):  # noqa: F811
    first = write(tmp_path / "九月.xlsx", "大本营=市外", "大本营", "浙江")
    second = write(tmp_path / "十月.xlsx", "大本营", "大本营", "深圳")
    assert jjinvest("check", second, "--root", root).exit_code == 1
    ended = jjinvest("ledger", "import", first, "--root", root)
    assert ended.exit_code == 0, ended.output
    kept = root / "data" / "jiangjin" / "private" / "words.csv"
    assert kept.read_text(encoding="utf-8-sig") == "column,word,meaning\norigin,大本营,out_of_city\n"
    assert str(kept) in ended.output
    assert jjinvest("check", second, "--root", root).exit_code == 0
    before = kept.stat().st_mtime_ns
    jjinvest("ledger", "import", first, "--root", root)
    assert kept.stat().st_mtime_ns == before


def test_a_check_keeps_nothing(tmp_path, root):  # noqa: F811
    ledger = write(tmp_path / "九月.xlsx", "大本营=市外")
    assert jjinvest("check", ledger, "--root", root).exit_code == 0
    assert not (root / "data" / "jiangjin" / "private" / "words.csv").exists()
