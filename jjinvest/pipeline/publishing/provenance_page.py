"""Provenance page: where each number of a run comes from; the numbers of the reports link to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.data.workspace import Workspace
from jjinvest.i18n.catalog import HTML_LANG
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.output_records import provenance_file
from jjinvest.reporting.provenance import LISTED, Provenance, Tracer
from jjinvest.reporting.register import Register

TEMPLATES = Path(__file__).parent / "templates" / "jjinvest"


@cache
def template() -> Template:
    """Return the template of the page."""
    loader = FileSystemLoader(TEMPLATES, encoding="utf-8")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(
        "provenance.html.j2"
    )


def provenance_page(
    facts: Iterable[Fact], everything: Workspace, run_period: str, words: Vocabulary, languages: Iterable[str]
) -> str:
    """Return the page: for each fact its definition (口径), published figures used and left out, and command.

    Parameters
    ----------
    everything
        The workspace before its as-of filter.
    languages
        Languages of the run, to link the same page in the others.
    """
    tracer = Tracer(Register.of(everything, run_period), words)
    return template().render(
        lang=HTML_LANG[words.language],
        css=(TEMPLATES / "page.css").read_text(encoding="utf-8"),
        word=words.message,
        groups=grouped([tracer.trace(fact) for fact in facts], words),
        files=tracer.files,
        unpublished=bool(everything.unpublished),
        others=[
            (HTML_LANG[language], provenance_file(language))
            for language in languages
            if language != words.language
        ],
    )


def grouped(numbers: Iterable[Provenance], words: Vocabulary) -> list[tuple[str, list[Provenance]]]:
    """Group numbers by period and metric, in order; a browser lays out only the groups that are open."""
    groups = dict[str, list[Provenance]]()
    for number in numbers:
        period, metric = number.fact_id.period, number.fact_id.metric
        if period in LISTED:
            heading = words.message(f"provenance.{period}")
        else:
            heading = words.fact_label(FactId.of(period, metric))
        groups.setdefault(heading, []).append(number)
    return list(groups.items())


def write_provenance(
    folder: Path,
    records: Iterable[Mapping[str, Any]],
    everything: Workspace,
    run_period: str,
    languages: Iterable[str],
) -> None:
    """Write the page of each language for the facts of a run as `facts.json` holds them."""
    facts = [Fact(**{**record, "sources": tuple(record["sources"])}) for record in records]
    languages = list(languages)
    for language in languages:
        labels = {str(key): str(name) for key, name in everything.labels[language].items()}
        page = provenance_page(facts, everything, run_period, Vocabulary(language, labels), languages)
        (folder / provenance_file(language)).write_text(page, encoding="utf-8")
