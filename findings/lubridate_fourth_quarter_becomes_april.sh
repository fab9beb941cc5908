#!/usr/bin/env bash
# lubridate 1.9.2 and zoo 1.8-11 (Debian's r-cran-lubridate 1.9.2+dfsg-1 and r-cran-zoo 1.8-11-1, R 4.2.2): ym() reads the fourth
# quarter "2023Q4" as 1 April 2023, yq() reads April "202304" as 1 October. All that is not a digit is a separator, and nothing
# is said. Quarters as lubridate gives them with their year, 2022.4, 2023.1 to 2023.4, are for zoo's as.yearqtr parts of a year: 2022
# Q2, 2023 Q1, Q1, Q2 and Q2. as.yearqtr of the days themselves is right.
# Guess before the run: "2023Q4" is no month, and both libraries mean the same quarter.
# Seen:  ym 2023Q4 2023-04-01, yq 202304 2023-10-01; 2022.4 2023.1 2023.2 2023.3 2023.4 as 2022 Q2, 2023 Q1, 2023 Q1, 2023 Q2, 2023 Q2
#        for 2022 Q4, 2023 Q1, 2023 Q2, 2023 Q3, 2023 Q4
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install --simulate -qq --no-install-recommends \
    r-base-core=4.2.2.20221110-2 r-cran-lubridate=1.9.2+dfsg-1 r-cran-zoo=1.8-11-1 |
    sed -n 's/^Inst \([^ ]*\) .*/\1/p' > needed.txt
sed -i 's/^r-base-core$/&=4.2.2.20221110-2/; s/^r-cran-lubridate$/&=1.9.2+dfsg-1/; s/^r-cran-zoo$/&=1.8-11-1/' needed.txt
xargs apt-get download -qq < needed.txt > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" tools; done
cat > seen.R <<'R'
suppressMessages({
  library(lubridate)
  library(zoo)
})
days <- ymd(c("2022-10-01", "2023-01-01", "2023-04-01", "2023-07-01", "2023-10-01"))
numbers <- quarter(days, with_year = TRUE)
listed <- function(values) paste(values, collapse = ", ")
seen <- sprintf(
  "ym 2023Q4 %s, yq 202304 %s; %s as %s for %s", ym("2023Q4"), yq("202304"), paste(numbers, collapse = " "),
  listed(as.yearqtr(numbers)), listed(as.yearqtr(days))
)
cat(seen, "\n", sep = "")
stopifnot(seen == paste(
  "ym 2023Q4 2023-04-01, yq 202304 2023-10-01; 2022.4 2023.1 2023.2 2023.3 2023.4 as",
  "2022 Q2, 2023 Q1, 2023 Q1, 2023 Q2, 2023 Q2 for 2022 Q4, 2023 Q1, 2023 Q2, 2023 Q3, 2023 Q4"
))
R
libraries=$(find "$PWD/tools" -name '*.so*' -not -path '*/R/*' -printf '%h\n' | sort -u | paste -sd:)
export R_HOME=$PWD/tools/usr/lib/R EDITOR=vi PAGER=cat TZ=UTC
ln -sf /dev/null "$R_HOME/etc/Renviron"
LD_LIBRARY_PATH=$R_HOME/lib:$libraries R_LIBS_SITE=$R_HOME/site-library \
    "$R_HOME/bin/exec/R" --vanilla --no-echo --file=seen.R 2> log
