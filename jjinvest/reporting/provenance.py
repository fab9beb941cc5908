"""Where a number comes from: definition, 口径, prints used with their hashes, prints left out and why, how to recompute it.

:class:`Tracer` collects it once; :func:`explain` writes it as text, :mod:`jjinvest.pipeline.publishing.provenance_page` as a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jjinvest.core.errors import UnknownFactError
from jjinvest.core.facts import Fact
from jjinvest.core.periods import cumulative_period
from jjinvest.data.workspace import Workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.ledger_observations import statements
from jjinvest.reporting.html import Renderer
from jjinvest.results.results import Results

DEFINED = (
    "share", "average", "completion", "excess", "pace_gap", "growth_needed", "sum_of_sectors", "share_of_year", "named", "target",
    "funds_rate_dynamic", "funds_rate_cohort", "performance_rate", "start_rate", "production_rate", "p_reach", "forecast", "mid_year", "scenario", "checks", "assumption", "pipeline", "p_any", "expected", "growth", "disclosures",
    "category", "cohort", "funds_by_age", "in_stage", "median_days", "seasonal_progress", "pace_gap_seasonal", "new", "carried_over", "ledger_difference", "left_out",
    "needed", "counted", "reached",
    "exceedance_quantile", "part", "assumed", "sensitivity", "p_all", "forecastable", "told", "linear", "score", "monthly", "monthly_needed",
    "released", "since_release", "forecast_error",
    "backtest", "pooled", "benchmark",
)  # fmt: skip

_PLACE = re.compile(r"(.+?)（第([\d–-]+)行）")

LISTED = ("source", "reference")
"""Heads of ids of numbers that a table lists from a register, without a computation behind them."""


@dataclass(frozen=True)
class Input:
    """A row that a number rests on: as published, where, since when visible, and the hash of the source's text."""

    id: str
    published: str = ""
    place: str = ""
    visible: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Provenance:
    """What is known of one number: `about` holds pairs of label and text; `left_out` of figure id and reason."""

    fact_id: str
    name: str
    about: tuple[tuple[str, str], ...]
    used: tuple[Input, ...]
    left_out: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]


