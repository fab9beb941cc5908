"""Index page `outputs/index.html`: every district and period that has run, with the state in its run.json."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from jjinvest.core.strict_yaml import load_yaml
from jjinvest.i18n.catalog import HTML_LANG, LANGUAGES, catalog
from jjinvest.pipeline.monitoring.alerts import alert_path, contradictions_path, missing_path
from jjinvest.pipeline.planning.parameters import PERIOD
from jjinvest.pipeline.storage.atomic import write_bytes
from jjinvest.pipeline.storage.known_figures import CurrentFigures
from jjinvest.pipeline.storage.manifest import MANIFEST_FILE
from jjinvest.results.group_folder import ALL

TEMPLATES = Path(__file__).parent / "templates" / "jjinvest"

FAILED = "runs.note"
"""Message of the note that a run failed."""
_NOTES = (
    (missing_path, "runs.missing"),
    (alert_path, FAILED),
    (contradictions_path, "runs.contradictions"),
)
"""Notes beside the reports: where each is, and the message of its link."""


def index_file(language: str, first: str) -> str:
    """File of the page in a language; the first language has the plain name."""
    return "index.html" if language == first else f"index.{language}.html"


def write_index_page(root: Path) -> None:
    """Write the page in each language if its content has changed.

    Raises
    ------
    OSError
        If it cannot be written; the reports are then as they were.
    """
    outputs = root / "outputs"
    loader = FileSystemLoader(TEMPLATES, encoding="utf-8")
    template = Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(
        "runs_index.html.j2"
    )
    # the page of all districts, then what failed, then what else needs attention
    districts = sorted(_districts(root), key=lambda each: (not each["all"], _urgency(each)))
    for language in LANGUAGES:
        text = template.render(
            lang=HTML_LANG[language],
            css=(TEMPLATES / "page.css").read_text(encoding="utf-8"),
            words=catalog(language),
            language=language,
            districts=districts,
            others=[(HTML_LANG[o], index_file(o, LANGUAGES[0])) for o in LANGUAGES if o != language],
        )
        path, content = outputs / index_file(language, LANGUAGES[0]), f"{text.rstrip()}\n".encode()
        if not path.exists() or path.read_bytes() != content:
            write_bytes(path, content)


def _urgency(district: dict[str, Any]) -> int:
    """Place of a district: the latest attempt of a period failed; a note says what is wrong; all is well."""
    failed = any(run["failed"] for run in district["runs"])
    failed = failed or any(words == FAILED for _, words in district["notes"])
    return 0 if failed else 1 if district["notes"] else 2


def _districts(root: Path) -> Iterator[dict[str, Any]]:
    """Name, runs (latest period first) and notes of each district in outputs/."""
    outputs = root / "outputs"
    names = {
        path.parent.parent.name
        for path in (*outputs.glob(f"[!.]*/*/{MANIFEST_FILE}"), *outputs.glob(f".failed/*/*/{MANIFEST_FILE}"))
    }
    for path_of, _ in _NOTES:
        of_all = path_of(root, "*").name
        names |= {path.stem.removeprefix(of_all.removesuffix("*.txt")) for path in outputs.glob(of_all)}
    for name in sorted(names):
        yield {
            "name": _named(root, name),
            "all": name == ALL,
            "runs": list(_runs(outputs, name, CurrentFigures(root / "data" / name))),
            "notes": [
                (note.name, words) for path_of, words in _NOTES if (note := path_of(root, name)).is_file()
            ],
        }


def _runs(outputs: Path, district: str, current: CurrentFigures) -> Iterator[dict[str, str]]:
    """State of each period: what is published, whether a later attempt failed, and what changed since."""
    places = (outputs / district, outputs / ".failed" / district)
    periods = {
        p.parent.name
        for place in places
        for p in place.glob(f"*/{MANIFEST_FILE}")
        if PERIOD.match(p.parent.name)
    }
    for period in sorted(periods, reverse=True):
        published, failed = (_read(place / period / MANIFEST_FILE) for place in places)
        later = failed is not None and (published is None or failed["started"] > published["started"])
        state = failed["status"] if later and failed is not None else "published"
        last = published or failed or {}
        yield {
            "period": period,
            "state": state if state in ("published", "interrupted") else "failed",
            "as_of": str(last.get("as_of", "")),
            "report": _existing(outputs, f"{district}/{period}/index.html"),
            "failed": _existing(outputs, f".failed/{district}/{period}/") if later else "",
            "older": "yes" if published is not None and _is_older(published, current) else "",
        }


def _is_older(written: dict[str, Any], current: CurrentFigures) -> bool:
    """Whether figures that a report may know have changed since: corrected, added or removed."""
    known, read = written.get("known_figures"), written.get("data", {})
    if not known or all(read.get(name) == digest for name, digest in current.files.items()):
        return False
    now = current.known_on(date.fromisoformat(written["as_of"]))
    return bool(now) and now != known


def _existing(outputs: Path, link: str) -> str:
    """Return a link if it leads somewhere, else ""."""
    return link if (outputs / link).exists() else ""


def _read(path: Path) -> dict[str, Any] | None:
    """Content of a run.json; None if there is none that can be read."""
    with suppress(OSError, ValueError):
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict) and {"started", "status", "as_of"} <= set(content):
            return content
    return None


def _named(root: Path, district: str) -> dict[str, str]:
    """Name of a district by language; its folder's name if the data has none; of all together their own."""
    profile = "group/group.yaml" if district == ALL else f"{district}/district.yaml"
    with suppress(OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        content = load_yaml((root / "data" / profile).read_text(encoding="utf-8"))
        return {language: str(content["name"][language]) for language in LANGUAGES}
    if district == ALL:
        return {language: catalog(language)["group.unnamed"] for language in LANGUAGES}
    return dict.fromkeys(LANGUAGES, district)
