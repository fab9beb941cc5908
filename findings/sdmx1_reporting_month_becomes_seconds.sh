#!/usr/bin/env bash
# sdmx1 2.28.0 (pandas 3.1.1): monthly SDMX data whose TIME_PERIOD is a reporting month, "2023-M10", as files of the IMF
# have it. to_pandas(..., datetime="TIME_PERIOD") gives 1 January 2023 at ten seconds past midnight, for each
# month; the standard's four-month period 2023-T3 (September to December) becomes March. No warning. "2023-10" and
# "2023-Q4" are right; the half-year 2023-S2 and the week 2023-W52 raise.
# Expected: October 2023 or an error, as for weeks; for T3 an error.
# Seen:  2023-M10 -> 2023-01-01 00:00:10; 2023-T3 -> 2023-03-01 00:00:00; 2023-10 -> 2023-10-01; 2023-S2 -> DateParseError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check sdmx1==2.28.0 pandas==3.1.1
cat > "$folder/seen.py" <<'PY'
import io

import sdmx

SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
DOCUMENT = f"""<?xml version="1.0"?>
<m:GenericData xmlns:m="{SCHEMAS}/message" xmlns:g="{SCHEMAS}/data/generic" xmlns:c="{SCHEMAS}/common">
<m:Header><m:ID>x</m:ID><m:Test>false</m:Test><m:Prepared>2023-12-01T00:00:00</m:Prepared><m:Sender id="s"/>
<m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:Structure>
<Ref id="D" agencyID="A" version="1.0"/></c:Structure></m:Structure></m:Header>
<m:DataSet structureRef="S"><g:Series><g:SeriesKey><g:Value id="AREA" value="X"/></g:SeriesKey>
<g:Obs><g:ObsDimension value="@"/><g:ObsValue value="48.2"/></g:Obs></g:Series></m:DataSet></m:GenericData>"""


def read(period: str) -> str:
    message = sdmx.read_sdmx(io.BytesIO(DOCUMENT.replace("@", period).encode()))
    try:
        return str(sdmx.to_pandas(message.data[0], datetime="TIME_PERIOD").index[0])
    except Exception as error:
        return type(error).__name__


seen = {period: read(period) for period in ("2023-M10", "2023-M11", "2023-T3", "2023-10", "2023-Q4", "2023-S2", "2023-W52")}
print("; ".join(f"{period} -> {value}" for period, value in seen.items()))
assert seen == {
    "2023-M10": "2023-01-01 00:00:10",
    "2023-M11": "2023-01-01 00:00:11",
    "2023-T3": "2023-03-01 00:00:00",
    "2023-10": "2023-10-01 00:00:00",
    "2023-Q4": "2023-10-01 00:00:00",
    "2023-S2": "DateParseError",
    "2023-W52": "DateParseError",
}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
