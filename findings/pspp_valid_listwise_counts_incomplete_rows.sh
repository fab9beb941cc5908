#!/usr/bin/env bash
# GNU PSPP 1.6.2 (Debian's pspp 1.6.2-2, in place of SPSS): four areas with an amount and a number of jobs, one without jobs
# and one without an amount. Below a table of means, "Valid N (listwise)" says for how many areas all figures are known.
# PSPP counts all four as valid, and unknown figures (two) as missing beside them; CORRELATIONS of the same program has
# N = 2 by the same rule. The quartiles of FREQUENCIES are not those of EXAMINE either, which are at (n + 1) p as it says.
# Guess before the run: 2 valid and 2 missing; the same quartiles twice.
# Seen:  means 4 valid 2 missing, correlations 2; quartiles 1.5 and 6, or 1 and 10
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install --simulate -qq --no-install-recommends pspp=1.6.2-2 | sed -n 's/^Inst \([^ ]*\) .*/\1/p' > needed.txt
sed -i 's/^pspp$/pspp=1.6.2-2/' needed.txt
xargs apt-get download -qq < needed.txt > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" tools; done
printf '1 10\n2 .\n. 12\n10 3\n' > areas.txt
cat > seen.sps <<'SPS'
DATA LIST LIST NOTABLE FILE='areas.txt' /amount jobs.
DESCRIPTIVES amount jobs /STATISTICS=MEAN.
CORRELATIONS amount jobs /MISSING=LISTWISE /STATISTICS=DESCRIPTIVES.
FREQUENCIES amount /FORMAT=NOTABLE /STATISTICS=MEAN /PERCENTILES=25 75.
EXAMINE amount /PERCENTILES(25,75)=HAVERAGE /STATISTICS=NONE.
SPS
libraries=$(find "$PWD/tools" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
LD_LIBRARY_PATH=$libraries tools/usr/bin/pspp -O format=csv seen.sps > tables.csv
cat > seen.py <<'PY'
with open("tables.csv") as stream:
    rows = [line.strip().split(",") for line in stream]
valid = next(row[1] for row in rows if row[0] == "Valid N (listwise)")
missing = next(row[1] for row in rows if row[0] == "Missing N (listwise)")
pairs = [row[3] for row in rows if row[0] in ("amount", "jobs") and len(row) == 4 and "." in row[1] and row[3].isdigit()]
first = next(place for place, row in enumerate(rows) if row[0] == "Percentiles")
frequencies = [float(rows[first][2]), float(rows[first + 1][2])]
examine = next([float(row[2]), float(row[3])] for row in rows if row[1:2] == ["Weighted Average"])
print(
    f"means {valid} valid {missing} missing, correlations {' '.join(sorted(set(pairs)))};",
    f"quartiles {frequencies[0]:g} and {frequencies[1]:g}, or {examine[0]:g} and {examine[1]:g}",
)
assert (valid, missing) == ("4", "2"), rows
assert pairs == ["2", "2"], rows
assert (frequencies, examine) == ([1.5, 6.0], [1.0, 10.0]), rows
PY
python3 seen.py
