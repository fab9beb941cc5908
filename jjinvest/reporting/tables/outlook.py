"""Tables of the next year: targets, chances, reference rows, scenarios, assumptions."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.distribution import Unavailable
from jjinvest.i18n.catalog import catalog
from jjinvest.metrics.targets import aimed_at, measure, target_fact_id
from jjinvest.reporting.tables.cells import Badge, Bilingual, FactName, Ranged, Term, cells, with_aims_apart
from jjinvest.reporting.tables.sentences import aim, is_reached
from jjinvest.results.further_forecasts import is_of_part
from jjinvest.results.results import Results

STATED = ("nothing_of_the_year", "year_to_date_not_positive")
"""Reasons for which a target has no chance that a reader understands without the methods."""
WITHOUT_TIERS = ("draws", "first_half", "process_cv", "signed_process_cv")
"""Beginnings of the names of the assumptions used where no year has published tiers."""


def outlook(results: Results) -> pd.DataFrame:
    """Each target ahead: where last year stood on the same basis, the growth needed, the chance.

    Ahead is the year in progress or, once it is over, the next one.
    """
    year, targets = results.outlook.year_ahead, results.workspace.targets
    rows = []
    for _, target in targets[targets["year"] == year].iterrows():
        key = FactId.of(year, measure(target))
        actual = results.facts.get(key.in_period(year - 1))
        chance = chance_of(results, target)
        rows.append(
            {
                "item": FactName(key, with_period=False),
                "authority": aim(target["authority"]),
                "target": results.facts[target["target_id"]],
                "last_year": actual or Term("no_figure_of_basis"),
                "growth_needed": results.facts.get(target_fact_id(target, year, "growth_needed")),
                "chance": chance or Term(why_no_chance(results, target)),
                "evidence": Badge(chance.evidence if chance else "target"),
            }
        )
    columns = ["item", "authority", "target", "last_year", "growth_needed", "chance", "evidence"]
    table = cells(rows, columns)
    return with_aims_apart(table) if table["item"].duplicated().any() else table.drop(columns="authority")


def chance_of(results: Results, target: pd.Series) -> Fact | None:
    """Chance of a target of the year ahead by the method that is shown.

    None where none is forecast, and of a target that is reached already.
    """
    if is_reached(results, target):
        return None
    key = FactId.of(results.outlook.year_ahead, measure(target))
    if key.metric == "project_size":
        return results.get(FactId.of(key.period, "projects_signed", key.name, "p_any"))
    names = [key / part / "p_reach" for part in ("pooled", "ledger", "", "mid_year")]
    return next((fact for name in names if (fact := _chance(results, name, target)) is not None), None)


def _chance(results: Results, name: FactId, target: pd.Series) -> Fact | None:
    """Chance of a target; where several targets have chances, that of the target's own number."""
    own = (
        fact
        for fact in results.facts.values()
        if (fact.id == name or ((below := fact.id.below(name)) and len(below) == 1 and _is_number(below[0])))
        and fact.target == aimed_at(target)
    )
    return next(own, None) or (results.get(name) if target["authority"] in ("", "district") else None)


def _is_number(part: str) -> bool:
    return part.replace(".", "").isdecimal()


def why_no_chance(results: Results, target: pd.Series) -> str:
    """Term that says why a target has no chance."""
    if is_reached(results, target):
        return "reached_already"
    key = FactId.of(results.outlook.year_ahead, measure(target))
    by_metric = {"rank": "rank_not_forecastable", "project_size": "see_large_projects"}
    made = results.outlook.further.get(key)
    missing = made.missing if isinstance(made, Unavailable) else ()
    otherwise = "part_not_forecast" if is_of_part(target) else "not_determined"
    stated = next((f"code_{code}" for code in STATED if code in missing), otherwise)
    number = results.facts.get(FactId.of(results.period, measure(target)))
    of_year = results.period[:4] == key.period
    if of_year and number is not None and number.relation[:1] in "<>":
        stated = "only_a_bound"
    elif of_year and number is None and target_fact_id(target, results.period, "completion") in results.facts:
        stated = "only_completion"
    elif stated == f"code_{STATED[0]}" and number is not None and number.id.period[:4] == key.period:
        stated = otherwise
    if stated == otherwise == "not_determined" and target["quantity"].unit == "ratio":
        stated = "rate_not_forecast"
    return by_metric.get(target["metric"], stated)


