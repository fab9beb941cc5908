"""Write a synthetic district's folder: the figures its bureau would publish, as rounded sums of its ledger.

The first half's text and the year's text publish totals, sectors, size tiers, out-of-city contracts and
funds, task forces and the largest projects. Every file says that the data is synthetic.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, SupportsFloat

import pandas as pd
import yaml

from jjinvest.core.codes import OUT_OF_CITY_ORIGINS
from jjinvest.core.quantity import YI
from jjinvest.core.rounding import exact, round_half_up
from jjinvest.data.figure_rows import COLUMNS, DIMENSION_COLUMNS, SOURCE_COLUMNS, SOURCE_EXTRA
from jjinvest.data.schemas import PROJECTS
from jjinvest.data.scoring.rules import EXAMPLE, EXAMPLE_MARK, SCORECARD_FILE
from jjinvest.ledger.excel.writer import write_atomically
from jjinvest.metrics.ledger_aggregation import grouping
from jjinvest.synthetic import names
from jjinvest.synthetic.simulate import SyntheticDistrict

MARK = {"zh": "合成数据，非真实情况", "en": "synthetic data, not a real place"}
LARGEST_OF_HALF, LARGEST_OF_YEAR = 4, 8
FORCES_OF_YEAR = 3


@dataclass
class _Publication:
    """Rows of each table published so far."""

    district: int
    figures: list[dict[str, str]] = field(default_factory=list)
    named: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Text:
    """One text of the bureau: its source id, the day it appeared, its period."""

    source: str
    day: str
    period: str


def folder_name(district: int) -> str:
    """Return the folder of a district in data/."""
    return f"synthetic_{district:02d}"


def publish(simulation: SyntheticDistrict, folder: Path, *, district: int, reference: str) -> None:
    """Write the profile (district.yaml) and the tables of a district for the last year.

    `reference` describes how the data was generated, such as the command.
    """
    year = simulation.parameters.last_year
    half = _Text(f"syn{district:02d}_{year}h1", f"{year}-07-20", f"{year}H1")
    full_year = _Text(f"syn{district:02d}_{year}", f"{year + 1}-01-25", str(year))
    page = _Publication(district)
    ledgers = {half: simulation.ledger_at(f"{year}-06"), full_year: simulation.ledger_at(f"{year}-12")}
    sources = []
    for text, ledger in ledgers.items():
        signed = ledger[ledger["signed_on"].dt.year == year]
        _totals(page, text, signed)
        (_half if text is half else _year)(page, text, signed, ledger)
        _measured(page, text, signed, ledger)
        span = "上半年" if text is half else "全年"
        title = f"合成数据：{names.district_zh(district)}{span}招商引资数 (synthetic data)"
        sources.append(
            {
                "source": text.source,
                "title": title,
                "publisher": "jjinvest synth（模拟 simulated）",
                "published": text.day,
                "note": f"{MARK['zh']} {reference}",
            }
        )
        page.labels["source", text.source] = (
            ("合成上半年文", "Synthetic first-half text")
            if text is half
            else ("合成年度文", "Synthetic annual text")
        )
    _write(folder, page, sources, year)


def _totals(page: _Publication, text: _Text, signed: pd.DataFrame) -> None:
    _figure(page, text, "projects_signed", len(signed))
    _figure(page, text, "agreed_amount", _sum(signed, "agreed_amount"), digits=0)


def _half(page: _Publication, text: _Text, signed: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """Publish the year's targets, counts from 10 and 50 亿元 up, and the largest projects."""
    year = int(text.period[:4])
    _target(page, text, year, "agreed_amount", "all", _goal(2 * _sum(signed, "agreed_amount")))
    for name, goal in _municipal(ledger, year, 2).items():
        _target(page, text, year, name, "out_of_city", goal)
    for edge in (10, 50):
        _figure(
            page,
            text,
            "projects_signed",
            int((signed["agreed_amount"] >= edge * YI).sum()),
            scope="tier",
            subject=f"tier_ge_{edge}",
        )
    _largest(page, text, signed, LARGEST_OF_HALF)


