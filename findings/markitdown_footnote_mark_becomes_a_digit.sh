#!/usr/bin/env bash
# markitdown 0.1.9 (documents as Markdown, for models and for search): an investment of 1088 with the raised footnote mark 1
# becomes 10881, in a table and in a sentence, from a Word file and from a web page; a 5.9 with the mark 2 becomes 5.92. Nothing
# of the mark is left that would set it apart from a digit. docx2python 3.7.1 does the same unless it is to write HTML. pandoc
# (pypandoc-binary 1.17) keeps the mark apart: 1088^1^.
# Guess before the run: 1088^1^ or 1088<sup>1</sup>; at worst 1088 1.
# Seen:  markitdown Word 10881 5.92, page 10881 5.92; docx2python 10881 5.92, as HTML 1088<sup>1</sup> 5.9<sup>2</sup>; pandoc 1088^1^ 5.9^2^
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    'markitdown[docx]==0.1.9' docx2python==3.7.1 python-docx==1.2.0 pypandoc-binary==1.17
cat > seen.py <<'PY'
import re

import docx
import pypandoc
from docx2python import docx2python
from markitdown import MarkItDown

document = docx.Document()
cell = document.add_table(1, 1).cell(0, 0).paragraphs[0]
cell.add_run("amount 1088")
cell.add_run("1").font.superscript = True
sentence = document.add_paragraph("growth 5.9")
sentence.add_run("2").font.superscript = True
sentence.add_run(" percent")
document.save("bulletin.docx")
with open("bulletin.html", "w") as stream:
    stream.write("<table><tr><td>amount 1088<sup>1</sup></td></tr></table><p>growth 5.9<sup>2</sup> percent</p>")


def figures(text: str) -> str:
    """Return the words behind "amount" and "growth"."""
    return " ".join(re.findall(r"(?:amount|growth)\s+([^\s|]+)", text))


reader = MarkItDown()
word, page = (figures(reader.convert(f"bulletin.{kind}").text_content) for kind in ("docx", "html"))
plain = figures(docx2python("bulletin.docx").text)
marked = figures(docx2python("bulletin.docx", html=True).text)
pandoc = figures(pypandoc.convert_file("bulletin.docx", "markdown"))
print(f"markitdown Word {word}, page {page}; docx2python {plain}, as HTML {marked}; pandoc {pandoc}")
assert word == page == plain == "10881 5.92", (word, page, plain)
assert marked == "1088<sup>1</sup> 5.9<sup>2</sup>", marked
assert pandoc == "1088^1^ 5.9^2^", pandoc
PY
venv/bin/python -W ignore seen.py
