#!/usr/bin/env bash
# Miller 6.6.0 (Debian's miller 6.6.0-2+b3): growth is often written with its sign, +5.9 and -1.2. What begins with a plus is
# text, as is 05: the sum leaves it out while the count has it, the filter "more than 3" does not find it, and a number
# added to it is an error. Sorting takes it for the highest, so that a look at the table shows nothing. GNU datamash 1.7
# adds up the same column to what it is.
# Guess before the run: sum 7.8 of three, two of them above 3.
# Seen:  mlr sum 1.9 of 3, above 3: 3.1, sorted down +5.9 3.1 -1.2; datamash sum 7.8
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq miller=6.6.0-2+b3 datamash=1.7-2 > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" tools; done
printf 'growth\n+5.9\n-1.2\n3.1\n' > growth.csv
cat > seen.py <<'PY'
import json
import subprocess


def run(*verb):
    """Return the records that a verb makes of the growth rates."""
    command = ["tools/usr/bin/mlr", "--icsv", "--ojson", *verb, "growth.csv"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


(added,) = run("stats1", "-a", "sum,count", "-f", "growth")
above = [row["growth"] for row in run("filter", "$growth > 3")]
down = [row["growth"] for row in run("sort", "-nr", "growth")]
with open("growth.csv") as stream:
    datamash = subprocess.run(["tools/usr/bin/datamash", "-H", "sum", "1"], stdin=stream, capture_output=True, text=True)
total = float(datamash.stdout.split()[-1])
print(
    f"mlr sum {added['growth_sum']:.1f} of {added['growth_count']}, above 3: {' '.join(map(str, above))},",
    f"sorted down {' '.join(map(str, down))}; datamash sum {total}",
)
assert (round(added["growth_sum"], 9), added["growth_count"]) == (1.9, 3), added
assert above == [3.1], above
assert down == ["+5.9", 3.1, -1.2], down
assert total == 7.8, total
PY
python3 seen.py
