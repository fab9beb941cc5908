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

from jjinvest.core.errors import ParameterError
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.rounding import exact
from jjinvest.forecasting.annual.published_pipeline import pipeline_outlook
from jjinvest.forecasting.ledger.forecast import AGREED
from jjinvest.forecasting.method import LedgerSimulation
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.tables.cells import Term, cells
from jjinvest.results.ledger_scenario import LedgerScenario, ScenarioChange, ledger_effects, ledger_scenario
from jjinvest.results.results import Results
from jjinvest.results.scenario_forecast import AheadScenario, ahead_scenario
from jjinvest.results.scenario_projects import find_project

COLUMNS = ["item", "before", "after", "change"]
POINTS = "个百分点"


@dataclass(frozen=True)
class WhatIf:
    """Effects of a change: `cells` as a report shows them, :attr:`table` as plain numbers.

    `description` names what was changed, in words; `methods` the method behind each row, empty for a number
    that is no forecast; `remarks` how the next year follows from this one.
    """

    cells: pd.DataFrame
    description: tuple[str, ...]
    words: Vocabulary
    methods: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def unaffected(self) -> bool:
        """Whether no number changes, though something was changed."""
        return bool(self.description) and not self.table["change"].abs().gt(0).any()

    @property
    def note(self) -> str:
        """Why nothing changes, or how the next year follows from this one, in words; may be empty."""
        if not self.description:
            return self.words.message("what_if.name_a_change")
        if self.unaffected:
            return self.words.message("what_if.no_effect")
        return "".join(self.words.message(f"what_if.{remark}") for remark in self.remarks)

    @property
    def table(self) -> pd.DataFrame:
        """Item, before, after, unit, change and its unit as numbers: amounts in 亿元, rates and chances in %.

        ``method`` is that of a forecast, as ``d.forecast(method=...)`` takes it; missing for other numbers.
        Rates and chances change by percentage points, so that change = after − before in every row.
        """
        rows = list[dict[str, object]]()
        methods = self.methods or ("",) * len(self.cells)
        for row, method in zip(self.cells.to_dict("records"), methods, strict=True):
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
                    "method": method or None,
                }
            )
        names = ["item", "before", "after", "unit", "change", "change_unit", "method"]
        frame = pd.DataFrame(rows, columns=names)
        texts = dict.fromkeys(("item", "unit", "change_unit", "method"), "str")
        return frame.astype({**texts, **dict.fromkeys(COLUMNS[1:], "float64")})

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        words, write = self.words, Renderer(self.words, {}, links=False)
        changed = words.message("what_if.separator").join(self.description) or words.message(
            "what_if.nothing"
        )
        html = f"<p><strong>{escape(words.message('what_if.title'))}</strong> {escape(changed)}</p>"
        html += write.table(self.cells, words.message("what_if.title"), caption_hidden=True)
        notes = filter(None, (self.note, words.message("what_if.note")))
        html += "".join(f"<p><small>{escape(note)}</small></p>" for note in notes)
        return {"text/html": html, "text/plain": f"{plain(changed)}\n{self.table.to_string(index=False)}"}