class Tracer:
    """Traces the numbers of one run.

    Parameters
    ----------
    everything
        The workspace before its as-of filter, to name prints that were left out.
    """

    def __init__(self, everything: Workspace, run_period: str, words: Vocabulary) -> None:
        self.files = dict(everything.files)
        self._district, self._run_period, self._words = everything.district, run_period, words
        self._write = Renderer(words, {})
        self._rows: dict[str, dict[str, Any]] = {}
        self._prints: dict[str, list[str]] = {}
        stated = statements(everything.ledger, cumulative_period(run_period)) if everything.ledger else None
        for row in [] if stated is None else stated.to_dict("records"):
            self._rows[row["figure_id"]] = {str(key): cell for key, cell in row.items()}
        for row in everything.figures.to_dict("records"):
            self._rows[row["figure_id"]] = {str(key): cell for key, cell in row.items()}
            self._prints.setdefault(row["fact_id"], []).append(row["figure_id"])
        sources = everything.sources
        labels = everything.labels
        self._places = dict(zip(labels["zh"], labels[words.language], strict=True))
        self._sha256 = dict(zip(sources["source_id"], sources["sha256"], strict=True))
        if everything.ledger:
            self._sha256[everything.ledger.source] = everything.ledger.sha256

    def trace(self, fact: Fact) -> Provenance:
        """Collect what is known of a number."""
        words = self._words
        about = [("value", self._write.text(fact))]
        if fact.low is not None or fact.high is not None:
            about.append(("interval", words.fact(fact, "range")))
        about += [
            ("definition", words.message(definition_key(fact))),
            (
                "basis",
                " · ".join(
                    filter(None, (self._named("basis", fact.basis), self._named("scope", fact.scope)))
                ),
            ),
            ("evidence", words.label(fact.evidence)),
            ("as_of", fact.as_of or "—"),
        ]
        return Provenance(
            fact.id,
            _name(fact.id, words),
            tuple((words.message(f"explain.{key}"), text) for key, text in about),
            tuple(self._input(figure_id) for figure_id in fact.sources),
            tuple(self._left_out(fact)),
            tuple(self._commands(fact)),
        )

    def _commands(self, fact: Fact) -> Iterator[str]:
        yield f"jjinvest run {self._run_period} --district {self._district} --as-of {fact.as_of}"
        if fact.id.partition(".")[0] not in LISTED:
            yield f"jjinvest explain {fact.id} --period {self._run_period}"

    def _named(self, kind: str, value: str) -> str:
        """Word for a basis or a scope; one that has none is shown as the data writes it."""
        key = f"{kind}.{value}"
        return self._words.message(key) if self._words.has(key) else value

    def _input(self, figure_id: str) -> Input:
        row = self._rows.get(figure_id)
        if row is None:
            return Input(figure_id)
        return Input(
            figure_id,
            f"{row['relation'] if row['relation'] != '=' else ''}{row['value']:g} {row['unit']}{self._precision(row)}",
            self._place(row["locator"]),
            f"{row['available_from']} ({self._words.label(row['date_basis'])})",
            self._sha256.get(row["source_id"], ""),
        )

    def _precision(self, row: dict[str, Any]) -> str:
        """Say where the rounding of a print was not given and is taken from its digits."""
        if row.get("precision") != "by_digits":
            return ""
        return self._words.message("explain.by_digits").replace("{half_width}", f"{row['half_width']:g}")

    def _place(self, locator: str) -> str:
        """Place in a source in the reader's language, as far as the district's labels name its parts."""
        found = _PLACE.fullmatch(locator)
        if self._words.language == "zh" or found is None:
            return str(self._places.get(locator, locator))
        part, lines = found.groups()
        return f"{self._places.get(part, part)}, line{'s' if '–' in lines or '-' in lines else ''} {lines}"

    def _left_out(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """Other prints of the facts that were used, with the reason each was left out."""
        used = dict.fromkeys(fact.sources)
        about = dict.fromkeys([*(self._rows[i]["fact_id"] for i in used if i in self._rows), fact.id])
        for figure_id in (i for fact_id in about for i in self._prints.get(fact_id, []) if i not in used):
            later = fact.as_of and self._rows[figure_id]["available_from"].isoformat() > fact.as_of
            yield figure_id, self._words.message("explain.later" if later else "explain.superseded")


def _name(fact_id: str, words: Vocabulary) -> str:
    """Name of a number, also of those that are no figure of the district."""
    head, _, rest = fact_id.partition(".")
    if head in LISTED:
        key = rest.rpartition(".")[0]
        named = words.label(key) if head == "source" else key.replace(".", " ")
        return f"{words.message(f'provenance.{head}')} · {named}"
    return words.fact_label(fact_id)


def definition_key(fact: Fact) -> str:
    """Message key of a fact's definition: by what its id ends in, else by its evidence."""
    parts = fact.id.split(".")
    if fact.evidence == "bounded":
        return f"definition.{_bounded(parts, fact.caveat)}"
    if ".forecast.since_release." in fact.id:
        return "definition.why_funds" if fact.basis == "funds" else "definition.why"
    found = [name for name in DEFINED if name in parts]
    last = max(found, key=lambda name: len(parts) - 1 - parts[::-1].index(name), default="")
    own = fact.evidence != "published" or last == "released"
    return f"definition.{last}" if last and own else f"definition.{fact.evidence}"


def _bounded(parts: list[str], caveat: str) -> str:
    """Which of the ways to an interval an id and a caveat tell of."""
    if "width" in parts:
        return "width" if parts[-1] == "width" else "told"
    return "bounded_ledger" if caveat in ("named_exact", "published_rounding") else "bounded"


def explain(results: Results, everything: Workspace, fact_id: str, words: Vocabulary) -> str:
    """Return the provenance of one fact as text.

    Raises
    ------
    UnknownFactError
        If no such fact is computed for this period and date; the nearest ids are listed.
    """
    tracer = Tracer(everything, results.run_period, words)
    found = tracer.trace(results[fact_id])
    lines = [f"{found.fact_id}  {found.name}", "", *(f"{label}: {text}" for label, text in found.about)]
    used = ["  ".join(["", i.id, i.published, i.place, i.visible]).rstrip() for i in found.used]
    lines += ["", words.message("explain.used"), *(used or ["  —"])]
    if found.left_out:
        left_out = (f"  {figure}  {reason}" for figure, reason in found.left_out)
        lines += ["", words.message("explain.left_out"), *left_out]
    files = (f"  {name}  sha256 {digest}" for name, digest in tracer.files.items())
    lines += ["", words.message("explain.files"), *files]
    lines += ["", words.message("explain.command"), *(f"  {command}" for command in found.commands)]
    return "\n".join(lines)


def period_with(fact_id: str, candidates: Sequence[tuple[Results, Workspace]]) -> tuple[Results, Workspace]:
    """Return the first of several runs that knows a fact, with its workspace before the as-of filter; else the first.

    Raises
    ------
    UnknownFactError
        If there is no run at all.
    """
    if not candidates:
        raise UnknownFactError("没有任何一期的参数文件 no period has parameters")
    return next((each for each in candidates if each[0].get(fact_id) is not None), candidates[0])
