"""PDFs of a run, written outside its folder; messages without a browser or a run."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core.errors import JJInvestError
from jjinvest.pipeline.publishing import pdf
from tests.fixtures.chromium import chromium


@pytest.mark.browser
def test_pdfs_are_written_outside_the_folder_of_the_run(published):
    chromium()
    folder = published("2023Q2")
    root = folder.parents[2]
    before = sorted(p.name for p in folder.rglob("*"))
    page = next(p for p in pdf.reader_pages(folder, ["zh"]))
    [pdf_file] = pdf.print_pages(
        [page], root / "outputs" / "pdf" / "jiangjin" / "2023Q2", pdf.find_chromium()
    )
    content = pdf_file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 20_000
    assert pdf_file.name == "00_overview.zh.pdf"
    assert sorted(p.name for p in folder.rglob("*")) == before


def test_without_a_browser_or_a_run_the_message_names_a_remedy(monkeypatch, published, tmp_path):
    monkeypatch.setattr(pdf, "BROWSER_PATHS", ())
    monkeypatch.setattr(pdf.shutil, "which", lambda name: None)
    with pytest.raises(JJInvestError, match="apt install chromium"):
        pdf.find_chromium()
    root = published("2023Q2").parents[2]
    for arguments, expected in (
        (("2023Q2",), "chromium"),
        (("2023Q1",), "jjinvest run 2023Q1"),
        (("2023Q2", "--lang", "fr"), "no pages to print"),
        (("2023Q9",), "not a period"),
    ):
        ended = CliRunner().invoke(main, ["pdf", *arguments, "--root", str(root)])
        assert ended.exit_code == 2
        assert expected in ended.output
