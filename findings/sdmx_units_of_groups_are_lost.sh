#!/usr/bin/env bash
# An SDMX-ML 2.1 file of generic data: amounts of two areas. The unit multiplier belongs to the group of an area (8, so 亿,
# for A and 4, so 万, for B), the currency to the group of a kind; a value counts only together with both. pysdmx 1.20.0
# gives neither as soon as there are two kinds of groups (with one kind it gives both areas theirs), sdmxthon 2.6.11 never
# gives any, and both say nothing: 12.5亿 and 880万 become 12.5 and 880. sdmx1 2.28.0 reads them as the standard says.
# The file passes the validation of both. Guess before the run: multiplier and currency beside each amount, or a refusal.
# Seen:  pysdmx A 12.5 - - B 880 - -, one kind of group A 12.5 8 B 880 4; sdmxthon A 12.5 - - B 880 - -; sdmx1 A 12.5 8 CNY B 880 4 CNY
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    'pysdmx[data,xml]==1.20.0' sdmxthon==2.6.11 sdmx1==2.28.0 pandas==3.1.1
cat > seen.py <<'PY'
import pandas as pd
import pysdmx.io
import sdmx
import sdmxthon

SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"


def values(tag: str, **items: str) -> str:
    inside = "".join(f'<generic:Value id="{name}" value="{value}"/>' for name, value in items.items())
    return f"<generic:{tag}>{inside}</generic:{tag}>"


def group(kind: str, key: dict[str, str], attributes: dict[str, str]) -> str:
    inside = values("GroupKey", **key) + values("Attributes", **attributes)
    return f'<generic:Group type="{kind}">{inside}</generic:Group>'


def series(area: str, amount: str) -> str:
    key = values("SeriesKey", FREQ="A", AREA=area, KIND="domestic")
    obs = f'<generic:ObsDimension value="2023"/><generic:ObsValue value="{amount}"/>'
    return f"<generic:Series>{key}<generic:Obs>{obs}</generic:Obs></generic:Series>"


def message(groups: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<message:GenericData xmlns:message="{SCHEMAS}/message" xmlns:common="{SCHEMAS}/common"
    xmlns:generic="{SCHEMAS}/data/generic"><message:Header><message:ID>T</message:ID><message:Test>false</message:Test>
<message:Prepared>2024-01-15T00:00:00</message:Prepared><message:Sender id="BUREAU"/>
<message:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><common:Structure>
<Ref agencyID="BUREAU" id="AMOUNTS" version="1.0" class="DataStructure"/></common:Structure></message:Structure>
</message:Header><message:DataSet structureRef="S" action="Replace">{groups}{series("A", "12.5")}{series("B", "880")}
</message:DataSet></message:GenericData>"""


def shown(frame, *columns: str) -> str:
    rows = frame.reset_index().sort_values("AREA").to_dict("records")
    cells = []
    for row in rows:
        cells += [row["AREA"], f"{float(row.get('OBS_VALUE', row.get('value'))):g}"]
        cells += ["-" if pd.isna(row.get(name)) else str(row[name]) for name in columns]
    return " ".join(cells)


by_area = group("ByArea", {"AREA": "A"}, {"UNIT_MULT": "8"}) + group("ByArea", {"AREA": "B"}, {"UNIT_MULT": "4"})
by_kind = group("ByKind", {"KIND": "domestic"}, {"CURRENCY": "CNY"})
for name, groups in (("one.xml", by_area), ("two.xml", by_area + by_kind)):
    with open(name, "w", encoding="utf-8") as stream:
        stream.write(message(groups))

both = ("UNIT_MULT", "CURRENCY")
one = shown(pysdmx.io.read_sdmx("one.xml", validate=True).data[0].data, "UNIT_MULT")
pysdmx_rows = shown(pysdmx.io.read_sdmx("two.xml", validate=True).data[0].data, *both)
(dataset,) = sdmxthon.read_sdmx("two.xml", validate=True).payload.values()
sdmxthon_rows = shown(dataset.data, *both)
sdmx1_rows = shown(sdmx.to_pandas(sdmx.read_sdmx("two.xml").data[0], attributes="osgd"), *both)
print(
    f"pysdmx {pysdmx_rows}, one kind of group {one};",
    f"sdmxthon {sdmxthon_rows}; sdmx1 {sdmx1_rows}",
)
assert pysdmx_rows == sdmxthon_rows == "A 12.5 - - B 880 - -", (pysdmx_rows, sdmxthon_rows)
assert one == "A 12.5 8 B 880 4", one
assert sdmx1_rows == "A 12.5 8 CNY B 880 4 CNY", sdmx1_rows
assert dataset.attached_attributes == {}, dataset.attached_attributes
PY
venv/bin/python -W ignore seen.py
