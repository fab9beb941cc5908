#!/usr/bin/env bash
# Miller 6.6.0 (Debian's miller 6.6.0-2+b3): amounts 5, 7 and 9 and one that was not reported. "top" gives the blank as the
# largest, and of the two largest one is not an amount. "summary" takes the blank as the end of the order: the median is 9
# and the maximum empty, while its mean is the 7 of three amounts. "stats1" of the same program leaves the blank out.
# Guess before the run: 9, then 9 and 7; median 7, maximum 9.
# Seen:  top 1 -, top 2 - 9; summary mean 7 median 9 max -; stats1 mean 7 median 7 max 9
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq miller=6.6.0-2+b3 > /dev/null 2>&1
dpkg -x miller_*.deb tools
printf 'area,amount\nA,5\nB,\nC,7\nD,9\n' > amounts.csv
cat > seen.py <<'PY'
import json
import subprocess


def run(*verb):
    """Return the records that a verb makes of the amounts."""
    command = ["tools/usr/bin/mlr", "--icsv", "--ojson", *verb, "amounts.csv"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def shown(values):
    """Return values in one line, a blank as a dash."""
    return " ".join(str(value) if value != "" else "-" for value in values)


largest = {count: [row["amount_top"] for row in run("top", "-n", str(count), "-f", "amount")] for count in (1, 2)}
(summary,) = [row for row in run("summary", "-a", "mean,median,max") if row["field_name"] == "amount"]
(plain,) = run("stats1", "-a", "mean,median,max", "-f", "amount")
names = "mean", "median", "max"
of_summary = [summary[name] for name in names]
of_stats1 = [plain[f"amount_{name}"] for name in names]
print(
    f"top 1 {shown(largest[1])}, top 2 {shown(largest[2])};",
    "summary", " ".join(f"{name} {shown([value])}" for name, value in zip(names, of_summary)) + ";",
    "stats1", " ".join(f"{name} {shown([value])}" for name, value in zip(names, of_stats1)),
)
assert largest == {1: [""], 2: ["", 9]}, largest
assert of_summary == [7, 9, ""], summary
assert of_stats1 == [7, 7, 9], plain
PY
python3 seen.py
