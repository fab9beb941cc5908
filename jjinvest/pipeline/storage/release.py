"""Create releases: keep the facts of a published run beside the data, for comparison by later reports.

`data/<district>/releases/<period>/` changes as one folder. Only a run that is published now, from exactly the
present inputs, can be released. A release is never removed: a revision adds a version and gives its reason.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from jjinvest import __version__
from jjinvest.core.errors import JJInvestError, ParameterError
from jjinvest.core.facts import EVIDENCE
from jjinvest.core.signals import undisturbed
from jjinvest.data.access_log import current_hash
from jjinvest.data.releases import LATEST_FACTS, RELEASE_RECORD, load_releases
from jjinvest.pipeline.planning.cache import INPUT_LABELS
from jjinvest.pipeline.planning.parameters import check_period
from jjinvest.pipeline.planning.plan import RunPlan, RunRequest, check_request, plan_run
from jjinvest.pipeline.storage import manifest
from jjinvest.pipeline.storage.atomic import json_bytes, recover_swap, swap_folder, write_bytes
from jjinvest.pipeline.storage.known_figures import CurrentFigures

PUBLIC = "public"


class NotReleasableError(JJInvestError):
    """The published run cannot be released as it is: run the period again, or correct what is named."""


class ReleaseConflictError(JJInvestError):
    """Other numbers were released for this period: a revision needs a reason."""


class LockedError(JJInvestError):
    """A run of this district and period is under way: release it when it has ended."""


@dataclass(frozen=True)
class ReleaseResult:
    """A created release: folder, version, number of facts, and whether anything was written."""

    folder: Path
    version: int
    facts: int
    written: bool


def create_release(
    root: Path, district: str, period: str, *, today: date, reason: str | None = None
) -> ReleaseResult:
    """Release the published run of a period, unless the same numbers were released already.

    Parameters
    ----------
    reason
        Why numbers that were released are replaced; the version they replace is kept.

    Raises
    ------
    NotReleasableError
        If the published run is missing, broken, not ok, made from other inputs than there are now, or not
        public.
    ReleasedOtherwiseError
        If other numbers were released and no reason is given.
    LockedError
        If a run of the period is under way.
    """
    period = check_period(period)
    check_request(RunRequest(root, (period,), (district,)))
    if reason is not None and not reason.strip():
        raise ParameterError("--revise 后应写明理由 a reason is expected after --revise")
    place = root / "outputs" / ".locks" / f"{district}-{period}.lock"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(place).acquire(timeout=0):
            return _create(root, district, period, today, reason)
    except Timeout:
        raise LockedError(f"另一个运行正在进行 another run is under way: {district} {period}") from None


def _create(root: Path, district: str, period: str, today: date, reason: str | None) -> ReleaseResult:
    folder = root / "data" / district / "releases" / period
    recover_swap(folder)
    plan, written = _published(root, district, period)
    content = (plan.final / LATEST_FACTS).read_bytes()
    count = len(json.loads(content))
    versions: list[dict[str, Any]] = []
    if folder.exists():
        load_releases(root / "data" / district)  # a damaged archive is not written over
        versions = json.loads((folder / RELEASE_RECORD).read_text(encoding="utf-8"))["versions"]
        before = (folder / LATEST_FACTS).read_bytes()
        if before == content:
            return ReleaseResult(folder, len(versions), count, written=False)
        if reason is None:
            raise ReleaseConflictError(_conflict(plan.name, versions[-1], before, content))
        versions[-1]["file"] = f"facts.{len(versions)}.json"
    versions.append(_entry(len(versions) + 1, content, count, written, today, reason or ""))
    record = {"district": district, "period": period, "versions": versions}
    with undisturbed():
        _put_in_place(folder, content, record)
    return ReleaseResult(folder, len(versions), count, written=True)


def _put_in_place(folder: Path, content: bytes, record: Mapping[str, Any]) -> None:
    """Replace the folder of a release by one with another version; what was there stays if that fails."""
    versions, new = record["versions"], folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        new.mkdir(parents=True)
        for old in folder.glob("facts*.json"):
            name = versions[-2]["file"] if old.name == LATEST_FACTS else old.name
            write_bytes(new / name, old.read_bytes())
        write_bytes(new / LATEST_FACTS, content)
        write_bytes(new / RELEASE_RECORD, json_bytes(record))
        swap_folder(new, folder)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _entry(
    version: int, content: bytes, count: int, written: Mapping[str, Any], today: date, reason: str
) -> dict[str, Any]:
    """What is kept of a version beside its facts: when, why, and the inputs of the run it comes from."""
    inputs = written["notebooks"][0]["inputs"]
    return {
        "version": version,
        "file": LATEST_FACTS,
        "sha256": hashlib.sha256(content).hexdigest(),
        "facts": count,
        "released": today.isoformat(),
        "as_of": written["as_of"],
        "reason": reason,
        "run": {
            "finished": written["finished"],
            "jjinvest": __version__,
            "package": inputs["package"],
            "lock": inputs["lock"],
            "parameters": written["parameters"],
            "data": written["data"],
            "notebooks": {n["notebook"]: n["inputs"]["notebook"] for n in written["notebooks"]},
        },
    }


def _published(root: Path, district: str, period: str) -> tuple[RunPlan, dict[str, Any]]:
    """Return the plan of a period and the run.json of its published run: intact, ok and current."""
    final = root / "outputs" / district / period
    again = f"处理 remedy: jjinvest run {period} --district {district}"
    recover_swap(final)
    try:
        written = json.loads((final / manifest.MANIFEST_FILE).read_text(encoding="utf-8"))
        languages = tuple(dict.fromkeys(n["language"] for n in written["notebooks"]))
        status, files = written["status"], written["files"]
        inputs_of = {(n["notebook"], n["language"]): (n["inputs"], n["data"]) for n in written["notebooks"]}
    except FileNotFoundError:
        raise NotReleasableError(f"没有已发布的报告 nothing is published: {final}\n{again}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotReleasableError(
            f"已发布的报告已损坏 the published report is damaged: {final}: {error}\n{again}"
        ) from None
    if status != "ok" or not inputs_of:
        raise NotReleasableError(f"这次运行不是 ok this run is not ok: {status}\n{again}")
    now = manifest.file_hashes(final)
    spoiled = sorted(name for name in files | now if files.get(name) != now.get(name))
    if spoiled or LATEST_FACTS not in files:
        named = ", ".join(spoiled[:5]) or LATEST_FACTS
        raise NotReleasableError(
            f"已发布的文件被改动或缺少 published files were changed or are missing: {named}\n{again}"
        )
    plan = plan_run(RunRequest(root, (period,), (district,), languages), district, period)
    changed = _changed(plan, inputs_of, _same_to_report(plan, written))
    if changed:
        raise NotReleasableError(
            "发布之后变了，报告已过时 changed since it was published, the report is out of date: "
            f"{'、'.join(changed)}\n{again}"
        )
    if plan.parameters.tier != PUBLIC:
        raise NotReleasableError(
            f"这次运行的公开级别是 this run's tier is: {plan.parameters.tier}；"
            "releases/ 随代码提交，只收公开的数 releases/ is committed and takes public numbers only\n"
            f"处理 remedy: params/{period}.yaml 中 tier: public，再运行一次 set it, run again"
        )
    return plan, written


def _same_to_report(plan: RunPlan, written: Mapping[str, Any]) -> Collection[str]:
    """Return the tables in which no figure has changed that a published run may know.

    What became public after its as-of day moves no number of it.
    """
    figures = CurrentFigures(plan.root / "data" / plan.district)
    known = written.get("known_figures")
    return figures.files if known and known == figures.known_on(plan.parameters.as_of) else ()


def _changed(
    plan: RunPlan,
    inputs_of: Mapping[tuple[str, str], tuple[Mapping[str, str], Mapping[str, str]]],
    same: Collection[str],
) -> list[str]:
    """Name the inputs of a published run that have changed since, but for files that are the `same` to it."""
    changed: dict[str, None] = {}
    pages = {(planned.page.notebook, planned.page.language): planned.inputs for planned in plan.pages}
    if set(pages) != set(inputs_of):
        changed[INPUT_LABELS["notebook"]] = None
    data = plan.root / "data"
    for page, (inputs, read) in inputs_of.items():
        for part, word in INPUT_LABELS.items():
            if page in pages and pages[page].get(part) != inputs.get(part):
                changed[word] = None
        for file, digest in read.items():
            if file not in same and current_hash(data, file) != digest:
                changed[f"数据 data {file}"] = None
    return list(changed)


def _conflict(name: str, last: Mapping[str, Any], before: bytes, after: bytes) -> str:
    """Describe the differences between the last release and the published run."""
    old, new = ({fact["id"]: fact for fact in json.loads(content)} for content in (before, after))
    removed, added = _corrected_first(old, without=new), _corrected_first(new, without=old)
    other = [key for key in _corrected_first(new) if key in old and old[key] != new[key]]
    moved = [key for key in other if _numbers(old[key]) != _numbers(new[key])]
    lines = [
        f"{name} 已于 {last['released']} 发布，数不相同 "
        f"was released on {last['released']} with other numbers",
        f"不同 differ {len(moved)} · 数同而截至日、出处等不同 same number, other date or source "
        f"{len(other) - len(moved)} · 新增 added {len(added)} · 没有了 gone {len(removed)}",
        *(f"  {key}: {_numbers(old[key])} → {_numbers(new[key])}" for key in moved[:10]),
        *(f"  + {key}" for key in added[:5]),
        *(f"  − {key}" for key in removed[:5]),
        "处理 remedy: 确要更正 to correct it: "
        'jjinvest release create … --revise "理由 reason"（旧版保留 the earlier version is kept）',
    ]
    return "\n".join(lines)


def _corrected_first(facts: Mapping[str, Mapping[str, Any]], without: Collection[str] = ()) -> list[str]:
    """Ids of facts, those that were published before those that follow from them."""
    ids = sorted(set(facts) - set(without))
    return sorted(ids, key=lambda key: EVIDENCE.index(facts[key]["evidence"]))


def _numbers(fact: Mapping[str, Any]) -> str:
    interval = (
        f"[{fact['low']}, {fact['high']}]" if fact["low"] is not None or fact["high"] is not None else ""
    )
    return f"{'' if fact['value'] is None else fact['value']} {interval}".strip() or "—"
