"""One browser for many pages; one for each page where it does not answer."""

from __future__ import annotations

import os
from pathlib import Path

import pypdfium2
import pytest

from jjinvest.core.errors import JJInvestError
from jjinvest.pipeline.publishing import printer as module
from jjinvest.pipeline.publishing.pdf import find_chromium, print_page, print_pages
from jjinvest.pipeline.publishing.printer import Printer, PrintingError
from tests.fixtures.chromium import chromium

PRINTS_ALONE = """
for given in "$@"; do
  case "$given" in --print-to-pdf=*) printf '%%PDF-alone' > "${given#--print-to-pdf=}";; esac
done
"""


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{name}.zh.html" for name in ("一", "二")]
    for page in made:
        page.write_text(f"<html><head><title>t</title></head><body>{page.stem}</body></html>", "utf-8")
    return made


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Processes of the browsers that listened."""
    found, spawn = list[int](), os.posix_spawn

    def noted(*given: object, **options: object) -> int:
        found.append(spawn(*given, **options))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(module.os, "posix_spawn", noted)
    return found


def stand_in(folder: Path, text: str) -> Path:
    """A program in the place of the browser."""
    program = folder / "browser"
    program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


@pytest.mark.browser
def test_one_browser_prints_all_pages_and_ends(pages, spawned, tmp_path):
    chromium()
    written = list(print_pages(pages, tmp_path / "pdf", find_chromium()))
    texts = []
    for path in written:
        with pypdfium2.PdfDocument(path) as document:
            texts.append(document[0].get_textpage().get_text_bounded())
    assert texts == ["一.zh", "二.zh"]
    assert len(spawned) == 1
    assert is_gone(spawned[0])


def test_a_browser_that_does_not_listen_is_started_for_each_page(pages, spawned, tmp_path):
    with Printer(stand_in(tmp_path, PRINTS_ALONE)) as printer:
        assert [printer.pdf_of(page) for page in pages] == [b"%PDF-alone"] * 2
    assert len(spawned) == 1
    assert is_gone(spawned[0])


def test_a_browser_that_never_answers_is_ended(pages, spawned, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PAGE_SECONDS", 0.3)
    monkeypatch.setattr(module, "CLOSING_SECONDS", 0.1)
    silent = 'case "$*" in *pipe*) exec sleep 60;; esac\nexit 1'
    with Printer(stand_in(tmp_path, silent)) as printer, pytest.raises(PrintingError):
        printer.pdf_of(pages[0])
    assert is_gone(spawned[0])


def test_what_was_printed_before_stays_where_the_browser_fails(pages, tmp_path):
    final = tmp_path / "page.pdf"
    final.write_bytes(b"before")
    with (
        Printer(stand_in(tmp_path, "echo no display >&2; exit 1")) as printer,
        pytest.raises(JJInvestError, match=r"一\.zh\.html: no display"),
    ):
        print_page(pages[0], final, printer)
    assert final.read_bytes() == b"before"
