#!/usr/bin/env bash
# ofdkit 0.2.0 reads OFD (GB/T 33190, the format in which Chinese offices hand over documents). A row of a table has a year,
# 132 projects and 1088 of investment, 20 mm apart at a letter size of 4 mm. As three texts of the page they are three columns.
# As one text whose DeltaX, the way from letter to letter, has the same 20 mm at the same places, the row is one number of
# eleven digits: DeltaX counts only for its width. Two files that print the same page thus give different figures.
# Guess before the run: the same three columns both times.
# Seen:  three texts 2023 132 1088, one text 20231321088
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ofdkit==0.2.0
cat > "$folder/seen.py" <<'PY'
import io
import zipfile

import ofdkit

HEAD, SPACE = '<?xml version="1.0" encoding="UTF-8"?>', 'xmlns:ofd="http://www.ofdspec.org/2016"'
BOX = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
STEP, GAP = 2, 20


def text(number: int, x: float, letters: str, steps: list[int]) -> str:
    code = f'<ofd:TextCode X="0" Y="4" DeltaX="{" ".join(map(str, steps))}">{letters}</ofd:TextCode>'
    return f'<ofd:TextObject ID="{number}" Boundary="{x} 20 150 5" Font="2" Size="4">{code}</ofd:TextObject>'


def document(texts: str) -> bytes:
    parts = {
        "OFD.xml": f'<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>{1:032x}</ofd:DocID>'
        "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea>{BOX}"
        "</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>"
        '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/PublicRes.xml": f'<ofd:Res {SPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="SimSun"/></ofd:Fonts>'
        "</ofd:Res>",
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {SPACE}><ofd:Area>{BOX}</ofd:Area><ofd:Content>"
        f'<ofd:Layer ID="3" Type="Body">{texts}</ofd:Layer></ofd:Content></ofd:Page>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in parts.items():
            package.writestr(name, HEAD + part)
    return file.getvalue()


columns = ["2023", "132", "1088"]
apart, steps, x = "", [], 20
for place, column in enumerate(columns):
    inside = [STEP] * (len(column) - 1)
    apart += text(10 + place, x, column, inside)
    steps += inside + [GAP]
    x += sum(inside) + GAP
together = text(10, 20, "".join(columns), steps[:-1])
seen = [" ".join(ofdkit.extract_text(document(texts)).split()) for texts in (apart, together)]
print(f"three texts {seen[0]}, one text {seen[1]}")
assert seen == ["2023 132 1088", "20231321088"], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
