#!/usr/bin/env bash
# csvkit 2.2.0 with agate 1.14.2: a table of periods 1-8, 1-11 (January to August, to November), new projects of the month
# 0, 1, 1, and shares 3-5. Sorting it (csvsort) writes the counts as False and True, the periods as 8 and 11 January 2001,
# the shares as 5 March 2001; csvjson does the same. One count of 2 and the column is numbers again, so that a file
# changes with its figures. No warning; it takes --no-inference.
# Guess before the run: the same rows in another order.
# Seen:  period,new,share | 2001-01-08,False,2001-03-05 | 2001-01-09,True,2001-01-02 | 2001-01-11,True,2001-01-02
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check csvkit==2.2.0 agate==1.14.2
printf 'period,new,share\n1-11,1,1-2\n1-8,0,3-5\n1-9,1,1-2\n' > "$folder/table.csv"
seen=$("$folder/venv/bin/csvsort" -c period "$folder/table.csv" | tr -d '\r' | paste -sd '|' | sed 's/|/ | /g')
echo "$seen"
test "$seen" = "period,new,share | 2001-01-08,False,2001-03-05 | 2001-01-09,True,2001-01-02 | 2001-01-11,True,2001-01-02"
sed 's/^1-9,1/1-9,2/' "$folder/table.csv" > "$folder/two.csv"
"$folder/venv/bin/csvcut" -c new "$folder/two.csv" > "$folder/new.csv"
"$folder/venv/bin/csvsort" -c new "$folder/new.csv" | tr -d '\r' | paste -sd ' ' | grep -x 'new 0 1 2'
