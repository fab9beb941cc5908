"""`run --due`: the last closed quarter with data, once; nothing and nobody stops the other districts."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from datetime import date, datetime

import pytest
from click.testing import CliRunner
from filelock import FileLock

from jjinvest.cli import runs
from jjinvest.cli.main import main
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.validate import validate
from jjinvest.pipeline.planning.due import due, last_closed
from jjinvest.pipeline.planning.plan import RunRequest
from jjinvest.pipeline.planning.quarters import has_closing_ledger
from tests.fixtures.project import FEW, JJINVEST, PERIOD, Project
from tests.fixtures.warm_commands import WarmCommand
from tests.fixtures.workbooks import clean_projects, write_ledger


def invoke(project: Project, *options: str):
    return CliRunner().invoke(
        main, ["run", "--due", "--lang", "zh", "--jobs", "2", "--root", str(project.root), *options]
    )


def wanted(project: Project, today: str, *districts: str) -> tuple[tuple[str, str], ...]:
    request = RunRequest(project.root, (), districts or ("jiangjin",), ("zh",))
    return due(request, date.fromisoformat(today)).runs


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        ("2024-03-31", "2023Q4"),
        ("2024-04-01", "2024Q1"),
        ("2024-01-01", "2023Q4"),
        ("2023-12-31", "2023Q3"),
        ("2024-02-29", "2023Q4"),
    ],
)
def test_a_quarter_is_closed_when_its_last_day_is_over(today, quarter):
    assert last_closed(date.fromisoformat(today)) == quarter


@pytest.mark.parametrize(
    ("today", "runs"),
    [
        ("2023-06-30", ()),  # the quarter is not over
        ("2023-07-30", ()),  # its as-of day has not come
        ("2023-07-31", (("jiangjin", "2023Q2"),)),
        ("2024-03-30", (("jiangjin", "2023Q2"),)),  # the year is over, its as-of day has not come
        ("2024-03-31", (("jiangjin", "2023Q4"),)),
        ("2030-01-01", (("jiangjin", "2023Q4"),)),
    ],
)
def test_the_last_closed_quarter_whose_day_has_come_is_due(own_data, today, runs):
    assert wanted(own_data, today) == runs


def test_a_quarter_without_published_results_has_no_data(own_data):
    (own_data.root / "params" / "2024Q1.yaml").write_text("as_of: 2024-04-20\nseed: 1\n", encoding="utf-8")
    assert wanted(own_data, "2024-05-01") == (("jiangjin", "2023Q4"),)


def test_a_figure_of_a_park_or_of_an_event_makes_no_quarter_due(own_data):
    folder = own_data.root / "data" / "jiangjin"
    with (folder / "figures.csv").open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    blank = dict.fromkeys(rows[0], "")
    given = {"metric": "agreed_amount", "value": "5", "unit": "亿元"}
    park = blank | given | {"source": "park", "period": "2024Q1", "where": "park=east"}
    event = blank | given | {"source": "event", "period": "2024-02-02"}
    whole = blank | given | {"source": "whole", "period": "2024Q1", "where": "origin=out_of_city"}
    header, *sources = (folder / "sources.csv").read_text(encoding="utf-8").splitlines()
    further = [f"{source}{',' * header.count(',')}" for source in ("park", "event", "whole")]
    (folder / "sources.csv").write_text("\n".join([header, *sources, *further]) + "\n", encoding="utf-8")
    for added, quarter in (([park, event], "2023Q4"), ([park, event, whole], "2024Q1")):
        with (folder / "figures.csv").open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, list(blank))
            writer.writeheader()
            writer.writerows([*rows, *added])
        assert wanted(own_data, "2024-08-01") == (("jiangjin", quarter),)


def test_a_ledger_of_a_month_of_the_quarter_is_data_too(own_data):
    (own_data.root / "params" / "2024Q1.yaml").write_text("as_of: 2024-04-20\nseed: 1\n", encoding="utf-8")
    folder = own_data.root / "data" / "jiangjin"
    path = own_data.root / "ledger.xlsx"
    assert wanted(own_data, "2024-05-01") == (("jiangjin", "2023Q4"),)
    for month, missing in ((2, True), (3, False)):
        write_ledger(path, clean_projects(3), title=f"台账（截至2024年{month}月）")
        result = validate(path, load_spellings(folder), today=date(2024, 4, 10))
        Store(folder / "private").add(result, datetime(2024, 4, 10).astimezone())
        assert wanted(own_data, "2024-05-01") == (("jiangjin", "2024Q1"),)
        # the ledger of the quarter's last month is still awaited
        assert (not has_closing_ledger(folder, "2024Q1")) == missing


def test_the_date_is_taken_once_so_midnight_cannot_fall_into_a_plan(own_data, monkeypatch):
    """A plan made at 23:59 of a quarter's last day is that day's, however long it takes."""
    reads = 0

    class Clock(datetime):
        """A clock that is past midnight when it is read again."""

        @classmethod
        def now(cls, tz=None):
            nonlocal reads
            reads += 1
            return datetime(2023, 6, 30, 23, 59, 59) if reads == 1 else datetime(2023, 7, 31, 0, 0, 1)

    monkeypatch.setattr(runs, "datetime", Clock)
    result = invoke(own_data, "--dry-run")
    assert (reads, result.exit_code) == (1, 0), result.output
    assert "nothing is due（2023-06-30）" in result.output
    assert "2023Q2" not in result.output


def test_what_is_due_is_done_once(own_data):
    first = invoke(own_data, "--today", "2024-04-01")
    assert first.exit_code == 0, first.output
    assert (own_data.root / "outputs" / "jiangjin" / "2023Q4" / "index.html").exists()
    assert not own_data.final.exists()
    again = invoke(own_data, "--today", "2024-04-01")
    assert again.exit_code == 0
    assert "nothing is due" in again.output
    own_data.notebook("00_first", "1/0")
    assert wanted(own_data, "2024-04-01") == (("jiangjin", "2023Q4"),)


def test_the_note_of_a_failure_goes_when_its_cause_is_undone(own_data):
    assert invoke(own_data, "--today", "2024-04-01").exit_code == 0
    place = own_data.root / "notebooks" / "00_first.ipynb"
    good, note = place.read_bytes(), own_data.root / "outputs" / "FAILED-jiangjin.txt"
    own_data.notebook("00_first", "1/0")
    assert invoke(own_data, "--today", "2024-04-01").exit_code == 1
    assert note.is_file()
    place.write_bytes(good)
    assert invoke(own_data, "--today", "2024-04-01").exit_code == 0
    assert not note.exists()


def test_a_quarter_is_due_without_a_file_of_parameters(own_data):
    for path in (own_data.root / "params").glob("*.yaml"):
        path.unlink()
    by_day = {
        "2023-08-13": (),
        "2023-08-14": (("jiangjin", "2023Q2"),),
        "2024-02-14": (("jiangjin", "2023Q4"),),
    }
    assert {day: wanted(own_data, day) for day in by_day} == by_day
    (own_data.root / "data" / "jiangjin" / "figures.csv").write_text("torn", encoding="utf-8")
    assert wanted(own_data, "2024-04-01") == (("jiangjin", "2024Q1"),)  # the run names the fault


def test_of_two_schedulers_one_runs_and_the_other_ends_with_3_or_waits(own_data, tmp_path):
    go = tmp_path / "go"
    own_data.notebook(
        "00_first", f"import pathlib, time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)"
    )
    parameters = own_data.root / "params" / "2023Q4.yaml"
    parameters.write_text(f"as_of: 2024-03-31\nseed: 1\ncell_timeout: 600\n{FEW}", encoding="utf-8")
    due_now = ["run", "--due", "--lang", "zh", "--today", "2024-04-01", "--root", str(own_data.root)]
    command = [JJINVEST, *due_now]
    with WarmCommand(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert any(
            "2023Q4" in line for line in first.stdout
        )  # it holds the lock, and keeps it until it is stopped
        second = WarmCommand(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        _, refused = second.communicate()
        waiting = WarmCommand([*command, "--wait"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        go.touch()
        output, wrong = waiting.communicate()
        assert first.wait() == 0
    assert (second.returncode, waiting.returncode) == (3, 0), refused + wrong
    assert "another run --due is under way" in refused
    assert "nothing is due" in output
    lines = (
        (own_data.root / "outputs" / ".history" / "jiangjin.jsonl").read_text(encoding="utf-8").splitlines()
    )
    assert [json.loads(line)["event"] for line in lines] == ["started", "ended"]


def test_a_district_that_someone_runs_by_hand_is_locked(own_data):
    folder = own_data.root / "outputs" / ".locks"
    folder.mkdir()
    with FileLock(folder / "jiangjin-2023Q4.lock"):
        result = invoke(own_data, "--today", "2024-04-01")
    assert result.exit_code == 3
    assert not (own_data.root / "outputs" / "FAILED-jiangjin.txt").exists()


def test_districts_without_data_are_skipped_and_broken_ones_do_not_stop_the_others(own_data, tmp_path):
    data, outputs = own_data.root / "data", own_data.root / "outputs"
    for name in ("broken", "torn"):
        shutil.copytree(data / "jiangjin", data / name)
    figures = data / "broken" / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace(",534,", ",many,"), encoding="utf-8")
    (data / "torn" / "figures.csv").write_bytes(b"\xff\xfe\x00garbage")
    (data / "new").mkdir()
    (data / "new" / "district.yaml").write_text("name: {zh: 新区, en: New}\n", encoding="utf-8")
    mail = tmp_path / "mail.txt"
    text = "os.environ['JJINVEST_FAILED'] + chr(10) + sys.stdin.read()"
    hook = f"{sys.executable} -c \"import os, sys; open({str(mail)!r}, 'w').write({text})\""
    result = invoke(
        own_data, "--today", "2024-04-01", "--on-failure", hook, "--log", str(tmp_path / "log.txt")
    )
    assert result.exit_code == 1, result.output
    assert "new：跳过" in result.output
    assert (outputs / "jiangjin" / "2023Q4" / "index.html").exists()
    assert sorted(p.name for p in outputs.glob("FAILED*")) == ["FAILED-broken.txt", "FAILED-torn.txt"]
    note = (outputs / "FAILED-broken.txt").read_text(encoding="utf-8")
    assert "many" in note
    assert "jjinvest run 2023Q4 --district broken" in note
    text = mail.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "broken,torn"
    assert "many" in text
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert log.startswith("\n=== ")
    assert "many" in log
    assert "jiangjin 2023Q4" in log
    page = (outputs / "index.html").read_text(encoding="utf-8")
    assert page.count('href="FAILED-') == 2
    left = invoke(own_data, "--today", "2024-04-02")
    assert "jiangjin 2023Q4：已发布" in left.output
    assert left.exit_code == 1, left.output  # some failed, though nothing but broken ones was due
    assert invoke(own_data, "--today", "2024-04-02", "--district", "broken,torn").exit_code == 2
    shutil.copy(data / "jiangjin" / "figures.csv", figures)
    shutil.rmtree(data / "torn")
    corrected = invoke(own_data, "--today", "2024-04-01", "--district", "broken,jiangjin")
    assert corrected.exit_code == 0, corrected.output
    assert sorted(p.name for p in outputs.glob("FAILED*")) == ["FAILED-torn.txt"]


def test_a_district_whose_tables_have_no_row_yet_is_not_due(own_data):
    folder = own_data.root / "data" / "begun"
    folder.mkdir()
    for table in ("figures.csv", "sources.csv", "dimensions.csv"):
        head = (own_data.root / "data" / "jiangjin" / table).read_text(encoding="utf-8").splitlines()[0]
        (folder / table).write_text(f"{head}\n", encoding="utf-8")
    (folder / "district.yaml").write_text("name: {zh: 新区, en: New District}\n", encoding="utf-8")
    assert wanted(own_data, "2024-04-01", "begun") == ()


def test_a_schedule_that_cannot_begin_leaves_a_note_too(own_data):
    notebooks, aside = own_data.root / "notebooks", own_data.root / "aside"
    notebooks.rename(aside)
    assert invoke(own_data, "--today", "2024-04-01").exit_code == 2
    note = own_data.root / "outputs" / "FAILED.txt"
    assert "no notebooks" in note.read_text(encoding="utf-8")
    aside.rename(notebooks)
    assert invoke(own_data, "--today", "2024-04-01").exit_code == 0
    assert not note.exists()


@pytest.mark.parametrize("text", ["as_of: soon\n", "as_of: 2024-02-30\n", "seed: 1\nseed: 2\n"])
def test_parameters_that_are_wrong_are_the_fault_of_one_quarter(own_data, text):
    """The districts whose last quarter is another one go on; nobody is blamed for a quarter without data."""
    data = own_data.root / "data"
    shutil.copytree(data / "jiangjin", data / "early")
    figures = data / "early" / "figures.csv"
    head, *rows = figures.read_text(encoding="utf-8").splitlines(keepends=True)
    figures.write_text("".join([head, *(row for row in rows if ",2023H1," in row)]), encoding="utf-8")
    for quarter in ("2023Q4", "2022Q3"):
        (own_data.root / "params" / f"{quarter}.yaml").write_text(text, encoding="utf-8")
    ended = invoke(own_data, "--today", "2024-04-01")
    assert ended.exit_code == 1, ended.output
    assert "2023Q4.yaml" in ended.stderr
    assert (own_data.root / "outputs" / "early" / PERIOD / "index.html").exists()
    assert [p.name for p in (own_data.root / "outputs").glob("FAILED*")] == ["FAILED-jiangjin.txt"]


def test_missing_data_is_named_with_since_when_and_sent_once(own_data, tmp_path):
    mail = tmp_path / "mail.txt"
    script = (
        f"import os, sys; open({str(mail)!r}, 'a').write(os.environ['JJINVEST_MISSING'] + sys.stdin.read())"
    )
    hook = f'{sys.executable} -c "{script}"'
    note = own_data.root / "outputs" / "MISSING-jiangjin.txt"

    def on(day: str):
        mail.unlink(missing_ok=True)
        ended = invoke(own_data, "--today", day, "--on-failure", hook)
        assert ended.exit_code == 0, ended.output
        return ended

    on("2024-04-01")
    assert not note.exists()
    first = on("2024-08-14")  # it reports half-years and years: no first quarter is missing
    for text in (first.stderr, note.read_text(encoding="utf-8"), mail.read_text(encoding="utf-8")):
        assert "2024Q2" in text
        assert "2024-08-14" in text
        assert "2024Q1" not in text
    assert mail.read_text(encoding="utf-8").startswith("jiangjin")
    assert 'href="MISSING-jiangjin.txt"' in (own_data.root / "outputs" / "index.html").read_text(
        encoding="utf-8"
    )
    again = on("2024-08-15")
    assert "2024Q2" in again.stderr
    assert not mail.exists()
    assert "2024Q4" in on("2025-02-14").stderr
    assert mail.exists()
    on("2024-04-01")
    assert not note.exists()
    assert "MISSING-jiangjin.txt" not in (own_data.root / "outputs" / "index.html").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (f"{sys.executable} -c 'import sys; sys.exit(\"no mail server\")'", "exit code 1 no mail server"),
        ("/no/such/command", "No such file"),
        ("unpaired 'quote", "No closing quotation"),
        ("", None),
    ],
)
def test_a_hook_that_fails_is_reported_and_does_not_hide_how_the_run_ended(own_data, command, expected):
    own_data.notebook("00_first", "1/0")
    result = invoke(own_data, "--today", "2024-04-01", "--on-failure", command)
    assert result.exit_code == 1
    assert "ZeroDivisionError" in result.output
    assert (expected or "--on-failure") in result.output or expected is None
    assert "ZeroDivisionError" in (own_data.root / "outputs" / "FAILED-jiangjin.txt").read_text(
        encoding="utf-8"
    )


@pytest.mark.skipif(os.name == "nt", reason="names a POSIX shell's characters")
def test_no_shell_reads_the_command_of_a_hook(own_data, tmp_path):
    name = "$(touch hacked);`touch hacked`"
    shutil.copytree(own_data.root / "data" / "jiangjin", own_data.root / "data" / name)
    own_data.notebook("00_first", "1/0")
    output = tmp_path / "output.txt"
    script = f"import os; open({str(output)!r}, 'w').write(os.environ['JJINVEST_FAILED'])"
    hook = f'{sys.executable} -c "{script}" $HOME'
    assert invoke(own_data, "--today", "2024-04-01", "--district", name, "--on-failure", hook).exit_code == 1
    assert output.read_text(encoding="utf-8") == name
    assert not list(tmp_path.rglob("hacked"))


@pytest.mark.parametrize("options", [["2023Q4"], ["--as-of", "2024-01-01"], ["--today", "yesterday"]])
def test_options_that_contradict_are_refused(own_data, options):
    assert invoke(own_data, *options).exit_code == 2


def test_a_misspelt_district_is_an_error_and_not_a_day_on_which_nothing_is_due(own_data):
    result = invoke(own_data, "--district", "jiangjing", "--today", "2024-04-01")
    assert result.exit_code == 2, result.output
    assert "没有这个地区 no such district: jiangjing" in result.output
