#!/usr/bin/env bash
# Word text that is hidden or struck through: before a tax of 12 stands a hidden 77, before 600 jobs a struck-out 500. On the screen
# and on paper the tax is 12. python-docx 1.2.0, docx2python 3.7.1 and docx2txt 0.9 read 7712 and 500600; markitdown 0.1.9 and pandoc
# (pypandoc-binary 1.17) mark what is struck out, and read 7712 all the same.
# Guess before the run: hidden text is left out, struck-out text is left out or marked.
# Seen:  python-docx, docx2python, docx2txt: Tax 7712, jobs 500600. markitdown, pandoc: Tax 7712, jobs ~~500~~600.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    'markitdown[docx]==0.1.9' docx2python==3.7.1 docx2txt==0.9 python-docx==1.2.0 pypandoc-binary==1.17
cat > seen.py <<'PY'
import docx
import docx2txt
import pypandoc
from docx2python import docx2python
from markitdown import MarkItDown

document = docx.Document()
sentence = document.add_paragraph("Tax ")
sentence.add_run("77").font.hidden = True
sentence.add_run("12, jobs ")
sentence.add_run("500").font.strike = True
sentence.add_run("600.")
document.save("bulletin.docx")
texts = {
    "python-docx": docx.Document("bulletin.docx").paragraphs[0].text,
    "docx2python": docx2python("bulletin.docx").text,
    "docx2txt": docx2txt.process("bulletin.docx"),
    "markitdown": MarkItDown().convert("bulletin.docx").text_content,
    "pandoc": pypandoc.convert_file("bulletin.docx", "markdown"),
}
read = {name: text.strip() for name, text in texts.items()}
plain, marked = read["python-docx"], read["pandoc"]
print(f"python-docx, docx2python, docx2txt: {plain} markitdown, pandoc: {marked}")
assert read["docx2python"] == read["docx2txt"] == plain == "Tax 7712, jobs 500600.", read
assert read["markitdown"] == marked == "Tax 7712, jobs ~~500~~600.", read
PY
venv/bin/python -W ignore seen.py
