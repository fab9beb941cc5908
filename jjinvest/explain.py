"""Where a number comes from: definition, 口径, inputs with their hashes, rows used and left out, how to recompute it."""

from __future__ import annotations

from collections.abc import Mapping

from jjinvest.data import Workspace
from jjinvest.errors import UnknownFactError
from jjinvest.facts import Fact
from jjinvest.render import Renderer
from jjinvest.results import Results
from jjinvest.vocabulary import Vocabulary

DEFINED = (
    "share", "average", "completion", "excess", "pace_gap", "growth_needed", "sum_of_sectors", "share_of_year", "named", "target",
    "funds_rate_dynamic", "funds_rate_cohort", "performance_rate", "start_rate", "production_rate", "p_reach", "forecast", "mid_year", "scenario", "checks", "assumption", "pipeline", "p_any", "expected", "growth",
)  # fmt: skip


def definition_key(fact: Fact) -> str:
    """Message key of a fact's definition: by what its id ends in, else by its evidence."""
    parts = fact.id.split(".")
    if fact.evidence == "bounded":
        return "definition.bounded"
    found = [name for name in DEFINED if name in parts]
    last = max(found, key=lambda name: len(parts) - 1 - parts[::-1].index(name), default="")
    return f"definition.{last}" if last and fact.evidence != "published" else f"definition.{fact.evidence}"


def explain(results: Results, everything: Workspace, fact_id: str, words: Vocabulary) -> str:
    """Return the provenance of one fact as text.

    Parameters
    ----------
    everything
        The workspace before its as-of filter, to name prints that were left out.

    Raises
    ------
    UnknownFactError
        If no such fact is computed for this period and date; the nearest ids are listed.
    """
    fact = results[fact_id]
    write = Renderer(words, {})
    lines = [
        f"{fact.id}  {words.fact_label(fact.id)}",
        "",
        _line(words, "value", write.text(fact)),
    ]
    if fact.low is not None or fact.high is not None:
        lines.append(_line(words, "interval", words.fact(fact, "range")))
    lines += [
        _line(words, "definition", words.message(definition_key(fact))),
        _line(words, "basis", f"{fact.basis} · {fact.scope} · {fact.period}"),
        _line(words, "evidence", f"{words.label(fact.evidence)} ({fact.evidence})"),
        _line(words, "as_of", fact.as_of or "—"),
        "",
        words.message("explain.used"),
        *_used(everything, fact),
    ]
    left_out = _left_out(everything, fact)
    if left_out:
        lines += [
            "",
            words.message("explain.left_out"),
            *[f"  {figure}  {words.message(reason)}" for figure, reason in left_out.items()],
        ]
    lines += [
        "",
        words.message("explain.files"),
        *[f"  {name}  sha256 {digest}" for name, digest in everything.files.items()],
    ]
    run = f"jjinvest run {results.run_period} --district {everything.district} --as-of {fact.as_of}"
    lines += [
        "",
        words.message("explain.command"),
        f"  {run}",
        f"  jjinvest explain {fact.id} --period {results.run_period}",
    ]
    return "\n".join(lines)


def _line(words: Vocabulary, key: str, text: str) -> str:
    return f"{words.message(f'explain.{key}')}: {text}"


def _used(everything: Workspace, fact: Fact) -> list[str]:
    rows = everything.figures.set_index("figure_id")
    lines = []
    for figure_id in fact.sources:
        if figure_id not in rows.index:
            lines.append(f"  {figure_id}")
            continue
        row = rows.loc[figure_id]
        printed = f"{row['relation'] if row['relation'] != '=' else ''}{row['value']:g} {row['unit']}"
        lines.append(
            f"  {figure_id}  {printed}  {row['locator']}  {row['available_from']} ({row['date_basis']})"
        )
    return lines or ["  —"]


def _left_out(everything: Workspace, fact: Fact) -> Mapping[str, str]:
    """Other prints of the facts that were used, with the reason each was left out (a message key)."""
    figures = everything.figures
    used = set(fact.sources)
    about = set(figures.loc[figures["figure_id"].isin(used), "fact_id"]) | {fact.id}
    others = figures[figures["fact_id"].isin(about) & ~figures["figure_id"].isin(used)]
    return {
        row["figure_id"]: "explain.later"
        if fact.as_of and row["available_from"].isoformat() > fact.as_of
        else "explain.superseded"
        for row in others.to_dict("records")
    }


def period_with(fact_id: str, candidates: list[Results]) -> Results:
    """Return the first of several runs that knows a fact.

    Raises
    ------
    UnknownFactError
        If none does.
    """
    for results in candidates:
        if results.get(fact_id) is not None:
            return results
    if not candidates:
        raise UnknownFactError("没有任何一期的参数文件 no period has parameters")
    return candidates[0]
