"""What if: one thing is changed, and everything that depends on it is shown before and after.

Results are never altered. The simulation is run again from the changed year with the same seed, so that a
difference is due to the change and not to chance. Every number after the change is marked as modelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact
from jjinvest.forecasting.annual.compound_poisson import SizeClass, simulate, size_classes
from jjinvest.forecasting.annual.next_year import pipeline_outlook
from jjinvest.forecasting.distribution import Samples
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.tables.cells import Term, cells
from jjinvest.results.ledger_scenario import ScenarioChange, find_project, scenario_effects
from jjinvest.results.results import Results

COLUMNS = ["item", "before", "after", "change"]
POINTS = "个百分点"


@dataclass(frozen=True)
class WhatIf:
    """Effects of a change: `cells` as a report shows them, :attr:`table` as plain numbers.

    `description` names what was changed, in words.
    """

    cells: pd.DataFrame
    description: tuple[str, ...]
    words: Vocabulary

    @property
    def table(self) -> pd.DataFrame:
        """Item, before, after, unit, change and its unit as numbers: amounts in 亿元, rates and chances in %.

        Rates and chances change by percentage points, so that change = after − before in every row.
        """
        rows = list[dict[str, object]]()
        for row in self.cells.to_dict("records"):
            unit = row["before"].unit
            before, after = (_as_written(row[name]) for name in ("before", "after"))
            in_points = unit in ("概率", "%")
            rows.append(
                {
                    "item": self.words.label(row["item"].key),
                    "before": float(before),
                    "after": float(after),
                    "unit": "%" if in_points else unit,
                    "change": float(after - before),
                    "change_unit": POINTS if in_points else unit,
                }
            )
        frame = pd.DataFrame(rows, columns=["item", "before", "after", "unit", "change", "change_unit"])
        texts = dict.fromkeys(("item", "unit", "change_unit"), "str")
        return frame.astype({**texts, **dict.fromkeys(COLUMNS[1:], "float64")})

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        words, write = self.words, Renderer(self.words, {}, links=False)
        changed = words.message("what_if.separator").join(self.description) or words.message(
            "what_if.nothing"
        )
        html = f"<p><strong>{escape(words.message('what_if.title'))}</strong> {escape(changed)}</p>"
        html += write.table(self.cells, words.message("what_if.title"), caption_hidden=True)
        html += f"<p><small>{escape(words.message('what_if.note'))}</small></p>"
        return {"text/html": html, "text/plain": f"{plain(changed)}\n{self.table.to_string(index=False)}"}


def what_if(
    results: Results,
    *,
    growth: float = 0.0,
    conversion: float | None = None,
    payment_speed: float = 1.0,
    postponed: Sequence[str] = (),
    cancelled: Sequence[str] = (),
    language: str = "zh",
) -> WhatIf:
    """Show this year and the next before and after a change.

    With a ledger the simulation of the year ahead is drawn again too: its named projects, new business and
    payments change.

    Parameters
    ----------
    growth
        More or fewer projects of every size next year: 0.1 is a tenth more.
    conversion
        Chance that a project of the pipeline signs, instead of the assumed one.
    payment_speed
        Factor on the funds that come in a year: 1.1 is a tenth more.
    postponed
        Projects signed next year instead of this one, by their published id or their code or name in the
        ledger: this year loses them, the next has them for certain.
    cancelled
        Projects as if they had never been signed and never would be.

    Raises
    ------
    UnknownFactError
        If a project has no published amount; the nearest ids are listed.
    ValueError
        If a number is out of range, or a project is both postponed and cancelled.
    """
    if growth <= -1 or payment_speed < 0 or not 0 <= (conversion or 0) <= 1:
        raise ValueError("growth is above -1, payment_speed not below 0, conversion a chance in [0, 1]")
    if set(postponed) & set(cancelled):
        raise ValueError(f"postponed and cancelled: {', '.join(sorted(set(postponed) & set(cancelled)))}")
    change = ScenarioChange(
        growth,
        conversion,
        payment_speed,
        tuple(find_project(results, project) for project in dict.fromkeys(postponed)),
        tuple(find_project(results, project) for project in dict.fromkeys(cancelled)),
    )
    away = [project.amount for project in (*change.postponed, *change.cancelled) if project.signed]
    arriving = sum(project.amount for project in change.postponed if project.signed)
    labels = {str(key): str(name) for key, name in results.workspace.labels[language].items()}
    labels |= {
        project.key: project.name for project in (*change.postponed, *change.cancelled) if project.name
    }
    words = Vocabulary(language, labels)
    rows = [
        *_this_year(results, sum(away)),
        *_next_year(results, growth, away, arriving),
        *_pipeline(results, conversion),
        *_funds(results, payment_speed),
        *(_row(item, before, after) for item, before, after in scenario_effects(results, change)),
    ]
    return WhatIf(cells(rows, COLUMNS), tuple(_description(words, change)), words)


def _as_written(fact: Fact) -> Fraction:
    """Exact number of a fact, a chance in %."""
    return exact(fact.value or 0.0) * (100 if fact.unit == "概率" else 1)


def _description(words: Vocabulary, change: ScenarioChange) -> list[str]:
    """What was changed, in words."""
    parts = []
    if change.growth:
        sign = "+" if change.growth > 0 else ""
        parts.append(
            f"{words.message('what_if.growth')} {sign}{words.number(100 * exact(change.growth), 1)}%"
        )
    if change.conversion is not None:
        parts.append(
            f"{words.message('what_if.conversion')} {words.number(100 * exact(change.conversion), 1)}%"
        )
    if change.payment_speed != 1:
        parts.append(f"{words.message('what_if.payment_speed')} ×{words.number(change.payment_speed, 2)}")
    for key, projects in (("postponed", change.postponed), ("cancelled", change.cancelled)):
        parts += [f"{words.message(f'what_if.{key}')} {words.label(project.key)}" for project in projects]
    return parts


def _row(item: str, before: Fact, after: float) -> dict[str, object]:
    """Before, after and change of one number; what follows from the change is modelled."""
    modelled = replace(
        before,
        id=FactId.of("what_if", item, "after"),
        value=after,
        low=None,
        high=None,
        evidence="modelled",
        sources=(),
        caveat="",
        relation="=",
    )
    unit = POINTS if before.unit in ("%", "概率") else before.unit
    scale = 100 if before.unit == "概率" else 1
    change = replace(
        modelled,
        id=FactId.of("what_if", item, "difference"),
        value=float(scale * (exact(after) - exact(before.value or 0.0))),
        unit=unit,
        signed=True,
    )
    return {"item": Term(f"what_if_{item}"), "before": before, "after": modelled, "change": change}


def _this_year(results: Results, away: float) -> list[dict[str, object]]:
    actual, target = results.get("now.agreed_amount"), results.get("year.agreed_amount.target")
    if actual is None or actual.value is None:
        return []
    left = float(exact(actual.value) - exact(away))
    rows = [_row("agreed", actual, left)]
    completion = results.get("now.agreed_amount.completion")
    if completion is not None and target is not None and target.value:
        share = 100 * exact(away) / exact(target.value)
        rows.append(_row("completion", completion, float(exact(completion.value or 0.0) - share)))
    return rows


def _next_year(
    results: Results, growth: float, away: list[float], arriving: float
) -> list[dict[str, object]]:
    median, chance = (
        results.get("next.agreed_amount.forecast.median"),
        results.get("next.agreed_amount.p_reach"),
    )
    if results.outlook.agreed is None or median is None:
        return []
    if results.outlook.agreed.base is None:
        return _next_year_scaled(results, growth, away, arriving)
    total, classes = size_classes(results.metric_workspace, str(results.year))
    for amount in away:
        total, classes = total - amount, _without(classes, amount)
    draws, scale = results.assumptions.draws, 1.0 + growth
    try:
        years = simulate(total, classes, seed=results.seed, draws=draws, scale=scale).total + arriving
    except LookupError:  # without the projects the published sizes leave no room for the total
        return []
    return _next_year_rows(median, chance, years)


def _next_year_scaled(
    results: Results, growth: float, away: list[float], arriving: float
) -> list[dict[str, object]]:
    """The next year from last year's total, where no size classes are known: in proportion to it."""
    agreed, actual = results.outlook.agreed, results.get("now.agreed_amount")
    median = results.get("next.agreed_amount.forecast.median")
    if agreed is None or median is None or actual is None or not actual.value or sum(away) >= actual.value:
        return []
    years = agreed.distribution.samples * (1.0 + growth) * (1 - sum(away) / actual.value) + arriving
    return _next_year_rows(median, results.get("next.agreed_amount.p_reach"), years)


