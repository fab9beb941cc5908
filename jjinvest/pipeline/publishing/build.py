"""Build the pages, facts, tables and downloads of a run from its filtered notebooks."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jjinvest.core.file_hash import file_hash
from jjinvest.i18n.catalog import catalog
from jjinvest.pipeline.planning.plan import Page, RunPlan
from jjinvest.pipeline.publishing.access_filter import publishable
from jjinvest.pipeline.publishing.excel import workbook
from jjinvest.pipeline.publishing.facts_and_csv import merge_facts, write_tables
from jjinvest.pipeline.publishing.html_export import export_page
from jjinvest.pipeline.publishing.made_pages import MadePages
from jjinvest.pipeline.storage import manifest
from jjinvest.pipeline.storage.atomic import json_bytes
from jjinvest.pipeline.storage.executed_notebook import NotebookNode, read_executed
from jjinvest.pipeline.storage.notebook_text import notebook_text
from jjinvest.reporting.output_records import records

REVIEW_SUFFIX = ".review.html"
_REVIEW_LINK = re.compile(rb'<a href="[^"]+\.review\.html">[^<]*</a>')
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip entry must have a time


def bundle_file(plan: RunPlan) -> str:
    """Name of the archive that holds everything published."""
    return f"{plan.district}-{plan.period}.zip"


def workbook_file(plan: RunPlan, language: str) -> str:
    """Name of the workbook that holds all tables of a release."""
    return f"{plan.district}-{plan.period}.{language}.xlsx"


@dataclass(frozen=True)
class _Executed:
    """The executed notebooks of a run as they may be published, with what they recorded."""

    plan: RunPlan
    notebooks: dict[Page, NotebookNode]
    records: dict[Page, list[dict[str, object]]]
    titles: dict[tuple[str, str], str]
    empty: dict[Page, str]
    """Why a page is not built."""

    @classmethod
    def of(cls, plan: RunPlan, made: MadePages) -> _Executed:
        """Filter the notebooks of a run in its folder, and read their records."""
        pages = [planned.page for planned in plan.pages]
        tier = plan.parameters.tier
        notebooks = {page: _published(plan.work / page.file("ipynb"), page, tier, made) for page in pages}
        of_page = {page: records(notebook) for page, notebook in notebooks.items()}
        titles = {
            (page.notebook, page.language): _recorded(of_page[page], "title", page.notebook) for page in pages
        }
        empty = {page: reason for page in pages if (reason := why_empty(page, of_page[page]))}
        return cls(plan, notebooks, of_page, titles, empty)

    @property
    def pages(self) -> list[Page]:
        """Pages that have content, in the order of the plan."""
        return [page for page in self.notebooks if page not in self.empty]

    def html(self, page: Page, *, review: bool, **options: Any) -> str:
        """Return a page as HTML."""
        return export_page(
            self.notebooks[page],
            page,
            self.pages,
            self.titles,
            review=review,
            running=_recorded(self.records[page], "running", ""),
            tier=self.plan.parameters.tier,
            **options,
        )

    def tables(self, language: str) -> list[Any]:
        """Return the tables of the pages in a language."""
        return [
            record["table"]
            for page in self.pages
            if page.language == language
            for record in self.records[page]
            if "table" in record
        ]


def build(plan: RunPlan, made: MadePages) -> None:
    """Export the executed notebooks of a run, with index.html, facts.json, tables/ and workbooks.

    Pages that an earlier run made from the same are taken from `made`. What is above the tier of the run is
    in none of these files, nor in the notebooks of the folder.

    Raises
    ------
    JJInvestError
        If two pages showed different numbers under one id.
    """
    executed = _Executed.of(plan, made)
    _write_pages(executed, made)
    merged = merge_facts([record for page in executed.pages for record in executed.records[page]])
    (plan.work / "facts.json").write_bytes(json_bytes(merged))
    languages = dict.fromkeys(page.language for page in executed.pages)
    tables = {language: executed.tables(language) for language in languages}
    write_tables(plan.work / "tables", tables)
    _write_workbooks(executed, tables, made)
    (plan.work / "index.html").write_text(_index(executed, tables), encoding="utf-8")


def _write_pages(executed: _Executed, made: MadePages) -> None:
    """Write each page for readers and for reviewers, unless it was made before from the same."""
    plan = executed.plan
    around = {
        "tier": plan.parameters.tier,
        "pages": [
            [page.notebook, page.language, page.draft, executed.titles[page.notebook, page.language]]
            for page in executed.pages
        ],
    }
    for page in executed.pages:
        notebook = file_hash(plan.work / page.file("ipynb"))
        for review in (False, True):
            made_from = {**around, "page": str(page), "review": review, "notebook": notebook}
            html = made.page(made_from, partial(_encoded, executed, page, review))
            (plan.work / page.file("review.html" if review else "html")).write_bytes(html)


def _encoded(executed: _Executed, page: Page, review: bool) -> bytes:
    return executed.html(page, review=review).encode()


def _write_workbooks(executed: _Executed, tables: Mapping[str, list[Any]], made: MadePages) -> None:
    """Write the tables of each language as a workbook, unless it was made before from the same."""
    plan = executed.plan
    for language, recorded in tables.items():
        first = next(page for page in executed.pages if page.language == language)
        title = f"{executed.titles[first.notebook, language]} {plan.period}"
        contents = catalog(language)["nav.contents"]
        of_tables = hashlib.sha256(json.dumps(recorded, ensure_ascii=False).encode()).hexdigest()
        content = made.page(
            {"workbook": of_tables, "title": title, "contents": contents, "language": language},
            partial(workbook, recorded, title, contents, language),
        )
        (plan.work / workbook_file(plan, language)).write_bytes(content)


def _index(executed: _Executed, tables: Mapping[str, list[Any]]) -> str:
    """Return the first page as the index of the run, with its downloads and the pages without content."""
    plan, first = executed.plan, executed.pages[0]
    listed = {
        str(t["name"]): {"file": f"{t['name']}.{first.language}.csv", "caption": str(t["caption"])}
        for t in tables[first.language]
    }
    return executed.html(
        first,
        review=False,
        tables=list(listed.values()),
        downloads=((workbook_file(plan, first.language), "nav.workbook"), (bundle_file(plan), "nav.bundle")),
        without_content=[
            (executed.titles[page.notebook, page.language], reason)
            for page, reason in executed.empty.items()
            if page.language == first.language
        ],
    )


def _published(path: Path, page: Page, tier: str, made: MadePages) -> NotebookNode:
    """Leave in the file of an executed notebook what may be published, and return the notebook."""
    executed = path.read_bytes()
    kept = list[NotebookNode]()

    def filtered() -> bytes:
        notebook = read_executed(executed.decode())
        kept.append(publishable(notebook, tier, page.language))
        return executed if kept[0] == notebook else f"{notebook_text(kept[0])}\n".encode()

    made_from = {"executed": file_hash(path), "tier": tier, "language": page.language}
    published = made.page(made_from, filtered)
    if published != executed:
        path.write_bytes(published)
    return kept[0] if kept else read_executed(published.decode())


def why_empty(page: Page, page_records: Sequence[dict[str, object]]) -> str:
    """Why a page is not built: it has sections, and not one of them has content; empty where it is built."""
    shown = any({"table", "section"} & record.keys() for record in page_records)
    left_out = any("left_out" in record for record in page_records)
    if page.key == "overview" or shown or not left_out:
        return ""
    return _recorded(page_records, "reason", catalog(page.language)["menu.no_content"])


def _recorded(page_records: Sequence[dict[str, object]], key: str, otherwise: str) -> str:
    """Return what the header of a page recorded under a key."""
    return next((str(record[key]) for record in page_records if key in record), otherwise)


def bundle(plan: RunPlan) -> None:
    """Pack what is published into one archive: the same bytes for the same files.

    Records of the run itself (times, host) and the reviewers' pages stay out, with the links to them: the
    executed notebooks hold their code.
    """
    files = sorted(
        path
        for path in plan.work.rglob("*")
        if path.is_file()
        and path.name not in (manifest.MANIFEST_FILE, manifest.LOG_FILE)
        and not path.name.endswith(REVIEW_SUFFIX)
    )
    folder = f"{plan.district}-{plan.period}"
    with zipfile.ZipFile(plan.work / bundle_file(plan), "w") as archive:
        for path in files:
            entry = zipfile.ZipInfo(f"{folder}/{path.relative_to(plan.work).as_posix()}", _ZIP_EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.create_system = 3
            content = path.read_bytes()
            if path.suffix == ".html":
                content = _REVIEW_LINK.sub(b"", content)
            archive.writestr(entry, content, compresslevel=6)
