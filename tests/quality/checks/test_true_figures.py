"""Figures published from an invented list of projects never contradict each other, however many there are."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jjinvest.data.figure_rows import figure_tables
from jjinvest.quality.checks.report import report

MEMBERS = {"sector": ("primary", "secondary", "tertiary"), "zone": ("east", "west")}
PERIODS = {"": (1, 4), "H1": (1, 2), "Q1-Q3": (1, 3), "Q1": (1, 1), "Q2": (2, 2), "Q3": (3, 3), "Q4": (4, 4)}
SIZES = {"ge_1": (10_000, None), "ge_10": (100_000, None), "1_10": (10_000, 100_000), "lt_1": (0, 10_000)}

projects = st.lists(
    st.tuples(
        st.sampled_from((2022, 2023)),
        st.integers(1, 4),
        st.sampled_from(MEMBERS["sector"]),
        st.sampled_from(MEMBERS["zone"]),
        st.integers(100, 400_000),  # 万元
    ),
    max_size=40,
)


def shortened(number: Fraction, decimals: int, truncate: bool) -> str:
    scaled = abs(number) * 10**decimals
    digits = math.floor(scaled) if truncate else math.floor(scaled + Fraction(1, 2))
    text = str(digits).rjust(decimals + 1, "0")
    text = f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text
    return f"-{text}" if number < 0 and digits else text


class Publication:
    """Rows of figures.csv from a list of projects."""

    def __init__(self, listed, decimals: int, truncate: bool) -> None:
        self.listed, self.decimals, self.truncate = listed, decimals, truncate

    def total(self, metric: str, year: int, quarters: tuple[int, int], where: str) -> Fraction:
        chosen = [
            amount
            for signed, quarter, sector, zone, amount in self.listed
            if signed == year
            and quarters[0] <= quarter <= quarters[1]
            and all(self._is_in(pair, sector, zone, amount) for pair in where.split(";") if pair)
        ]
        return Fraction(len(chosen)) if metric == "projects_signed" else Fraction(sum(chosen), 10_000)

    @staticmethod
    def _is_in(pair: str, sector: str, zone: str, amount: int) -> bool:
        dimension, member = pair.split("=")
        if dimension == "size":
            low, high = SIZES[member]
            return amount >= low and (high is None or amount < high)
        return member == {"sector": sector, "zone": zone}[dimension]

    def percent(self, ratio: Fraction) -> str:
        return shortened(ratio * 100, self.decimals, self.truncate)

    def rows(self):
        wheres = [
            "",
            *(f"{d}={m}" for d, names in MEMBERS.items() for m in names),
            *(f"size={s}" for s in SIZES),
        ]
        wheres += [f"sector={s};zone={z}" for s in MEMBERS["sector"] for z in MEMBERS["zone"]]
        for metric, unit in (("projects_signed", "个"), ("agreed_amount", "亿元")):
            for part, quarters in PERIODS.items():
                for where in wheres:
                    level = self.total(metric, 2023, quarters, where)
                    before = self.total(metric, 2022, quarters, where)
                    whole = self.total(metric, 2023, quarters, ";".join(where.split(";")[:-1]))
                    text = shortened(level, 0 if unit == "个" else self.decimals, False)
                    same = {"period": f"2023{part}", "metric": metric, "where": where}
                    yield {**same, "value": text, "unit": unit}
                    yield {
                        **same,
                        "period": f"2022{part}",
                        "value": shortened(before, 0 if unit == "个" else self.decimals, False),
                        "unit": unit,
                    }
                    if before > 0:
                        yield {**same, "statistic": "growth", "value": self.percent(level / before - 1)}
                    if where and whole > 0:
                        yield {**same, "statistic": "share", "value": self.percent(level / whole)}
                    yield {
                        **same,
                        "statistic": "completion",
                        "value": self.percent(level / 37),
                        "authority": "district",
                    }
                    yield {
                        **same,
                        "period": "2023",
                        "statistic": "target",
                        "value": "37",
                        "unit": unit,
                        "authority": "district",
                    }


@given(listed=projects, decimals=st.integers(0, 2), truncate=st.booleans(), data=st.data())
def test_true_figures_raise_nothing(listed, decimals, truncate, data):
    every = list(Publication(listed, decimals, truncate).rows())
    chosen = data.draw(st.lists(st.integers(0, len(every) - 1), max_size=60, unique=True))
    lines = [(line, {"source": "s", **every[place]}) for line, place in enumerate(sorted(chosen), 2)]
    read = figure_tables(Path("figures.csv"), lines, [(2, {"source": "s"})], [])
    assert read.problems == [] or not chosen
    findings = report(read.figures, dict.fromkeys((*MEMBERS, "size"), True)).findings
    assert findings == ()
