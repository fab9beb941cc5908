#!/usr/bin/env bash
# Word files in which changes are tracked and not yet accepted. The sentence "132 projects." was moved to the end of its paragraph:
# docx2python 3.7.1 and docx2txt 0.9 read it at both places, which makes 264 projects; python-docx 1.2.0 at neither, and it leaves
# out the 1088 typed for a deleted 1080 as well. markitdown 0.1.9 and pandoc (pypandoc-binary 1.17) read what Word shows once the
# changes are accepted.
# Guess before the run: the text with all changes accepted, by all five.
# Seen:  docx2python, docx2txt: Agreed 1088. 132 projects. Then: 132 projects. python-docx: Agreed . Then: others: Agreed 1088. Then: 132 projects.
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
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx2python import docx2python
from markitdown import MarkItDown

CHANGE = 'w:author="clerk" w:date="2023-12-01T00:00:00Z"'


def run(words: str, tag: str = "t") -> str:
    """Return a piece of text."""
    return f'<w:r><w:{tag} xml:space="preserve">{words}</w:{tag}></w:r>'


moved = run("132 projects.")
changed = f"""{run("Agreed ")}<w:del w:id="1" {CHANGE}>{run("1080", "delText")}</w:del>
  <w:ins w:id="2" {CHANGE}>{run("1088")}</w:ins>{run(". ")}
  <w:moveFromRangeStart w:id="3" {CHANGE} w:name="move1"/><w:moveFrom w:id="4" {CHANGE}>{moved}</w:moveFrom>
  <w:moveFromRangeEnd w:id="3"/>{run(" Then: ")}
  <w:moveToRangeStart w:id="5" {CHANGE} w:name="move1"/><w:moveTo w:id="6" {CHANGE}>{moved}</w:moveTo>
  <w:moveToRangeEnd w:id="5"/>"""
document = docx.Document()
document.element.body.insert(0, parse_xml(f'<w:p {nsdecls("w")}>{changed}</w:p>'))
document.save("bulletin.docx")
texts = {
    "docx2python": docx2python("bulletin.docx").text,
    "docx2txt": docx2txt.process("bulletin.docx"),
    "python-docx": docx.Document("bulletin.docx").paragraphs[0].text,
    "markitdown": MarkItDown().convert("bulletin.docx").text_content,
    "pandoc": pypandoc.convert_file("bulletin.docx", "plain"),
}
read = {name: " ".join(text.split()) for name, text in texts.items()}
twice, never, right = read["docx2python"], read["python-docx"], read["pandoc"]
print(f"docx2python, docx2txt: {twice} python-docx: {never} others: {right}")
assert read["docx2txt"] == twice == "Agreed 1088. 132 projects. Then: 132 projects.", read
assert never == "Agreed . Then:", read
assert read["markitdown"] == right == "Agreed 1088. Then: 132 projects.", read
PY
venv/bin/python -W ignore seen.py
