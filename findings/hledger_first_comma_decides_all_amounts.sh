#!/usr/bin/env bash
# hledger 1.25 (Debian's hledger 1.25-2+b5; text ledgers): paid 1,088 yuan in January and 12.5 in February, in one journal. A
# single comma is a decimal mark, also with three digits behind it: January is 1.088. And as that comma is the first mark of
# the journal, all amounts are shown with one and with its three digits: the quarter's total is "13,588 CNY". Written
# 1,088.00 the same month gives 1100.50. Rows of a bank's CSV export with "1,088" and 12.5 add up to 13,588 as well.
# Guess before the run: 1,100.5 both times, or a question which mark is meant.
# Seen:  1,088 and 12.5 are 13,588 CNY; 1,088.00 and 12.5 are 1100.50 CNY; CSV 13,588 CNY
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install --simulate -qq --no-install-recommends hledger=1.25-2+b5 | sed -n 's/^Inst \([^ ]*\) .*/\1/p' > needed.txt
sed -i 's/^hledger$/hledger=1.25-2+b5/' needed.txt
xargs apt-get download -qq < needed.txt > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" tools; done
libraries=$(find "$PWD/tools" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
total() { # the total of the quarter, from the first data row of a balance report
    LC_ALL=C.UTF-8 LD_LIBRARY_PATH=$libraries tools/usr/bin/hledger "$@" balance paid --quarterly --output-format csv |
        sed -n 's/^"paid","\(.*\)"/\1/p'
}
for january in 1,088 1,088.00; do
    printf '2023-01-15 bank\n    paid    %s CNY\n    account\n\n2023-02-15 bank\n    paid    12.5 CNY\n    account\n' \
        "$january" > "$january.journal"
done
printf 'date,amount\n2023-01-15,"1,088"\n2023-02-15,12.5\n' > export.csv
printf 'skip 1\nfields date, amount\naccount1 paid\naccount2 account\namount %%amount CNY\ndescription bank\n' > export.rules
seen="1,088 and 12.5 are $(total -f 1,088.journal); 1,088.00 and 12.5 are $(total -f 1,088.00.journal);"
seen="$seen CSV $(total -f export.csv --rules-file export.rules)"
echo "$seen"
[ "$seen" = "1,088 and 12.5 are 13,588 CNY; 1,088.00 and 12.5 are 1100.50 CNY; CSV 13,588 CNY" ]