def what_if(
    results: Results,
    *,
    growth: float = 0.0,
    conversion: float | None = None,
    payment_speed: float = 1.0,
    postponed: str | Sequence[str] = (),
    cancelled: str | Sequence[str] = (),
    language: str = "zh",
) -> WhatIf:
    """Show this year and the next before and after a change.

    The forecast before the change is the one that the pages show, and is drawn again with the same seed and
    weights. With a ledger its named projects, new business and payments change too.

    Parameters
    ----------
    growth
        More or fewer new projects of every size in the year ahead: 0.1 is a tenth more.
    conversion
        Chance that a project of the pipeline signs, instead of the assumed one.
    payment_speed
        Factor on the funds that come in the year ahead: 1.1 is a tenth more.
    postponed
        Projects signed next year instead of this one, by their published id or name, or their code or name
        in the ledger: this year loses them, the next has them for certain. With a ledger, what they paid
        this year comes next year, and what they would pay next year comes after it.
    cancelled
        Projects as if they had never been signed and never would be, of whatever year: this year loses their
        agreed amount and, with a ledger, what they paid; the year ahead loses what they would pay.

    Raises
    ------
    UnknownFactError
        If no amount is known of a project; the nearest names are listed.
    ParameterError
        If a postponed project was signed before this year, or several projects have one name.
    ValueError
        If a number is out of range, or a project is both postponed and cancelled.
    """
    if growth <= -1 or payment_speed < 0 or not 0 <= (conversion or 0) <= 1:
        raise ValueError("growth is above -1, payment_speed not below 0, conversion a chance in [0, 1]")
    postponed, cancelled = _listed(postponed), _listed(cancelled)
    if set(postponed) & set(cancelled):
        raise ValueError(f"postponed and cancelled: {', '.join(sorted(set(postponed) & set(cancelled)))}")
    change = ScenarioChange(
        growth,
        conversion,
        payment_speed,
        tuple(find_project(results, project) for project in dict.fromkeys(postponed)),
        tuple(find_project(results, project) for project in dict.fromkeys(cancelled)),
    )
    _check_postponed(results, change)
    ledger = ledger_scenario(results, change)
    ahead = ahead_scenario(results, change, ledger)
    labels = {str(key): str(name) for key, name in results.workspace.labels[language].items()}
    labels |= {project.key: project.name for project in change.moved if project.name}
    words = Vocabulary(language, labels)
    rows = [
        *_this_year(results, change),
        *([] if ahead is None else _ahead(results, ahead)),
        *_pipeline(results, conversion),
        *([] if ledger is None or conversion is None else _in_talks(results, ledger)),
        *_funds(results, change),
        *_of_ledger(results, ledger, ahead),
    ]
    methods = tuple(str(row.pop("method", "")) for row in rows)
    remarks = _remarks(results, change, ahead)
    return WhatIf(cells(rows, COLUMNS), tuple(_description(words, change)), words, methods, remarks)


def _remarks(results: Results, change: ScenarioChange, ahead: AheadScenario | None) -> tuple[str, ...]:
    """Key of how the next year follows from the projects that this year loses; none where it loses none."""
    loses = any(project.signed for project in change.moved)
    return (f"year_repeated_{ahead.rests_on_year}",) if loses and ahead and results.complete_year else ()


def _check_postponed(results: Results, change: ScenarioChange) -> None:
    """Refuse to postpone what was signed before this year."""
    for project in change.postponed:
        if project.year and not project.signed:
            raise ParameterError(
                f"{project.name or project.key}：{project.year} 年签约，推迟的应是本年或未签约的项目 "
                f"signed in {project.year}; only projects of {results.year} or not signed can be postponed\n"
                f"可用 choices: cancelled=[{project.key!r}]"
            )


def _listed(names: str | Sequence[str]) -> list[str]:
    """Names as a list; a single one may stand alone."""
    return [names] if isinstance(names, str) else [str(name) for name in names]


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


def _this_year(results: Results, change: ScenarioChange) -> list[dict[str, object]]:
    """Agreed amount and completion of the year without the projects that are moved, and the funds to date."""
    rows = list[dict[str, object]]()
    actual = _known(results, "agreed_amount")
    if actual is not None and actual.value is not None:
        away = sum((exact(project.amount) for project in change.moved if project.signed), Fraction())
        left = max(exact(actual.value) - away, Fraction())
        rows.append(_row("agreed", actual, float(left)))
        completion = results.get("now.agreed_amount.completion")
        if completion is not None and completion.value is not None and actual.value:
            after = _completion_of(results, completion, left, exact(actual.value))
            rows.append(_row("completion", completion, float(after)))
    if results.workspace.ledger is None:
        return rows
    for item, part in (("funds_paid", ""), ("funds_paid_out_of_city", "out_of_city")):
        paid = _known(results, "funds_in_place", part)
        if paid is not None and paid.value is not None:
            rows.append(_row(item, paid, max(paid.value - _paid(change, out_of_city=bool(part)), 0.0)))
    return rows


