#!/usr/bin/env bash
# beancount 3.2.3 (text ledgers with double entry), amounts in units of a hundred million yuan (YI): 12.5 paid from an account that
# loses 12.46 is an entry without an error, and that the account stands at -12.5, or at -12.4, is asserted without one. The
# tolerance is half of the last digit of the coarsest amount of an entry, and all of it for an assertion. Four million yuan are
# missing, of 25 such entries a hundred million. Paid 12.50 the same entry is an error.
# Guess before the run: both sides are equal, to the last digit that there is.
# Seen:  12.5 from 12.46 no error; -12.5 no error, -12.4 no error, -12.35 one error; 25 entries miss 1.00 YI; 12.50 one error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check beancount==3.2.3
cat > seen.py <<'PY'
from decimal import Decimal

from beancount import loader
from beancount.core.data import Transaction

OPEN = "2023-01-01 open Assets:Bank\n2023-01-01 open Expenses:Paid\n"
NUMBERS = ("no error", "one error")


def entry(paid: str) -> str:
    """Return a payment of the account that loses 12.46."""
    return f'2023-02-01 * "payment"\n  Expenses:Paid  {paid} YI\n  Assets:Bank  -12.46 YI\n'


def errors(text: str) -> str:
    """Return how many errors a ledger has."""
    return NUMBERS[len(loader.load_string(OPEN + text)[1])]


def stands_at(amount: str) -> str:
    """Return how many errors there are where the account is said to stand at this amount."""
    return errors(entry("12.5") + f"2023-03-01 balance Assets:Bank  {amount} YI\n")


entries, wrong, _ = loader.load_string(OPEN + entry("12.5") * 25)
assert not wrong, wrong
postings = [posting for found in entries if isinstance(found, Transaction) for posting in found.postings]
missing = sum((posting.units.number for posting in postings), Decimal(0))
balances = ", ".join(f"{amount} {stands_at(amount)}" for amount in ("-12.5", "-12.4", "-12.35"))
seen = (
    f"12.5 from 12.46 {errors(entry('12.5'))}; {balances}; 25 entries miss {missing} YI; 12.50 {errors(entry('12.50'))}"
)
print(seen)
assert seen == (
    "12.5 from 12.46 no error; -12.5 no error, -12.4 no error, -12.35 one error; "
    "25 entries miss 1.00 YI; 12.50 one error"
), seen
PY
venv/bin/python -W ignore seen.py
