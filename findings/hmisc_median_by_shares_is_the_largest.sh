#!/usr/bin/env bash
# Hmisc 4.8-0 (Debian's r-cran-hmisc 4.8-0-1, R 4.2.2): the median of 1, 3, 10 and 100, each with a weight of a quarter, is 100, and so
# are both quartiles. wtd.quantile takes weights for numbers of equal values unless normwt is asked for, and four quarters are one
# value. With weights of 1 the median is 6.5. By shares of 0.2, 0.5 and 0.3 the median of 5, 7 and 9 is 9, by counts of 20, 50 and 30
# it is 7. Nothing is said; wtd.mean of the same package does not depend on the scale.
# Guess before the run: only the proportions of weights count: 2.5, 6.5, 32.5 and 7 both times.
# Seen:  quarters 100 100 100, ones 2.5 6.5 32.5; shares 9 (mean 7.2), counts 7 (mean 7.2)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get install --simulate -qq --no-install-recommends r-base-core=4.2.2.20221110-2 r-cran-hmisc=4.8-0-1 |
    sed -n 's/^Inst \([^ ]*\) .*/\1/p' > needed.txt
sed -i 's/^r-base-core$/r-base-core=4.2.2.20221110-2/; s/^r-cran-hmisc$/r-cran-hmisc=4.8-0-1/' needed.txt
xargs apt-get download -qq < needed.txt > /dev/null 2>&1
for package in *.deb; do dpkg -x "$package" tools; done
cat > seen.R <<'R'
suppressMessages(library(Hmisc))
quartiles <- function(weight) {
  values <- wtd.quantile(c(1, 3, 10, 100), rep(weight, 4), c(0.25, 0.5, 0.75))
  paste(sprintf("%g", values), collapse = " ")
}
middle <- function(weights) {
  sprintf("%g (mean %g)", wtd.quantile(c(5, 7, 9), weights, 0.5), wtd.mean(c(5, 7, 9), weights))
}
shares <- c(0.2, 0.5, 0.3)
seen <- sprintf(
  "quarters %s, ones %s; shares %s, counts %s", quartiles(0.25), quartiles(1), middle(shares), middle(100 * shares)
)
cat(seen, "\n", sep = "")
stopifnot(seen == "quarters 100 100 100, ones 2.5 6.5 32.5; shares 9 (mean 7.2), counts 7 (mean 7.2)")
R
libraries=$(find "$PWD/tools" -name '*.so*' -not -path '*/R/*' -printf '%h\n' | sort -u | paste -sd:)
export R_HOME=$PWD/tools/usr/lib/R EDITOR=vi PAGER=cat
ln -sf /dev/null "$R_HOME/etc/Renviron"
LD_LIBRARY_PATH=$R_HOME/lib:$libraries R_LIBS_SITE=$R_HOME/site-library \
    "$R_HOME/bin/exec/R" --vanilla --no-echo --file=seen.R 2> log
