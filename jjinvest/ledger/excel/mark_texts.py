"""What the marks of a marked workbook say, in both languages, and their colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jjinvest.ledger.findings import REJECTED, REMARK, Finding, shorten
from jjinvest.ledger.validation.result import ValidationResult

COLOURS: Mapping[str, str] = {REJECTED: "FFC7CD", REMARK: "FFEB9B"}
"""Fill by severity: a shade beside those of Excel's own styles, so that a clerk's fill is no mark."""
MAX_MARK_LENGTH = 3000  # letters of a comment
_LABELS = {"zh": ("现在是", "应为", "例"), "en": ("found", "expected", "example")}
_SUMMARY = {
    "zh": "核对：读到 {read} 行，接受 {accepted} 行，接受（有提示）{remark} 行，退回修改 {rejected} 行。"
    "红色退回修改，黄色提示；各处说明见批注。改后再核对，这些标注自动换新。",
    "en": "Check: {read} rows read, {accepted} accepted, {remark} accepted with remarks, "
    "{rejected} rejected. Red: rejected; yellow: a remark; the comments say why. "
    "A new check replaces these marks.",
}
_MORE = {"zh": "另有 {number} 条，见核对时的屏幕输出。", "en": "{number} more: see the output of the check."}


def severity_of(findings: Sequence[Finding]) -> str:
    """Return the gravest severity among findings; empty where there are none."""
    if any(finding.severity == REJECTED for finding in findings):
        return REJECTED
    return REMARK if findings else ""


def mark_text(findings: Sequence[Finding], language: str) -> str:
    """Return the text of a comment: each finding's problem, content, expected content and example."""
    paragraphs = [_paragraph(finding, language) for finding in findings]
    return joined(list(dict.fromkeys(paragraphs)), language)


def summary(result: ValidationResult, language: str) -> str:
    """Return the sentence about all rows that stands in the first cell."""
    return _SUMMARY[language].format(read=len(result.rows), **result.counts)


def joined(paragraphs: Sequence[str], language: str) -> str:
    """Join paragraphs to the length of a comment, and say how many are left out."""
    kept: list[str] = []
    length = 0
    for paragraph in paragraphs:
        length += len(paragraph) + 2
        if kept and length > MAX_MARK_LENGTH:
            kept.append(_MORE[language].format(number=len(paragraphs) - len(kept)))
            break
        kept.append(paragraph[:MAX_MARK_LENGTH])
    return "\n\n".join(kept)


def _paragraph(finding: Finding, language: str) -> str:
    names, colon = _LABELS[language], "：" if language == "zh" else ": "
    lines = [finding.what(language)]
    if finding.found:
        lines.append(f"{names[0]}{colon}{shorten(finding.found, 60)}")
    for name, text in zip(names[1:], (finding.expected(language), finding.example(language)), strict=True):
        if text not in ("", "—"):
            lines.append(f"{name}{colon}{text}")
    return "\n".join(lines)
