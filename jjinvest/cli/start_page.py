"""Start page of JupyterLab: which notebook answers which question, published runs, first steps."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jjinvest.core.project import find_root
from jjinvest.i18n.catalog import catalog
from jjinvest.pipeline.planning.plan import DRAFTS

MAX_LISTED_RUNS = 12  # runs listed


def start_page(root: Path) -> str:
    """Return the page as Markdown, Chinese beside English; links lead to notebooks and published pages."""
    zh, en = catalog("zh"), catalog("en")
    lines = ["# jjinvest", "", f"{zh['start.lead']} {en['start.lead']}", "", "| | |", "|---|---|"]
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        key = f"question.{path.stem.partition('_')[2]}"
        question = f"{zh[key]} {en[key]}" if key in zh else _first_words(path)
        lines.append(f"| [{path.stem}](../notebooks/{path.name}) | {question} |")
    for path in sorted((root / DRAFTS).glob("*.ipynb")):
        link = f"[{path.stem}](../{path.relative_to(root).as_posix()})"
        lines.append(f"| {link} | {zh['start.draft']} {en['start.draft']} |")
    tutorials = sorted((root / "docs" / "tutorials").glob("*.ipynb"))
    if tutorials:
        lines += ["", f"## {zh['start.tutorials']} {en['start.tutorials']}", ""]
        lines += [f"- [{_title(path)}](../docs/tutorials/{path.name})" for path in tutorials]
    lines += ["", f"## {zh['start.runs']} {en['start.runs']}", ""]
    lines += [f"- {run}" for run in _runs(root)] or [f"{zh['start.no_runs']} {en['start.no_runs']}"]
    lines += ["", f"## {zh['start.try']} {en['start.try']}", "", "```python"]
    lines += [
        "import jjinvest as jj",
        'd = jj.load_sample()                            # or jj.open("jiangjin", "2023Q4")',
        'd.frame("agreed_amount", by=["month", "origin"])',
        'd.table("sectors")                              # a table of a page as numbers',
        "d.what_if(growth=-0.1, payment_speed=1.2)",
        "```",
        "",
        "`jjinvest new-notebook NAME`",
        "",
    ]
    return "\n".join(lines)


def _paragraphs(path: Path) -> list[str]:
    """Return the paragraphs of the first cell of a notebook; none if it cannot be read."""
    try:
        first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    except (OSError, ValueError, KeyError, IndexError):
        return []
    return [" ".join(p.split()) for p in first.split("\n\n")]


def _first_words(path: Path) -> str:
    """Return the second paragraph of the first cell of a notebook that no catalog describes."""
    paragraphs = _paragraphs(path)
    return paragraphs[1].replace("|", "\\|") if len(paragraphs) > 1 else ""


def _title(path: Path) -> str:
    """Return the title of a notebook, else its name."""
    return next((text.lstrip("# ") for text in _paragraphs(path)[:1]), path.stem)


def _runs(root: Path) -> Iterator[str]:
    """Published runs, the latest first."""
    runs: list[dict[str, Any]] = []
    for path in (root / "outputs").glob("*/*/run.json"):
        try:
            runs.append({"folder": path.parent, **json.loads(path.read_text(encoding="utf-8"))})
        except (OSError, ValueError):
            continue
    for run in sorted(runs, key=lambda r: str(r.get("finished", "")), reverse=True)[:MAX_LISTED_RUNS]:
        place = run["folder"].relative_to(root / "outputs").as_posix()
        finished = str(run.get("finished", ""))[:16].replace("T", " ")
        facts = f"{run.get('status', '')} · as of {run.get('as_of', '')} · {finished} UTC"
        yield f"[{place}]({place}/index.html) · {facts}"


def main() -> None:
    """Write outputs/start.md, and set this environment's JupyterLab to show Markdown as a rendered page."""
    root = find_root()
    (root / "outputs").mkdir(exist_ok=True)
    (root / "outputs" / "start.md").write_text(start_page(root), encoding="utf-8")
    settings = Path(sys.prefix) / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        viewers = {
            "@jupyterlab/docmanager-extension:plugin": {"defaultViewers": {"markdown": "Markdown Preview"}}
        }
        settings.write_text(json.dumps(viewers, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