def _completion_of(results: Results, completion: Fact, left: Fraction, actual: Fraction) -> Fraction:
    """Completion in % by what is left of the year's amount, as the two shown numbers give it."""
    known, target = exact(completion.value or 0.0), completion.target or _target_of(results)
    if left == actual:
        return known
    return 100 * left / exact(target) if target else known * left / actual


def _target_of(results: Results) -> float | None:
    """Target of the year's agreed amount, where one number is known."""
    target = results.get("now.agreed_amount.target")
    return target.value if target is not None and target.low in (None, target.value) else None


def _known(results: Results, *parts: str) -> Fact | None:
    """Published number of the period, else that of the ledger."""
    published = results.get(FactId.of("now", *parts))
    return published if published is not None else results.get(FactId.of("now", "ledger", *parts))


def _paid(change: ScenarioChange, *, out_of_city: bool) -> float:
    """Funds of the year to date of the projects that are moved, 亿元."""
    return sum(p.paid for p in change.moved if p.out_of_city or not out_of_city)


def _ahead(results: Results, scenario: AheadScenario) -> list[dict[str, object]]:
    """Median and chance of the forecast that the page shows."""
    head = "next" if results.complete_year else "year"
    rows = [_row(f"{head}_median", scenario.median, float(np.median(scenario.samples)))]
    if scenario.chance is not None and scenario.chance.target is not None:
        reached = float((scenario.samples >= scenario.chance.target).mean())
        rows.append(_row(f"{head}_chance", scenario.chance, reached))
    return [{**row, "method": scenario.method} for row in rows]


def _of_ledger(
    results: Results, scenario: LedgerScenario | None, ahead: AheadScenario | None
) -> list[dict[str, object]]:
    """What else the ledger's simulation says; the agreed amount only where the page shows no forecast."""
    if scenario is None:
        return []
    measures = [name for name in scenario.samples if ahead is None or name != AGREED]
    return [
        {**_row(item, before, after), "method": LedgerSimulation.name}
        for item, before, after in ledger_effects(results, scenario, measures)
    ]


def _pipeline(results: Results, conversion: float | None) -> list[dict[str, object]]:
    expected = results.get("next.agreed_amount.pipeline.expected")
    if expected is None or conversion is None:
        return []
    changed = results.assumptions.model_copy(update={"pipeline_probability": conversion})
    outlook = pipeline_outlook(results.metric_workspace, results.year + 1, assumptions=changed)
    after = next(fact.value for fact in outlook if fact.id == expected.id)
    if after is None:
        return []
    assumed = _modelled(results, "conversion", 100 * results.assumptions.pipeline_probability, "%")
    return [_row("conversion", assumed, 100 * conversion), _row("pipeline", expected, after)]


def _in_talks(results: Results, scenario: LedgerScenario) -> list[dict[str, object]]:
    """Chance of the ledger's projects in talks, weighted by amount, and what is expected of them."""
    if not scenario.in_talks:
        return []
    before, after = (
        100 * amount / scenario.in_talks for amount in (scenario.pipeline_before, scenario.pipeline)
    )
    expected = _modelled(results, "ledger_pipeline", scenario.pipeline_before, "亿元")
    return [
        _row("ledger_conversion", _modelled(results, "ledger_conversion", before, "%"), after),
        _row("ledger_pipeline", expected, scenario.pipeline),
    ]


def _modelled(results: Results, item: str, value: float, unit: str) -> Fact:
    """Number of the next year before a change that is no fact of a page."""
    return Fact(
        id=FactId.of("what_if", item, "before"),
        value=value,
        low=None,
        high=None,
        unit=unit,
        basis="agreed",
        scope="all",
        evidence="modelled",
        period=str(results.outlook.year_ahead),
    )


def _funds(results: Results, change: ScenarioChange) -> list[dict[str, object]]:
    """Funds of the next year if they come in as in this one, and what part of the target that is."""
    funds, target = (
        results.get("now.funds_in_place.out_of_city"),
        results.get("next.funds_in_place.out_of_city.target"),
    )
    if funds is None or funds.value is None:
        return []
    left = change.payment_speed * max(funds.value - _paid(change, out_of_city=True), 0.0)
    rows = [_row("funds", funds, left)]
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
        rows.append(_row("funds_completion", share, 100 * left / target.value))
    return rows
