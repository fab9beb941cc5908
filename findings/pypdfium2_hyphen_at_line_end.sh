#!/usr/bin/env bash
# pypdfium2 5.15.2 (PDFium): a hyphen between letters at the end of a line. The text of the page has neither the
# hyphen nor the line break: get_text_range() gives the noncharacter U+FFFE in its place, get_text_bounded() of the
# same page U+0002, and both run the two lines together. A digit on either side ("1-" over "8") keeps "-" and the break.
# Guess before the run: "-" and a line break in all cases.
# Seen:  range 'XFC\ufffeLab'  bounded 'XFC\x02Lab'  digits '… 1-\r\n8 August …'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pypdfium2==5.15.2
cat > "$folder/hyphen.py" <<'PY'
import pypdfium2


def pdf(*lines: str) -> bytes:
    shown = "".join(f"BT /F1 12 Tf 72 {700 - 16 * n} Td ({line}) Tj ET\n" for n, line in enumerate(lines))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}endstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content, offsets = b"%PDF-1.5\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode()
    start = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    content += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return content + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def text_page(*lines: str) -> pypdfium2.PdfTextPage:
    return pypdfium2.PdfDocument(pdf(*lines))[0].get_textpage()


letters, digits = text_page("XFC-", "Lab"), text_page("signed from January to 1-", "8 August 2023 and later")
seen = letters.get_text_range(), letters.get_text_bounded(), digits.get_text_range()
print(f"range {seen[0]!r}  bounded {seen[1]!r}  digits {seen[2]!r}")
assert seen[:2] == ("XFC\ufffeLab", "XFC\x02Lab"), seen
assert "1-\r\n8 August" in seen[2], seen
PY
"$folder/venv/bin/python" "$folder/hyphen.py"
