#!/usr/bin/env bash
# Questions in SQL to a CSV file: sqlite-utils 4.2.1, and textql 2.0.3 and q 3.1.6 from Debian (2.0.3-5+b5, 3.1.6-2). Of three
# areas one has "1,088", the others 12 and 59.3. All three tools add up 72.3: of a text a sum takes the digits up to the
# comma, without a word. For sqlite-utils the largest amount is 59.3, and of the areas above 100 it counts two, the two that
# are not: the column is text, and 12 comes after 100 as a text. The same file without the comma gives 1159.3, 1088 and one.
# Guess before the run: 1159.3, or a refusal to add up text, as DuckDB has it.
# Seen:  sqlite-utils 72.3 59.3 2, textql 72.3 1,088 1, q 72.3 59.3; without the comma 1159.3 1088.0 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install --simulate -qq --no-install-recommends textql=2.0.3-5+b5 python3-q-text-as-data=3.1.6-2 |
    sed -n 's/^Inst \([^ ]*\) .*/\1/p' > needed.txt
sed -i 's/^textql$/textql=2.0.3-5+b5/; s/^python3-q-text-as-data$/python3-q-text-as-data=3.1.6-2/' needed.txt
xargs apt-get download -qq < needed.txt > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" tools; done
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check sqlite-utils==4.2.1
printf 'area,amount\nA,"1,088"\nB,12\nC,59.3\n' > areas.csv
printf 'area,amount\nA,1088\nB,12\nC,59.3\n' > plain.csv
question="select sum(amount), max(amount), sum(case when amount > 100 then 1 else 0 end) from"
utils() { venv/bin/sqlite-utils memory "$1.csv" "$question $1" --csv --no-headers | tr -d '"\r' | tr ',' ' '; }
textql=$(tools/usr/bin/textql -header -sql "$question areas" areas.csv | sed 's/"1,088"/1;088/; s/,/ /g; s/;/,/')
q=$(PYTHONPATH=tools/usr/lib/python3/dist-packages python3 tools/usr/bin/q -H -d , \
    "select sum(amount), max(amount) from areas.csv" | sed 's/,/ /g')
seen="sqlite-utils $(utils areas), textql $textql, q $q; without the comma $(utils plain)"
echo "$seen"
[ "$seen" = "sqlite-utils 72.3 59.3 2, textql 72.3 1,088 1, q 72.3 59.3; without the comma 1159.3 1088.0 1" ]
