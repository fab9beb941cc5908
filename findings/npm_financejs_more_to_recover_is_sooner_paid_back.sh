#!/usr/bin/env bash
# financejs 4.1.0 (npm): 100 invested come back as 30 a year for two years, the other 40 out of 50 in the third. The payback period is 2.2
# years, for 2.8. Of 105 it is 2.1 years, for 2.9: more to recover is sooner paid back. The share of the last year that is needed
# is taken away from its end, as if it were what is left over. Equal flows are right, and so are other flows where just half of the
# last year is needed.
# Guess before the run: 2.8, that is 2 years and 40 of 50.
# Seen:  100 by 30 30 50 2.2 for 2.8; 105 by 30 30 50 2.1 for 2.9; 50 by 10 13 16 19 22 3.42 for 3.58; 100 by 40 40 40 2.5 for 2.5;
#        equal flows 2.5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund financejs@4.1.0
cat > seen.mjs <<'JS'
import assert from "node:assert";
import financejs from "financejs";

const finance = new financejs.Finance();
const years = (number) => Number(number.toFixed(2));

// The years of which all is needed, and the needed share of the next.
const definition = (invested, flows) => {
  let missing = invested;
  for (const [whole, flow] of flows.entries()) {
    if (flow >= missing) return whole + missing / flow;
    missing -= flow;
  }
  return NaN;
};
const both = ([invested, ...flows]) =>
  `${invested} by ${flows.join(" ")} ${years(finance.PP(flows.length, -invested, ...flows))} ` +
  `for ${years(definition(invested, flows))}`;
const cases = [[100, 30, 30, 50], [105, 30, 30, 50], [50, 10, 13, 16, 19, 22], [100, 40, 40, 40]];
const seen = `${cases.map(both).join("; ")}; equal flows ${years(finance.PP(0, -100, 40))}`;
console.log(seen);
assert.equal(
  seen,
  "100 by 30 30 50 2.2 for 2.8; 105 by 30 30 50 2.1 for 2.9; 50 by 10 13 16 19 22 3.42 for 3.58; " +
    "100 by 40 40 40 2.5 for 2.5; equal flows 2.5",
);
JS
node seen.mjs