def _next_year_rows(median: Fact, chance: Fact | None, years: Samples) -> list[dict[str, object]]:
    rows = [_row("next_median", median, float(np.median(years)))]
    if chance is not None and chance.target is not None:
        rows.append(_row("next_chance", chance, float((years >= chance.target).mean())))
    return rows


def _without(classes: list[SizeClass], amount: float) -> list[SizeClass]:
    """Take a project out of its size class: the named one of its amount, else one that is not named."""
    named = [n for n, c in enumerate(classes) if amount in c.named]
    unnamed = [n for n, c in enumerate(classes) if c.unnamed and c.low <= amount <= c.high]
    if not named and not unnamed:
        return classes
    at = (named or unnamed)[0]
    c = classes[at]
    place = c.named.index(amount) if named else len(c.named)
    left = replace(c, count=c.count - 1, named=c.named[:place] + c.named[place + 1 :])
    return [*classes[:at], left, *classes[at + 1 :]]


def _pipeline(results: Results, conversion: float | None) -> list[dict[str, object]]:
    expected = results.get("next.agreed_amount.pipeline.expected")
    if expected is None or conversion is None:
        return []
    changed = results.assumptions.model_copy(update={"pipeline_probability": conversion})
    outlook = pipeline_outlook(results.metric_workspace, results.year + 1, assumptions=changed)
    after = next(fact.value for fact in outlook if fact.id == expected.id)
    return [] if after is None else [_row("pipeline", expected, after)]


def _funds(results: Results, speed: float) -> list[dict[str, object]]:
    """Funds of the next year if they come in as in this one, and what part of the target that is."""
    funds, target = (
        results.get("now.funds_in_place.out_of_city"),
        results.get("next.funds_in_place.out_of_city.target"),
    )
    if funds is None or funds.value is None:
        return []
    rows = [_row("funds", funds, speed * funds.value)]
    if target is not None and target.value:
        share = Fact(
            id=FactId.of("what_if", "funds_completion", "before"),
            value=float(100 * exact(funds.value) / exact(target.value)),
            low=None,
            high=None,
            unit="%",
            basis="funds",
            scope="out_of_city",
            evidence="modelled",
            period=str(results.year + 1),
            as_of=funds.as_of,
            target=target.value,
        )
        rows.append(_row("funds_completion", share, speed * (share.value or 0.0)))
    return rows
