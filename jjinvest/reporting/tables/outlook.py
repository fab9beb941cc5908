"""Tables of the next year: targets, chances, reference rows, scenarios, assumptions."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.metrics.targets import measure
from jjinvest.reporting.tables.cells import Badge, Bilingual, FactName, Ranged, Term, cells
from jjinvest.results.results import Results


def outlook(results: Results) -> pd.DataFrame:
    """Each target ahead: where last year stood on the same basis, the growth needed, the chance.

    Ahead is the year in progress or, once it is over, the next one.
    """
    year, targets = results.outlook.year_ahead, results.workspace.targets
    rows = []
    for _, target in targets[targets["year"] == year].iterrows():
        key = f"{year}.{measure(target)}"
        actual = results.facts.get(f"{year - 1}.{measure(target)}")
        names = (f"{key}{part}.p_reach" for part in (".pooled", ".ledger", "", ".mid_year"))
        chance = next((fact for name in names if (fact := results.get(name)) is not None), None)
        rows.append(
            {
                "item": FactName(key, with_period=False),
                "target": results.facts[target["target_id"]],
                "last_year": actual or Term("no_figure_of_basis"),
                "growth_needed": results.facts.get(f"{key}.growth_needed"),
                "chance": chance or Term(_no_chance(target)),
                "evidence": Badge(chance.evidence if chance else "target"),
            }
        )
    return cells(rows, ["item", "target", "last_year", "growth_needed", "chance", "evidence"])


def _no_chance(target: pd.Series) -> str:
    return {"rank": "rank_not_forecastable", "project_size": "see_large_projects"}.get(
        target["metric"], "not_determined"
    )


def forecast(results: Results, key: str) -> pd.DataFrame:
    """Mean, median and bands of a simulated amount; `key` such as ``next.agreed_amount``."""
    rows = []
    for name in ("median", "band50", "band80", "mean", "sd"):
        fact = results.get(f"{key}.forecast.{name}")
        if fact is not None:
            rows.append({"statistic": Term(name), "modelled": fact})
    return cells(rows, ["statistic", "modelled"])


def chances(results: Results, key: str, cases: tuple[str, ...]) -> pd.DataFrame:
    """Chance of reaching a target, by case; ``base`` or ``range`` name the fact itself, the others its parts."""
    whole = ("base", "range")
    found = {
        case: results.get(f"{key}.p_reach" if case in whole else f"{key}.p_reach.{case}") for case in cases
    }
    rows = [
        {"case": Term(f"case_{case}"), "chance": fact} for case, fact in found.items() if fact is not None
    ]
    return cells(rows, ["case", "chance"])


def out_of_city(results: Results) -> pd.DataFrame:
    """Chance of the out-of-city target for each value of the named ratio."""
    key = "next.agreed_amount.out_of_city.p_reach.given"
    rows = []
    n = 1
    while (chance := results.get(f"{key}.{n}")) is not None:
        rows.append({"contract_to_agreed": results[f"{key}.{n}.ratio"], "chance": chance})
        n += 1
    return cells(rows, ["contract_to_agreed", "chance"])


def growth_reference(results: Results) -> pd.DataFrame:
    """Reference rows of the growth of funds elsewhere: place, year, months, growth and its source."""
    rows = []
    used = results.outlook.funds.rows if results.outlook.funds.facts else results.outlook.funds.rows.iloc[:0]
    for row in used.sort_values(["selection", "growth_pct"], ascending=[False, True], kind="stable").to_dict(
        "records"
    ):
        evidence = "published" if row["growth_basis"] == "published" else "computed"
        growth = Fact(
            FactId.of("reference", row["row_id"], "growth"),
            row["growth_pct"],
            None,
            None,
            "%",
            row["measure"],
            "all",
            evidence,
            str(row["year"]),
            sources=(row["row_id"],),
        )
        rows.append({"place": Bilingual(row["place"], row["place_en"]), "year": str(row["year"]), "months": Term(f"months_{row['month_end']}"), "measure": Term(row["measure"]),
                     "growth": growth, "reaches": Badge("reaches" if row["reaches"] else "falls_short"), "citation": row["source_title"]})  # fmt: skip
    return cells(rows, ["place", "year", "months", "measure", "growth", "reaches", "citation"])


def large_projects(results: Results) -> pd.DataFrame:
    """Expected number of the largest projects next year and the chance of at least one."""
    ids = [
        i
        for i in results.facts
        if i.startswith(f"{results.year + 1}.projects_signed.tier_ge_")
        and i.endswith((".expected", ".p_any"))
    ]
    rows = [
        {
            "item": FactName(i, with_period=False),
            "modelled": results.facts[i],
            "interval": Ranged(results.facts[i]) if i.endswith(".expected") else None,
        }
        for i in ids
    ]
    return cells(rows, ["item", "modelled", "interval"])


def scenarios(results: Results) -> pd.DataFrame:
    """Named scenarios of the next year."""
    rows = []
    for name in ("no_large", "repeat"):
        fact = results.get(f"next.agreed_amount.scenario.{name}")
        if fact is not None:
            rows.append(
                {
                    "scenario": Term(f"scenario_{name}"),
                    "modelled": fact,
                    "interval": Ranged(fact),
                    "chance": results.get(f"next.agreed_amount.scenario.{name}.p_reach"),
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


def assumptions(results: Results) -> pd.DataFrame:
    """Every assumption that a forecast on this page rests on, with its value."""
    key = f"{results.period.lower()}.assumption."
    used = [f for f in results.facts.values() if f.id.startswith(key)]
    if results.outlook.agreed is None:
        used = [f for f in used if f.id.removeprefix(key).startswith(("draws", "first_half", "process_cv"))]
    rows = [
        {"assumption": Term(f"assumption_{f.id.removeprefix(key).split('.')[0]}"), "value": f} for f in used
    ]
    return cells(rows, ["assumption", "value"])
