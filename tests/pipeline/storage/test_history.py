"""History records how every run ended, also a killed one."""

from __future__ import annotations

import shutil
import signal
import subprocess
from datetime import UTC, datetime

from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.pipeline.storage.history import history, log_start
from tests.fixtures.project import COMMAND, PERIOD, Project, wait_until_shown
from tests.fixtures.warm_commands import WarmCommand


def states(project: Project) -> list[tuple[str, str]]:
    return [(past.period, past.state) for past in history(project.root, "jiangjin")]


def invoke(project: Project, *arguments: str):
    return CliRunner().invoke(main, [*arguments, "--root", str(project.root)])


def test_every_run_and_how_it_ended(own_data):
    assert invoke(own_data, "runs", "history").output.strip() == "尚未运行。"
    own_data.notebook("00_first", "import time; time.sleep(30)")
    with WarmCommand([*COMMAND, str(own_data.root)], stdout=subprocess.PIPE, text=True) as runner:
        wait_until_shown(runner, PERIOD)
        assert states(own_data) == [(PERIOD, "running")]
        runner.send_signal(signal.SIGKILL)
    assert states(own_data) == [(PERIOD, "interrupted")]
    own_data.notebook("00_first", "1/0")
    assert own_data.run().code == 1
    own_data.notebook("00_first", "1")
    assert own_data.run().code == 0
    assert states(own_data) == [(PERIOD, "published"), (PERIOD, "failed"), (PERIOD, "interrupted")]
    own_data.notebook("00_first", "2")
    assert own_data.run().code == 0
    assert [state for _, state in states(own_data)] == ["published", "superseded", "failed", "interrupted"]
    before = states(own_data)
    assert "unchanged" in own_data.run().output
    assert states(own_data) == before
    shown = invoke(own_data, "runs", "history", "--lang", "en").output
    assert shown.splitlines()[1].split("  ")[1:4] == ["jiangjin", PERIOD, "published"]
    assert "ZeroDivisionError" in shown
    shutil.rmtree(own_data.root / "outputs" / "jiangjin" / PERIOD)  # as `runs prune` does
    assert [state for _, state in states(own_data)] == ["removed", "superseded", "failed", "interrupted"]


def test_a_history_that_was_lost_or_torn_is_made_up_from_what_the_runs_left(own_data):
    assert own_data.run().code == 0
    path = own_data.root / "outputs" / ".history" / "jiangjin.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"event": "star', encoding="utf-8")
    assert states(own_data) == [(PERIOD, "published")]
    path.unlink()
    assert states(own_data) == [(PERIOD, "published")]


def test_a_run_that_was_killed_when_its_folder_was_in_place_has_ended_as_run_json_says(own_data):
    path = own_data.root / "outputs" / ".history" / "jiangjin.jsonl"
    for cell, code in (("1/0", 1), ("1", 0)):
        own_data.notebook("00_first", cell)
        assert own_data.run().code == code
        begun, ended = path.read_text(encoding="utf-8").splitlines()[-2:]
        assert '"ended"' in ended
        path.write_text(f"{begun}\n", encoding="utf-8")
        assert states(own_data)[0] == (PERIOD, "failed" if code else "published")


def test_a_history_that_cannot_be_written_stops_nothing(own_data):
    (own_data.root / "outputs" / ".history").write_text("in the way", encoding="utf-8")
    assert own_data.run().code == 0
    assert own_data.is_complete()


def test_two_runs_that_begin_within_a_second_are_two(tmp_path):
    for milliseconds in (100, 900):
        log_start(tmp_path, "here", PERIOD, datetime(2024, 1, 1, 0, 0, 0, 1000 * milliseconds, tzinfo=UTC))
    assert len(history(tmp_path, "here")) == 2
