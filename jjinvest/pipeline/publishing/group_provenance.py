"""Provenance page of the numbers of all districts together: scores, ranks, sums, medians."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.i18n.catalog import HTML_LANG
from jjinvest.metrics.group import DISTRICT
from jjinvest.pipeline.publishing.provenance_page import TEMPLATES, grouped, template
from jjinvest.reporting.group_report import GroupReport
from jjinvest.reporting.html import Renderer
from jjinvest.reporting.output_records import provenance_file
from jjinvest.reporting.provenance import Input, Provenance, definition_key
from jjinvest.results.group_folder import ALL


def write_group_provenance(
    folder: Path, root: Path, period: str, languages: Iterable[str], tier: str
) -> None:
    """Write the page of each language for the facts of a folder; those of a district link away."""
    languages = list(languages)
    records = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    facts = [Fact(**{**record, "sources": tuple(record["sources"])}) for record in records]
    own = [fact for fact in facts if fact.id.parts[0] != DISTRICT]
    for language in languages:
        report = GroupReport.of(period, language=language, tier=tier, root=root)
        words = report.words
        page = template().render(
            lang=HTML_LANG[language],
            css=(TEMPLATES / "page.css").read_text(encoding="utf-8"),
            word=words.message,
            groups=grouped([_trace(report, fact, period) for fact in own], words),
            files={},
            unpublished=False,
            others=[(HTML_LANG[each], provenance_file(each)) for each in languages if each != language],
        )
        (folder / provenance_file(language)).write_text(page, encoding="utf-8")


def _trace(report: GroupReport, fact: Fact, period: str) -> Provenance:
    words, write = report.words, Renderer(report.words, {})
    about = [("value", write.text(fact))]
    if fact.low is not None and fact.low != fact.high:
        about.append(("interval", words.fact(fact, "range")))
    about += [
        ("definition", words.message(definition_key(fact))),
        ("evidence", words.label(fact.evidence)),
        ("as_of", fact.as_of or "—"),
    ]
    return Provenance(
        fact.id,
        words.fact_label(fact.id),
        tuple((words.message(f"explain.{key}"), text) for key, text in about),
        tuple(_inputs(report, fact, write)),
        (),
        (f"jjinvest run {period} --district {ALL}",),
    )


def _inputs(report: GroupReport, fact: Fact, write: Renderer) -> Iterator[Input]:
    """Numbers of districts that a number rests on, with the name of the district and its as-of day."""
    for source in fact.sources:
        fact_id = FactId(source)
        run = report.runs.get(fact_id.parts[1]) if fact_id.parts[:1] == (DISTRICT,) else None
        if run is None:
            yield Input(source)
            continue
        own = (run.facts or {}).get(FactId.of(fact_id.period, *fact_id.parts[2:]))
        number = "—" if own is None else write.text(own)
        yield Input(source, number, run.name[report.words.language], run.as_of)
