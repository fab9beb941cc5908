"""Notes on contradictions among the figures that a published report shows.

A text may be wrong itself, so a contradiction keeps no report from being published. But nobody is to release
one without knowing: the run names each contradiction as `jjinvest check` does, a note beside the reports
keeps it, and `run --due` and `release create` repeat it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from jjinvest.pipeline.monitoring.alerts import contradictions_path
from jjinvest.pipeline.storage.atomic import write_bytes

_REMEDY = (
    "处理 what to do: 核对原文，改正 figures.csv 后再运行；原文确是如此的，可照此发布 "
    "compare with the texts, correct figures.csv, run again; if the texts do say so, it may be released"
)


def noted(root: Path, district: str) -> dict[str, str]:
    """What the note of a district says, by period."""
    try:
        text = contradictions_path(root, district).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    heads = [*re.finditer(rf"^{re.escape(district)} (\S+)：", text, re.MULTILINE)]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return {head[1]: text[head.start() : end].rstrip() + "\n" for head, end in zip(heads, ends, strict=True)}


def keep_note(root: Path, district: str, period: str, sentences: Sequence[str]) -> str:
    """Note the contradictions of a period, or remove what was noted of it; return the text of the period.

    What the note says of other periods stays. A note that cannot be written is not worth a failed run.
    """
    paragraphs = noted(root, district)
    before = dict(paragraphs)
    paragraphs.pop(period, None)
    text = ""
    if sentences:
        head = f"{district} {period}：矛盾 contradictions {len(sentences)}"
        text = "\n".join([head, *(f"✗ {sentence}" for sentence in sentences), _REMEDY, ""])
        paragraphs[period] = text
    path = contradictions_path(root, district)
    with suppress(OSError):
        if not paragraphs:
            path.unlink(missing_ok=True)
        elif paragraphs != before:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, "\n".join(paragraphs.values()).encode())
    return text


def counted(folder: Path) -> int:
    """Number of contradictions that the facts of a report count; 0 where no page shows the checks."""
    records = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    found = [record["value"] for record in records if record["id"].endswith(".checks.contradicts")]
    return int(max((value or 0 for value in found), default=0))


def sentences_of(data_folder: Path, day: date) -> list[str]:
    """Each contradiction among the figures known on a day, in the words of `jjinvest check`."""
    from jjinvest.data.workspace import load_workspace
    from jjinvest.quality.checks.report import CONTRADICTS
    from jjinvest.quality.reconciliation.reconcile import check_figures

    checked = check_figures(load_workspace(data_folder).as_of(day))
    return [f"{each.zh}\n  {each.en}" for each in checked.findings if each.verdict == CONTRADICTS]
