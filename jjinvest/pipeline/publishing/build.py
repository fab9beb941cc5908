"""Build the pages, facts, tables and downloads of a run from its filtered notebooks."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jjinvest.core.content_hash import file_hash
from jjinvest.core.light_imports import absent

with absent("isoduration"):  # of durations in JSON schemas, which no notebook has
    import nbformat

from nbformat import NotebookNode

from jjinvest.i18n.catalog import catalog
from jjinvest.pipeline.planning.plan import Page, RunPlan
from jjinvest.pipeline.publishing.access_filter import publishable
from jjinvest.pipeline.publishing.excel import workbook
from jjinvest.pipeline.publishing.facts_and_csv import merge_facts, write_tables
from jjinvest.pipeline.publishing.html_export import export_page
from jjinvest.pipeline.publishing.made_pages import MadePages
from jjinvest.pipeline.storage import manifest
from jjinvest.pipeline.storage.atomic import json_bytes
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


def build(plan: RunPlan, made: MadePages) -> None:
    """Export the executed notebooks of a run, with index.html, facts.json, tables/ and workbooks.

    Pages that an earlier run made from the same are taken from `made`. What is above the tier of the run is
    in none of these files, nor in the notebooks of the folder.

    Raises
    ------
    JJInvestError
        If two pages showed different numbers under one id.
    """
    work, tier = plan.work, plan.parameters.tier
    planned_pages = [planned.page for planned in plan.pages]
    notebooks = {page: _published(work / page.file("ipynb"), page, tier, made) for page in planned_pages}
    records_of = {page: records(notebook) for page, notebook in notebooks.items()}
    titles = {
        (page.notebook, page.language): _recorded(records_of[page], "title", page.notebook)
        for page in planned_pages
    }
    reasons = {page: reason for page in planned_pages if (reason := why_empty(page, records_of[page]))}
    pages = [page for page in planned_pages if page not in reasons]
    around = {
        "tier": tier,
        "pages": [
            [page.notebook, page.language, page.draft, titles[page.notebook, page.language]] for page in pages
        ],
    }
    for page in pages:
        for review in (False, True):
            html = made.page(
                {
                    **around,
                    "page": str(page),
                    "review": review,
                    "notebook": file_hash(work / page.file("ipynb")),
                },
                partial(
                    _exported,
                    notebooks[page],
                    page,
                    pages,
                    titles,
                    review=review,
                    running=_recorded(records_of[page], "running", ""),
                    tier=tier,
                ),
            )
            (work / page.file("review.html" if review else "html")).write_bytes(html)
    merged = merge_facts([record for page in pages for record in records_of[page]])
    (work / "facts.json").write_bytes(json_bytes(merged))
    tables = {
        language: [r["table"] for p in pages if p.language == language for r in records_of[p] if "table" in r]
        for language in dict.fromkeys(page.language for page in pages)
    }
    write_tables(work / "tables", tables)
    for language, recorded in tables.items():
        title = f"{next(titles[p.notebook, language] for p in pages if p.language == language)} {plan.period}"
        contents = catalog(language)["nav.contents"]
        of_tables = hashlib.sha256(json.dumps(recorded, ensure_ascii=False).encode()).hexdigest()
        content = made.page(
            {"workbook": of_tables, "title": title, "contents": contents, "language": language},
            partial(workbook, recorded, title, contents, language),
        )
        (work / workbook_file(plan, language)).write_bytes(content)
    first = pages[0]
    listed = {
        str(t["name"]): {"file": f"{t['name']}.{first.language}.csv", "caption": str(t["caption"])}
        for t in tables[first.language]
    }
    index = export_page(
        notebooks[first],
        first,
        pages,
        titles,
        review=False,
        running=_recorded(records_of[first], "running", ""),
        tier=tier,
        tables=list(listed.values()),
        downloads=((workbook_file(plan, first.language), "nav.workbook"), (bundle_file(plan), "nav.bundle")),
        without_content=[
            (titles[page.notebook, page.language], reason)
            for page, reason in reasons.items()
            if page.language == first.language
        ],
    )
    (work / "index.html").write_text(index, encoding="utf-8")


def _published(path: Path, page: Page, tier: str, made: MadePages) -> NotebookNode:
    """Leave in the file of an executed notebook what may be published, and return the notebook."""
    executed = path.read_bytes()
    kept = list[NotebookNode]()

    def filtered() -> bytes:
        notebook = nbformat.reads(executed.decode(), as_version=4)
        kept.append(publishable(notebook, tier, page.language))
        return executed if kept[0] == notebook else f"{notebook_text(kept[0])}\n".encode()

    made_from = {"executed": file_hash(path), "tier": tier, "language": page.language}
    published = made.page(made_from, filtered)
    if published != executed:
        path.write_bytes(published)
    return kept[0] if kept else nbformat.reads(published.decode(), as_version=4)


def _exported(*arguments: Any, **options: Any) -> bytes:
    return export_page(*arguments, **options).encode()


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
