"""A page of one's own as a single HTML file, with the guarantees of the published pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import nbformat

from jjinvest.analysis.frames.choices import wrong_choice
from jjinvest.core.access import TIERS, allows, highest
from jjinvest.core.errors import ParameterError
from jjinvest.pipeline.planning.plan import Page
from jjinvest.pipeline.publishing.html_export import export_page
from jjinvest.pipeline.storage.atomic import write_bytes
from jjinvest.reporting.output_records import MIME
from jjinvest.reporting.report import Report
from jjinvest.results.results import Results

_NOTEBOOK = "00_page"
_LINK = re.compile(r'<a [^>]*href="[^"#][^"]*"[^>]*>(.*?)</a>', re.DOTALL)
_AROUND = re.compile(r"<nav class=\"bar.*?</nav>|<footer>.*?</footer>", re.DOTALL)


class PageReport(Report):
    """A report whose blocks are kept for a file in place of being shown."""

    leaves_out = False  # the page is of the level that its content needs, or is refused
    bundles: list[dict[str, object]]

    def _emit(self, bundle: dict[str, object]) -> None:
        self.bundles.append(bundle)

    @classmethod
    def kept(cls, results: Results, language: str) -> PageReport:
        """Return a report of results without blocks yet."""
        report = cls.of_results(results, language)
        report.bundles = []
        return report


def save_page(
    report: PageReport, path: str | Path, blocks: Mapping[str, object], *, title: str, tier: str | None
) -> Path:
    """Write blocks with their titles as one page, as ``d.save_page`` does."""
    file, language = Path(path), report.words.language
    if file.suffix.lower() not in (".html", ".htm"):
        raise ParameterError(f"页面是 HTML 文件 a page is an HTML file: {file.name}\n可用 choices: page.html")
    if not file.absolute().parent.is_dir():
        raise ParameterError(
            f"没有这个文件夹 no such folder: {file.parent}\n处理 remedy: 先建文件夹 create it first"
        )
    if tier not in (None, *TIERS):
        raise wrong_choice("公开级别", "access level", tier, TIERS)
    report.header(title=title)
    for heading, content in blocks.items():
        report.show(content, title=heading)
    report.end()
    levels = [str(_record(bundle).get("tier", TIERS[0])) for bundle in report.bundles]
    needed = highest(levels)
    if tier is not None and not allows(tier, needed):
        raise ParameterError(
            f"页中有的内容只能给 {needed} the page has content for {needed} only, not for {tier}\n"
            f"处理 remedy: tier={needed!r}，或去掉这些内容 or leave that content out"
        )
    outputs = [nbformat.v4.new_output("display_data", data=bundle) for bundle in report.bundles]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=outputs)])
    page = Page(_NOTEBOOK, language)
    html = export_page(
        notebook, page, [page], {(_NOTEBOOK, language): title}, review=False, tier=tier or needed
    )
    write_bytes(file, _alone(html).encode())
    return file


def _record(bundle: Mapping[str, object]) -> Mapping[str, object]:
    record = bundle.get(MIME)
    return record if isinstance(record, Mapping) else {}


def _alone(html: str) -> str:
    """Leave out the menu and keep the words of links: a page alone has no other files beside it."""
    return _LINK.sub(r"\1", _AROUND.sub("", html))