def forecast(results: Results, key: str) -> pd.DataFrame:
    """Mean, median and bands of a simulated amount; `key` such as ``next.agreed_amount``."""
    rows, head = [], results.resolve(key) / "forecast"
    for name in ("median", "band50", "band80", "mean", "sd"):
        fact = results.get(head / name)
        if fact is not None:
            rows.append({"statistic": Term(name), "modelled": fact})
    return cells(rows, ["statistic", "modelled"])


CASES = ("base", "known_rates", "year_effect", "optimistic", "earlier_readings", "annual_total")
"""Assumptions on size classes for which the chance of the target is given; ``base`` is the chance itself."""


def chances(results: Results) -> pd.DataFrame:
    """Chance of reaching the target of the agreed amount ahead, by case."""
    head = results.resolve("next.agreed_amount") / "p_reach"
    chances_by_case = {case: results.get(head if case == "base" else head / case) for case in CASES}
    of_last_year = chances_by_case["known_rates"] is not None
    rows = [
        {"case": Term("case_main" if case == "base" and not of_last_year else f"case_{case}"), "chance": fact}
        for case, fact in chances_by_case.items()
        if fact is not None
    ]
    return cells(rows, ["case", "chance"])


FUNDS_CASES = ("range", "naive_share", "published_growth", "zero_centre", "zero_centre_wide")


def funds_chances(results: Results) -> pd.DataFrame:
    """Chance of each target of funds in place of the year ahead, by case; with several, each is named."""
    targets = results.workspace.targets
    of_funds = targets[(targets["year"] == results.outlook.year_ahead) & (targets["basis"] == "funds")]
    cases = {fact.id: fact for fact in results.outlook.funds.facts}
    found = [
        (chance, target)
        for _, target in of_funds.iterrows()
        if (chance := chance_of(results, target)) is not None and chance.id in cases
    ]
    rows = [
        {
            "item": FactName(FactId.of(target["year"], measure(target)), with_period=False),
            "authority": aim(target["authority"]),
            "target": results.facts[target["target_id"]],
            "case": Term(f"case_{case}"),
            "chance": cases[of_case],
        }
        for chance, target in found
        for case in FUNDS_CASES
        if (of_case := chance.id if case == "range" else chance.id / case) in cases
    ]
    table = cells(rows, ["item", "authority", "target", "case", "chance"])
    return with_aims_apart(table) if len(found) > 1 else table[["case", "chance"]]


def out_of_city(results: Results) -> pd.DataFrame:
    """Chance of the out-of-city target for each value of the named ratio."""
    head = results.resolve("next.agreed_amount.out_of_city.p_reach.given")
    rows = []
    for place in count(1):
        chance = results.get(head / place)
        if chance is None:
            break
        rows.append({"contract_to_agreed": results[head / place / "ratio"], "chance": chance})
    return cells(rows, ["contract_to_agreed", "chance"])


