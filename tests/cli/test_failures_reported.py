"""What a run by hand leaves of earlier failures: notes, and the index page that links them."""

from __future__ import annotations

from jjinvest.cli.due import report_failures
from jjinvest.pipeline.execution import engine
from jjinvest.pipeline.monitoring.progress import Display, SummaryRow
from jjinvest.pipeline.publishing.index_page import write_index_page


def test_the_index_page_links_no_note_that_went(tmp_path):
    def report(code):
        display = Display()
        display.lines.append(SummaryRow("yugan", "2025Q4", "", "16/16", 1.0, "", code))
        write_index_page(tmp_path)
        report_failures(tmp_path, display, code, scheduled=False, on_failure=None)
        return (tmp_path / "outputs" / "index.html").read_text(encoding="utf-8")

    (tmp_path / "outputs").mkdir()
    assert "FAILED-yugan.txt" in report(engine.SOME_FAILED)
    assert "FAILED-yugan.txt" not in report(engine.OK)
