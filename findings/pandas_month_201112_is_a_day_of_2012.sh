#!/usr/bin/env bash
# pandas 3.1.1 and python-dateutil 4.0.0: periods written as six digits, as in tables of the statistics office. December 2011,
# "201112", is 20 November 2012, May 2001 is 20 January 2005; months from 2013 on are refused, or become no time on request
# (errors="coerce"), so that of a history only wrong dates are left; read_csv with parse_dates reads a column of 2001 to 2012
# so. pendulum 3.3.0 (strict=False) makes it 12 November 2020. isodate 0.7.2 and pandas' own Period give December 2011.
# Guess before the run: 1 December 2011, as for "2011-12", or a refusal.
# Seen:  pandas 2005-01-20 2012-11-20 NaT, dateutil 2012-11-20, pendulum 2020-11-12; isodate 2011-12-01, Period 2011-12
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    pandas==3.1.1 numpy==2.4.6 python-dateutil==4.0.0 pendulum==3.3.0 isodate==0.7.2
cat > "$folder/seen.py" <<'PY'
import io

import dateutil.parser
import isodate
import pandas as pd
import pendulum

months = pd.to_datetime(pd.Series(["200105", "201112", "202312"]), errors="coerce", format="mixed")
in_pandas = [str(month)[:10] for month in months]
assert [str(pd.to_datetime(text))[:10] for text in ("200105", "201112")] == in_pandas[:2]
column = pd.read_csv(io.StringIO("month,amount\n200105,1\n201112,2\n"), parse_dates=["month"])["month"]
assert [str(day)[:10] for day in column] == in_pandas[:2], column
by_dateutil = str(dateutil.parser.parse("201112"))[:10]
by_pendulum = str(pendulum.parse("201112", strict=False))[:10]
by_isodate, period = str(isodate.parse_date("201112")), str(pd.Period(201112, freq="M"))
print(
    f"pandas {' '.join(in_pandas)}, dateutil {by_dateutil}, pendulum {by_pendulum};",
    f"isodate {by_isodate}, Period {period}",
)
assert in_pandas == ["2005-01-20", "2012-11-20", "NaT"], in_pandas
assert (by_dateutil, by_pendulum) == ("2012-11-20", "2020-11-12"), (by_dateutil, by_pendulum)
assert (by_isodate, period) == ("2011-12-01", "2011-12"), (by_isodate, period)
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
