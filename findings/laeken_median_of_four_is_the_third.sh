#!/usr/bin/env bash
# laeken 0.5.2 (Debian's r-cran-laeken 0.5.2-1, R 4.2.2; inequality as official statistics measure it): its quantiles "strictly
# follow the Eurostat definition", by which the median of four incomes lies between the second and the third. The branch for it
# is never reached (a share has to exceed the one looked for and then be equal to it): the median of 6.4, 10, 11 and 20 is 11,
# the lower quartile 10. The line of poverty, 60 percent of the median, is 6.6 for 6.3: a quarter is poor where nobody is.
# Guess before the run: R's own answers, 10.5 and 8.2, nobody poor; for five incomes the same.
# Seen:  four: median 11 quartile 10 line 6.6 poor 25 %, R 10.5 8.2 6.3 0 %; five: median 11 line 6.6, R 11 6.6
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install --simulate -qq --no-install-recommends r-base-core=4.2.2.20221110-2 r-cran-laeken=0.5.2-1 |
    sed -n 's/^Inst \([^ ]*\) .*/\1/p' > needed.txt
sed -i 's/^r-base-core$/r-base-core=4.2.2.20221110-2/; s/^r-cran-laeken$/r-cran-laeken=0.5.2-1/' needed.txt
xargs apt-get download -qq < needed.txt > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" tools; done
cat > seen.R <<'R'
suppressMessages(library(laeken))
four <- c(6.4, 10, 11, 20)
five <- c(four, 30)
line <- function(income) arpr(income)$threshold
own <- function(income) 0.6 * median(income)
seen <- sprintf(
  "four: median %g quartile %g line %g poor %g %%, R %g %g %g %g %%; five: median %g line %g, R %g %g",
  weightedMedian(four, rep(1, 4)), weightedQuantile(four, rep(1, 4), 0.25), line(four), arpr(four)$value,
  median(four), quantile(four, 0.25, type = 2), own(four), 100 * mean(four < own(four)),
  weightedMedian(five, rep(1, 5)), line(five), median(five), own(five)
)
cat(seen, "\n", sep = "")
stopifnot(seen == paste(
  "four: median 11 quartile 10 line 6.6 poor 25 %, R 10.5 8.2 6.3 0 %;", "five: median 11 line 6.6, R 11 6.6"
))
R
libraries=$(find "$PWD/tools" -name '*.so*' -not -path '*/R/*' -printf '%h\n' | sort -u | paste -sd:)
export R_HOME=$PWD/tools/usr/lib/R EDITOR=vi PAGER=cat
ln -sf /dev/null "$R_HOME/etc/Renviron"
LD_LIBRARY_PATH=$R_HOME/lib:$libraries R_LIBS_SITE=$R_HOME/site-library \
    "$R_HOME/bin/exec/R" --vanilla --no-echo --file=seen.R 2> log
