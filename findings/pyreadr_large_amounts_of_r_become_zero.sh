#!/usr/bin/env bash
# pyreadr 0.5.8 (tables of R in pandas): fread of R's data.table (Debian's r-cran-data.table 1.14.8) reads amounts in yuan that
# need it as integer64 and days as IDate, both whole numbers. Saved as .rds, 108,800,000,000 yuan arrive in pandas as 5.4e-313
# and an unknown amount as -0.0, so that the total is 0 and no amount is missing; the first days are 1 January 1970. Nothing is
# said. With amounts as plain numbers and days as Date the same table is right.
# Guess before the run: 109.3 billion in three known amounts, the days as they are; or an error that names the types.
# Seen:  fread total 0.0, known 4 of 4, first days 1970-01-01 1970-01-01; plain total 109.3, known 3 of 4, first days 2023-10-01 2023-10-20
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
pinned="r-base-core=4.2.2.20221110-2 r-cran-data.table=1.14.8+dfsg-1 r-cran-bit64=4.0.5-1"
apt-get install --simulate -qq --no-install-recommends $pinned | sed -n 's/^Inst \([^ ]*\) .*/\1/p' > needed.txt
for package in $pinned; do sed -i "s/^${package%%=*}\$/$package/" needed.txt; done
xargs apt-get download -qq < needed.txt > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" tools; done
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pyreadr==0.5.8 pandas==2.3.3 numpy==2.4.6
printf 'day,amount\n2023-10-01,108800000000\n2023-10-20,\n2023-11-01,200000000\n2023-12-01,300000000\n' > projects.csv
cat > seen.R <<'R'
library(data.table)
projects <- fread("projects.csv")
stopifnot(class(projects$amount) == "integer64", sum(projects$amount, na.rm = TRUE) == 109300000000)
saveRDS(projects, "fread.rds")
saveRDS(data.frame(day = as.Date(format(projects$day)), amount = as.double(projects$amount)), "plain.rds")
R
libraries=$(find "$PWD/tools" -name '*.so*' -not -path '*/R/*' -printf '%h\n' | sort -u | paste -sd:)
export R_HOME=$PWD/tools/usr/lib/R EDITOR=vi PAGER=cat TZ=UTC
ln -sf /dev/null "$R_HOME/etc/Renviron"
LD_LIBRARY_PATH=$R_HOME/lib:$libraries R_LIBS_SITE=$R_HOME/site-library \
    "$R_HOME/bin/exec/R" --vanilla --no-echo --file=seen.R 2> log
cat > seen.py <<'PY'
import pyreadr


def shown(name: str) -> str:
    """Return the total in billions, how many amounts are known and the first two days."""
    table = pyreadr.read_r(f"{name}.rds")[None]
    amounts = table["amount"]
    first, second = table["day"][:2]
    return f"total {amounts.sum() / 1e9:.1f}, known {amounts.count()} of {len(amounts)}, first days {first} {second}"


fread, plain = shown("fread"), shown("plain")
print(f"fread {fread}; plain {plain}")
assert fread == "total 0.0, known 4 of 4, first days 1970-01-01 1970-01-01", fread
assert plain == "total 109.3, known 3 of 4, first days 2023-10-01 2023-10-20", plain
PY
venv/bin/python -W ignore seen.py
