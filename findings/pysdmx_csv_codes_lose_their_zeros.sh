#!/usr/bin/env bash
# pysdmx 1.21.0 (Bank for International Settlements) reads SDMX-CSV by types guessed from the column and makes text of them
# again: industries 01 and 02 become 1 and 2, the classes 1.1 and 1.10 both 1.1, 0E1 and 10 become 0.0 and 10.0. Where one
# code of the column has a letter, all stay. The same codes from SDMX-ML stay as they are, so that two files of one data set
# no longer agree, and codes of a code list are not found.
# Guess before the run: codes are text, as in the structure message.
# Seen:  csv 01 02 -> 1 2; 1.1 1.10 -> 1.1 1.1; 0E1 10 -> 0.0 10.0; 01 C -> 01 C; xml 01 02 -> 01 02
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "pysdmx[data,xml]==1.21.0" pandas==2.3.3 \
    pyarrow==22.0.0
cat > "$folder/seen.py" <<'PY'
from pysdmx.io import read_sdmx

FLOW = "BUREAU:INV(1.0)"
LINK = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
URN = f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={FLOW}"


def from_csv(codes):
    rows = "".join(f"{FLOW},A,{code},2023,{10 + number}.5\n" for number, code in enumerate(codes))
    return read("DATAFLOW,FREQ,INDUSTRY,TIME_PERIOD,OBS_VALUE\n" + rows)


def from_xml(codes):
    rows = "".join(f'<Obs FREQ="A" INDUSTRY="{code}" TIME_PERIOD="2023" OBS_VALUE="10.5"/>' for code in codes)
    return read(f"""<?xml version="1.0" encoding="UTF-8"?>
        <m:StructureSpecificData xmlns:m="{LINK}message" xmlns:s="{LINK}data/structurespecific" xmlns:c="{LINK}common"
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:n="{URN}:ObsLevelDim:AllDimensions">
        <m:Header><m:ID>industries</m:ID><m:Test>false</m:Test><m:Prepared>2024-01-15T00:00:00</m:Prepared>
        <m:Sender id="BUREAU"/><m:Structure structureID="S" namespace="{URN}" dimensionAtObservation="AllDimensions">
        <c:StructureUsage><Ref agencyID="BUREAU" id="INV" version="1.0" class="Dataflow"/></c:StructureUsage>
        </m:Structure></m:Header><m:DataSet s:structureRef="S" xsi:type="n:DataSetType" s:dataScope="DataStructure"
        action="Replace">{rows}</m:DataSet></m:StructureSpecificData>""")


def read(text):
    return read_sdmx(text, validate=False).data[0].data["INDUSTRY"].tolist()


lists = ("01", "02"), ("1.1", "1.10"), ("0E1", "10"), ("01", "C")
seen = [from_csv(codes) for codes in lists]
kept = from_xml(lists[0])
changes = (f"{' '.join(codes)} -> {' '.join(after)}" for codes, after in zip(lists, seen))
print("csv", "; ".join(changes), "xml", *lists[0], "->", *kept)
assert seen == [["1", "2"], ["1.1", "1.1"], ["0.0", "10.0"], ["01", "C"]], seen
assert kept == ["01", "02"], kept
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
