#!/usr/bin/env bash
# docx-mailmerge2 1.0.3 with python-docx 1.2.0: numbers with a picture in a merge field, { MERGEFIELD rate \# 0.0% }. In
# Word a percent sign in a picture is only a sign: 5.9 shows as 5.9%. Here it multiplies by a hundred and drops the
# decimals, 590%. A picture for negative numbers is written out as text behind the number: +0.0;-0.0 of −5.96 is
# "+-6.0;-0.0", and Word's (6.0) of #,##0.0;(#,##0.0) is "-6.0;(#,##0.0)". No error.
# Guess before the run: 5.9%; -6.0; (6.0).
# Seen:  0.0% 590%; +0.0;-0.0 +-6.0;-0.0; #,##0.0;(#,##0.0) -6.0;(#,##0.0); 0.0 -6.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check docx-mailmerge2==1.0.3 python-docx==1.2.0
cat > "$folder/seen.py" <<'PY'
import io

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from mailmerge import MailMerge


def merged(picture, value):
    document = Document()
    paragraph = document.add_paragraph()
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run("x" if kind == "shown" else "")
        if kind == "code":
            code = OxmlElement("w:instrText")
            code.text = f" MERGEFIELD rate \\# {picture} "
            run._r.append(code)
        elif kind != "shown":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
    template, filled = io.BytesIO(), io.BytesIO()
    document.save(template)
    template.seek(0)
    merge = MailMerge(template)
    merge.merge(rate=value)
    merge.write(filled)
    filled.seek(0)
    return Document(filled).paragraphs[0].text


values = {"0.0%": 5.9, "+0.0;-0.0": -5.96, "#,##0.0;(#,##0.0)": -5.96, "0.0": -5.96}
seen = {picture: merged(picture, value) for picture, value in values.items()}
print("; ".join(f"{picture} {text}" for picture, text in seen.items()))
assert list(seen.values()) == ["590%", "+-6.0;-0.0", "-6.0;(#,##0.0)", "-6.0"], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
