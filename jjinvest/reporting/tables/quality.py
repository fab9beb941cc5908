"""Tables of what published figures leave open: value of one more figure, reconstructed ledgers."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.quality.checks.report import Finding
from jjinvest.quality.checks.words import with_names
from jjinvest.reporting.tables.cells import Badge, Bilingual, FactName, Ranged, Sources, Term, cells
from jjinvest.reporting.words_of import words_of
from jjinvest.results.results import Results


def disclosures(results: Results) -> pd.DataFrame:
    """What each further published number would leave of a bound, the one that narrows it most first.

    The id of such a number is that of the bound's width, a word, and the measure of the further number.
    """
    rows = []
    widths = [fact for fact in results.disclosures.values() if fact.id.name == "width"]
    for width in widths:
        for left in results.disclosures.values():
            below = left.id.below(width.id)
            if below is not None and len(below) > 1:
                further = FactId.of(left.id.period, *below[1:])
                rows.append(
                    {
                        "item": FactName(width.id.parent, with_period=False),
                        "width": width,
                        "disclosure": FactName(further, with_period=False),
                        "left": left,
                        "evidence": Badge(left.evidence),
                    }
                )
    return cells(rows, ["item", "width", "disclosure", "left", "evidence"])


def reconstructed(results: Results) -> pd.DataFrame:
    """Exact bounds and, marked as reconstructed, the range of ledgers of :attr:`Results.reconstructed`."""
    rows = []
    for column in results.reconstructed:
        name = FactId(column)
        full_range = results.reconstruction_summary[name / "reconstructed"]
        rows.append(
            {
                "group": Term(name.name),
                "amount_bounds": results.bounds[name],
                "reconstructed": Ranged(full_range),
                "middle_half": Ranged(results.reconstruction_summary[name / "reconstructed" / "middle_half"]),
                "evidence": Badge(full_range.evidence),
            }
        )
    return cells(rows, ["group", "amount_bounds", "reconstructed", "middle_half", "evidence"])


def findings(results: Results) -> pd.DataFrame:
    """What the checks found, in words: contradictions, restatements, remarks."""
    rows = [
        {
            "verdict": Badge(finding.verdict),
            "rule": Term(f"rule_{finding.kind}"),
            "finding": Bilingual(*(_in_names(results, finding, place) for place in (0, 1))),
            "source": Sources(_figures_of(results, finding.rows)),
        }
        for finding in results.check_report.findings
    ]
    return cells(rows, ["verdict", "rule", "finding", "source"])


def _in_names(results: Results, finding: Finding, language: int) -> str:
    """Text of a finding with names of figures as on a page, not their rows in a file."""
    code = ("zh", "en")[language]
    words = words_of(results, code)
    figures = {row.row: row for row in results.workspace.rows}
    known = [figures[row] for row in finding.rows if row in figures]
    names = [words.fact_label(figure.fact_id) for figure in known]
    if len(set(names)) < len(names):  # two texts published one figure
        mark = ("（{}）", " ({})")[language]
        names = [name + mark.format(words.label(f.source)) for name, f in zip(names, known, strict=True)]
    return with_names((finding.zh, finding.en)[language], zip(names, known, strict=True), language)


def _figures_of(results: Results, lines: tuple[int, ...]) -> tuple[str, ...]:
    """Ids of the figures in lines of the table of figures."""
    ids = {row.row: row.figure_id for row in results.workspace.rows}
    return tuple(ids[line] for line in lines if line in ids)


def conflict(results: Results) -> pd.DataFrame:
    """Figures of the year that contradict each other; marked if withdrawing one alone resolves it."""
    consistency, figures = results.consistency, results.workspace.figures.set_index("figure_id")
    columns, rows = ["item", "published", "culprit", "source"], []
    if consistency is None:
        return cells([], columns)
    for figure_id in consistency.conflict:
        published = figure_id in figures.index
        fact_id = str(figures.loc[figure_id, "fact_id"]) if published else ""
        rows.append(
            {
                "item": FactName(fact_id) if published else Term("assumed_no_larger"),
                "published": results.facts.get(fact_id),
                "culprit": Term("corrects_it") if figure_id in consistency.single_corrections else None,
                "source": Sources((figure_id,)) if published else None,
            }
        )
    return cells(rows, columns).dropna(axis="columns", how="all")


def bounds_of_open_tier(results: Results, tier: str) -> Fact | None:
    """Bounds of the open size tier: those of the largest projects where these are as many."""
    head = FactId.of(results.period, "agreed_amount")
    count = results.measured.get(FactId.of(results.period, "projects_signed", tier))
    if not tier.startswith("tier_ge_") or count is None or count.value is None or count.relation != "=":
        return None
    return results.bounds.get(head / f"top{int(count.value)}")


def largest_published(results: Results) -> set[str]:
    """Names of the largest projects (``top2``) that a size class counts and whose amount was published."""
    head, count = (FactId.of(results.period, metric) for metric in ("agreed_amount", "projects_signed"))
    found = set[str]()
    for name, number in results.measured.items():
        below = FactId(name).below(count)
        if not below or len(below) > 1 or not below[0].startswith("tier_ge_") or number.relation != "=":
            continue
        amount = results.measured.get(head / below[0])
        if amount is not None and amount.evidence == "published" and amount.relation == "=":
            found.add(f"top{int(number.value or 0)}")
    return found