def growth_reference(results: Results) -> pd.DataFrame:
    """Reference rows of the growth of funds in other places: place, year, months, growth and its source."""
    funds = results.outlook.funds
    used = funds.rows if funds.facts else funds.rows.iloc[:0]
    used = used.sort_values(["selection", "growth_pct"], ascending=[False, True], kind="stable")
    rows = []
    for row in used.to_dict("records"):
        growth = Fact(
            id=FactId.of("reference", row["row_id"], "growth"),
            value=row["growth_pct"],
            low=None,
            high=None,
            unit="%",
            basis=row["measure"],
            scope="all",
            evidence="published" if row["growth_basis"] == "published" else "computed",
            period=str(row["year"]),
            sources=(row["row_id"],),
            signed=True,
            definition="" if row["growth_basis"] == "published" else "growth",
        )
        rows.append(
            {
                "place": Bilingual(row["place"], row["place_en"]),
                "year": str(row["year"]),
                "months": Term(f"months_{row['month_end']}"),
                "measure": Term(row["measure"]),
                "growth": growth,
                "reaches": Badge("reaches" if row["reaches"] else "falls_short"),
                "citation": row["source_title"],
            }
        )
    return cells(rows, ["place", "year", "months", "measure", "growth", "reaches", "citation"])


def large_projects(results: Results) -> pd.DataFrame:
    """Expected number of the largest projects next year and the chance of at least one."""
    head = FactId.of(results.year + 1, "projects_signed")
    rows = [
        {
            "item": FactName(fact_id, with_period=False),
            "modelled": fact,
            "interval": Ranged(fact) if fact_id.name == "expected" else None,
        }
        for fact_id, fact in ((FactId(name), fact) for name, fact in results.facts.items())
        if (below := fact_id.below(head))
        and below[0].startswith("tier_ge_")
        and fact_id.name in ("expected", "p_any")
    ]
    return cells(rows, ["item", "modelled", "interval"])


def scenarios(results: Results) -> pd.DataFrame:
    """Named scenarios of the next year."""
    rows, head = [], results.resolve("next.agreed_amount.scenario")
    for name in ("no_large", "repeat"):
        fact = results.get(head / name)
        if fact is not None:
            rows.append(
                {
                    "scenario": Term(f"scenario_{name}"),
                    "modelled": fact,
                    "interval": Ranged(fact),
                    "chance": results.get(head / name / "p_reach"),
                }
            )
    half = results.get("next.agreed_amount.pipeline.expected")
    if half is not None:
        rows.append(
            {
                "scenario": Term("scenario_half_pipeline"),
                "modelled": half,
                "interval": Ranged(half),
                "chance": Term("pipeline_alone"),
            }
        )
    return cells(rows, ["scenario", "modelled", "interval", "chance"])


def _is_forecast(results: Results) -> bool:
    """Whether anything on the page is forecast, so that the assumptions are used."""
    outlook = results.outlook
    forecasts = (outlook.ahead[1], outlook.agreed, outlook.mid_year, outlook.ledger_year)
    return any(each is not None for each in forecasts) or bool(outlook.funds.facts)


def assumptions(results: Results) -> pd.DataFrame:
    """Every assumption that a forecast on this page rests on, with its value."""
    head = FactId.of(results.period, "assumption")
    used = {below: fact for name, fact in results.facts.items() if (below := FactId(name).below(head))}
    if not _is_forecast(results):
        used = {}
    elif results.outlook.agreed is None:
        used = {below: fact for below, fact in used.items() if below[0].startswith(WITHOUT_TIERS)}
    number, seen = Counter(below[0] for below in used), Counter[str]()
    rows = []
    for below, fact in used.items():
        seen[below[0]] += 1
        rows.append({"assumption": _assumption(below[0], seen[below[0]], number[below[0]]), "value": fact})
    return cells(rows, ["assumption", "value"])


def _assumption(name: str, place: int, number: int) -> Term | Bilingual:
    """Name of an assumption; of one that is tried with several values, which of them it is."""
    key = f"term.assumption_{name}"
    if number == 1:
        return Term(f"assumption_{name}")
    zh, en = (
        catalog(language)["assumption.one_of"]
        .replace("{assumption}", catalog(language)[key])
        .replace("{place}", str(place))
        .replace("{number}", str(number))
        for language in ("zh", "en")
    )
    return Bilingual(zh, en)