def _year(page: _Publication, text: _Text, signed: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """Publish sectors, tiers, task forces, the largest projects, the pipeline and the next targets."""
    year = int(text.period)
    for sector in names.SECTORS:
        part = signed[signed["sector"] == sector]
        _figure(page, text, "projects_signed", len(part), scope="sector", subject=sector)
        _figure(
            page, text, "agreed_amount", _sum(part, "agreed_amount"), digits=1, scope="sector", subject=sector
        )
    tiers = grouping(signed, "size_tier").value_counts()
    for tier in ("tier_20_50", "tier_50_100", "tier_ge_100"):
        if tiers.get(tier, 0):
            _figure(page, text, "projects_signed", int(tiers[tier]), scope="tier", subject=tier)
    forces = signed.groupby("task_force")["agreed_amount"].agg(["size", "sum"]).sort_values("sum")
    for zh, row in forces.iloc[::-1].head(FORCES_OF_YEAR).iterrows():
        key = names.TASK_FORCES[str(zh)][0]
        _figure(page, text, "projects_signed", int(row["size"]), scope="task_force", subject=key)
        _figure(page, text, "agreed_amount", int(row["sum"]), digits=2, scope="task_force", subject=key)
    _largest(page, text, signed, LARGEST_OF_YEAR)
    talks = ledger[ledger["stage"] == "negotiating"]
    _figure(page, text, "projects_in_negotiation", len(talks) // 10 * 10, relation=">=")
    intended = _sum(talks, "agreed_amount") // (10 * YI) * 10 * YI
    _figure(page, text, "intended_amount", intended, digits=0, relation=">=")
    _target(page, text, year + 1, "agreed_amount", "all", _goal(_sum(signed, "agreed_amount")))
    funds = _municipal(ledger, year, 1)["funds_in_place"]
    _target(page, text, year + 1, "funds_in_place", "out_of_city", _goal(funds))


def _measured(page: _Publication, text: _Text, signed: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """Publish the municipal measures, and how far each target of the year is reached."""
    for name, amount in _municipal(ledger, int(text.period[:4]), 1).items():
        _figure(page, text, name, amount, digits=0, scope="out_of_city")
        _completion(page, text, name, "out_of_city", amount)
    _completion(page, text, "agreed_amount", "all", _sum(signed, "agreed_amount"))


def _municipal(ledger: pd.DataFrame, year: int, factor: int) -> dict[str, int]:
    """Contracts and funds of the year (元) of investors from outside the municipality."""
    outside = ledger[ledger["origin"].isin(OUT_OF_CITY_ORIGINS)]
    concluded = outside[outside["contract_on"].dt.year == year]
    return {
        "contract_amount": _sum(concluded, "contract_amount") * factor,
        "funds_in_place": _sum(outside, "funds_ytd") * factor,
    }


def _sum(frame: pd.DataFrame, name: str) -> int:
    return int(frame[name].sum())


def _goal(amount: int) -> int:
    """Return a round target near an amount: a multiple of 50 亿元, of 10 below 200, of 1 below 20."""
    step = (50 if amount >= 200 * YI else 10 if amount >= 20 * YI else 1) * YI
    return max(step, int(round_half_up(Fraction(amount, step))) * step)


_COUNTS = ("projects_signed", "projects_in_negotiation")
_DIMENSIONS = {"tier": "size"}


def _where(scope: str, subject: str) -> str:
    if scope == "all":
        return ""
    if scope == "out_of_city":
        return "origin=out_of_city"
    return f"{_DIMENSIONS.get(scope, scope)}={subject.removeprefix('tier_')}"


def _figure(
    page: _Publication,
    text: _Text,
    metric: str,
    value: SupportsFloat,
    *,
    digits: int = 0,
    scope: str = "all",
    subject: str = "",
    period: str = "",
    statistic: str = "level",
    relation: str = "=",
) -> None:
    """Publish a figure, amounts (given in 元) in 亿元 rounded to `digits`."""
    amount = metric not in _COUNTS and statistic != "completion"
    number = exact(value) / YI if amount else exact(value)
    page.figures.append(
        {
            "source": text.source,
            "period": period or text.period,
            "metric": metric,
            "where": _where(scope, subject),
            "statistic": statistic,
            "authority": _authority(scope) if statistic in ("target", "completion") else "",
            "relation": relation,
            "value": str(round_half_up(number, digits)),
            "unit": "亿元" if amount else "%" if statistic == "completion" else "个",
            "quote": "模拟 simulated",
            "note": MARK["zh"],
        }
    )


def _authority(scope: str) -> str:
    """Return who sets the target: the district itself, or the municipality for out-of-city measures."""
    return "district" if scope == "all" else "municipality"


def _target(page: _Publication, text: _Text, year: int, metric: str, scope: str, goal: int) -> None:
    """Publish a target; none that would be written as 0 亿元, as a district of few projects may have."""
    if round_half_up(Fraction(goal, YI)):
        _figure(page, text, metric, goal, scope=scope, period=str(year), statistic="target")


def _completion(page: _Publication, text: _Text, metric: str, scope: str, actual: int) -> None:
    sought = (text.period[:4], metric, _where(scope, ""), "target")
    goals = [
        int(row["value"])
        for row in page.figures
        if (row["period"], row["metric"], row["where"], row["statistic"]) == sought
    ]
    for goal in goals[:1]:
        rate = Fraction(100 * actual, goal * YI)
        _figure(page, text, metric, rate, digits=1, scope=scope, statistic="completion")


def _largest(page: _Publication, text: _Text, signed: pd.DataFrame, number: int) -> None:
    order = signed.sort_values(["agreed_amount", "project_code"], ascending=[False, True])
    for row in order.head(number).to_dict("records"):
        key = str(row["project_code"]).lower().replace("-", "_")
        _figure(
            page, text, "agreed_amount", int(row["agreed_amount"]), digits=2, scope="project", subject=key
        )
        page.named.setdefault(key, _named(key, row))
        page.labels["project", key] = (
            str(row["project_name"]),
            f"Synthetic project {int(key.split('_')[-1])}",
        )


def _named(key: str, row: Mapping[Any, Any]) -> dict[str, str]:
    chain = next(each.key for each in names.CHAINS if each.zh == row["chain"])
    return {
        "project_id": key,
        "name": row["project_name"],
        "investor": row["investor"],
        "chain": chain,
        "task_force": names.TASK_FORCES[row["task_force"]][0],
        "channel": names.CHANNEL_KEYS[row["channel"]][0],
        "stage": "signed",
        "note": MARK["zh"],
    }


def _write(folder: Path, page: _Publication, sources: list[dict[str, str]], year: int) -> None:
    words = {
        **{("sector", key): label for key, label in names.SECTORS.items()},
        **{("task_force", key): (zh, en) for zh, (key, en) in names.TASK_FORCES.items()},
        **{("channel", key): (zh, en) for zh, (key, en) in names.CHANNEL_KEYS.items()},
        **{("chain", chain.key): (chain.zh, chain.en) for chain in names.CHAINS},
        **page.labels,
    }
    dimensions = [
        {
            "dimension": dimension,
            "member": member,
            "zh": zh,
            "en": en,
            "complete": "yes" if dimension == "sector" else "",
        }
        for (dimension, member), (zh, en) in words.items()
    ]
    tables: dict[str, tuple[Iterable[str], Iterable[Mapping[str, str]]]] = {
        "figures": (COLUMNS, page.figures),
        "sources": ((*SOURCE_COLUMNS, *SOURCE_EXTRA), sources),
        "projects": (PROJECTS.columns, page.named.values()),
        "dimensions": (DIMENSION_COLUMNS, dimensions),
    }
    for name, (columns, rows) in tables.items():
        write_atomically(folder / f"{name}.csv", _table(list(columns), list(rows)))
    write_atomically(folder / "district.yaml", _profile(page.district, year))
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    own = "".join(line for line in lines if not line.startswith(EXAMPLE_MARK))
    rules = f"# {MARK['zh']} {MARK['en']}\n{own}"
    write_atomically(folder / SCORECARD_FILE, rules.encode())


def _table(columns: list[str], rows: list[Mapping[str, str]]) -> bytes:
    columns = [column for column in columns if any(row.get(column) for row in rows)]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _profile(district: int, year: int) -> bytes:
    zh, en = names.district_zh(district), f"Synthetic district {district}"
    wording = {
        "zh": f"签约项目、协议金额（{MARK['zh']}）",
        "en": f"projects signed and their agreed amount ({MARK['en']})",
    }
    content = {
        "synthetic": True,
        "name": {"zh": zh, "en": en},
        "bureau": {"zh": f"{zh}招商投资局（合成）", "en": f"{en} Investment Promotion Bureau (synthetic)"},
        "municipality": {"zh": "合成市", "en": "Synthetic municipality"},
        "wording": {period: dict(wording) for period in (f"{year}H1", str(year))},
    }
    head = (
        "# 合成数据，由 jjinvest synth 生成，不是任何地区的真实情况。 "
        "Synthetic data; it describes no real place.\n"
    )
    body = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return (head + body).encode()
