#!/usr/bin/env bash
# kpi-engine 1.0.2 (figures of a period with their growth, from a table). A figure whose column has another name by now is
# the sum of the first column of numbers: 700 million of investment are 52 jobs. Where there are no rows a year earlier the
# growth is 0.0 %, "up" and an improvement. A ratio whose denominator is 0 or misspelt is 0. No exception, no warning.
# Guess before the run: an error that names the column; no growth; no ratio.
# Seen:  amount 700, of the old name 52; growth 0.0 up improvement True, 75.0 where last year has 400; per firm 0.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check kpi-engine==1.0.2 pandas==2.3.3 \
    numpy==2.3.5 python-dateutil==2.9.0.post0 pyyaml==6.0.3 requests==2.32.5
cat > "$folder/seen.py" <<'PY'
import pandas
from kpi_engine import KPIDefinition, KPIEngine


def figures(dates, amounts):
    """Return the figures of the fourth quarter of 2023 from projects with 26 jobs each."""
    projects = pandas.DataFrame({"date": pandas.to_datetime(dates), "jobs": 26, "amount": amounts, "firms": 0})
    wanted = [
        KPIDefinition("amount", "Amount", "dataframe", query="projects.amount", compare=["YoY"]),
        KPIDefinition("old", "Amount, by its old name", "dataframe", query="projects.investment"),
        KPIDefinition("firms", "Firms", "dataframe", query="projects.firms"),
        KPIDefinition("each", "Amount per firm", "derived", expression="amount / firms"),
    ]
    return {result.name: result for result in KPIEngine(wanted, dataframes={"projects": projects}).run("2023-Q4")}


young = figures(["2023-10-20", "2023-11-20"], [300.0, 400.0])
known = figures(["2022-10-20", "2023-10-20", "2023-11-20"], [400.0, 300.0, 400.0])
growth, usual = young["amount"].comparisons["YoY"], known["amount"].comparisons["YoY"]
print(
    f"amount {young['amount'].value:g}, of the old name {young['old'].value:g};",
    f"growth {growth.change_pct} {growth.direction} improvement {growth.is_improvement},",
    f"{usual.change_pct} where last year has {usual.previous_value:g}; per firm {young['each'].value}",
)
assert (young["amount"].value, young["old"].value) == (700, 52), young
assert (growth.change_pct, growth.direction, growth.is_improvement) == (0, "up", True), growth
assert usual.change_pct == 75, usual
assert young["each"].value == 0, young
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
